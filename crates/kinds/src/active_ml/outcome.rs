//! What an iteration hands to whoever runs it: spectra to show to people, and numbers.

use ml_job_domain::{PerformanceEstimate, ShownSpectrum, SpectrumSet};
use ml_job_learning::error::LearningError;
use ml_job_learning::metrics::class_counts;
use ml_job_learning::pool::{Pool, Survey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::config::ActiveMlConfig;
use super::outputs::Chosen;
use super::training_set::Assembled;

/// What an iteration hands to its caller, besides the files.
#[derive(Debug, Clone, PartialEq)]
pub struct IterationOutcome {
    /// Spectra to show: the oracle's, those of the estimate, the candidates.
    pub labellings: Vec<ShownSpectrum>,
    /// For the job.
    pub metrics: IterationMetrics,
}

/// Numbers of an iteration, for the job's metrics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IterationMetrics {
    /// The iteration.
    pub iteration: u32,
    /// The seed.
    pub seed: u64,
    /// What computed; absent in iteration 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<String>,
    /// Spectra without a label.
    pub pool_spectra: usize,
    /// Spectra that the oracle is asked about.
    pub oracle_spectra: usize,
    /// Spectra that the estimate is drawn from.
    pub perf_est_spectra: usize,
    /// What training brought; absent in iteration 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub training: Option<TrainingMetrics>,
    /// The plain estimates of the iterations before.
    pub perf_est_list: Vec<f64>,
    /// The newest estimate with its bounds, where the labels are known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub performance: Option<PerformanceEstimate>,
    /// What a person should know: corrected labels, classes that no spectrum teaches, an empty pool.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub warnings: Vec<String>,
}

/// Numbers of the training in an iteration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingMetrics {
    /// Labelled spectra.
    pub training_spectra: usize,
    /// Spectra trained on, with the synthetic ones.
    pub balanced_spectra: usize,
    /// Labelled spectra of each class, in the order of `classes`.
    pub class_counts: Vec<usize>,
    /// Labels of the training set that new ones replaced.
    #[serde(default)]
    pub corrected_labels: usize,
    /// Epochs run.
    pub epochs: usize,
    /// Loss of the epoch whose weights were kept.
    pub loss: f64,
    /// Spectra predicted in each class, in the order of `classes`.
    pub predicted_counts: Vec<usize>,
    /// Spectra predicted in a candidate class.
    pub candidates: usize,
    /// Mean entropy of the predictions, in nats; 0 for an empty pool.
    pub mean_entropy: f64,
}

/// The spectra that an iteration wants to show, with what the network said of them; iteration 0 has no network, and says `-`.
pub(super) fn labellings(
    config: &ActiveMlConfig,
    pool: &Pool,
    chosen: &Chosen,
    survey: Option<&Survey>,
) -> Result<Vec<ShownSpectrum>, LearningError> {
    let sets = [
        (SpectrumSet::Oracle, chosen.oracle.as_slice()),
        (SpectrumSet::PerformanceEstimation, chosen.perf_est.as_slice()),
        (SpectrumSet::Candidate, chosen.candidates.as_deref().unwrap_or_default()),
    ];
    let shown: Vec<(SpectrumSet, usize)> =
        sets.iter().flat_map(|(set, indices)| indices.iter().map(|&index| (*set, index))).collect();
    let indices: Vec<usize> = shown.iter().map(|(_, index)| *index).collect();
    let (magnitudes, snrs) = (pool.facts("magnitude", &indices)?, pool.facts("snr", &indices)?);
    let labelling = |(place, &(spectrum_set, index)): (usize, &(SpectrumSet, usize))| {
        let predicted = survey.map(|survey| (survey, survey.labels[index] as usize));
        ShownSpectrum {
            model_prediction: Some(predicted.map_or("-", |(_, class)| &config.classes[class]).to_owned()),
            model_probability: predicted
                .map(|(survey, class)| f64::from(survey.probabilities[index * config.classes.len() + class])),
            model_entropy: survey.map(|survey| survey.entropies[index]),
            magnitude: magnitudes[place],
            snr: snrs[place],
            ..ShownSpectrum::new(pool.names().get(index), spectrum_set, config.iteration)
        }
    };
    Ok(shown.iter().enumerate().map(labelling).collect())
}

/// What a training tells of itself, whichever model learnt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Learnt {
    /// Spectra trained on, with the synthetic ones.
    pub(super) balanced_spectra: usize,
    /// Epochs run.
    pub(super) epochs: usize,
    /// Loss that was reached.
    pub(super) loss: f64,
}

impl Learnt {
    /// The numbers of a training on `assembled`, and of the predictions for the pool.
    pub(super) fn of(
        self,
        assembled: &Assembled,
        classes: usize,
        survey: &Survey,
        candidates: usize,
    ) -> TrainingMetrics {
        #[expect(clippy::cast_precision_loss, reason = "pools are far smaller than 2^52")]
        let mean_entropy = survey.entropies.iter().sum::<f64>() / survey.entropies.len().max(1) as f64;
        TrainingMetrics {
            training_spectra: assembled.set.len(),
            balanced_spectra: self.balanced_spectra,
            class_counts: assembled.set.class_counts(classes),
            corrected_labels: assembled.corrected,
            epochs: self.epochs,
            loss: self.loss,
            predicted_counts: class_counts(&survey.labels, classes),
            candidates,
            mean_entropy,
        }
    }
}
