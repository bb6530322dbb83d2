//! `PATCH /api/spaces/{space_id}`: another name.

use axum::extract::State;
use ml_job_domain::access::{Space, name_problems};
use ml_job_store::SpacePatch;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SpacePath, TAG, find};
use crate::ApiState;
use crate::access::Seen;
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// What is to change.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SpaceChange {
    /// What to call it from now on, 1 to 50 characters.
    #[schema(min_length = 1, max_length = 50, example = "Be stars of DR10")]
    name: String,
}

/// Rename a space
#[utoipa::path(
    patch, path = "/api/spaces/{space_id}", tag = TAG, params(SpacePath), request_body = SpaceChange,
    responses(
        (status = 200, description = "The space as it is now", body = Space),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn patch_space(
    State(state): State<ApiState>,
    Path(SpacePath { space_id }): Path<SpacePath>,
    Seen(sight): Seen,
    Json(SpaceChange { name }): Json<SpaceChange>,
) -> Result<Json<Space>, Problem> {
    Problem::unless_valid(name_problems("/name", &name))?;
    find(&state, sight, space_id).await?;
    state.store.patch_space(space_id, &SpacePatch { name: Some(name), ..SpacePatch::default() }).await?;
    find(&state, sight, space_id).await.map(Json)
}
