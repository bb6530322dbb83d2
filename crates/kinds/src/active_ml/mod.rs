//! `ACTIVE_ML`: one iteration of active learning, from a pool and its labels to the spectra to label next.
//!
//! [`run_iteration`] does it; [`next_iteration`] makes the following configuration from the labels a person gave. Files keep the names
//! and layouts of the predecessor. `result.h5` refers to the pool: its `fluxes` is an HDF5 virtual dataset over the pool's rows, which
//! any HDF5 program reads like a plain one as long as the pool stays where it was (values are NaN otherwise); `copy_pool` makes it
//! self-contained instead.

mod config;
mod flow;
mod history;
mod next;
mod outcome;
mod outputs;
mod start;
mod training_set;

use ml_job_domain::{FailureClass, FieldError, JobType, NextIteration, PreviousIteration};
use serde_json::Value;

pub use self::config::ActiveMlConfig;
pub use self::flow::{NEW_CONFIG_FILE, run_iteration};
pub use self::history::{PERF_EST_FILE, PERF_EST_LIST_FILE, PerformanceHistory};
pub use self::next::{ORACLE_DATA_FILE, next_iteration};
pub use self::outcome::{IterationMetrics, IterationOutcome, TrainingMetrics};
pub use self::training_set::OracleData;

use crate::host::{End, Host};
use crate::kind::JobKind;
use crate::protocol::ModuleFailure;

/// Name of the main result in a job's directory.
pub const RESULT_FILE: &str = "result.h5";
/// Name of the training set in a job's directory.
pub const TRAINING_DATA_FILE: &str = "training_data.h5";

const HDF5: &str = "application/x-hdf5";
const JSON: &str = "application/json";

/// The job type.
#[derive(Debug)]
pub struct ActiveMl;

impl JobKind for ActiveMl {
    const TYPE: &'static str = JobType::ACTIVE_ML;
    const TITLE: &'static str = "Active learning";
    const DESCRIPTION: &'static str = "Trains a small network on the labels there are, classifies the whole pool, and asks for labels of just the spectra \
         that the network is least sure of. Iteration 0 needs no labels yet.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        (
            RESULT_FILE,
            "The pool: filenames (n), wave (points, Å), fluxes (n × points), oracle_indexes; from iteration 1 on labels (n), \
             probabilities (n × classes), entropies (n, nats), perf_est_indexes, and candidate_indexes where they are shown.",
            HDF5,
        ),
        (
            TRAINING_DATA_FILE,
            "The training set before balancing: filenames (n), wave (points, Å), fluxes (n × points), labels (n).",
            HDF5,
        ),
        ("prep_spectra.json", "The shown spectra: wave (Å), and fluxes by filename.", JSON),
        ("dim_reduc.json", "Map of the training set (t-SNE): x, y, labels, classes, filenames.", JSON),
        (
            "training_history.json",
            "Loss of each epoch, and the epoch whose weights were kept; of several networks the first one's.",
            JSON,
        ),
        (PERF_EST_LIST_FILE, "Precision of each earlier iteration, in order.", JSON),
        (PERF_EST_FILE, "The same with its lower bound at 95 % confidence, overall and of each candidate class.", JSON),
        (NEW_CONFIG_FILE, "Configuration of the next iteration, for labels in oracle_data.json beside it.", JSON),
        ("model.safetensors", "Weights of the network, with save_model.", "application/octet-stream"),
        ("model.json", "Architecture, classes and wavelength grid of the network, with save_model.", JSON),
    ];
    const USES_GPU: bool = true;
    const NEXT_READS: Option<&'static [&'static str]> = Some(&[PERF_EST_LIST_FILE, PERF_EST_FILE]);
    type Config = ActiveMlConfig;
    type Metrics = IterationMetrics;

    fn example() -> Value {
        ActiveMlConfig::example()
    }

    fn check(config: &ActiveMlConfig) -> Vec<FieldError> {
        config.problems()
    }

    fn next(config: ActiveMlConfig, previous: &PreviousIteration) -> Result<NextIteration, String> {
        next_iteration(&config, previous).map_err(|error| error.to_string())
    }

    fn run(config: &ActiveMlConfig, host: &mut Host) -> Result<IterationMetrics, End> {
        let (files_dir, threads) = (host.files_dir.clone(), host.threads);
        let relative = host.job_dir.strip_prefix(&files_dir).map_err(|_| {
            let message = "the job's directory is not below the files root".to_owned();
            End::Failed(ModuleFailure { class: FailureClass::Fatal, message, chain: Vec::new() })
        })?;
        // The worker makes the directories of jobs, with names in UTF-8.
        let job_dir = format!("/{}", relative.to_string_lossy());
        let outcome = run_iteration(config, &files_dir, &job_dir, threads, host)
            .map_err(|error| End::of(error.class(), &error))?;
        host.labellings(&outcome.labellings);
        Ok(outcome.metrics)
    }
}
