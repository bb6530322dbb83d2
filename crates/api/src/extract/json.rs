//! JSON bodies.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Track;

use super::sentence::field_error;
use super::{Object, nul};
use crate::ApiState;
use crate::problem::Problem;

/// A JSON body, in or out.
///
/// On the way in the media type must be JSON (415), the body within the limit (413), and every value where it belongs
/// (422 with pointers). A NUL in a text is refused: PostgreSQL cannot keep one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json<T>(pub(crate) T);

/// A JSON body that is a list of objects, as [`Json`] otherwise.
#[derive(Debug, Clone)]
pub(crate) struct JsonList<T>(pub(crate) Vec<T>);

/// A JSON body from a worker: as [`Json`], but a NUL in a text becomes U+FFFD, since what a job writes is not in the
/// worker's hands, and a heartbeat must not fail for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkerJson<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<ApiState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let Object(value) = parse(&without_nul(request, state).await?)?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned> FromRequest<ApiState> for JsonList<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let items: Vec<Object<T>> = parse(&without_nul(request, state).await?)?;
        Ok(Self(items.into_iter().map(|Object(item)| item).collect()))
    }
}

impl<T: DeserializeOwned> FromRequest<ApiState> for WorkerJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let mut body = read(request, state).await?;
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

async fn without_nul(request: Request, state: &ApiState) -> Result<Bytes, Problem> {
    let body = read(request, state).await?;
    if nul::may_be_in(&body) {
        Problem::unless_valid(nul::find(&parse(&body)?))?;
    }
    Ok(body)
}

async fn read(request: Request, state: &ApiState) -> Result<Bytes, Problem> {
    if !is_json(request.headers()) {
        return Err(Problem::unsupported_media_type("The body must be JSON, with `Content-Type: application/json`."));
    }
    let limit = state.config.max_json_bytes;
    match Bytes::from_request(request, &()).await {
        Ok(body) => Ok(body),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::too_large(limit)),
        Err(_) => Err(Problem::invalid_field("", "ended before it was complete")),
    }
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
    use ml_job_domain::{FieldError, NewJob};

    use super::*;

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
}
