//! `CAMPAIGN_ROUND`: learn from the labels there are, list what is probably wanted, and choose what to label next.

mod draws;
mod learn;
mod list;
mod measure;
mod recover;

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use ml_job_domain::{CampaignModel, Draw, DrawKind, FieldError, LogLevel, Observer, ShownSpectrum};
use ml_job_learning::data::{LabelledSet, ResultFile, write_json};
use ml_job_learning::error::LearningError;
use ml_job_learning::features::{Features, LineSpec};
use ml_job_learning::pool::Pool;
use ml_job_learning::query::{Sight, Strangeness};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::learn::Learnt;
pub(super) use self::list::List;
use self::recover::Recovery;
use super::domain::searched;
use super::labels::Known;
use super::{HDF5, JSON, LABELS_FILE, LIST_FILE};
use crate::files::Files;
use crate::host::{End, Host};
use crate::kind::JobKind;
use crate::matrix;

/// What the model of a round says of the pool, in its directory.
const PREDICTIONS_FILE: &str = "predictions.h5";

/// The job type.
#[derive(Debug)]
pub struct CampaignRound;

/// A round of a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(
    title = "Round of a campaign",
    description = "Made by the campaign; labels.json in the job's directory holds the labels."
)]
pub struct RoundConfig {
    /// The campaign's id.
    #[schemars(title = "Campaign")]
    pub campaign_id: String,
    /// Which round, from 0.
    #[schemars(title = "Round")]
    pub round: u32,
    /// The matrix of spectra, below the files root.
    #[schemars(title = "Pool", extend("x-path" = "file"))]
    pub pool_path: String,
    /// The classes that a person tells apart.
    #[schemars(title = "Classes", length(min = 2))]
    pub classes: Vec<String>,
    /// Those of them that are searched for.
    #[schemars(title = "Wanted classes", length(min = 1))]
    pub wanted: Vec<String>,
    /// Spectra of the pool that are known to be of a wanted class.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(title = "Known examples")]
    pub examples: Vec<String>,
    /// The line that the wanted spectra show, in ångström.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Line [Å]", extend("exclusiveMinimum" = 0))]
    pub line: Option<f64>,
    /// Only spectra with at least this signal-to-noise ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Least signal-to-noise ratio", range(min = 0))]
    pub min_snr: Option<f64>,
    /// Only spectra that cover at least this share of the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Least coverage", range(min = 0, max = 1))]
    pub min_coverage: Option<f64>,
    /// What learns from the labels.
    #[serde(default)]
    #[schemars(title = "Model")]
    pub model: CampaignModel,
    /// How many spectra to ask about.
    #[schemars(title = "Spectra to label", range(min = 1, max = 1000))]
    pub count: u32,
    /// Seed of all random choices.
    #[serde(default)]
    #[schemars(title = "Seed")]
    pub seed: u64,
}

