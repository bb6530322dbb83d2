//! Fitting a model of features: which one, how well it does on what it has not seen, at which temperature.

use ml_job_domain::{LogLevel, Observer};

use super::{
    Classifier, Examples, FOLDS, KERNEL_STRENGTH, Kernel, LEAST_OF_A_CLASS, LEAST_TO_CHOOSE, LINEAR_STRENGTH, Logistic,
    ModelKind, SpectralModel, Trees, fit_temperature, joined, tempered,
};
use crate::data::LabelledSet;
use crate::error::LearningError;
use crate::features::Features;
use crate::metrics::class_counts;
use crate::rng::{Purpose, stream};

/// What `auto` chooses among.
const CHOICE: [ModelKind; 4] = [ModelKind::Linear, ModelKind::LinearSvm, ModelKind::Trees, ModelKind::Mean];

/// How to fit a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FitOptions {
    /// Seed of folds and trees.
    pub seed: u64,
    /// Whether the temperature is found by cross-validation, at six times the cost.
    pub calibrate: bool,
}

/// Fits a model of features to labelled spectra; `kind` is any but the network, which [`fit`](mod@crate::fit) trains.
///
/// # Errors
/// When fewer than two classes have labels.
pub fn fit_model(
    kind: ModelKind,
    features: &Features,
    set: &LabelledSet,
    classes: usize,
    options: FitOptions,
    observer: &mut dyn Observer,
) -> Result<SpectralModel, LearningError> {
    fit_held_out(kind, features, set, classes, options, observer).map(|fitted| fitted.model)
}

/// A fitted model, and what models that have not seen the labelled spectra say of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The model.
    pub model: SpectralModel,
    /// Probabilities `[n, classes]` of the labelled spectra by cross-validation, at the model's temperature; empty without calibration.
    pub held_out: Vec<f32>,
}

/// As [`fit_model`], with the probabilities that the calibration rests on.
///
/// # Errors
/// As [`fit_model`].
pub fn fit_held_out(
    kind: ModelKind,
    features: &Features,
    set: &LabelledSet,
    classes: usize,
    options: FitOptions,
    observer: &mut dyn Observer,
) -> Result<Fitted, LearningError> {
    let described = features.of(&set.fluxes);
    fit_described(kind, features, &described, set, classes, options, observer)
}

/// As [`fit_held_out`], with the features of the labelled spectra, `[n, width]`.
pub(crate) fn fit_described(
    kind: ModelKind,
    features: &Features,
    described: &[f32],
    set: &LabelledSet,
    classes: usize,
    options: FitOptions,
    observer: &mut dyn Observer,
) -> Result<Fitted, LearningError> {
    let training = Training {
        rows: &set.fluxes,
        row_width: set.points,
        features: described,
        width: features.width(),
        labels: &set.labels,
        classes,
    };
    if class_counts(&set.labels, classes).iter().filter(|n| **n > 0).count() < 2 {
        let message = "Training needs spectra of at least two classes.";
        return Err(LearningError::Numeric { message: message.into() });
    }
    let mut held_out = HeldOut { training: &training, seed: options.seed, found: [const { None }; 3] };
    let kind = if kind == ModelKind::Auto { held_out.choose(observer) } else { kind };
    let classifier = training.fit(kind, options.seed);
    let held_out = if options.calibrate { held_out.of(kind) } else { Vec::new() };
    let temperature = if options.calibrate { fit_temperature(&held_out, &set.labels, classes) } else { 1.0 };
    let model = SpectralModel { kind, features: features.clone(), classifier, classes, temperature };
    Ok(Fitted { model, held_out: tempered(held_out, classes, temperature) })
}

/// Labelled rows with their features.
struct Training<'a> {
    rows: &'a [f32],
    row_width: usize,
    features: &'a [f32],
    width: usize,
    labels: &'a [u32],
    classes: usize,
}

/// What a mean is made of.
#[derive(Debug, Clone, Copy)]
enum Part {
    Linear,
    Kernel,
    Trees,
}

/// The parts of a kind, one for a model that is no mean.
const fn parts(kind: ModelKind) -> &'static [Part] {
    match kind {
        ModelKind::Linear => &[Part::Linear],
        ModelKind::Svm => &[Part::Kernel],
        ModelKind::Trees => &[Part::Trees],
        ModelKind::Mean => &[Part::Linear, Part::Kernel, Part::Trees],
        ModelKind::LinearSvm | ModelKind::Auto | ModelKind::Network => &[Part::Linear, Part::Kernel],
    }
}

/// What models that have not seen them say of the labelled rows, computed once for each part.
struct HeldOut<'t, 'a> {
    training: &'t Training<'a>,
    seed: u64,
    found: [Option<Vec<f32>>; 3],
}

