//! What workers say to the API about the jobs that they run.
//!
//! A worker *claims* a job and gets an attempt number: the fencing token. It sends it back with everything that it says
//! about the job; an old number is refused with 409, and the worker then kills the job's process.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{Job, JobFailure, JobType, LogLine, Progress};

/// The header that carries the attempt number where the body has no place for it (labelling batches).
pub const ATTEMPT_HEADER: &str = "x-job-attempt";

/// The most log lines that one heartbeat may carry.
pub const MAX_LOG_LINES: usize = 1000;

/// `POST /jobs/{job_id}/claim`: "I have a free place for this job."
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimRequest {
    /// The worker's name: host, process and a random part.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 255, example = "gpu01-4711-x7k2"))]
    pub worker: String,
    /// The job types that it can run.
    pub types: Vec<JobType>,
    /// A name for this claim, which the worker makes up. The same request with the same nonce, sent again because the answer
    /// was lost, gets the same claim again, as long as that claim is not over.
    pub nonce: Option<Uuid>,
}

/// A claim that was granted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    /// The job, PROCESSING, with its config.
    pub job: Job,
    /// The fencing token of this run.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub attempt: u32,
    /// How long the claim lasts without a heartbeat, in seconds.
    #[cfg_attr(feature = "openapi", schema(example = 10.0))]
    pub lease_s: f64,
}

impl Claim {
    /// The claim that the worker of `job` holds.
    pub fn of(job: Job, lease: Duration) -> Self {
        Self { attempt: job.attempt.unwrap_or(0), lease_s: lease.as_secs_f64(), job }
    }
}

/// `POST /jobs/{job_id}/heartbeat`: "I am still at it, and this is what is new."
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heartbeat {
    /// The worker's name, as in the claim.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 255))]
    pub worker: String,
    /// The fencing token of the claim.
    pub attempt: u32,
    /// How far the job is, where that changed.
    pub progress: Option<Progress>,
    /// New log lines, oldest first, at most 1000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 1000))]
    pub log: Vec<LogLine>,
    /// What the job measured so far, where that changed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub metrics: Option<Value>,
}

/// The answer to a heartbeat that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeartbeatAccepted {
    /// When the claim ends unless another heartbeat comes.
    pub lease_expires_at: DateTime<Utc>,
}

/// `POST /jobs/{job_id}/end/{COMPLETE|ERROR}`.
///
/// Workers of the predecessor send only the two times, and never claim: without an attempt number the end is accepted
/// whenever the job is PROCESSING and no live claim is held.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndRequest {
    /// When the run began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// The fencing token of the claim.
    pub attempt: Option<u32>,
    /// What the job measured of itself.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub metrics: Option<Value>,
    /// Why it failed; only with ERROR.
    pub error: Option<JobFailure>,
}

/// `POST /jobs/{job_id}/release`: "I cannot finish this; let another worker try."
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseRequest {
    /// The worker's name, as in the claim.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 255))]
    pub worker: String,
    /// The fencing token of the claim.
    pub attempt: u32,
    /// What went wrong, where something did: the job is tried again after a growing delay, until its attempts are used up.
    /// Absent when the worker merely shuts down: the job is queued at once and the attempt does not count.
    pub error: Option<JobFailure>,
}
