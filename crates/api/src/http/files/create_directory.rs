//! `POST /api/files/directories/{dirname}`: make a directory.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{DirectoryNamePath, DirectoryView, ParentQuery, TAG};
use crate::ApiState;
use crate::extract::{Json, Path, Query};
use crate::files::FilesError;
use crate::problem::Problem;

pub(crate) enum RouteError {
    Exists,
    NoSuchParent,
    Full(FilesError),
    Internal(Problem),
}

impl From<FilesError> for RouteError {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Exists => Self::Exists,
            FilesError::NoSuchDirectory => Self::NoSuchParent,
            FilesError::Full(_) => Self::Full(error),
            other => Self::Internal(other.into()),
        }
    }
}

impl IntoResponse for RouteError {
    fn into_response(self) -> Response {
        match self {
            Self::Exists => Problem::conflict("Something of that name is there already."),
            Self::NoSuchParent => Problem::invalid_field("parent_dir_path", "is the path of no directory"),
            Self::Full(error) => Problem::storage_full(error),
            Self::Internal(problem) => problem,
        }
        .into_response()
    }
}

/// Make a directory
#[utoipa::path(
    post, path = "/api/files/directories/{dirname}", tag = TAG, params(DirectoryNamePath, ParentQuery),
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
) -> Result<(StatusCode, Json<DirectoryView>), RouteError> {
    state.files.create_directory(&parent_dir_path, &dirname).await?;
    tracing::info!("Made the directory {dirname} in {parent_dir_path}");
    Ok((StatusCode::CREATED, Json(DirectoryView { dirname: dirname.into(), parent_dir_path })))
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
