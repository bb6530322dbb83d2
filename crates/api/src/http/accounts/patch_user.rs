//! `PATCH /api/users/{user_id}`: another role, or none any more.

use axum::extract::State;
use ml_job_domain::access::{Role, User};
use ml_job_store::{PatchUser, UserPatch};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{TAG, UserPath};
use crate::ApiState;
use crate::access::Person;
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// What is to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UserChange {
    /// The role from now on.
    role: Option<Role>,
    /// Whether the person may sign in from now on.
    is_active: Option<bool>,
}

/// Change an account
///
/// The change counts from the next request on. An account that is not active any more loses its sessions; its labels stay, and its
/// name is not given to anybody else.
#[utoipa::path(
    patch, path = "/api/users/{user_id}", tag = TAG, params(UserPath), request_body = UserChange,
    responses(
        (status = 200, description = "The account as it is now", body = User),
        (status = 409, description = "Nobody would be left to keep the accounts, or the instance runs without accounts"),
    ),
)]
pub(crate) async fn patch_user(
    State(state): State<ApiState>,
    _: Person,
    Path(UserPath { user_id }): Path<UserPath>,
    Json(UserChange { role, is_active }): Json<UserChange>,
) -> Result<Json<User>, Problem> {
    match state.store.patch_user(user_id, &UserPatch { role, is_active }).await? {
        PatchUser::Patched(user) => Ok(Json(user)),
        PatchUser::NoSuchUser => Err(Problem::no_such_user(user_id)),
        PatchUser::LastAdministrator => {
            Err(Problem::conflict("This is the last active administrator: make another one first."))
        }
    }
}
