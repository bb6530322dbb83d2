//! Job types that a worker can run.
//!
//! A *module* is a manifest (name, title, JSON Schema of its config) and a command that is called with a config file and
//! a result directory. [Built-in](crate::catalogue::builtin_modules) ones are this program itself; any other program becomes one by
//! a TOML file beside the worker, see [`ManifestError`] for what is checked.

mod environment;
mod manifest;
mod registry;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

use ml_job_domain::JobTypeManifest;

pub use environment::{JobEnvironment, variables};
pub use manifest::{ManifestError, check_example, load_modules};
pub use registry::{RegistryError, registry};

/// A job type, and how to run it.
#[derive(Debug, Clone)]
pub struct Module {
    manifest: JobTypeManifest,
    command: ModuleCommand,
    env: BTreeMap<String, String>,
    timeout: Option<Duration>,
    uses_gpu: bool,
}

/// What is started for a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModuleCommand {
    /// The module host itself.
    BuiltIn,
    /// A program and its first arguments.
    External(Vec<OsString>),
}

impl Module {
    /// A module that [`module_main`](crate::host::module_main) runs.
    pub fn built_in(manifest: JobTypeManifest, uses_gpu: bool) -> Self {
        Self { manifest, command: ModuleCommand::BuiltIn, env: BTreeMap::new(), timeout: None, uses_gpu }
    }

    /// What the worker declares to the API.
    pub fn manifest(&self) -> &JobTypeManifest {
        &self.manifest
    }

    /// Whether its jobs may use a GPU: then each gets one of its own.
    pub fn uses_gpu(&self) -> bool {
        self.uses_gpu
    }

    /// How long a job may take; `None` means as long as it likes.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// What is started for a job.
    pub fn command(&self) -> &ModuleCommand {
        &self.command
    }

    /// The variables that the manifest adds to a job's environment.
    pub fn env(&self) -> &BTreeMap<String, String> {
        &self.env
    }
}
