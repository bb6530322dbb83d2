//! The one writer of a job's state.

use chrono::{DateTime, Utc};
use ml_job_domain::JobId;
use ml_job_domain::lifecycle::{self, Change, Event, Outbox, Rules};

use super::row::{lock, save};
use crate::engine::Conn;
use crate::{Applied, Store, StoreError, events, labellings, notices, outbox};

impl Store {
    /// Lets something happen to a job, as [`lifecycle::apply`] decides. The job's state, its message for the broker and what
    /// listeners are told are stored together or not at all.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn apply(
        &self,
        id: JobId,
        event: Event<'_>,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Applied, StoreError> {
        let mut conn = self.begin(doing(event)).await?;
        let Some(before) = lock(&mut conn, id).await? else { return Ok(Applied::NotFound) };
        let change = match lifecycle::apply(&before, event, now, rules) {
            Ok(change) => change,
            Err(refusal) => return Ok(Applied::Refused(refusal)),
        };
        if change.drops_labellings {
            labellings::delete_of_workers(&mut conn, id).await?;
        }
        match &change.state {
            Some(after) => {
                save(&mut conn, &before, after).await?;
                events::add(&mut conn, &after.job, &change.told).await?;
                if after.job.phase.is_final() && !before.job.phase.is_final() {
                    notices::tell::of_end(&mut conn, &after.job, now).await?;
                }
                publish(&mut conn, after, change.outbox, now).await?;
            }
            None => delete(&mut conn, id).await?,
        }
        conn.commit().await?;
        self.wake(id, &change);
        Ok(match change.refusal {
            Some(refusal) => Applied::Refused(refusal),
            None => Applied::Done(Box::new(change.state.unwrap_or(before).job)),
        })
    }

    fn wake(&self, id: JobId, change: &Change) {
        if !change.told.is_empty() || change.state.is_none() {
            self.notifier().happened(id);
        }
        match change.outbox {
            Outbox::Put { .. } => self.notifier().outbox_added(),
            Outbox::Remove => self.notifier().made_room(),
            Outbox::Keep => {}
        }
    }
}

async fn publish(
    conn: &mut Conn,
    state: &lifecycle::JobState,
    outbox: Outbox,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match outbox {
        Outbox::Keep => Ok(()),
        Outbox::Put { available_at } => outbox::add(conn, &state.job, now, available_at).await,
        Outbox::Remove => outbox::delete_of_job(conn, state.job.job_id).await,
    }
}

async fn delete(conn: &mut Conn, id: JobId) -> Result<(), StoreError> {
    let deleted = conn.query("DELETE FROM jobs WHERE job_id = $1").bind(&id).execute().await?;
    conn.expect_rows(1, deleted)
}

const fn doing(event: Event<'_>) -> &'static str {
    match event {
        Event::Run { .. } => "handing a job to the workers",
        Event::Claim(_) => "claiming a job",
        Event::Heartbeat(_) => "storing a heartbeat",
        Event::Release(_) => "taking a job back",
        Event::Complete(_) | Event::Fail(_) => "ending a job",
        Event::Abort => "aborting a job",
        Event::Sweep => "taking a job from a silent worker",
        Event::Delete => "deleting a job",
    }
}
