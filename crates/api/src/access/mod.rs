//! Who calls, and whether that may be: accounts, sessions and tokens before the endpoints.
//!
//! [`gate`] is the middleware: it finds out who calls ([`Who`]), asks
//! [`decide`](fn@ml_job_domain::access::decide) with what the endpoint needs and where that lies which the request concerns
//! ([`place`]), and notes in the audit log what was changed. Lists ask for [`Seen`]; what a body names, a handler asks about by
//! the functions of [`place`]. Without accounts the middleware is not there at all. The endpoints for people's accounts are in
//! `http/accounts/`, those for spaces in `http/spaces/`.

mod address;
mod config;
mod cookies;
mod gate;
mod place;
mod provider;
mod seen;
mod who;

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use ml_job_accounts::{AccessTokens, Secret, SecretKind, Throttle, hash_password, verify_password};
use ml_job_domain::access::{AuditEvent, AuditOutcome, Decision, User};
use ml_job_domain::sentence;
use ml_job_store::{SessionLife, Store};
use tokio::sync::{OnceCell, Semaphore};

use crate::ApiState;
use crate::outbound::{Outbound, Reach};
use crate::problem::Problem;

pub(crate) use address::Peer;
pub use config::AccountsConfig;
pub(crate) use cookies::{Cookies, DEVICE_LIFE};
pub(crate) use gate::{Gate, admit};
pub(crate) use place::{labellings_are_open, space_of_new, target_space};
pub(crate) use provider::{Asked, Provider, ProviderError};
pub use provider::{ClientSecret, ProviderConfig};
pub(crate) use seen::{Admission, Listening, Seen};
pub(crate) use who::{Client, Person, Visit, Way, Who};

use seen::Admitted;

/// Within this time tries to sign in are counted.
const TRIES_WINDOW: TimeDelta = TimeDelta::minutes(15);
/// How often one client may try one account, and one known browser its own.
const TRIES_OF_ONE: u32 = 10;
/// How often one client may try any accounts.
const TRIES_OF_ADDRESS: u32 = 60;
/// How many links one client may have sent, and how many are sent to one account.
const LINKS_OF_ONE: u32 = 5;
/// How many messages a person may send to herself.
const TESTS_OF_ONE: u32 = 10;
/// Passwords that are hashed at once: each takes 19 MiB and a core.
const HASHES_AT_ONCE: usize = 2;
/// How long a request waits for its turn to hash.
const HASH_PATIENCE: Duration = Duration::from_secs(10);
/// How many characters of a path the audit log keeps: a stranger's may be of any length.
const TARGET_MAX: usize = 500;
/// How long a one-time link works.
pub(crate) const LINK_LIFE: TimeDelta = TimeDelta::hours(24);

/// What the API keeps for accounts.
pub(crate) struct Accounts {
    pub(crate) config: AccountsConfig,
    /// Tries to sign in by one client at one account, or by a browser that is known there.
    pub(crate) tries: Throttle,
    /// Tries by one client at any account.
    pub(crate) tries_of_address: Throttle,
    /// Links that one client asks for, and that are sent to one account.
    pub(crate) links: Throttle,
    /// Messages that a person sends to herself.
    pub(crate) tests: Throttle,
    /// The provider of identities, where there is one.
    pub(crate) provider: Option<Provider>,
    /// What sends messages to webhooks.
    pub(crate) outbound: Outbound,
    hashing: Arc<Semaphore>,
    tokens: OnceCell<AccessTokens>,
}

impl Accounts {
    pub(crate) fn new(config: AccountsConfig) -> Self {
        let outbound = Outbound::new(Reach::Public(config.webhook_networks.clone()));
        let provider = config.provider.clone().map(Provider::new);
        Self {
            config,
            provider,
            links: Throttle::new(LINKS_OF_ONE, TRIES_WINDOW),
            tests: Throttle::new(TESTS_OF_ONE, TRIES_WINDOW),
            outbound,
            tries: Throttle::new(TRIES_OF_ONE, TRIES_WINDOW),
            tries_of_address: Throttle::new(TRIES_OF_ADDRESS, TRIES_WINDOW),
            hashing: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
            tokens: OnceCell::new(),
        }
    }

    /// The accounts, where there are some.
    ///
    /// # Errors
    /// 409 where the instance runs without.
    pub(crate) fn of(state: &ApiState) -> Result<&Self, Problem> {
        let none = || Problem::conflict("This instance runs without accounts (--auth off).");
        state.accounts.as_ref().ok_or_else(none)
    }

    /// The provider of identities.
    ///
    /// # Errors
    /// 409 where there is none.
    pub(crate) fn needs_provider(&self) -> Result<&Provider, Problem> {
        let none = || Problem::conflict("This instance has no provider of identities (--auth oidc).");
        self.provider.as_ref().ok_or_else(none)
    }

