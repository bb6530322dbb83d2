//! `POST /api/jobs/{job_id}/claim`: a worker with a free place takes a job.

use axum::extract::State;
use ml_job_domain::lifecycle::{Event, Refusal};
use ml_job_domain::protocol::{Claim, ClaimRequest};

use super::{JobPath, WORKER_TAG};
use crate::extract::{Json, Path, WorkerJson};
use crate::problem::Problem;
use crate::{ApiState, jobs};

/// Claim a job
///
/// For workers. The answer carries the config and the attempt number, which every later word about the job must carry.
#[utoipa::path(
    post, path = "/api/jobs/{job_id}/claim", tag = WORKER_TAG, params(JobPath), request_body = ClaimRequest,
    responses(
        (status = 200, description = "The job is the worker's, for as long as its heartbeats come", body = Claim),
        (status = 409, description = "The job does not wait, another worker holds it, or it is of another type"),
    ),
)]
pub(crate) async fn claim_job(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    WorkerJson(request): WorkerJson<ClaimRequest>,
) -> Result<Json<Claim>, Problem> {
    Problem::unless_valid(jobs::worker_problem(&request.worker))?;
    let job = jobs::apply(&state, job_id, Event::Claim(&request)).await?.map_err(|refusal| {
        if refusal == Refusal::AttemptsUsedUp {
            tracing::error!(job.id = %job_id, "The worker of job {job_id} was lost; the job is given up");
            state.metrics.claim_expired("given_up");
        }
        Problem::conflict(format!("The claim is refused: {refusal}."))
    })?;
    let claim = Claim::of(job, state.config.lease);
    let (worker, attempt) = (&request.worker, claim.attempt);
    tracing::info!(job.id = %job_id, job.attempt = attempt, worker, "{worker} claimed job {job_id}");
    Ok(Json(claim))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn a_claim_carries_config_attempt_and_lease() {
        let app = TestApp::new().await;
        let (_, path) = app.queued_job().await;
        let response = app.post(&format!("{path}/claim"), &json!({ "worker": "w1", "types": ["COUNT"] })).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        let claim = response.json();
        assert_eq!((&claim["attempt"], &claim["lease_s"]), (&json!(1), &json!(10.0)));
        assert_eq!(claim["job"]["config"], json!({ "points": 3 }));
        assert_eq!(claim["job"]["worker"], "w1");
        assert_eq!(claim["job"]["started_at"], "2026-01-01T12:00:00Z");
    }

    #[tokio::test]
    async fn a_claim_is_refused_where_the_job_is_not_to_be_had() {
        let app = TestApp::new().await;
        let claim = json!({ "worker": "w2", "types": ["COUNT"] });
        let (_, pending) = app.pending_job().await;
        let (_, held) = app.queued_job().await;
        app.post(&format!("{held}/claim"), &json!({ "worker": "w1", "types": ["COUNT"] })).await;
        let (_, other) = app.queued_job().await;
        let table = [
            (&pending, &claim, "the job is PENDING, not PROCESSING"),
            (&held, &claim, "the worker w1 holds the job"),
            (&other, &json!({ "worker": "w2", "types": ["ACTIVE_ML"] }), "the job is of type COUNT"),
        ];
        for (path, claim, message) in table {
            let response = app.post(&format!("{path}/claim"), claim).await;
            assert_eq!(response.status, StatusCode::CONFLICT);
            let detail = response.json()["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains(message), "{detail}");
        }
        let response = app.post(&format!("/api/jobs/{UNKNOWN_ID}/claim"), &claim).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        let response = app.post(&format!("{other}/claim"), &json!({ "worker": "", "types": [] })).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
