//! How long work tells how far it is, and learns that it should stop.

use serde::{Deserialize, Serialize};

use crate::LogLevel;

/// How far a job is.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Units of work done.
    #[cfg_attr(feature = "openapi", schema(example = 1200))]
    pub done: u64,
    /// Units of work in all, where known.
    #[cfg_attr(feature = "openapi", schema(example = 3000))]
    pub total: Option<u64>,
    /// What is counted.
    #[cfg_attr(feature = "openapi", schema(example = "spectra"))]
    pub unit: Option<String>,
    /// What is being done.
    pub message: Option<String>,
}

impl Progress {
    /// `done` of `total` units, counted in `unit` (plural).
    pub fn new(done: u64, total: u64, unit: &str) -> Self {
        Self { done, total: Some(total), unit: Some(unit.to_owned()), message: None }
    }

    /// The same, with what is being done.
    #[must_use]
    pub fn saying(self, message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), ..self }
    }
}

/// Whoever watches long work. Every method has an answer for those who do not care.
pub trait Observer {
    /// Takes note of progress; called at least every few seconds of work.
    fn progress(&mut self, _progress: Progress) {}

    /// Takes a line for the log: a decision or a notice, no mere progress.
    fn log(&mut self, _level: LogLevel, _line: &str) {}

    /// Whether the work shall stop; asked several times a second.
    fn is_cancelled(&mut self) -> bool {
        false
    }
}

/// Nobody watches and nobody stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}