impl HeldOut<'_, '_> {
    /// Probabilities `[n, classes]` by a kind: the mean over its parts.
    fn of(&mut self, kind: ModelKind) -> Vec<f32> {
        let parts = parts(kind);
        let mut mean = vec![0.0; self.training.labels.len() * self.training.classes];
        for part in parts {
            let (training, seed) = (self.training, self.seed);
            let own = self.found[*part as usize].get_or_insert_with(|| training.cross_validated(*part, seed));
            mean.iter_mut().zip(own).for_each(|(sum, p)| *sum += *p);
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful of parts")]
        let n = parts.len() as f32;
        mean.iter_mut().for_each(|p| *p /= n);
        mean
    }

    /// The kind with the least loss on examples that it has not seen.
    fn choose(&mut self, observer: &mut dyn Observer) -> ModelKind {
        let training = self.training;
        let counts = class_counts(training.labels, training.classes);
        let rarest = counts.into_iter().filter(|n| *n > 0).min().unwrap_or(0);
        if training.labels.len() < LEAST_TO_CHOOSE || rarest < LEAST_OF_A_CLASS {
            observer.log(LogLevel::Info, "The labels are few: the model is the mean of linear and kernel.");
            return ModelKind::LinearSvm;
        }
        let rated = CHOICE.map(|kind| (kind, training.loss(&self.of(kind))));
        let parts: Vec<String> = rated.iter().map(|(kind, loss)| format!("{} {loss:.4}", kind.name())).collect();
        observer.log(LogLevel::Info, &format!("Cross-validated log loss: {}.", parts.join(", ")));
        rated.into_iter().min_by(|a, b| a.1.total_cmp(&b.1)).map_or(ModelKind::LinearSvm, |(kind, _)| kind)
    }
}

impl Training<'_> {
    fn fit(&self, kind: ModelKind, seed: u64) -> Classifier {
        match parts(kind) {
            [part] => self.fit_part(*part, seed),
            several => Classifier::Mean(several.iter().map(|part| self.fit_part(*part, seed)).collect()),
        }
    }

    fn fit_part(&self, part: Part, seed: u64) -> Classifier {
        let examples =
            Examples { features: self.features, width: self.width, labels: self.labels, classes: self.classes };
        match part {
            Part::Linear => Classifier::Linear(Logistic::fit(&examples, LINEAR_STRENGTH)),
            Part::Kernel => Classifier::Kernel(Kernel::fit(&examples, KERNEL_STRENGTH)),
            Part::Trees => {
                let all = joined(self.rows, self.row_width, self.features);
                let examples = Examples { features: &all, width: self.row_width + self.width, ..examples };
                Classifier::Trees(Trees::fit(&examples, seed))
            }
        }
    }

    /// Mean log loss with all classes weighing alike.
    #[expect(clippy::cast_precision_loss, reason = "labels are far fewer than 2^52")]
    fn loss(&self, probabilities: &[f32]) -> f64 {
        let weights =
            Examples { features: &[], width: 1, labels: self.labels, classes: self.classes }.balanced_weights();
        let rows = probabilities.chunks_exact(self.classes).zip(self.labels).zip(weights);
        let sum: f64 = rows.map(|((p, label), weight)| -weight * f64::from(p[*label as usize]).max(1e-6).ln()).sum();
        sum / self.labels.len() as f64
    }

    /// Probabilities `[n, classes]` of each example by a model that has not seen it.
    fn cross_validated(&self, part: Part, seed: u64) -> Vec<f32> {
        let fold = folds(self.labels, self.classes, FOLDS, seed);
        let mut out = vec![0.0; self.labels.len() * self.classes];
        for held_out in 0..FOLDS {
            let (inside, outside): (Vec<usize>, Vec<usize>) =
                (0..self.labels.len()).partition(|&i| fold[i] != held_out);
            if inside.is_empty() || outside.is_empty() {
                continue;
            }
            let pick = |all: &[f32], width: usize, chosen: &[usize]| -> Vec<f32> {
                chosen.iter().flat_map(|&i| all[i * width..(i + 1) * width].iter().copied()).collect()
            };
            let labels: Vec<u32> = inside.iter().map(|&i| self.labels[i]).collect();
            let (rows, features) = (pick(self.rows, self.row_width, &inside), pick(self.features, self.width, &inside));
            let inner = Training { rows: &rows, features: &features, labels: &labels, ..*self };
            let classifier = inner.fit_part(part, seed);
            let (rows, features) =
                (pick(self.rows, self.row_width, &outside), pick(self.features, self.width, &outside));
            let found = classifier.probabilities(&rows, self.row_width, &features);
            for (p, i) in found.chunks_exact(self.classes).zip(outside) {
                out[i * self.classes..(i + 1) * self.classes].copy_from_slice(p);
            }
        }
        out
    }
}

/// A fold for each example; every class is spread over all folds as evenly as it goes.
pub(super) fn folds(labels: &[u32], classes: usize, count: usize, seed: u64) -> Vec<usize> {
    let mut random = stream(seed, Purpose::Folds, 0);
    let mut fold = vec![0; labels.len()];
    let mut next = 0;
    for class in 0..classes {
        let members: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] as usize == class).collect();
        for i in rand::seq::index::sample(&mut random, members.len(), members.len()) {
            fold[members[i]] = next % count;
            next += 1;
        }
    }
    fold
}
