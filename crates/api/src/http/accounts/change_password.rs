//! `POST /api/auth/password`: another password of one's own.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Begin, Session, TAG, begin_session, check_new_password, check_password};
use crate::ApiState;
use crate::access::{Accounts, Client, Person};
use crate::extract::Json;
use crate::problem::Problem;

/// The password that was, and the one that is to be.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangePassword {
    /// The password that was.
    #[schema(format = Password)]
    current_password: String,
    /// The new one, 12 to 128 characters of any kind.
    #[schema(format = Password, min_length = 12, max_length = 128)]
    new_password: String,
}

/// Change one's password
///
/// All other sessions of the person end, and the short-lived tokens.
#[utoipa::path(
    post, path = "/api/auth/password", tag = TAG, request_body = ChangePassword,
    responses(
        (status = 200, description = "Changed; this session goes on under new cookies", body = Session),
        (status = 409, description = "The instance runs without accounts"),
        (status = 422, description = "The current password is wrong, or the new one will not do"),
        (status = 429, description = "This client has tried too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn change_password(
    State(state): State<ApiState>,
    person: Person,
    client: Client,
    headers: HeaderMap,
    Json(request): Json<ChangePassword>,
) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    check_new_password(&request.new_password, &person.user.name, "/new_password")?;
    let tried = (person.user.name.as_str(), request.current_password, "change_password");
    let account = check_password(&state, accounts, &client, &headers, tried).await.map_err(|problem| {
        let is_wrong = problem.status() == StatusCode::UNAUTHORIZED;
        if is_wrong { Problem::invalid_field("/current_password", "is wrong") } else { problem }
    })?;
    let hash = accounts.hash(request.new_password).await?;
    state.store.set_password(account.user.user_id, &hash, state.clock.now()).await?;
    begin_session(&state, accounts, &client, (account.user, Begin::default()), StatusCode::OK).await
}
