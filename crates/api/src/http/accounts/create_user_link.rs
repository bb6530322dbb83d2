//! `POST /api/users/{user_id}/link`: a link for somebody who has forgotten a password.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{OneTimeLink, TAG, UserPath};
use crate::ApiState;
use crate::access::{Person, new_link};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Make a link for another password
///
/// With it the person chooses another password, once, within a day. Until then the old one works.
#[utoipa::path(
    post, path = "/api/users/{user_id}/link", tag = TAG, params(UserPath),
    responses(
        (status = 201, description = "The link", body = OneTimeLink),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn create_user_link(
    State(state): State<ApiState>,
    _: Person,
    Path(UserPath { user_id }): Path<UserPath>,
) -> Result<Response, Problem> {
    let now = state.clock.now();
    let (secret, expires_at) = new_link(now)?;
    if !state.store.add_password_link(user_id, &secret.digest(), now, expires_at).await? {
        return Err(Problem::no_such_user(user_id));
    }
    let link = Json(OneTimeLink::new(&secret, expires_at));
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], link).into_response())
}
