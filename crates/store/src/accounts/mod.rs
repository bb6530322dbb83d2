//! The tables `users`, `sessions`, `personal_tokens`, `account_links`, `email_links`, `identities`, `provider_groups`, `sign_in_flows`, `audit_events` and `signing_keys`.
//!
//! What is handed out to people comes here as a digest, and passwords as hashes: this crate knows no cryptography. Whether
//! something may be done is not asked here either.

mod audit;
mod emails;
mod identities;
mod links;
mod sessions;
mod tokens;
mod users;

pub use audit::AuditFilter;
pub use identities::{ProviderPerson, SignInByProvider, SignInFlow};
pub use sessions::{Identified, NewSession, SessionLife};
pub use users::{Account, AddUser, PatchUser, UserPatch};
