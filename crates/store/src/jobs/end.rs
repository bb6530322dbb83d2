//! A worker says how a job ended.

use chrono::{DateTime, SubsecRound, Utc};
use ml_job_domain::protocol::EndRequest;
use ml_job_domain::{Action, JobId};

use super::row::{JobRow, is_fenced_off, lock, save_and_tell};
use crate::{FencedOutcome, Store, StoreError, outbox};

impl Store {
    /// Ends a job as its worker reports: COMPLETE or ERROR.
    ///
    /// With an attempt number, only the holder of that claim is heard. Without one (workers that never claim), the end
    /// is accepted while nobody holds a live claim.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn end_job(
        &self,
        id: JobId,
        action: Action,
        request: &EndRequest,
        now: DateTime<Utc>,
    ) -> Result<FencedOutcome, StoreError> {
        let mut conn = self.begin("ending a job").await?;
        let Some(mut row) = lock(&mut conn, id).await? else { return Ok(FencedOutcome::NotFound) };
        let from = row.job.phase;
        let phase = match from.after(action) {
            Ok(phase) => phase,
            Err(conflict) => return Ok(FencedOutcome::Conflict(conflict)),
        };
        if let Some(refused) = refusal(&row, request.attempt, action, now) {
            return Ok(refused);
        }
        // What PostgreSQL keeps, so that the answer and the row agree.
        row.job.started_at = Some(request.started_at.trunc_subsecs(6));
        row.end(phase, request.ended_at.trunc_subsecs(6));
        if let Some(metrics) = &request.metrics {
            row.job.metrics = Some(metrics.clone());
        }
        row.job.error = if action == Action::Error { request.error.clone() } else { None };
        save_and_tell(&mut conn, &row, from).await?;
        outbox::delete_of_job(&mut conn, id).await?;
        self.commit_and_wake(conn, id).await?;
        Ok(FencedOutcome::Done(Box::new(row.job)))
    }
}

/// Why the end is not accepted; nothing where it is.
fn refusal(row: &JobRow, attempt: Option<u32>, action: Action, now: DateTime<Utc>) -> Option<FencedOutcome> {
    match attempt {
        Some(attempt) => is_fenced_off(row, attempt, action),
        None => row.is_held(now).then_some(FencedOutcome::StaleAttempt { current: row.job.attempt }),
    }
}
