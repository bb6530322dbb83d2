//! `POST /api/spaces/`: a space to share.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::SpaceId;
use ml_job_domain::access::{Space, name_problems};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{TAG, folder};
use crate::ApiState;
use crate::access::Person;
use crate::extract::Json;
use crate::problem::Problem;

/// A space that somebody wants.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewSpace {
    /// What to call it, 1 to 50 characters.
    #[schema(min_length = 1, max_length = 50, example = "Be stars")]
    name: String,
}

/// Make a space
///
/// Whoever makes it owns it, and may share it.
#[utoipa::path(
    post, path = "/api/spaces/", tag = TAG, request_body = NewSpace,
    responses(
        (status = 201, description = "The space", body = Space),
        (status = 409, description = "The instance runs without accounts"),
        (status = 507, description = "No space is left for its folder"),
    ),
)]
pub(crate) async fn create_space(
    State(state): State<ApiState>,
    person: Person,
    Json(NewSpace { name }): Json<NewSpace>,
) -> Result<(StatusCode, Json<Space>), Problem> {
    Problem::unless_valid(name_problems("/name", &name))?;
    let space_id = SpaceId::new();
    state.files.ensure_directory(&folder(space_id)?).await?;
    let space = state.store.add_space(space_id, &name, person.user.user_id, state.clock.now()).await?;
    tracing::info!(space.id = %space_id, "Made the space {space_id}");
    Ok((StatusCode::CREATED, Json(space)))
}
