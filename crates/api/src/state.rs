//! What every request can reach.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use ml_job_domain::{Clock, FieldError, JobType, JobTypeManifest};
use ml_job_queue::Queue;
use ml_job_spectra::Archive;
use ml_job_store::Store;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::ApiConfig;
use crate::files::FilesRoot;
use crate::iteration::IterationRule;
use crate::metrics::Metrics;
use crate::reader::Readers;

/// What a JSON Schema cannot say of a job type's config, such as "start lies before end".
pub type SemanticCheck = fn(&Value) -> Vec<FieldError>;

/// What the API is built from.
pub struct ApiDependencies {
    /// The database.
    pub store: Store,
    /// The broker.
    pub queue: Arc<dyn Queue>,
    /// The files of jobs and users.
    pub files: FilesRoot,
    /// The read-only archive of spectra.
    pub archive: Archive,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// The settings.
    pub config: ApiConfig,
    /// The job types that are known before a worker declares them.
    pub builtin_job_types: Vec<JobTypeManifest>,
    /// What a schema cannot say, by job type.
    pub semantic_checks: HashMap<JobType, SemanticCheck>,
    /// How the job types that iterate get from one iteration to the next.
    pub iterations: HashMap<JobType, IterationRule>,
    /// The web UI: answers whatever is not the API's.
    pub ui: Option<axum::Router>,
}

/// What every request can reach. Cheap to clone.
#[derive(Clone)]
pub struct ApiState(Arc<Shared>);

/// The content of an [`ApiState`].
pub struct Shared {
    pub(crate) store: Store,
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) files: FilesRoot,
    pub(crate) archive: Arc<Archive>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) config: ApiConfig,
    pub(crate) builtin_job_types: Vec<JobTypeManifest>,
    pub(crate) semantic_checks: HashMap<JobType, SemanticCheck>,
    pub(crate) iterations: HashMap<JobType, IterationRule>,
    pub(crate) ui: Option<axum::Router>,
    pub(crate) metrics: Metrics,
    pub(crate) readers: Readers,
    /// Ends event streams, so that a shutdown does not wait for them.
    pub(crate) shutdown: CancellationToken,
}

impl ApiState {
    /// The state of an API that ends with `shutdown`.
    pub fn new(dependencies: ApiDependencies, shutdown: CancellationToken) -> Self {
        let ApiDependencies {
            store,
            queue,
            files,
            archive,
            clock,
            config,
            builtin_job_types,
            semantic_checks,
            iterations,
            ui,
        } = dependencies;
        Self(Arc::new(Shared {
            store,
            queue,
            files,
            archive: Arc::new(archive),
            clock,
            readers: Readers::new(config.reader.clone()),
            config,
            builtin_job_types,
            semantic_checks,
            iterations,
            ui,
            metrics: Metrics::new(),
            shutdown,
        }))
    }
}

impl Deref for ApiState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
