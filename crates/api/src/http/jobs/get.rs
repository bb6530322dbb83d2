//! `GET /api/jobs/{job_id}`: one job.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ml_job_domain::Job;

use super::{JobPath, TAG};
use crate::extract::Path;
use crate::problem::Problem;
use crate::{ApiState, etag, jobs};

/// Get a job
#[utoipa::path(
    get, path = "/api/jobs/{job_id}", tag = TAG, params(JobPath),
    responses(
        (status = 200, description = "The job", body = Job, headers(("ETag" = String, description = "For `If-Match`"))),
        (status = 304, description = "The client has it already"),
    ),
)]
pub(crate) async fn get_job(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    etag::answer(&jobs::find(&state, job_id).await?, &headers)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn an_unknown_job_is_404_as_a_problem() {
        let app = TestApp::new().await;
        let response = app.get(&format!("/api/jobs/{UNKNOWN_ID}")).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        assert_eq!(response.header("content-type"), "application/problem+json");
        let problem = response.json();
        assert_eq!(problem["type"], "urn:ml-job:problem:not_found");
        assert_eq!(problem["status"], 404);
        assert_eq!(problem["detail"], format!("There is no job {UNKNOWN_ID}."));
        assert_eq!(problem["instance"], format!("/api/jobs/{UNKNOWN_ID}"));
        assert_eq!(problem["request_id"], response.header("x-request-id"));
        assert!(problem.get("errors").is_none());
    }

    #[tokio::test]
    async fn an_id_that_is_no_uuid_is_422() {
        let app = TestApp::new().await;
        for path in ["/api/jobs/nonsense", "/api/jobs/nonsense/"] {
            let response = app.get(path).await;
            assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
            let problem = response.json();
            assert_eq!(problem["errors"][0]["pointer"], "job_id");
            assert_eq!(problem["errors"][0]["message"], "`nonsense` is not a UUID");
        }
        let response = app.get("/api/jobs/%00").await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        let response = app.get("/api/jobs/%ff").await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
