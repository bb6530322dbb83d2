//! Claiming a job: may this worker run it?

use std::time::Duration;

use ml_job_domain::protocol::{Claim, ClaimRequest};
use ml_job_domain::{JobId, JobType, sentence};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::api::{ApiClient, Fenced, persist};
use crate::stats;

/// How long to try to reach the API before the message goes back.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the API said to a claim.
pub(super) enum Claimed {
    /// The job is ours.
    Granted(Box<Claim>),
    /// The job is not to be run, or not by us.
    Refused,
    /// It cannot be known now.
    Unreachable,
}

/// Claims a job, for half a minute if need be, or until the worker is to stop.
pub(super) async fn claim(
    client: &ApiClient,
    job_id: JobId,
    worker: &str,
    types: &[JobType],
    shutdown: &CancellationToken,
) -> Claimed {
    let request = ClaimRequest { worker: worker.to_owned(), types: types.to_vec(), nonce: None };
    let claiming = persist(shutdown, || client.claim(job_id, &request));
    match tokio::time::timeout(PATIENCE, claiming).await {
        Ok(Some(Ok(Fenced::Accepted(claim)))) => Claimed::Granted(Box::new(claim)),
        Ok(Some(Ok(Fenced::Lost(detail)))) => {
            stats::claim_refused();
            debug!(job.id = %job_id, api.detail = detail, "Job {job_id} is not to be run here");
            Claimed::Refused
        }
        Ok(Some(Err(error))) => {
            warn!(job.id = %job_id, error = sentence(&error), "The API does not understand the claim of job {job_id}");
            // A worker and an API that do not fit each other: slowly, so that a worker that fits gets the message.
            tokio::select! {
                () = tokio::time::sleep(PATIENCE) => {}
                () = shutdown.cancelled() => {}
            }
            Claimed::Unreachable
        }
        Ok(None) | Err(_) => Claimed::Unreachable,
    }
}
