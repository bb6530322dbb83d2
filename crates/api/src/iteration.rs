//! How one iteration of a job leads to the next, for job types that iterate. The rule itself belongs to the science, so
//! whoever wires the API brings it along.

use std::collections::BTreeMap;

use ml_job_domain::{Job, Labelling};
use serde_json::Value;

/// How a job type gets from one iteration to the next.
#[derive(Debug, Clone, Copy)]
pub struct IterationRule {
    /// JSON files of the previous job's directory that [`plan`](Self::plan) looks at, where they are there.
    pub reads: &'static [&'static str],
    /// Makes the next iteration, or says in one sentence why there is none yet.
    pub plan: fn(&PreviousIteration<'_>) -> Result<NextIteration, String>,
}

/// A job that has completed, and what people said about it.
#[derive(Debug)]
pub struct PreviousIteration<'a> {
    /// The job.
    pub job: &'a Job,
    /// The config that it ran with.
    pub config: &'a Value,
    /// All of its labellings.
    pub labellings: &'a [Labelling],
    /// The files that the rule asked for, by name.
    pub files: BTreeMap<&'static str, Value>,
}

/// What the next iteration starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct NextIteration {
    /// Its config.
    pub config: Value,
    /// JSON files to write into the *previous* job's directory, to which the config refers.
    pub files: Vec<(&'static str, Value)>,
}
