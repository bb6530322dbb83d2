//! The training loop: shuffled minibatches, early stopping on the training loss, best weights restored.

use ml_job_domain::{Observer, Progress};
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

use crate::data::LabelledSet;
use crate::engine::{Adam, Batch, DropoutKey, Engine};
use crate::error::LearningError;
use crate::network::Parameters;
use crate::rng::{Purpose, stream, training_masks};

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingOptions {
    /// Seed of the weights, the order of the samples and the dropout.
    pub seed: u64,
    /// Spectra in a minibatch, at least 1.
    pub batch_size: usize,
    /// Most passes over the training set, at least 1.
    pub epochs: usize,
    /// An epoch is better than the best so far when its loss is smaller by more than this.
    pub min_delta: f64,
    /// Training ends after so many epochs that were not better.
    pub patience: usize,
    /// The optimiser.
    pub optimiser: Adam,
    /// Weight of each class's loss, `[classes]`; all 1 where absent.
    pub class_weights: Option<Vec<f32>>,
}

impl TrainingOptions {
    /// What is used where nobody says otherwise.
    pub const STANDARD: Self = Self {
        seed: 0,
        batch_size: 64,
        epochs: 1000,
        min_delta: 1e-3,
        patience: 10,
        optimiser: Adam::STANDARD,
        class_weights: None,
    };
}

impl Default for TrainingOptions {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// What happened in training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Mean (weighted) cross-entropy of each epoch, with dropout, as the weights moved.
    pub loss: Vec<f64>,
    /// The epoch, counted from 0, after which the weights were best; they are the ones kept.
    pub best_epoch: usize,
    /// Whether patience ran out before the epochs did.
    pub stopped_early: bool,
}

impl History {
    /// Loss of the epoch whose weights were kept.
    pub fn best_loss(&self) -> f64 {
        self.loss[self.best_epoch]
    }
}

/// Trains from fresh Glorot-uniform weights; the engine ends with the best ones.
///
/// # Errors
/// [`LearningError::Numeric`] when the loss is not finite any more, [`LearningError::Cancelled`], and what the engine reports.
pub fn train(
    engine: &mut dyn Engine,
    set: &LabelledSet,
    options: &TrainingOptions,
    observer: &mut dyn Observer,
) -> Result<History, LearningError> {
    let initial = Parameters::glorot_uniform(engine.network(), options.seed);
    engine.load(&initial)?;
    let mut minibatches = Minibatches::new(set, options);
    let mut stopping = EarlyStopping::new(options);
    let mut best = initial;
    let mut history = History { loss: Vec::new(), best_epoch: 0, stopped_early: false };
    for epoch in 0..options.epochs {
        let loss = minibatches.run_epoch(engine, epoch, observer)?;
        if !loss.is_finite() {
            return Err(LearningError::Numeric {
                message: format!(
                    "The training loss is {loss} after epoch {}: a smaller learning_rate may help.",
                    epoch + 1
                ),
            });
        }
        history.loss.push(loss);
        let verdict = stopping.judge(loss);
        if verdict == Verdict::Better {
            history.best_epoch = epoch;
            best = engine.parameters()?;
        }
        // Nobody knows how many epochs there will be: at least so many as patience lasts.
        let (done, waited, patience) = (epoch + 1, stopping.waited, options.patience);
        let total = options.epochs.min(done + patience.saturating_sub(waited));
        let message = format!("Epoch {done}: loss {loss:.4}, {waited} of {patience} without gain");
        observer.progress(Progress::new(done as u64, total as u64, "epochs").saying(message));
        if verdict == Verdict::Enough {
            history.stopped_early = true;
            break;
        }
    }
    engine.load(&best)?;
    Ok(history)
}

/// Cuts the set into shuffled minibatches; the buffers are used again for each.
struct Minibatches<'a> {
    set: &'a LabelledSet,
    options: &'a TrainingOptions,
    order: Vec<usize>,
    step: u64,
    spectra: Vec<f32>,
    labels: Vec<u32>,
    weights: Vec<f32>,
}

impl<'a> Minibatches<'a> {
    fn new(set: &'a LabelledSet, options: &'a TrainingOptions) -> Self {
        Self { set, options, order: Vec::new(), step: 0, spectra: Vec::new(), labels: Vec::new(), weights: Vec::new() }
    }

    /// Returns the epoch's mean loss.
    fn run_epoch(
        &mut self,
        engine: &mut dyn Engine,
        epoch: usize,
        observer: &mut dyn Observer,
    ) -> Result<f64, LearningError> {
        self.order.clear();
        self.order.extend(0..self.set.len());
        self.order.shuffle(&mut stream(self.options.seed, Purpose::Shuffle, epoch as u64));
        let order = std::mem::take(&mut self.order);
        let mut sum = 0.0;
        for rows in order.chunks(self.options.batch_size) {
            if observer.is_cancelled() {
                return Err(LearningError::Cancelled);
            }
            self.fill(rows);
            let key = DropoutKey { seed: training_masks(self.options.seed), step: self.step };
            let batch =
                Batch { spectra: &self.spectra, labels: &self.labels, weights: &self.weights, dropout: Some(key) };
            sum += engine.train_step(&batch, &self.options.optimiser)?;
            self.step += 1;
        }
        self.order = order;
        #[expect(clippy::cast_precision_loss, reason = "a labelled set has far fewer than 2^52 spectra")]
        Ok(sum / self.set.len() as f64)
    }

    fn fill(&mut self, rows: &[usize]) {
        self.spectra.clear();
        self.labels.clear();
        self.weights.clear();
        for &row in rows {
            let label = self.set.labels[row];
            self.spectra.extend_from_slice(self.set.spectrum(row));
            self.labels.push(label);
            self.weights.push(self.options.class_weights.as_ref().map_or(1.0, |weights| weights[label as usize]));
        }
    }
}

/// Keras' `EarlyStopping` on a quantity that shall fall.
struct EarlyStopping {
    best: f64,
    waited: usize,
    min_delta: f64,
    patience: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Better,
    NotBetter,
    Enough,
}

impl EarlyStopping {
    fn new(options: &TrainingOptions) -> Self {
        Self { best: f64::INFINITY, waited: 0, min_delta: options.min_delta, patience: options.patience }
    }

    fn judge(&mut self, loss: f64) -> Verdict {
        if loss < self.best - self.min_delta {
            self.best = loss;
            self.waited = 0;
            return Verdict::Better;
        }
        self.waited += 1;
        if self.waited >= self.patience { Verdict::Enough } else { Verdict::NotBetter }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Better, Enough, NotBetter};
    use super::*;

    #[test]
    fn training_ends_when_patience_runs_out_and_small_gains_do_not_count() {
        let mut stopping =
            EarlyStopping::new(&TrainingOptions { min_delta: 0.1, patience: 2, ..TrainingOptions::default() });
        let verdicts: Vec<_> = [1.0, 0.95, 0.8, 0.75, 0.75].into_iter().map(|loss| stopping.judge(loss)).collect();
        assert_eq!(verdicts, [Better, NotBetter, Better, NotBetter, Enough]);
    }
}
