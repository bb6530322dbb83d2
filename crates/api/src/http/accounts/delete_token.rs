//! `DELETE /api/auth/tokens/{token_id}`: a token that is not to work any more.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::TokenId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Path;
use crate::problem::Problem;

/// Which token.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct TokenPath {
    /// The token's id.
    token_id: TokenId,
}

/// Delete a personal access token
///
/// From now on it opens nothing.
#[utoipa::path(
    delete, path = "/api/auth/tokens/{token_id}", tag = TAG, params(TokenPath),
    responses(
        (status = 204, description = "The token is deleted"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn delete_token(
    State(state): State<ApiState>,
    person: Person,
    Path(TokenPath { token_id }): Path<TokenPath>,
) -> Result<StatusCode, Problem> {
    if state.store.delete_token(person.user.user_id, token_id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found(format!("You have no token {token_id}.")))
    }
}
