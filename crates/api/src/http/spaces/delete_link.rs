//! `DELETE /api/spaces/{space_id}/links/{link_id}`: end a link to a space.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::{ShareLinkId, SpaceId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{TAG, find};
use crate::ApiState;
use crate::access::Seen;
use crate::extract::Path;
use crate::problem::Problem;

/// Which link to which space.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LinkPath {
    /// The space's id.
    space_id: SpaceId,
    /// The link's id.
    link_id: ShareLinkId,
}

/// End a link to a space
///
/// Whoever looks through it sees nothing from the next request on.
#[utoipa::path(
    delete, path = "/api/spaces/{space_id}/links/{link_id}", tag = TAG, params(LinkPath),
    responses(
        (status = 204, description = "It has ended"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn delete_space_link(
    State(state): State<ApiState>,
    Path(LinkPath { space_id, link_id }): Path<LinkPath>,
    Seen(sight): Seen,
) -> Result<StatusCode, Problem> {
    find(&state, sight, space_id).await?;
    if state.store.delete_space_link(space_id, link_id).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::not_found("There is no such link."))
}
