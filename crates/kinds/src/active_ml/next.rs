//! From one iteration to the next.

use std::collections::BTreeMap;

use ml_job_domain::{Labelling, NextIteration, PerformanceEstimate, PreviousIteration, SpectrumSet};
use ml_job_learning::data::contradiction;
use ml_job_learning::error::LearningError;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::config::ActiveMlConfig;
use super::history::{PERF_EST_FILE, PERF_EST_LIST_FILE, PerformanceHistory};
use super::training_set::OracleData;
use crate::performance::{estimate, labelled};

/// Name of the file of new labels.
pub const ORACLE_DATA_FILE: &str = "oracle_data.json";

/// The path of a file in a job's directory.
fn beneath(job_dir: &str, name: &str) -> String {
    format!("/{}/{name}", job_dir.trim_matches('/'))
}

/// The configuration of the iteration after `config`, whose job has `job_dir`: the same pool and settings, paths filled in, labels and
/// estimates in the directory `inputs`.
fn following_config(config: &ActiveMlConfig, job_dir: &str, inputs: &str) -> ActiveMlConfig {
    ActiveMlConfig {
        iteration: config.iteration + 1,
        // Iteration 0 has no labels, hence no training data.
        training_data_path: (config.iteration > 0).then(|| beneath(job_dir, super::TRAINING_DATA_FILE)),
        training_data_to_add_path: Some(beneath(job_dir, super::RESULT_FILE)),
        oracle_data_to_add_path: Some(beneath(inputs, ORACLE_DATA_FILE)),
        perf_est_list_path: Some(beneath(inputs, PERF_EST_LIST_FILE)),
        result_dir_path: None,
        job_dir: None,
        ..config.clone()
    }
}

/// The same for people who write labels and estimates into the job's own directory, as the predecessor's front end does: with every key
/// that the predecessor had, empty where there is nothing.
pub(super) fn new_config(config: &ActiveMlConfig, job_dir: &str) -> Value {
    // Plain fields always have a JSON form.
    let mut new = serde_json::to_value(following_config(config, job_dir, job_dir)).unwrap_or_default();
    for path in ["pool_data_path", "training_data_path"] {
        if new.get(path).is_none() {
            new[path] = "".into();
        }
    }
    new
}

/// Makes the next iteration out of the labels of the previous one. Spectra without a label are left out: they stay in the pool.
///
/// The next job gets copies of all that it needs in its own directory, so that nothing said later about the previous one reaches it. An
/// iteration that predicted no candidate at all has nothing to judge; its estimate counts as 0 in the plain list.
///
/// # Errors
/// When no oracle spectrum has a label, when there are spectra for the performance estimate but none has a label, when a label is no
/// class, or when the list of estimates does not fit the iteration.
pub fn next_iteration(config: &ActiveMlConfig, previous: &PreviousIteration) -> Result<NextIteration, LearningError> {
    let expected = config.iteration.saturating_sub(1) as usize;
    let mut perf_est_list: Vec<f64> = read(previous, PERF_EST_LIST_FILE);
    if perf_est_list.len() < expected {
        let message = format!(
            "The list of performance estimates has {} numbers; iteration {} needs {expected}.",
            perf_est_list.len(),
            config.iteration
        );
        return Err(LearningError::config("perf_est_list_path", message));
    }
    // The predecessor's front end may have extended both already.
    perf_est_list.truncate(expected);
    let mut perf_est: PerformanceHistory = read(previous, PERF_EST_FILE);
    perf_est.iterations.retain(|estimate| estimate.iteration < config.iteration);
    let oracle_data = oracle_data(config, &previous.labellings)?;
    if config.iteration > 0 {
        let estimate = performance(config, &previous.labellings)?;
        perf_est_list.push(estimate.overall.precision.unwrap_or(0.0));
        perf_est.iterations.push(estimate);
    }
    Ok(NextIteration {
        config: json!(following_config(config, &previous.job.dir_path, &previous.next_dir_path)),
        files: BTreeMap::from([
            (ORACLE_DATA_FILE.to_owned(), json!(oracle_data)),
            (PERF_EST_LIST_FILE.to_owned(), json!(perf_est_list)),
            (PERF_EST_FILE.to_owned(), json!(perf_est)),
        ]),
    })
}

/// A file of the previous job; its empty form where it is missing or is something else.
fn read<T: DeserializeOwned + Default>(previous: &PreviousIteration, name: &str) -> T {
    previous.files.get(name).and_then(|file| T::deserialize(file).ok()).unwrap_or_default()
}

fn class_of(config: &ActiveMlConfig, name: &str, label: &str) -> Result<i64, LearningError> {
    let position = config.classes.iter().position(|class| class == label);
    position.and_then(|class| i64::try_from(class).ok()).ok_or_else(|| {
        let known = config.classes.join(", ");
        let message = format!("Label \"{label}\" of spectrum {name} is not one of the classes: {known}.");
        LearningError::config("classes", message)
    })
}

