//! What happened to a job, in order, as `GET /jobs/{job_id}/events` tells it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::JobId;

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

impl EventKind {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phase => "phase",
            Self::Progress => "progress",
            Self::Log => "log",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no kind of event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of event: phase, progress or log")]
pub struct UnknownEventKind(String);

impl FromStr for EventKind {
    type Err = UnknownEventKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Phase, Self::Progress, Self::Log]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownEventKind(text.to_owned()))
    }
}

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
