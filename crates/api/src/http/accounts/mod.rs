//! `/api/auth/…`, `/api/users/…` and `/api/audit/`: accounts, where the instance has them.

pub(crate) mod ask_for_email;
pub(crate) mod begin_provider_sign_in;
pub(crate) mod change_password;
pub(crate) mod confirm_email;
pub(crate) mod create_token;
pub(crate) mod create_user;
pub(crate) mod create_user_link;
pub(crate) mod delete_email;
pub(crate) mod delete_token;
pub(crate) mod end_session;
pub(crate) mod finish_provider_sign_in;
pub(crate) mod forgot_password;
pub(crate) mod get_email;
pub(crate) mod get_session;
pub(crate) mod issue_token;
pub(crate) mod list_audit_events;
pub(crate) mod list_sessions;
pub(crate) mod list_tokens;
pub(crate) mod list_users;
pub(crate) mod patch_user;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod sign_out_everywhere;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod use_link;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use ml_job_accounts::{Claims, Purpose, Secret, SecretKind, digest, password_problem};
use ml_job_domain::access::{AuditEvent, AuditOutcome, User, folded_name};
use ml_job_domain::{SessionId, SpaceId, UserId};
use ml_job_store::{Account, MailedLink, NewSession};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::ApiState;
use crate::access::{Accounts, Client, Cookies, Visit, link_path, note_event};
use crate::extract::Json;
use crate::problem::Problem;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "accounts";

/// How many characters of a name that was tried the audit log keeps.
const TRIED_NAME_MAX: usize = 50;

/// Which account.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct UserPath {
    /// The account's id.
    pub(crate) user_id: UserId,
}

/// Whether an instance has accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuthMode {
    /// None: whoever reaches the instance may do everything.
    Off,
    /// Its own.
    Local,
    /// Those of a provider of identities, and its own.
    Oidc,
}

/// Who is signed in.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    /// Whether the instance has accounts.
    mode: AuthMode,
    /// Whether the first administrator is still to be made, with the link that the program printed at its start.
    needs_setup: bool,
    /// Whether the instance sends mail, so that a link for a forgotten password can be asked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    sends_mail: bool,
    /// What the provider of identities is called with which one can sign in; absent: there is none.
    #[schema(example = "id.example.org")]
    provider: Option<String>,
    /// Who it is; absent: nobody.
    user: Option<User>,
    /// The space at which a link lets the caller look; absent: it is no link that lets him or her in.
    visit: Option<VisitedSpace>,
}

/// A space at which a link lets somebody look.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitedSpace {
    /// The space.
    space_id: SpaceId,
    /// What people call it.
    #[schema(example = "Be stars")]
    name: String,
    /// Until when the link works.
    expires_at: DateTime<Utc>,
}

impl VisitedSpace {
    pub(crate) fn of(visit: &Visit) -> Self {
        Self { space_id: visit.space_id, name: visit.space_name.clone(), expires_at: visit.expires_at }
    }
}

impl Session {
    /// On an instance with accounts.
    fn of(accounts: &Accounts, user: Option<User>) -> Self {
        let provider = accounts.provider.as_ref().map(|provider| provider.name().to_owned());
        let mode = if provider.is_some() { AuthMode::Oidc } else { AuthMode::Local };
        Self { mode, needs_setup: false, sends_mail: accounts.config.mailer.is_some(), provider, user, visit: None }
    }
}

/// A link that works once, for the person whose account it is.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OneTimeLink {
    /// Where it leads, below the page's address. It is shown this once; give it to that person only. Absent where it was sent by mail.
    #[schema(example = "/welcome#mljl_…")]
    pub(crate) link_path: Option<String>,
    /// To which address it was sent.
    #[schema(example = "ada@example.org")]
    pub(crate) mailed_to: Option<String>,
    /// Until when it works.
    pub(crate) expires_at: DateTime<Utc>,
}

impl OneTimeLink {
    fn new(secret: &Secret, expires_at: DateTime<Utc>) -> Self {
        Self { link_path: Some(link_path(secret)), mailed_to: None, expires_at }
    }

    const fn mailed(email: String, expires_at: DateTime<Utc>) -> Self {
        Self { link_path: None, mailed_to: Some(email), expires_at }
    }
}

/// A link to choose a password, to be sent to an address.
fn mailed_link(secret: &Secret, email: &str) -> MailedLink {
    MailedLink { email: email.to_owned(), data: json!({ "link": link_path(secret) }) }
}

/// The sentence for whoever shows a wrong name or password. It does not tell which.
fn wrong_password() -> Problem {
    Problem::unauthenticated("The name or the password is wrong.")
}

