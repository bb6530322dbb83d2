//! What happened to a job, in order, as `GET /jobs/{job_id}/events` tells it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::JobId;
use crate::named::named;

/// One thing that happened to a job. Ids grow, and are never used twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobEvent {
    /// The event's number: what a client sends back as `Last-Event-ID`.
    pub event_id: i64,
    /// Which job.
    pub job_id: JobId,
    /// What kind of thing.
    pub kind: EventKind,
    /// The job without its config for `phase`, a [`Progress`](crate::Progress) for `progress`, a [`LogLine`] for `log`.
    pub data: Value,
}

/// The kind of an event: the `event:` field of the server-sent event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The job's phase, claim or attempt changed.
    Phase,
    /// The job is further.
    Progress,
    /// The job wrote a line.
    Log,
}

named!(EventKind, "kind of event", Phase = "phase", Progress = "progress", Log = "log");

/// One line of a job's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogLine {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// How much it matters.
    #[serde(default)]
    pub level: LogLevel,
    /// The line, without a line end.
    pub message: String,
}

/// How much a log line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Something worth knowing.
    #[default]
    Info,
    /// Something that a person should look at.
    Warn,
    /// Why the job failed.
    Error,
}
