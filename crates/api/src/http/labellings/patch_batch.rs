//! `PATCH /api/labellings/batch/`: many labels at once, all or none.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::{LabellingId, LabellingPatch};
use ml_job_store::PatchLabellings;
use serde::Deserialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::{Who, labellings_are_open};
use crate::extract::{Batch, Object};
use crate::problem::Problem;

/// Labels, and the labellings that they are for, in the same order.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PatchBatch {
    /// Which labellings.
    labelling_ids: Vec<LabellingId>,
    /// What to change in each: what is absent stays, `null` clears.
    #[schema(value_type = Vec<LabellingPatch>)]
    batch: Vec<Object<LabellingPatch>>,
}

/// Label spectra
///
/// All or none.
#[utoipa::path(
    patch, path = "/api/labellings/batch/", tag = TAG, request_body = PatchBatch,
    responses(
        (status = 204, description = "All are stored"),
        (status = 400, description = "The two lists differ in length; none is stored"),
        (status = 404, description = "There is no labelling with one of the ids; none is stored"),
        (status = 422, description = "Something in the request is not valid; none is stored"),
    ),
)]
pub(crate) async fn patch_labellings(
    State(state): State<ApiState>,
    who: Who,
    Batch(Object(PatchBatch { labelling_ids, batch })): Batch<Object<PatchBatch>>,
) -> Result<StatusCode, Problem> {
    if labelling_ids.len() != batch.len() {
        let (ids, batch) = (labelling_ids.len(), batch.len());
        let detail =
            format!("`labelling_ids` has {ids} elements and `batch` has {batch}; they must have the same number.");
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    let patches: Vec<_> = labelling_ids.into_iter().zip(batch.into_iter().map(|Object(patch)| patch)).collect();
    let wrong = patches.iter().enumerate().flat_map(|(index, (_, patch))| patch.problems(&format!("/batch/{index}")));
    Problem::unless_valid(wrong)?;
    let ids: Vec<LabellingId> = patches.iter().map(|(id, _)| *id).collect();
    labellings_are_open(&state, &who, &ids).await?;
    match state.store.patch_labellings(&patches, state.clock.now(), None, who.name()).await? {
        PatchLabellings::Patched(_) => Ok(StatusCode::NO_CONTENT),
        // Without a precondition none fails.
        PatchLabellings::NoSuchLabelling(id) | PatchLabellings::PreconditionFailed(id) => {
            Err(Problem::no_such_labelling(id))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn all_labels_are_stored_or_none() {
        let app = TestApp::new().await;
        let [a, b] = [app.labelling().await, app.labelling().await];
        let path = format!("/api/labellings/{}", a["labelling_id"].as_str().unwrap());
        let ids = json!([a["labelling_id"], UNKNOWN_ID]);
        let labels = json!([{ "user_label": "x" }, { "user_label": "y" }]);
        let response = app.patch("/api/labellings/batch/", &json!({ "labelling_ids": ids, "batch": labels })).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        assert!(app.get(&path).await.json().get("user_label").is_none());
        let ids = json!([a["labelling_id"], b["labelling_id"]]);
        let response = app.patch("/api/labellings/batch", &json!({ "labelling_ids": ids, "batch": labels })).await;
        assert_eq!(response.status, StatusCode::NO_CONTENT, "{}", response.text());
        assert_eq!(app.get(&path).await.json()["user_label"], "x");
    }

    #[tokio::test]
    async fn lists_of_different_length_are_400() {
        let app = TestApp::new().await;
        let response =
            app.patch("/api/labellings/batch/", &json!({ "labelling_ids": [UNKNOWN_ID], "batch": [] })).await;
        assert_eq!(response.status, StatusCode::BAD_REQUEST);
        assert!(response.json()["detail"].as_str().unwrap().contains("has 1 elements and `batch` has 0"));
    }

    #[tokio::test]
    async fn a_wrong_label_is_named_by_its_place() {
        let app = TestApp::new().await;
        let a = app.labelling().await;
        let request = json!({ "labelling_ids": [a["labelling_id"]], "batch": [{ "user_label": "" }] });
        assert_eq!(app.patch("/api/labellings/batch/", &request).await.pointers(), ["/batch/0/user_label"]);
    }
}
