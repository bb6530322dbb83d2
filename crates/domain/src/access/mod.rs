//! Who may do what: people with roles, their tokens with scopes, workers; and one pure function that decides.
//!
//! [`decide()`] is the only place where a request is allowed or refused. What an endpoint needs, and what it concerns, stands in
//! [`OPERATIONS`], by the endpoint's name in the OpenAPI document; one that is missing there is refused to everybody. The role in the
//! instance is what a person may do at most; the role in a space ([`SpaceRole`]) what he or she may do with what lies in it.

mod browser;
mod decide;
mod operations;
mod provider;
mod spaces;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::named::named;
use crate::{FieldError, SessionId, TokenId, UserId};

pub use browser::browser_of;
pub use decide::{Caller, Decision, Need, Permission, decide};
pub use operations::{OPERATIONS, Object, need_of, object_of};
pub use provider::{groups_of, name_of_claims, role_of_groups};
pub use spaces::{FilesPlace, Group, JOBS_DIR, Place, SPACES_DIR, ShareLink, Space, SpaceMember, SpaceRole, effective};

const NAME_MAX: usize = 50;

/// What a person may do here. Each role may do all that the roles before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks at everything and changes nothing.
    Viewer,
    /// Labels spectra as well.
    Labeller,
    /// Runs jobs and campaigns, and writes files, as well.
    Member,
    /// Keeps the accounts and reads the audit log as well.
    Administrator,
}

named!(Role, "role", Viewer = "viewer", Labeller = "labeller", Member = "member", Administrator = "administrator");

/// What a token may be used for. It never does more than the person whose token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// To look.
    Read,
    /// To label spectra.
    Label,
    /// To run jobs and campaigns, and to write files.
    Run,
    /// To keep the accounts.
    Admin,
}

named!(Scope, "scope", Read = "read", Label = "label", Run = "run", Admin = "admin");

/// A person's account, without its secrets.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The account's id.
    pub user_id: UserId,
    /// The name to sign in with, which labels and the audit log show, 1 to 50 characters; unique in upper and lower case.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "ada"))]
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// Whether the person may sign in at all.
    pub is_active: bool,
    /// Since when there is the account.
    pub created_at: DateTime<Utc>,
    /// When the person was here last, to the minute; absent: never.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// A session of a person, without its secret.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// The session's id, which is no secret.
    pub session_id: SessionId,
    /// The browser in a few words, as it calls itself; absent where it says nothing, or the session is of an earlier version.
    #[cfg_attr(feature = "openapi", schema(example = "Firefox on Linux"))]
    pub browser: Option<String>,
    /// From which address it was begun.
    #[cfg_attr(feature = "openapi", schema(example = "192.0.2.7"))]
    pub address: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was used last, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// A personal access token, without its secret.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonalToken {
    /// The token's id, which is no secret.
    pub token_id: TokenId,
    /// What its owner calls it, 1 to 50 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "nightly script"))]
    pub name: String,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// Since when there is the token.
    pub created_at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// When it was used last, to the minute; absent: never.
    pub used_at: Option<DateTime<Utc>>,
}

/// What came of something that the audit log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// It was not allowed, or the secret was wrong.
    Refused,
    /// It was allowed, and went wrong.
    Failed,
}

named!(AuditOutcome, "outcome", Done = "done", Refused = "refused", Failed = "failed");

/// One line of the audit log: who did what, when, from where.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Whose account; absent where nobody was signed in.
    pub user_id: Option<UserId>,
    /// The name at that time, or the one that was tried.
    pub name: Option<String>,
    /// What: the endpoint's name in the API's description.
    #[cfg_attr(feature = "openapi", schema(example = "delete_job"))]
    pub action: String,
    /// To what: the path that was asked for, or the account.
    pub target: Option<String>,
    /// From which address.
    #[cfg_attr(feature = "openapi", schema(example = "192.0.2.7"))]
    pub address: Option<String>,
    /// What came of it.
    pub outcome: AuditOutcome,
}

/// The form of a name in which it is compared: `Ada` and `ada` are one person.
pub fn folded_name(name: &str) -> String {
    name.to_lowercase()
}

/// What is wrong with the name of an account or a token. Any script will do; what cannot be seen, or turns the text around it,
/// will not.
pub fn name_problems(pointer: &str, name: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    crate::validate::check_text(&mut errors, pointer, Some(&name.to_owned()), NAME_MAX);
    if name.trim() != name {
        errors.push(FieldError::new(pointer, "must not begin or end with a space"));
    }
    if name.chars().any(is_deceiving) {
        errors.push(FieldError::new(pointer, "must not hold characters that cannot be seen"));
    }
    errors
}

/// Control characters, and the marks of direction and width with which one name can be made to look like another.
fn is_deceiving(c: char) -> bool {
    let is_mark = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    c.is_control() || is_mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_will_do_and_hidden_characters_will_not() {
        for name in ["ada", "Žofie Nováková", "李", "=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>"] {
            assert_eq!(name_problems("/name", name), [], "{name}");
        }
        for name in ["", " ada", "ada ", "a\nb", "a\0", "ad\u{202e}a", "a\u{200b}da", &"x".repeat(51)] {
            assert!(!name_problems("/name", name).is_empty(), "{name:?}");
        }
        assert_eq!(folded_name("ÁDA"), "áda");
    }

    #[test]
    fn serde_uses_the_same_names() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
        }
        for outcome in AuditOutcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
    }
}
