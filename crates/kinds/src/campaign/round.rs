//! `CAMPAIGN_ROUND`: learn from the labels there are, list what is probably wanted, and choose what to label next.

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use ml_job_domain::{CampaignModel, Draw, DrawKind, FieldError, LogLevel, Observer, ShownSpectrum, SpectrumSet};
use ml_job_learning::classify::{FitOptions, Lines, ModelKind, OnThreads, Predictor, fit_model, workers};
use ml_job_learning::data::{LabelledSet, ResultFile, write_json};
use ml_job_learning::engine::{Adam, device};
use ml_job_learning::error::LearningError;
use ml_job_learning::features::{Features, LineSpec};
use ml_job_learning::fit::fit;
use ml_job_learning::network::Network;
use ml_job_learning::pool::{Pool, Survey, SurveyOptions, survey};
use ml_job_learning::query::{self, Opinion, Shares, Sight, Strangeness};
use ml_job_learning::rng::{Purpose, sample_without_replacement, stream};
use ml_job_learning::strategy::QueryStrategy;
use ml_job_learning::train::TrainingOptions;
use rand::seq::SliceRandom as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::labels::Known;
use super::{HDF5, JSON, LABELS_FILE, LIST_FILE};
use crate::files::Files;
use crate::host::{End, Host};
use crate::kind::JobKind;

/// What the model of a round says of the pool, in its directory.
const PREDICTIONS_FILE: &str = "predictions.h5";
/// Share of a round that asks again what was labelled before.
const REPEATS: f64 = 0.05;
/// Labels before the first repeat is asked: fewer are remembered.
const REPEATS_FROM: usize = 50;
/// Candidates that are shown to a person at most; the list has all.
const MOST_SHOWN: usize = 10_000;
/// From this probability on a spectrum is listed.
const LISTED_FROM: f64 = 0.5;
/// The near misses: this share of the domain, by score, below the list.
const NEAR: f64 = 0.05;

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
    /// Mean probability of the listed spectra without a label; absent without any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected_precision: Option<f64>,
    /// Wanted spectra that the labels of this round are expected to find; absent without a model.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected_new: Option<f64>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// The list of a round: `list.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct List {
    /// Spectra of the list, most probable first.
    pub(super) listed: Vec<Listed>,
    /// The most probable of the others, for an audit of the recall.
    pub(super) near: Vec<String>,
}

/// A spectrum of a list.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Listed {
    pub(super) filename: String,
    /// Probability to be of a wanted class; 1 where a person said so.
    pub(super) probability: f64,
}

impl JobKind for CampaignRound {
    const TYPE: &'static str = "CAMPAIGN_ROUND";
    const TITLE: &'static str = "Round of a campaign";
    const DESCRIPTION: &'static str = "Learns from the labels of a campaign, lists what is probably wanted, and chooses the spectra to label next: \
         uncertain, probable, strange, and random ones with recorded probability. Campaigns make such jobs by themselves.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("result.h5", "The pool: filenames (n), wave (points, Å), fluxes (n × points).", HDF5),
        (
            PREDICTIONS_FILE,
            "What the model says, where there is one: filenames (n), labels (n), probabilities (n × classes), entropies (n, nats).",
            HDF5,
        ),
        (LIST_FILE, "The list: filename and probability, most probable first, and the near misses.", JSON),
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
        let unknown = config.wanted.iter().enumerate().filter(|(_, class)| !config.classes.contains(class));
        unknown
            .map(|(place, class)| {
                let message = format!("`{class}` is none of the classes: {}", config.classes.join(", "));
                FieldError::new(format!("/wanted/{place}"), message)
            })
            .collect()
    }

    fn run(config: &RoundConfig, host: &mut Host) -> Result<RoundMetrics, End> {
        let began = Instant::now();
        let (shown, mut metrics) = run(config, host).map_err(|error| End::of(error.class(), &error))?;
        host.labellings(&shown);
        metrics.seconds = (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        Ok(metrics)
    }
}

/// What is known before anything is chosen.
struct Round<'a> {
    config: &'a RoundConfig,
    pool: Pool,
    known: Known,
    /// Whether each row lies in the search domain.
    domain: Vec<bool>,
    /// Which of the classes are searched for.
    wanted: Vec<bool>,
}

fn run(config: &RoundConfig, host: &mut Host) -> Result<(Vec<ShownSpectrum>, RoundMetrics), LearningError> {
    let labels = Known::read(&host.job_dir.join(LABELS_FILE))?;
    let file = Files::open(&host.files_dir)?.open_spectra("pool_path", &config.pool_path)?.with_embeddings()?;
    let pool = Pool::new(file, &HashSet::new())?;
    let known = Known::of(&labels, &config.classes, &pool)?;
    let wanted = config.classes.iter().map(|class| config.wanted.contains(class)).collect();
    let domain = domain(&pool, config.min_snr)?;
    let round = Round { config, pool, known, domain, wanted };
    round.run(host)
}

