//! One iteration, from configuration to result files.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;

use ml_job_domain::{LogLevel, Observer};
use ml_job_learning::classify::{
    Ensemble, FitOptions, LearntModel, Lines, ModelKind, OnThreads, fit_members, fit_model, workers,
};
use ml_job_learning::data::{LabelledSet, Preparation, write_json};
use ml_job_learning::engine::{Adam, device};
use ml_job_learning::error::LearningError;
use ml_job_learning::features::{FeatureFit, Features, LineSpec};
use ml_job_learning::network::Network;
use ml_job_learning::pool::{Pool, Survey, SurveyOptions, survey};
use ml_job_learning::rng::{Purpose, sample_without_replacement, stream};
use ml_job_learning::strategy::QueryStrategy;
use ml_job_learning::train::TrainingOptions;
use ml_job_learning::tsne::map_onto_plane;

use super::config::ActiveMlConfig;
use super::history::Performance;
use super::next::new_config;
use super::outcome::{IterationMetrics, IterationOutcome, Learnt, TrainingMetrics, labellings};
use super::outputs::{self, Chosen, MOST_SHOWN};
use super::training_set::{Assembled, Grid, assemble};
use crate::files::Files;

/// Name of the next configuration in a job's directory.
pub const NEW_CONFIG_FILE: &str = "new_config.json";

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
    let files = Files::open(files_root)?;
    let directory = files.resolve("job_dir", job_dir)?;
    let pool_path = config.pool_data_path.as_deref().unwrap_or_default();
    let mut file = files.open_spectra("pool_data_path", pool_path)?;
    if config.model != ModelKind::Network {
        file = file.with_embeddings()?;
    }
    let wave = file.wave()?;
    let performance = Performance::read(config, &files)?;
    let preparation = Preparation::of(&file);
    let warnings = Vec::new();
    let mut iteration = Iteration { config, directory: &directory, wave: &wave, performance, preparation, warnings };
    let outcome = if config.iteration == 0 {
        iteration.start(&Pool::new(file, &HashSet::new())?, observer)?
    } else {
        let grid = Grid { pool: &file, wave: &wave, preparation: iteration.preparation.as_ref() };
        let assembled = assemble(config, &files, &grid)?;
        let pool = Pool::new(file, &assembled.set.names.iter().collect())?;
        for remark in &assembled.remarks {
            iteration.warn(observer, remark.clone());
        }
        if assembled.set.class_counts(config.classes.len()).iter().filter(|&&n| n > 0).count() < 2 {
            iteration.start_again(&assembled.set, &pool, observer)?
        } else {
            iteration.learn(&assembled, &pool, threads, observer)?
        }
    };
    iteration.performance.write(&directory)?;
    // Last of all: where it is, the rest is complete.
    write_json(&directory.join(NEW_CONFIG_FILE), &new_config(config, job_dir))?;
    Ok(outcome)
}

/// What both kinds of iteration share.
pub(super) struct Iteration<'a> {
    pub(super) config: &'a ActiveMlConfig,
    pub(super) directory: &'a Path,
    pub(super) wave: &'a [f64],
    performance: Performance,
    /// How the pool's spectra were prepared, where it says so.
    pub(super) preparation: Option<Preparation>,
    /// What a person should know, besides the log.
    warnings: Vec<String>,
}

