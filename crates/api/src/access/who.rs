//! Who calls, as the endpoints see it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use ml_job_accounts::{Purpose, SecretKind, digest};
use ml_job_domain::SpaceId;
use ml_job_domain::access::{Caller, Scope, SpaceRole, User};
use ml_job_store::{OpenedLink, Said};

use super::{Accounts, Cookies, address};
use crate::ApiState;
use crate::problem::Problem;

/// By what a person is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// Signed in on the page.
    Session {
        /// The digest of the session's secret.
        digest: String,
        /// The digest of what the page sends along to change something.
        csrf_digest: String,
        /// Whether a provider of identities let the person in.
        is_by_provider: bool,
    },
    /// By a token for this.
    Token(BTreeSet<Scope>),
}

/// A person who is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) user: User,
    pub(crate) way: Way,
}

/// Somebody who has a link to a space.
pub(crate) type Visit = OpenedLink;

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// Nobody that is known.
    Stranger,
    /// A worker.
    Worker,
    /// Whoever has a link to a space.
    Visitor(Box<Visit>),
    /// A person.
    Person(Box<Person>),
}

/// From where a request comes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Client {
    /// The address, where it is known.
    pub(crate) address: Option<IpAddr>,
    /// The browser in a few words, where it says something of itself.
    pub(crate) browser: Option<String>,
}

impl Client {
    /// What the client's tries are counted under.
    pub(crate) fn counted(&self) -> String {
        address::counted(self.address)
    }
}

impl Who {
    /// Who it is for the one function that decides.
    pub(crate) fn caller(&self) -> Caller {
        match self {
            Self::Stranger => Caller::Stranger,
            Self::Worker => Caller::Worker,
            Self::Visitor(_) => Caller::Visitor,
            Self::Person(person) => Caller::Person {
                role: person.user.role,
                scopes: match &person.way {
                    Way::Session { .. } => None,
                    Way::Token(scopes) => Some(scopes.clone()),
                },
            },
        }
    }

    /// The name that labels show.
    pub(crate) fn name(&self) -> Option<&str> {
        self.person().map(|person| person.user.name.as_str())
    }

    /// Who says something now.
    pub(crate) fn said(&self, state: &ApiState) -> Option<Said<'_>> {
        self.name().map(|author| Said { author, at: state.clock.now() })
    }

    /// The person, if it is one.
    pub(crate) fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Stranger | Self::Worker | Self::Visitor(_) => None,
        }
    }

    /// The space at which a link lets the caller look, if it is one.
    pub(crate) fn visit(&self) -> Option<&Visit> {
        match self {
            Self::Visitor(visit) => Some(visit),
            Self::Stranger | Self::Worker | Self::Person(_) => None,
        }
    }

    /// What the link to a space, if it is one, lets its holder be in this one.
    pub(super) fn visited_role(&self, space_id: SpaceId) -> Option<SpaceRole> {
        match self {
            Self::Visitor(visit) if visit.space_id == space_id => Some(SpaceRole::Viewer),
            _ => None,
        }
    }
}

/// Finds out who calls: by the token that is shown, else by the cookie of a link that somebody opened, else by that of a session.
///
/// # Errors
/// 401 where a token is shown that is not, or no longer, good.
pub(super) async fn identify(state: &ApiState, accounts: &Accounts, headers: &HeaderMap) -> Result<Who, Problem> {
    find(state, accounts, headers, true).await
}

/// Finds out whether somebody who called still may, without counting it as a sign of life.
///
/// # Errors
/// As [`identify`].
pub(super) async fn recognise(state: &ApiState, accounts: &Accounts, headers: &HeaderMap) -> Result<Who, Problem> {
    find(state, accounts, headers, false).await
}

async fn find(
    state: &ApiState,
    accounts: &Accounts,
    headers: &HeaderMap,
    is_sign_of_life: bool,
) -> Result<Who, Problem> {
    let now = state.clock.now();
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(bearer);
        let who = match token {
            Some(token) => by_token(state, accounts, token, now).await?,
            None => None,
        };
        return who.ok_or_else(|| {
            Problem::unauthenticated("The token is not valid here, or not any more: make another one on the page.")
        });
    }
    let cookies = Cookies { is_secure: accounts.config.is_secure() };
    if let Some(link) = cookies.visit(headers)
        && let Some(visit) = state.store.open_space_link(&digest(&link), now).await?
    {
        return Ok(Who::Visitor(Box::new(visit)));
    }
    let Some(session) = cookies.session(headers) else { return Ok(Who::Stranger) };
    let session = digest(&session);
    let found = if is_sign_of_life {
        state.store.identify_session(&session, now, accounts.life()).await?
    } else {
        state.store.find_session(&session, now, accounts.life()).await?
    };
    Ok(found.map_or(Who::Stranger, |found| {
        let way =
            Way::Session { digest: session, csrf_digest: found.csrf_digest, is_by_provider: found.is_by_provider };
        Who::Person(Box::new(Person { user: found.account.user, way }))
    }))
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn by_token(
    state: &ApiState,
    accounts: &Accounts,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<Who>, Problem> {
    if token.starts_with(SecretKind::Personal.prefix()) {
        let found = state.store.identify_token(&digest(token), now).await?;
        let person = |(account, token): (ml_job_store::Account, ml_job_domain::access::PersonalToken)| Person {
            user: account.user,
            way: Way::Token(token.scopes),
        };
        return Ok(found.map(|found| Who::Person(Box::new(person(found)))));
    }
    if token.starts_with(SecretKind::Share.prefix()) {
        let visit = state.store.open_space_link(&digest(token), now).await?;
        return Ok(visit.map(|visit| Who::Visitor(Box::new(visit))));
    }
    if let Some(claims) = accounts.tokens(state).await?.read(token, Purpose::Access, now) {
        let account = state.store.lookup_account(claims.user_id).await?;
        let account = account.filter(|it| it.user.is_active && it.generation == claims.generation);
        let person = account.map(|account| Person { user: account.user, way: Way::Token(claims.scopes) });
        return Ok(person.map(|person| Who::Person(Box::new(person))));
    }
    let tokens = accounts.config.worker_tokens.clone();
    let shown = token.to_owned();
    let is_worker = tokio::task::spawn_blocking(move || tokens.has(&shown)).await?;
    Ok(is_worker
        .map_err(|error| Problem::unavailable("The file of the workers' tokens", error))?
        .then_some(Who::Worker))
}

impl FromRequestParts<ApiState> for Person {
    type Rejection = Problem;

    /// The person who calls.
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        Accounts::of(state)?;
        let person = parts.extensions.get::<Who>().and_then(Who::person);
        person.cloned().ok_or_else(Problem::sign_in_first)
    }
}

impl FromRequestParts<ApiState> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self::Stranger))
    }
}

impl FromRequestParts<ApiState> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
