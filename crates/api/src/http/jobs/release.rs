//! `POST /api/jobs/{job_id}/release`: a worker hands a job back, for another one to try.

use axum::extract::State;
use ml_job_domain::Job;
use ml_job_domain::lifecycle::Event;
use ml_job_domain::protocol::ReleaseRequest;

use super::fenced::{RouteError, accepted, attempt_problems, valid};
use super::{JobPath, WORKER_TAG, worker_problems};
use crate::ApiState;
use crate::extract::{Json, Path, WorkerJson};

/// Hand a job back
///
/// For workers. Without an error (the worker shuts down) the job is queued at once and the attempt does not count; with
/// one it is tried again after a growing delay, until its attempts are used up.
#[utoipa::path(
    post, path = "/api/jobs/{job_id}/release", tag = WORKER_TAG, params(JobPath), request_body = ReleaseRequest,
    responses(
        (status = 200, description = "The job: queued again, or in ERROR where its attempts are used up", body = Job),
        (status = 404, description = "There is no such job"),
        (status = 409, description = "The job is not PROCESSING any more, or the attempt not the live one"),
        (status = 422, description = "Something in the request is not valid"),
    ),
)]
pub(crate) async fn release_job(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    WorkerJson(request): WorkerJson<ReleaseRequest>,
) -> Result<Json<Job>, RouteError> {
    let mut problems = worker_problems(&request.worker);
    problems.extend(attempt_problems(request.attempt));
    valid(problems)?;
    let outcome = state.store.apply(job_id, Event::Release(&request), state.clock.now(), &state.config.rules()).await?;
    let job = accepted(outcome, job_id)?;
    let worker = &request.worker;
    tracing::info!(job.id = %job_id, worker, "{worker} handed job {job_id} back");
    Ok(Json(job))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_job_that_is_handed_back_is_queued_at_once_and_costs_no_attempt() {
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        let response = app.post(&format!("{path}/release"), &json!({ "worker": "w1", "attempt": 1 })).await;
        assert_eq!((response.status, &response.json()["phase"]), (StatusCode::OK, &json!("PROCESSING")));
        assert_eq!(app.due_outbox().await.len(), 1);
        let again = app.post(&format!("{path}/release"), &json!({ "worker": "w1", "attempt": 1 })).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
    }

    #[tokio::test]
    async fn after_a_failure_the_job_waits_and_then_is_given_up() {
        let app = TestApp::with(|dependencies| dependencies.config.max_attempts = 2).await;
        let (_, path) = app.claimed_job("w1").await;
        let error = json!({ "code": "transient", "message": "the disk is full" });
        app.post(&format!("{path}/release"), &json!({ "worker": "w1", "attempt": 1, "error": error })).await;
        assert_eq!(app.due_outbox().await.len(), 0, "not at once");
        app.clock.advance(Duration::from_secs(5));
        assert_eq!(app.due_outbox().await.len(), 1, "after the first delay of 5 s");
        app.post(&format!("{path}/claim"), &json!({ "worker": "w1", "types": ["COUNT"] })).await;
        let release = json!({ "worker": "w1", "attempt": 2, "error": error });
        let job = app.post(&format!("{path}/release"), &release).await.json();
        assert_eq!(job["phase"], "ERROR", "{job}");
    }
}
