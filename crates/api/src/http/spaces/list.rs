//! `GET /api/spaces/`: the spaces that one may see.

use axum::extract::State;
use ml_job_domain::access::Space;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Seen, Who};
use crate::extract::Json;
use crate::problem::Problem;

/// The spaces that the caller may see.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpaceList {
    /// By name.
    spaces: Vec<Space>,
}

/// List spaces
///
/// Those in which the caller has a role; for administrators all. One's own is made by this call where it is missing.
#[utoipa::path(
    get, path = "/api/spaces/", tag = TAG,
    responses(
        (status = 200, description = "The spaces", body = SpaceList),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn list_spaces(
    State(state): State<ApiState>,
    who: Who,
    Seen(sight): Seen,
) -> Result<Json<SpaceList>, Problem> {
    Accounts::of(&state)?;
    if let Some(person) = who.person() {
        state.store.personal_space(&person.user, state.clock.now()).await?;
    }
    Ok(Json(SpaceList { spaces: state.store.list_spaces(sight).await? }))
}
