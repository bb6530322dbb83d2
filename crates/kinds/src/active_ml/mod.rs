//! One iteration of active learning, from configuration to result files: the `ACTIVE_ML` job.
//!
//! [`run_iteration`] does it; [`next_iteration`] makes the following configuration from the labels a person gave. Files keep the names
//! and layouts of the predecessor. `result.h5` refers to the pool: its `fluxes` is an HDF5 virtual dataset over the pool's rows, which
//! any HDF5 program reads like a plain one as long as the pool stays where it was (values are NaN otherwise); `copy_pool` makes it
//! self-contained instead.

mod config;
pub(crate) mod job;
mod next;
mod outputs;
mod paths;
mod training_set;

use std::collections::HashSet;
use std::path::Path;

use ml_job_domain::{LogLevel, Observer};
use serde::{Deserialize, Serialize};

pub use self::config::ActiveMlConfig;
pub use self::next::{
    Labelled, NextIteration, ORACLE_DATA_FILE, PERF_EST_FILE, PERF_EST_LIST_FILE, PerformanceHistory, Previous,
    SpectrumSet, following_config, next_iteration,
};
pub use self::training_set::OracleData;

use self::outputs::{Chosen, MOST_SHOWN};
use self::paths::Root;
use self::training_set::{Grid, assemble, read_json};
use ml_job_learning::balance::{Balance, class_weights, smote};
use ml_job_learning::data::{LabelledSet, write_json};
use ml_job_learning::engine::{Adam, Engine, device};
use ml_job_learning::error::LearningError;
use ml_job_learning::estimate::PerformanceEstimate;
use ml_job_learning::model::{Description, Model, scaling_of};
use ml_job_learning::network::Network;
use ml_job_learning::pool::{Pool, Survey, SurveyOptions, survey};
use ml_job_learning::rng::{Purpose, sample_without_replacement, stream};
use ml_job_learning::strategy::{InitialQuery, QueryStrategy, farthest_first};
use ml_job_learning::train::{History, TrainingOptions, train};
use ml_job_learning::tsne::map_onto_plane;

/// Name of the main result in a job's directory.
pub const RESULT_FILE: &str = "result.h5";
/// Name of the training set in a job's directory.
pub const TRAINING_DATA_FILE: &str = "training_data.h5";
/// `initial_query: diverse` chooses among so many times as many random spectra as are asked for.
const DIVERSE_SAMPLE: usize = 20;

/// A labelling to be created: a spectrum to show to a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewLabelling {
    /// Name of the spectrum.
    pub spectrum_filename: String,
    /// What it is shown for.
    pub spectrum_set: SpectrumSet,
    /// The iteration.
    pub sequence_iteration: u32,
    /// Name of the predicted class, `-` in iteration 0.
    pub model_prediction: String,
    /// Probability of the predicted class; absent in iteration 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model_probability: Option<f64>,
    /// Entropy of the class probabilities, in nats; absent in iteration 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model_entropy: Option<f64>,
    /// Magnitude of the object, where the pool states it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub magnitude: Option<f64>,
}

/// Numbers of an iteration, for the job's metrics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// Numbers of the training in an iteration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingMetrics {
    /// Labelled spectra.
    pub training_spectra: usize,
    /// Spectra trained on, with the synthetic ones.
    pub balanced_spectra: usize,
    /// Labelled spectra of each class, in the order of `classes`.
    pub class_counts: Vec<usize>,
    /// Epochs run.
    pub epochs: usize,
    /// Loss of the epoch whose weights were kept.
    pub loss: f64,
    /// Spectra predicted in each class, in the order of `classes`.
    pub predicted_counts: Vec<usize>,
    /// Spectra predicted in a candidate class.
    pub candidates: usize,
    /// Mean entropy of the predictions, in nats.
    pub mean_entropy: f64,
}

/// What an iteration hands to its caller, besides the files.
#[derive(Debug, Clone, PartialEq)]
pub struct IterationOutcome {
    /// Labellings to create: the oracle's, those of the estimate, the candidates.
    pub labellings: Vec<NewLabelling>,
    /// For the job.
    pub metrics: IterationMetrics,
}

