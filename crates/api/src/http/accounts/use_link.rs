//! `POST /api/auth/links/`: what a one-time link is for: the first administrator, or a password.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ml_job_accounts::digest;
use ml_job_domain::access::{AuditOutcome, Role, User, name_problems};
use ml_job_domain::{FieldError, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Begin, Session, TAG, begin_session, check_new_password};
use crate::ApiState;
use crate::access::{Accounts, Client, note};
use crate::extract::Json;
use crate::problem::Problem;

/// A one-time link, and what its person chooses.
#[derive(Deserialize, ToSchema)]
pub(crate) struct UseLink {
    /// What stands behind the `#` of the link.
    link: String,
    /// The name of the first administrator, 1 to 50 characters; not for any other link.
    #[schema(min_length = 1, max_length = 50)]
    name: Option<String>,
    /// The password, 12 to 128 characters of any kind.
    #[schema(format = Password, min_length = 12, max_length = 128)]
    password: String,
}

/// Use a one-time link
///
/// The link that the program prints at its first start makes the first administrator; one that an administrator made lets its
/// person choose a password. Either signs that person in.
#[utoipa::path(
    post, path = "/api/auth/links/", tag = TAG, request_body = UseLink,
    responses(
        (status = 200, description = "The password is chosen; signed in", body = Session),
        (status = 409, description = "The instance runs without accounts"),
        (status = 410, description = "The link does not work, or not any more"),
        (status = 429, description = "This client has tried too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn use_link(
    State(state): State<ApiState>,
    client: Client,
    Json(UseLink { link, name, password }): Json<UseLink>,
) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    let now = state.clock.now();
    // Links are beyond guessing; this spares the database.
    accounts.tries_of_address.take(&client.counted(), now).map_err(Problem::too_many_tries)?;
    let link = digest(&link);
    let gone = || Problem::new(StatusCode::GONE, "The link does not work, or not any more: ask for another one.");
    let user = if let Some(user) = state.store.lookup_link(&link, now).await?.ok_or_else(gone)? {
        check_new_password(&password, &user.name, "/password")?;
        let hash = accounts.hash(password).await?;
        state.store.use_password_link(&link, &hash, now).await?.ok_or_else(gone)?;
        if !user.is_active {
            return Err(Problem::new(StatusCode::GONE, "This account is not active: ask an administrator."));
        }
        user
    } else {
        let name = name.ok_or_else(|| Problem::invalid(vec![FieldError::new("/name", "is required")]))?;
        Problem::unless_valid(name_problems("/name", &name))?;
        check_new_password(&password, &name, "/password")?;
        let user = User {
            user_id: UserId::new(),
            name,
            role: Role::Administrator,
            is_active: true,
            created_at: now,
            last_seen_at: None,
        };
        let hash = accounts.hash(password).await?;
        if !state.store.add_first_administrator(&link, &user, &hash, now).await? {
            return Err(gone());
        }
        tracing::info!(user.id = %user.user_id, "Made the first administrator {}", user.user_id);
        user
    };
    note(&state, &client, Some(&user), "use_link", None, AuditOutcome::Done).await;
    begin_session(&state, accounts, &client, (user, Begin::default()), StatusCode::OK).await
}
