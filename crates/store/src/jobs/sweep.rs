//! Jobs whose worker fell silent, and jobs whose message was lost.

use chrono::{DateTime, Utc};
use ml_job_domain::{Job, JobFailure, JobId, JobType, LogLevel, LogLine, Phase};

use super::row::{lock, save_and_tell};
use crate::engine::Conn;
use crate::{Store, StoreError, SweepOutcome, Swept, events, idempotency, outbox};

/// How many jobs one sweep looks at; the next sweep takes the others.
const SWEEP_MAX: i64 = 1000;

impl Store {
    /// Takes every job whose lease has run out from its worker: it waits for another one, or ends in ERROR once
    /// `max_attempts` have failed or fallen silent.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`]; the jobs before the failure are dealt with.
    pub async fn sweep(&self, now: DateTime<Utc>, max_attempts: u32) -> Result<Vec<Swept>, StoreError> {
        let mut swept = Vec::new();
        for id in self.expired(now).await? {
            // One transaction for each, so that a sweep never holds the rows of many jobs.
            swept.extend(self.sweep_job(id, now, max_attempts).await?);
        }
        self.forget_old_keys(now).await?;
        Ok(swept)
    }

    async fn forget_old_keys(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut conn = self.begin("forgetting old idempotency keys").await?;
        idempotency::delete_old(&mut conn, now).await?;
        conn.commit().await
    }

    async fn expired(&self, now: DateTime<Utc>) -> Result<Vec<JobId>, StoreError> {
        let mut conn = self.read("looking for workers that fell silent").await?;
        conn.query("SELECT job_id FROM jobs WHERE lease_expires_at <= $1 ORDER BY lease_expires_at LIMIT $2")
            .bind(&now)
            .bind(&SWEEP_MAX)
            .fetch(|row| row.get("job_id").map_err(|error| error.of("jobs", "any row")))
            .await
    }

    async fn sweep_job(&self, id: JobId, now: DateTime<Utc>, max_attempts: u32) -> Result<Option<Swept>, StoreError> {
        let mut conn = self.begin("taking a job from a silent worker").await?;
        let Some(mut row) = lock(&mut conn, id).await? else { return Ok(None) };
        // A heartbeat, an end or an abort may have come first.
        if row.job.phase != Phase::Processing || !row.is_claimed() || row.is_held(now) {
            return Ok(None);
        }
        row.lost_attempts += 1;
        let outcome = if row.failed_attempts + row.lost_attempts >= max_attempts {
            row.end(Phase::Error, now);
            row.job.error = Some(worker_lost(row.lost_attempts));
            SweepOutcome::GivenUp
        } else {
            row.wait_again(now);
            SweepOutcome::Requeued
        };
        save_and_tell(&mut conn, &row, Phase::Processing).await?;
        if outcome == SweepOutcome::Requeued {
            tell_of_loss(&mut conn, &row.job, now).await?;
            outbox::add(&mut conn, &row.job, now, now).await?;
        }
        self.commit_and_wake(conn, id).await?;
        if outcome == SweepOutcome::Requeued {
            self.notifier().outbox_added();
        }
        Ok(Some(Swept { job: row.job, outcome }))
    }

    /// Publishes again what the broker should have and a worker should have claimed: the jobs of a type that wait, and
    /// that the broker took before `queued_before`, in the order in which they were queued. How many there were.
    ///
    /// To be called when the broker's queue is known to be empty: the messages were lost with it.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn requeue_unqueued(
        &self,
        job_type: &JobType,
        queued_before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut conn = self.begin("publishing lost messages again").await?;
        let added = conn
            .query(
                "INSERT INTO outbox (job_id, type, attempt, enqueued_at, available_at)
                 SELECT job_id, type, COALESCE(attempt, 0), $3, $3 FROM jobs
                 WHERE type = $1 AND phase = 'PROCESSING' AND lease_expires_at IS NULL
                     AND COALESCE(published_at, queued_at) < $2
                     AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.job_id = jobs.job_id)
                 ORDER BY queued_at, job_id
                 ON CONFLICT (job_id) DO NOTHING",
            )
            .bind(job_type)
            .bind(&queued_before)
            .bind(&now)
            .execute()
            .await?;
        conn.commit().await?;
        if added > 0 {
            self.notifier().outbox_added();
        }
        Ok(added)
    }

    /// How many jobs of a type wait for a worker and are not in the outbox: the messages that the broker should have.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn count_waiting(&self, job_type: &JobType) -> Result<u64, StoreError> {
        let mut conn = self.read("counting the jobs that wait").await?;
        conn.query(
            "SELECT count(*) FROM jobs
             WHERE type = $1 AND phase = 'PROCESSING' AND lease_expires_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.job_id = jobs.job_id)",
        )
        .bind(job_type)
        .fetch_value()
        .await
    }
}

fn worker_lost(times: u32) -> JobFailure {
    let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
    JobFailure { code: "worker_lost".to_owned(), message: format!("the worker was lost {times}") }
}

async fn tell_of_loss(conn: &mut Conn, job: &Job, now: DateTime<Utc>) -> Result<(), StoreError> {
    let worker = job.worker.as_deref().unwrap_or("unknown");
    let message = format!("the worker {worker} was lost; the job waits for another one");
    events::add_log(conn, job.job_id, &[LogLine { at: now, level: LogLevel::Warn, message }]).await
}
