//! `POST /api/files/directories/{dirname}`: make a directory.

use axum::extract::State;

use super::{DirectoryNamePath, DirectoryView, ParentQuery, TAG, in_parent};
use crate::ApiState;
use crate::extract::{Path, Query};
use crate::idempotency::{self, Answer, Key};
use crate::problem::Problem;

/// Make a directory
#[utoipa::path(
    post, path = "/api/files/directories/{dirname}", tag = TAG, params(DirectoryNamePath, ParentQuery, Key),
    responses(
        (status = 201, description = "The directory is there", body = DirectoryView),
        (status = 409, description = "Something of that name is there already"),
        (status = 422, description = "A name is not valid, or the parent missing"),
        (status = 507, description = "No space is left"),
    ),
)]
pub(crate) async fn create_directory(
    State(state): State<ApiState>,
    Path(DirectoryNamePath { dirname }): Path<DirectoryNamePath>,
    Query(ParentQuery { parent_dir_path }): Query<ParentQuery>,
    key: Key,
) -> Result<Answer, Problem> {
    let key = key.of(&state, &())?;
    if let Some(answer) = idempotency::known(&state, key.as_ref()).await? {
        return Ok(answer);
    }
    state.files.create_directory(&parent_dir_path, &dirname).await.map_err(in_parent)?;
    tracing::info!("Made the directory {dirname} in {parent_dir_path}");
    let made = DirectoryView { dirname: dirname.to_string(), parent_dir_path };
    idempotency::keep(&state, key, Answer::created(None, &made)?).await
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_directory_is_made_once() {
        let app = TestApp::new().await;
        let response = app.post_empty("/api/files/directories/a?parent_dir_path=/").await;
        assert_eq!(response.status, StatusCode::CREATED);
        assert_eq!(response.json(), json!({ "dirname": "a", "parent_dir_path": "/" }));
        let nested = app.post_empty("/api/files/directories/b/?parent_dir_path=/a/").await;
        assert_eq!(nested.json(), json!({ "dirname": "b", "parent_dir_path": "/a" }));
        let again = app.post_empty("/api/files/directories/a?parent_dir_path=/").await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        app.write_file("/", "file", b"");
        let taken = app.post_empty("/api/files/directories/file?parent_dir_path=/").await;
        assert_eq!(taken.status, StatusCode::CONFLICT);
        let orphan = app.post_empty("/api/files/directories/x?parent_dir_path=/nope").await;
        assert_eq!(orphan.pointers(), ["parent_dir_path"]);
    }
}
