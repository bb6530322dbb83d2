//! The worker's side of the API.
//!
//! Every reply is looked at. What the API refuses for good is told apart from what it cannot do just now; the latter is
//! repeated until it works ([`persist()`]), however many hours the API is away.

mod client;
mod error;
mod persist;

pub use client::http_client;
pub(crate) use client::{ApiClient, Fenced};
pub(crate) use error::ApiError;
pub(crate) use persist::{persist, random_fraction};
