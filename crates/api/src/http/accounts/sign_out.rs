//! `DELETE /api/auth/session`: sign out here.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Cookies, Person, Way};
use crate::problem::Problem;

/// Sign out
///
/// Ends this session. Tokens go on working.
#[utoipa::path(
    delete, path = "/api/auth/session", tag = TAG,
    responses(
        (status = 204, description = "Signed out"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn sign_out(State(state): State<ApiState>, person: Person) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    if let Way::Session { digest, .. } = &person.way {
        state.store.delete_session(digest).await?;
    }
    Ok(signed_out(accounts))
}

/// 204, and the cookies taken back.
pub(super) fn signed_out(accounts: &Accounts) -> Response {
    let cookies = Cookies { is_secure: accounts.config.is_secure() }.signed_out();
    let mut response = StatusCode::NO_CONTENT.into_response();
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
