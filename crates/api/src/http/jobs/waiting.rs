//! `GET /api/jobs/{job_id}/waiting`: why a job waits.

use axum::extract::State;
use ml_job_domain::{Waiting, explain};

use super::{JobPath, TAG};
use crate::ApiState;
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Get why a job waits
///
/// How many jobs of its type are to begin before it, and for what it waits: its turn, a worker, the quota of its space, or the end of
/// the pause after a failure. A moment later it may be otherwise.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/waiting", tag = TAG, params(JobPath),
    responses((status = 200, description = "Why it waits; without a reason where it does not", body = Waiting)),
)]
pub(crate) async fn get_job_waiting(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
) -> Result<Json<Waiting>, Problem> {
    let standing = state.store.job_standing(job_id, state.clock.now()).await?;
    standing.map(|standing| Json(explain(&standing))).ok_or_else(|| Problem::no_such_job(job_id))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::dispatcher::publish_due;
    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn a_job_that_waits_says_for_what() {
        let app = TestApp::new().await;
        let (_, pending) = app.pending_job().await;
        let told = app.get(&format!("{pending}/waiting")).await.json();
        assert_eq!((told.get("reason"), told["running"].as_u64()), (None, Some(0)), "{told}");
        let (_, first) = app.queued_job().await;
        app.clock.advance(std::time::Duration::from_secs(1));
        let (_, second) = app.queued_job().await;
        publish_due(&app.state).await.unwrap();
        let told = app.get(&format!("{first}/waiting")).await.json();
        assert_eq!((&told["reason"], &told["ahead"]), (&json!("worker"), &json!(0)), "{told}");
        assert!(told["sentence"].as_str().unwrap().contains("no worker takes jobs of this type"), "{told}");
        let told = app.get(&format!("{second}/waiting")).await.json();
        assert_eq!(told["reason"], "worker", "both were published at the same moment: {told}");

        app.post(&format!("{first}/claim"), &json!({ "worker": "w", "types": ["COUNT"] })).await;
        assert!(app.get(&format!("{first}/waiting")).await.json().get("reason").is_none(), "a worker runs it");
        let told = app.get(&format!("{second}/waiting")).await.json();
        assert_eq!((&told["reason"], &told["running"]), (&json!("worker"), &json!(1)), "{told}");
        app.clock.advance(std::time::Duration::from_secs(1));
        let (_, third) = app.queued_job().await;
        let told = app.get(&format!("{third}/waiting")).await.json();
        assert_eq!((&told["reason"], &told["ahead"]), (&json!("turn"), &json!(1)), "{told}");

        let failed =
            json!({ "worker": "w", "attempt": 1, "error": { "code": "transient", "message": "the disk is full" } });
        assert!(app.post(&format!("{first}/release"), &failed).await.status.is_success());
        let told = app.get(&format!("{first}/waiting")).await.json();
        assert_eq!(told["reason"], "retry", "{told}");
        assert!(told["retry_at"].is_string(), "{told}");
        let unknown = app.get(&format!("/api/jobs/{UNKNOWN_ID}/waiting")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }
}