/// Checks name and password, within what one client may try.
///
/// Tries are counted by client and account, and by client; a browser in which the person has signed in before has tries of its
/// own. So nobody uses up the tries of a person elsewhere, and nobody behind the same proxy those of a known browser.
///
/// # Errors
/// 401 where one is wrong, 429 where it was tried too often.
async fn check_password(
    state: &ApiState,
    accounts: &Accounts,
    client: &Client,
    headers: &HeaderMap,
    (name, password, action): (&str, String, &str),
) -> Result<Account, Problem> {
    let now = state.clock.now();
    let account = state.store.lookup_account_by_name(name).await?;
    let known = known_browser(state, accounts, headers, account.as_ref()).await?;
    let key = match &known {
        Some(device) => format!("device {device}"),
        // A digest, since a stranger's name may be of any length.
        None => format!("{} {}", client.counted(), digest(&folded_name(name))),
    };
    accounts.tries.take(&key, now).map_err(Problem::too_many_tries)?;
    if known.is_none() {
        accounts.tries_of_address.take(&client.counted(), now).map_err(Problem::too_many_tries)?;
    }
    let hash = account.as_ref().filter(|account| account.user.is_active).and_then(|it| it.password_hash.clone());
    let is_right = accounts.verify(password, hash).await?;
    match account {
        Some(account) if is_right => {
            accounts.tries.clear(&key);
            Ok(account)
        }
        account => {
            let event = AuditEvent {
                at: now,
                user_id: account.map(|account| account.user.user_id),
                name: Some(name.chars().take(TRIED_NAME_MAX).filter(|c| *c != '\0').collect()),
                action: action.to_owned(),
                target: None,
                address: client.address.map(|address| address.to_string()),
                outcome: AuditOutcome::Refused,
            };
            note_event(state, &event).await;
            Err(wrong_password())
        }
    }
}

/// The digest of what shows that the person has signed in by this browser before.
async fn known_browser(
    state: &ApiState,
    accounts: &Accounts,
    headers: &HeaderMap,
    account: Option<&Account>,
) -> Result<Option<String>, Problem> {
    let cookies = Cookies { is_secure: accounts.config.is_secure() };
    let (Some(device), Some(account)) = (cookies.device(headers), account) else { return Ok(None) };
    let claims = accounts.tokens(state).await?.read(&device, Purpose::Device, state.clock.now());
    let is_own = claims.is_some_and(|claims| claims.user_id == account.user.user_id);
    Ok(is_own.then(|| digest(&device)))
}

/// How a session begins.
#[derive(Debug, Clone, Copy, Default)]
struct Begin {
    /// Whether nobody has signed in with this browser before.
    is_new_browser: bool,
    /// Whether a provider of identities let the person in.
    is_by_provider: bool,
}

/// Signs a person in: a new session, and its cookies. Of a new browser the person is told.
async fn begin_session(
    state: &ApiState,
    accounts: &Accounts,
    client: &Client,
    (user, begin): (User, Begin),
    status: StatusCode,
) -> Result<Response, Problem> {
    let now = state.clock.now();
    let session = Secret::new(SecretKind::Session).map_err(Problem::internal)?;
    let csrf = Secret::new(SecretKind::Csrf).map_err(Problem::internal)?;
    let life = accounts.life();
    let begun = NewSession {
        session_id: SessionId::new(),
        session_digest: session.digest(),
        csrf_digest: csrf.digest(),
        browser: client.browser.clone(),
        address: client.address.map(|address| address.to_string()),
        is_new_browser: begin.is_new_browser,
        is_by_provider: begin.is_by_provider,
    };
    state.store.add_session(user.user_id, &begun, now, life).await?;
    let claims = Claims::new(user.user_id, Purpose::Device, 0, [].into(), now, crate::access::DEVICE_LIFE);
    let device = accounts.tokens(state).await?.issue(&claims).map_err(Problem::internal)?;
    let cookies = Cookies { is_secure: accounts.config.is_secure() };
    let cookies = cookies.signed_in(&session, &csrf, life.most, Some(&device));
    let body = Json(Session::of(accounts, Some(user)));
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Whoever signs in looks no longer through a link.
    for cookie in cookies.into_iter().chain(Cookies { is_secure: accounts.config.is_secure() }.visited()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// 422 unless it will do as a password of the person of this name.
fn check_new_password(password: &str, name: &str, pointer: &str) -> Result<(), Problem> {
    match password_problem(password, name) {
        None => Ok(()),
        Some(problem) => Err(Problem::invalid_field(pointer, problem)),
    }
}