impl Iteration<'_> {
    /// Tells a person, in the log and in the metrics.
    pub(super) fn warn(&mut self, observer: &mut dyn Observer, sentence: String) {
        observer.log(LogLevel::Warn, &sentence);
        self.warnings.push(sentence);
    }

    /// What is remarkable about the pool, whatever iteration it is.
    pub(super) fn look_at(&mut self, pool: &Pool, observer: &mut dyn Observer) {
        let repeated = repeated_names(pool);
        if repeated > 0 {
            let sentence = format!(
                "{repeated} spectra of the pool have a name that another one has, too. Labels go by names: one label counts for all of \
                 a name, and the first of them teaches."
            );
            self.warn(observer, sentence);
        }
        let asked = self.config.oracle_batch_size;
        if pool.is_empty() {
            let sentence = "Every spectrum of the pool has a label: the network learns from all of them, and there is nothing left to ask.";
            self.warn(observer, sentence.to_owned());
        } else if asked > pool.len() {
            let sentence = format!(
                "oracle_batch_size is {asked}, but the pool has only {} spectra: all are asked for.",
                pool.len()
            );
            observer.log(LogLevel::Info, &sentence);
        }
    }

    /// Iteration 1 and later: train, predict, choose.
    fn learn(
        &mut self,
        assembled: &Assembled,
        pool: &Pool,
        threads: usize,
        observer: &mut dyn Observer,
    ) -> Result<IterationOutcome, LearningError> {
        let (config, set) = (self.config, &assembled.set);
        self.look_at(pool, observer);
        let wanted = config.classes.iter().map(|class| config.candidate_classes.contains(class)).collect();
        let options = SurveyOptions {
            strategy: config.query_strategy,
            query_size: config.oracle_batch_size,
            batch_size: config.batch_size_predict,
            seed: config.seed,
            wanted,
        };
        let (survey, training, device) = if config.model == ModelKind::Network {
            self.learn_network(set, pool, threads, options, observer)?
        } else {
            self.learn_features(set, pool, threads, options, observer)?
        };
        let (chosen, candidates) = self.choose(pool, &survey, observer);
        observer.log(
            LogLevel::Info,
            &format!("{candidates} of {} spectra are predicted in a candidate class.", pool.len()),
        );

        let layout = pool.file().layout();
        outputs::write_training_data(self.directory, self.wave, layout, self.preparation.as_ref(), set)?;
        let map = map_onto_plane(&set.fluxes_alone(layout), config.seed, observer)?;
        outputs::write_dim_reduc(self.directory, set, &config.classes, &map)?;
        outputs::write_prep_spectra(self.directory, pool, self.wave, &chosen)?;
        self.write_result(pool, Some(&survey), &chosen)?;

        let labellings = labellings(config, pool, &chosen, Some(&survey))?;
        let training = training.of(assembled, config.classes.len(), &survey, candidates);
        let metrics = self.metrics(pool, &chosen, Some(device), Some(training));
        Ok(IterationOutcome { labellings, metrics })
    }

    /// Trains the network and lets it predict.
    fn learn_network(
        &self,
        set: &LabelledSet,
        pool: &Pool,
        threads: usize,
        options: SurveyOptions,
        observer: &mut dyn Observer,
    ) -> Result<(Survey, Learnt, String), LearningError> {
        let config = self.config;
        let network = Network::standard(self.wave.len(), config.classes.len());
        let (mut engine, line) = device::engine(config.device, &network, threads)?;
        observer.log(LogLevel::Info, &line);
        let training = TrainingOptions {
            seed: config.seed,
            batch_size: config.batch_size_train,
            epochs: config.epochs_train,
            min_delta: config.min_delta_train,
            patience: config.patience_train,
            optimiser: Adam::with_rate(config.learning_rate),
            class_weights: None,
        };
        let (balance, members) = (config.balance, config.members);
        let fitted = fit_members(engine.as_mut(), set, &config.classes, balance, &training, members, observer)?;
        let mut ensemble = Ensemble::new(engine.as_mut(), fitted.parameters.clone())?;
        let survey = survey(pool, &mut ensemble, options, observer)?;
        // Of an ensemble the first network's: the others' are in the log.
        let first = &fitted.fitted[0];
        write_json(&self.directory.join("training_history.json"), &first.history)?;
        if config.save_model {
            fitted.model(&network, pool.file())?.save(self.directory)?;
        }
        let (epochs, balanced_spectra) = (first.history.loss.len(), first.balanced_spectra);
        let mut device = engine.description();
        if members > 1 {
            device = format!("{device}, {members} networks");
        }
        Ok((survey, Learnt { balanced_spectra, epochs, loss: fitted.loss() }, device))
    }

    /// Fits a model of features and lets it predict; it has no epochs, and its loss is that of the training set.
    fn learn_features(
        &self,
        set: &LabelledSet,
        pool: &Pool,
        threads: usize,
        options: SurveyOptions,
        observer: &mut dyn Observer,
    ) -> Result<(Survey, Learnt, String), LearningError> {
        let (config, classes) = (self.config, self.config.classes.len());
        let features = if pool.is_empty() {
            let mut fit = FeatureFit::new(pool.file().layout());
            fit.add(&set.fluxes);
            fit.finish(LineSpec::default(), Some(self.wave))
        } else {
            Features::fit(pool, LineSpec::default(), observer)?
        };
        let mut lines = Lines::default();
        let fitting = FitOptions { seed: config.seed, calibrate: true };
        let model =
            workers(threads)?.install(|| fit_model(config.model, &features, set, classes, fitting, &mut lines))?;
        lines.tell(observer);
        observer.log(LogLevel::Info, &format!("The model is {} on {} features.", model.kind.name(), features.width()));
        let probabilities = model.probabilities(&set.fluxes);
        let loss_of = |(p, label): (&[f32], &u32)| -f64::from(p[*label as usize]).max(1e-12).ln();
        #[expect(clippy::cast_precision_loss, reason = "labels are far fewer than 2^52")]
        let loss = probabilities.chunks_exact(classes).zip(&set.labels).map(loss_of).sum::<f64>() / set.len() as f64;
        let device = format!("CPU, model {}", model.kind.name());
        let survey = survey(pool, &mut OnThreads::new(model.clone(), threads)?, options, observer)?;
        if config.save_model {
            let names = config.classes.clone();
            LearntModel::new(model, names, config.seed, set.len(), pool.file())?.save(self.directory)?;
        }
        Ok((survey, Learnt { balanced_spectra: set.len(), epochs: 0, loss }, device))
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

    pub(super) fn write_result(
        &self,
        pool: &Pool,
        survey: Option<&Survey>,
        chosen: &Chosen,
    ) -> Result<(), LearningError> {
        let preparation = self.preparation.as_ref();
        outputs::write_result(self.directory, self.config, pool, self.wave, preparation, survey, chosen)
    }

    pub(super) fn metrics(
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
            warnings: self.warnings.clone(),
        }
    }
}

/// How many spectra have a name that one before them has. Names are compared by a hash of 64 bits, in little memory.
fn repeated_names(pool: &Pool) -> usize {
    let hashes = RandomState::new();
    let mut all: Vec<u64> = pool.names().iter().map(|name| hashes.hash_one(name)).collect();
    all.sort_unstable();
    all.windows(2).filter(|pair| pair[0] == pair[1]).count()
}
