//! From one iteration to the next.

use serde::{Deserialize, Serialize};

use super::config::ActiveMlConfig;
use super::training_set::OracleData;
use ml_job_learning::error::LearningError;
use ml_job_learning::estimate::PerformanceEstimate;

/// Name of the file of new labels in a job's directory.
pub const ORACLE_DATA_FILE: &str = "oracle_data.json";
/// Name of the plain list of estimates in a job's directory.
pub const PERF_EST_LIST_FILE: &str = "perf_est_list.json";
/// Name of the estimates with their bounds in a job's directory.
pub const PERF_EST_FILE: &str = "perf_est.json";

/// What a spectrum is shown for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpectrumSet {
    /// Its label teaches the network.
    Oracle,
    /// Its label measures the network.
    PerformanceEstimation,
    /// It is predicted in a candidate class.
    Candidate,
}

/// All estimates so far, the content of `perf_est.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PerformanceHistory {
    /// One estimate for each iteration that was judged, in order.
    pub iterations: Vec<PerformanceEstimate>,
}

/// A labelling as the platform stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled<'a> {
    /// The spectrum.
    pub filename: &'a str,
    /// What it was shown for.
    pub set: SpectrumSet,
    /// Name of the class that the network predicted.
    pub model_prediction: Option<&'a str>,
    /// Name of the class that a person gave; absent where nobody has yet.
    pub user_label: Option<&'a str>,
}

/// An iteration that was run and labelled.
#[derive(Debug, Clone)]
pub struct Previous<'a> {
    /// Its configuration.
    pub config: &'a ActiveMlConfig,
    /// Its directory relative to the root of the files.
    pub job_dir: &'a str,
    /// Its labellings.
    pub labellings: &'a [Labelled<'a>],
    /// Its `perf_est_list.json`: the estimates of the iterations before it.
    pub perf_est_list: &'a [f64],
    /// Its `perf_est.json`, where there is one.
    pub perf_est: &'a PerformanceHistory,
}

/// Everything that the next iteration needs: a configuration, and three files for the *previous* job's directory, to which the
/// configuration refers.
#[derive(Debug, Clone, PartialEq)]
pub struct NextIteration {
    /// The next job's configuration.
    pub config: ActiveMlConfig,
    /// For [`ORACLE_DATA_FILE`].
    pub oracle_data: OracleData,
    /// For [`PERF_EST_LIST_FILE`].
    pub perf_est_list: Vec<f64>,
    /// For [`PERF_EST_FILE`].
    pub perf_est: PerformanceHistory,
}

/// The configuration of the iteration after `config`, whose job has `job_dir`: the same pool and settings, paths filled in.
pub fn following_config(config: &ActiveMlConfig, job_dir: &str) -> ActiveMlConfig {
    let beneath = |name: &str| Some(format!("/{}/{name}", job_dir.trim_matches('/')));
    ActiveMlConfig {
        iteration: config.iteration + 1,
        // Iteration 0 has no labels, hence no training data.
        training_data_path: if config.iteration == 0 { None } else { beneath(super::TRAINING_DATA_FILE) },
        training_data_to_add_path: beneath(super::RESULT_FILE),
        oracle_data_to_add_path: beneath(ORACLE_DATA_FILE),
        perf_est_list_path: beneath(PERF_EST_LIST_FILE),
        result_dir_path: None,
        job_dir: None,
        ..config.clone()
    }
}

