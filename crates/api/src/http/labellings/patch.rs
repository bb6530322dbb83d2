//! `PATCH /api/labellings/{labelling_id}`: what a person says of a spectrum.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ml_job_domain::{FieldError, Labelling, LabellingId, LabellingPatch};
use ml_job_store::{PatchLabellings, StoreError};

use super::{LabellingPath, TAG};
use crate::ApiState;
use crate::extract::{Json, Path};
use crate::problem::{Problem, internal_errors};

pub(crate) enum RouteError {
    NotFound(LabellingId),
    Invalid(Vec<FieldError>),
    Internal(Problem),
}

internal_errors!(RouteError: StoreError);

impl IntoResponse for RouteError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound(id) => Problem::no_such_labelling(id),
            Self::Invalid(errors) => Problem::invalid(errors),
            Self::Internal(problem) => problem,
        }
        .into_response()
    }
}

/// Label a spectrum
///
/// What is absent stays, `null` clears.
#[utoipa::path(
    patch, path = "/api/labellings/{labelling_id}", tag = TAG, params(LabellingPath), request_body = LabellingPatch,
    responses(
        (status = 200, description = "The labelling as it is now", body = Labelling),
        (status = 404, description = "There is no such labelling"),
        (status = 422, description = "Something in the request is not valid"),
    ),
)]
pub(crate) async fn patch_labelling(
    State(state): State<ApiState>,
    Path(LabellingPath { labelling_id }): Path<LabellingPath>,
    Json(patch): Json<LabellingPatch>,
) -> Result<Json<Labelling>, RouteError> {
    let problems = patch.problems("");
    if !problems.is_empty() {
        return Err(RouteError::Invalid(problems));
    }
    match state.store.patch_labellings(&[(labelling_id, patch)], state.clock.now(), None).await? {
        PatchLabellings::Patched(mut labellings) => labellings.pop().map(Json),
        PatchLabellings::NoSuchLabelling(_) | PatchLabellings::PreconditionFailed(_) => None,
    }
    .ok_or(RouteError::NotFound(labelling_id))
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
