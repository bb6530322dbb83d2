//! `GET /api/users/`: the accounts.

use axum::extract::State;
use ml_job_domain::access::User;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Json;
use crate::problem::Problem;

/// List the accounts
///
/// All of them, by name; for administrators.
#[utoipa::path(
    get, path = "/api/users/", tag = TAG,
    responses(
        (status = 200, description = "The accounts", body = Vec<User>),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn list_users(State(state): State<ApiState>, _: Person) -> Result<Json<Vec<User>>, Problem> {
    Ok(Json(state.store.list_users().await?))
}
