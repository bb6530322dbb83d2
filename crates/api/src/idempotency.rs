//! `Idempotency-Key`: a request that creates may be sent again, and is carried out once.
//!
//! A handler asks for the [`Key`], makes it one of this request ([`Key::of`]), answers what is [`known`] of it, and stores it in
//! the transaction that creates (or with [`keep`], where files are created).

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_store::{IdempotencyKey, Repetition};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::IntoParams;

use crate::ApiState;
use crate::access::Who;
use crate::extract::Json;
use crate::problem::Problem;

const HEADER: &str = "Idempotency-Key";
/// The longest key, in characters.
const MAX: usize = 255;

/// The key that came with a request, if one did.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct Key {
    /// A name of the request's own: sent again with it within a day, the request is carried out once and answered the same
    #[param(rename = "Idempotency-Key", value_type = String, required = false, min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    given: Option<String>,
    #[param(ignore)]
    scope: String,
    #[param(ignore)]
    target: String,
}

/// What a request that creates is answered, now and when it comes again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Answer {
    status: u16,
    location: Option<String>,
    body: Option<Value>,
}

impl Key {
    /// Whether the request has one.
    pub(crate) const fn is_given(&self) -> bool {
        self.given.is_some()
    }

    /// The key of this request, which is told from others by its path and what it asks for.
    pub(crate) fn of(self, state: &ApiState, request: &impl Serialize) -> Result<Option<IdempotencyKey>, Problem> {
        let Some(key) = self.given else { return Ok(None) };
        let request = serde_json::to_vec(&(self.target, request)).map_err(Problem::internal)?;
        Ok(Some(IdempotencyKey::new(self.scope, key, &request, state.clock.now())))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let given = parts.headers.get(HEADER).map(|value| plain(value).ok_or_else(unfit)).transpose()?;
        let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        // With accounts each person has keys of his or her own.
        let person = parts.extensions.get::<Who>().and_then(Who::person);
        let whose = person.map(|person| format!(" {}", person.user.user_id)).unwrap_or_default();
        Ok(Self { given, scope: format!("{} {route}{whose}", parts.method), target: parts.uri.to_string() })
    }
}

fn plain(value: &HeaderValue) -> Option<String> {
    let bytes = value.as_bytes();
    let is_plain = (1..=MAX).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic);
    is_plain.then(|| String::from_utf8_lossy(bytes).into_owned())
}

fn unfit() -> Problem {
    Problem::invalid_field(HEADER, format!("must have 1 to {MAX} visible ASCII characters"))
}

impl Answer {
    /// 201 with what was created and, where it has one, its path.
    pub(crate) fn created(location: Option<String>, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_value(body).map_err(Problem::internal)?;
        Ok(Self { status: StatusCode::CREATED.as_u16(), location, body: Some(body) })
    }

