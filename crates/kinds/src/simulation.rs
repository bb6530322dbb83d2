//! `SIMULATION`: replays a search on a set that is labelled already, or on lines put into spectra of the archive, so that a way of asking
//! can be chosen before labels are spent.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use ml_job_domain::{FieldError, LogLevel, Observer, Progress};
use ml_job_learning::balance::Balance;
use ml_job_learning::classify::ModelKind;
use ml_job_learning::data::{LabelledSet, SpectraFile};
use ml_job_learning::engine::device::Device;
use ml_job_learning::error::LearningError;
use ml_job_learning::features::H_ALPHA;
use ml_job_learning::query::{SAME_STAR_ARCSEC, stars};
use ml_job_learning::rng::{Purpose, stream};
use ml_job_learning::simulate::{
    Archive, Arm, COSTS_FILE, CURVES_FILE, Cost, Curve, Curves, REPORT_FILE, SimulationConfig as Simulated, positions,
    simulate_into,
};
use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::files::Files;
use crate::host::{End, Host};
use crate::injection::{Backgrounds, draw_line};
use crate::kind::JobKind;

/// The job type.
#[derive(Debug)]
pub struct Simulation;

/// What to replay, on what. Paths are relative to the root of the files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Simulation")]
pub struct SimulationConfig {
    /// HDF5 file with `fluxes` (n × points) and `labels` (n, positions of the classes from 0): a training set, or a matrix that was
    /// classified; or the result of a preprocessing, with lines put into it. Positions in `metadata` tell spectra of one star, and
    /// `embeddings` are learnt from where they are there.
    #[schemars(title = "Matrix", length(min = 1), extend("format" = "file-path"))]
    pub data_path: String,
    /// Lines to put into spectra of the archive, instead of labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Injected lines")]
    pub inject: Option<InjectedLines>,
    /// Names of the classes in the order of their numbers; the numbers themselves where none are given. With injected lines they are
    /// `other`, `single peak` and `double peak`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(title = "Classes", extend("uniqueItems" = true))]
    pub classes: Vec<String>,
    /// The classes that are searched for. Then what is found of them is counted, and the labels until a list holds 95 % of them with a
    /// precision of 0.8; without any, accuracy on held out spectra alone is measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(title = "Wanted classes", extend("uniqueItems" = true))]
    pub wanted: Vec<String>,
    /// Ways of asking, compared with the first of them: a query strategy (`entropy`, `margin`, `random`, …), or `campaign` for the
    /// sampling plan of campaigns. Each may name its own model, as in `linear_svm:campaign`.
    #[serde(default = "arms")]
    #[schemars(
        title = "Ways of asking",
        with = "Vec<String>",
        length(min = 1, max = 12),
        inner(length(min = 1, max = 64)),
        extend("uniqueItems" = true)
    )]
    pub strategies: Vec<Arm>,
    /// The model of those that name none.
    #[serde(default = "linear_svm")]
    #[schemars(title = "Model")]
    pub model: ModelKind,
    /// How often everything is repeated, with seeds 0, 1, …: intervals need at least three.
    #[serde(default = "five")]
    #[schemars(title = "Repeats", range(min = 1, max = 100))]
    pub seeds: u64,
    /// Labels of the first round.
    #[serde(default = "fifty")]
    #[schemars(title = "Labels of the first round", range(min = 1, max = 10_000))]
    pub first: usize,
    /// Labels of each other round.
    #[serde(default = "fifty")]
    #[schemars(title = "Labels of a round", range(min = 1, max = 10_000))]
    pub batch: usize,
    /// Rounds at most, the first one counted.
    #[serde(default = "ten")]
    #[schemars(title = "Rounds", range(min = 1, max = 200))]
    pub rounds: usize,
    /// Share of the set that is held out for testing, all spectra of a star on one side. Zero where classes are searched for tests
    /// nothing and searches the whole set.
    #[serde(default)]
    #[schemars(title = "Share held out", range(min = 0, max = 0.9))]
    pub test_share: f64,
    /// Whether a search ends where its list is good enough.
    #[serde(default)]
    #[schemars(title = "End a search at its list")]
    pub stop_at_target: bool,
    /// Labels that an audit of the list at the end of each search spends; the certificates that are wrong are counted. 0 for none.
    #[serde(default)]
    #[schemars(title = "Labels of an audit", range(max = 10_000))]
    pub audit: usize,
    /// How the network treats unequal classes.
    #[serde(default = "smote")]
    #[schemars(title = "Balance")]
    pub balance: Balance,
    /// What computes a network; other models are for the CPU.
    #[serde(default)]
    #[schemars(title = "Device")]
    pub device: Device,
}

