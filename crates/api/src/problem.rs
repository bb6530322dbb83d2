//! The one shape of every error that leaves the API: RFC 9457 `application/problem+json`.
//!
//! A [`Problem`] is made where the failure is understood, travels as an extension of the response, and is written out by
//! [`finish`], which alone knows the request id. Causes go to the log there, once, and never to the client.

use std::error::Error;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_domain::{FieldError, JobId, LabellingId};
use ml_job_store::StoreError;
use serde::{Deserialize, Serialize};

/// The media type of every error (RFC 9457, section 3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// How long a client should wait before it asks again, when a service behind the API is away, in seconds.
const RETRY_AFTER_S: u32 = 2;

/// An error on its way to a client.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// An error as the client reads it (RFC 9457).
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A name of the kind of problem that never changes: `urn:ml-job:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:ml-job:problem:not_found")]
    pub kind: String,
    /// The kind of problem in a few words.
    #[schema(example = "Not found")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 404, minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened, as a sentence for a person.
    #[schema(example = "There is no job 0199c0de-7b1e-7f3a-9d57-0123456789ab.")]
    pub detail: String,
    /// The kind of problem as a word for programs.
    #[schema(example = "not_found")]
    pub code: String,
    /// The id of the request, as in the header `X-Request-Id` and in the server's log.
    pub request_id: String,
    /// The path that was asked for.
    #[schema(example = "/api/jobs/0199c0de-7b1e-7f3a-9d57-0123456789ab")]
    pub instance: String,
    /// What is wrong with which field; only with 422.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, title, detail: detail.into(), errors: Vec::new(), cause: None }
    }

    /// 400: the parts of the request contradict each other.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", "The request contradicts itself", detail)
    }

    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not found", detail)
    }

    /// 404 for a job.
    pub fn no_such_job(id: JobId) -> Self {
        Self::not_found(format!("There is no job {id}."))
    }

    /// 404 for a labelling.
    pub fn no_such_labelling(id: LabellingId) -> Self {
        Self::not_found(format!("There is no labelling {id}."))
    }

    /// 405.
    pub fn method_not_allowed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed", detail)
    }

    /// 409: the state of things does not allow it.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", "Conflict", detail)
    }

    /// 409 for a worker whose claim is not the live one: it must stop its process.
    pub fn stale_attempt(id: JobId, current: Option<u32>) -> Self {
        let detail = match current {
            Some(attempt) => format!("The live attempt of job {id} is number {attempt}."),
            None => format!("No attempt of job {id} is live."),
        };
        Self::new(StatusCode::CONFLICT, "stale_attempt", "The claim is no longer held", detail)
    }

    /// 413.
    pub fn too_large(limit_bytes: u64) -> Self {
        let detail = format!("The request is larger than the {limit_bytes} bytes that are allowed.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Too large", detail)
    }

    /// 415.
    pub fn unsupported_media_type(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Unsupported media type", detail)
    }

    /// 416: the range lies behind the end of the file.
    pub fn range_not_satisfiable(size_bytes: u64) -> Self {
        let detail = format!("The range lies outside the {size_bytes} bytes of the file.");
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", "Range not satisfiable", detail)
    }

    /// 422: something is wrong with these fields. The detail is made of them.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = sentence(&errors);
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "The request is not valid", detail);
        problem.errors = errors;
        problem
    }

    /// 422 for one field.
    pub fn invalid_field(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, message)])
    }

    /// 500: a bug or a broken machine. The cause goes to the log only.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = "Something went wrong inside the server. Its log has the details, under the request's id.";
        let mut problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Internal error", detail);
        problem.cause = Some(cause.into());
        problem
    }

    /// 503: a service that is needed is away for the moment.
    pub fn unavailable(what: &str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = format!("{what} cannot be reached at the moment. Please try again.");
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Temporarily unavailable", detail);
        problem.cause = Some(cause.into());
        problem
    }

    /// 507: the disk or the quota is full.
    pub fn storage_full(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = "There is not enough space left on the server to store this.";
        let mut problem = Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage_full", "Storage full", detail);
        problem.cause = Some(cause.into());
        problem
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    fn body(&self, request_id: &str, path: &str) -> ProblemBody {
        ProblemBody {
            kind: format!("urn:ml-job:problem:{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_owned(),
            request_id: request_id.to_owned(),
            instance: path.to_owned(),
            errors: self.errors.clone(),
        }
    }
}

/// "`/label`: must have 1 to 50 characters, has 0; …" as one sentence.
fn sentence(errors: &[FieldError]) -> String {
    const SHOWN: usize = 5;
    let mut text = String::new();
    for (index, error) in errors.iter().take(SHOWN).enumerate() {
        let separator = if index == 0 { "" } else { "; " };
        let pointer = if error.pointer.is_empty() { "the body" } else { error.pointer.as_str() };
        let _ = write!(text, "{separator}{pointer}: {}", error.message);
    }
    if errors.len() > SHOWN {
        let _ = write!(text, "; and {} more", errors.len() - SHOWN);
    }
    if !text.ends_with(['.', '?', '!']) {
        text.push('.');
    }
    text
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_transient() { Self::unavailable("The database", error) } else { Self::internal(error) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Writes a response's [`Problem`] out, where it has one, and logs its cause.
pub fn finish(response: Response, request_id: &str, path: &str) -> Response {
    let (mut head, body) = response.into_parts();
    let Some(problem) = head.extensions.remove::<Arc<Problem>>() else {
        return Response::from_parts(head, body);
    };
    if let Some(cause) = &problem.cause {
        let error = chain(cause.as_ref());
        if problem.status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error, "The request failed inside: {error}");
        } else {
            tracing::warn!(error, "The request could not be served: {error}");
        }
    }
    let body = serde_json::to_vec(&problem.body(request_id, path)).unwrap_or_default();
    head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Response::from_parts(head, Body::from(body))
}

/// An error and its causes, in one line.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}

/// Lets `?` turn these errors into the `Internal` variant of an endpoint's `RouteError`.
macro_rules! internal_errors {
    ($route_error:ident: $($error:ty),+ $(,)?) => {$(
        impl From<$error> for $route_error {
            fn from(error: $error) -> Self {
                Self::Internal($crate::problem::Problem::from(error))
            }
        }
    )+};
}
pub(crate) use internal_errors;

/// What a client would read of the problem.
#[cfg(test)]
pub(crate) fn tests_body(problem: &Problem) -> ProblemBody {
    problem.body("request", "/path")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detail_of_422_is_made_of_the_fields() {
        let problem =
            Problem::invalid(vec![FieldError::new("/label", "is required"), FieldError::new("", "is no JSON")]);
        assert_eq!(problem.detail, "/label: is required; the body: is no JSON.");
    }

    #[test]
    fn many_wrong_fields_are_counted() {
        let problem = Problem::invalid((0..7).map(|n| FieldError::new(format!("/{n}"), "is odd")).collect());
        assert!(problem.detail.ends_with("/4: is odd; and 2 more."), "{}", problem.detail);
        assert_eq!(problem.errors.len(), 7);
    }

    #[test]
    fn a_cause_stays_inside() {
        let problem = Problem::internal("SELECT secret FROM /var/lib");
        let body = serde_json::to_string(&problem.body("id", "/api/x")).unwrap();
        assert!(!body.contains("secret"));
    }

    #[test]
    fn a_chain_names_every_cause() {
        let outer = std::io::Error::other(std::io::Error::other("inner"));
        assert_eq!(chain(&outer), "inner");
    }
}
