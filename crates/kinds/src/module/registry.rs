//! The job types that a worker takes on: built-in ones, those of manifests, less what the config leaves out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ml_job_domain::JobType;

use super::{ManifestError, Module, load_modules};

/// Why the job types of a worker make no sense.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Manifests are wrong; each is explained.
    #[error("{}", explain(.0))]
    Manifests(Vec<ManifestError>),
    /// Two modules are of one type.
    #[error("two modules are of the type {0}")]
    Duplicate(JobType),
    /// The config asks for a type that no module has.
    #[error("no module is of the type {wanted}; there are: {known}")]
    Unknown {
        /// What is asked for.
        wanted: JobType,
        /// What there is.
        known: String,
    },
    /// Nothing is left to run.
    #[error("the worker has no job type to run")]
    Empty,
}

/// All errors with their causes, one per line: this text is for an administrator at a terminal.
fn explain(errors: &[ManifestError]) -> String {
    let lines: Vec<String> = errors.iter().map(|error| ml_job_domain::sentence(error)).collect();
    lines.join("\n")
}

/// The modules by type.
pub fn registry(
    built_in: Vec<Module>,
    modules_dir: Option<&Path>,
    types: Option<&[JobType]>,
) -> Result<BTreeMap<JobType, Arc<Module>>, RegistryError> {
    let external = modules_dir.map(load_modules).transpose().map_err(RegistryError::Manifests)?.unwrap_or_default();
    let mut modules = BTreeMap::new();
    for module in built_in.into_iter().chain(external) {
        let job_type = module.manifest().job_type.clone();
        if modules.insert(job_type.clone(), Arc::new(module)).is_some() {
            return Err(RegistryError::Duplicate(job_type));
        }
    }
    if let Some(types) = types {
        if let Some(wanted) = types.iter().find(|wanted| !modules.contains_key(*wanted)) {
            let known: Vec<&str> = modules.keys().map(JobType::as_str).collect();
            return Err(RegistryError::Unknown { wanted: wanted.clone(), known: known.join(", ") });
        }
        modules.retain(|job_type, _| types.contains(job_type));
    }
    if modules.is_empty() { Err(RegistryError::Empty) } else { Ok(modules) }
}

#[cfg(test)]
mod tests {
    use ml_job_domain::JobTypeManifest;
    use serde_json::json;

    use super::*;

    fn module(name: &str) -> Module {
        let manifest = JobTypeManifest {
            job_type: name.parse().unwrap(),
            title: name.into(),
            description: String::new(),
            config_schema: json!({}),
            config_example: json!({}),
        };
        Module::built_in(manifest, false)
    }

    #[test]
    fn types_can_be_left_out() {
        let modules = registry(vec![module("A"), module("B")], None, Some(&["B".parse().unwrap()])).unwrap();
        assert_eq!(modules.keys().map(JobType::as_str).collect::<Vec<_>>(), ["B"]);
    }

    #[test]
    fn contradictions_are_named() {
        let error = registry(vec![module("A"), module("A")], None, None).unwrap_err();
        assert_eq!(error.to_string(), "two modules are of the type A");
        let error = registry(vec![module("A"), module("B")], None, Some(&["C".parse().unwrap()])).unwrap_err();
        assert_eq!(error.to_string(), "no module is of the type C; there are: A, B");
        assert!(matches!(registry(vec![module("A")], None, Some(&[])).unwrap_err(), RegistryError::Empty));
        let error = registry(vec![], Some(Path::new("/no/such/directory")), None).unwrap_err();
        assert!(error.to_string().starts_with("cannot read /no/such/directory: No such file"), "{error}");
    }
}
