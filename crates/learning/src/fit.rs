//! From labelled spectra to a trained model: balance, train, describe. Jobs, files and simulations train by this alone.

use ml_job_domain::{LogLevel, Observer};

use crate::balance::Balance;
use crate::classify::Members;
use crate::data::{LabelledSet, Preparation, SpectraFile};
use crate::engine::Engine;
use crate::error::LearningError;
use crate::model::{Description, FORMAT_VERSION, Model, scaling_of};
use crate::network::Network;
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
    let (balanced, class_weights) = balance.apply(set, classes, options.seed, observer)?;
    let parts: Vec<String> = classes.iter().zip(counts).map(|(class, n)| format!("{n} {class}")).collect();
    let (n, all) = (set.len(), balanced.len());
    let line = format!("Training set: {n} spectra ({}), {all} after balancing.", parts.join(", "));
    observer.log(LogLevel::Info, &line);
    let history = train(engine, &balanced, &TrainingOptions { class_weights, ..options.clone() }, observer)?;
    let (epochs, loss, best) = (history.loss.len(), history.best_loss(), history.best_epoch + 1);
    let end = if history.stopped_early { "stopped early" } else { "ran all its epochs" };
    let line = format!("Training {end} after {epochs} epochs; weights of epoch {best} are kept, loss {loss:.4}.");
    observer.log(LogLevel::Info, &line);
    Ok(Fitted { history, classes: classes.to_vec(), training_spectra: n, balanced_spectra: all, seed: options.seed })
}

impl Members {
    /// The trained model, with what `file`, where its spectra come from, says about them; its networks are of this architecture.
    ///
    /// # Errors
    /// When the wavelengths cannot be read.
    pub fn model(&self, network: &Network, file: &SpectraFile) -> Result<Model, LearningError> {
        let first = &self.fitted[0];
        let description = Description {
            format_version: FORMAT_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            network: network.clone(),
            classes: first.classes.clone(),
            wave: if file.has("wave") { Some(file.wave()?) } else { None },
            scaling: scaling_of(file),
            preparation: Preparation::of(file),
            seed: first.seed,
            training_spectra: first.training_spectra,
            training_loss: self.loss(),
            members: self.parameters.len(),
        };
        Ok(Model { description, members: self.parameters.clone() })
    }

    /// Mean loss of the epochs whose weights were kept.
    pub fn loss(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a handful of networks")]
        let n = self.fitted.len() as f64;
        self.fitted.iter().map(|fitted| fitted.history.best_loss()).sum::<f64>() / n
    }
}
