//! `GET` and `POST /api/spectra/index/`: how far the index of the archive is, and to look through it now.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use ml_job_store::IndexProgress;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::extract::Json;
use crate::problem::Problem;

/// How far the index of the archive is.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArchiveIndex {
    /// Whether directories are being looked through.
    is_under_way: bool,
    /// Whether all directories have been listed, and all files that they hold have been read.
    is_complete: bool,
    /// When the last look through the directories began.
    started_at: Option<DateTime<Utc>>,
    /// When the last one that ended did so.
    completed_at: Option<DateTime<Utc>>,
    /// Directories.
    directories: u64,
    /// Directories that are still to be looked at.
    directories_due: u64,
    /// Directories that are not listed: they cannot be read, or are links to others.
    directories_failed: u64,
    /// Spectra whose facts are known.
    read: u64,
    /// Files whose facts are still to be read.
    waiting: u64,
    /// Files that cannot be read as spectra: `GET /api/spectra/?state=unreadable` names them.
    unreadable: u64,
    /// Why, the most frequent reason first.
    reasons: Vec<UnreadableReason>,
}

/// Why files cannot be read as spectra.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnreadableReason {
    /// The reason's name.
    #[schema(example = "not_fits")]
    code: String,
    /// How many files.
    files: u64,
    /// What is said of one of them.
    #[schema(example = "not a FITS file: a web page")]
    example: String,
}

impl From<IndexProgress> for ArchiveIndex {
    fn from(progress: IndexProgress) -> Self {
        let reasons = progress.reasons.into_iter();
        Self {
            is_under_way: progress.is_under_way,
            is_complete: progress.completed_at.is_some() && !progress.is_under_way && progress.waiting == 0,
            started_at: progress.started_at,
            completed_at: progress.completed_at,
            directories: progress.directories,
            directories_due: progress.directories_due,
            directories_failed: progress.directories_failed,
            read: progress.read,
            waiting: progress.waiting,
            unreadable: progress.unreadable,
            reasons: reasons
                .map(|reason| UnreadableReason { code: reason.code, files: reason.files, example: reason.example })
                .collect(),
        }
    }
}

/// Get how far the index of the archive is
///
/// Names are known first, facts come later. The directories are looked through again every ten minutes, unless it is set
/// otherwise: those whose times have changed are listed again, and files that are new or changed are read.
#[utoipa::path(
    get, path = "/api/spectra/index/", tag = TAG,
    responses((status = 200, description = "How far it is", body = ArchiveIndex)),
)]
pub(crate) async fn get_archive_index(State(state): State<ApiState>) -> Result<Json<ArchiveIndex>, Problem> {
    Ok(Json(state.store.index_progress().await?.into()))
}

/// Look through the archive now
///
/// Every directory and the size and time of every file, also where the directory's own time has not changed, as when a file
/// was written over in its place.
#[utoipa::path(
    post, path = "/api/spectra/index/", tag = TAG,
    responses((status = 202, description = "It will begin within seconds, after what goes on now", body = ArchiveIndex)),
)]
pub(crate) async fn refresh_archive_index(
    State(state): State<ApiState>,
) -> Result<(StatusCode, Json<ArchiveIndex>), Problem> {
    state.store.request_index_pass().await?;
    // Perhaps it is this process that leads.
    state.index_wanted.notify_one();
    Ok((StatusCode::ACCEPTED, Json(state.store.index_progress().await?.into())))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn progress_tells_what_is_known_and_what_cannot_be_read() {
        let app = TestApp::new().await;
        app.sample_archive(2);
        std::fs::write(app.archive_root().join("page.fits"), "<html>").unwrap();
        let before = app.get("/api/spectra/index/").await.json();
        assert_eq!((&before["is_complete"], &before["directories"]), (&json!(false), &json!(0)));
        app.index_archive().await;
        let after = app.get("/api/spectra/index").await.json();
        assert_eq!(after["is_complete"], true);
        assert_eq!((&after["read"], &after["waiting"], &after["unreadable"]), (&json!(2), &json!(0), &json!(1)));
        assert_eq!((&after["directories"], &after["reasons"][0]["code"]), (&json!(2), &json!("not_fits")));
        assert!(after["completed_at"].is_string());
    }

    #[tokio::test]
    async fn a_file_that_was_written_over_in_its_place_is_read_again_when_asked_for() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        let spectrum = std::fs::read(app.archive_root().join("B6001").join(name)).unwrap();
        std::fs::write(app.archive_root().join("late.fits"), "<html>").unwrap();
        app.index_archive().await;
        std::fs::write(app.archive_root().join("late.fits"), spectrum).unwrap();
        assert_eq!(app.post_empty("/api/spectra/index/").await.status, StatusCode::ACCEPTED);
        app.index_archive().await;
        assert_eq!(app.get("/api/spectra/index/").await.json()["read"], 2);
    }
}
