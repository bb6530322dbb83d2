//! Training and applying a network on files, without any service: what `ml-job train` and `ml-job predict` do.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use ml_job_domain::{LogLevel, Observer};

use crate::balance::Balance;
use crate::classify::{
    AnyModel, Ensemble, FitOptions, LearntModel, Lines, ModelKind, OnThreads, fit_members, fit_model, workers,
};
use crate::data::{LabelledSet, ResultFile, SpectraFile, check_alike};
use crate::engine::device::{Device, engine};
use crate::error::LearningError;
use crate::features::{FeatureFit, LineSpec};
use crate::metrics::class_counts;
use crate::network::{MOST_CLASSES, Network};
use crate::pool::{PREDICTION_BATCH, Pool, Survey, SurveyOptions, survey};
use crate::strategy::QueryStrategy;
use crate::train::{History, TrainingOptions};

/// How to train on a file.
#[derive(Debug, Clone, Default)]
pub struct TrainRequest {
    /// Which model learns.
    pub model: ModelKind,
    /// Names of the classes; `0`, `1`, … as far as the labels go where empty.
    pub classes: Vec<String>,
    /// How unequal classes are treated.
    pub balance: Balance,
    /// Networks of different seeds whose answers are averaged; 0 counts as 1.
    pub members: usize,
    /// What computes.
    pub device: Device,
    /// Threads of the CPU, 0 for all.
    pub threads: usize,
    /// The rest; its `class_weights` follow from `balance`.
    pub options: TrainingOptions,
}

/// What a training left.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Spectra in the training set.
    pub spectra: usize,
    /// The model: what was asked for, or what `auto` chose.
    pub model: ModelKind,
    /// The epochs of the network, of an ensemble those of the first; absent for other models.
    pub history: Option<History>,
}

/// Trains on a labelled HDF5 file and saves the model into `output`, which is made where it is missing.
///
/// The file has `fluxes`, `labels`, and perhaps `filenames`, `wave`; `embeddings` too, for all models but the network.
///
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn train_file(
    data: &Path,
    output: &Path,
    request: &TrainRequest,
    observer: &mut dyn Observer,
) -> Result<Trained, LearningError> {
    let mut file = SpectraFile::open(data, data)?;
    if request.model != ModelKind::Network {
        file = file.with_embeddings()?;
    }
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
    if request.model != ModelKind::Network {
        return train_spectral(&file, &set, classes, output, request, observer);
    }
    let network = Network::standard(set.points, classes.len());
    let (mut engine, line) = engine(request.device, &network, request.threads)?;
    observer.log(LogLevel::Info, &line);
    let (balance, options, members) = (request.balance, &request.options, request.members.max(1));
    let mut fitted = fit_members(engine.as_mut(), &set, &classes, balance, options, members, observer)?;
    fitted.model(&network, &file)?.save(output)?;
    let history = fitted.fitted.swap_remove(0).history;
    Ok(Trained { classes, spectra: set.len(), model: ModelKind::Network, history: Some(history) })
}

