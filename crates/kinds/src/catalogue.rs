//! The job types that there are: built-in ones, and those of manifests.
//!
//! To add a built-in one: write `<name>.rs`, or a folder, with a [`JobKind`](crate::kind::JobKind), and name it in `BUILT_IN`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use std::sync::Arc;

use ml_job_domain::opinion::{Agreement, Judged};
use ml_job_domain::{
    Assessment, AuditKind, CampaignRecord, CampaignTask, FieldError, Job, JobKinds, JobType, JobTypeManifest,
    Labelling, LabellingId, NextIteration, PerformanceEstimate, PreviousIteration, sentence,
};
use serde_json::Value;

use crate::active_ml::ActiveMl;
use crate::agreement;
use crate::anomaly::Anomaly;
use crate::campaign::{self, CampaignAudit, CampaignRound};
use crate::classify::Classify;
use crate::crossmatch::Crossmatch;
use crate::data_preprocessing::DataPreprocessing;
use crate::kind::BuiltIn;
use crate::line_measurements::LineMeasurements;
use crate::module::{ManifestError, Module, ModuleCommand, load_modules};
use crate::performance;
use crate::simulation::Simulation;

/// The job types that are part of this program.
pub(crate) static BUILT_IN: [BuiltIn; 9] = [
    BuiltIn::of::<DataPreprocessing>(),
    BuiltIn::of::<ActiveMl>(),
    BuiltIn::of::<Anomaly>(),
    BuiltIn::of::<Classify>(),
    BuiltIn::of::<Crossmatch>(),
    BuiltIn::of::<LineMeasurements>(),
    BuiltIn::of::<CampaignRound>(),
    BuiltIn::of::<CampaignAudit>(),
    BuiltIn::of::<Simulation>(),
];

/// Job types by name.
#[derive(Debug, Clone)]
pub struct Catalogue {
    modules: BTreeMap<JobType, Arc<Module>>,
    /// What is wrong with manifests, whose types are missing here.
    pub errors: Vec<Arc<ManifestError>>,
}

/// Why a choice of job types makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// A type is asked for that no module has.
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

impl Catalogue {
    /// The built-in types, and those of the manifests in a directory. A manifest with a mistake costs its own type only.
    ///
    /// # Errors
    /// Where the directory cannot be read.
    pub fn load(modules_dir: Option<&Path>) -> Result<Self, ManifestError> {
        let (external, errors) = modules_dir.map(load_modules).transpose()?.unwrap_or_default();
        Ok(Self::of(BUILT_IN.iter().map(Module::built_in).chain(external), errors))
    }

    /// Of two modules of one type the first stays.
    fn of(modules: impl IntoIterator<Item = Module>, mut errors: Vec<ManifestError>) -> Self {
        let mut by_type = BTreeMap::new();
        for module in modules {
            match by_type.entry(module.manifest.job_type.clone()) {
                Entry::Occupied(taken) => errors.push(ManifestError::Duplicate { job_type: taken.key().clone() }),
                Entry::Vacant(place) => {
                    place.insert(Arc::new(module));
                }
            }
        }
        Self { modules: by_type, errors: errors.into_iter().map(Arc::new).collect() }
    }

    /// The modules of these types, or of all.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub fn choose(&self, types: Option<&[JobType]>) -> Result<BTreeMap<JobType, Arc<Module>>, ChoiceError> {
        let mut modules = self.modules.clone();
        if let Some(types) = types {
            if let Some(wanted) = types.iter().find(|wanted| !modules.contains_key(*wanted)) {
                let known: Vec<&str> = modules.keys().map(JobType::as_str).collect();
                return Err(ChoiceError::Unknown { wanted: wanted.clone(), known: known.join(", ") });
            }
            modules.retain(|job_type, _| types.contains(job_type));
        }
        if modules.is_empty() { Err(ChoiceError::Empty) } else { Ok(modules) }
    }

    /// Writes into the log what is wrong with manifests.
    pub fn log_errors(&self) {
        for error in &self.errors {
            let reason = sentence(error.as_ref());
            tracing::error!(reason, "A job type is left out: {reason}");
        }
    }
}

impl JobKinds for Catalogue {
    fn manifests(&self) -> Vec<JobTypeManifest> {
        self.modules.values().map(|module| module.manifest.clone()).collect()
    }

