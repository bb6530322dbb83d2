//! Replaying a search on an already labelled set, with its labels as the oracle, to compare models and ways of asking before anybody
//! spends evenings on labels.
//!
//! For each seed a part of the set is held out for testing, stratified by class, all spectra of a star on one side. The rest is the
//! pool, without labels: each round asks for [`SimulationConfig::batch`] of them, trains a fresh model on all labels so far, measures
//! it on the test part, and counts what the search has found in the pool. All arms of a seed share the split; arms that start at random
//! share the first batch too.

mod arm;
mod curves;
mod paired;
mod replay;
mod report;

use std::fs;
use std::path::Path;
use std::time::Instant;

use ml_job_domain::{LogLevel, Observer, Progress};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::arm::{Arm, Asking};
pub use self::curves::{Audited, Band, Cost, Curve, Curves, Point, Yield};
pub use self::paired::{Paired, geometric_mean};

use crate::balance::Balance;
use crate::classify::ModelKind;
use crate::data::{LabelledSet, SpectraFile, write_bytes, write_json};
use crate::engine::Engine;
use crate::engine::device::{Device, engine};
use crate::error::LearningError;
use crate::features::{FeatureFit, Features, Layout, LineSpec};
use crate::network::{MOST_CLASSES, Network};
use crate::query::{SAME_STAR_ARCSEC, Shares, Sight, Strangeness, stars};
use crate::strategy::QueryStrategy;
use crate::train::TrainingOptions;
use replay::Replay;

/// The risk of a simulated audit: a certificate is wrong at most so often.
pub const AUDIT_ALPHA: f64 = 0.05;
/// The curves of all arms.
pub const CURVES_FILE: &str = "curves.json";
/// What the arms cost.
pub const COSTS_FILE: &str = "costs.json";
/// The curves as a page to read.
pub const REPORT_FILE: &str = "report.html";

/// What to simulate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimulationConfig {
    /// The strategies to compare, each with its own model where it names one.
    pub strategies: Vec<Arm>,
    /// The model of strategies that name none.
    pub model: ModelKind,
    /// Seeds 0, 1, …: how often everything is repeated.
    pub seeds: u64,
    /// The first seed.
    pub first_seed: u64,
    /// Labels asked for in each round.
    pub batch: usize,
    /// Labels of the first round; 0 for as many as in the others.
    pub first: usize,
    /// Rounds, the first one counted.
    pub rounds: usize,
    /// Share of the set that is held out for testing; 0 holds out none, and measures what is found alone.
    pub test_share: f64,
    /// Names of the classes; `0`, `1`, … where empty.
    pub classes: Vec<String>,
    /// Names of the classes that are searched for; where empty, nothing is searched, and accuracy alone is measured.
    pub wanted: Vec<String>,
    /// What a search has to reach.
    pub target: Target,
    /// Whether a search ends where it reaches the target.
    pub stop_at_target: bool,
    /// Labels that the audit of each search's last list spends; 0 for no audit.
    pub audit: usize,
    /// What the first round of a campaign takes for strange.
    pub strangeness: Strangeness,
    /// Shares of a campaign's rounds.
    pub shares: Shares,
    /// How unequal classes are treated by the network.
    pub balance: Balance,
    /// What computes.
    pub device: Device,
    /// Threads of the CPU, 0 for all.
    pub threads: usize,
    /// Most epochs of each training of the network.
    pub epochs: usize,
    /// Patience of each training of the network.
    pub patience: usize,
}

/// A list that a search has to reach: the labelled stars, and the most probable others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// Share of the wanted stars that the list holds.
    pub share: f64,
    /// Share of wanted stars in the list.
    pub precision: f64,
}

impl Default for Target {
    fn default() -> Self {
        Self { share: 0.95, precision: 0.8 }
    }
}

impl Default for SimulationConfig {
    fn default() -> Self {
        Self {
            strategies: [QueryStrategy::Entropy, QueryStrategy::Margin, QueryStrategy::Random].map(Arm::of).to_vec(),
            model: ModelKind::Network,
            seeds: 5,
            first_seed: 0,
            batch: 50,
            first: 0,
            rounds: 8,
            test_share: 0.3,
            classes: Vec::new(),
            wanted: Vec::new(),
            target: Target::default(),
            stop_at_target: false,
            audit: 0,
            strangeness: Strangeness::default(),
            shares: Shares::default(),
            balance: Balance::Smote,
            device: Device::Auto,
            threads: 0,
            epochs: TrainingOptions::STANDARD.epochs,
            patience: TrainingOptions::STANDARD.patience,
        }
    }
}

/// A labelled set with what a search may know of it besides.
#[derive(Debug)]
pub struct Archive {
    /// Spectra and their classes.
    pub set: LabelledSet,
    /// The first spectrum of each one's star, `[n]`.
    pub stars: Vec<u32>,
    /// What describes the spectra.
    pub features: Features,
    /// Their features, `[n, width]`: the same in all rounds of all arms.
    described: Vec<f32>,
}

