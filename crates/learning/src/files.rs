//! Training and applying a network on files, without any service: what `ml-job train` and `ml-job predict` do.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use ml_job_domain::{LogLevel, Observer};

use crate::balance::Balance;
use crate::data::{LabelledSet, ResultFile, SpectraFile, check_alike};
use crate::engine::device::{Device, engine};
use crate::error::LearningError;
use crate::fit::fit;
use crate::metrics::class_counts;
use crate::model::{Description, Model};
use crate::network::{MOST_CLASSES, Network};
use crate::pool::{PREDICTION_BATCH, Pool, SurveyOptions, survey};
use crate::strategy::QueryStrategy;
use crate::train::{History, TrainingOptions};

/// How to train on a file.
#[derive(Debug, Clone, Default)]
pub struct TrainRequest {
    /// Names of the classes; `0`, `1`, … as far as the labels go where empty.
    pub classes: Vec<String>,
    /// How unequal classes are treated.
    pub balance: Balance,
    /// What computes.
    pub device: Device,
    /// Threads of the CPU, 0 for all.
    pub threads: usize,
    /// The rest; its `class_weights` follow from `balance`.
    pub options: TrainingOptions,
}

/// Trains on a labelled HDF5 file (`fluxes`, `labels`, and `filenames`, `wave` where it has them) and saves the model into
/// `output`, which is made where it is missing.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn train_file(
    data: &Path,
    output: &Path,
    request: &TrainRequest,
    observer: &mut dyn Observer,
) -> Result<(Model, History), LearningError> {
    let file = SpectraFile::open(data, data)?;
    let known = if request.classes.is_empty() { MOST_CLASSES } else { request.classes.len() };
    let set = LabelledSet::read(&file, known)?;
    let classes = if request.classes.is_empty() {
        let count = set.labels.iter().max().map_or(0, |&label| label as usize + 1);
        (0..count).map(|class| class.to_string()).collect()
    } else {
        request.classes.clone()
    };
    if set.class_counts(classes.len()).iter().filter(|&&n| n > 0).count() < 2 {
        return Err(LearningError::data(data, "Training needs spectra of at least two classes."));
    }
    for remark in set.remarks(&classes, !request.classes.is_empty()) {
        observer.log(LogLevel::Warn, &remark);
    }
    // Before the work, so that nobody waits for a model that cannot be kept.
    fs::create_dir_all(output).map_err(|error| LearningError::io(output, "create it", error))?;
    let network = Network::standard(set.points, classes.len());
    let (mut engine, line) = engine(request.device, &network, request.threads)?;
    observer.log(LogLevel::Info, &line);
    let fitted = fit(engine.as_mut(), &set, &classes, request.balance, &request.options, observer)?;
    let model = fitted.model(engine.as_mut(), &file)?;
    model.save(output)?;
    Ok((model, fitted.history))
}

/// How to predict a file.
#[derive(Debug, Clone, Copy)]
pub struct PredictRequest {
    /// Spectra read and predicted at once; no result depends on it.
    pub batch_size: usize,
    /// What computes.
    pub device: Device,
    /// Threads of the CPU, 0 for all.
    pub threads: usize,
    /// Whether spectra that were prepared otherwise than those of the model are predicted, with a warning.
    pub accept_other_preparation: bool,
}

impl Default for PredictRequest {
    fn default() -> Self {
        Self { batch_size: PREDICTION_BATCH, device: Device::default(), threads: 0, accept_other_preparation: false }
    }
}

/// Applies the model in `model` to the spectra of `data` and writes `output`: `filenames`, `labels`, `probabilities`
/// `[n, classes]`, `entropies`. Returns how many spectra were predicted in each class.
///
/// # Errors
/// One sentence that says what is wrong and where, among it a wavelength grid or a preparation other than the model's.
pub fn predict_file(
    model: &Path,
    data: &Path,
    output: &Path,
    request: PredictRequest,
    observer: &mut dyn Observer,
) -> Result<Vec<usize>, LearningError> {
    let model = Model::load(model)?;
    let file = SpectraFile::open(data, data)?;
    check_grid(&model.description, &file)?;
    check_preparation(&model.description, &file, request.accept_other_preparation, observer)?;
    // Before the work, so that nobody waits for predictions that cannot be kept.
    let out = ResultFile::create(output)?;
    let network = &model.description.network;
    let (mut engine, line) = engine(request.device, network, request.threads)?;
    observer.log(LogLevel::Info, &line);
    engine.load(&model.parameters)?;
    let pool = Pool::new(file, &HashSet::new())?;
    let options =
        SurveyOptions { strategy: QueryStrategy::Random, query_size: 0, batch_size: request.batch_size, seed: 0 };
    let survey = survey(&pool, engine.as_mut(), options, observer)?;
    out.write_names("filenames", pool.names().longest(), pool.names().iter())?;
    survey.write(&out, network.classes)?;
    out.write_attribute("classes", &serde_json::to_string(&model.description.classes).unwrap_or_default())?;
    out.finish()?;
    Ok(class_counts(&survey.labels, network.classes))
}

/// Refuses spectra that the model was not made for.
fn check_grid(model: &Description, file: &SpectraFile) -> Result<(), LearningError> {
    let (expected, points) = (model.network.points, file.points());
    if points != expected {
        let message = format!("Its spectra have {points} points, the model was trained on {expected}.");
        return Err(LearningError::data(file.shown(), message));
    }
    let Some(expected) = &model.wave else { return Ok(()) };
    let wave = file.wave()?;
    match expected.iter().zip(&wave).position(|(a, b)| (a - b).abs() > 1e-9 * a.abs()) {
        None => Ok(()),
        Some(at) => {
            let message =
                format!("Its wavelength grid has {} Å at point {at}, the model's has {} Å.", wave[at], expected[at]);
            Err(LearningError::data(file.shown(), message))
        }
    }
}

/// Refuses spectra that were prepared otherwise than those that the model was trained on, or warns of them.
fn check_preparation(
    model: &Description,
    file: &SpectraFile,
    is_accepted: bool,
    observer: &mut dyn Observer,
) -> Result<(), LearningError> {
    let Err(differences) = check_alike(model.preparation.as_ref(), model.scaling.as_deref(), file, observer) else {
        return Ok(());
    };
    let message = format!("Its spectra were prepared otherwise than those of the model: {differences}");
    if is_accepted {
        observer.log(LogLevel::Warn, &format!("{}: {message}", file.shown().display()));
        return Ok(());
    }
    Err(LearningError::data(
        file.shown(),
        format!("{message} Preprocess them alike, or accept it with --accept-other-preparation."),
    ))
}
