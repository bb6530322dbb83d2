//! What `/metrics` shows, in the words of Prometheus.
//!
//! Each API has a recorder of its own rather than the global one, so that several can live in one process (as in tests).

use std::time::Duration;

use metrics::{counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use ml_job_domain::Phase;

/// Bounds of the histogram of request durations, in seconds. The goals are 20 ms for a page of jobs and for a spectrum.
const BUCKETS_S: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The counters of one API.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
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
        });
        Self { recorder }
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
