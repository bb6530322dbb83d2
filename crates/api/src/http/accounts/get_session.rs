//! `GET /api/auth/session`: who is signed in, and whether anybody must be.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{AuthMode, Session, TAG, VisitedSpace};
use crate::ApiState;
use crate::access::Who;
use crate::extract::Json;
use crate::problem::Problem;

/// Get who is signed in
///
/// Answers everybody: a page asks it first.
#[utoipa::path(
    get, path = "/api/auth/session", tag = TAG,
    responses((status = 200, description = "Who is signed in", body = Session)),
)]
pub(crate) async fn get_session(State(state): State<ApiState>, who: Who) -> Result<Response, Problem> {
    let session = if let Some(accounts) = &state.accounts {
        let user = who.person().map(|person| person.user.clone());
        let needs_setup = user.is_none() && state.store.count_users().await? == 0;
        let visit = who.visit().map(VisitedSpace::of);
        Session { needs_setup, visit, ..Session::of(accounts, user) }
    } else {
        Session { mode: AuthMode::Off, needs_setup: false, sends_mail: false, provider: None, user: None, visit: None }
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(session)).into_response())
}
