//! `POST /api/auth/forgotten`: a link for somebody who has forgotten a password, by mail.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_accounts::digest;
use ml_job_domain::access::{AuditOutcome, folded_name};
use ml_job_store::Account;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{TAG, mailed_link};
use crate::ApiState;
use crate::access::{Accounts, Client, new_link, note};
use crate::extract::Json;
use crate::problem::Problem;

/// Who has forgotten a password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ForgotPassword {
    /// The account's name, or its address.
    #[schema(example = "ada")]
    name: String,
}

/// Ask for a link to choose another password
///
/// It goes to the address of the account, if there is such an account and its person has shown an address. The answer is the same
/// in any case. The old password works until the link is used.
#[utoipa::path(
    post, path = "/api/auth/forgotten", tag = TAG, request_body = ForgotPassword,
    responses(
        (status = 202, description = "If there is such an account with an address, a link is on its way there"),
        (status = 409, description = "The instance sends no mail, or runs without accounts"),
        (status = 429, description = "This client has asked too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn forgot_password(
    State(state): State<ApiState>,
    client: Client,
    Json(ForgotPassword { name }): Json<ForgotPassword>,
) -> Result<StatusCode, Problem> {
    let accounts = Accounts::of(&state)?;
    accounts.needs_mailer()?;
    let now = state.clock.now();
    accounts.links.take(&format!("client {}", client.counted()), now).map_err(Problem::too_many_tries)?;
    // By name too, so that nobody's mailbox is filled from many addresses; whoever asks is not told.
    let is_wanted = accounts.links.take(&format!("name {}", digest(&folded_name(&name))), now).is_ok();
    if is_wanted {
        // The answer does not wait, so that its time tells nothing.
        tokio::spawn(async move {
            if let Err(problem) = remind(&state, &client, &name).await {
                tracing::warn!(problem = %problem.detail(), "A link for a forgotten password could not be sent: {}", problem.detail());
            }
        });
    }
    Ok(StatusCode::ACCEPTED)
}

/// Sends a link to each account that may be meant.
async fn remind(state: &ApiState, client: &Client, name: &str) -> Result<(), Problem> {
    for account in state.store.list_accounts_to_remind(name).await? {
        send(state, &account).await?;
        note(state, client, Some(&account.user), "forgot_password", None, AuditOutcome::Done).await;
    }
    Ok(())
}

async fn send(state: &ApiState, account: &Account) -> Result<(), Problem> {
    let Some(email) = &account.email else { return Ok(()) };
    let now = state.clock.now();
    let (secret, expires_at) = new_link(now)?;
    let link = mailed_link(&secret, email);
    state.store.mail_password_link(account.user.user_id, &secret.digest(), now, expires_at, &link).await?;
    Ok(())
}
