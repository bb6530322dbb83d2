//! JSON bodies.

use std::fmt::Write as _;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_domain::FieldError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Track;

use super::sentence::field_error;
use super::strict::Strict;
use crate::ApiState;
use crate::problem::Problem;

/// A JSON body, in or out.
///
/// On the way in the media type must be JSON (415), the body within the limit (413), and every value where it belongs
/// (422 with pointers). A NUL in a text is refused: PostgreSQL cannot keep one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json<T>(pub(crate) T);

/// A JSON body from a worker: as [`Json`], but a NUL in a text becomes U+FFFD, since what a job writes is not in the
/// worker's hands, and a heartbeat must not fail for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkerJson<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<ApiState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let body = read(request, state).await?;
        if may_hold_nul(&body) {
            let value: Value = parse(&body)?;
            let mut errors = Vec::new();
            find_nul(&value, &mut String::new(), &mut errors);
            if !errors.is_empty() {
                return Err(Problem::invalid(errors));
            }
        }
        parse(&body).map(Self)
    }
}

impl<T: DeserializeOwned> FromRequest<ApiState> for WorkerJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let body = read(request, state).await?;
        if may_hold_nul(&body) {
            let mut value: Value = parse(&body)?;
            replace_nul(&mut value);
            let body = serde_json::to_vec(&value).map_err(Problem::internal)?;
            return parse(&body).map(Self);
        }
        parse(&body).map(Self)
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
    let value = T::deserialize(Strict(serde_path_to_error::Deserializer::new(&mut json, &mut track)));
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

/// Whether a text in the body could hold a NUL: JSON can only write one as `\u0000`.
fn may_hold_nul(body: &[u8]) -> bool {
    body.windows(6).any(|window| window == b"\\u0000")
}

fn find_nul(value: &Value, pointer: &mut String, errors: &mut Vec<FieldError>) {
    let length = pointer.len();
    match value {
        Value::String(text) if text.contains('\0') => {
            errors.push(FieldError::new(pointer.clone(), "must not contain a NUL character"));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let _ = write!(pointer, "/{index}");
                find_nul(item, pointer, errors);
                pointer.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                if name.contains('\0') {
                    errors.push(FieldError::new(pointer.clone(), "must not contain a NUL character in a key"));
                }
                pointer.push('/');
                pointer.push_str(&super::sentence::escape(&name.replace('\0', "\u{FFFD}")));
                find_nul(field, pointer, errors);
                pointer.truncate(length);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn replace_nul(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace('\0', "\u{FFFD}"),
        Value::Array(items) => items.iter_mut().for_each(replace_nul),
        Value::Object(fields) => {
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(name, mut field)| {
                    replace_nul(&mut field);
                    (name.replace('\0', "\u{FFFD}"), field)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use ml_job_domain::NewJob;
    use serde_json::json;

    use super::*;

    fn refusal(body: &str) -> FieldError {
        let problem = parse::<NewJob>(body.as_bytes()).unwrap_err();
        assert_eq!(problem.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let response = serde_json::to_value(crate::problem::tests_body(&problem)).unwrap();
        serde_json::from_value(response["errors"][0].clone()).unwrap()
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

    #[test]
    fn a_nul_is_found_wherever_it_hides() {
        let mut errors = Vec::new();
        find_nul(&json!({"a": [{"b/c": "x\0"}], "d\0": 1}), &mut String::new(), &mut errors);
        let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/a/0/b~1c", ""]);
    }

    #[test]
    fn a_workers_nul_is_replaced() {
        let mut value = json!({"a\0": ["\0"]});
        replace_nul(&mut value);
        assert_eq!(value, json!({"a\u{FFFD}": ["\u{FFFD}"]}));
    }
}
