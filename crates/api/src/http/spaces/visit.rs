//! `POST /api/auth/visit`: open a link to a space.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use ml_job_accounts::digest;
use serde::Deserialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Client, Cookies};
use crate::extract::Json;
use crate::http::accounts::VisitedSpace;
use crate::problem::Problem;

/// A link to a space.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OpenLink {
    /// What stands behind the `#` of the link.
    link: String,
}

/// Open a link to a space
///
/// From now on this browser looks at that space, and changes nothing, until the link ends or it is left. Who is signed in here is
/// so again afterwards.
#[utoipa::path(
    post, path = "/api/auth/visit", tag = TAG, request_body = OpenLink,
    responses(
        (status = 200, description = "The space", body = VisitedSpace),
        (status = 409, description = "The instance runs without accounts"),
        (status = 410, description = "The link does not work, or not any more"),
        (status = 429, description = "This client has tried too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn visit_space(
    State(state): State<ApiState>,
    client: Client,
    Json(OpenLink { link }): Json<OpenLink>,
) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    let now = state.clock.now();
    // Links are beyond guessing; this spares the database.
    accounts.tries_of_address.take(&client.counted(), now).map_err(Problem::too_many_tries)?;
    let gone = || Problem::new(StatusCode::GONE, "The link does not work, or not any more: ask for another one.");
    let visit = state.store.open_space_link(&digest(&link), now).await?.ok_or_else(gone)?;
    let cookies = Cookies { is_secure: accounts.config.is_secure() };
    let cookie = cookies.visiting(&link, visit.expires_at - now);
    let mut response = Json(VisitedSpace::of(&visit)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
