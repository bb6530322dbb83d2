//! `DELETE /api/auth/sessions/{session_id}`: one of one's sessions is to end.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::SessionId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Path;
use crate::problem::Problem;

/// Which session.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SessionPath {
    /// The session's id.
    session_id: SessionId,
}

/// End one of one's sessions
///
/// Whoever is there has to sign in again. Short-lived tokens go on; *sign out everywhere* ends them too.
#[utoipa::path(
    delete, path = "/api/auth/sessions/{session_id}", tag = TAG, params(SessionPath),
    responses(
        (status = 204, description = "The session is over"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn end_session(
    State(state): State<ApiState>,
    person: Person,
    Path(SessionPath { session_id }): Path<SessionPath>,
) -> Result<StatusCode, Problem> {
    if state.store.end_session(person.user.user_id, session_id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found(format!("You have no session {session_id}.")))
    }
}
