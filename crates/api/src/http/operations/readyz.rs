//! `GET /readyz`: whether everything that is needed can be reached.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::extract::Json;
use crate::problem::chain;

/// How long each answer may take.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Whether the API can serve.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// Whether everything is up.
    ready: bool,
    /// `up` or `down`, for `database`, `broker`, `files` and `archive`.
    #[schema(example = json!({ "database": "up", "broker": "down", "files": "up", "archive": "up" }))]
    checks: BTreeMap<&'static str, &'static str>,
}

/// Tell whether the API can serve
///
/// Asks the database and the files root (can they be written to?), the broker and the archive. The log says what is wrong.
#[utoipa::path(
    get, path = "/readyz", tag = TAG,
    responses(
        (status = 200, description = "Everything is up", body = Readiness),
        (status = 503, description = "Something is down; jobs may be created and queued nevertheless", body = Readiness),
    ),
)]
pub(crate) async fn readyz(State(state): State<ApiState>) -> (StatusCode, Json<Readiness>) {
    let archive = std::sync::Arc::clone(&state.archive);
    let archive = async move {
        tokio::task::spawn_blocking(move || std::fs::read_dir(archive.root()).map(drop))
            .await
            .map_err(std::io::Error::other)?
    };
    let (database, broker, files, archive) = tokio::join!(
        check("database", state.store.check_writable(state.clock.now())),
        check("broker", state.queue.ping()),
        check("files", state.files.check_writable()),
        check("archive", archive),
    );
    let checks = BTreeMap::from([database, broker, files, archive]);
    let ready = checks.values().all(|check| *check == "up");
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, checks }))
}

async fn check<E: std::error::Error>(
    name: &'static str,
    answer: impl Future<Output = Result<(), E>>,
) -> (&'static str, &'static str) {
    match tokio::time::timeout(TIMEOUT, answer).await {
        Ok(Ok(())) => (name, "up"),
        Ok(Err(error)) => {
            tracing::warn!(check = name, error = chain(&error), "Not ready: the {name} is down");
            (name, "down")
        }
        Err(_) => {
            tracing::warn!(check = name, "Not ready: the {name} did not answer in time");
            (name, "down")
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn everything_up_is_ready() {
        let app = TestApp::new().await;
        let response = app.get("/readyz").await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        let up = json!({ "database": "up", "broker": "up", "files": "up", "archive": "up" });
        assert_eq!(response.json(), json!({ "ready": true, "checks": up }));
        assert_eq!(app.list_dir("/"), Vec::<String>::new(), "the check leaves no file");
    }

    #[tokio::test]
    async fn what_is_down_is_named() {
        let app = TestApp::new().await;
        app.queue.break_down();
        std::fs::remove_dir_all(app.archive_root()).unwrap();
        let response = app.get("/readyz").await;
        assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
        let checks = json!({ "database": "up", "broker": "down", "files": "up", "archive": "down" });
        assert_eq!(response.json(), json!({ "ready": false, "checks": checks }));
    }
}
