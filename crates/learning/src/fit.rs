//! From labelled spectra to a trained model: balance, train, describe. Jobs, files and simulations train by this alone.

use ml_job_domain::{LogLevel, Observer};

use crate::balance::{Balance, class_weights, smote};
use crate::data::{LabelledSet, MOST_NUMBERS, SpectraFile};
use crate::engine::Engine;
use crate::error::LearningError;
use crate::model::{Description, Model, scaling_of};
use crate::train::{History, TrainingOptions, train};

/// What training brought besides the weights, which the engine has.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The epochs.
    pub history: History,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Spectra in the training set.
    pub training_spectra: usize,
    /// Spectra trained on, with the synthetic ones.
    pub balanced_spectra: usize,
    /// Seed of the training.
    pub seed: u64,
}

/// Balances the set and trains the engine on it; the weights of `options` follow from `balance`.
///
/// # Errors
/// When the balanced set would be too large, and what [`train`] reports.
pub fn fit(
    engine: &mut dyn Engine,
    set: &LabelledSet,
    classes: &[String],
    balance: Balance,
    options: &TrainingOptions,
    observer: &mut dyn Observer,
) -> Result<Fitted, LearningError> {
    let counts = set.class_counts(classes.len());
    let balanced = match balance {
        Balance::Smote => {
            check_growth(&counts, set.points)?;
            let (balanced, notices) = smote(set, classes, options.seed);
            for notice in &notices {
                observer.log(LogLevel::Info, notice);
            }
            balanced
        }
        Balance::ClassWeights | Balance::None => set.clone(),
    };
    let parts: Vec<String> = classes.iter().zip(counts).map(|(class, n)| format!("{n} {class}")).collect();
    let (n, all) = (set.len(), balanced.len());
    let line = format!("Training set: {n} spectra ({}), {all} after balancing.", parts.join(", "));
    observer.log(LogLevel::Info, &line);
    let class_weights = (balance == Balance::ClassWeights).then(|| class_weights(set, classes.len()));
    let history = train(engine, &balanced, &TrainingOptions { class_weights, ..options.clone() }, observer)?;
    let (epochs, loss, best) = (history.loss.len(), history.best_loss(), history.best_epoch + 1);
    let end = if history.stopped_early { "stopped early" } else { "ran all its epochs" };
    let line = format!("Training {end} after {epochs} epochs; weights of epoch {best} are kept, loss {loss:.4}.");
    observer.log(LogLevel::Info, &line);
    Ok(Fitted { history, classes: classes.to_vec(), training_spectra: n, balanced_spectra: all, seed: options.seed })
}

/// Refuses a set whose classes, made as large as the largest, would not fit into memory.
fn check_growth(counts: &[usize], points: usize) -> Result<(), LearningError> {
    let largest = counts.iter().copied().max().unwrap_or(0);
    let present = counts.iter().filter(|&&n| n > 0).count();
    let balanced = largest.saturating_mul(present);
    if balanced.saturating_mul(points) <= MOST_NUMBERS {
        return Ok(());
    }
    let message = format!(
        "SMOTE would make {balanced} spectra of {points} points, more than fit into memory: class_weights balances without."
    );
    Err(LearningError::config("balance", message))
}

impl Fitted {
    /// The trained model, with what `file`, where its spectra come from, says about them.
    ///
    /// # Errors
    /// When the wavelengths cannot be read or the device fails.
    pub fn model(&self, engine: &mut dyn Engine, file: &SpectraFile) -> Result<Model, LearningError> {
        let description = Description {
            format_version: Description::format_version(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            network: engine.network().clone(),
            classes: self.classes.clone(),
            wave: if file.has("wave") { Some(file.wave()?) } else { None },
            scaling: scaling_of(file),
            seed: self.seed,
            training_spectra: self.training_spectra,
            training_loss: self.history.best_loss(),
        };
        Ok(Model { description, parameters: engine.parameters()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_that_would_grow_beyond_memory_is_refused_with_a_way_out() {
        check_growth(&[20_000, 30, 0], 4000).unwrap();
        check_growth(&[], 0).unwrap();
        for (counts, points) in [(vec![1_000_000; 1000], 140), (vec![usize::MAX, 1], 1), (vec![2, 2], usize::MAX)] {
            let error = check_growth(&counts, points).unwrap_err();
            assert_eq!(error.pointer(), Some("/balance"));
            assert!(error.to_string().contains("class_weights"), "{error}");
        }
    }
}