/// Makes the next iteration out of the labels of the previous one. Spectra without a label are left out: they stay in the pool.
///
/// An iteration that predicted no candidate at all has nothing to judge; its estimate counts as 0 in the plain list.
///
/// # Errors
/// When no oracle spectrum has a label, when there are spectra for the performance estimate but none has a label, when a label is no
/// class, or when the list of estimates does not fit the iteration.
pub fn next_iteration(previous: &Previous<'_>) -> Result<NextIteration, LearningError> {
    let config = previous.config;
    let expected = config.iteration.saturating_sub(1) as usize;
    // The list may have been extended already, by an earlier call or by the predecessor's front end.
    if previous.perf_est_list.len() < expected {
        let message = format!(
            "The list of performance estimates has {} numbers; iteration {} needs {expected}.",
            previous.perf_est_list.len(),
            config.iteration
        );
        return Err(LearningError::config("perf_est_list_path", message));
    }
    let oracle_data = oracle_data(previous)?;
    let mut perf_est_list = previous.perf_est_list[..expected].to_vec();
    let mut perf_est = previous.perf_est.clone();
    perf_est.iterations.retain(|estimate| estimate.iteration < config.iteration);
    if config.iteration > 0 {
        let estimate = performance(previous)?;
        perf_est_list.push(estimate.overall.precision.unwrap_or(0.0));
        perf_est.iterations.push(estimate);
    }
    Ok(NextIteration { config: following_config(config, previous.job_dir), oracle_data, perf_est_list, perf_est })
}

fn labelled<'a>(previous: &'a Previous<'_>, set: SpectrumSet) -> impl Iterator<Item = (&'a Labelled<'a>, &'a str)> {
    let own = previous.labellings.iter().filter(move |labelling| labelling.set == set);
    own.filter_map(|labelling| labelling.user_label.map(|label| (labelling, label)))
}

fn class_of(previous: &Previous<'_>, name: &str, label: &str) -> Result<i64, LearningError> {
    let position = previous.config.classes.iter().position(|class| class == label);
    position.and_then(|class| i64::try_from(class).ok()).ok_or_else(|| {
        let known = previous.config.classes.join(", ");
        LearningError::config(
            "classes",
            format!("Label \"{label}\" of spectrum {name} is not one of the classes: {known}."),
        )
    })
}

fn oracle_data(previous: &Previous<'_>) -> Result<OracleData, LearningError> {
    let mut data = OracleData::default();
    for (labelling, label) in labelled(previous, SpectrumSet::Oracle) {
        data.labels.push(class_of(previous, labelling.filename, label)?);
        data.filenames.push(labelling.filename.to_owned());
    }
    if data.filenames.is_empty() {
        return Err(LearningError::config("oracle_data_to_add_path", "No spectrum of the oracle set has a label yet."));
    }
    Ok(data)
}

fn performance(previous: &Previous<'_>) -> Result<PerformanceEstimate, LearningError> {
    let mut pairs = Vec::new();
    for (labelling, label) in labelled(previous, SpectrumSet::PerformanceEstimation) {
        class_of(previous, labelling.filename, label)?;
        pairs.push((labelling.model_prediction.unwrap_or_default(), label));
    }
    let shown = previous.labellings.iter().any(|labelling| labelling.set == SpectrumSet::PerformanceEstimation);
    if shown && pairs.is_empty() {
        let message = "No spectrum of the performance-estimation set has a label yet.";
        return Err(LearningError::config("perf_est_list_path", message));
    }
    Ok(PerformanceEstimate::judge(previous.config.iteration, &previous.config.candidate_classes, &pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(iteration: u32) -> ActiveMlConfig {
        let classes = vec!["other".to_owned(), "peak".to_owned()];
        ActiveMlConfig { iteration, ..ActiveMlConfig::new(classes, vec!["peak".into()], "/pool.h5") }
    }

    fn labelling<'a>(filename: &'a str, set: SpectrumSet, prediction: &'a str, label: Option<&'a str>) -> Labelled<'a> {
        Labelled { filename, set, model_prediction: Some(prediction), user_label: label }
    }

    fn next(iteration: u32, labellings: &[Labelled<'_>], list: &[f64]) -> Result<NextIteration, LearningError> {
        next_iteration(&Previous {
            config: &config(iteration),
            job_dir: "/JOBS/job_x",
            labellings,
            perf_est_list: list,
            perf_est: &PerformanceHistory::default(),
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
        assert_eq!(next.config.oracle_data_to_add_path.as_deref(), Some("/JOBS/job_x/oracle_data.json"));
        assert_eq!(next.config.perf_est_list_path.as_deref(), Some("/JOBS/job_x/perf_est_list.json"));
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
}