fn oracle_data(config: &ActiveMlConfig, labellings: &[Labelling]) -> Result<OracleData, LearningError> {
    let mut data = OracleData::default();
    for (Labelling { spectrum_filename, .. }, label) in labelled(labellings, SpectrumSet::Oracle) {
        data.labels.push(class_of(config, spectrum_filename, label)?);
        data.filenames.push(spectrum_filename.clone());
    }
    if data.filenames.is_empty() && !labellings.iter().any(|one| one.spectrum_set == SpectrumSet::Oracle) {
        let message =
            "This iteration asks for no label: every spectrum of the pool has one. There is no next iteration.";
        return Err(LearningError::config("oracle_data_to_add_path", message));
    }
    // Two spectra of one name may both be shown; labels go by names.
    let classes = data.labels.iter().map(|&label| u32::try_from(label).unwrap_or_default());
    if let Some(two) = contradiction(data.filenames.iter().map(String::as_str).zip(classes)) {
        let message = format!("{} Give it one.", two.told(&config.classes));
        return Err(LearningError::config("oracle_data_to_add_path", message));
    }
    if data.filenames.is_empty() {
        return Err(LearningError::config("oracle_data_to_add_path", "No spectrum of the oracle set has a label yet."));
    }
    Ok(data)
}

fn performance(config: &ActiveMlConfig, labellings: &[Labelling]) -> Result<PerformanceEstimate, LearningError> {
    let set = SpectrumSet::PerformanceEstimation;
    for (labelling, label) in labelled(labellings, set) {
        class_of(config, &labelling.spectrum_filename, label)?;
    }
    if labelled(labellings, set).next().is_none() && labellings.iter().any(|labelling| labelling.spectrum_set == set) {
        let message = "No spectrum of the performance-estimation set has a label yet.";
        return Err(LearningError::config("perf_est_list_path", message));
    }
    Ok(estimate(config.iteration, &config.candidate_classes, labellings))
}

#[cfg(test)]
mod tests {
    use ml_job_domain::{Clock as _, JobId, LabellingId, NewJob, NewLabelling, ShownSpectrum, SystemClock};

    use super::*;

    fn config(iteration: u32) -> ActiveMlConfig {
        let classes = vec!["other".to_owned(), "peak".to_owned()];
        ActiveMlConfig { iteration, ..ActiveMlConfig::new(classes, vec!["peak".into()], "/pool.h5") }
    }

    fn labelling(filename: &str, set: SpectrumSet, prediction: &str, label: Option<&str>) -> Labelling {
        let shown = ShownSpectrum { model_prediction: Some(prediction.into()), ..ShownSpectrum::new(filename, set, 0) };
        let new = NewLabelling { user_label: label.map(str::to_owned), ..shown.into_new(JobId::new()) };
        new.into_labelling(LabellingId::new())
    }

    /// What the next iteration starts from, as types.
    #[derive(Debug, PartialEq)]
    struct Next {
        config: ActiveMlConfig,
        oracle_data: OracleData,
        perf_est_list: Vec<f64>,
        perf_est: PerformanceHistory,
    }

    fn next(iteration: u32, labellings: &[Labelling], list: &[f64]) -> Result<Next, LearningError> {
        let (job_type, label) = ("ACTIVE_ML".parse().unwrap(), "x".to_owned());
        let new = NewJob { job_type, label, description: None, config: None, parent_job_id: None, space_id: None };
        let mut job = new.into_job(JobId::new(), SystemClock.now());
        job.dir_path = "/JOBS/job_x".into();
        let config = config(iteration);
        let previous = PreviousIteration {
            job,
            config: json!(config),
            labellings: labellings.to_vec(),
            files: BTreeMap::from([(PERF_EST_LIST_FILE.into(), json!(list))]),
            next_dir_path: "/JOBS/job_y".into(),
        };
        let NextIteration { config, files } = next_iteration(&config, &previous)?;
        Ok(Next {
            config: serde_json::from_value(config).unwrap(),
            oracle_data: serde_json::from_value(files[ORACLE_DATA_FILE].clone()).unwrap(),
            perf_est_list: serde_json::from_value(files[PERF_EST_LIST_FILE].clone()).unwrap(),
            perf_est: serde_json::from_value(files[PERF_EST_FILE].clone()).unwrap(),
        })
    }

