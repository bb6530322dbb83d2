//! Replaying the loop on an already labelled set, with its labels as the oracle, to compare query strategies before anybody spends
//! evenings on labels.
//!
//! For each seed a random part of the set is held out for testing. The rest starts without labels: each round asks for
//! [`SimulationConfig::batch`] of them by the strategy, trains a fresh network on all labels so far and measures it on the test part.
//! All strategies of a seed share the split and the first, random batch, so they differ by their choices only.

mod curves;
mod report;

use std::fs;
use std::path::Path;

use ml_job_domain::{LogLevel, Observer, Progress};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::curves::{Band, Curve, Curves, Point};

use crate::balance::Balance;
use crate::data::{LabelledSet, write_bytes, write_json};
use crate::engine::device::{Device, engine};
use crate::engine::{Engine, MonteCarlo, Predictions, Wanted};
use crate::error::LearningError;
use crate::fit::fit;
use crate::metrics::{Metrics, most_probable};
use crate::network::Network;
use crate::rng::{Purpose, Random, sample_without_replacement, stream};
use crate::strategy::{BALD_PASSES, DIVERSE_POOL, QueryStrategy, TopK, farthest_first};
use crate::train::TrainingOptions;

/// What to simulate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SimulationConfig {
    /// The strategies to compare.
    pub strategies: Vec<QueryStrategy>,
    /// Seeds 0, 1, …: how often everything is repeated.
    pub seeds: u64,
    /// Labels asked for in each round.
    pub batch: usize,
    /// Rounds, the first with a random batch.
    pub rounds: usize,
    /// Share of the set that is held out for testing.
    pub test_share: f64,
    /// Names of the classes; `0`, `1`, … where empty.
    pub classes: Vec<String>,
    /// How unequal classes are treated.
    pub balance: Balance,
    /// What computes.
    pub device: Device,
    /// Threads of the CPU, 0 for all.
    pub threads: usize,
    /// Most epochs of each training.
    pub epochs: usize,
    /// Patience of each training.
    pub patience: usize,
}

impl Default for SimulationConfig {
    fn default() -> Self {
        Self {
            strategies: vec![QueryStrategy::Entropy, QueryStrategy::Margin, QueryStrategy::Random],
            seeds: 5,
            batch: 50,
            rounds: 8,
            test_share: 0.3,
            classes: Vec::new(),
            balance: Balance::Smote,
            device: Device::Auto,
            threads: 0,
            epochs: TrainingOptions::STANDARD.epochs,
            patience: TrainingOptions::STANDARD.patience,
        }
    }
}

/// Simulates on the labelled file `data` and writes `report.html` and, after each round, `curves.json` into `output`, which is
/// made where it is missing: a run that is interrupted keeps what it has.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn simulate_file(
    data: &Path,
    output: &Path,
    config: &SimulationConfig,
    observer: &mut dyn Observer,
) -> Result<Curves, LearningError> {
    let set = LabelledSet::open(data)?;
    fs::create_dir_all(output).map_err(|error| LearningError::io(output, "create it", error))?;
    let count = set.labels.iter().max().map_or(0, |&label| label as usize + 1);
    let numbers: Vec<String> = (0..count).map(|class| class.to_string()).collect();
    let classes = if config.classes.is_empty() { &numbers } else { &config.classes };
    for remark in set.remarks(classes, !config.classes.is_empty()) {
        observer.log(LogLevel::Warn, &remark);
    }
    let curves = simulate(&set, config, observer, &mut |curves| write_json(&output.join("curves.json"), curves))?;
    let name = data.file_name().unwrap_or_default().to_string_lossy();
    write_bytes(&output.join("report.html"), report::html(&curves, config, &name).as_bytes())?;
    Ok(curves)
}

