//! Models beside the network: linear, kernel, trees, and the mean of some, on the [features](crate::features) of spectra.
//!
//! They learn from tens of labels in a second, where the network needs hundreds and minutes. All of them answer as a
//! [`Predictor`], and so does the network, so that everything above knows only that trait. To add a model: a file beside
//! `logistic.rs`, a variant of [`Classifier`] and of [`ModelKind`].

mod calibration;
mod ensemble;
mod kernel;
mod logistic;
mod minimise;
mod saved;
mod training;
mod trees;

use ml_job_domain::{LogLevel, Observer};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use calibration::{fit_temperature, tempered};
pub use ensemble::{Ensemble, MOST_MEMBERS, Members, fit_members, network_held_out};
pub use kernel::Kernel;
pub use logistic::Logistic;
pub use saved::{AnyModel, LearntModel};
pub(crate) use training::fit_described;
pub use training::{FitOptions, Fitted, fit_held_out, fit_model};
pub use trees::Trees;

use crate::engine::{Engine, Predictions, Wanted};
use crate::error::LearningError;
use crate::features::Features;
use crate::linear_algebra::{BLOCK_ROWS, by_blocks};
use crate::metrics::class_counts;

/// Parts of a cross-validation.
const FOLDS: usize = 5;
/// Below so many labels, or so many of the rarest class, cross-validation decides by chance: `auto` takes the mean.
const LEAST_TO_CHOOSE: usize = 200;
const LEAST_OF_A_CLASS: usize = 10;
/// Inverse penalty of the linear model (scikit-learn's `C`).
const LINEAR_STRENGTH: f64 = 1.0;
/// Inverse penalty of the kernel model.
const KERNEL_STRENGTH: f64 = 3.0;

/// Which model learns from the labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// The convolutional network on the fluxes; slowest, and needs most labels.
    #[default]
    Network,
    /// Logistic regression on principal components and line shapes.
    Linear,
    /// Logistic regression with a radial kernel, what a support vector machine does, on the same features.
    Svm,
    /// The mean of these two: best with few labels.
    LinearSvm,
    /// Extremely randomised trees on fluxes, components and line shapes.
    Trees,
    /// The mean of linear, kernel and trees: best with many labels.
    Mean,
    /// Whichever has the least cross-validated log loss, `linear_svm` while labels are few; never the network.
    Auto,
}

impl ModelKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Network, Self::Linear, Self::Svm, Self::LinearSvm, Self::Trees, Self::Mean, Self::Auto];

    /// The name as in configurations.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Linear => "linear",
            Self::Svm => "svm",
            Self::LinearSvm => "linear_svm",
            Self::Trees => "trees",
            Self::Mean => "mean",
            Self::Auto => "auto",
        }
    }
}

/// Something that tells how probable each class is: the network, an [`Ensemble`] of them, or a [`SpectralModel`].
pub trait Predictor {
    /// Number of classes.
    fn classes(&self) -> usize;

    /// Numbers of an embedding.
    fn embedding_size(&self) -> usize;

    /// Predicts rows. The answer for a row does not depend on the others.
    ///
    /// # Errors
    /// When the device fails, or what is wanted is not to be had from this model.
    fn predict(&mut self, rows: &[f32], wanted: Wanted) -> Result<Predictions, LearningError>;
}

impl<E: Engine + ?Sized> Predictor for E {
    fn classes(&self) -> usize {
        self.network().classes
    }

    fn embedding_size(&self) -> usize {
        self.network().embedding_size()
    }

    fn predict(&mut self, rows: &[f32], wanted: Wanted) -> Result<Predictions, LearningError> {
        Engine::predict(self, rows, wanted)
    }
}

/// Labelled rows of features.
#[derive(Debug, Clone, Copy)]
pub struct Examples<'a> {
    /// `[n, width]`.
    pub features: &'a [f32],
    /// Numbers of a row.
    pub width: usize,
    /// Class of each row, `[n]`.
    pub labels: &'a [u32],
    /// Number of classes.
    pub classes: usize,
}

