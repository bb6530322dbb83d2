//! `POST /api/jobs/{job_id}/heartbeat`: a worker is still at it, and tells what is new.

use axum::extract::State;
use ml_job_domain::FieldError;
use ml_job_domain::lifecycle::Event;
use ml_job_domain::protocol::{Heartbeat, HeartbeatAccepted, MAX_LOG_LINES};

use super::fenced::{RouteError, accepted, attempt_problems, valid};
use super::{JobPath, WORKER_TAG, worker_problems};
use crate::ApiState;
use crate::extract::{Json, Path, WorkerJson};

/// Keep a claim
///
/// For workers. Extends the claim; stores progress, metrics and log lines and passes them on to whoever listens.
/// 409 means: this run is over, kill its process.
#[utoipa::path(
    post, path = "/api/jobs/{job_id}/heartbeat", tag = WORKER_TAG, params(JobPath), request_body = Heartbeat,
    responses(
        (status = 200, description = "The claim is extended", body = HeartbeatAccepted),
        (status = 404, description = "There is no such job"),
        (status = 409, description = "The job is not PROCESSING any more, or the attempt not the live one"),
        (status = 422, description = "Something in the request is not valid"),
    ),
)]
pub(crate) async fn heartbeat(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    WorkerJson(heartbeat): WorkerJson<Heartbeat>,
) -> Result<Json<HeartbeatAccepted>, RouteError> {
    let mut problems = worker_problems(&heartbeat.worker);
    problems.extend(attempt_problems(heartbeat.attempt));
    if heartbeat.log.len() > MAX_LOG_LINES {
        let message = format!("must have at most {MAX_LOG_LINES} lines, has {}", heartbeat.log.len());
        problems.push(FieldError::new("/log", message));
    }
    valid(problems)?;
    let (now, rules) = (state.clock.now(), state.config.rules());
    accepted(state.store.apply(job_id, Event::Heartbeat(&heartbeat), now, &rules).await?, job_id)?;
    Ok(Json(HeartbeatAccepted { lease_expires_at: now + rules.lease }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn a_heartbeat_extends_the_lease_and_stores_what_is_new() {
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        app.clock.advance(Duration::from_secs(6));
        let beat = json!({
            "worker": "w1", "attempt": 1, "progress": { "done": 2, "total": 3, "unit": "points" },
            "metrics": { "loss": 0.5 }, "log": [{ "at": "2026-01-01T12:00:01Z", "message": "a\u{0}b" }],
        });
        let response = app.post(&format!("{path}/heartbeat"), &beat).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        assert_eq!(response.json()["lease_expires_at"], "2026-01-01T12:00:16Z");
        let job = app.get(&path).await.json();
        assert_eq!(job["progress"], json!({ "done": 2, "total": 3, "unit": "points" }));
        assert_eq!(job["metrics"], json!({ "loss": 0.5 }));
    }

    #[tokio::test]
    async fn a_worker_that_was_cut_off_is_fenced_out() {
        // In the predecessor a worker that had been given up could still end, and overwrite, the job.
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        app.clock.advance(Duration::from_secs(11));
        app.sweep().await;
        app.post(&format!("{path}/claim"), &json!({ "worker": "w2", "types": ["COUNT"] })).await;
        let response = app.post(&format!("{path}/heartbeat"), &json!({ "worker": "w1", "attempt": 1 })).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        assert_eq!(response.json()["code"], "stale_attempt");
        let end = json!({ "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:09Z", "attempt": 1 });
        let response = app.post(&format!("{path}/end/COMPLETE"), &end).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        let response = app.post(&format!("{path}/heartbeat"), &json!({ "worker": "w2", "attempt": 2 })).await;
        assert_eq!(response.status, StatusCode::OK);
    }

    #[tokio::test]
    async fn after_an_abort_a_heartbeat_is_409() {
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        app.post_empty(&format!("{path}/process/ABORT")).await;
        let response = app.post(&format!("{path}/heartbeat"), &json!({ "worker": "w1", "attempt": 1 })).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
    }

    #[tokio::test]
    async fn too_many_lines_and_unknown_jobs_are_refused() {
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        let lines = vec![json!({ "at": "2026-01-01T12:00:01Z", "message": "x" }); 1001];
        let response =
            app.post(&format!("{path}/heartbeat"), &json!({ "worker": "w1", "attempt": 1, "log": lines })).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        let response = app.post(&format!("{path}/heartbeat"), &json!({ "worker": "w1", "attempt": u32::MAX })).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        let beat = json!({ "worker": "w1", "attempt": 1 });
        let response = app.post(&format!("/api/jobs/{UNKNOWN_ID}/heartbeat"), &beat).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
    }
}
