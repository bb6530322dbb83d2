//! The one shape of every error that leaves the API: RFC 9457 `application/problem+json`.
//!
//! A [`Problem`] is made where the failure is understood and is the error of every handler: `?` answers it. Its cause goes
//! to the log when it is answered, once, and never to the client. Which request it answers, it knows from [`answering`].

use std::error::Error;
use std::fmt::Write as _;
use std::future::Future;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_domain::{CampaignId, FieldError, JobId, LabellingId, SpaceId, UserId, sentence};
use ml_job_store::StoreError;
use serde::{Deserialize, Serialize};
use tokio::task::JoinError;
use tower_http::timeout::TimeoutError;

/// The media type of every error (RFC 9457, section 3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// How long a client should wait before it asks again, when a service behind the API is away, in seconds.
const RETRY_AFTER_S: u32 = 2;
/// The most errors that are told at once.
pub const ERRORS_MAX: usize = 50;

tokio::task_local! {
    static ANSWERED: Answered;
}

/// The request that is being answered, as its problems name it.
struct Answered {
    request_id: String,
    path: String,
}

/// Runs what answers a request: every problem that is answered within names the request.
pub async fn answering<T>(request_id: String, path: String, answer: impl Future<Output = T>) -> T {
    ANSWERED.scope(Answered { request_id, path }, answer).await
}

/// What programs and people call a status.
pub const fn kind(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::BAD_REQUEST => ("bad_request", "The request contradicts itself"),
        StatusCode::UNAUTHORIZED => ("unauthenticated", "Not signed in"),
        StatusCode::FORBIDDEN => ("forbidden", "Not allowed"),
        StatusCode::NOT_FOUND => ("not_found", "Not found"),
        StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "Method not allowed"),
        StatusCode::REQUEST_TIMEOUT => ("timeout", "The request stalled"),
        StatusCode::CONFLICT => ("conflict", "Conflict"),
        StatusCode::GONE => ("gone", "Gone"),
        StatusCode::PRECONDITION_FAILED => ("precondition_failed", "Changed meanwhile"),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "Too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "Unsupported media type"),
        StatusCode::RANGE_NOT_SATISFIABLE => ("range_not_satisfiable", "Range not satisfiable"),
        StatusCode::UNPROCESSABLE_ENTITY => ("invalid_request", "The request is not valid"),
        StatusCode::TOO_MANY_REQUESTS => ("too_many_tries", "Too many tries"),
        StatusCode::SERVICE_UNAVAILABLE => ("unavailable", "Temporarily unavailable"),
        StatusCode::INSUFFICIENT_STORAGE => ("storage_full", "Storage full"),
        _ => ("internal", "Internal error"),
    }
}

