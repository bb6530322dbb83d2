//! `GET /api/groups/`: the groups of people.

use axum::extract::State;
use ml_job_domain::access::Group;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::Accounts;
use crate::extract::Json;
use crate::problem::Problem;

/// The groups of people.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupList {
    /// By name.
    groups: Vec<Group>,
}

/// List groups of people
#[utoipa::path(
    get, path = "/api/groups/", tag = TAG,
    responses(
        (status = 200, description = "The groups", body = GroupList),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn list_groups(State(state): State<ApiState>) -> Result<Json<GroupList>, Problem> {
    Accounts::of(&state)?;
    Ok(Json(GroupList { groups: state.store.list_groups().await? }))
}
