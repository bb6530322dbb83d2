//! `DELETE /api/auth/visit`: look through a link no longer.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Cookies};
use crate::problem::Problem;

/// Leave the space of a link
///
/// This browser looks through it no longer. The link works on.
#[utoipa::path(
    delete, path = "/api/auth/visit", tag = TAG,
    responses(
        (status = 204, description = "It is left"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn end_visit(State(state): State<ApiState>) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = (Cookies { is_secure: accounts.config.is_secure() }).visited() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
