//! `PATCH /api/labellings/{labelling_id}`: what a person says of a spectrum.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ml_job_domain::{Labelling, LabellingPatch};
use ml_job_store::PatchLabellings;

use super::{LabellingPath, TAG};
use crate::access::Who;
use crate::etag::IfMatch;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, etag};

/// Label a spectrum
///
/// What is absent stays, `null` clears.
#[utoipa::path(
    patch, path = "/api/labellings/{labelling_id}", tag = TAG, params(LabellingPath, IfMatch), request_body = LabellingPatch,
    responses(
        (status = 200, description = "The labelling as it is now", body = Labelling),
        (status = 412, description = "The labelling is not what `If-Match` says; nothing changed"),
    ),
)]
pub(crate) async fn patch_labelling(
    State(state): State<ApiState>,
    Path(LabellingPath { labelling_id }): Path<LabellingPath>,
    condition: IfMatch,
    who: Who,
    Json(patch): Json<LabellingPatch>,
) -> Result<Response, Problem> {
    Problem::unless_valid(patch.problems(""))?;
    let holds = |labelling: &Labelling| condition.holds(labelling);
    let patches = [(labelling_id, patch)];
    match state.store.patch_labellings(&patches, state.clock.now(), Some(&holds), who.name()).await? {
        PatchLabellings::Patched(labellings) => etag::answer(&labellings.first(), &HeaderMap::new()),
        PatchLabellings::NoSuchLabelling(id) => Err(Problem::no_such_labelling(id)),
        PatchLabellings::PreconditionFailed(_) => Err(Problem::precondition_failed()),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn clearing_a_comment_keeps_the_label() {
        // The predecessor's page dropped the pending label when the comment was cleared.
        let app = TestApp::new().await;
        let labelling = app.labelling().await;
        let path = format!("/api/labellings/{}", labelling["labelling_id"].as_str().unwrap());
        app.patch(&path, &json!({ "user_label": "double peak", "user_comment": "faint" })).await;
        let response = app.patch(&path, &json!({ "user_comment": null })).await;
        assert_eq!(response.status, StatusCode::OK);
        assert_eq!(response.json()["user_label"], "double peak");
        assert!(response.json().get("user_comment").is_none());
        assert_eq!(app.get(&path).await.json(), response.json(), "a label is stored when it is answered");
    }

    #[tokio::test]
    async fn too_long_texts_and_unknown_labellings_are_refused() {
        let app = TestApp::new().await;
        let labelling = app.labelling().await;
        let path = format!("/api/labellings/{}", labelling["labelling_id"].as_str().unwrap());
        let response = app.patch(&path, &json!({ "user_label": "x".repeat(31), "user_comment": "x".repeat(51) })).await;
        assert_eq!(response.pointers(), ["/user_label", "/user_comment"]);
        let response = app.patch(&format!("/api/labellings/{UNKNOWN_ID}"), &json!({ "user_label": "x" })).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
    }
}
