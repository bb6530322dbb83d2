//! Responses, read for a test.

use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, Response, StatusCode};
use futures::StreamExt as _;
use http_body_util::BodyExt as _;
use serde_json::Value;

/// How long a stream may take to go on.
const PATIENCE: Duration = Duration::from_secs(10);

/// A response that has been read to its end.
#[derive(Debug)]
pub(crate) struct TestResponse {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    headers: HeaderMap,
}

impl TestResponse {
    pub(super) async fn read(response: Response<Body>) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("the body is complete").to_bytes();
        Self { status: head.status, headers: head.headers, body }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).expect("the body is UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    }

    /// All headers of a name.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    /// Where a problem points to; nothing where it points nowhere.
    pub(crate) fn pointers(&self) -> Vec<String> {
        let problem = self.json();
        let errors = problem["errors"].as_array().into_iter().flatten();
        errors.map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
    }
}

/// An event stream that is open.
pub(crate) struct Listening {
    text: String,
    stream: BodyDataStream,
}

impl Listening {
    /// Waits for the first event.
    pub(super) async fn open(response: Response<Body>) -> Self {
        assert_eq!(response.status(), StatusCode::OK);
        let mut listening = Self { text: String::new(), stream: response.into_body().into_data_stream() };
        while !listening.text.contains("\n\n") {
            assert!(listening.read_on().await, "the stream ended before its first event");
        }
        listening
    }

    /// Everything, once the stream has ended.
    pub(crate) async fn until_it_ends(mut self) -> String {
        while self.read_on().await {}
        self.text
    }

    /// Everything so far, once it holds `text`.
    pub(crate) async fn until(&mut self, text: &str) -> &str {
        while !self.text.contains(text) {
            assert!(self.read_on().await, "the stream ended without `{text}`: {}", self.text);
        }
        &self.text
    }

    async fn read_on(&mut self) -> bool {
        match tokio::time::timeout(PATIENCE, self.stream.next()).await.expect("the stream goes on or ends") {
            Some(chunk) => {
                self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
                true
            }
            None => false,
        }
    }
}
