//! The REST API of the platform, and the tasks that keep jobs moving beside it.
//!
//! It translates: HTTP in, one decision of [`ml_job_domain`], one call of the [`Store`](ml_job_store::Store), HTTP out.
//! It runs no job and computes nothing about a spectrum; it never touches a file but beneath its two roots
//! ([`files::FilesRoot`] and the archive).
//!
//! Reading order: [`ApiDependencies`] → [`router()`] (every route in one list) → `http/<resource>/<verb>.rs` (one endpoint
//! per file: its document, the handler, its tests; what several do is in `jobs.rs`) → [`problem`] (every error) → `access` (who may) →
//! [`serve()`] with the dispatcher (outbox → broker), the sweeper (lost workers), the reconciler (lost messages),
//! the indexer (the archive) and the teller (what people are told).
//!
//! To add an endpoint: write `http/<resource>/<verb>.rs` after the model of `http/jobs/get.rs`, name it in the list of
//! `router.rs`, and write `openapi/ml-job.json` again. A handler fails with a [`problem::Problem`]. The statuses that follow
//! from its path, its parameters and its body, and the body of every error, are added to the document by `openapi.rs`; an
//! endpoint documents what is special to it. A test that meets a status which is not in the document fails.

mod access;
mod budget;
mod campaigns;
mod config;
mod config_check;
mod configs;
mod connections;
mod dispatcher;
mod doors;
mod download;
mod duty;
mod etag;
mod extract;
pub mod files;
mod http;
mod idempotency;
mod indexer;
mod jobs;
mod metrics;
mod observe;
mod openapi;
mod opinions;
mod outbound;
mod page;
pub mod problem;
mod reader;
mod reconciler;
mod router;
mod schema_bounds;
mod serve;
mod state;
mod sweeper;
mod teller;
#[cfg(test)]
mod test_app;
mod unread;
mod usage;

pub use access::{AccountsConfig, ClientSecret, ProviderConfig, first_link};
pub use config::ApiConfig;
pub use config_check::{InvalidSchema, check as check_config};
pub use reader::{ReaderCommand, reader_main};
pub use router::{openapi, router};
pub use serve::{ServeError, serve};
pub use state::{ApiDependencies, ApiState};
pub use teller::{Mailer, MailerError};