impl Examples<'_> {
    fn row(&self, i: usize) -> &[f32] {
        &self.features[i * self.width..(i + 1) * self.width]
    }

    /// Classes that have examples, ascending.
    fn present(&self) -> Vec<usize> {
        let counts = class_counts(self.labels, self.classes);
        (0..self.classes).filter(|class| counts[*class] > 0).collect()
    }

    /// `n / (classes present · members)` for each example, so that all classes weigh alike.
    #[expect(clippy::cast_precision_loss, reason = "labels are far fewer than 2^52")]
    fn balanced_weights(&self) -> Vec<f64> {
        let counts = class_counts(self.labels, self.classes);
        let present = counts.iter().filter(|count| **count > 0).count();
        let weight = |label: &u32| self.labels.len() as f64 / (present * counts[*label as usize]) as f64;
        self.labels.iter().map(weight).collect()
    }
}

/// Mean and deviation of each feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Standard {
    mean: Vec<f32>,
    /// 1 over the deviation; 0 for a feature that is always the same.
    inverse: Vec<f32>,
}

impl Standard {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "features are of single precision"
    )]
    fn of(rows: &[f32], width: usize) -> Self {
        let n = (rows.len() / width).max(1) as f64;
        let mut mean = vec![0.0_f64; width];
        let mut squares = vec![0.0_f64; width];
        rows.chunks_exact(width)
            .for_each(|row| mean.iter_mut().zip(row).for_each(|(sum, v)| *sum += f64::from(*v) / n));
        for row in rows.chunks_exact(width) {
            squares.iter_mut().zip(row).zip(&mean).for_each(|((sum, v), m)| *sum += (f64::from(*v) - m).powi(2) / n);
        }
        let inverse = squares.iter().map(|square| if *square > 1e-20 { (1.0 / square.sqrt()) as f32 } else { 0.0 });
        Self { inverse: inverse.collect(), mean: mean.iter().map(|mean| *mean as f32).collect() }
    }

    fn apply(&self, rows: &[f32]) -> Vec<f32> {
        let one = |row: &[f32]| {
            row.iter()
                .zip(&self.mean)
                .zip(&self.inverse)
                .map(|((v, mean), inverse)| (v - mean) * inverse)
                .collect::<Vec<_>>()
        };
        rows.chunks_exact(self.mean.len()).flat_map(one).collect()
    }

    fn fits(&self, width: usize) -> bool {
        self.mean.len() == width
            && self.inverse.len() == width
            && self.mean.iter().chain(&self.inverse).all(|value| value.is_finite())
    }
}

/// A fitted model of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Classifier {
    /// Logistic regression.
    Linear(Logistic),
    /// The same in the space of a radial kernel.
    Kernel(Kernel),
    /// Extremely randomised trees, on rows and features together.
    Trees(Trees),
    /// The mean of the probabilities of some.
    Mean(Vec<Classifier>),
}

impl Classifier {
    /// Probabilities `[n, classes]` of rows `[n, row width]` with features `[n, width]`.
    fn probabilities(&self, rows: &[f32], row_width: usize, features: &[f32]) -> Vec<f32> {
        match self {
            Self::Linear(model) => model.probabilities(features),
            Self::Kernel(model) => model.probabilities(features),
            Self::Trees(model) => model.probabilities(&joined(rows, row_width, features)),
            Self::Mean(models) => {
                let mut all = models.iter().map(|model| model.probabilities(rows, row_width, features));
                let mut sum = all.next().unwrap_or_default();
                all.for_each(|other| sum.iter_mut().zip(other).for_each(|(sum, p)| *sum += p));
                #[expect(clippy::cast_precision_loss, reason = "a handful of models")]
                let n = models.len() as f32;
                sum.iter_mut().for_each(|p| *p /= n);
                sum
            }
        }
    }

    /// Whether the numbers fit each other; a file may say anything.
    fn fits(&self, row_width: usize, width: usize, classes: usize) -> bool {
        match self {
            Self::Linear(model) => model.fits(width, classes),
            Self::Kernel(model) => model.fits(width, classes),
            Self::Trees(model) => model.fits(row_width + width, classes),
            Self::Mean(models) => {
                let plain = |model: &Self| !matches!(model, Self::Mean(_)) && model.fits(row_width, width, classes);
                !models.is_empty() && models.iter().all(plain)
            }
        }
    }
}

/// Rows with their features behind them.
fn joined(rows: &[f32], row_width: usize, features: &[f32]) -> Vec<f32> {
    let n = rows.len() / row_width;
    let width = features.len() / n.max(1);
    let mut out = Vec::with_capacity(rows.len() + features.len());
    for i in 0..n {
        out.extend_from_slice(&rows[i * row_width..(i + 1) * row_width]);
        out.extend_from_slice(&features[i * width..(i + 1) * width]);
    }
    out
}

