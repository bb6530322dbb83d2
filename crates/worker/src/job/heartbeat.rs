//! The heartbeat of a job: keeps the claim alive, carries the news, and hears that the job is not ours any more.

use std::time::Duration;

use ml_job_domain::protocol::{Heartbeat, MAX_LOG_LINES};
use ml_job_domain::{Backoff, JobId, sentence};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::journal::{Beat, Journal};
use super::stop::{Stop, StopReason};
use crate::api::{ApiClient, ApiError, Fenced, persist, random_fraction};

/// The shortest time between two heartbeats: news reach the page this late at most, and the API is not flooded.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(500);

/// What sends the heartbeats of one attempt at a job.
pub(crate) struct Pulse {
    client: ApiClient,
    job_id: JobId,
    worker: String,
    attempt: u32,
    lease: Duration,
    journal: Journal,
    /// What the next heartbeat carries. Kept here, so that nothing is lost when sending is cancelled or fails.
    beat: Mutex<Beat>,
}

impl Pulse {
    pub(crate) fn new(
        client: ApiClient,
        job_id: JobId,
        worker: String,
        attempt: u32,
        lease: Duration,
        journal: Journal,
    ) -> Self {
        Self { client, job_id, worker, attempt, lease, journal, beat: Mutex::default() }
    }

    /// Sends heartbeats: four per lease, more when there are news. Ends when the API says that the job is not ours, which
    /// stops the job; an outage of the API does not.
    pub(crate) async fn run(&self, stop: &Stop) {
        let longest = self.lease / 4;
        let shortest = SHORTEST_INTERVAL.min(longest);
        let mut delays = Backoff::new(shortest, longest);
        loop {
            let sent = Instant::now();
            match self.send().await {
                Ok(Fenced::Accepted(())) => {
                    delays.reset();
                    if !self.journal.has_lines() {
                        tokio::select! {
                            () = sleep_until(sent + longest) => {}
                            () = self.journal.changed.notified() => {}
                        }
                    }
                    sleep_until(sent + shortest).await;
                }
                Ok(Fenced::Lost(detail)) => return stop.now(StopReason::ClaimLost(detail)),
                Err(error) => {
                    self.note(&error);
                    sleep_until(sent + delays.next_jittered(random_fraction())).await;
                }
            }
        }
    }

    /// Sends all news that are left, however long that takes; `None` when `give_up` was cancelled before.
    pub(crate) async fn drain(&self, give_up: &CancellationToken) -> Option<Result<Fenced<()>, ApiError>> {
        loop {
            let answer = persist(give_up, || self.send()).await?;
            let is_done = self.beat.lock().await.is_empty() && !self.journal.has_lines();
            if is_done || !matches!(answer, Ok(Fenced::Accepted(()))) {
                return Some(answer);
            }
        }
    }

    async fn send(&self) -> Result<Fenced<()>, ApiError> {
        let mut beat = self.beat.lock().await;
        self.journal.fill(&mut beat, MAX_LOG_LINES);
        let heartbeat = Heartbeat {
            worker: self.worker.clone(),
            attempt: self.attempt,
            progress: beat.progress.clone(),
            log: beat.lines.clone(),
            metrics: beat.metrics.clone(),
        };
        let answer = self.client.heartbeat(self.job_id, &heartbeat).await;
        match &answer {
            // What the API refuses to store once, it would refuse for ever.
            Err(error) if !error.is_transient() => *beat = Beat::default(),
            Err(_) => {}
            Ok(_) => *beat = Beat::default(),
        }
        answer
    }

    fn note(&self, error: &ApiError) {
        metrics::counter!("ml_job_worker_heartbeats_failed_total").increment(1);
        warn!(
            job.id = %self.job_id,
            job.attempt = self.attempt,
            error = sentence(error),
            "A heartbeat of job {} failed; the job goes on", self.job_id
        );
    }
}
