//! Waking whoever waits for new outbox rows or for what happens to a job.
//!
//! Wake-ups are hints: one may come for nothing. None is lost for good: whoever listens to a job while the server's
//! notifications cannot be heard is woken by one query for all that is listened to, from time to time and whenever they can
//! be heard again. So a thousand quiet listeners cost next to nothing.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ml_job_domain::JobId;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use tokio::sync::{Notify, watch};
use tokio::time::MissedTickBehavior;
use tokio_util::task::AbortOnDropHandle;

use crate::engine::{Conn, Link, Row};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// The pause before the server is asked again for its notifications.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);
/// How often the jobs that are listened to are looked at although nothing was heard.
const CATCH_UP: Duration = Duration::from_secs(30);
/// The channels of `NOTIFY`, named in the migrations.
const OUTBOX_CHANNEL: &str = "ml_job_outbox";
const EVENTS_CHANNEL: &str = "ml_job_events";

/// Who waits in this process.
#[derive(Debug, Default)]
pub(crate) struct Notifier {
    outbox: Notify,
    /// Whether messages wait for others of their space to be taken.
    is_held_back: AtomicBool,
    /// The jobs that somebody listens to, and the newest event that was seen when they were looked at last.
    jobs: Mutex<HashMap<JobId, watch::Sender<Option<i64>>>>,
}

impl Notifier {
    /// Something was added to the outbox.
    pub(crate) fn outbox_added(&self) {
        self.outbox.notify_one();
    }

    /// Whether the dispatcher left messages for later, because the broker or the workers have enough of their space.
    pub(crate) fn held_back(&self, is_held_back: bool) {
        self.is_held_back.store(is_held_back, Ordering::Relaxed);
    }

    /// A job was taken by a worker, or ends: another of its space may come.
    pub(crate) fn made_room(&self) {
        if self.is_held_back.load(Ordering::Relaxed) {
            self.outbox.notify_one();
        }
    }

    /// Something happened to a job.
    pub(crate) fn happened(&self, job_id: JobId) {
        if let Some(listeners) = self.jobs().get(&job_id) {
            listeners.send_modify(|_| {});
        }
    }

    /// The jobs that somebody listens to.
    fn listened_to(&self) -> Vec<JobId> {
        self.jobs().keys().copied().collect()
    }

    /// Wakes the listeners of those jobs whose newest event is not the one that was seen last, or that are gone.
    fn caught_up(&self, newest: &HashMap<JobId, i64>) {
        for (job_id, listeners) in &*self.jobs() {
            let newest = newest.get(job_id).copied();
            listeners.send_if_modified(|seen| newest.is_none() || std::mem::replace(seen, newest) != newest);
        }
    }

    fn jobs(&self) -> MutexGuard<'_, HashMap<JobId, watch::Sender<Option<i64>>>> {
        // Nothing panics while it holds the lock, and each change is whole in itself.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for what happens to one job.
#[derive(Debug)]
pub struct JobListener {
    job_id: JobId,
    woken: watch::Receiver<Option<i64>>,
    notifier: Arc<Notifier>,
}

impl JobListener {
    /// Waits until something happened to the job since the last call, or since the listener was made.
    ///
    /// May resolve for nothing. Safe to cancel.
    pub async fn changed(&mut self) {
        // The sender stays as long as a listener does.
        let _ = self.woken.changed().await;
    }
}

impl Drop for JobListener {
    fn drop(&mut self) {
        let mut jobs = self.notifier.jobs();
        if jobs.get(&self.job_id).is_some_and(|listeners| listeners.receiver_count() == 1) {
            jobs.remove(&self.job_id);
        }
    }
}

impl Store {
    /// Waits until something was added to the outbox, by this process or (PostgreSQL) another one.
    ///
    /// May resolve for nothing. An addition while nobody waits is remembered. Safe to cancel. One caller is woken, so
    /// there should be one in each process.
    pub async fn outbox_changed(&self) {
        self.notifier().outbox.notified().await;
    }

    /// Listens to a job: each commit that adds to its events, from this process or (PostgreSQL) another one, is noticed,
    /// and so is its deletion. Read the events themselves with [`events_after`](Self::events_after).
    pub fn listen(&self, job_id: JobId) -> JobListener {
        let notifier = Arc::clone(self.notifier());
        let woken = notifier.jobs().entry(job_id).or_default().subscribe();
        JobListener { job_id, woken, notifier }
    }
}

/// Hears the server's notifications until the answer is dropped; connects again when the connection breaks.
pub(crate) fn hear_for_ever(connect: PgConnectOptions, notifier: Arc<Notifier>) -> AbortOnDropHandle<()> {
    AbortOnDropHandle::new(tokio::spawn(async move {
        loop {
            if let Err(error) = hear(&connect, &notifier).await {
                tracing::warn!(error = %error, "The database's notifications cannot be heard; trying again");
            }
            tokio::time::sleep(LISTEN_AGAIN).await;
        }
    }))
}

async fn hear(connect: &PgConnectOptions, notifier: &Notifier) -> Result<(), sqlx::Error> {
    // One to listen and one to look: nobody who is busy elsewhere keeps this task waiting.
    let pool = PgPoolOptions::new().max_connections(2).connect_with(connect.clone()).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen_all([OUTBOX_CHANNEL, EVENTS_CHANNEL]).await?;
    // The first tick comes at once: whatever happened before we listened must be looked for.
    let mut catch_up = tokio::time::interval(CATCH_UP);
    catch_up.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = catch_up.tick() => {
                notifier.outbox_added();
                if let Err(error) = look(&pool, notifier).await {
                    tracing::debug!(error = %error, "The jobs that are listened to cannot be looked at");
                }
            }
            heard = listener.try_recv() => match heard? {
                // The connection was down, and is made again with the next call.
                None => catch_up.reset_immediately(),
                Some(notification) if notification.channel() == OUTBOX_CHANNEL => notifier.outbox_added(),
                Some(notification) => {
                    if let Ok(job_id) = notification.payload().parse() {
                        notifier.happened(job_id);
                    }
                }
            },
        }
    }
}

/// Looks at all jobs that are listened to, with one query.
async fn look(pool: &PgPool, notifier: &Notifier) -> Result<(), StoreError> {
    const DOING: &str = "looking at the jobs that are listened to";
    let ids = notifier.listened_to();
    if ids.is_empty() {
        return Ok(());
    }
    let connection = pool.acquire().await.map_err(|source| StoreError::Driver { doing: DOING, source })?;
    let newest = Conn::new(Link::Postgres(connection), DOING)
        .query(
            "SELECT job_id, COALESCE((SELECT max(event_id) FROM job_events WHERE job_events.job_id = jobs.job_id), 0)
                 AS newest
             FROM jobs WHERE job_id IN (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id)",
        )
        .bind_json(&ids)
        .fetch(|row| read(row).map_err(|error| error.of("job_events", "any row")))
        .await?;
    notifier.caught_up(&newest.into_iter().collect());
    Ok(())
}

fn read(row: &Row) -> Result<(JobId, i64), ColumnError> {
    Ok((row.get("job_id")?, row.get("newest")?))
}