impl Archive {
    /// Of a labelled set: stars by position in degrees, where positions are given; `wave` in Å.
    ///
    /// # Panics
    /// When there are positions, but not one for each spectrum.
    pub fn new(set: LabelledSet, layout: Layout, wave: Option<&[f64]>, positions: Option<&[(f64, f64)]>) -> Self {
        let unknown = vec![(f64::NAN, f64::NAN); set.len()];
        let positions = positions.unwrap_or(&unknown);
        assert_eq!(positions.len(), set.len(), "a position for each spectrum");
        let mut fit = FeatureFit::new(layout);
        fit.add(&set.fluxes);
        let stars = stars(positions.iter().copied(), SAME_STAR_ARCSEC);
        let features = fit.finish(LineSpec::default(), wave);
        Self { described: features.of(&set.fluxes), features, stars, set }
    }

    /// Features of some spectra, `[rows, width]`.
    fn described(&self, rows: &[usize]) -> Vec<f32> {
        let width = self.features.width();
        rows.iter().flat_map(|&i| self.described[i * width..(i + 1) * width].iter().copied()).collect()
    }

    /// Reads a labelled file: `fluxes`, `labels`, and as far as they are there `wave`, `embeddings`, `metadata/ra` and `dec`.
    ///
    /// # Errors
    /// As [`LabelledSet::read`].
    pub fn open(path: &Path) -> Result<Self, LearningError> {
        Self::read(SpectraFile::open(path, path)?)
    }

    /// Reads an open labelled file.
    ///
    /// # Errors
    /// As [`LabelledSet::read`].
    pub fn read(file: SpectraFile) -> Result<Self, LearningError> {
        let file = file.with_embeddings()?;
        let set = LabelledSet::read(&file, MOST_CLASSES)?;
        Self::of_file(&file, set)
    }

    /// Of spectra that stand in `file` row by row, with classes that it does not tell.
    ///
    /// # Errors
    /// When the file cannot be read.
    ///
    /// # Panics
    /// When the set has not a spectrum for each row.
    pub fn of_file(file: &SpectraFile, set: LabelledSet) -> Result<Self, LearningError> {
        let wave = if file.has("wave") { Some(file.wave()?) } else { None };
        Ok(Self::new(set, file.layout(), wave.as_deref(), positions(file)?.as_deref()))
    }
}

/// Right ascension and declination of each spectrum of a file \[°\], where it tells them.
///
/// # Errors
/// When the file cannot be read.
pub fn positions(file: &SpectraFile) -> Result<Option<Vec<(f64, f64)>>, LearningError> {
    let (ra, dec) = (file.facts("ra")?, file.facts("dec")?);
    Ok(ra.zip(dec).map(|(ra, dec)| ra.into_iter().zip(dec).collect()))
}

/// Simulates on the labelled file `data` and writes its report into `output`, which is made where it is missing.
///
/// `curves.json` and `costs.json` are written after each round: a run that is interrupted keeps what it has. All but the costs are
/// the same each time.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn simulate_file(
    data: &Path,
    output: &Path,
    config: &SimulationConfig,
    observer: &mut dyn Observer,
) -> Result<(Curves, Vec<Cost>), LearningError> {
    let archive = Archive::open(data)?;
    fs::create_dir_all(output).map_err(|error| LearningError::io(output, "create it", error))?;
    let name = data.file_name().unwrap_or_default().to_string_lossy();
    simulate_into(&archive, &name, output, config, observer)
}

/// Simulates on an archive that reports call `name`, and writes the files of [`simulate_file`] into the directory `output`.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_into(
    archive: &Archive,
    name: &str,
    output: &Path,
    config: &SimulationConfig,
    observer: &mut dyn Observer,
) -> Result<(Curves, Vec<Cost>), LearningError> {
    let count = archive.set.labels.iter().max().map_or(0, |&label| label as usize + 1);
    let numbers: Vec<String> = (0..count).map(|class| class.to_string()).collect();
    let classes = if config.classes.is_empty() { &numbers } else { &config.classes };
    for remark in archive.set.remarks(classes, !config.classes.is_empty()) {
        observer.log(LogLevel::Warn, &remark);
    }
    let mut keep = |curves: &Curves, costs: &[Cost]| {
        write_json(&output.join(CURVES_FILE), curves)?;
        write_json(&output.join(COSTS_FILE), &costs)
    };
    let (curves, costs) = simulate(archive, config, observer, &mut keep)?;
    write_bytes(&output.join(REPORT_FILE), report::html(&curves, config, name).as_bytes())?;
    Ok((curves, costs))
}

/// Gets the curves and costs so far.
type Keep<'k> = dyn FnMut(&Curves, &[Cost]) -> Result<(), LearningError> + 'k;

