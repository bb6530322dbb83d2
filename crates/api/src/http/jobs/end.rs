//! `POST /api/jobs/{job_id}/end/{action}`: a worker reports how a job ended.

use axum::extract::State;
use ml_job_domain::lifecycle::Event;
use ml_job_domain::protocol::EndRequest;
use ml_job_domain::{FieldError, Job, JobId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::WORKER_TAG;
use crate::extract::{Json, Path, WorkerJson};
use crate::problem::Problem;
use crate::{ApiState, campaigns, jobs};

/// Which job, and how it ended.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct EndPath {
    /// The job's id.
    job_id: JobId,
    /// How it ended.
    #[param(inline)]
    action: EndAction,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum EndAction {
    Complete,
    Error,
}

/// Report the end of a job
///
/// For workers. With the attempt number of the claim; workers of the predecessor, which never claim, leave it out.
#[utoipa::path(
    post, path = "/api/jobs/{job_id}/end/{action}", tag = WORKER_TAG, params(EndPath), request_body = EndRequest,
    responses(
        (status = 200, description = "The job as it ended", body = Job),
        (status = 409, description = "The job is not PROCESSING, or the attempt not the live one"),
    ),
)]
pub(crate) async fn end_job(
    State(state): State<ApiState>,
    Path(EndPath { job_id, action }): Path<EndPath>,
    WorkerJson(request): WorkerJson<EndRequest>,
) -> Result<Json<Job>, Problem> {
    let mut problems = Vec::from_iter(request.attempt.and_then(jobs::attempt_problem));
    if request.ended_at < request.started_at {
        problems.push(FieldError::new("/ended_at", "must not lie before `started_at`"));
    }
    if action == EndAction::Complete && request.error.is_some() {
        problems.push(FieldError::new("/error", "only goes with ERROR"));
    }
    Problem::unless_valid(problems)?;
    let event = match action {
        EndAction::Complete => Event::Complete(&request),
        EndAction::Error => Event::Fail(&request),
    };
    let job = jobs::tell(&state, job_id, event).await?;
    tracing::info!(job.id = %job_id, job.phase = %job.phase, "Job {job_id} ended: {}", job.phase);
    campaigns::after_end(&state, job_id).await;
    Ok(Json(job))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn a_claimed_job_completes_with_its_metrics() {
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        let end = json!({
            "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:02.5Z", "attempt": 1, "metrics": { "spectra": 7 },
        });
        let response = app.post(&format!("{path}/end/COMPLETE"), &end).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        let job = response.json();
        assert_eq!(job["phase"], "COMPLETED");
        assert_eq!(job["execution_duration"], 2.5);
        assert_eq!(job["metrics"], json!({ "spectra": 7 }));
        let again = app.post(&format!("{path}/end/COMPLETE"), &end).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert_eq!(again.json()["detail"], "The job is COMPLETED.");
    }

    #[tokio::test]
    async fn a_failure_says_why() {
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        let error = json!({ "code": "usage", "message": "the directory X holds no FITS file" });
        let end = json!({
            "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:01Z", "attempt": 1, "error": error,
        });
        let refused = app.post(&format!("{path}/end/COMPLETE"), &end).await;
        assert_eq!(refused.json()["errors"][0]["pointer"], "/error");
        let job = app.post(&format!("{path}/end/ERROR"), &end).await.json();
        assert_eq!((&job["phase"], &job["error"]), (&json!("ERROR"), &error));
    }

    #[tokio::test]
    async fn a_worker_of_the_predecessor_ends_a_job_that_nobody_claimed() {
        let app = TestApp::new().await;
        let (_, path) = app.queued_job().await;
        let end = json!({ "started_at": "2026-01-01T11:59:50Z", "ended_at": "2026-01-01T12:00:00+00:00" });
        let job = app.post(&format!("{path}/end/COMPLETE/"), &end).await.json();
        assert_eq!((&job["phase"], &job["execution_duration"]), (&json!("COMPLETED"), &json!(10.0)));
    }

    #[tokio::test]
    async fn ends_that_make_no_sense_are_refused() {
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        let end = |from: &str, to: &str| json!({ "started_at": from, "ended_at": to });
        let backwards = end("2026-01-01T12:00:01Z", "2026-01-01T12:00:00Z");
        let response = app.post(&format!("{path}/end/COMPLETE"), &backwards).await;
        assert_eq!(response.json()["errors"][0]["pointer"], "/ended_at");
        let response = app.post(&format!("{path}/end/COMPLETE"), &end("yesterday", "2026-01-01T12:00:00Z")).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(response.json()["errors"][0]["pointer"], "/started_at");
        let good = end("2026-01-01T12:00:00Z", "2026-01-01T12:00:01Z");
        let response = app.post(&format!("{path}/end/RUN"), &good).await;
        assert_eq!(response.json()["errors"][0]["pointer"], "action");
        let response = app.post(&format!("/api/jobs/{UNKNOWN_ID}/end/ERROR"), &good).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        let (_, pending) = app.pending_job().await;
        assert_eq!(app.post(&format!("{pending}/end/COMPLETE"), &good).await.status, StatusCode::CONFLICT);
    }
}
