//! What people do to a job's phase: RUN and ABORT.

use chrono::{DateTime, Utc};
use ml_job_domain::{Action, Job, JobId};
use serde_json::Value;

use super::row::{lock, save_and_tell};
use crate::{Store, StoreError, Transition, outbox};

impl Store {
    /// Hands a PENDING job to the workers, with the config that it is to run with. The phase, the message for the broker
    /// and the event are stored together or not at all.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn run_job(&self, id: JobId, config: &Value, now: DateTime<Utc>) -> Result<Transition, StoreError> {
        let mut conn = self.begin("handing a job to the workers").await?;
        let Some(mut row) = lock(&mut conn, id).await? else { return Ok(Transition::NotFound) };
        let from = row.job.phase;
        row.job.phase = match from.after(Action::Run) {
            Ok(phase) => phase,
            Err(conflict) => return Ok(Transition::Conflict(conflict)),
        };
        row.job.queued_at = Some(now);
        row.job.iteration = Job::iteration_in(config);
        row.job.config = Some(config.clone());
        conn.query("UPDATE jobs SET config = $2 WHERE job_id = $1").bind(&id).bind(config).execute().await?;
        save_and_tell(&mut conn, &row, from).await?;
        outbox::add(&mut conn, &row.job, now, now).await?;
        self.commit_and_wake(conn, id).await?;
        self.notifier().outbox_added();
        Ok(Transition::Done(Box::new(row.job)))
    }

    /// Stops a job that has not ended. Whatever its worker says from now on is refused.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn abort_job(&self, id: JobId, now: DateTime<Utc>) -> Result<Transition, StoreError> {
        let mut conn = self.begin("aborting a job").await?;
        let Some(mut row) = lock(&mut conn, id).await? else { return Ok(Transition::NotFound) };
        let from = row.job.phase;
        match from.after(Action::Abort) {
            Ok(phase) => row.end(phase, now),
            Err(conflict) => return Ok(Transition::Conflict(conflict)),
        }
        save_and_tell(&mut conn, &row, from).await?;
        outbox::delete_of_job(&mut conn, id).await?;
        self.commit_and_wake(conn, id).await?;
        Ok(Transition::Done(Box::new(row.job)))
    }
}