/// Simulates on a labelled set; `keep` gets the curves so far after each round.
///
/// # Errors
/// When the configuration does not fit the set, and what training and `keep` report.
pub fn simulate(
    set: &LabelledSet,
    config: &SimulationConfig,
    observer: &mut dyn Observer,
    keep: &mut dyn FnMut(&Curves) -> Result<(), LearningError>,
) -> Result<Curves, LearningError> {
    let classes = checked_classes(set, config)?;
    let network = Network::standard(set.points, classes.len());
    let (mut engine, line) = engine(config.device, &network, config.threads)?;
    observer.log(LogLevel::Info, &line);
    let total = config.seeds.saturating_mul(config.strategies.len() as u64).saturating_mul(config.rounds as u64);
    let mut done = 0;
    let empty = |&strategy| Curve { strategy, seeds: Vec::new(), bands: Vec::new() };
    let mut curves = Curves {
        class_counts: set.class_counts(network.classes),
        curves: config.strategies.iter().map(empty).collect(),
        classes,
    };
    let classes = curves.classes.clone();
    for seed in 0..config.seeds {
        for (i, &strategy) in config.strategies.iter().enumerate() {
            let mut replay = Replay::new(set, &classes, config, strategy, seed);
            curves.curves[i].seeds.push(Vec::new());
            for round in 0..config.rounds {
                let Some(point) = replay.round(engine.as_mut(), observer)? else { break };
                done += 1;
                let message = format!(
                    "{}, seed {seed}, round {} of {}: accuracy {:.3} with {} labels",
                    strategy.name(),
                    round + 1,
                    config.rounds,
                    point.accuracy,
                    point.labels
                );
                observer.progress(Progress::new(done, total, "rounds").saying(message));
                curves.curves[i].add(point);
                keep(&curves)?;
            }
        }
    }
    Ok(curves)
}

fn checked_classes(set: &LabelledSet, config: &SimulationConfig) -> Result<Vec<String>, LearningError> {
    let refuse = |field: &str, message: String| Err(LearningError::config(field, message));
    let count = set.labels.iter().max().map_or(0, |&label| label as usize + 1);
    if count < 2 {
        return refuse("data", "The set has fewer than two classes.".into());
    }
    if set.len() < 2 {
        return refuse("data", "The set has a single spectrum, which cannot both teach and test.".into());
    }
    if !config.classes.is_empty() && config.classes.len() < count {
        return refuse(
            "classes",
            format!("The labels are of {count} classes, but {} are named.", config.classes.len()),
        );
    }
    if config.strategies.is_empty() || config.seeds == 0 || config.rounds == 0 || config.batch == 0 {
        return refuse("strategies", "A simulation needs at least one strategy, seed, round and label.".into());
    }
    if !(config.test_share > 0.0 && config.test_share < 1.0) {
        return refuse("test_share", format!("The test share must be between 0 and 1, not {}.", config.test_share));
    }
    if config.epochs == 0 {
        return refuse("epochs", "A training needs at least one epoch.".into());
    }
    if config.classes.is_empty() {
        Ok((0..count).map(|class| class.to_string()).collect())
    } else {
        Ok(config.classes.clone())
    }
}

/// The loop of one strategy and seed.
struct Replay<'a> {
    set: &'a LabelledSet,
    classes: &'a [String],
    config: &'a SimulationConfig,
    strategy: QueryStrategy,
    seed: u64,
    test: LabelledSet,
    unlabelled: Vec<usize>,
    labelled: Vec<usize>,
    random: Random,
    trained: bool,
}

impl<'a> Replay<'a> {
    fn new(
        set: &'a LabelledSet,
        classes: &'a [String],
        config: &'a SimulationConfig,
        strategy: QueryStrategy,
        seed: u64,
    ) -> Self {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let held_out = ((set.len() as f64 * config.test_share).round() as usize).clamp(1, set.len() - 1);
        let test = sample_without_replacement(set.len(), held_out, &mut stream(seed, Purpose::Split, 0));
        let mut rest = test.iter().copied().peekable();
        let unlabelled = (0..set.len()).filter(|i| rest.next_if_eq(i).is_none()).collect();
        let random = stream(seed, Purpose::Query, 0);
        let test = set.subset(&test);
        Self { set, classes, config, strategy, seed, test, unlabelled, labelled: Vec::new(), random, trained: false }
    }

