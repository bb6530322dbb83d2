//! `GET /metrics`: numbers for Prometheus.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ml_job_domain::Phase;

use super::TAG;
use crate::ApiState;
use crate::problem::Problem;

/// Get numbers for Prometheus
///
/// Requests by route and status, jobs by phase, the outbox, what the dispatcher, the sweeper and the reconciler did.
#[utoipa::path(
    get, path = "/metrics", tag = TAG,
    responses((status = 200, description = "In Prometheus' text format", body = String, content_type = "text/plain")),
)]
pub(crate) async fn get_metrics(State(state): State<ApiState>) -> Result<Response, Problem> {
    let counts = state.store.count_jobs().await?;
    for phase in Phase::ALL {
        let jobs = counts.iter().filter(|count| count.phase == phase).map(|count| count.jobs).sum();
        state.metrics.jobs(phase, jobs);
    }
    state.metrics.outbox(state.store.count_outbox().await?);
    let fields = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((fields, state.metrics.render()).into_response())
}

#[cfg(test)]
mod tests {
    use crate::test_app::TestApp;

    #[tokio::test]
    async fn jobs_requests_and_the_outbox_are_counted() {
        let app = TestApp::new().await;
        app.pending_job().await;
        app.queued_job().await;
        app.get("/api/jobs/nonsense").await;
        let text = app.get("/metrics").await.text();
        for line in [
            "ml_job_jobs{phase=\"PENDING\"} 1",
            "ml_job_jobs{phase=\"PROCESSING\"} 1",
            "ml_job_jobs{phase=\"ERROR\"} 0",
            "ml_job_outbox_rows 1",
            "ml_job_http_request_duration_seconds_count{method=\"GET\",route=\"/api/jobs/{job_id}\",status=\"422\"} 1",
            "ml_job_http_request_duration_seconds_count{method=\"POST\",route=\"/api/jobs\",status=\"201\"} 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
        }
    }
}