/// What a round measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoundMetrics {
    /// The round.
    pub round: u32,
    /// Spectra of the search domain.
    pub pool_spectra: usize,
    /// Spectra of the pool that lie outside the domain.
    pub outside_domain: usize,
    /// Labels that the model learnt from.
    pub taught: usize,
    /// Labels of spectra that the pool does not hold.
    pub unknown_labels: usize,
    /// What learnt: absent while all labels are of one class.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
    /// Spectra in the list, confirmed ones included.
    pub listed: usize,
    /// Stars that they are of: spectra within 3″ of one another are of one.
    #[serde(default)]
    pub listed_stars: usize,
    /// Mean calibrated probability of the listed spectra that nobody has confirmed; absent without any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected_precision: Option<f64>,
    /// Wanted spectra that the labels of this round are expected to find; absent without a model.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected_new: Option<f64>,
    /// Lines that were put into ordinary spectra; absent where none could be.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lines_injected: Option<usize>,
    /// Those of them that the list would have.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lines_found: Option<usize>,
    /// SHA-256 of the matrix: of its file, and of those that hold its fluxes where they lie elsewhere.
    #[serde(default)]
    pub pool_sha256: String,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl JobKind for CampaignRound {
    const TYPE: &'static str = "CAMPAIGN_ROUND";
    const TITLE: &'static str = "Round of a campaign";
    const DESCRIPTION: &'static str = "Learns from the labels of a campaign, lists what is probably wanted, and chooses the spectra to label next: \
         uncertain, probable, strange, and random ones with recorded probability. Campaigns make such jobs by themselves.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        (
            "result.h5",
            "The pool: filenames (n), wave (points, Å), fluxes (n × points), and coordinates (n × width), in which like spectra are near one another.",
            HDF5,
        ),
        (
            PREDICTIONS_FILE,
            "What the model says, where there is one: filenames (n), labels (n), probabilities (n × classes), entropies (n, nats).",
            HDF5,
        ),
        (
            LIST_FILE,
            "The list, most probable first: filename, probability, class, star, what the matrix tells of position, S/N and magnitude, and what was measured \
             of the line; and the near misses.",
            JSON,
        ),
        (
            recover::MAP_FILE,
            "Which emission lines, put into spectra of the archive, the model would list: by strength and S/N, with each line.",
            JSON,
        ),
        (
            recover::TABLE_FILE,
            "The cells of that map: lines injected and found, and the share with its interval.",
            "text/csv",
        ),
    ];
    const USES_GPU: bool = true;
    type Config = RoundConfig;
    type Metrics = RoundMetrics;

    fn example() -> Value {
        json!({
            "campaign_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab", "round": 0, "pool_path": "/JOBS/job_be_stars/result.h5",
            "classes": ["other", "single peak", "double peak"], "wanted": ["double peak"], "line": 6564.6, "count": 100,
        })
    }

    fn check(config: &RoundConfig) -> Vec<FieldError> {
        FieldError::of_unknown_classes("/wanted", &config.wanted, &config.classes)
    }

    fn run(config: &RoundConfig, host: &mut Host) -> Result<RoundMetrics, End> {
        let (files_dir, job_dir, threads) = (host.files_dir.clone(), host.job_dir.clone(), host.threads);
        let archive = Some(host.spectra_dir.clone()).filter(|archive| !archive.as_os_str().is_empty());
        let (shown, metrics) = run_round(config, &files_dir, &job_dir, archive.as_deref(), threads, host)
            .map_err(|error| End::of(error.class(), &error))?;
        host.labellings(&shown);
        Ok(metrics)
    }
}

/// What is known before anything is chosen.
struct Round<'a> {
    config: &'a RoundConfig,
    job_dir: &'a Path,
    /// Where the spectra of the pool came from, if there is an archive.
    archive: Option<&'a Path>,
    threads: usize,
    pool: Pool,
    known: Known,
    /// Whether each row lies in the search domain.
    domain: Vec<bool>,
    /// Which of the classes are searched for.
    wanted: Vec<bool>,
}

