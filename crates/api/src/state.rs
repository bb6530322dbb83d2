//! What every request can reach.

use std::ops::Deref;
use std::sync::Arc;

use ml_job_domain::{Clock, JobKinds};
use ml_job_queue::Queue;
use ml_job_spectra::Archive;
use ml_job_store::Store;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::ApiConfig;
use crate::access::Accounts;
use crate::budget::Budget;
use crate::files::FilesRoot;
use crate::metrics::Metrics;
use crate::reader::Readers;
use crate::usage::Usage;

/// What the API is built from.
pub struct ApiDependencies {
    /// The database.
    pub store: Store,
    /// The broker.
    pub queue: Arc<dyn Queue>,
    /// The files of jobs and users.
    pub files: FilesRoot,
    /// The read-only archive of spectra.
    pub archive: Arc<Archive>,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// The settings.
    pub config: ApiConfig,
    /// The job types that are known before a worker declares them, and what a schema cannot say of them.
    pub kinds: Arc<dyn JobKinds>,
    /// The web UI: answers whatever is not the API's.
    pub ui: Option<axum::Router>,
}

/// What every request can reach. Cheap to clone.
#[derive(Clone)]
pub struct ApiState(Arc<Shared>);

/// The content of an [`ApiState`]: what the API is built from, and what it makes itself.
pub struct Shared {
    dependencies: ApiDependencies,
    pub(crate) metrics: Metrics,
    /// Accounts, where the instance has them.
    pub(crate) accounts: Option<Accounts>,
    /// How much of JSON bodies may be held at once.
    pub(crate) json_budget: Budget,
    /// How much lies in each space.
    pub(crate) usage: Usage,
    /// Who opens the files of strangers.
    pub(crate) readers: Readers,
    /// Who reads the facts of the archive's files for its index.
    pub(crate) fact_readers: Readers,
    /// Wakes the indexer.
    pub(crate) index_wanted: Notify,
    /// Ends event streams, so that a shutdown does not wait for them.
    pub(crate) shutdown: CancellationToken,
}

impl ApiState {
    /// The state of an API that ends with `shutdown`.
    pub fn new(dependencies: ApiDependencies, shutdown: CancellationToken) -> Self {
        let config = &dependencies.config;
        Self(Arc::new(Shared {
            metrics: Metrics::new(),
            accounts: config.accounts.clone().map(Accounts::new),
            json_budget: Budget::new(config.json_budget_bytes),
            usage: Usage::default(),
            readers: Readers::new(config.reader.clone()),
            fact_readers: Readers::background(config.reader.clone()),
            index_wanted: Notify::new(),
            shutdown,
            dependencies,
        }))
    }
}

impl Deref for ApiState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Deref for Shared {
    type Target = ApiDependencies;

    fn deref(&self) -> &ApiDependencies {
        &self.dependencies
    }
}