    /// Nothing where the instance sends mail.
    ///
    /// # Errors
    /// 409 where it does not.
    pub(crate) fn needs_mailer(&self) -> Result<(), Problem> {
        let none = || Problem::conflict("This instance sends no mail: an administrator can set SMTP_URL.");
        self.config.mailer.as_ref().map(drop).ok_or_else(none)
    }

    /// How long sessions last.
    pub(crate) fn life(&self) -> SessionLife {
        SessionLife { idle: delta(self.config.session_idle), most: delta(self.config.session_most) }
    }

    /// How long a short-lived token works.
    pub(crate) fn token_life(&self) -> TimeDelta {
        delta(self.config.token_life)
    }

    /// What makes and reads short-lived tokens.
    pub(crate) async fn tokens(&self, state: &ApiState) -> Result<&AccessTokens, Problem> {
        let make = async || {
            let candidate = Secret::new(SecretKind::Key).map_err(Problem::internal)?;
            let key = state.store.signing_key(candidate.reveal(), state.clock.now()).await?;
            Ok::<_, Problem>(AccessTokens::new(&key))
        };
        self.tokens.get_or_try_init(make).await
    }

    /// Whether it is the password of this hash; as slow where there is none.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Problem> {
        self.hashing(move || verify_password(&password, hash.as_deref())).await
    }

    /// The hash of a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Problem> {
        self.hashing(move || hash_password(&password)).await?.map_err(Problem::internal)
    }

    async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let turn = tokio::time::timeout(HASH_PATIENCE, Arc::clone(&self.hashing).acquire_owned()).await;
        let turn = turn.map_err(|_| Problem::busy())?.map_err(Problem::internal)?;
        let worked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        Ok(worked.await?)
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// Why a request is refused; nothing where it is allowed.
fn refusal(decision: Decision, who: &Who) -> Option<Problem> {
    let forbidden = |detail: String| Some(Problem::new(StatusCode::FORBIDDEN, detail));
    match decision {
        Decision::Allowed => None,
        Decision::SignIn => Some(Problem::sign_in_first()),
        Decision::WorkersOnly => forbidden("Only workers may do this.".to_owned()),
        Decision::NotForWorkers => forbidden("A worker may not do this.".to_owned()),
        Decision::NeedsRole(role) => {
            let own = who.person().map_or("", |person| person.user.role.as_str());
            forbidden(format!("Your role is {own}; this needs {role}. An administrator can give it to you."))
        }
        Decision::NeedsScope(scope) => forbidden(format!("The token is not for this: it needs the scope `{scope}`.")),
        Decision::NeedsSession => forbidden("No token may do this: sign in on the page.".to_owned()),
        Decision::LooksOnly => forbidden("The link is for looking only: sign in to do more.".to_owned()),
        Decision::NeedsSpaceRole(role) => {
            forbidden(format!("In this space you need the role {role}. One of its owners can give it to you."))
        }
        // Whoever knows what is hidden says it better.
        Decision::Hidden => Some(Problem::not_found("There is no such thing.")),
    }
}

/// Where a link leads: behind the `#`, which browsers send to nobody, so that no log and no proxy sees the secret.
pub(crate) fn link_path(secret: &Secret) -> String {
    format!("/welcome#{}", secret.reveal())
}

/// A new one-time link for an account, and until when it works.
pub(crate) fn new_link(now: DateTime<Utc>) -> Result<(Secret, DateTime<Utc>), Problem> {
    Ok((Secret::new(SecretKind::Link).map_err(Problem::internal)?, now + LINK_LIFE))
}

/// The path of a link that makes the first administrator, while there is no account: for the program to print at its start.
///
/// # Errors
/// What the database says.
pub async fn first_link(
    store: &Store,
    now: DateTime<Utc>,
) -> Result<Option<String>, Box<dyn std::error::Error + Send + Sync>> {
    if store.count_users().await? > 0 {
        return Ok(None);
    }
    let secret = Secret::new(SecretKind::Link)?;
    store.add_setup_link(&secret.digest(), now, now + LINK_LIFE).await?;
    Ok(Some(link_path(&secret)))
}

/// Adds a line to the audit log. That it cannot be written is told in the log of the program: what was done is done.
pub(crate) async fn note(
    state: &ApiState,
    client: &Client,
    user: Option<&User>,
    action: &str,
    target: Option<String>,
    outcome: AuditOutcome,
) {
    let event = AuditEvent {
        at: state.clock.now(),
        user_id: user.map(|user| user.user_id),
        name: user.map(|user| user.name.clone()),
        action: action.to_owned(),
        target: target.map(|target| target.chars().take(TARGET_MAX).collect()),
        address: client.address.map(|address| address.to_string()),
        outcome,
    };
    note_event(state, &event).await;
}

/// Adds a line as it is.
pub(crate) async fn note_event(state: &ApiState, event: &AuditEvent) {
    if let Err(error) = state.store.add_audit_event(event).await {
        let error = sentence(&error);
        tracing::error!(error, "The audit log could not be written: {error}");
    }
}
