//! `PATCH /api/jobs/{job_id}`: change what a person wrote about a job.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ml_job_domain::{FieldError, Job, JobId, JobPatch};
use ml_job_store::{PatchJob, StoreError};

use super::{JobPath, TAG};
use crate::ApiState;
use crate::extract::{Json, Path};
use crate::problem::{Problem, internal_errors};

pub(crate) enum RouteError {
    NotFound(JobId),
    Invalid(Vec<FieldError>),
    Internal(Problem),
}

internal_errors!(RouteError: StoreError);

impl IntoResponse for RouteError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound(id) => Problem::no_such_job(id),
            Self::Invalid(errors) => Problem::invalid(errors),
            Self::Internal(problem) => problem,
        }
        .into_response()
    }
}

/// Change a job's label or description
///
/// What is absent stays. The directory keeps its name.
#[utoipa::path(
    patch, path = "/api/jobs/{job_id}", tag = TAG, params(JobPath), request_body = JobPatch,
    responses(
        (status = 200, description = "The job as it is now", body = Job),
        (status = 404, description = "There is no such job"),
        (status = 422, description = "Something in the request is not valid"),
    ),
)]
pub(crate) async fn patch_job(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    Json(patch): Json<JobPatch>,
) -> Result<Json<Job>, RouteError> {
    let problems = patch.problems();
    if !problems.is_empty() {
        return Err(RouteError::Invalid(problems));
    }
    match state.store.patch_job(job_id, &patch, None).await? {
        PatchJob::Patched(job) => Ok(Json(*job)),
        PatchJob::NotFound | PatchJob::PreconditionFailed => Err(RouteError::NotFound(job_id)),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn what_is_absent_stays() {
        let app = TestApp::new().await;
        let job = app.create_job(&json!({ "type": "COUNT", "label": "old", "description": "kept" })).await;
        let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
        let patched = app.patch(&path, &json!({ "label": "new" })).await.json();
        assert_eq!((&patched["label"], &patched["description"]), (&json!("new"), &json!("kept")));
        assert_eq!(patched["dir_path"], job["dir_path"]);
        assert_eq!(app.patch(&path, &json!({})).await.json(), patched);
    }

    #[tokio::test]
    async fn an_empty_label_and_an_unknown_job_are_refused() {
        let app = TestApp::new().await;
        let job = app.create_job(&json!({ "type": "COUNT", "label": "old" })).await;
        let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
        assert_eq!(app.patch(&path, &json!({ "label": "" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let unknown = app.patch(&format!("/api/jobs/{UNKNOWN_ID}"), &json!({ "label": "x" })).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }
}