/// An error on its way to a client.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    retry_after_s: Option<u64>,
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
    /// A problem with no more to it than its status and a sentence.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let (code, title) = kind(status);
        Self { status, code, title, detail: detail.into(), errors: Vec::new(), retry_after_s: None, cause: None }
    }

    /// What happened, as a sentence for a person.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 404 for a job.
    pub fn no_such_job(id: JobId) -> Self {
        Self::not_found(format!("There is no job {id}."))
    }

    /// 401: nobody is signed in, or what was shown is not good.
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// 401: it is not for strangers.
    pub fn sign_in_first() -> Self {
        Self::unauthenticated("Sign in first, or send a token: `Authorization: Bearer …`.")
    }

    /// 404 for an account.
    pub fn no_such_user(id: UserId) -> Self {
        Self::not_found(format!("There is no account {id}."))
    }

    /// 404 for a campaign.
    pub fn no_such_campaign(id: CampaignId) -> Self {
        Self::not_found(format!("There is no campaign {id}."))
    }

    /// 404 for a space.
    pub fn no_such_space(id: SpaceId) -> Self {
        Self::not_found(format!("There is no space {id}."))
    }

    /// 429: it was tried too often; after how many seconds it may be tried again.
    pub fn too_many_tries(retry_after_s: u64) -> Self {
        let detail = format!("This was tried too often from here: try again in {retry_after_s} s.");
        let retry_after_s = Some(retry_after_s);
        Self { retry_after_s, ..Self::new(StatusCode::TOO_MANY_REQUESTS, detail) }
    }

    /// 404 for a labelling.
    pub fn no_such_labelling(id: LabellingId) -> Self {
        Self::not_found(format!("There is no labelling {id}."))
    }

    /// 408 where the client stopped sending, else 422 at `pointer`: the body broke off.
    pub fn broken_body(error: &(dyn Error + 'static), pointer: &str, message: &str) -> Self {
        fn is_timeout(error: &(dyn Error + 'static)) -> bool {
            error.is::<TimeoutError>() || error.source().is_some_and(is_timeout)
        }
        if is_timeout(error) {
            Self::new(StatusCode::REQUEST_TIMEOUT, "The client stopped sending before the body was complete.")
        } else {
            Self::invalid_field(pointer, message)
        }
    }

    /// 409: the state of things does not allow it.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// 409 for a worker whose claim is not the live one: it must stop its process.
    pub fn stale_attempt(id: JobId, current: Option<u32>) -> Self {
        let detail = match current {
            Some(attempt) => format!("The live attempt of job {id} is number {attempt}."),
            None => format!("No attempt of job {id} is live."),
        };
        Self { code: "stale_attempt", title: "The claim is no longer held", ..Self::conflict(detail) }
    }

    /// 412: what is to be changed is not what the client has seen.
    pub fn precondition_failed() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "It has been changed since you looked: get it again before you change it.",
        )
    }

    /// 413.
    pub fn too_large(limit_bytes: u64) -> Self {
        let detail = format!("The request is larger than the {limit_bytes} bytes that are allowed.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    }

    /// 415.
    pub fn unsupported_media_type(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
    }

    /// 416: the range lies behind the end of the file.
    pub fn range_not_satisfiable(size_bytes: u64) -> Self {
        let detail = format!("The range lies outside the {size_bytes} bytes of the file.");
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, detail)
    }

    /// 422: something is wrong with these fields, of which the first [`ERRORS_MAX`] are told. The detail is made of them.
    pub fn invalid(mut errors: Vec<FieldError>) -> Self {
        let detail = told(&errors);
        errors.truncate(ERRORS_MAX);
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    /// 422 for one field.
    pub fn invalid_field(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, message)])
    }

    /// Nothing where there is no error. No more are looked for than are told.
    ///
    /// # Errors
    /// 422 with the errors.
    pub fn unless_valid(errors: impl IntoIterator<Item = FieldError>) -> Result<(), Self> {
        let errors: Vec<FieldError> = errors.into_iter().take(ERRORS_MAX).collect();
        if errors.is_empty() { Ok(()) } else { Err(Self::invalid(errors)) }
    }

    /// 500: a bug or a broken machine. The cause goes to the log only.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = "Something went wrong inside the server. Its log has the details, under the request's id.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail).because(cause)
    }

    /// 503: a service that is needed is away for the moment.
    pub fn unavailable(what: &str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = format!("{what} cannot be reached at the moment. Please try again.");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).because(cause)
    }

    /// 503: too much is asked for at the same time.
    pub fn busy() -> Self {
        let detail = "The server holds as much as it may of other requests at the moment. Please try again.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// 507: the disk or the quota is full.
    pub fn storage_full(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = "There is not enough space left on the server to store this.";
        Self::new(StatusCode::INSUFFICIENT_STORAGE, detail).because(cause)
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong with which field.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    fn log_cause(&self) {
        let Some(cause) = &self.cause else { return };
        let error = sentence(cause.as_ref());
        if self.status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error, "The request failed inside: {error}");
        } else {
            tracing::warn!(error, "The request could not be served: {error}");
        }
    }

    fn into_body(self) -> ProblemBody {
        let answered = |part: fn(&Answered) -> &String| ANSWERED.try_with(|it| part(it).clone()).unwrap_or_default();
        ProblemBody {
            kind: format!("urn:ml-job:problem:{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
            code: self.code.to_owned(),
            request_id: answered(|it| &it.request_id),
            instance: answered(|it| &it.path),
            errors: self.errors,
        }
    }
}

/// "`/label`: must have 1 to 50 characters, has 0; …" as one sentence.
fn told(errors: &[FieldError]) -> String {
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

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.log_cause();
        let status = self.status;
        let retry_after_s = self.retry_after_s;
        let body = serde_json::to_vec(&self.into_body()).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
        }
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
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
        let problem = Problem::invalid(vec![FieldError::new("/x", "is odd"); 1000]);
        assert_eq!(problem.errors.len(), ERRORS_MAX, "and no more are sent");
    }

    #[test]
    fn a_cause_stays_inside() {
        let problem = Problem::internal("SELECT secret FROM /var/lib");
        let body = serde_json::to_string(&problem.into_body()).unwrap();
        assert!(!body.contains("secret"));
    }
}
