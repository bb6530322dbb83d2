//! A worker is still at it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ml_job_domain::protocol::Heartbeat;
use ml_job_domain::{Action, EventKind, JobId};

use super::row::{is_fenced_off, lock, save};
use crate::{FencedOutcome, Store, StoreError, events};

impl Store {
    /// Extends the worker's lease to `now + lease`, and stores what it reports.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn heartbeat(
        &self,
        id: JobId,
        heartbeat: &Heartbeat,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<FencedOutcome, StoreError> {
        let mut conn = self.begin("storing a heartbeat").await?;
        let Some(mut row) = lock(&mut conn, id).await? else { return Ok(FencedOutcome::NotFound) };
        // To be at it, the job must be such that it could end well.
        if let Some(refused) = is_fenced_off(&row, heartbeat.attempt, Action::Complete) {
            return Ok(refused);
        }
        let from = row.job.phase;
        row.lease_expires_at = Some(now + lease);
        if let Some(progress) = &heartbeat.progress {
            row.job.progress = Some(progress.clone());
        }
        if let Some(metrics) = &heartbeat.metrics {
            row.job.metrics = Some(metrics.clone());
        }
        save(&mut conn, &row, from).await?;
        if !heartbeat.log.is_empty() {
            events::add_log(&mut conn, id, &heartbeat.log).await?;
        }
        if let Some(progress) = &heartbeat.progress {
            events::delete_kind(&mut conn, id, EventKind::Progress).await?;
            events::add(&mut conn, id, EventKind::Progress, progress).await?;
        }
        if heartbeat.log.is_empty() && heartbeat.progress.is_none() {
            conn.commit().await?;
        } else {
            self.commit_and_wake(conn, id).await?;
        }
        Ok(FencedOutcome::Done(Box::new(row.job)))
    }
}
