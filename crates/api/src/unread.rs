//! What a handler leaves unread of a request's body, because it answered before the end: read and dropped within bounds.
//!
//! A server that closes a connection with unread bytes on it resets it, and the reset can overtake the answer: the
//! client then sees a broken connection in place of the sentence that says what is wrong. Where the rest is too much,
//! `Connection: close` tells the client that the connection cannot be used again (RFC 9112 §9.6).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use futures::stream::{Fuse, FusedStream as _};
use futures::{StreamExt as _, stream};

/// How much of a body is read for an answer that is ready.
const MOST_BYTES: usize = 64 << 20;
/// How long such an answer waits for a slow client.
const LONGEST: Duration = Duration::from_secs(2);

/// A body of which handler and middleware each read a part, one after the other.
#[derive(Clone)]
struct Shared(Arc<Mutex<Fuse<BodyDataStream>>>);

impl Shared {
    fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(body.into_data_stream().fuse())))
    }

    fn read(self) -> impl futures::Stream<Item = Result<Bytes, axum::Error>> {
        stream::poll_fn(move |context| self.0.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(context))
    }

    fn has_ended(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_terminated()
    }

    /// Reads to the end, or as far as the bounds go.
    async fn drop_rest(&self) {
        let mut rest = std::pin::pin!(self.clone().read());
        let mut budget = MOST_BYTES;
        let drain = async {
            while let Some(Ok(chunk)) = rest.next().await {
                match budget.checked_sub(chunk.len()) {
                    Some(left) => budget = left,
                    None => break,
                }
            }
        };
        let _ = tokio::time::timeout(LONGEST, drain).await;
    }
}

/// The middleware.
pub(crate) async fn read_what_is_left(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = Shared::new(body);
    let mut response = next.run(Request::from_parts(parts, Body::from_stream(body.clone().read()))).await;
    if !body.has_ended() {
        body.drop_rest().await;
    }
    if !body.has_ended() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use crate::test_app::TestApp;

    const START: &str = "--XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";

    /// A connection to a server of its own, on which uploads above a kilobyte are refused.
    async fn connect() -> (TcpStream, TestApp) {
        let app = TestApp::with(|dependencies| dependencies.config.max_upload_bytes = Some(1024)).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = crate::router(app.state.clone()).into_make_service();
        let server = axum::serve(listener, service);
        tokio::spawn(async move { server.await });
        (TcpStream::connect(address).await.unwrap(), app)
    }

    fn upload(length: usize) -> String {
        format!(
            "POST /api/files/x/upload?parent_dir_path=/ HTTP/1.1\r\nhost: x\r\n\
             content-type: multipart/form-data; boundary=XX\r\ncontent-length: {length}\r\n\r\n{START}"
        )
    }

    /// One answer: its head, in lower case. The body is read as well.
    async fn answer(connection: &mut TcpStream) -> String {
        let mut bytes = Vec::new();
        while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
            bytes.push(connection.read_u8().await.expect("an answer, and not a reset"));
        }
        let head = String::from_utf8(bytes).unwrap().to_lowercase();
        let (_, length) = head.split_once("content-length: ").unwrap_or(("", "0\r\n"));
        let length: usize = length.split_once('\r').unwrap().0.parse().unwrap();
        connection.read_exact(&mut vec![0; length]).await.unwrap();
        head
    }

    fn status(head: &str) -> StatusCode {
        head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    #[tokio::test]
    async fn an_answer_in_the_middle_of_a_body_arrives_and_the_connection_lives() {
        let (mut connection, _app) = connect().await;
        let length = START.len() + (8 << 20);
        connection.write_all(upload(length).as_bytes()).await.unwrap();
        connection.write_all(&vec![b'x'; 8 << 20]).await.unwrap();
        let head = answer(&mut connection).await;
        assert_eq!(status(&head), StatusCode::PAYLOAD_TOO_LARGE, "{head}");
        assert!(!head.contains("connection: close"), "{head}");
        connection.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        assert_eq!(status(&answer(&mut connection).await), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_client_that_stalls_gets_its_answer_and_is_told_to_close() {
        let (mut connection, _app) = connect().await;
        connection.write_all(upload(START.len() + (8 << 20)).as_bytes()).await.unwrap();
        connection.write_all(&[b'x'; 4096]).await.unwrap();
        let head = answer(&mut connection).await;
        assert_eq!(status(&head), StatusCode::PAYLOAD_TOO_LARGE, "{head}");
        assert!(head.contains("connection: close"), "{head}");
    }
}
