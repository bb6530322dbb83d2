//! Posting a job's labellings, each exactly once as far as this attempt is concerned.

use std::sync::atomic::{AtomicBool, Ordering};

use ml_job_domain::{FailureClass, JobId, NewLabelling, ShownSpectrum, causes};
use tokio_util::sync::CancellationToken;

use super::stop::{Stop, StopReason};
use crate::api::{ApiClient, Fenced, persist};
use crate::protocol::ModuleFailure;

/// How many labellings go into one request.
const BATCH: usize = 5000;

/// What posts the labellings of one attempt at a job.
pub(crate) struct Labeller {
    client: ApiClient,
    job_id: JobId,
    attempt: u32,
    /// How many the API has accepted.
    posted: u64,
    stop: Stop,
    /// Cancelled when the job is over: then nobody waits for the API any more.
    over: CancellationToken,
}

impl Labeller {
    pub(crate) fn new(client: ApiClient, job_id: JobId, attempt: u32, stop: Stop, over: CancellationToken) -> Self {
        Self { client, job_id, attempt, posted: 0, stop, over }
    }

    /// Posts them in batches, however long the API is away; false where not all were accepted. A refusal stops the job.
    pub(crate) async fn post(&mut self, labellings: Vec<ShownSpectrum>) -> bool {
        let labellings: Vec<NewLabelling> =
            labellings.into_iter().map(|labelling| labelling.into_new(self.job_id)).collect();
        for batch in labellings.chunks(BATCH) {
            let is_uncertain = AtomicBool::new(false);
            match persist(&self.over, || self.post_batch(batch, &is_uncertain)).await {
                Some(Ok(Fenced::Accepted(()))) => self.posted += batch.len() as u64,
                Some(Ok(Fenced::Lost(detail))) => {
                    self.stop.now(StopReason::ClaimLost(detail));
                    return false;
                }
                Some(Err(error)) => {
                    let failure = ModuleFailure {
                        class: FailureClass::Fatal,
                        message: "the API refused the job's labellings".into(),
                        chain: causes(&error),
                    };
                    self.stop.now(StopReason::Broken(failure));
                    return false;
                }
                None => return false,
            }
        }
        true
    }

    /// One try. When an earlier one got no answer, the API may have added the batch all the same, and adding it again
    /// would show every spectrum twice: so it is asked how many there are. (A claim deletes those of earlier attempts.)
    async fn post_batch(
        &self,
        batch: &[NewLabelling],
        is_uncertain: &AtomicBool,
    ) -> Result<Fenced<()>, crate::api::ApiError> {
        if is_uncertain.load(Ordering::Relaxed)
            && self.client.count_labellings(self.job_id).await? >= self.posted + batch.len() as u64
        {
            return Ok(Fenced::Accepted(()));
        }
        let answer = self.client.add_labellings(self.attempt, batch).await;
        if answer.as_ref().is_err_and(crate::api::ApiError::may_have_happened) {
            is_uncertain.store(true, Ordering::Relaxed);
        }
        answer
    }
}
