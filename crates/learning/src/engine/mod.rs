//! Engines: what computes the network.
//!
//! [`Engine`] is the one interface; [`cpu`] is our own implementation, the one in `burn.rs` (feature `burn`, with CUDA by the feature
//! `cuda`) the second. Training, prediction and everything above them know the trait only, and tests hold the engines together:
//! same parameters in, same probabilities, gradients and steps out.

pub mod cpu;
pub mod device;
mod dropout;

#[cfg(feature = "burn")]
pub mod burn;

use crate::error::LearningError;
use crate::network::{Network, Parameters};

/// Adam as Keras has it (Kingma and Ba 2015, with ε outside the bias correction).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam {
    /// Step size.
    pub learning_rate: f32,
    /// Decay of the mean of the gradients.
    pub beta1: f32,
    /// Decay of the mean of their squares.
    pub beta2: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
}

impl Default for Adam {
    fn default() -> Self {
        Self::STANDARD
    }
}

impl Adam {
    /// As Keras has it.
    pub const STANDARD: Self = Self::with_rate(Self::LEARNING_RATE);

    /// Step size by default. It is `f64` because JSON and people write it in decimal digits, which `f32` would lengthen.
    pub const LEARNING_RATE: f64 = 1e-3;

    /// Keras' Adam with another step size, rounded to single precision.
    #[expect(clippy::cast_possible_truncation, reason = "that is what rounding is")]
    pub const fn with_rate(rate: f64) -> Self {
        Self { learning_rate: rate as f32, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }
    }

    /// Step size after bias correction, at the `step`-th step, counted from 1.
    pub(crate) fn corrected_rate(&self, step: u64) -> f32 {
        let power = |beta: f32| beta.powi(i32::try_from(step).unwrap_or(i32::MAX));
        self.learning_rate * (1.0 - power(self.beta2)).sqrt() / (1.0 - power(self.beta1))
    }
}

/// Where dropout masks come from: each mask is a function of this key, the layer, the sample and the unit, and of nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DropoutKey {
    /// The run's seed.
    pub seed: u64,
    /// The training step, or the pass of a Monte-Carlo prediction.
    pub step: u64,
}

/// Labelled spectra for one training step.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// Fluxes, `[n, points]`.
    pub spectra: &'a [f32],
    /// Class index of each spectrum, `[n]`.
    pub labels: &'a [u32],
    /// Weight of each spectrum's loss, `[n]`; 1 where classes are not weighted.
    pub weights: &'a [f32],
    /// Dropout masks; `None` keeps every unit.
    pub dropout: Option<DropoutKey>,
}

/// What a prediction shall bring besides the probabilities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The penultimate layer's values.
    pub embeddings: bool,
    /// So many passes with dropout, each with one mask for all spectra (consistent masks, Kirsch et al. 2019), keyed by the seed.
    pub monte_carlo: Option<MonteCarlo>,
}

/// Monte-Carlo dropout (Gal and Ghahramani 2016).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonteCarlo {
    /// Key of the masks.
    pub seed: u64,
    /// Number of passes.
    pub passes: usize,
}

/// What the network says about some spectra.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Predictions {
    /// Softmax of the network without dropout, `[n, classes]`.
    pub probabilities: Vec<f32>,
    /// Values of the penultimate layer, `[n, embedding size]`; empty unless wanted.
    pub embeddings: Vec<f32>,
    /// Softmax of each Monte-Carlo pass, `[passes][n, classes]`; empty unless wanted.
    pub passes: Vec<Vec<f32>>,
}

/// Something that trains and applies a network.
pub trait Engine: Send {
    /// The architecture.
    fn network(&self) -> &Network;

    /// Where the numbers are made, for the log: "CPU, 2 threads" or "CUDA device 0".
    fn description(&self) -> String;

    /// Replaces the parameters and forgets the optimiser's moments.
    ///
    /// # Errors
    /// When the parameters are not this network's or the device fails.
    fn load(&mut self, parameters: &Parameters) -> Result<(), LearningError>;

    /// A copy of the parameters.
    ///
    /// # Errors
    /// When the device fails.
    fn parameters(&mut self) -> Result<Parameters, LearningError>;

    /// One step of gradient descent; returns the summed (weighted) cross-entropy of the batch before the step.
    ///
    /// # Errors
    /// When the device fails.
    fn train_step(&mut self, batch: &Batch<'_>, optimiser: &Adam) -> Result<f64, LearningError>;

    /// Summed loss and the gradient of the mean loss; changes nothing. For tests and diagnosis.
    ///
    /// # Errors
    /// When the device fails.
    fn gradients(&mut self, batch: &Batch<'_>) -> Result<(f64, Parameters), LearningError>;

    /// Applies the network to `[n, points]` fluxes. The answer for a spectrum does not depend on the others.
    ///
    /// # Errors
    /// When the device fails.
    fn predict(&mut self, spectra: &[f32], wanted: Wanted) -> Result<Predictions, LearningError>;
}

/// Sizes that fit each other and labels that are classes.
fn check_batch(network: &Network, batch: &Batch<'_>) -> Result<(), LearningError> {
    let rows = batch.labels.len();
    let refuse = |message: String| Err(LearningError::Numeric { message });
    if rows == 0 || batch.spectra.len() != rows * network.points || batch.weights.len() != rows {
        return refuse(format!(
            "A batch of {rows} labels needs {} fluxes and {rows} weights, not {} and {}.",
            rows * network.points,
            batch.spectra.len(),
            batch.weights.len()
        ));
    }
    match batch.labels.iter().find(|&&label| label as usize >= network.classes) {
        Some(label) => refuse(format!("Label {label} is not one of {} classes.", network.classes)),
        None => Ok(()),
    }
}

/// Whole spectra only.
fn check_spectra(network: &Network, spectra: &[f32]) -> Result<(), LearningError> {
    let points = network.points;
    if spectra.len().is_multiple_of(points) {
        Ok(())
    } else {
        Err(LearningError::Numeric { message: format!("{} fluxes are no whole spectra of {points}.", spectra.len()) })
    }
}
