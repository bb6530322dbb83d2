//! `GET /api/auth/tokens/`: one's personal access tokens.

use axum::extract::State;
use ml_job_domain::access::PersonalToken;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Json;
use crate::problem::Problem;

/// List one's personal access tokens
///
/// Newest first, without their secrets, which nobody keeps.
#[utoipa::path(
    get, path = "/api/auth/tokens/", tag = TAG,
    responses(
        (status = 200, description = "The tokens", body = Vec<PersonalToken>),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn list_tokens(
    State(state): State<ApiState>,
    person: Person,
) -> Result<Json<Vec<PersonalToken>>, Problem> {
    Ok(Json(state.store.list_tokens(person.user.user_id).await?))
}