/// Emission lines that are put into some spectra, two of three with a single peak, before they are prepared as the matrix was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InjectedLines {
    /// Rest wavelength in ångström, in the medium of the matrix.
    #[serde(default = "h_alpha")]
    #[schemars(title = "Line [Å]", extend("exclusiveMinimum" = 0))]
    pub line: f64,
    /// Share of the stars that get a line.
    #[serde(default = "one_percent")]
    #[schemars(title = "Share of stars", range(max = 0.5), extend("exclusiveMinimum" = 0))]
    pub share: f64,
    /// Equivalent width of the weakest line in ångström.
    #[serde(default = "weakest")]
    #[schemars(title = "Weakest [Å]", extend("exclusiveMinimum" = 0))]
    pub weakest: f64,
    /// Equivalent width of the strongest line in ångström.
    #[serde(default = "strongest")]
    #[schemars(title = "Strongest [Å]", extend("exclusiveMinimum" = 0))]
    pub strongest: f64,
    /// Seed of the spectra that get a line, and of the lines.
    #[serde(default)]
    #[schemars(title = "Seed")]
    pub seed: u64,
}

/// The classes of spectra with and without an injected line.
const INJECTED_CLASSES: [&str; 3] = ["other", "single peak", "double peak"];
/// Share of lines with two peaks.
const DOUBLE: f64 = 1.0 / 3.0;

const fn h_alpha() -> f64 {
    H_ALPHA
}

const fn one_percent() -> f64 {
    0.01
}

const fn weakest() -> f64 {
    1.5
}

const fn strongest() -> f64 {
    30.0
}

fn arms() -> Vec<Arm> {
    ["random", "entropy", "campaign"].map(|arm| arm.parse().expect("a way of asking")).to_vec()
}

const fn linear_svm() -> ModelKind {
    ModelKind::LinearSvm
}

const fn smote() -> Balance {
    Balance::Smote
}

const fn five() -> u64 {
    5
}

const fn ten() -> usize {
    10
}

const fn fifty() -> usize {
    50
}

/// What a simulation measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SimulationMetrics {
    /// Spectra of the set.
    pub spectra: usize,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Spectra of each class.
    pub class_counts: Vec<usize>,
    /// One for each way of asking, in the order of the config.
    pub searches: Vec<SearchMetrics>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// How one way of asking did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchMetrics {
    /// The way of asking, with its model where it names one.
    pub strategy: String,
    /// Labels at the end, in the seed that spent least.
    pub labels: usize,
    /// Accuracy on the held out spectra at the end, mean over seeds; absent where none are held out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub accuracy: Option<f64>,
    /// Seeds that began with labels of one class only.
    pub cold_starts: usize,
    /// Seeds whose list was good enough; absent where nothing is searched for, as are the next ones.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reached: Option<usize>,
    /// Median of the labels until then; those at the end where it was not reached.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub median_labels: Option<f64>,
    /// Labels until then by those of the first way of asking, geometric mean over seeds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ratio: Option<f64>,
    /// The interval of that mean, 95 %; absent of fewer than two seeds, or where the first way of asking did not get there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ratio_interval: Option<[f64; 2]>,
    /// Audits of a last list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub audits: Option<usize>,
    /// Of them those whose certificate was wrong: at most one in twenty on average.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub audits_missed: Option<usize>,
    /// Seconds of choosing, training and predicting in a round, on average.
    pub seconds_per_round: f64,
}

impl JobKind for Simulation {
    const TYPE: &'static str = "SIMULATION";
    const TITLE: &'static str = "Simulation";
    const DESCRIPTION: &'static str = "Replays searches on a matrix that is labelled already, with its labels as the oracle: how many labels \
         each way of asking spends, how often it starts cold, what a round costs, and whether certificates hold.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        (REPORT_FILE, "Curves and comparisons as a page to read.", "text/html"),
        (
            CURVES_FILE,
            "Each round of each search and seed, their means, paired comparisons and audits.",
            "application/json",
        ),
        (COSTS_FILE, "Rounds and seconds of each search.", "application/json"),
    ];
    const USES_GPU: bool = true;
    type Config = SimulationConfig;
    type Metrics = SimulationMetrics;

    fn example() -> Value {
        json!({
            "data_path": "/labelled.h5", "classes": ["other", "double peak"], "wanted": ["double peak"],
            "strategies": ["random", "entropy", "campaign"], "stop_at_target": true,
        })
    }

    fn check(config: &SimulationConfig) -> Vec<FieldError> {
        let mut problems = Vec::new();
        if let Some(lines) = &config.inject {
            problems.extend(lines.problems());
            if !config.classes.is_empty() {
                let message = format!("With injected lines the classes are {}.", INJECTED_CLASSES.join(", "));
                problems.push(FieldError::new("/classes", message));
            }
        }
        let (classes, wanted) = (config.classes(), config.wanted());
        if !classes.is_empty() {
            problems.extend(FieldError::of_unknown_classes("/wanted", &wanted, &classes));
        }
        if wanted.is_empty() {
            if config.test_share <= 0.0 {
                let message = "Without a wanted class, accuracy alone is measured, and that needs a share held out.";
                problems.push(FieldError::new("/test_share", message));
            }
            for (pointer, is_set) in [("/stop_at_target", config.stop_at_target), ("/audit", config.audit > 0)] {
                if is_set {
                    problems.push(FieldError::new(pointer, "Only a search for wanted classes has a list."));
                }
            }
        }
        problems
    }

    fn run(config: &SimulationConfig, host: &mut Host) -> Result<SimulationMetrics, End> {
        simulate(config, host).map_err(|error| End::of(error.class(), &error))
    }
}