/// A model with the features that it sees, and its temperature.
#[derive(Debug, Clone, PartialEq)]
pub struct SpectralModel {
    /// What the model is; never [`ModelKind::Auto`].
    pub kind: ModelKind,
    /// What it sees.
    pub features: Features,
    /// What it learnt.
    pub classifier: Classifier,
    /// Number of classes.
    pub classes: usize,
    /// What its scores are divided by, so that probabilities mean what they say (Guo et al. 2017).
    pub temperature: f64,
}

impl Predictor for SpectralModel {
    fn classes(&self) -> usize {
        self.classes
    }

    fn embedding_size(&self) -> usize {
        self.features.distance_width()
    }

    fn predict(&mut self, rows: &[f32], wanted: Wanted) -> Result<Predictions, LearningError> {
        if wanted.monte_carlo.is_some() {
            return Err(no_dropout(self.kind));
        }
        let embeddings = if wanted.embeddings { self.features.coordinates(rows) } else { Vec::new() };
        Ok(Predictions { probabilities: self.probabilities(rows), embeddings, passes: Vec::new() })
    }
}

impl SpectralModel {
    /// Probabilities `[n, classes]` of rows, on all threads.
    pub fn probabilities(&self, rows: &[f32]) -> Vec<f32> {
        let width = self.features.layout().width();
        // A block computes on the thread that has it: the inner call finds one block only.
        by_blocks(rows, width, |block| self.answer(block, &self.features.of(block)))
    }

    /// Probabilities of rows whose features `[n, width]` are there already.
    pub(crate) fn probabilities_described(&self, rows: &[f32], features: &[f32]) -> Vec<f32> {
        let (row_width, width) = (self.features.layout().width(), self.features.width());
        let blocks = rows.par_chunks(BLOCK_ROWS * row_width).zip(features.par_chunks(BLOCK_ROWS * width));
        let parts: Vec<Vec<f32>> = blocks.map(|(rows, features)| self.answer(rows, features)).collect();
        parts.concat()
    }

    fn answer(&self, rows: &[f32], features: &[f32]) -> Vec<f32> {
        let raw = self.classifier.probabilities(rows, self.features.layout().width(), features);
        tempered(raw, self.classes, self.temperature)
    }
}

/// Says that a strategy needs what only the network has.
pub(crate) fn no_dropout(kind: ModelKind) -> LearningError {
    let message = format!("bald needs the network's dropout, which the model {} has not.", kind.name());
    LearningError::config("query_strategy", message)
}

/// Threads of its own for models of features; 0 for all cores. Results do not depend on how many.
///
/// # Errors
/// When the system has no threads to give.
pub fn workers(threads: usize) -> Result<rayon::ThreadPool, LearningError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("model-{i}")).build();
    pool.map_err(|error| LearningError::Numeric { message: format!("No threads for the model: {error}.") })
}

/// Log lines from a training on threads of its own, where the observer cannot be.
#[derive(Debug, Default)]
pub struct Lines(Vec<(LogLevel, String)>);

impl Lines {
    /// Hands the lines over.
    pub fn tell(self, observer: &mut dyn Observer) {
        self.0.into_iter().for_each(|(level, line)| observer.log(level, &line));
    }
}

impl Observer for Lines {
    fn log(&mut self, level: LogLevel, line: &str) {
        self.0.push((level, line.to_owned()));
    }
}

/// A model on threads of its own.
#[derive(Debug)]
pub struct OnThreads {
    model: SpectralModel,
    threads: rayon::ThreadPool,
}

impl OnThreads {
    /// On so many threads, 0 for all cores.
    ///
    /// # Errors
    /// As [`workers`].
    pub fn new(model: SpectralModel, threads: usize) -> Result<Self, LearningError> {
        Ok(Self { model, threads: workers(threads)? })
    }
}

impl Predictor for OnThreads {
    fn classes(&self) -> usize {
        self.model.classes
    }

    fn embedding_size(&self) -> usize {
        self.model.embedding_size()
    }

    fn predict(&mut self, rows: &[f32], wanted: Wanted) -> Result<Predictions, LearningError> {
        let (model, threads) = (&mut self.model, &self.threads);
        threads.install(|| model.predict(rows, wanted))
    }
}
