//! `DELETE /api/auth/session`: sign out here.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use ml_job_domain::sentence;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Cookies, Person, Way};
use crate::extract::Json;
use crate::problem::Problem;

/// Where else one is to sign out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedOut {
    /// A page of the provider of identities, which leads back here.
    #[schema(example = "https://id.example.org/session/end?client_id=spectra")]
    provider_url: String,
}

/// Sign out
///
/// Ends this session. Tokens go on working. Where a provider of identities let the person in, the answer says where to sign out there
/// too.
#[utoipa::path(
    delete, path = "/api/auth/session", tag = TAG,
    responses(
        (status = 200, description = "Signed out here; the provider is still to be told", body = SignedOut),
        (status = 204, description = "Signed out"),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn sign_out(State(state): State<ApiState>, person: Person) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    let Way::Session { digest, is_by_provider, .. } = &person.way else { return Ok(signed_out(accounts)) };
    state.store.delete_session(digest).await?;
    let mut response = signed_out(accounts);
    if let Some(provider) = accounts.provider.as_ref().filter(|_| *is_by_provider) {
        let page = format!("{}/", accounts.config.public_url.as_deref().unwrap_or_default());
        match provider.sign_out_url(&page).await {
            Ok(Some(provider_url)) => {
                let cookies = std::mem::take(response.headers_mut());
                response = Json(SignedOut { provider_url }).into_response();
                response.headers_mut().extend(cookies);
            }
            Ok(None) => {}
            // One is signed out here, whatever the provider does.
            Err(error) => {
                let error = sentence(&error);
                tracing::warn!(error, "The provider could not be told of a sign-out: {error}");
            }
        }
    }
    Ok(response)
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
