//! `DELETE /api/spaces/{space_id}`: an empty space.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_store::DeleteSpace;

use super::{SpacePath, TAG, find, folder};
use crate::ApiState;
use crate::access::Seen;
use crate::extract::Path;
use crate::files::FilesError;
use crate::problem::Problem;

/// Delete a space
///
/// In which nothing lies: jobs, campaigns and files have to be moved or deleted first. One's own space, and the one that the
/// instance begins with, stay.
#[utoipa::path(
    delete, path = "/api/spaces/{space_id}", tag = TAG, params(SpacePath),
    responses(
        (status = 204, description = "The space is gone"),
        (status = 409, description = "Something lies in it, it stays, or the instance runs without accounts"),
    ),
)]
pub(crate) async fn delete_space(
    State(state): State<ApiState>,
    Path(SpacePath { space_id }): Path<SpacePath>,
    Seen(sight): Seen,
) -> Result<StatusCode, Problem> {
    let space = find(&state, sight, space_id).await?;
    if space_id.is_main() || space.personal_user_id.is_some() {
        return Err(Problem::conflict(
            "This space stays: it is somebody's own, or the one that the instance begins with.",
        ));
    }
    let not_empty = || {
        Problem::conflict(
            "Something lies in this space: move or delete its jobs, their directories, its campaigns and its files first.",
        )
    };
    let folder = folder(space_id)?;
    match state.files.list(&folder).await {
        Ok(listing) if listing.total > 0 => return Err(not_empty()),
        Ok(_) | Err(FilesError::NoSuchDirectory) => {}
        Err(error) => return Err(error.into()),
    }
    match state.store.delete_space(space_id).await? {
        DeleteSpace::Deleted => {}
        DeleteSpace::NoSuchSpace => return Err(Problem::no_such_space(space_id)),
        DeleteSpace::NotEmpty => return Err(not_empty()),
    }
    tracing::info!(space.id = %space_id, "Deleted the space {space_id}");
    let (parent, name) = folder.as_str().rsplit_once('/').unwrap_or_default();
    let (parent, name) = (parent.parse().map_err(Problem::internal)?, name.parse().map_err(Problem::internal)?);
    match state.files.delete_directory(&parent, &name).await {
        Ok(()) | Err(FilesError::NoSuchDirectory) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}