    /// 204.
    pub(crate) const fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT.as_u16(), location: None, body: None }
    }

    /// The key, with this answer for its repetitions.
    pub(crate) fn for_key(&self, key: Option<IdempotencyKey>) -> Result<Option<IdempotencyKey>, Problem> {
        let answer = serde_json::to_value(self).map_err(Problem::internal)?;
        Ok(key.map(|key| key.answering(answer)))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or_default();
        let mut response = match self.body {
            Some(body) => (status, Json(body)).into_response(),
            None => status.into_response(),
        };
        if let Some(location) = self.location.and_then(|location| HeaderValue::try_from(location).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

/// What the request was answered when it came before.
///
/// # Errors
/// 422 where another request came with its key.
pub(crate) async fn known(state: &ApiState, key: Option<&IdempotencyKey>) -> Result<Option<Answer>, Problem> {
    let Some(key) = key else { return Ok(None) };
    state.store.lookup_idempotency_key(key).await?.map(repeated).transpose()
}

/// The answer to a repetition.
///
/// # Errors
/// 422 where it is another request.
pub(crate) fn repeated(repetition: Repetition) -> Result<Answer, Problem> {
    match repetition {
        Repetition::Same(answer) => serde_json::from_value(answer).map_err(Problem::internal),
        Repetition::KeyUsedForAnotherRequest => {
            Err(Problem::invalid_field(HEADER, "was used for another request: choose a new one"))
        }
    }
}

/// Keeps the answer to a request that created nothing in the database; where an equal one was faster, its answer counts.
///
/// # Errors
/// As [`repeated`].
pub(crate) async fn keep(state: &ApiState, key: Option<IdempotencyKey>, answer: Answer) -> Result<Answer, Problem> {
    let Some(key) = answer.for_key(key)? else { return Ok(answer) };
    state.store.add_idempotency_key(&key).await?.map_or(Ok(answer), repeated)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::{Value, json};

    use crate::test_app::{TestApp, TestResponse};

    async fn send(app: &TestApp, url: &str, key: &str, body: &Value) -> TestResponse {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        app.send("POST", url, &headers, body.to_string()).await
    }

    async fn total(app: &TestApp, url: &str) -> Value {
        app.get(url).await.json()["total"].clone()
    }

    #[tokio::test]
    async fn a_job_is_created_once_however_often_it_is_asked_for() {
        let app = TestApp::new().await;
        let job = json!({ "type": "COUNT", "label": "x", "config": { "points": 3 } });
        let first = send(&app, "/api/jobs", "k1", &job).await;
        let again = send(&app, "/api/jobs/", "k1", &job).await;
        assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED));
        assert_eq!(first.json(), again.json());
        assert_eq!(first.header("location"), again.header("location"));
        assert_eq!((total(&app, "/api/jobs").await, app.list_dir("/JOBS").len()), (json!(1), 1));
        let other = send(&app, "/api/jobs", "k1", &json!({ "type": "COUNT", "label": "y" })).await;
        assert_eq!(
            (other.status, other.pointers()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["Idempotency-Key".into()])
        );
        send(&app, "/api/jobs", "k2", &job).await;
        assert_eq!(total(&app, "/api/jobs").await, 2);
    }

    #[tokio::test]
    async fn of_equal_requests_at_once_one_is_carried_out() {
        let app = TestApp::new().await;
        let job = json!({ "type": "COUNT", "label": "x" });
        let answers = futures::future::join_all((0..8).map(|_| send(&app, "/api/jobs", "k", &job))).await;
        assert!(
            answers.iter().all(|answer| answer.status == StatusCode::CREATED && answer.json() == answers[0].json())
        );
        assert_eq!((total(&app, "/api/jobs").await, app.list_dir("/JOBS").len()), (json!(1), 1));
    }

    #[tokio::test]
    async fn a_refused_request_leaves_its_key_free() {
        let app = TestApp::new().await;
        let refused = send(&app, "/api/jobs", "k", &json!({ "type": "COUNT", "label": "" })).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&app, "/api/jobs", "k", &json!({ "type": "COUNT", "label": "x" })).await.status, 201);
        let long = "k".repeat(256);
        for key in ["", "a b", long.as_str()] {
            let response = send(&app, "/api/jobs", key, &json!({ "type": "COUNT", "label": "x" })).await;
            assert_eq!(response.pointers(), ["Idempotency-Key"], "{key:?}");
        }
    }

    #[tokio::test]
    async fn labellings_are_created_once() {
        let app = TestApp::new().await;
        let (job, _) = app.pending_job().await;
        let one = json!({ "job_id": job["job_id"], "spectrum_filename": "a.fits", "spectrum_set": "ORACLE",
            "sequence_iteration": 0, "model_probability": 0.1 });
        let first = send(&app, "/api/labellings", "k", &one).await;
        assert_eq!(first.json(), send(&app, "/api/labellings", "k", &one).await.json());
        for _ in 0..2 {
            // The same key at another path is another key.
            let batch = send(&app, "/api/labellings/batch", "k", &json!([one, one])).await;
            assert_eq!((batch.status, batch.body.len()), (StatusCode::NO_CONTENT, 0));
        }
        let url = format!("/api/labellings?job_id={}", job["job_id"].as_str().unwrap());
        assert_eq!(total(&app, &url).await, 3);
    }

    #[tokio::test]
    async fn files_and_directories_are_created_once() {
        let app = TestApp::new().await;
        let key = [("idempotency-key", "k")];
        let url = "/api/files/directories/d?parent_dir_path=/";
        for _ in 0..2 {
            let response = app.send("POST", url, &key, "").await;
            assert_eq!((response.status, &response.json()["dirname"]), (StatusCode::CREATED, &json!("d")));
        }
        let upload = async |content: &str| {
            let body = format!("--XX\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n{content}\r\n--XX--\r\n");
            let headers = [("content-type", "multipart/form-data; boundary=XX"), ("idempotency-key", "k")];
            app.send("POST", "/api/files/x/upload?parent_dir_path=/d", &headers, body).await
        };
        let first = upload("content").await;
        app.write_file("/d", "x", b"edited since");
        assert_eq!(first.json(), upload("content").await.json());
        assert_eq!(app.read_file("/d", "x"), b"edited since");
        assert_eq!(upload("other").await.pointers(), ["Idempotency-Key"]);
        assert_eq!(app.list_dir("/d"), ["x"]);
    }
}
