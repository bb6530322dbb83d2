//! `POST /api/auth/email/confirm`: the link that was sent to an address.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_accounts::digest;
use ml_job_domain::access::AuditOutcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Client, note};
use crate::extract::Json;
use crate::problem::Problem;

/// The link that was sent to an address.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ConfirmEmail {
    /// What stands behind the `#` of the link.
    link: String,
}

/// An address that is known to be its person's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfirmedEmail {
    /// Whose it is.
    name: String,
    /// The address.
    email: String,
}

/// Show that an address is one's own
///
/// Whoever has the link may be signed in or not: it opens nothing.
#[utoipa::path(
    post, path = "/api/auth/email/confirm", tag = TAG, request_body = ConfirmEmail,
    responses(
        (status = 200, description = "The address is known from now on", body = ConfirmedEmail),
        (status = 409, description = "The instance runs without accounts"),
        (status = 410, description = "The link does not work, or not any more"),
        (status = 429, description = "This client has tried too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn confirm_email(
    State(state): State<ApiState>,
    client: Client,
    Json(ConfirmEmail { link }): Json<ConfirmEmail>,
) -> Result<Json<ConfirmedEmail>, Problem> {
    let accounts = Accounts::of(&state)?;
    let now = state.clock.now();
    accounts.tries_of_address.take(&client.counted(), now).map_err(Problem::too_many_tries)?;
    let account = state.store.use_email_link(&digest(&link), now).await?;
    let found = account.and_then(|account| account.email.map(|email| (account.user, email)));
    let Some((user, email)) = found else {
        return Err(Problem::new(StatusCode::GONE, "The link does not work, or not any more: ask for another one."));
    };
    note(&state, &client, Some(&user), "confirm_email", None, AuditOutcome::Done).await;
    Ok(Json(ConfirmedEmail { name: user.name, email }))
}
