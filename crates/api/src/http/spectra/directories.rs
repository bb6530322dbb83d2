//! `GET /api/spectra/directories`: the directories of the archive, to choose one from.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::extract::{Json, Query};
use crate::files::{DirPath, DirectoryEntry};
use crate::http::DirectoryQuery;
use crate::problem::Problem;

/// What a directory of the archive holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArchiveListing {
    /// The directory, relative to the archive.
    #[schema(value_type = String, example = "/20111024")]
    parent_dir_path: DirPath,
    /// How many spectra lie in it, without those of its directories.
    #[schema(example = 0)]
    spectrum_count: usize,
    /// How many directories.
    #[schema(example = 1)]
    directory_count: usize,
    /// The directories, by name.
    directories: Vec<DirectoryEntry>,
}

/// List a directory of the archive
///
/// The directories below it, by name, and how many spectra it holds.
#[utoipa::path(
    get, path = "/api/spectra/directories/", tag = TAG, params(DirectoryQuery),
    responses(
        (status = 200, description = "What the directory holds", body = ArchiveListing),
        (status = 404, description = "There is no such directory"),
    ),
)]
pub(crate) async fn list_archive_directories(
    State(state): State<ApiState>,
    Query(DirectoryQuery { parent_dir_path }): Query<DirectoryQuery>,
) -> Result<Json<ArchiveListing>, Problem> {
    let (archive, path) = (Arc::clone(&state.archive), parent_dir_path.to_string());
    let found = tokio::task::spawn_blocking(move || archive.browse(&path)).await?.map_err(Problem::internal)?;
    let found = found.ok_or_else(|| Problem::not_found("There is no such directory in the archive."))?;
    let directories: Vec<_> = found.directories.into_iter().map(|dirname| DirectoryEntry { dirname }).collect();
    let (spectrum_count, directory_count) = (found.spectra, directories.len());
    Ok(Json(ArchiveListing { parent_dir_path, spectrum_count, directory_count, directories }))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn directories_are_listed_with_their_spectra() {
        let app = TestApp::new().await;
        app.sample_archive(3);
        let top = app.get("/api/spectra/directories/").await.json();
        let expected = json!({
            "parent_dir_path": "/", "spectrum_count": 0, "directory_count": 1, "directories": [{ "dirname": "B6001" }],
        });
        assert_eq!(top, expected);
        let plate = app.get("/api/spectra/directories?parent_dir_path=/B6001").await.json();
        assert_eq!((&plate["spectrum_count"], &plate["directory_count"]), (&json!(3), &json!(0)));
    }

    #[tokio::test]
    async fn nothing_outside_the_archive_is_told() {
        let app = TestApp::new().await;
        let missing = app.get("/api/spectra/directories?parent_dir_path=/nope").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        for path in ["/..", "/%2e%2e", "relative", "/a/../.."] {
            let response = app.get(&format!("/api/spectra/directories?parent_dir_path={path}")).await;
            assert_eq!(response.pointers(), ["parent_dir_path"], "{path}");
        }
    }
}
