//! `POST /api/groups/`: make a group of people, or give it others.

use axum::extract::State;
use ml_job_domain::access::{Group, name_problems};
use ml_job_store::PutGroup;
use serde::Deserialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::Accounts;
use crate::extract::Json;
use crate::problem::Problem;

/// A group, and who is in it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewGroup {
    /// What it is called, 1 to 50 characters.
    #[schema(min_length = 1, max_length = 50, example = "spectroscopists")]
    name: String,
    /// The names of all of its people: who is not named is not in it.
    #[schema(example = json!(["ada", "grace"]))]
    members: Vec<String>,
}

/// Keep a group of people
///
/// Makes the group of this name where it is missing, and puts exactly these people into it.
#[utoipa::path(
    post, path = "/api/groups/", tag = TAG, request_body = NewGroup,
    responses(
        (status = 200, description = "The group as it is now", body = Group),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn put_group(
    State(state): State<ApiState>,
    Json(NewGroup { name, members }): Json<NewGroup>,
) -> Result<Json<Group>, Problem> {
    Accounts::of(&state)?;
    Problem::unless_valid(name_problems("/name", &name))?;
    match state.store.put_group(&name, &members, state.clock.now()).await? {
        PutGroup::Put(group) => Ok(Json(group)),
        PutGroup::NoSuchUser(name) => {
            let place = members.iter().position(|member| *member == name).unwrap_or_default();
            Err(Problem::invalid_field(format!("/members/{place}"), "is the name of no person"))
        }
    }
}
