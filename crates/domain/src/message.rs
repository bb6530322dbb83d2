//! What travels through the broker. The database is the truth; a message is a hint that may be lost or repeated.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{JobId, JobType};

/// The version of the messages that this program writes. Unknown fields are ignored, unknown versions refused.
pub const MESSAGE_VERSION: u32 = 1;

/// "This job waits for a worker."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobMessage {
    /// [`MESSAGE_VERSION`] of the writer.
    pub v: u32,
    /// Which job.
    pub job_id: JobId,
    /// Its type, which decides the queue.
    #[serde(rename = "type")]
    pub job_type: JobType,
    /// How many times the job had been claimed when it was queued.
    pub attempt: u32,
    /// When it was queued.
    pub enqueued_at: DateTime<Utc>,
}

/// "Whoever runs this job: …", to all workers at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlMessage {
    /// [`MESSAGE_VERSION`] of the writer.
    pub v: u32,
    /// Which job.
    pub job_id: JobId,
    /// What to do with it.
    pub action: ControlAction,
}

/// What a worker is told to do with a job that it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlAction {
    /// Stop it: the database says ABORTED already.
    Abort,
}

impl ControlMessage {
    /// Tells all workers that `job_id` was aborted.
    pub const fn abort(job_id: JobId) -> Self {
        Self { v: MESSAGE_VERSION, job_id, action: ControlAction::Abort }
    }
}
