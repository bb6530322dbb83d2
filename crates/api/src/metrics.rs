//! What `/metrics` shows, in the words of Prometheus.
//!
//! Each API has a recorder of its own rather than the global one, so that several can live in one process (as in tests).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics::{counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use ml_job_domain::Phase;
use ml_job_store::IndexProgress;

/// Bounds of the histogram of request durations, in seconds. The goals are 20 ms for a page of jobs and for a spectrum.
const BUCKETS_S: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The counters of one API.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    /// Whether the numbers of the archive are those of an index that is up to date.
    is_archive_settled: AtomicBool,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new();
        // Only an empty list of bounds is refused.
        let recorder = match builder.set_buckets(&BUCKETS_S) {
            Ok(builder) => builder.build_recorder(),
            Err(_) => PrometheusBuilder::new().build_recorder(),
        };
        with_local_recorder(&recorder, || {
            metrics::describe_histogram!("ml_job_http_request_duration_seconds", "How long requests took");
            metrics::describe_counter!("ml_job_messages_published_total", "Jobs handed to the broker");
            metrics::describe_counter!("ml_job_claims_expired_total", "Claims whose worker was lost, by what followed");
            metrics::describe_counter!("ml_job_requeued_total", "Jobs whose message the broker had lost");
            metrics::describe_gauge!("ml_job_jobs", "Jobs by phase");
            metrics::describe_gauge!("ml_job_outbox_rows", "Jobs that wait to be handed to the broker");
            metrics::describe_gauge!("ml_job_event_streams", "Event streams that are open");
            metrics::describe_gauge!(
                "ml_job_archive_spectra",
                "Spectra of the archive by what is known; of the process that indexes"
            );
            metrics::describe_gauge!(
                "ml_job_archive_directories",
                "Directories of the archive; of the process that indexes"
            );
            metrics::describe_gauge!(
                "ml_job_archive_indexed_timestamp_seconds",
                "When the archive's directories were last looked through as a whole; of the process that indexes"
            );
        });
        Self { recorder, is_archive_settled: AtomicBool::new(false) }
    }

    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
        with_local_recorder(&self.recorder, || {
            histogram!("ml_job_http_request_duration_seconds", &labels).record(took.as_secs_f64());
        });
    }

    pub(crate) fn published(&self, messages: u64) {
        with_local_recorder(&self.recorder, || counter!("ml_job_messages_published_total").increment(messages));
    }

    pub(crate) fn claim_expired(&self, outcome: &'static str) {
        with_local_recorder(&self.recorder, || {
            counter!("ml_job_claims_expired_total", "outcome" => outcome).increment(1);
        });
    }

    pub(crate) fn requeued(&self, jobs: u64) {
        with_local_recorder(&self.recorder, || counter!("ml_job_requeued_total").increment(jobs));
    }

    pub(crate) fn jobs(&self, phase: Phase, count: u64) {
        with_local_recorder(&self.recorder, || gauge!("ml_job_jobs", "phase" => phase.as_str()).set(to_f64(count)));
    }

    pub(crate) fn outbox(&self, rows: u64) {
        with_local_recorder(&self.recorder, || gauge!("ml_job_outbox_rows").set(to_f64(rows)));
    }

    /// How far the index of the archive is, and whether it has come to an end.
    pub(crate) fn archive(&self, progress: &IndexProgress, is_settled: bool) {
        self.is_archive_settled.store(is_settled, Ordering::Relaxed);
        with_local_recorder(&self.recorder, || {
            let IndexProgress { read, waiting, unreadable, .. } = *progress;
            for (state, count) in [("read", read), ("waiting", waiting), ("unreadable", unreadable)] {
                gauge!("ml_job_archive_spectra", "state" => state).set(to_f64(count));
            }
            gauge!("ml_job_archive_directories").set(to_f64(progress.directories));
            if let Some(at) = progress.completed_at {
                let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
                gauge!("ml_job_archive_indexed_timestamp_seconds").set(to_f64(seconds));
            }
        });
    }

    /// The index of the archive changes.
    pub(crate) fn archive_changes(&self) {
        self.is_archive_settled.store(false, Ordering::Relaxed);
    }

    /// Whether the numbers of the archive are those of an index that is up to date.
    pub(crate) fn is_archive_settled(&self) -> bool {
        self.is_archive_settled.load(Ordering::Relaxed)
    }

    pub(crate) fn event_streams(&self, more: f64) {
        with_local_recorder(&self.recorder, || gauge!("ml_job_event_streams").increment(more));
    }

    pub(crate) fn render(&self) -> String {
        self.recorder.handle().run_upkeep();
        self.recorder.handle().render()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; counts beyond 2^53 do not occur")]
fn to_f64(count: u64) -> f64 {
    count as f64
}
