//! `GET /healthz`: the process is alive.

use super::TAG;

/// Tell that the process is alive
///
/// Asks nobody else: a database that is away is no reason to restart the API.
#[utoipa::path(
    get, path = "/healthz", tag = TAG,
    responses((status = 200, description = "It is", body = String, content_type = "text/plain", example = "ok")),
)]
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_process_that_answers_is_alive() {
        let app = TestApp::new().await;
        app.queue.break_down();
        let response = app.get("/healthz").await;
        assert_eq!((response.status, response.text().as_str()), (StatusCode::OK, "ok"));
    }
}
