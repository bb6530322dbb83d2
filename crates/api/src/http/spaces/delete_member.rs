//! `DELETE /api/spaces/{space_id}/members/{member_id}`: share a space no longer.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::SpaceId;
use ml_job_store::DeleteMember;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::put_member::needs_owner;
use super::{TAG, find};
use crate::ApiState;
use crate::access::Seen;
use crate::extract::Path;
use crate::problem::Problem;

/// With whom a space is shared.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct MemberPath {
    /// The space's id.
    space_id: SpaceId,
    /// The id of the person or the group.
    member_id: Uuid,
}

/// Share a space no longer
///
/// With this person or group. It counts from the next request on.
#[utoipa::path(
    delete, path = "/api/spaces/{space_id}/members/{member_id}", tag = TAG, params(MemberPath),
    responses(
        (status = 204, description = "It is not shared with that one"),
        (status = 409, description = "Nobody would be left to own it, or the instance runs without accounts"),
    ),
)]
pub(crate) async fn delete_space_member(
    State(state): State<ApiState>,
    Path(MemberPath { space_id, member_id }): Path<MemberPath>,
    Seen(sight): Seen,
) -> Result<StatusCode, Problem> {
    find(&state, sight, space_id).await?;
    match state.store.delete_space_member(space_id, member_id).await? {
        DeleteMember::Deleted => Ok(StatusCode::NO_CONTENT),
        DeleteMember::NoSuchMember => Err(Problem::not_found("The space is not shared with that one.")),
        DeleteMember::NeedsOwner => Err(needs_owner()),
    }
}
