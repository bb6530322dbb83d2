//! `DELETE /api/auth/email`: no address any more.

use axum::extract::State;
use axum::http::StatusCode;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::problem::Problem;

/// Forget one's address
///
/// One is not written to any more, and can have no link for another password sent. The address is told.
#[utoipa::path(
    delete, path = "/api/auth/email", tag = TAG,
    responses(
        (status = 204, description = "It is forgotten"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn delete_email(State(state): State<ApiState>, person: Person) -> Result<StatusCode, Problem> {
    state.store.delete_email(person.user.user_id, state.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
