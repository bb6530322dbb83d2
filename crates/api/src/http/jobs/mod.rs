//! `/api/jobs/…`.

pub(crate) mod claim;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod end;
pub(crate) mod events;
mod fenced;
pub(crate) mod get;
pub(crate) mod heartbeat;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod next;
pub(crate) mod patch;
pub(crate) mod process;
pub(crate) mod release;
pub(crate) mod spectra;

use ml_job_domain::{FieldError, JobId};
use serde::Deserialize;
use utoipa::IntoParams;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "jobs";
/// The tag of what only workers call.
pub(crate) const WORKER_TAG: &str = "workers";

/// The longest name of a worker, in characters.
const WORKER_MAX: usize = 255;

/// Which job.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct JobPath {
    /// The job's id.
    pub(crate) job_id: JobId,
}

/// What is wrong with a worker's name, if anything.
fn worker_problems(worker: &str) -> Vec<FieldError> {
    match worker.chars().count() {
        1..=WORKER_MAX => Vec::new(),
        length => vec![FieldError::new("/worker", format!("must have 1 to {WORKER_MAX} characters, has {length}"))],
    }
}
