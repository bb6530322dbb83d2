//! How ACTIVE_ML gets from one iteration to the next: the science's rule in the API's terms.

use std::collections::HashMap;

use ml_job_api::{IterationRule, NextIteration, PreviousIteration};
use ml_job_domain::{JobType, SpectrumSet};
use ml_job_kinds::active_ml::{
    self as active, ActiveMlConfig, Labelled, ORACLE_DATA_FILE, PERF_EST_FILE, PERF_EST_LIST_FILE, Previous,
    next_iteration,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The rules of the built-in job types that iterate.
pub(crate) fn iteration_rules() -> HashMap<JobType, IterationRule> {
    let rule = IterationRule { reads: &[PERF_EST_LIST_FILE, PERF_EST_FILE], plan };
    JobType::ACTIVE_ML.parse().into_iter().map(|job_type| (job_type, rule)).collect()
}

fn plan(previous: &PreviousIteration<'_>) -> Result<NextIteration, String> {
    let config = ActiveMlConfig::from_json(previous.config)
        .map_err(|problems| problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" "))?;
    let labellings: Vec<Labelled<'_>> = previous
        .labellings
        .iter()
        .map(|labelling| Labelled {
            filename: &labelling.spectrum_filename,
            set: match labelling.spectrum_set {
                SpectrumSet::Oracle => active::SpectrumSet::Oracle,
                SpectrumSet::PerformanceEstimation => active::SpectrumSet::PerformanceEstimation,
                SpectrumSet::Candidate => active::SpectrumSet::Candidate,
            },
            model_prediction: labelling.model_prediction.as_deref(),
            user_label: labelling.user_label.as_deref(),
        })
        .collect();
    let next = next_iteration(&Previous {
        config: &config,
        job_dir: &previous.job.dir_path,
        labellings: &labellings,
        perf_est_list: &read::<Vec<f64>>(previous, PERF_EST_LIST_FILE),
        perf_est: &read(previous, PERF_EST_FILE),
    })
    .map_err(|error| error.to_string())?;
    Ok(NextIteration {
        config: json(&next.config)?,
        files: vec![
            (ORACLE_DATA_FILE, json(&next.oracle_data)?),
            (PERF_EST_LIST_FILE, json(&next.perf_est_list)?),
            (PERF_EST_FILE, json(&next.perf_est)?),
        ],
    })
}

/// A file of the previous job; its empty form where it is missing or is something else.
fn read<T: DeserializeOwned + Default>(previous: &PreviousIteration<'_>, name: &str) -> T {
    previous.files.get(name).and_then(|file| serde_json::from_value(file.clone()).ok()).unwrap_or_default()
}

fn json(value: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}
