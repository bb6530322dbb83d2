//! `/api/jobs/…`.

pub(crate) mod agreement;
pub(crate) mod claim;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod end;
pub(crate) mod events;
pub(crate) mod get;
pub(crate) mod heartbeat;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod next;
pub(crate) mod patch;
pub(crate) mod performance;
pub(crate) mod process;
pub(crate) mod release;
pub(crate) mod seats;
pub(crate) mod spectra;
mod stream;
pub(crate) mod waiting;

use ml_job_domain::JobId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::WORKER_TAG;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "jobs";

/// Which job.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct JobPath {
    /// The job's id.
    pub(crate) job_id: JobId,
}