    fn built_in(&self, job_type: &JobType) -> Option<JobTypeManifest> {
        let module = self.modules.get(job_type)?;
        matches!(module.command, ModuleCommand::BuiltIn(_)).then(|| module.manifest.clone())
    }

    fn check(&self, job_type: &JobType, config: &Value) -> Vec<FieldError> {
        self.modules.get(job_type).map(|module| module.check(config)).unwrap_or_default()
    }

    fn reads(&self, job_type: &JobType) -> Option<Vec<String>> {
        self.modules.get(job_type)?.reads()
    }

    fn next(&self, previous: &PreviousIteration) -> Result<NextIteration, String> {
        let job_type = &previous.job.job_type;
        let module = self.modules.get(job_type).ok_or_else(|| format!("{job_type} jobs are unknown here."))?;
        module.next(previous)
    }

    fn performance(&self, job: &Job, labellings: &[Labelling]) -> PerformanceEstimate {
        performance::estimate_of(job, labellings)
    }

    fn campaign_round(&self, record: &CampaignRecord) -> Result<CampaignTask, String> {
        campaign::plan_round(record)
    }

    fn campaign_audit(
        &self,
        record: &CampaignRecord,
        kind: AuditKind,
        class: Option<&str>,
    ) -> Result<CampaignTask, String> {
        campaign::plan_audit(record, kind, class)
    }

    fn assess(&self, record: &CampaignRecord) -> Assessment {
        campaign::assess(record)
    }

    fn certificate(&self, record: &CampaignRecord, audit: u32) -> Result<Value, String> {
        campaign::certificate(record, audit)
    }

    fn agreement(&self, judged: &[Judged], seed: u64) -> Agreement {
        agreement::agreement(judged, seed)
    }

    fn combine(&self, judged: &[Judged]) -> BTreeMap<LabellingId, String> {
        agreement::combine(judged)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::JobKind as _;
    use crate::module::check_example;

    fn catalogue(names: &[&str]) -> Catalogue {
        let module = |name: &&str| Module::named(name.parse().unwrap());
        Catalogue::of(names.iter().map(module), Vec::new())
    }

    #[test]
    fn types_can_be_left_out() {
        let modules = catalogue(&["A", "B"]).choose(Some(&["B".parse().unwrap()])).unwrap();
        assert_eq!(modules.keys().map(JobType::as_str).collect::<Vec<_>>(), ["B"]);
    }

    #[test]
    fn contradictions_are_named() {
        let twice = catalogue(&["A", "A"]);
        assert_eq!(twice.errors[0].to_string(), "two modules are of the type A: the first one is taken");
        assert_eq!(twice.choose(None).unwrap().len(), 1);
        let error = catalogue(&["A", "B"]).choose(Some(&["C".parse().unwrap()])).unwrap_err();
        assert_eq!(error.to_string(), "no module is of the type C; there are: A, B");
        assert!(matches!(catalogue(&["A"]).choose(Some(&[])).unwrap_err(), ChoiceError::Empty));
        let error = Catalogue::load(Some(Path::new("/no/such/directory"))).unwrap_err();
        assert!(sentence(&error).starts_with("cannot read /no/such/directory: No such file"), "{error}");
    }

    #[test]
    fn every_built_in_type_is_described_and_keeps_to_its_own_schema() {
        for manifest in Catalogue::load(None).unwrap().manifests() {
            assert!(!manifest.title.is_empty() && !manifest.description.is_empty());
            check_example("config", &manifest.config_schema, &manifest.config_example).unwrap();
            let metrics = manifest.metrics_schema.unwrap();
            assert!(!metrics["properties"].as_object().unwrap().is_empty(), "{metrics}");
            // All but a simulation, which says nothing of single spectra, make a matrix.
            let has_matrix = manifest.results.iter().any(|file| file.name == "result.h5");
            assert_eq!(has_matrix, manifest.job_type.as_str() != Simulation::TYPE, "{:?}", manifest.results);
        }
    }

    #[test]
    fn what_a_schema_cannot_say_is_named() {
        let config = json!({ "data_dir_path": "x", "wave_start_point": 8000.0, "wave_end_point": 5000.0, "wave_point_count": 10 });
        let errors = Catalogue::load(None).unwrap().check(&"DATA_PREPROCESSING".parse().unwrap(), &config);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].pointer, "/wave_end_point");
    }
}