    #[test]
    fn labels_of_the_oracle_teach_and_those_of_the_estimate_judge() {
        use SpectrumSet::{Candidate, Oracle, PerformanceEstimation};
        let labellings = [
            labelling("a", Oracle, "other", Some("peak")),
            labelling("b", Oracle, "other", None),
            labelling("c", PerformanceEstimation, "peak", Some("peak")),
            labelling("d", PerformanceEstimation, "peak", Some("other")),
            labelling("e", Candidate, "peak", Some("peak")),
        ];
        let next = next(2, &labellings, &[0.25]).unwrap();
        assert_eq!(next.oracle_data, OracleData { filenames: vec!["a".into()], labels: vec![1] });
        assert_eq!(next.perf_est_list, [0.25, 0.5]);
        assert_eq!(next.perf_est.iterations[0].overall.labelled, 2);
        assert_eq!(next.config.iteration, 3);
        assert_eq!(next.config.pool_data_path.as_deref(), Some("/pool.h5"));
        assert_eq!(next.config.training_data_path.as_deref(), Some("/JOBS/job_x/training_data.h5"));
        assert_eq!(next.config.training_data_to_add_path.as_deref(), Some("/JOBS/job_x/result.h5"));
        assert_eq!(next.config.oracle_data_to_add_path.as_deref(), Some("/JOBS/job_y/oracle_data.json"));
        assert_eq!(next.config.perf_est_list_path.as_deref(), Some("/JOBS/job_y/perf_est_list.json"));
        assert_eq!(next.config.problems(), []);
    }

    #[test]
    fn the_first_labels_judge_nothing() {
        let next = next(0, &[labelling("a", SpectrumSet::Oracle, "-", Some("other"))], &[]).unwrap();
        assert_eq!((next.perf_est_list.len(), next.config.iteration), (0, 1));
        assert_eq!(next.config.training_data_path, None);
        assert_eq!(next.config.problems(), []);
    }

    #[test]
    fn asking_twice_gives_the_same() {
        let labellings = [
            labelling("a", SpectrumSet::Oracle, "other", Some("peak")),
            labelling("c", SpectrumSet::PerformanceEstimation, "peak", Some("peak")),
        ];
        let first = next(1, &labellings, &[]).unwrap();
        assert_eq!(next(1, &labellings, &first.perf_est_list).unwrap(), first);
    }

    #[test]
    fn missing_or_foreign_labels_are_refused() {
        let unlabelled = [labelling("a", SpectrumSet::Oracle, "-", None)];
        assert!(next(0, &unlabelled, &[]).unwrap_err().to_string().contains("No spectrum of the oracle set"));
        let both = ["other", "peak"].map(|label| labelling("a", SpectrumSet::Oracle, "-", Some(label)));
        let sentence = next(0, &both, &[]).unwrap_err().to_string();
        assert!(sentence.contains("Spectrum a is there with label \"other\" and with label \"peak\""), "{sentence}");
        assert!(next(0, &[], &[]).unwrap_err().to_string().contains("There is no next iteration"));
        let foreign = [labelling("a", SpectrumSet::Oracle, "-", Some("galaxy"))];
        assert!(next(0, &foreign, &[]).unwrap_err().to_string().contains("\"galaxy\" of spectrum a"));
        let unjudged = [
            labelling("a", SpectrumSet::Oracle, "-", Some("peak")),
            labelling("c", SpectrumSet::PerformanceEstimation, "peak", None),
        ];
        assert!(next(1, &unjudged, &[]).unwrap_err().to_string().contains("performance-estimation set"));
        let short = [labelling("a", SpectrumSet::Oracle, "-", Some("peak"))];
        assert!(next(3, &short, &[0.5]).unwrap_err().to_string().contains("has 1 numbers; iteration 3 needs 2"));
    }

    #[test]
    fn an_iteration_without_candidates_counts_as_zero() {
        let next = next(1, &[labelling("a", SpectrumSet::Oracle, "other", Some("peak"))], &[]).unwrap();
        assert_eq!(next.perf_est_list, [0.0]);
        assert_eq!(next.perf_est.iterations[0].overall.precision, None);
    }

    #[test]
    fn the_configuration_beside_the_results_has_every_key_of_the_predecessor() {
        let new = new_config(&config(0), "/JOBS/job_x");
        assert_eq!(new["training_data_path"], "");
        assert_eq!(new["training_data_to_add_path"], "/JOBS/job_x/result.h5");
        assert_eq!(new["oracle_data_to_add_path"], "/JOBS/job_x/oracle_data.json");
        assert_eq!(new["perf_est_list_path"], "/JOBS/job_x/perf_est_list.json");
        for key in [
            "iteration",
            "classes",
            "candidate_classes",
            "pool_data_path",
            "oracle_batch_size",
            "perf_est_batch_size",
            "show_candidates",
            "save_model",
            "min_delta_train",
            "patience_train",
            "batch_size_train",
            "epochs_train",
            "batch_size_predict",
        ] {
            assert!(new.get(key).is_some(), "{key}");
        }
        assert_eq!(new_config(&config(1), "/JOBS/job_x")["training_data_path"], "/JOBS/job_x/training_data.h5");
    }
}
