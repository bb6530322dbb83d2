//! `ml-job train`: a model from a labelled HDF5 file, without any service.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use ml_job_learning::balance::Balance;
use ml_job_learning::classify::ModelKind;
use ml_job_learning::engine::Adam;
use ml_job_learning::files::{TrainRequest, train_file};
use ml_job_learning::train::TrainingOptions;

use super::learning::{ComputeOptions, at_least_one, named};
use super::{Bar, say};

#[derive(Debug, Args)]
pub(crate) struct Train {
    /// HDF5 file with `fluxes` (n × points) and `labels` (n, class positions from 0)
    #[arg(long, value_name = "FILE")]
    data: PathBuf,

    /// Directory to write the model into
    #[arg(long, value_name = "DIR")]
    output: PathBuf,

    /// Which model learns: network, linear, svm, linear_svm, trees, mean or auto; all but the network take no more options than the seed
    #[arg(long, value_name = "MODEL", default_value = "network", value_parser = named::<ModelKind>)]
    model: ModelKind,

    /// Names of the classes, comma-separated [default: 0,1,…]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    classes: Vec<String>,

    /// Seed of everything random
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// How unequal classes are treated: smote, class_weights or none
    #[arg(long, value_name = "HOW", default_value = "smote", value_parser = named::<Balance>)]
    balance: Balance,

    /// Networks that learn from different seeds and answer together
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = at_least_one())]
    members: usize,

    /// Most epochs
    #[arg(long, value_name = "N", default_value_t = TrainingOptions::STANDARD.epochs, value_parser = at_least_one())]
    epochs: usize,

    /// End after so many epochs that were not better
    #[arg(long, value_name = "N", default_value_t = TrainingOptions::STANDARD.patience, value_parser = at_least_one())]
    patience: usize,

    /// An epoch is better when the loss fell by more than this
    #[arg(long, value_name = "LOSS", default_value_t = TrainingOptions::STANDARD.min_delta)]
    min_delta: f64,

    /// Spectra in a minibatch
    #[arg(long, value_name = "N", default_value_t = TrainingOptions::STANDARD.batch_size, value_parser = at_least_one())]
    batch_size: usize,

    /// Step size of the optimiser (Adam)
    #[arg(long, value_name = "RATE", default_value_t = Adam::LEARNING_RATE)]
    learning_rate: f64,

    #[command(flatten)]
    compute: ComputeOptions,
}

impl Train {
    pub(crate) fn run(self) -> Result<()> {
        let request = TrainRequest {
            model: self.model,
            classes: self.classes,
            balance: self.balance,
            members: self.members,
            device: self.compute.device,
            threads: self.compute.threads,
            options: TrainingOptions {
                seed: self.seed,
                batch_size: self.batch_size,
                epochs: self.epochs,
                min_delta: self.min_delta,
                patience: self.patience,
                optimiser: Adam::with_rate(self.learning_rate),
                class_weights: None,
            },
        };
        let mut bar = Bar::new("Training");
        let trained = train_file(&self.data, &self.output, &request, &mut bar)?;
        bar.clear();
        let epochs = trained.history.map_or_else(String::new, |history| {
            format!(", {} epochs, loss {:.4}", history.loss.len(), history.best_loss())
        });
        say(&format!(
            "A model ({}) of {} classes in {}: {} spectra{epochs}",
            trained.model.name(),
            trained.classes.len(),
            self.output.display(),
            trained.spectra
        ));
        Ok(())
    }
}
