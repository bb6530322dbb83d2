//! Job types, and how they are run and asked.
//!
//! A *module* is a manifest (name, title, JSON Schema of its config) and a command that is called with a config file and
//! a result directory. [Built-in](crate::catalogue) ones are this program itself; any other program becomes one by
//! a TOML file beside the worker, see [`ManifestError`] for what is checked. Both can check a config beyond its schema and
//! make the next iteration of a job.

mod ask;
mod environment;
mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::time::Duration;

use ml_job_domain::{FailureClass, FieldError, JobTypeManifest, NextIteration, PreviousIteration};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use environment::{JobEnvironment, variables};
#[cfg(test)]
pub(crate) use manifest::check_example;
pub use manifest::{ManifestError, load_modules};

use crate::kind::BuiltIn;
use crate::protocol::ModuleFailure;
use ask::{Answer, ask};

/// A job type, and how to run it.
#[derive(Debug, Clone)]
pub struct Module {
    /// What the worker declares to the API.
    pub manifest: JobTypeManifest,
    /// What is started for a job.
    pub command: ModuleCommand,
    calls: BTreeSet<Call>,
    reads: Vec<String>,
    /// The variables that the manifest adds to a job's environment.
    pub env: BTreeMap<String, String>,
    /// How long a job may take; `None` means as long as it likes.
    pub timeout: Option<Duration>,
    /// Whether its jobs may use a GPU: then each gets one of its own.
    pub uses_gpu: bool,
}

/// What is started for a job.
#[derive(Debug, Clone)]
pub enum ModuleCommand {
    /// The module host itself.
    BuiltIn(&'static BuiltIn),
    /// A program and its first arguments.
    External(Vec<OsString>),
}

/// What a program can be asked besides running a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// `PROGRAM check CONFIG_FILE`: what a schema cannot say.
    Check,
    /// `PROGRAM next PREVIOUS_FILE`: the next iteration.
    Next,
}

impl Call {
    /// The word on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Next => "next",
        }
    }
}

impl Module {
    pub(crate) fn built_in(kind: &'static BuiltIn) -> Self {
        Self {
            manifest: (kind.manifest)(),
            command: ModuleCommand::BuiltIn(kind),
            calls: BTreeSet::new(),
            reads: kind.reads.unwrap_or_default().iter().map(ToString::to_string).collect(),
            env: BTreeMap::new(),
            timeout: None,
            uses_gpu: kind.uses_gpu,
        }
    }

    /// What a schema cannot say of a config. Blocks for as long as an external program may take, seconds at most.
    pub fn check(&self, config: &Value) -> Vec<FieldError> {
        let answer = match &self.command {
            ModuleCommand::BuiltIn(kind) => return (kind.check)(config),
            ModuleCommand::External(command) if self.calls.contains(&Call::Check) => {
                ask(self, command, Call::Check, config)
            }
            ModuleCommand::External(_) => return Vec::new(),
        };
        match answer {
            Ok(Answer::Errors(errors)) => errors,
            answer => vec![FieldError::new("", self.refusal(Call::Check, answer))],
        }
    }

    /// The JSON files that [`next`](Self::next) wants to see; `None` where its jobs have no iterations.
    pub fn reads(&self) -> Option<Vec<String>> {
        self.manifest.iterates.then(|| self.reads.clone())
    }

    /// The next iteration. Blocks for as long as an external program may take, seconds at most.
    ///
    /// # Errors
    /// In one sentence, why there is none (yet).
    pub fn next(&self, previous: &PreviousIteration) -> Result<NextIteration, String> {
        match &self.command {
            ModuleCommand::BuiltIn(kind) => (kind.next)(previous),
            ModuleCommand::External(command) => match ask(self, command, Call::Next, previous) {
                Ok(Answer::Next(next)) => Ok(next),
                answer => Err(self.refusal(Call::Next, answer)),
            },
        }
    }

    /// Why a job with this config is not run at all: what [`check`](Self::check) finds, as the failure of the job.
    pub fn refuse(&self, config: &Value) -> Option<ModuleFailure> {
        let FieldError { pointer, message } = self.check(config).into_iter().next()?;
        let message =
            if pointer.is_empty() { message } else { format!("the config is not valid: {pointer}: {message}") };
        Some(ModuleFailure { class: FailureClass::Usage, message, chain: Vec::new() })
    }

    /// The sentence for an answer that is none to this call.
    fn refusal(&self, call: Call, answer: Result<Answer, String>) -> String {
        match answer {
            Ok(Answer::Error(failure)) => failure.message,
            Ok(_) => format!(
                "the program of {} jobs answered `{}` as if asked for something else",
                self.name(),
                call.as_str()
            ),
            Err(problem) => format!("the program of {} jobs {problem}", self.name()),
        }
    }

    fn name(&self) -> &str {
        self.manifest.job_type.as_str()
    }

    /// A module of this name and nothing else.
    #[cfg(test)]
    pub(crate) fn named(job_type: ml_job_domain::JobType) -> Self {
        let empty = Value::Object(serde_json::Map::new());
        Self {
            manifest: JobTypeManifest::new(job_type, "x", "", empty.clone(), empty),
            command: ModuleCommand::External(Vec::new()),
            calls: BTreeSet::new(),
            reads: Vec::new(),
            env: BTreeMap::new(),
            timeout: None,
            uses_gpu: false,
        }
    }
}