/// Writes `result.h5`: the spectra of the pool, which stay where they are.
///
/// # Errors
/// When the disk is full or fails.
pub(super) fn write_matrix(job_dir: &Path, pool: &Pool, config: &str) -> Result<(), LearningError> {
    let file = ResultFile::create(&job_dir.join("result.h5"))?;
    file.write_names("filenames", pool.names().longest(), pool.names().iter())?;
    file.write("wave", &pool.file().wave()?)?;
    let way = crate::files::relative(job_dir, pool.file().path());
    file.refer_to_fluxes(pool.file(), &way.to_string_lossy(), pool.runs())?;
    file.write_attribute("config", config)?;
    file.write_attribute("version", env!("CARGO_PKG_VERSION"))?;
    file.finish()
}

/// Which spectra of the pool are searched.
///
/// # Errors
/// What reading reports.
pub(super) fn domain(pool: &Pool, min_snr: Option<f64>) -> Result<Vec<bool>, LearningError> {
    let Some(least) = min_snr else { return Ok(vec![true; pool.len()]) };
    let all: Vec<usize> = (0..pool.len()).collect();
    Ok(pool.facts("snr", &all)?.into_iter().map(|snr| snr.is_some_and(|snr| snr >= least)).collect())
}

impl Round<'_> {
    fn run(&self, host: &mut Host) -> Result<(Vec<ShownSpectrum>, RoundMetrics), LearningError> {
        let config = self.config;
        let line = config.line.map_or_else(LineSpec::default, |centre| LineSpec { centre });
        let features = Features::fit(&self.pool, line, host)?;
        let by = match config.line {
            Some(_) if features.bank().is_some() => Strangeness::LineIndex,
            _ => Strangeness::IsolationForest,
        };
        let sight = Sight::of(&self.pool, &features, by, config.seed, host)?;
        let set = self.known.teachable(&self.pool)?;
        let opinion = if self.known.classes_seen() < 2 {
            host.log(
                LogLevel::Info,
                "The labels are of one class so far, or there are none: this round looks for strange spectra.",
            );
            None
        } else {
            Some(self.learn(&features, &set, host)?)
        };
        let draws = self.draw(&sight, opinion.as_ref().map(|(survey, _)| survey));
        let list = opinion.as_ref().map(|(survey, _)| self.list(survey));
        self.write(host, opinion.as_ref().map(|(survey, _)| survey), list.as_ref())?;
        let metrics = self.metrics(&set, opinion.as_ref(), list.as_ref(), &draws);
        let told = format!("{} spectra to label; {} in the list.", draws.len(), metrics.listed);
        host.log(LogLevel::Info, &told);
        let shown = self.shown(&draws, opinion.as_ref().map(|(survey, _)| survey), list.as_ref())?;
        Ok((shown, metrics))
    }

    /// Trains, and predicts the pool.
    fn learn(
        &self,
        features: &Features,
        set: &LabelledSet,
        host: &mut Host,
    ) -> Result<(Survey, String), LearningError> {
        let (config, classes) = (self.config, self.config.classes.len());
        let kind = match config.model {
            CampaignModel::Auto => ModelKind::Auto,
            CampaignModel::Linear => ModelKind::Linear,
            CampaignModel::LinearSvm => ModelKind::LinearSvm,
            CampaignModel::Trees => ModelKind::Trees,
            CampaignModel::Network => return self.learn_by_network(set, host),
        };
        let options = FitOptions { seed: config.seed, calibrate: true };
        let mut lines = Lines::default();
        let taught = workers(host.threads)?.install(|| fit_model(kind, features, set, classes, options, &mut lines));
        lines.tell(host);
        let model = taught?;
        let name = model.kind.name().to_owned();
        host.log(LogLevel::Info, &format!("Taught a model of the kind {name} with {} labels.", set.len()));
        Ok((self.survey(&mut OnThreads::new(model, host.threads)?, host)?, name))
    }

    fn learn_by_network(&self, set: &LabelledSet, host: &mut Host) -> Result<(Survey, String), LearningError> {
        let config = self.config;
        let network = Network::standard(set.points, config.classes.len());
        let (mut engine, line) = device::engine(device::Device::Auto, &network, host.threads)?;
        host.log(LogLevel::Info, &line);
        let training = TrainingOptions { seed: config.seed, optimiser: Adam::default(), ..TrainingOptions::default() };
        fit(engine.as_mut(), set, &config.classes, ml_job_learning::balance::Balance::default(), &training, host)?;
        Ok((self.survey(engine.as_mut(), host)?, "network".to_owned()))
    }

    fn survey(&self, predictor: &mut (impl Predictor + ?Sized), host: &mut Host) -> Result<Survey, LearningError> {
        let options = SurveyOptions {
            strategy: QueryStrategy::Random,
            query_size: 0,
            batch_size: ml_job_learning::pool::PREDICTION_BATCH,
            seed: self.config.seed,
            wanted: self.wanted.clone(),
        };
        survey(&self.pool, predictor, options, host)
    }

    /// Probability of a row to be of a wanted class.
    fn wanted_probability(&self, survey: &Survey, row: usize) -> f64 {
        let classes = self.wanted.len();
        let row = &survey.probabilities[row * classes..(row + 1) * classes];
        row.iter().zip(&self.wanted).filter(|(_, wanted)| **wanted).map(|(p, _)| f64::from(*p)).sum()
    }

    /// The spectra to label, in a random order, so that nothing can be told from the place; with repeats of earlier ones.
    fn draw(&self, sight: &Sight, survey: Option<&Survey>) -> Vec<(usize, Draw)> {
        let config = self.config;
        let count = config.count as usize;
        let mut random = stream(config.seed, Purpose::Repeat, u64::from(config.round));
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of at most 1000"
        )]
        let repeats = if self.known.rows.len() < REPEATS_FROM { 0 } else { (REPEATS * count as f64).round() as usize };
        let again = sample_without_replacement(self.known.rows.len(), repeats, &mut random);
        let mut draws: Vec<(usize, Draw)> =
            again.into_iter().map(|i| (self.known.rows[i], Draw::of(DrawKind::Repeat))).collect();
        // What lies outside the domain is no more to be drawn than what has a label.
        let outside = (0..self.pool.len()).filter(|&row| !self.domain[row]);
        let taken: Vec<usize> = self.known.rows.iter().copied().chain(outside).collect();
        let examples: HashSet<&str> = config.examples.iter().map(String::as_str).collect();
        let similar: Vec<usize> =
            (0..self.pool.len()).filter(|&row| examples.contains(self.pool.names().get(row))).collect();
        let known = query::Known {
            coordinates: &sight.coordinates,
            width: sight.width,
            strangeness: &sight.strangeness,
            stars: &sight.stars,
            labelled: &taken,
            similar_to: &similar,
            model: survey.map(|survey| Opinion { probabilities: &survey.probabilities, wanted: &self.wanted }),
        };
        let planned =
            query::plan(&Shares::default(), count - draws.len(), config.seed, u64::from(config.round), &known);
        let has_examples = !similar.is_empty();
        draws.extend(planned.into_iter().map(|draw| (draw.row, as_draw(draw, has_examples))));
        draws.shuffle(&mut random);
        draws
    }

    /// What is probably wanted, most probable first, and the near misses.
    fn list(&self, survey: &Survey) -> List {
        let mut known: Vec<Option<Option<usize>>> = vec![None; self.pool.len()];
        for (&row, &class) in self.known.rows.iter().zip(&self.known.classes) {
            known[row] = Some(class);
        }
        let mut listed = Vec::new();
        let mut others = Vec::new();
        for row in (0..self.pool.len()).filter(|&row| self.domain[row]) {
            match known[row] {
                Some(Some(class)) if self.wanted[class] => listed.push((1.0, row)),
                Some(Some(_)) => {}
                Some(None) | None => {
                    let probability = self.wanted_probability(survey, row);
                    if probability >= LISTED_FROM {
                        listed.push((probability, row))
                    } else {
                        others.push((probability, row))
                    }
                }
            }
        }
        let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        listed.sort_unstable_by(order);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let near = ((NEAR * self.pool.len() as f64).ceil() as usize).min(others.len());
        if near < others.len() {
            others.select_nth_unstable_by(near, order);
            others.truncate(near);
        }
        let name = |row: usize| self.pool.names().get(row).to_owned();
        List {
            listed: listed.into_iter().map(|(probability, row)| Listed { filename: name(row), probability }).collect(),
            near: others.into_iter().map(|(_, row)| name(row)).collect(),
        }
    }

    /// What the model thinks of the pool stands in a file of its own: what is shown with the spectra would tell a person who is
    /// asked blind.
    fn write(&self, host: &Host, survey: Option<&Survey>, list: Option<&List>) -> Result<(), LearningError> {
        let (config, pool) = (self.config, &self.pool);
        write_matrix(&host.job_dir, pool, &serde_json::to_string(config).unwrap_or_default())?;
        if let Some(survey) = survey {
            let file = ResultFile::create(&host.job_dir.join(PREDICTIONS_FILE))?;
            file.write_names("filenames", pool.names().longest(), pool.names().iter())?;
            survey.write(&file, config.classes.len())?;
            file.write_attribute("classes", &config.classes.join("\n"))?;
            file.finish()?;
        }
        let empty = List { listed: Vec::new(), near: Vec::new() };
        write_json(&host.job_dir.join(LIST_FILE), list.unwrap_or(&empty))
    }

    fn metrics(
        &self,
        set: &LabelledSet,
        opinion: Option<&(Survey, String)>,
        list: Option<&List>,
        draws: &[(usize, Draw)],
    ) -> RoundMetrics {
        let inside = self.domain.iter().filter(|inside| **inside).count();
        let unlabelled: Vec<f64> = list
            .into_iter()
            .flat_map(|list| &list.listed)
            .map(|listed| listed.probability)
            .filter(|probability| *probability < 1.0)
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "a list is far shorter than 2^52")]
        let mean = (!unlabelled.is_empty()).then(|| unlabelled.iter().sum::<f64>() / unlabelled.len() as f64);
        let asked = draws.iter().filter(|(_, draw)| draw.kind != DrawKind::Repeat);
        RoundMetrics {
            round: self.config.round,
            pool_spectra: inside,
            outside_domain: self.domain.len() - inside,
            taught: set.len(),
            unknown_labels: self.known.missing,
            model: opinion.map(|(_, name)| name.clone()),
            listed: list.map_or(0, |list| list.listed.len()),
            expected_precision: mean,
            expected_new: opinion.map(|(survey, _)| asked.map(|(row, _)| self.wanted_probability(survey, *row)).sum()),
            seconds: 0.0,
        }
    }

    /// What a person sees: the draws, then the list. What is a measurement comes without what the model thinks.
    fn shown(
        &self,
        draws: &[(usize, Draw)],
        survey: Option<&Survey>,
        list: Option<&List>,
    ) -> Result<Vec<ShownSpectrum>, LearningError> {
        let labelled: HashSet<&str> = self.known.rows.iter().map(|&row| self.pool.names().get(row)).collect();
        let candidates: HashSet<&str> = list
            .into_iter()
            .flat_map(|list| &list.listed)
            .map(|listed| listed.filename.as_str())
            .filter(|name| !labelled.contains(name))
            .take(MOST_SHOWN)
            .collect();
        let mut listed: Vec<usize> =
            (0..self.pool.len()).filter(|&row| candidates.contains(self.pool.names().get(row))).collect();
        if let Some(survey) = survey {
            listed.sort_by(|a, b| self.wanted_probability(survey, *b).total_cmp(&self.wanted_probability(survey, *a)));
        }
        let rows: Vec<usize> = draws.iter().map(|(row, _)| *row).chain(listed.iter().copied()).collect();
        let (magnitudes, snrs) = (self.pool.facts("magnitude", &rows)?, self.pool.facts("snr", &rows)?);
        let shown = |(place, &row): (usize, &usize)| {
            let draw = draws.get(place).map(|(_, draw)| *draw);
            let set = if draw.is_some() { SpectrumSet::Oracle } else { SpectrumSet::Candidate };
            let told = survey.filter(|_| !draw.is_some_and(|draw| draw.kind.is_blind()));
            let predicted = told.map(|survey| (survey, survey.labels[row] as usize));
            let classes = self.config.classes.len();
            ShownSpectrum {
                model_prediction: Some(predicted.map_or("-", |(_, class)| &self.config.classes[class]).to_owned()),
                model_probability: predicted
                    .map(|(survey, class)| f64::from(survey.probabilities[row * classes + class])),
                model_entropy: predicted.map(|(survey, _)| survey.entropies[row]),
                magnitude: magnitudes[place],
                snr: snrs[place],
                draw,
                ..ShownSpectrum::new(self.pool.names().get(row), set, self.config.round)
            }
        };
        Ok(rows.iter().enumerate().map(shown).collect())
    }
}

/// A draw as it is told, with its probability where it was drawn by chance.
fn as_draw(draw: query::Draw, has_examples: bool) -> Draw {
    let kind = match draw.kind {
        query::DrawKind::Spread => DrawKind::Diverse,
        query::DrawKind::Anomaly if has_examples => DrawKind::Similar,
        query::DrawKind::Anomaly => DrawKind::Anomaly,
        query::DrawKind::Query => DrawKind::Uncertain,
        query::DrawKind::Probable => DrawKind::Probable,
        query::DrawKind::Random => DrawKind::Random,
    };
    Draw { kind, probability: draw.q, weight_max: draw.q.map(|q| 1.0 / q) }
}
