//! `DELETE /api/groups/{group_id}`: a group of people.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::GroupId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::TAG;
use crate::ApiState;
use crate::access::Accounts;
use crate::extract::Path;
use crate::problem::Problem;

/// Which group.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct GroupPath {
    /// The group's id.
    group_id: GroupId,
}

/// Delete a group of people
///
/// What was shared with it is shared with its people no longer.
#[utoipa::path(
    delete, path = "/api/groups/{group_id}", tag = TAG, params(GroupPath),
    responses(
        (status = 204, description = "The group is gone"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn delete_group(
    State(state): State<ApiState>,
    Path(GroupPath { group_id }): Path<GroupPath>,
) -> Result<StatusCode, Problem> {
    Accounts::of(&state)?;
    if state.store.delete_group(group_id).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::not_found(format!("There is no group {group_id}.")))
}
