//! A worker hands a job back.

use chrono::{DateTime, TimeDelta, Utc};
use ml_job_domain::protocol::ReleaseRequest;
use ml_job_domain::{Action, JobFailure, JobId, LogLevel, LogLine, Phase};

use super::row::{JobRow, is_fenced_off, lock, save_and_tell};
use crate::{FencedOutcome, Store, StoreError, events, outbox};

/// The pause before the second attempt, and the longest pause, in seconds.
const RETRY_AFTER_S: (i64, i64) = (5, 300);

impl Store {
    /// Takes a job back from its worker.
    ///
    /// Without an error it waits for another worker at once, and the attempt does not count. With one it is tried again
    /// after 5 s, 10 s, 20 s, … 5 minutes, and ends in ERROR once `max_attempts` have failed or fallen silent.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn release_job(
        &self,
        id: JobId,
        request: &ReleaseRequest,
        now: DateTime<Utc>,
        max_attempts: u32,
    ) -> Result<FencedOutcome, StoreError> {
        let mut conn = self.begin("taking a job back").await?;
        let Some(mut row) = lock(&mut conn, id).await? else { return Ok(FencedOutcome::NotFound) };
        if let Some(refused) = is_fenced_off(&row, request.attempt, Action::Error) {
            return Ok(refused);
        }
        let from = row.job.phase;
        let available_at = match &request.error {
            None => Some(now),
            Some(failure) => {
                row.failed_attempts += 1;
                retry_at(&mut row, failure, now, max_attempts)
            }
        };
        if available_at.is_some() {
            row.wait_again(now);
        }
        save_and_tell(&mut conn, &row, from).await?;
        if let (Some(at), Some(failure)) = (available_at, &request.error) {
            let message =
                format!("attempt {} failed: {}; it is tried again at {}", request.attempt, failure.message, at);
            events::add_log(&mut conn, id, &[LogLine { at: now, level: LogLevel::Warn, message }]).await?;
        }
        if let Some(at) = available_at {
            outbox::add(&mut conn, &row.job, now, at).await?;
        }
        self.commit_and_wake(conn, id).await?;
        if available_at.is_some() {
            self.notifier().outbox_added();
        }
        Ok(FencedOutcome::Done(Box::new(row.job)))
    }
}

/// When a job that failed is tried again; where its attempts are used up it is ended instead.
fn retry_at(row: &mut JobRow, failure: &JobFailure, now: DateTime<Utc>, max_attempts: u32) -> Option<DateTime<Utc>> {
    if row.failed_attempts + row.lost_attempts >= max_attempts {
        row.end(Phase::Error, now);
        row.job.error = Some(failure.clone());
        return None;
    }
    Some(now + retry_delay(row.failed_attempts))
}

/// The pause after the `failures`th failure, from 1: it doubles each time, up to a limit.
fn retry_delay(failures: u32) -> TimeDelta {
    let (first, longest) = RETRY_AFTER_S;
    let doubled = first.saturating_mul(1_i64.checked_shl(failures.saturating_sub(1)).unwrap_or(i64::MAX));
    TimeDelta::seconds(if doubled > 0 { doubled.min(longest) } else { longest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_five_minutes() {
        let seconds: Vec<i64> = (1..=8).map(|failures| retry_delay(failures).num_seconds()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(retry_delay(64).num_seconds(), 300);
        assert_eq!(retry_delay(u32::MAX).num_seconds(), 300);
    }
}