impl InjectedLines {
    fn problems(&self) -> Vec<FieldError> {
        let mut problems = Vec::new();
        let is_positive = |value: f64| value.is_finite() && value > 0.0;
        for (field, value) in [("line", self.line), ("weakest", self.weakest), ("strongest", self.strongest)] {
            if !is_positive(value) {
                problems.push(FieldError::new(format!("/inject/{field}"), format!("must be above 0 Å, is {value}")));
            }
        }
        if !(is_positive(self.share) && self.share <= 0.5) {
            let message = format!("must be above 0 and at most 0.5, is {}", self.share);
            problems.push(FieldError::new("/inject/share", message));
        }
        if self.weakest > self.strongest {
            let message = format!("must be at least the weakest, {} Å, is {}", self.weakest, self.strongest);
            problems.push(FieldError::new("/inject/strongest", message));
        }
        problems
    }

    /// The spectra of `file` as a labelled archive: ordinary ones, and those that a line was put into. A spectrum that cannot be read
    /// again from `archive`, as its row in the matrix is, gets none; its star's turn goes to the next one.
    fn archive(&self, file: &SpectraFile, archive: &Path, host: &mut Host) -> Result<Archive, LearningError> {
        let refuse =
            |why: &str| LearningError::config("inject", format!("No lines can be put into this matrix: {why}."));
        let mut backgrounds = Backgrounds::of(file, archive).map_err(|why| refuse(&why))?;
        let mut set = LabelledSet::unlabelled(file)?;
        let points = set.points;
        let unknown = (f64::NAN, f64::NAN);
        let positions = positions(file)?.unwrap_or_else(|| vec![unknown; set.len()]);
        let stars = stars(positions.into_iter(), SAME_STAR_ARCSEC);
        let mut random = stream(self.seed, Purpose::Injection, 0);
        let mut firsts: Vec<usize> = (0..set.len()).filter(|&row| stars[row] as usize == row).collect();
        firsts.shuffle(&mut random);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a few million"
        )]
        let needed = ((self.share * firsts.len() as f64).round() as usize).max(1);
        let (mut done, mut left_out) = (0, BTreeMap::<String, usize>::new());
        for &row in &firsts {
            if done == needed {
                break;
            }
            if host.is_cancelled() {
                return Err(LearningError::Cancelled);
            }
            let is_double = random.random_bool(DOUBLE);
            let line = draw_line(self.line, [self.weakest, self.strongest], is_double, &mut random);
            match backgrounds.inject(set.names.get(row), set.spectrum(row), &[line]) {
                Ok(injected) => {
                    set.fluxes[row * points..(row + 1) * points].copy_from_slice(&injected.rows[0]);
                    set.labels[row] = 1 + u32::from(is_double);
                    done += 1;
                }
                Err(why) => *left_out.entry(why).or_insert(0) += 1,
            }
            if done % 64 == 0 {
                host.progress(
                    Progress::new(done as u64, needed as u64, "spectra").saying("Putting lines into spectra"),
                );
            }
        }
        for (why, count) in &left_out {
            host.log(LogLevel::Warn, &format!("{count} spectra got no line: {why}."));
        }
        if done < needed {
            let common = left_out.into_iter().max_by_key(|(_, count)| *count).map(|(why, _)| why);
            let why = format!("only {done} of {needed} spectra could get one; {}", common.unwrap_or_default());
            return Err(refuse(&why));
        }
        host.log(LogLevel::Info, &format!("{done} spectra got a line of {} to {} Å.", self.weakest, self.strongest));
        Archive::of_file(file, set)
    }
}

impl SimulationConfig {
    fn classes(&self) -> Vec<String> {
        if self.inject.is_some() { INJECTED_CLASSES.map(str::to_owned).to_vec() } else { self.classes.clone() }
    }

