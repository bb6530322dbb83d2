//! Claiming a job: may this worker run it?

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ml_job_domain::protocol::{Claim, ClaimRequest, ReleaseRequest};
use ml_job_domain::{JobId, JobType, sentence};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};
use uuid::Uuid;

use crate::api::{ApiClient, ApiError, Fenced, persist};
use crate::stats;

/// How long to try to reach the API before the message goes back.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long to try to hand back a job that may have been granted; after that its lease runs out by itself.
const HAND_BACK_PATIENCE: Duration = Duration::from_secs(5);

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
    // One name for all tries: where an answer was lost, the next one gets the same claim and not a refusal.
    let request = ClaimRequest { worker: worker.to_owned(), types: types.to_vec(), nonce: Some(Uuid::new_v4()) };
    let may_be_granted = AtomicBool::new(false);
    let claiming = persist(shutdown, || ask(client, job_id, &request, &may_be_granted));
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
        Ok(None) | Err(_) if may_be_granted.load(Ordering::Relaxed) => hand_back(client, job_id, request).await,
        Ok(None) | Err(_) => Claimed::Unreachable,
    }
}

/// One try; it may be broken off at any time.
async fn ask(
    client: &ApiClient,
    job_id: JobId,
    request: &ClaimRequest,
    may_be_granted: &AtomicBool,
) -> Result<Fenced<Claim>, ApiError> {
    let earlier = may_be_granted.swap(true, Ordering::Relaxed);
    let answer = client.claim(job_id, request).await;
    if answer.as_ref().is_err_and(|error| !error.may_have_happened()) {
        may_be_granted.store(earlier, Ordering::Relaxed);
    }
    answer
}

/// Hands back a job that may be ours without our knowing, so that it need not wait until the lease runs out.
async fn hand_back(client: &ApiClient, job_id: JobId, request: ClaimRequest) -> Claimed {
    let handing_back = async {
        if let Fenced::Accepted(claim) = client.claim(job_id, &request).await? {
            let release = ReleaseRequest { worker: request.worker.clone(), attempt: claim.attempt, error: None };
            client.release(job_id, &release).await?;
        }
        Ok::<_, ApiError>(())
    };
    if let Ok(Ok(())) = tokio::time::timeout(HAND_BACK_PATIENCE, handing_back).await {
        // Where it was ours, it has a new message.
        return Claimed::Refused;
    }
    warn!(job.id = %job_id, "Job {job_id} may have been granted to this worker: it waits until its lease runs out");
    Claimed::Unreachable
}
