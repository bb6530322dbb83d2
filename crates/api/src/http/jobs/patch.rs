//! `PATCH /api/jobs/{job_id}`: change what a person wrote about a job.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ml_job_domain::{Job, JobPatch};
use ml_job_store::PatchJob;

use super::{JobPath, TAG};
use crate::etag::IfMatch;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, etag};

/// Change a job's label or description
///
/// What is absent stays. The directory keeps its name.
#[utoipa::path(
    patch, path = "/api/jobs/{job_id}", tag = TAG, params(JobPath, IfMatch), request_body = JobPatch,
    responses(
        (status = 200, description = "The job as it is now", body = Job),
        (status = 412, description = "The job is not what `If-Match` says; nothing changed"),
    ),
)]
pub(crate) async fn patch_job(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    condition: IfMatch,
    Json(patch): Json<JobPatch>,
) -> Result<Response, Problem> {
    Problem::unless_valid(patch.problems())?;
    match state.store.patch_job(job_id, &patch, Some(&|job: &Job| condition.holds(job))).await? {
        PatchJob::Patched(job) => etag::answer(&job, &HeaderMap::new()),
        PatchJob::NotFound => Err(Problem::no_such_job(job_id)),
        PatchJob::PreconditionFailed => Err(Problem::precondition_failed()),
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
