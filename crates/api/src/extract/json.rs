//! JSON bodies.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use futures::StreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Track;

use super::sentence::field_error;
use super::{Object, nul};
use crate::ApiState;
use crate::budget::Held;
use crate::problem::Problem;

/// The largest JSON body that is no batch: a config has as much.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A JSON body, in or out.
///
/// On the way in the media type must be JSON (415), the body within the limit (413), and every value where it belongs
/// (422 with pointers). A NUL in a text is refused: PostgreSQL cannot keep one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json<T>(pub(crate) T);

/// The JSON body of a batch, as [`Json`] otherwise: the only one that may be larger than 4 MiB.
#[derive(Debug, Clone)]
pub(crate) struct Batch<T>(pub(crate) T);

/// A JSON body from a worker: as [`Json`], but a NUL in a text becomes U+FFFD, since what a job writes is not in the
/// worker's hands, and a heartbeat must not fail for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkerJson<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<ApiState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let Object(value) = parse(&without_nul(request, state, MAX_BYTES).await?)?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned> FromRequest<ApiState> for Batch<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        parse(&without_nul(request, state, u64::MAX).await?).map(Self)
    }
}

impl<T: DeserializeOwned> FromRequest<ApiState> for WorkerJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let mut body = read(request, state, MAX_BYTES).await?;
        if nul::may_be_in(&body) {
            let mut value: Value = parse(&body)?;
            nul::replace(&mut value);
            body = serde_json::to_vec(&value).map_err(Problem::internal)?.into();
        }
        let Object(value) = parse(&body)?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
            Err(error) => Problem::internal(error).into_response(),
        }
    }
}

async fn without_nul(request: Request, state: &ApiState, limit_bytes: u64) -> Result<Bytes, Problem> {
    let body = read(request, state, limit_bytes).await?;
    if nul::may_be_in(&body) {
        Problem::unless_valid(nul::find(&parse(&body)?))?;
    }
    Ok(body)
}

async fn read(request: Request, state: &ApiState, limit_bytes: u64) -> Result<Bytes, Problem> {
    if !is_json(request.headers()) {
        return Err(Problem::unsupported_media_type("The body must be JSON, with `Content-Type: application/json`."));
    }
    let limit = limit_bytes.min(state.config.max_json_bytes);
    if announced(request.headers()).is_some_and(|bytes| bytes > limit) {
        return Err(Problem::too_large(limit));
    }
    let held = request.extensions().get::<Held>().cloned().unwrap_or_default();
    let mut chunks = request.into_body().into_data_stream();
    let mut body = BytesMut::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| Problem::broken_body(&error, "", "ended before it was complete"))?;
        if (body.len() + chunk.len()) as u64 > limit {
            return Err(Problem::too_large(limit));
        }
        held.take(&state.json_budget, chunk.len())?;
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the media type is `application/json` or ends in `+json` (RFC 6839).
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let mut track = Track::new();
    let value = T::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track));
    let value = value.map_err(|error| {
        if error.is_data() {
            Problem::invalid(vec![field_error(&track.path(), &error.to_string(), None)])
        } else {
            not_json(&error)
        }
    })?;
    json.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::invalid_field("", format!("is not JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use axum::http::StatusCode;
    use futures::stream;
    use ml_job_domain::{FieldError, NewJob};
    use ml_job_testkit::wait_for;
    use serde_json::json;

    use super::*;
    use crate::test_app::TestApp;

    const PATIENCE: Duration = Duration::from_secs(10);

    fn refusal(body: &str) -> FieldError {
        let problem = parse::<Object<NewJob>>(body.as_bytes()).unwrap_err();
        assert_eq!(problem.status(), StatusCode::UNPROCESSABLE_ENTITY);
        problem.errors()[0].clone()
    }

    #[test]
    fn each_refusal_says_where_and_what() {
        assert_eq!(refusal(r#"{"label":"x"}"#), FieldError::new("/type", "is required"));
        assert_eq!(
            refusal(r#"{"type":"ACTIVE_ML","label":1}"#),
            FieldError::new("/label", "must be a string, is integer `1`")
        );
        assert_eq!(refusal("[1]"), FieldError::new("", "must be an object, is array"));
        assert_eq!(refusal("1"), FieldError::new("", "must be an object, is integer `1`"));
        assert!(refusal("{").message.starts_with("is not JSON"));
        assert!(refusal(r#"{"type":"ACTIVE_ML","label":"x"} y"#).message.starts_with("is not JSON"));
        assert!(refusal(r#"{"type":"active ml","label":"x"}"#).message.contains("cannot name a job type"));
    }

    #[tokio::test]
    async fn only_a_batch_may_be_large() {
        let app = TestApp::new().await;
        let text = "x".repeat(usize::try_from(MAX_BYTES).unwrap());
        let response = app.post("/api/jobs", &json!({ "type": "COUNT", "label": text })).await;
        assert_eq!(response.status, StatusCode::PAYLOAD_TOO_LARGE);
        let (job, _) = app.pending_job().await;
        let one = json!({ "job_id": job["job_id"], "spectrum_filename": "x", "spectrum_set": "ORACLE",
            "sequence_iteration": 0, "unknown": text });
        assert_eq!(app.post("/api/labellings/batch", &json!([one])).await.status, StatusCode::NO_CONTENT);
    }

    #[tokio::test]
    async fn requests_share_a_budget() {
        let app = TestApp::with(|dependencies| dependencies.config.json_budget_bytes = 1000).await;
        let json = [("content-type", "application/json")];
        let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(1);
        let body = stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|c| (c, receiver)) });
        let request = app.start("POST", "/api/jobs", &json, Body::from_stream(body));
        for bytes in [900, 1] {
            // The second finds room when the first has been taken.
            sender.send(Ok(Bytes::from(vec![b' '; bytes]))).await.unwrap();
        }
        let job = json!({ "type": "COUNT", "label": "x".repeat(50), "description": "y".repeat(100) });
        assert_eq!(app.post("/api/jobs", &job).await.status, StatusCode::SERVICE_UNAVAILABLE);
        request.abort();
        request.abort();
        wait_for(async || app.post("/api/jobs", &job).await.status == StatusCode::CREATED, PATIENCE).await;
        for _ in 0..20 {
            assert_eq!(app.post("/api/jobs", &job).await.status, StatusCode::CREATED, "what is answered is given back");
        }
    }
}
