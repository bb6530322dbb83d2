//! Jobs whose worker fell silent, and jobs whose message was lost.

use chrono::{DateTime, Utc};
use ml_job_domain::lifecycle::{Event, Rules};
use ml_job_domain::{Job, JobId, JobType};

use crate::{Applied, Store, StoreError, idempotency};

/// How many jobs one sweep looks at; the next sweep takes the others.
const SWEEP_MAX: i64 = 1000;

impl Store {
    /// Takes every job whose lease has run out from its worker, as [`Event::Sweep`] says; the jobs as they are now. Also
    /// forgets idempotency keys that are too old.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`]; the jobs before the failure are dealt with.
    pub async fn sweep(&self, now: DateTime<Utc>, rules: &Rules) -> Result<Vec<Job>, StoreError> {
        let mut swept = Vec::new();
        for id in self.expired(now).await? {
            // One transaction for each, so that a sweep never holds the rows of many jobs.
            if let Applied::Done(job) = self.apply(id, Event::Sweep, now, rules).await? {
                swept.push(*job);
            }
        }
        let mut conn = self.begin("forgetting old idempotency keys").await?;
        idempotency::delete_old(&mut conn, now).await?;
        conn.commit().await?;
        Ok(swept)
    }

    async fn expired(&self, now: DateTime<Utc>) -> Result<Vec<JobId>, StoreError> {
        let mut conn = self.read("looking for workers that fell silent").await?;
        conn.query("SELECT job_id FROM jobs WHERE lease_expires_at <= $1 ORDER BY lease_expires_at LIMIT $2")
            .bind(&now)
            .bind(&SWEEP_MAX)
            .fetch(|row| row.get("job_id").map_err(|error| error.of("jobs", "any row")))
            .await
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
                "INSERT INTO outbox (job_id, type, attempt, enqueued_at, available_at, space_id)
                 SELECT job_id, type, COALESCE(attempt, 0), $3, $3, space_id FROM jobs
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