/// Simulates on a labelled set; `keep` gets the curves and costs so far after each round.
///
/// # Errors
/// When the configuration does not fit the set, and what training and `keep` report.
pub fn simulate(
    archive: &Archive,
    config: &SimulationConfig,
    observer: &mut dyn Observer,
    keep: &mut Keep<'_>,
) -> Result<(Curves, Vec<Cost>), LearningError> {
    let classes = checked_classes(&archive.set, config)?;
    let wanted: Vec<bool> = classes.iter().map(|class| config.wanted.contains(class)).collect();
    let mut network = network_engine(archive, config, classes.len(), observer)?;
    let total = config.seeds.saturating_mul(config.strategies.len() as u64).saturating_mul(config.rounds as u64);
    let mut done = 0;
    let mut curves = Curves {
        class_counts: archive.set.class_counts(classes.len()),
        curves: config.strategies.iter().map(|&strategy| Curve::empty(strategy)).collect(),
        classes,
    };
    let mut costs: Vec<Cost> =
        config.strategies.iter().map(|&strategy| Cost { strategy, rounds: 0, seconds: 0.0 }).collect();
    for seed in config.first_seed..config.first_seed.saturating_add(config.seeds) {
        let sight = if config.strategies.iter().any(|arm| arm.asking == Asking::Campaign) {
            Some(Sight::of_rows(
                &archive.set.fluxes,
                archive.stars.clone(),
                &archive.features,
                config.strangeness,
                seed,
            )?)
        } else {
            None
        };
        for (i, &arm) in config.strategies.iter().enumerate() {
            let mut replay = Replay::new(archive, sight.as_ref(), &curves.classes, &wanted, config, arm, seed);
            curves.curves[i].seeds.push(Vec::new());
            for round in 0..config.rounds {
                let began = Instant::now();
                let Some(point) = replay.round(network.as_deref_mut(), observer)? else { break };
                costs[i].add(began.elapsed().as_secs_f64());
                done += 1;
                let message = said(arm, seed, round, config, &point);
                observer.progress(Progress::new(done, total, "rounds").saying(message));
                let reached = point.yielded.is_some_and(|found| found.reached);
                curves.curves[i].add(point);
                keep(&curves, &costs)?;
                if config.stop_at_target && reached {
                    break;
                }
            }
            if let Some(audited) = replay.audit(config.audit)? {
                curves.curves[i].audits.push(audited);
            }
            compare(&mut curves, &wanted);
            keep(&curves, &costs)?;
        }
    }
    Ok((curves, costs))
}

/// The engine of the network, where an arm has it.
fn network_engine(
    archive: &Archive,
    config: &SimulationConfig,
    classes: usize,
    observer: &mut dyn Observer,
) -> Result<Option<Box<dyn Engine>>, LearningError> {
    if config.strategies.iter().all(|arm| arm.model.unwrap_or(config.model) != ModelKind::Network) {
        return Ok(None);
    }
    if archive.features.layout().embedding > 0 {
        let message = "The network learns from fluxes, and this set has embeddings: choose another model.";
        return Err(LearningError::config("model", message));
    }
    let (engine, line) = engine(config.device, &Network::standard(archive.set.points, classes), config.threads)?;
    observer.log(LogLevel::Info, &line);
    Ok(Some(engine))
}

/// Pairs all arms with the first one, where something is searched.
fn compare(curves: &mut Curves, wanted: &[bool]) {
    if !wanted.contains(&true) {
        return;
    }
    let first = curves.curves[0].clone();
    for curve in &mut curves.curves {
        curve.paired = Paired::between(&first, curve);
    }
}

/// A round in a sentence.
fn said(arm: Arm, seed: u64, round: usize, config: &SimulationConfig, point: &Point) -> String {
    let mut sentence = format!("{arm}, seed {seed}, round {} of {}: ", round + 1, config.rounds);
    if config.test_share > 0.0 {
        sentence += &format!("accuracy {:.3} ", point.accuracy);
    }
    sentence += &format!("with {} labels", point.labels);
    if let Some(found) = &point.yielded {
        sentence += &format!(", {} of {} labelled, {:.3} listed", found.labelled, found.wanted, found.listed);
    }
    sentence
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
    let share = config.test_share;
    if !(0.0..1.0).contains(&share) || (share == 0.0 && config.wanted.is_empty()) {
        let message = format!("The test share must be between 0 and 1, not {share}; 0 where classes are searched for.");
        return refuse("test_share", message);
    }
    if config.epochs == 0 {
        return refuse("epochs", "A training needs at least one epoch.".into());
    }
    let classes = if config.classes.is_empty() {
        (0..count).map(|class| class.to_string()).collect()
    } else {
        config.classes.clone()
    };
    if config.audit > 0 && config.wanted.is_empty() {
        return refuse("audit", "An audit needs classes that are searched for.".into());
    }
    match config.wanted.iter().find(|wanted| !classes.contains(wanted)) {
        Some(unknown) => refuse("wanted", format!("\"{unknown}\" is not one of the classes: {}.", classes.join(", "))),
        None => Ok(classes),
    }
}
