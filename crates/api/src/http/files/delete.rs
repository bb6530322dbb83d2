//! `DELETE /api/files/{filename}`: delete a file.

use axum::extract::State;
use axum::http::StatusCode;

use super::{FilePath, ParentQuery, TAG};
use crate::ApiState;
use crate::extract::{Path, Query};
use crate::problem::Problem;

/// Delete a file
///
/// Of a symbolic link, the link is deleted and not what it points at.
#[utoipa::path(
    delete, path = "/api/files/{filename}", tag = TAG, params(FilePath, ParentQuery),
    responses(
        (status = 204, description = "The file is gone"),
        (status = 404, description = "There is no such file"),
        (status = 422, description = "A name is not valid, or belongs to a directory"),
    ),
)]
pub(crate) async fn delete_file(
    State(state): State<ApiState>,
    Path(FilePath { filename }): Path<FilePath>,
    Query(ParentQuery { parent_dir_path }): Query<ParentQuery>,
) -> Result<StatusCode, Problem> {
    state.files.delete_file(&parent_dir_path, &filename).await?;
    state.usage.forget();
    tracing::info!(file.name = %filename, "Deleted {filename} in {parent_dir_path}");
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_file_is_deleted_once() {
        let app = TestApp::new().await;
        app.upload("x", "/", b"").await;
        let url = "/api/files/x?parent_dir_path=/";
        assert_eq!(app.delete(url).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.delete(url).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.delete("/api/files/x?parent_dir_path=/nope").await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_directory_is_no_file_and_a_link_is_not_its_target() {
        let app = TestApp::new().await;
        std::fs::create_dir(app.on_disk("/d")).unwrap();
        app.write_file("/", "kept", b"");
        std::os::unix::fs::symlink("kept", app.on_disk("/link")).unwrap();
        let response = app.delete("/api/files/d?parent_dir_path=/").await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.delete("/api/files/link/?parent_dir_path=/").await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.list_dir("/"), ["d", "kept"]);
    }
}
