//! Waking whoever waits for new outbox rows or events.
//!
//! Wake-ups are hints: one may come for nothing, and one may be lost while the connection to the server is down, so whoever
//! waits looks again from time to time by itself.

use std::time::Duration;

use ml_job_domain::JobId;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::{Notify, broadcast};
use tokio::task::AbortHandle;

use crate::Store;

/// How many wake-ups a slow subscriber may lag behind before it is told that it missed some.
const EVENTS_CAPACITY: usize = 1024;
/// The pause before the server is asked again for its notifications.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);
/// The channels of `NOTIFY`, named in the migrations.
const OUTBOX_CHANNEL: &str = "ml_job_outbox";
const EVENTS_CHANNEL: &str = "ml_job_events";

/// Who waits in this process.
#[derive(Debug)]
pub(crate) struct Notifier {
    outbox: std::sync::Arc<Notify>,
    events: broadcast::Sender<JobId>,
    /// The task that hears what other processes did.
    listener: Option<AbortHandle>,
}

impl Notifier {
    /// For a database that no other process writes to.
    pub(crate) fn new() -> Self {
        Self { outbox: std::sync::Arc::default(), events: broadcast::Sender::new(EVENTS_CAPACITY), listener: None }
    }

    /// Also hears what other processes write.
    pub(crate) fn listening(connect: PgConnectOptions) -> Self {
        let mut notifier = Self::new();
        let task = listen(connect, notifier.outbox.clone(), notifier.events.clone());
        notifier.listener = Some(tokio::spawn(task).abort_handle());
        notifier
    }

    /// Something was added to the outbox.
    pub(crate) fn outbox_added(&self) {
        self.outbox.notify_one();
    }

    /// Something happened to a job.
    pub(crate) fn event_added(&self, job_id: JobId) {
        // It fails when nobody listens, which is no failure.
        let _ = self.events.send(job_id);
    }
}

impl Drop for Notifier {
    fn drop(&mut self) {
        if let Some(listener) = &self.listener {
            listener.abort();
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

    /// Subscribes to "something happened to this job": one id for each commit that added events, from this process or
    /// (PostgreSQL) another one, perhaps twice. Read the events themselves with [`events_after`](Self::events_after).
    pub fn subscribe_events(&self) -> broadcast::Receiver<JobId> {
        self.notifier().events.subscribe()
    }
}

/// Hears the server's notifications for ever; connects again when the connection breaks.
async fn listen(connect: PgConnectOptions, outbox: std::sync::Arc<Notify>, events: broadcast::Sender<JobId>) {
    loop {
        if let Err(error) = hear(&connect, &outbox, &events).await {
            tracing::warn!(error = %error, "The database's notifications cannot be heard; polling goes on");
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

async fn hear(
    connect: &PgConnectOptions,
    outbox: &Notify,
    events: &broadcast::Sender<JobId>,
) -> Result<(), sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(1).connect_with(connect.clone()).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen_all([OUTBOX_CHANNEL, EVENTS_CHANNEL]).await?;
    loop {
        // Whatever was added before we listened, or while the connection was down, must be looked for.
        outbox.notify_one();
        while let Some(notification) = listener.try_recv().await? {
            match notification.channel() {
                OUTBOX_CHANNEL => outbox.notify_one(),
                _ => {
                    if let Ok(job_id) = notification.payload().parse() {
                        let _ = events.send(job_id);
                    }
                }
            }
        }
    }
}
