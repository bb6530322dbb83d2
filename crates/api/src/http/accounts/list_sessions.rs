//! `GET /api/auth/sessions/`: where one is signed in.

use axum::extract::State;
use ml_job_domain::access::OpenSession;

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Person, Way};
use crate::extract::Json;
use crate::problem::Problem;

/// List one's sessions
///
/// Those that last still, the one that was used last first.
#[utoipa::path(
    get, path = "/api/auth/sessions/", tag = TAG,
    responses(
        (status = 200, description = "The sessions", body = Vec<OpenSession>),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn list_sessions(
    State(state): State<ApiState>,
    person: Person,
) -> Result<Json<Vec<OpenSession>>, Problem> {
    let life = Accounts::of(&state)?.life();
    let current = match &person.way {
        Way::Session { digest, .. } => Some(digest.as_str()),
        Way::Token(_) => None,
    };
    Ok(Json(state.store.list_sessions(person.user.user_id, current, state.clock.now(), life).await?))
}
