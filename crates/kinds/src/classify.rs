//! `CLASSIFY`: a saved model says of every spectrum of a matrix what it is.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ml_job_domain::{FieldError, LogLevel, Observer, ShownSpectrum, SpectrumSet};
use ml_job_learning::classify::AnyModel;
use ml_job_learning::engine::device::Device;
use ml_job_learning::error::LearningError;
use ml_job_learning::files::{PredictRequest, check_spectra, survey_with};
use ml_job_learning::metrics::class_counts;
use ml_job_learning::pool::{Pool, Survey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::files::Files;
use crate::host::{End, Host};
use crate::kind::JobKind;
use crate::matrix;

/// What a model of any kind consists of, and the network besides.
const MODEL_FILE: &str = "model.json";
const WEIGHTS_FILE: &str = "model.safetensors";

/// The job type.
#[derive(Debug)]
pub struct Classify;

/// Which spectra, and by which model. Paths are relative to the root of the files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Classify")]
pub struct ClassifyConfig {
    /// HDF5 file of the spectra: `result.h5` of a preprocessing job, prepared as those that the model learnt from.
    #[schemars(title = "Matrix", length(min = 1), extend("format" = "file-path"))]
    pub data_path: String,
    /// The saved model: the directory of a job with `save_model`, or its `model.json`.
    #[schemars(title = "Model", length(min = 1), extend("format" = "file-path"))]
    pub model_path: String,
    /// Classes of the model whose spectra are shown; none shows nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(title = "Wanted classes", extend("uniqueItems" = true))]
    pub wanted: Vec<String>,
    /// From this probability on, of all wanted classes together, a spectrum is shown.
    #[serde(default = "half")]
    #[schemars(title = "Least probability", range(min = 0, max = 1))]
    pub threshold: f64,
    /// How many candidates are shown at most, most probable first; `result.h5` has all.
    #[serde(default = "thousand")]
    #[schemars(title = "Spectra to show", range(min = 1, max = 10_000))]
    pub count: usize,
    /// What computes a network; other models are for the CPU.
    #[serde(default)]
    #[schemars(title = "Device")]
    pub device: Device,
    /// Whether spectra that were prepared otherwise than those of the model are classified nevertheless, with a warning.
    #[serde(default)]
    #[schemars(title = "Accept another preparation")]
    pub accept_other_preparation: bool,
}

const fn half() -> f64 {
    0.5
}

const fn thousand() -> usize {
    1000
}

/// What a classification measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassifyMetrics {
    /// Spectra that were classified.
    pub spectra: usize,
    /// Classes of the model.
    pub classes: Vec<String>,
    /// Spectra predicted in each class, in the order of `classes`.
    pub predicted_counts: Vec<usize>,
    /// Spectra that are probably of a wanted class.
    pub candidates: usize,
    /// Mean entropy of the predictions, in nats.
    pub mean_entropy: f64,
    /// What a person should know: a preparation that cannot be compared, or was accepted.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub warnings: Vec<String>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl JobKind for Classify {
    const TYPE: &'static str = "CLASSIFY";
    const TITLE: &'static str = "Classify";
    const DESCRIPTION: &'static str = "Applies a saved model to every spectrum of a matrix, which has to be prepared as those that the model learnt from. \
         What is probably of a wanted class is shown as candidates.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[(
        matrix::RESULT_FILE,
        "The matrix: filenames (n), wave (points, Å), fluxes (n × points), and labels (n), probabilities (n × classes), entropies (n, \
         nats); the attribute classes names them.",
        "application/x-hdf5",
    )];
    const USES_GPU: bool = true;
    type Config = ClassifyConfig;
    type Metrics = ClassifyMetrics;

    fn example() -> Value {
        json!({
            "data_path": "/JOBS/job_be_stars/result.h5", "model_path": "/JOBS/job_iteration_5", "wanted": ["double peak"],
        })
    }

    fn check(config: &ClassifyConfig) -> Vec<FieldError> {
        let is_repeated = |place: &usize| config.wanted[..*place].contains(&config.wanted[*place]);
        let repeated = (0..config.wanted.len()).filter(is_repeated).map(|place| {
            let message = format!("Class \"{}\" is there twice.", config.wanted[place]);
            FieldError::new(format!("/wanted/{place}"), message)
        });
        repeated.collect()
    }

    fn run(config: &ClassifyConfig, host: &mut Host) -> Result<ClassifyMetrics, End> {
        let (files_dir, job_dir, threads) = (host.files_dir.clone(), host.job_dir.clone(), host.threads);
        let (shown, metrics) = run_classify(config, &files_dir, &job_dir, threads, host)
            .map_err(|error| End::of(error.class(), &error))?;
        host.labellings(&shown);
        Ok(metrics)
    }
}

