//! `GET /api/spaces/{space_id}`: a space, and who shares it.

use axum::extract::State;
use ml_job_domain::access::{Space, SpaceMember};
use serde::Serialize;
use utoipa::ToSchema;

use super::{SpacePath, TAG, find, folder};
use crate::ApiState;
use crate::access::{Seen, Who};
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::usage;

/// A space, and who shares it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpaceDetail {
    #[serde(flatten)]
    space: Space,
    /// Who shares it: people, then groups, by name. Whoever looks through a link is not told.
    members: Vec<SpaceMember>,
    /// How many bytes lie below its jobs and in its folder.
    #[schema(example = 1_200_000_000_u64)]
    used_bytes: u64,
}

/// Get a space
#[utoipa::path(
    get, path = "/api/spaces/{space_id}", tag = TAG, params(SpacePath),
    responses(
        (status = 200, description = "The space, and who shares it", body = SpaceDetail),
        (status = 409, description = "The instance runs without accounts"),
        (status = 507, description = "No space is left for its folder"),
    ),
)]
pub(crate) async fn get_space(
    State(state): State<ApiState>,
    Path(SpacePath { space_id }): Path<SpacePath>,
    who: Who,
    Seen(sight): Seen,
) -> Result<Json<SpaceDetail>, Problem> {
    let space = find(&state, sight, space_id).await?;
    let is_told = who.visit().is_none();
    if is_told {
        // One's own space, and the one that the instance begins with, get their folder when somebody looks.
        state.files.ensure_directory(&folder(space_id)?).await?;
    }
    let members = if is_told { state.store.list_space_members(space_id).await? } else { Vec::new() };
    let used_bytes = usage::bytes_in(&state, space_id).await?;
    Ok(Json(SpaceDetail { space, members, used_bytes }))
}