/// Trains a model of features, whose components come from the labelled spectra themselves.
fn train_spectral(
    file: &SpectraFile,
    set: &LabelledSet,
    classes: Vec<String>,
    output: &Path,
    request: &TrainRequest,
    observer: &mut dyn Observer,
) -> Result<Trained, LearningError> {
    let wave = if file.has("wave") { Some(file.wave()?) } else { None };
    let seed = request.options.seed;
    let mut lines = Lines::default();
    let model = workers(request.threads)?.install(|| {
        let mut features = FeatureFit::new(file.layout());
        features.add(&set.fluxes);
        let features = features.finish(LineSpec::default(), wave.as_deref());
        let options = FitOptions { seed, calibrate: true };
        fit_model(request.model, &features, set, classes.len(), options, &mut lines)
    })?;
    lines.tell(observer);
    observer
        .log(LogLevel::Info, &format!("The model is {}, at temperature {:.2}.", model.kind.name(), model.temperature));
    let trained = Trained { classes: classes.clone(), spectra: set.len(), model: model.kind, history: None };
    LearntModel::new(model, classes, seed, set.len(), file)?.save(output)?;
    Ok(trained)
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
    let model = AnyModel::load(model)?;
    let mut file = SpectraFile::open(data, data)?;
    if let AnyModel::Spectral(_) = &model {
        file = file.with_embeddings()?;
    }
    check_spectra(&model, &file, request.accept_other_preparation, observer)?;
    // Before the work, so that nobody waits for predictions that cannot be kept.
    let out = ResultFile::create(output)?;
    let pool = Pool::new(file, &HashSet::new())?;
    let survey = survey_with(&model, &pool, request, observer)?;
    let classes = model.classes();
    out.write_names("filenames", pool.names().longest(), pool.names().iter())?;
    survey.write(&out, classes.len())?;
    out.write_attribute("classes", &serde_json::to_string(classes).unwrap_or_default())?;
    out.finish()?;
    Ok(class_counts(&survey.labels, classes.len()))
}

/// Predicts a pool with a model from disk, and asks nobody.
///
/// # Errors
/// What the device and reading report, and [`LearningError::Cancelled`].
pub fn survey_with(
    model: &AnyModel,
    pool: &Pool,
    request: PredictRequest,
    observer: &mut dyn Observer,
) -> Result<Survey, LearningError> {
    let wanted = vec![false; model.classes().len()];
    let strategy = QueryStrategy::Random;
    let options = SurveyOptions { strategy, query_size: 0, batch_size: request.batch_size, seed: 0, wanted };
    match model {
        AnyModel::Network(model) => {
            let (mut engine, line) = engine(request.device, &model.description.network, request.threads)?;
            observer.log(LogLevel::Info, &line);
            survey(pool, &mut Ensemble::new(engine.as_mut(), model.members.clone())?, options, observer)
        }
        AnyModel::Spectral(model) => {
            survey(pool, &mut OnThreads::new(model.model.clone(), request.threads)?, options, observer)
        }
    }
}

/// Refuses spectra that the model was not made for: of another grid, or prepared otherwise, unless that is accepted; then it warns.
///
/// # Errors
/// A sentence that names the difference.
pub fn check_spectra(
    model: &AnyModel,
    file: &SpectraFile,
    accept_other_preparation: bool,
    observer: &mut dyn Observer,
) -> Result<(), LearningError> {
    check_grid(model, file)?;
    check_preparation(model, file, accept_other_preparation, observer)
}

/// Refuses spectra of a grid that the model was not made for.
///
/// # Errors
/// A sentence that names the first difference.
pub fn check_grid(model: &AnyModel, file: &SpectraFile) -> Result<(), LearningError> {
    let (expected, points) = (model.points(), file.points());
    if points != expected {
        let message = format!("Its spectra have {points} points, the model was trained on {expected}.");
        return Err(LearningError::data(file.shown(), message));
    }
    if let AnyModel::Spectral(model) = model {
        let (expected, found) = (model.model.features.layout().embedding, file.layout().embedding);
        if expected != found {
            let message = format!("Its embeddings have {found} numbers each, the model was trained on {expected}.");
            return Err(LearningError::data(file.shown(), message));
        }
    }
    let Some(expected) = model.wave() else { return Ok(()) };
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
    model: &AnyModel,
    file: &SpectraFile,
    is_accepted: bool,
    observer: &mut dyn Observer,
) -> Result<(), LearningError> {
    let Err(differences) = check_alike(model.preparation(), model.scaling(), file, observer) else {
        return Ok(());
    };
    let message = format!("Its spectra were prepared otherwise than those of the model: {differences}");
    if is_accepted {
        observer.log(LogLevel::Warn, &format!("{}: {message}", file.shown().display()));
        return Ok(());
    }
    Err(LearningError::data(
        file.shown(),
        format!(
            "{message} Preprocess them alike, or accept it (accept_other_preparation, --accept-other-preparation)."
        ),
    ))
}
