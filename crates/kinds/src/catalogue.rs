//! The built-in modules, one file each, and the host that runs them in the child process.
//!
//! To add one: write `<name>.rs` with a [`BuiltIn`], and add it to [`ALL`]. Its `run` gets a [`ModuleRun`]: where the
//! config is, where results belong, how many threads it may use, whom to tell about progress. It knows no service.

use ml_job_domain::JobTypeManifest;

use crate::host::ModuleRun;
use crate::module::Module;
use crate::report::ModuleEnd;
use crate::{active_ml, data_preprocessing};

/// All of them.
const ALL: &[BuiltIn] = &[data_preprocessing::MODULE, active_ml::job::MODULE];

/// A job type that is part of this program.
pub(crate) struct BuiltIn {
    /// The name of the job type.
    pub(crate) job_type: &'static str,
    /// What the worker declares about it.
    pub(crate) manifest: fn() -> JobTypeManifest,
    /// Whether its jobs may use a GPU.
    pub(crate) uses_gpu: bool,
    /// The work itself, in a process of its own.
    pub(crate) run: fn(&mut ModuleRun) -> Result<(), ModuleEnd>,
}

/// The job types that are part of this program.
pub fn builtin_modules() -> Vec<Module> {
    ALL.iter().map(|module| Module::built_in((module.manifest)(), module.uses_gpu)).collect()
}

pub(crate) fn lookup(job_type: &str) -> Option<&'static BuiltIn> {
    ALL.iter().find(|module| module.job_type == job_type)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::check_example;

    #[test]
    fn every_manifest_keeps_to_its_own_schema() {
        for module in ALL {
            let manifest = (module.manifest)();
            assert_eq!(manifest.job_type.as_str(), module.job_type);
            assert!(!manifest.title.is_empty() && !manifest.description.is_empty());
            check_example(&manifest.config_schema, &manifest.config_example).unwrap();
        }
    }
}
