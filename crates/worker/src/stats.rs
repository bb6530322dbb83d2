//! What a worker counts.

use std::time::Duration;

use ml_job_domain::JobType;

/// Describes the metrics, for whoever exports them.
pub(crate) fn describe() {
    metrics::describe_counter!("ml_job_worker_jobs_total", "Jobs that ended on this worker, by type and outcome");
    metrics::describe_histogram!("ml_job_worker_job_seconds", metrics::Unit::Seconds, "How long jobs ran");
    metrics::describe_gauge!("ml_job_worker_jobs_running", "Jobs that run now");
    metrics::describe_counter!("ml_job_worker_heartbeats_failed_total", "Heartbeats that the API did not answer");
    metrics::describe_counter!("ml_job_worker_claims_refused_total", "Messages whose job was not to be run any more");
}

/// Counts a job as running until dropped.
pub(crate) struct Running;

impl Running {
    pub(crate) fn start() -> Self {
        metrics::gauge!("ml_job_worker_jobs_running").increment(1.0);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        metrics::gauge!("ml_job_worker_jobs_running").decrement(1.0);
    }
}

pub(crate) fn job_ended(job_type: &JobType, outcome: &'static str, took: Duration) {
    metrics::counter!("ml_job_worker_jobs_total", "type" => job_type.to_string(), "outcome" => outcome).increment(1);
    metrics::histogram!("ml_job_worker_job_seconds", "type" => job_type.to_string()).record(took);
}

pub(crate) fn claim_refused() {
    metrics::counter!("ml_job_worker_claims_refused_total").increment(1);
}
