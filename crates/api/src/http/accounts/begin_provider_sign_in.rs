//! `GET /api/auth/provider/begin`: to the provider of identities, to sign in there.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use ml_job_accounts::{Purpose, Secret, SecretKind};
use ml_job_domain::sentence;
use ml_job_store::SignInFlow;
use serde::Deserialize;
use utoipa::IntoParams;

use super::TAG;
use super::finish_provider_sign_in::{Refusal, redirect_uri};
use crate::ApiState;
use crate::access::{Accounts, Asked, Client, Cookies};
use crate::extract::Query;
use crate::problem::Problem;

/// How long somebody may take to sign in at the provider.
pub(crate) const FLOW_LIFE: TimeDelta = TimeDelta::minutes(10);
/// How long a path may be to which one returns.
const RETURN_MAX: usize = 2000;

/// Where one wants to be afterwards.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BeginQuery {
    /// A path of the page.
    #[serde(default)]
    #[param(required = false, example = "/jobs")]
    return_path: String,
}

/// Sign in with the provider
///
/// Leads a browser to the provider of identities (authorization code flow with PKCE); from there it comes back to
/// `/api/auth/provider/finish`.
#[utoipa::path(
    get, path = "/api/auth/provider/begin", tag = TAG, params(BeginQuery),
    responses(
        (status = 303, description = "To the provider; or to the page, which says why not"),
        (status = 409, description = "The instance has no provider, or runs without accounts"),
        (status = 429, description = "This client has tried too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn begin_provider_sign_in(
    State(state): State<ApiState>,
    client: Client,
    headers: HeaderMap,
    Query(BeginQuery { return_path }): Query<BeginQuery>,
) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    let provider = accounts.needs_provider()?;
    let now = state.clock.now();
    accounts.tries_of_address.take(&client.counted(), now).map_err(Problem::too_many_tries)?;
    let secret = || Secret::new(SecretKind::Csrf).map_err(Problem::internal);
    let (flow_state, nonce, verifier, browser) = (secret()?, secret()?, secret()?, secret()?);
    let redirect_uri = redirect_uri(accounts);
    let asked = Asked {
        state: flow_state.reveal(),
        nonce: nonce.reveal(),
        code_verifier: verifier.reveal(),
        redirect_uri: &redirect_uri,
    };
    let url = match provider.authorization_url(asked).await {
        Ok(url) => url,
        Err(error) => {
            let told = sentence(&error);
            tracing::error!(error = told, "Nobody can sign in with the provider: {told}");
            return Ok(Refusal::of(&error).into_response());
        }
    };
    let cookies = Cookies { is_secure: accounts.config.is_secure() };
    let known = match cookies.device(&headers) {
        Some(device) => accounts.tokens(&state).await?.read(&device, Purpose::Device, now),
        None => None,
    };
    let flow = SignInFlow {
        state_digest: flow_state.digest(),
        browser_digest: browser.digest(),
        nonce: nonce.reveal().to_owned(),
        code_verifier: verifier.reveal().to_owned(),
        return_path: own_path(&return_path),
        known_user_id: known.map(|claims| claims.user_id),
        expires_at: now + FLOW_LIFE,
    };
    state.store.add_sign_in_flow(&flow, now).await?;
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, url)]).into_response();
    response
        .headers_mut()
        .extend(cookies.sign_in_begun(&browser, FLOW_LIFE).map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// The path, where it is one of this page; else its beginning. A browser takes `//` and `\` for the name of another host.
fn own_path(path: &str) -> String {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= RETURN_MAX
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { path.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_led_to_another_host() {
        for own in ["/", "/jobs?phase=ERROR", "/files#x", "/a//b"] {
            assert_eq!(own_path(own), own);
        }
        for other in
            ["", "jobs", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/ž"]
        {
            assert_eq!(own_path(other), "/", "{other}");
        }
    }
}
