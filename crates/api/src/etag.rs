//! Entity tags of what is answered as JSON (RFC 9110, section 8.8.3), and what clients ask with them.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use headers::{ETag, HeaderMapExt as _, IfNoneMatch};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::IntoParams;

use crate::problem::Problem;

/// What a change is only to be made to: `If-Match`, if the request has it.
#[derive(IntoParams)]
#[into_params(names("If-Match"), parameter_in = Header)]
pub(crate) struct IfMatch(
    /// The `ETag` of what the change is meant for: 412 where it has changed since
    #[param(value_type = String, required = false)]
    Option<headers::IfMatch>,
);

impl IfMatch {
    /// Whether the change may be made to what is there.
    pub(crate) fn holds(&self, value: &impl Serialize) -> bool {
        let Some(condition) = &self.0 else { return true };
        written(value).is_ok_and(|(etag, _)| condition.precondition_passes(&etag))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let condition = parts.headers.typed_try_get();
        condition.map(Self).map_err(|_| Problem::invalid_field("If-Match", "must be entity tags, such as `\"1a2b\"`"))
    }
}

/// Answers with the value and its tag, or 304 where the client has it already.
///
/// # Errors
/// 500 where it cannot be written.
pub(crate) fn answer(value: &impl Serialize, headers: &HeaderMap) -> Result<Response, Problem> {
    let (etag, body) = written(value)?;
    let mut response = if is_known(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    response.headers_mut().typed_insert(etag);
    Ok(response)
}

/// Whether one of the entity tags in `If-None-Match` is this one (weak comparison, RFC 9110, section 13.1.2).
pub(crate) fn is_known(headers: &HeaderMap, etag: &ETag) -> bool {
    headers.typed_get::<IfNoneMatch>().is_some_and(|condition| !condition.precondition_passes(etag))
}

/// The JSON of a value, and its tag.
fn written(value: &impl Serialize) -> Result<(ETag, Vec<u8>), Problem> {
    let body = serde_json::to_vec(value).map_err(Problem::internal)?;
    let etag = format!("\"{:x}\"", Sha256::digest(&body)).parse().map_err(Problem::internal)?;
    Ok((etag, body))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
    use serde_json::json;

    use super::is_known;
    use crate::test_app::TestApp;

    #[test]
    fn entity_tags_are_compared_weakly() {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"x\", W/\"y\""));
        assert!(is_known(&headers, &"\"y\"".parse().unwrap()));
        assert!(is_known(&headers, &"W/\"x\"".parse().unwrap()));
        assert!(!is_known(&headers, &"\"z\"".parse().unwrap()));
    }

    #[tokio::test]
    async fn a_change_is_made_only_to_what_the_client_has_seen() {
        let app = TestApp::new().await;
        let (_, job) = app.pending_job().await;
        let labelling = app.labelling().await;
        let labelling = format!("/api/labellings/{}", labelling["labelling_id"].as_str().unwrap());
        for (path, mine, theirs) in [
            (job, json!({ "label": "mine" }), json!({ "label": "theirs" })),
            (labelling, json!({ "user_label": "mine" }), json!({ "user_label": "theirs" })),
        ] {
            let patch = async |condition: &str, body: &serde_json::Value| {
                let headers = [("content-type", "application/json"), ("if-match", condition)];
                app.send("PATCH", &path, &headers, body.to_string()).await
            };
            let seen = app.get(&path).await.header("etag");
            assert!(seen.starts_with('"'), "a strong tag: {seen}");
            let known = app.send("GET", &path, &[("if-none-match", &seen)], "").await;
            assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
            let changed = patch(&seen, &theirs).await;
            assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, app.get(&path).await.header("etag")));
            let refused = patch(&seen, &mine).await;
            assert_eq!(
                (refused.status, &refused.json()["code"]),
                (StatusCode::PRECONDITION_FAILED, &json!("precondition_failed"))
            );
            assert_eq!(app.get(&path).await.json(), changed.json());
            assert_eq!(app.send("GET", &path, &[("if-none-match", &seen)], "").await.json(), changed.json());
            for condition in ["*", &format!("\"x\", {}", changed.header("etag"))] {
                assert_eq!(patch(condition, &mine).await.status, if condition == "*" { 200 } else { 412 });
            }
            assert_eq!(patch("nonsense", &theirs).await.status, StatusCode::PRECONDITION_FAILED, "never ignored");
        }
    }
}
