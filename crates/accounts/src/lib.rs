//! Passwords, what is handed out to people and workers, and the throttle before it: all cryptography of the platform.
//!
//! Nothing here is invented: passwords are hashed with Argon2id (crate `argon2`, RFC 9106), short-lived tokens are JWTs
//! (crate `jsonwebtoken`, RFC 7519) signed with HMAC-SHA-256 (crate `hmac`), those of others are checked by the crate `ring`, randomness comes from the system (crate
//! `getrandom`), and what is handed out is kept as a SHA-256 digest. This crate knows no HTTP, no SQL and no time of its own.
//!
//! Reading order: [`Secret`] → [`hash_password`] and [`verify_password`] → [`AccessTokens`] → [`ProviderKeys`] → [`WorkerTokens`] → [`Throttle`].

mod access_token;
mod id_token;
mod jwt;
mod password;
mod secret;
mod throttle;
mod webhook;
mod worker_tokens;

pub use access_token::{AccessTokens, Claims, Purpose};
pub use id_token::{Expected, IdTokenError, ProviderKeys};
pub use password::{LONGEST, PasswordError, SHORTEST, hash_password, password_problem, verify_password};
pub use secret::{RandomnessError, Secret, SecretKind, digest, is_same};
pub use throttle::Throttle;
pub use webhook::sign_webhook;
pub use worker_tokens::{WorkerTokenError, WorkerTokens};