    /// Asks, trains and measures; `None` when nothing is left to ask for.
    fn round(&mut self, engine: &mut dyn Engine, observer: &mut dyn Observer) -> Result<Option<Point>, LearningError> {
        if self.unlabelled.is_empty() {
            return Ok(None);
        }
        let asked = self.ask(engine)?;
        self.labelled.extend(&asked);
        let asked: std::collections::HashSet<usize> = asked.into_iter().collect();
        self.unlabelled.retain(|i| !asked.contains(i));
        let known = self.set.subset(&self.labelled);
        let classes = self.classes.len();
        let options = TrainingOptions {
            seed: self.seed,
            epochs: self.config.epochs,
            patience: self.config.patience,
            ..TrainingOptions::default()
        };
        fit(engine, &known, self.classes, self.config.balance, &options, &mut Silent(observer))?;
        self.trained = true;
        let predictions = engine.predict(&self.test.fluxes, Wanted::default())?;
        let metrics = Metrics::compare(&self.test.labels, &most_probable(&predictions.probabilities, classes), classes);
        Ok(Some(Point {
            labels: self.labelled.len(),
            accuracy: metrics.accuracy,
            macro_f1: metrics.macro_f1,
            recall: metrics.recall,
            class_counts: known.class_counts(classes),
        }))
    }

    /// The next batch: at random until there is a network, then by the strategy.
    fn ask(&mut self, engine: &mut dyn Engine) -> Result<Vec<usize>, LearningError> {
        let n = self.config.batch;
        if !self.trained || self.strategy == QueryStrategy::Random {
            let chosen = sample_without_replacement(self.unlabelled.len(), n, &mut self.random);
            return Ok(chosen.into_iter().map(|i| self.unlabelled[i]).collect());
        }
        let pool = self.set.subset(&self.unlabelled);
        let bald = self.strategy == QueryStrategy::Bald;
        let diverse = self.strategy == QueryStrategy::DiverseEntropy;
        let monte_carlo = bald.then_some(MonteCarlo { seed: self.seed, passes: BALD_PASSES });
        let predictions = engine.predict(&pool.fluxes, Wanted { embeddings: diverse, monte_carlo })?;
        let chosen = self.best(&pool, &predictions, if diverse { n.saturating_mul(DIVERSE_POOL) } else { n });
        let chosen = if diverse {
            let width = engine.network().embedding_size();
            let row = |&i: &usize| predictions.embeddings[i * width..(i + 1) * width].to_vec();
            let embeddings: Vec<f32> = chosen.iter().flat_map(row).collect();
            farthest_first(&embeddings, width, n).into_iter().map(|i| chosen[i]).collect()
        } else {
            chosen
        };
        Ok(chosen.into_iter().map(|i| self.unlabelled[i]).collect())
    }

    fn best(&self, pool: &LabelledSet, predictions: &Predictions, k: usize) -> Vec<usize> {
        let classes = self.classes.len();
        let mut top = TopK::new(k);
        for (i, probabilities) in predictions.probabilities.chunks_exact(classes).enumerate() {
            let passes: Vec<&[f32]> =
                predictions.passes.iter().map(|pass| &pass[i * classes..(i + 1) * classes]).collect();
            top.offer(self.strategy.informativeness(probabilities, &passes), pool.names.get(i), i);
        }
        top.into_indices()
    }
}

/// Passes on the wish to stop and nothing else: hundreds of trainings would flood progress and log.
struct Silent<'a>(&'a mut dyn Observer);

impl Observer for Silent<'_> {
    fn is_cancelled(&mut self) -> bool {
        self.0.is_cancelled()
    }
}
