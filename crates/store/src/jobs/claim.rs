//! A worker takes a job.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ml_job_domain::protocol::{Claim, ClaimRequest};
use ml_job_domain::{JobId, Phase};

use super::row::{JobRow, lock, save_and_tell};
use crate::{ClaimOutcome, ClaimRefusal, Store, StoreError, labellings, outbox};

impl Store {
    /// Gives a waiting job to a worker until `now + lease`, under the next attempt number.
    ///
    /// A job may be claimed once its earlier claim has ended or its lease has run out, by the same worker too. What an
    /// earlier attempt reported, its labellings included, is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn claim_job(
        &self,
        id: JobId,
        request: &ClaimRequest,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<ClaimOutcome, StoreError> {
        let mut conn = self.begin("claiming a job").await?;
        let Some(mut row) = lock(&mut conn, id).await? else { return Ok(ClaimOutcome::NotFound) };
        if let Some(refusal) = refusal(&row, request, now) {
            return Ok(ClaimOutcome::Refused(refusal));
        }
        if row.is_claimed() {
            // The sweeper was slower than the next worker: the silence counts all the same.
            row.lost_attempts += 1;
        }
        if row.job.attempt.is_some() {
            labellings::delete_of_workers(&mut conn, id).await?;
        }
        let attempt = row.job.attempt.unwrap_or(0) + 1;
        row.job.attempt = Some(attempt);
        row.job.worker = Some(request.worker.clone());
        row.job.started_at = Some(now);
        row.job.progress = None;
        row.job.metrics = None;
        row.job.error = None;
        row.lease_expires_at = Some(now + lease);
        save_and_tell(&mut conn, &row, Phase::Processing).await?;
        outbox::delete_of_job(&mut conn, id).await?;
        self.commit_and_wake(conn, id).await?;
        Ok(ClaimOutcome::Claimed(Box::new(Claim { job: row.job, attempt, lease_s: lease.as_secs_f64() })))
    }
}

/// Why the worker does not get the job; nothing where it does.
fn refusal(row: &JobRow, request: &ClaimRequest, now: DateTime<Utc>) -> Option<ClaimRefusal> {
    if row.job.phase != Phase::Processing {
        return Some(ClaimRefusal::NotProcessing(row.job.phase));
    }
    if row.is_held(now) {
        return Some(ClaimRefusal::Held { worker: row.job.worker.clone().unwrap_or_default() });
    }
    let can_run = request.types.contains(&row.job.job_type);
    (!can_run).then(|| ClaimRefusal::WrongType(row.job.job_type.clone()))
}
