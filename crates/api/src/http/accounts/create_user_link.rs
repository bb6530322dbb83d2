//! `POST /api/users/{user_id}/link`: a link for somebody who has forgotten a password.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{OneTimeLink, TAG, UserPath, mailed_link};
use crate::ApiState;
use crate::access::{Accounts, Person, new_link};
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;

/// How the link reaches its person.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LinkQuery {
    /// Whether it is sent to the person's address, instead of being shown.
    #[serde(default)]
    #[param(default = false, required = false)]
    by_mail: bool,
}

/// Make a link for another password
///
/// With it the person chooses another password, once, within a day. Until then the old one works. With `by_mail` it is sent to the
/// address that the person has shown.
#[utoipa::path(
    post, path = "/api/users/{user_id}/link", tag = TAG, params(UserPath, LinkQuery),
    responses(
        (status = 201, description = "The link", body = OneTimeLink),
        (status = 409, description = "No mail can be sent there, or the instance runs without accounts"),
    ),
)]
pub(crate) async fn create_user_link(
    State(state): State<ApiState>,
    _: Person,
    Path(UserPath { user_id }): Path<UserPath>,
    Query(LinkQuery { by_mail }): Query<LinkQuery>,
) -> Result<Response, Problem> {
    let now = state.clock.now();
    let (secret, expires_at) = new_link(now)?;
    let link = if by_mail {
        Accounts::of(&state)?.needs_mailer()?;
        let account = state.store.lookup_account(user_id).await?.ok_or_else(|| Problem::no_such_user(user_id))?;
        let email = account.email.ok_or_else(|| Problem::conflict("This person has shown no address."))?;
        let link = mailed_link(&secret, &email);
        state.store.mail_password_link(user_id, &secret.digest(), now, expires_at, &link).await?;
        OneTimeLink::mailed(email, expires_at)
    } else {
        if !state.store.add_password_link(user_id, &secret.digest(), now, expires_at).await? {
            return Err(Problem::no_such_user(user_id));
        }
        OneTimeLink::new(&secret, expires_at)
    };
    let link = Json(link);
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], link).into_response())
}
