//! `DELETE /api/auth/sessions/`: sign out here and everywhere else.

use axum::extract::State;
use axum::response::Response;

use super::TAG;
use super::sign_out::signed_out;
use crate::ApiState;
use crate::access::{Accounts, Person};
use crate::problem::Problem;

/// Sign out everywhere
///
/// Ends all sessions of the person, and the short-lived tokens. Personal access tokens go on working until they are deleted.
#[utoipa::path(
    delete, path = "/api/auth/sessions/", tag = TAG,
    responses(
        (status = 204, description = "Signed out everywhere"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn sign_out_everywhere(State(state): State<ApiState>, person: Person) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    state.store.end_everything(person.user.user_id).await?;
    Ok(signed_out(accounts))
}
