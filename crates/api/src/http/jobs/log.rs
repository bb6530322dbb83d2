//! `GET /api/jobs/{job_id}/log`: what a job wrote for people to read.

use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;

use super::{JobPath, TAG};
use crate::download::{Disposition, send};
use crate::extract::Path;
use crate::problem::Problem;
use crate::{ApiState, jobs};

/// Get a job's log
///
/// The file `log.txt` of the job's directory, as plain text. `Range: bytes=-65536` fetches its end.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/log", tag = TAG, params(JobPath),
    responses(
        (status = 200, description = "The log", body = String, content_type = "text/plain"),
        (status = 206, description = "The part of it that `Range` asks for", body = String, content_type = "text/plain"),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "There is no such job, or it has no log yet"),
        (status = 416, description = "The range lies behind the end"),
    ),
)]
pub(crate) async fn get_job_log(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = jobs::open_file(&state, job_id, "log.txt", "The job has not written a log yet.").await?;
    Ok(send(file, Disposition::InlineText, &method, &headers))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn the_log_is_plain_text_and_its_end_can_be_had() {
        let app = TestApp::new().await;
        let (job, path) = app.pending_job().await;
        assert_eq!(app.get(&format!("{path}/log")).await.status, StatusCode::NOT_FOUND);
        app.write_file(job["dir_path"].as_str().unwrap(), "log.txt", b"<b>first</b>\nlast\n");
        let response = app.get(&format!("{path}/log/")).await;
        assert_eq!((response.status, response.text().as_str()), (StatusCode::OK, "<b>first</b>\nlast\n"));
        assert_eq!(response.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(response.header("x-content-type-options"), "nosniff");
        let response = app.send("GET", &format!("{path}/log"), &[("range", "bytes=-5")], "").await;
        assert_eq!((response.status, response.text().as_str()), (StatusCode::PARTIAL_CONTENT, "last\n"));
    }

    #[tokio::test]
    async fn an_unknown_job_has_no_log() {
        let app = TestApp::new().await;
        assert_eq!(app.get(&format!("/api/jobs/{UNKNOWN_ID}/log")).await.status, StatusCode::NOT_FOUND);
    }
}