/// Classifies a matrix and writes `result.h5` into `job_dir`. Equal configurations and files give equal results on any number of
/// threads of the CPU, 0 for all.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn run_classify(
    config: &ClassifyConfig,
    files_root: &Path,
    job_dir: &Path,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<(Vec<ShownSpectrum>, ClassifyMetrics), LearningError> {
    let began = Instant::now();
    let mut observer = Warned { observer, warnings: Vec::new() };
    let files = Files::open(files_root)?;
    let model = AnyModel::load(&find_model(&files, &config.model_path)?)?;
    let wanted = wanted(config, model.classes())?;
    let mut file = files.open_spectra("data_path", &config.data_path)?;
    if let AnyModel::Spectral(_) = &model {
        file = file.with_embeddings()?;
    }
    check_spectra(&model, &file, config.accept_other_preparation, &mut observer)?;
    let pool = Pool::new(file, &HashSet::new())?;
    let request = PredictRequest { device: config.device, threads, ..PredictRequest::default() };
    let survey = survey_with(&model, &pool, request, &mut observer)?;
    let result = matrix::begin(job_dir, &pool, config)?;
    survey.write(&result, wanted.len())?;
    result.write_attribute("classes", &serde_json::to_string(model.classes()).unwrap_or_default())?;
    result.finish()?;
    let candidates = candidates(&survey, &wanted, config.threshold);
    let told = format!("{} of {} spectra are probably of a wanted class.", candidates.len(), pool.len());
    observer.log(LogLevel::Info, &told);
    let shown = shown(&pool, &survey, model.classes(), &candidates[..candidates.len().min(config.count)])?;
    #[expect(clippy::cast_precision_loss, reason = "matrices are far smaller than 2^52")]
    let mean_entropy = survey.entropies.iter().sum::<f64>() / survey.entropies.len().max(1) as f64;
    let metrics = ClassifyMetrics {
        spectra: pool.len(),
        classes: model.classes().to_vec(),
        predicted_counts: class_counts(&survey.labels, wanted.len()),
        candidates: candidates.len(),
        mean_entropy,
        warnings: observer.warnings,
        seconds: (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    };
    Ok((shown, metrics))
}

/// Hands on what it is told, and keeps the warnings.
struct Warned<'a> {
    observer: &'a mut dyn Observer,
    warnings: Vec<String>,
}

impl Observer for Warned<'_> {
    fn progress(&mut self, progress: ml_job_domain::Progress) {
        self.observer.progress(progress);
    }

    fn log(&mut self, level: LogLevel, line: &str) {
        if level == LogLevel::Warn {
            self.warnings.push(line.to_owned());
        }
        self.observer.log(level, line);
    }

    fn is_cancelled(&mut self) -> bool {
        self.observer.is_cancelled()
    }
}

/// The directory of the model, of whose files none leads out of the root.
fn find_model(files: &Files, path: &str) -> Result<PathBuf, LearningError> {
    const FIELD: &str = "model_path";
    let named = files.resolve(FIELD, path)?;
    let refuse = |message: String| LearningError::config(FIELD, message);
    let directory = if named.is_dir() {
        path.trim_end_matches('/')
    } else {
        let is_model = path.ends_with(&format!("/{MODEL_FILE}")) || path == MODEL_FILE;
        let directory = is_model.then(|| path.trim_end_matches(MODEL_FILE).trim_end_matches('/'));
        directory.ok_or_else(|| refuse(format!("{FIELD}: \"{path}\" is neither a directory nor a {MODEL_FILE}.")))?
    };
    let description = files.resolve(FIELD, &format!("{directory}/{MODEL_FILE}")).map_err(|_| {
        refuse(format!("{FIELD}: \"{path}\" has no {MODEL_FILE}: the job has to be run with save_model."))
    })?;
    let place = files.resolve(FIELD, if directory.is_empty() { "/" } else { directory })?;
    let weights = place.join(WEIGHTS_FILE);
    if weights.symlink_metadata().is_ok() {
        files.resolve(FIELD, &format!("{directory}/{WEIGHTS_FILE}"))?;
    }
    if !description.is_file() {
        return Err(refuse(format!("{FIELD}: the {MODEL_FILE} of \"{path}\" is no file.")));
    }
    Ok(place)
}

/// Which of the model's classes are wanted.
fn wanted(config: &ClassifyConfig, classes: &[String]) -> Result<Vec<bool>, LearningError> {
    if let Some(place) = config.wanted.iter().position(|class| !classes.contains(class)) {
        let message = format!("`{}` is none of the model's classes: {}.", config.wanted[place], classes.join(", "));
        return Err(FieldError::new(format!("/wanted/{place}"), message).into());
    }
    Ok(classes.iter().map(|class| config.wanted.contains(class)).collect())
}

/// Rows that are probably of a wanted class, most probable first, the earlier row on a tie.
fn candidates(survey: &Survey, wanted: &[bool], threshold: f64) -> Vec<usize> {
    if !wanted.contains(&true) {
        return Vec::new();
    }
    let probability = |row: &[f32]| -> f64 {
        row.iter().zip(wanted).filter(|(_, wanted)| **wanted).map(|(p, _)| f64::from(*p)).sum()
    };
    let rated = survey.probabilities.chunks_exact(wanted.len()).map(probability).enumerate();
    let mut rated: Vec<(usize, f64)> = rated.filter(|(_, p)| *p >= threshold).collect();
    rated.sort_by(|a, b| b.1.total_cmp(&a.1));
    rated.into_iter().map(|(row, _)| row).collect()
}

fn shown(
    pool: &Pool,
    survey: &Survey,
    classes: &[String],
    rows: &[usize],
) -> Result<Vec<ShownSpectrum>, LearningError> {
    let (magnitudes, snrs) = (pool.facts("magnitude", rows)?, pool.facts("snr", rows)?);
    let one = |(place, &row): (usize, &usize)| {
        let class = survey.labels[row] as usize;
        ShownSpectrum {
            model_prediction: Some(classes[class].clone()),
            model_probability: Some(f64::from(survey.probabilities[row * classes.len() + class])),
            model_entropy: Some(survey.entropies[row]),
            magnitude: magnitudes[place],
            snr: snrs[place],
            ..ShownSpectrum::new(pool.names().get(row), SpectrumSet::Candidate, 0)
        }
    };
    Ok(rows.iter().enumerate().map(one).collect())
}