/// Runs an iteration and writes its files into the job's directory.
///
/// `job_dir` is relative to `files_root`, as all paths of the configuration are; `threads` is for the CPU, 0 for all. Equal
/// configurations and files give equal results, byte for byte on the CPU, on any number of threads.
///
/// # Errors
/// One sentence that says what is wrong and where; [`LearningError::class`] tells whose business it is.
pub fn run_iteration(
    config: &ActiveMlConfig,
    files_root: &Path,
    job_dir: &str,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<IterationOutcome, LearningError> {
    if let Some(problem) = config.problems().into_iter().next() {
        return Err(problem.into());
    }
    let root = Root::new(files_root)?;
    let directory = root.resolve("job_dir", job_dir)?;
    let pool_path = config.pool_data_path.as_deref().unwrap_or_default();
    let file = root.open_spectra("pool_data_path", pool_path)?;
    let wave = file.wave()?;
    let performance = Performance::read(config, &root)?;
    let iteration = Iteration { config, directory: &directory, wave: &wave, performance };
    let outcome = if config.iteration == 0 {
        iteration.start(&Pool::new(file, &HashSet::new())?, observer)?
    } else {
        let set = assemble(config, &root, &Grid { shown: file.shown(), wave: &wave })?;
        let pool = Pool::new(file, &set.names.iter().collect())?;
        iteration.learn(&set, &pool, threads, observer)?
    };
    iteration.write_performance(job_dir)?;
    Ok(outcome)
}

/// The estimates that earlier iterations left.
struct Performance {
    list: Vec<f64>,
    history: PerformanceHistory,
}

impl Performance {
    fn read(config: &ActiveMlConfig, root: &Root) -> Result<Self, LearningError> {
        let expected = config.iteration.saturating_sub(1) as usize;
        let Some(path) = &config.perf_est_list_path else {
            return Ok(Self { list: Vec::new(), history: PerformanceHistory::default() });
        };
        let place = root.resolve("perf_est_list_path", path)?;
        let list: Vec<f64> = read_json(&place, Path::new(path))?;
        if list.len() != expected {
            let message = format!(
                "perf_est_list_path: \"{path}\" has {} numbers; iteration {} needs {expected}.",
                list.len(),
                config.iteration
            );
            return Err(LearningError::config("perf_est_list_path", message));
        }
        // The bounds lie beside the list where the labels came through the platform; the predecessor's front end writes none.
        let beside = place.with_file_name(PERF_EST_FILE);
        let history = if beside.is_file() {
            read_json(&beside, Path::new(PERF_EST_FILE))?
        } else {
            PerformanceHistory::default()
        };
        Ok(Self { list, history })
    }
}

/// What both kinds of iteration share.
struct Iteration<'a> {
    config: &'a ActiveMlConfig,
    directory: &'a Path,
    wave: &'a [f64],
    performance: Performance,
}