    /// Both kinds of injected lines are searched for unless one is named.
    fn wanted(&self) -> Vec<String> {
        if self.inject.is_some() && self.wanted.is_empty() { self.classes().split_off(1) } else { self.wanted.clone() }
    }
}

fn simulate(config: &SimulationConfig, host: &mut Host) -> Result<SimulationMetrics, LearningError> {
    let began = Instant::now();
    let file = Files::open(&host.files_dir)?.open_spectra("data_path", &config.data_path)?;
    let archive = match &config.inject {
        Some(lines) => lines.archive(&file, &host.spectra_dir.clone(), host)?,
        None => Archive::read(file)?,
    };
    let simulated = Simulated {
        strategies: config.strategies.clone(),
        model: config.model,
        seeds: config.seeds,
        batch: config.batch,
        first: config.first,
        rounds: config.rounds,
        test_share: config.test_share,
        classes: config.classes(),
        wanted: config.wanted(),
        stop_at_target: config.stop_at_target,
        audit: config.audit,
        balance: config.balance,
        device: config.device,
        threads: host.threads,
        ..Simulated::default()
    };
    let job_dir = host.job_dir.clone();
    let (curves, costs) = simulate_into(&archive, &config.data_path, &job_dir, &simulated, host)?;
    let searches: Vec<SearchMetrics> =
        curves.curves.iter().zip(&costs).map(|(curve, cost)| measured(curve, cost, config.test_share > 0.0)).collect();
    for search in &searches {
        host.log(LogLevel::Info, &said(search, config.seeds));
    }
    let Curves { classes, class_counts, .. } = curves;
    let seconds = (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    Ok(SimulationMetrics { spectra: archive.set.len(), classes, class_counts, searches, seconds })
}

fn measured(curve: &Curve, cost: &Cost, is_tested: bool) -> SearchMetrics {
    let ends = || curve.seeds.iter().filter_map(|rounds| rounds.last());
    let paired = curve.paired.as_ref();
    let audits = (!curve.audits.is_empty()).then_some(&curve.audits);
    #[expect(clippy::cast_precision_loss, reason = "at most a hundred seeds")]
    let mean = ends().map(|point| point.accuracy).sum::<f64>() / curve.seeds.len() as f64;
    SearchMetrics {
        strategy: curve.strategy.to_string(),
        labels: ends().map(|point| point.labels).min().unwrap_or(0),
        accuracy: is_tested.then_some(mean),
        cold_starts: curve.seeds.iter().filter(|rounds| rounds.first().is_some_and(|point| point.cold)).count(),
        reached: paired.map(|paired| paired.seeds - paired.not_reached),
        median_labels: paired.map(|paired| paired.median_labels),
        ratio: paired.map(|paired| paired.ratio),
        ratio_interval: paired.and_then(|paired| paired.interval),
        audits: audits.map(Vec::len),
        audits_missed: audits.map(|audits| audits.iter().filter(|one| one.missed()).count()),
        seconds_per_round: cost.seconds,
    }
}

fn said(search: &SearchMetrics, seeds: u64) -> String {
    let strategy = &search.strategy;
    match (search.reached, search.median_labels, search.accuracy) {
        (Some(0), ..) => format!("{strategy}: no list was good enough with {} labels.", search.labels),
        (Some(reached), Some(labels), _) => {
            format!("{strategy}: {labels:.0} labels until the list is good enough, in {reached} of {seeds} repeats.")
        }
        (_, _, accuracy) => {
            format!("{strategy}: accuracy {:.3} with {} labels.", accuracy.unwrap_or_default(), search.labels)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(config: Value) -> Vec<String> {
        let problems = Simulation::check(&serde_json::from_value(config).unwrap());
        problems.into_iter().map(|problem| problem.pointer).collect()
    }

    #[test]
    fn a_search_needs_classes_and_a_test_a_share() {
        assert_eq!(problems(Simulation::example()), [""; 0]);
        assert_eq!(problems(json!({ "data_path": "x", "test_share": 0.3 })), [""; 0]);
        let nothing = json!({ "data_path": "x", "stop_at_target": true, "audit": 60 });
        assert_eq!(problems(nothing), ["/test_share", "/stop_at_target", "/audit"]);
        assert_eq!(problems(json!({ "data_path": "x", "classes": ["a", "b"], "wanted": ["a", "c"] })), ["/wanted/1"]);
    }

    #[test]
    fn a_way_of_asking_that_is_none_is_named() {
        let config = json!({ "data_path": "x", "wanted": ["1"], "strategies": ["campain"] });
        let error = serde_json::from_value::<SimulationConfig>(config).unwrap_err().to_string();
        assert!(error.contains("campain") && error.contains("entropy"), "{error}");
    }
}
