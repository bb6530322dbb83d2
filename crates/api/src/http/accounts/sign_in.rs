//! `POST /api/auth/session`: sign in on the page.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ml_job_domain::access::AuditOutcome;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Begin, Session, TAG, begin_session, check_password, known_browser};
use crate::ApiState;
use crate::access::{Accounts, Client, note};
use crate::extract::Json;
use crate::problem::Problem;

/// Name and password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignIn {
    /// The account's name, in upper or lower case.
    #[schema(example = "ada")]
    name: String,
    /// The password.
    #[schema(format = Password)]
    password: String,
}

/// Sign in
///
/// Answers with cookies: `ml_job_session`, which no script can read, and `ml_job_csrf`, whose value a page sends as
/// `X-CSRF-Token` with whatever changes something. Programs use a token instead.
#[utoipa::path(
    post, path = "/api/auth/session", tag = TAG, request_body = SignIn,
    responses(
        (status = 200, description = "Signed in", body = Session),
        (status = 401, description = "The name or the password is wrong"),
        (status = 409, description = "The instance runs without accounts"),
        (status = 429, description = "This client has tried too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn sign_in(
    State(state): State<ApiState>,
    client: Client,
    headers: HeaderMap,
    Json(SignIn { name, password }): Json<SignIn>,
) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    let account = check_password(&state, accounts, &client, &headers, (&name, password, "sign_in")).await?;
    note(&state, &client, Some(&account.user), "sign_in", None, AuditOutcome::Done).await;
    let is_new_browser = known_browser(&state, accounts, &headers, Some(&account)).await?.is_none();
    begin_session(
        &state,
        accounts,
        &client,
        (account.user, Begin { is_new_browser, ..Begin::default() }),
        StatusCode::OK,
    )
    .await
}
