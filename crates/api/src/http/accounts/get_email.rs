//! `GET /api/auth/email`: the address to which one is written.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Person};
use crate::extract::Json;
use crate::problem::Problem;

/// The address to which one is written.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnEmail {
    /// The address that one has shown to be one's own; absent: none.
    #[schema(example = "ada@example.org")]
    email: Option<String>,
    /// Whether the instance sends mail at all.
    is_mail_sent: bool,
}

/// Get one's address
#[utoipa::path(
    get, path = "/api/auth/email", tag = TAG,
    responses(
        (status = 200, description = "The address", body = OwnEmail),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn get_email(State(state): State<ApiState>, person: Person) -> Result<Json<OwnEmail>, Problem> {
    let is_mail_sent = Accounts::of(&state)?.config.mailer.is_some();
    let account = state.store.lookup_account(person.user.user_id).await?;
    Ok(Json(OwnEmail { email: account.and_then(|account| account.email), is_mail_sent }))
}