/// Runs a round and writes its files into `job_dir`, which holds the labels in `labels.json`.
///
/// Spectra of `archive` tell which lines the
/// model finds. Equal configurations, labels, pools and archives give equal files and draws on any number of threads, 0 for all cores.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn run_round(
    config: &RoundConfig,
    files_root: &Path,
    job_dir: &Path,
    archive: Option<&Path>,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<(Vec<ShownSpectrum>, RoundMetrics), LearningError> {
    let began = Instant::now();
    let labels = Known::read(&job_dir.join(LABELS_FILE))?;
    let mut file = Files::open(files_root)?.open_spectra("pool_path", &config.pool_path)?;
    if config.model != CampaignModel::Network {
        file = file.with_embeddings()?;
    }
    let pool = Pool::new(file, &HashSet::new())?;
    let known = Known::of(&labels, &config.classes, &pool)?;
    let wanted = config.classes.iter().map(|class| config.wanted.contains(class)).collect();
    let domain = searched(&pool, config.min_snr, config.min_coverage)?;
    let pool_sha256 = pool.file().sha256()?;
    let round = Round { config, job_dir, archive, threads, pool, known, domain, wanted };
    let (shown, mut metrics) = round.run(observer)?;
    metrics.pool_sha256 = pool_sha256;
    metrics.seconds = (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    Ok((shown, metrics))
}

impl Round<'_> {
    fn run(&self, observer: &mut dyn Observer) -> Result<(Vec<ShownSpectrum>, RoundMetrics), LearningError> {
        let config = self.config;
        let line = config.line.map_or_else(LineSpec::default, |centre| LineSpec { centre });
        let features = Features::fit(&self.pool, line, observer)?;
        let by = match config.line {
            Some(_) if features.bank().is_some() => Strangeness::LineIndex,
            _ => Strangeness::IsolationForest,
        };
        let sight = Sight::of(&self.pool, &features, by, config.seed, observer)?;
        let set = self.known.teachable(&self.pool)?;
        let learnt = if self.known.classes_seen() < 2 {
            observer.log(
                LogLevel::Info,
                "The labels are of one class so far, or there are none: this round looks for strange spectra.",
            );
            None
        } else {
            Some(self.learn(&features, &set, observer)?)
        };
        let draws = self.draw(&sight, learnt.as_ref());
        let mut list = learnt.as_ref().map(|learnt| self.list(learnt, &sight.stars)).transpose()?.unwrap_or_default();
        self.measure(&mut list, observer)?;
        self.write(&sight, learnt.as_ref(), &list)?;
        let metrics = self.metrics(&set, learnt.as_ref(), &list, &draws);
        let told = format!("{} spectra to label; {} in the list.", draws.len(), metrics.listed);
        observer.log(LogLevel::Info, &told);
        let shown = self.shown(&draws, learnt.as_ref(), &list)?;
        Ok((shown, metrics))
    }

    /// What the model thinks of the pool stands in a file of its own: what is shown with the spectra would tell a person who is
    /// asked blind.
    fn write(&self, sight: &Sight, learnt: Option<&Learnt>, list: &List) -> Result<(), LearningError> {
        let (config, pool) = (self.config, &self.pool);
        let result = matrix::begin(self.job_dir, pool, config)?;
        result.write_matrix("coordinates", sight.width, &sight.coordinates)?;
        result.finish()?;
        if let Some(learnt) = learnt {
            let file = ResultFile::create(&self.job_dir.join(PREDICTIONS_FILE))?;
            file.write_names("filenames", pool.names().longest(), pool.names().iter())?;
            learnt.survey.write(&file, config.classes.len())?;
            file.write_attribute("classes", &config.classes.join("\n"))?;
            file.finish()?;
            learnt.recovery.iter().try_for_each(|recovery| recovery.write(self.job_dir))?;
        }
        write_json(&self.job_dir.join(LIST_FILE), list)
    }

    fn metrics(
        &self,
        set: &LabelledSet,
        learnt: Option<&Learnt>,
        list: &List,
        draws: &[(usize, Draw)],
    ) -> RoundMetrics {
        let inside = self.domain.iter().filter(|inside| **inside).count();
        let asked = draws.iter().filter(|(_, draw)| draw.kind != DrawKind::Repeat);
        let recovery = learnt.and_then(|learnt| learnt.recovery.as_ref());
        RoundMetrics {
            round: self.config.round,
            pool_spectra: inside,
            outside_domain: self.domain.len() - inside,
            taught: set.len(),
            unknown_labels: self.known.missing,
            model: learnt.map(|learnt| learnt.name.clone()),
            listed: list.listed.len(),
            listed_stars: list.stars,
            expected_precision: list.expected_precision(),
            expected_new: learnt.map(|learnt| asked.map(|(row, _)| learnt.probability(*row)).sum()),
            lines_injected: recovery.map(Recovery::injected),
            lines_found: recovery.map(Recovery::found),
            pool_sha256: String::new(),
            seconds: 0.0,
        }
    }
}
