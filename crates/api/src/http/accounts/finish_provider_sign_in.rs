//! `GET /api/auth/provider/finish`: back from the provider of identities.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_accounts::{digest, is_same};
use ml_job_domain::access::{AuditOutcome, groups_of, name_of_claims, role_of_groups};
use ml_job_domain::sentence;
use ml_job_store::{Account, ProviderPerson, SignInByProvider, SignInFlow};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::IntoParams;

use super::{Begin, TAG, begin_session};
use crate::ApiState;
use crate::access::{Accounts, Asked, Client, Cookies, Provider, ProviderError, note};
use crate::extract::Query;
use crate::problem::Problem;
use crate::teller::is_address;

/// What the provider says to a browser.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FinishQuery {
    /// What the API shows the provider to learn who it is.
    code: Option<String>,
    /// What the sign-in began with.
    state: Option<String>,
    /// Why the provider let nobody in.
    error: Option<String>,
    /// Which provider it is (RFC 9207).
    iss: Option<String>,
}

/// Why somebody is not let in. The page has a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The provider is away.
    Away,
    /// The provider let nobody in.
    Denied,
    /// It is not an answer to what this browser asked, or came too late.
    Stale,
    /// The provider's answer is not what it should be.
    Invalid,
    /// None of the person's groups may come in.
    NoRole,
    /// An administrator has shut the person out.
    ShutOut,
}

impl Refusal {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Denied => "denied",
            Self::Stale => "stale",
            Self::Invalid => "invalid",
            Self::NoRole => "no_role",
            Self::ShutOut => "shut_out",
        }
    }

    pub(super) const fn of(error: &ProviderError) -> Self {
        if error.is_transient() { Self::Away } else { Self::Invalid }
    }
}

impl IntoResponse for Refusal {
    /// To the page, which says why.
    fn into_response(self) -> Response {
        let location = format!("/sign-in-refused#{}", self.as_str());
        (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
    }
}

/// Where the provider sends browsers back to.
pub(super) fn redirect_uri(accounts: &Accounts) -> String {
    format!("{}/api/auth/provider/finish", accounts.config.public_url.as_deref().unwrap_or_default())
}

/// End a sign-in with the provider
///
/// The provider leads the browser here. Answers with the cookies of a session, and leads to where the person wanted to be; or to
/// the page, which says why not.
#[utoipa::path(
    get, path = "/api/auth/provider/finish", tag = TAG, params(FinishQuery),
    responses(
        (status = 303, description = "Signed in, or to the page, which says why not"),
        (status = 409, description = "The instance has no provider, or runs without accounts"),
        (status = 429, description = "This client has tried too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn finish_provider_sign_in(
    State(state): State<ApiState>,
    client: Client,
    headers: HeaderMap,
    Query(query): Query<FinishQuery>,
) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    let provider = accounts.needs_provider()?;
    accounts.tries_of_address.take(&client.counted(), state.clock.now()).map_err(Problem::too_many_tries)?;
    let cookies = Cookies { is_secure: accounts.config.is_secure() };
    let entered = enter(&state, accounts, provider, cookies.sign_in(&headers), query).await?;
    let mut response = match entered {
        Ok((account, flow)) => {
            note(&state, &client, Some(&account.user), "finish_provider_sign_in", None, AuditOutcome::Done).await;
            let is_new_browser = flow.known_user_id != Some(account.user.user_id);
            let begin = Begin { is_new_browser, is_by_provider: true };
            let mut response = begin_session(&state, accounts, &client, (account.user, begin), StatusCode::OK).await?;
            // The body is for pages that ask by themselves.
            let location = HeaderValue::try_from(flow.return_path).map_err(Problem::internal)?;
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(header::LOCATION, location);
            response
        }
        Err(refusal) => {
            let outcome = AuditOutcome::Refused;
            note(&state, &client, None, "finish_provider_sign_in", Some(refusal.as_str().to_owned()), outcome).await;
            refusal.into_response()
        }
    };
    response.headers_mut().extend(cookies.sign_in_ended().map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

type Entered = Result<(Account, SignInFlow), Refusal>;

async fn enter(
    state: &ApiState,
    accounts: &Accounts,
    provider: &Provider,
    browser: Option<String>,
    query: FinishQuery,
) -> Result<Entered, Problem> {
    let now = state.clock.now();
    let refused = |refusal: Refusal, why: &str| {
        tracing::warn!(why, "Somebody could not sign in with the provider: {why}");
        Ok(Err(refusal))
    };
    let flow = match &query.state {
        Some(it) => state.store.take_sign_in_flow(&digest(it), now).await?,
        None => None,
    };
    let Some(flow) = flow else { return refused(Refusal::Stale, "no sign-in began like that, or it is over") };
    let is_own = browser.is_some_and(|browser| is_same(&digest(&browser), &flow.browser_digest));
    if !is_own {
        return refused(Refusal::Stale, "the sign-in began in another browser");
    }
    if query.iss.as_ref().is_some_and(|iss| *iss != provider.config.issuer) {
        return refused(Refusal::Invalid, "the answer is of another provider");
    }
    let Some(code) = query.code.filter(|_| query.error.is_none()) else {
        return refused(Refusal::Denied, "the provider let nobody in");
    };
    let asked = Asked {
        state: "",
        nonce: &flow.nonce,
        code_verifier: &flow.code_verifier,
        redirect_uri: &redirect_uri(accounts),
    };
    let claims = match provider.claims(&code, asked, now).await {
        Ok(claims) => claims,
        Err(error) => return refused(Refusal::of(&error), &sentence(&error)),
    };
    let Some(person) = person(provider, &claims) else {
        return refused(Refusal::NoRole, "none of the person's groups may come in (OIDC_ROLES)");
    };
    match state.store.sign_in_by_provider(&person, now).await? {
        SignInByProvider::Known(account) => Ok(Ok((*account, flow))),
        SignInByProvider::ShutOut => refused(Refusal::ShutOut, "an administrator has shut the person out"),
        SignInByProvider::NoName => refused(Refusal::Invalid, "a thousand people have that name"),
    }
}

/// Who it is, as the provider says; nothing where she may not come in.
fn person(provider: &Provider, claims: &Map<String, Value>) -> Option<ProviderPerson> {
    let config = &provider.config;
    let groups = groups_of(claims, &config.groups_claim);
    let role = role_of_groups(&groups, &config.roles, config.default_role)?;
    let email = claims.get("email").and_then(Value::as_str).filter(|email| is_address(email));
    let is_verified = claims.get("email_verified").is_some_and(|it| *it == true || *it == "true");
    Some(ProviderPerson {
        issuer: config.issuer.clone(),
        subject: claims.get("sub").and_then(Value::as_str)?.to_owned(),
        name: name_of_claims(claims),
        email: email.filter(|_| is_verified).map(str::to_owned),
        groups,
        role,
        is_role_followed: !config.roles.is_empty(),
    })
}