impl Iteration<'_> {
    /// Iteration 0: choose without a network.
    fn start(&self, pool: &Pool, observer: &mut dyn Observer) -> Result<IterationOutcome, LearningError> {
        let config = self.config;
        if config.training_data_path.is_some() || config.oracle_data_to_add_path.is_some() {
            observer.log(
                LogLevel::Info,
                "Iteration 0 uses no labels: training data and labels of the configuration are ignored.",
            );
        }
        let mut random = stream(config.seed, Purpose::Query, 0);
        let n = config.oracle_batch_size;
        let oracle = match config.initial_query {
            InitialQuery::First => (0..n.min(pool.len())).collect(),
            InitialQuery::Random => sample_without_replacement(pool.len(), n, &mut random),
            InitialQuery::Diverse => {
                let sample = sample_without_replacement(pool.len(), n.saturating_mul(DIVERSE_SAMPLE), &mut random);
                let fluxes = pool.gather(&sample)?;
                farthest_first(&fluxes, pool.file().points(), n).into_iter().map(|i| sample[i]).collect()
            }
        };
        observer.log(LogLevel::Info, &format!("{} of {} spectra are to be labelled first.", oracle.len(), pool.len()));
        let chosen = Chosen { oracle, ..Chosen::default() };
        outputs::write_prep_spectra(self.directory, pool, self.wave, &chosen)?;
        outputs::write_result(self.directory, config, pool, self.wave, None, &chosen)?;
        let labellings = self.labellings(pool, &chosen, None)?;
        Ok(IterationOutcome { labellings, metrics: self.metrics(pool, &chosen, None, None) })
    }

    /// Iteration 1 and later: train, predict, choose.
    fn learn(
        &self,
        set: &LabelledSet,
        pool: &Pool,
        threads: usize,
        observer: &mut dyn Observer,
    ) -> Result<IterationOutcome, LearningError> {
        let config = self.config;
        let network = Network::standard(self.wave.len(), config.classes.len());
        let (mut engine, line) = device::engine(config.device, &network, threads)?;
        observer.log(LogLevel::Info, &line);
        let (history, balanced_spectra) = self.train(engine.as_mut(), set, observer)?;
        let options = SurveyOptions {
            strategy: config.query_strategy,
            query_size: config.oracle_batch_size,
            batch_size: config.batch_size_predict,
            seed: config.seed,
        };
        let survey = survey(pool, engine.as_mut(), options, observer)?;
        let (chosen, candidates) = self.choose(pool, &survey, observer);
        observer.log(
            LogLevel::Info,
            &format!("{candidates} of {} spectra are predicted in a candidate class.", pool.len()),
        );

        outputs::write_training_data(self.directory, self.wave, set)?;
        write_json(&self.directory.join("training_history.json"), &history)?;
        let map = map_onto_plane(set, config.seed, observer)?;
        outputs::write_dim_reduc(self.directory, set, &config.classes, &map)?;
        outputs::write_prep_spectra(self.directory, pool, self.wave, &chosen)?;
        if config.save_model {
            self.model(engine.as_mut(), pool, set, &history)?.save(self.directory)?;
        }
        outputs::write_result(self.directory, config, pool, self.wave, Some(&survey), &chosen)?;

        let labellings = self.labellings(pool, &chosen, Some(&survey))?;
        let training = self.training_metrics(set, balanced_spectra, &history, &survey, candidates);
        let metrics = self.metrics(pool, &chosen, Some(engine.description()), Some(training));
        Ok(IterationOutcome { labellings, metrics })
    }

    /// Balances and trains; returns the history and the size of the balanced set.
    fn train(
        &self,
        engine: &mut dyn Engine,
        set: &LabelledSet,
        observer: &mut dyn Observer,
    ) -> Result<(History, usize), LearningError> {
        let config = self.config;
        let (balanced, notices) = match config.balance {
            Balance::Smote => smote(set, &config.classes, config.seed),
            Balance::ClassWeights | Balance::None => (set.clone(), Vec::new()),
        };
        for notice in &notices {
            observer.log(LogLevel::Info, notice);
        }
        let counts = set.class_counts(config.classes.len());
        let counts: Vec<String> = config.classes.iter().zip(counts).map(|(class, n)| format!("{n} {class}")).collect();
        let (n, all) = (set.len(), balanced.len());
        observer
            .log(LogLevel::Info, &format!("Training set: {n} spectra ({}), {all} after balancing.", counts.join(", ")));
        let options = TrainingOptions {
            seed: config.seed,
            batch_size: config.batch_size_train,
            epochs: config.epochs_train,
            min_delta: config.min_delta_train,
            patience: config.patience_train,
            optimiser: Adam { learning_rate: config.learning_rate, ..Adam::default() },
            class_weights: (config.balance == Balance::ClassWeights).then(|| class_weights(set, config.classes.len())),
        };
        let history = train(engine, &balanced, &options, observer)?;
        let (epochs, loss) = (history.loss.len(), history.best_loss());
        let end = if history.stopped_early { "stopped early" } else { "ran all its epochs" };
        let best = history.best_epoch + 1;
        observer.log(
            LogLevel::Info,
            &format!("Training {end} after {epochs} epochs; weights of epoch {best} are kept, loss {loss:.4}."),
        );
        Ok((history, balanced.len()))
    }

    /// Oracle and estimate sets have no spectrum in common: a label that teaches cannot measure.
    fn choose(&self, pool: &Pool, survey: &Survey, observer: &mut dyn Observer) -> (Chosen, usize) {
        let config = self.config;
        let index = u64::from(config.iteration);
        let oracle = if config.query_strategy == QueryStrategy::Random {
            let mut random = stream(config.seed, Purpose::Query, index);
            sample_without_replacement(pool.len(), config.oracle_batch_size, &mut random)
        } else {
            survey.query.clone()
        };
        let wanted: Vec<bool> = config.classes.iter().map(|class| config.candidate_classes.contains(class)).collect();
        let candidates: Vec<usize> = (0..pool.len()).filter(|&i| wanted[survey.labels[i] as usize]).collect();
        let asked: HashSet<usize> = oracle.iter().copied().collect();
        let eligible: Vec<usize> = candidates.iter().copied().filter(|i| !asked.contains(i)).collect();
        let mut random = stream(config.seed, Purpose::PerformanceEstimate, index);
        let perf_est: Vec<usize> = sample_without_replacement(eligible.len(), config.perf_est_batch_size, &mut random)
            .into_iter()
            .map(|i| eligible[i])
            .collect();
        if perf_est.len() < config.perf_est_batch_size {
            observer.log(
                LogLevel::Info,
                &format!("Only {} spectra are there for the performance estimate.", perf_est.len()),
            );
        }
        let count = candidates.len();
        if config.show_candidates && count > MOST_SHOWN {
            observer.log(
                LogLevel::Info,
                &format!("prep_spectra.json holds the first {MOST_SHOWN} of the shown spectra only."),
            );
        }
        (Chosen { oracle, perf_est, candidates: config.show_candidates.then_some(candidates) }, count)
    }

    fn labellings(
        &self,
        pool: &Pool,
        chosen: &Chosen,
        survey: Option<&Survey>,
    ) -> Result<Vec<NewLabelling>, LearningError> {
        let sets = [
            (SpectrumSet::Oracle, chosen.oracle.as_slice()),
            (SpectrumSet::PerformanceEstimation, chosen.perf_est.as_slice()),
            (SpectrumSet::Candidate, chosen.candidates.as_deref().unwrap_or_default()),
        ];
        let shown: Vec<(SpectrumSet, usize)> =
            sets.iter().flat_map(|(set, indices)| indices.iter().map(|&index| (*set, index))).collect();
        let magnitudes = pool.magnitudes(&shown.iter().map(|(_, index)| *index).collect::<Vec<_>>())?;
        let labelling = |((spectrum_set, index), magnitude): ((SpectrumSet, usize), Option<f64>)| {
            let class = survey.map(|survey| survey.labels[index] as usize);
            NewLabelling {
                spectrum_filename: pool.names().get(index).to_owned(),
                spectrum_set,
                sequence_iteration: self.config.iteration,
                model_prediction: class.map_or_else(|| "-".to_owned(), |class| self.config.classes[class].clone()),
                model_probability: survey
                    .zip(class)
                    .map(|(survey, class)| f64::from(survey.probabilities[index * self.config.classes.len() + class])),
                model_entropy: survey.map(|survey| survey.entropies[index]),
                magnitude,
            }
        };
        Ok(shown.into_iter().zip(magnitudes).map(labelling).collect())
    }

    fn training_metrics(
        &self,
        set: &LabelledSet,
        balanced_spectra: usize,
        history: &History,
        survey: &Survey,
        candidates: usize,
    ) -> TrainingMetrics {
        let classes = self.config.classes.len();
        let mut predicted_counts = vec![0; classes];
        for &label in &survey.labels {
            predicted_counts[label as usize] += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "pools are far smaller than 2^52")]
        let mean_entropy = survey.entropies.iter().sum::<f64>() / survey.entropies.len() as f64;
        TrainingMetrics {
            training_spectra: set.len(),
            balanced_spectra,
            class_counts: set.class_counts(classes),
            epochs: history.loss.len(),
            loss: history.best_loss(),
            predicted_counts,
            candidates,
            mean_entropy,
        }
    }

    fn metrics(
        &self,
        pool: &Pool,
        chosen: &Chosen,
        device: Option<String>,
        training: Option<TrainingMetrics>,
    ) -> IterationMetrics {
        IterationMetrics {
            iteration: self.config.iteration,
            seed: self.config.seed,
            device,
            pool_spectra: pool.len(),
            oracle_spectra: chosen.oracle.len(),
            perf_est_spectra: chosen.perf_est.len(),
            training,
            perf_est_list: self.performance.list.clone(),
            performance: self.performance.history.iterations.last().cloned(),
        }
    }

    fn model(
        &self,
        engine: &mut dyn Engine,
        pool: &Pool,
        set: &LabelledSet,
        history: &History,
    ) -> Result<Model, LearningError> {
        let description = Description {
            format_version: Description::format_version(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            network: engine.network().clone(),
            classes: self.config.classes.clone(),
            wave: Some(self.wave.to_vec()),
            scaling: scaling_of(pool.file()),
            seed: self.config.seed,
            training_spectra: set.len(),
            training_loss: history.best_loss(),
        };
        Ok(Model { description, parameters: engine.parameters()? })
    }

    /// Writes the estimates and the next configuration, last of all: where it is, the rest is complete.
    fn write_performance(&self, job_dir: &str) -> Result<(), LearningError> {
        write_json(&self.directory.join(PERF_EST_LIST_FILE), &self.performance.list)?;
        write_json(&self.directory.join(PERF_EST_FILE), &self.performance.history)?;
        write_json(&self.directory.join("new_config.json"), &following_config(self.config, job_dir))
    }
}
