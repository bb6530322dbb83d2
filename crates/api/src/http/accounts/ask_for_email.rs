//! `PUT /api/auth/email`: another address; a link goes there.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use ml_job_accounts::{Secret, SecretKind};
use ml_job_store::MailedLink;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{TAG, check_password};
use crate::ApiState;
use crate::access::{Accounts, Client, LINK_LIFE, Person};
use crate::extract::Json;
use crate::problem::Problem;
use crate::teller::is_address;

/// An address that is to be one's own.
#[derive(Deserialize, ToSchema)]
pub(crate) struct WantedEmail {
    /// The address.
    #[schema(max_length = 254, example = "ada@example.org")]
    email: String,
    /// One's password: whoever has the address can choose another one.
    #[schema(format = Password)]
    current_password: String,
}

/// Set one's address
///
/// A link goes there; the address is one's own once that link was opened, within a day. The address of before is told.
#[utoipa::path(
    put, path = "/api/auth/email", tag = TAG, request_body = WantedEmail,
    responses(
        (status = 202, description = "The link is on its way"),
        (status = 409, description = "The instance sends no mail, the account has no password, or there are no accounts"),
        (status = 422, description = "It is no address, or the password is wrong"),
        (status = 429, description = "Too many in a short time; `Retry-After` says when there may be more"),
    ),
)]
pub(crate) async fn ask_for_email(
    State(state): State<ApiState>,
    person: Person,
    client: Client,
    headers: HeaderMap,
    Json(WantedEmail { email, current_password }): Json<WantedEmail>,
) -> Result<StatusCode, Problem> {
    let accounts = Accounts::of(&state)?;
    accounts.needs_mailer()?;
    if !is_address(&email) {
        return Err(Problem::invalid_field("/email", "is no address"));
    }
    let (user, now) = (&person.user, state.clock.now());
    let has_password =
        state.store.lookup_account(user.user_id).await?.is_some_and(|account| account.password_hash.is_some());
    if !has_password {
        return Err(Problem::conflict("Your account has no password here: its address is the provider's to say."));
    }
    accounts.links.take(&format!("address {}", user.user_id), now).map_err(Problem::too_many_tries)?;
    let tried = (user.name.as_str(), current_password, "ask_for_email");
    check_password(&state, accounts, &client, &headers, tried).await.map_err(|problem| {
        let is_wrong = problem.status() == StatusCode::UNAUTHORIZED;
        if is_wrong { Problem::invalid_field("/current_password", "is wrong") } else { problem }
    })?;
    let secret = Secret::new(SecretKind::Link).map_err(Problem::internal)?;
    let data = json!({ "link": format!("/confirm-address#{}", secret.reveal()) });
    let link = MailedLink { email, data };
    state.store.add_email_link(user.user_id, &secret.digest(), &link, now, now + LINK_LIFE).await?;
    Ok(StatusCode::ACCEPTED)
}
