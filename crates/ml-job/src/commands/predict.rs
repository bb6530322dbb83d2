//! `ml-job predict`: classes and entropies of every spectrum of an HDF5 file, without any service.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use ml_job_learning::files::{PredictRequest, predict_file};
use ml_job_learning::pool::PREDICTION_BATCH;

use super::learning::{ComputeOptions, at_least_one};
use super::{Bar, say};

#[derive(Debug, Args)]
pub(crate) struct Predict {
    /// Directory of the model, as `train` writes it and an ACTIVE_ML job with save_model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,

    /// HDF5 file with `filenames` and `fluxes`, as `preprocess` writes it
    #[arg(long, value_name = "FILE")]
    data: PathBuf,

    /// HDF5 file to write: `filenames`, `labels`, `probabilities`, `entropies`
    #[arg(long, value_name = "FILE")]
    output: PathBuf,

    /// Spectra predicted at once; decides about memory, never about results
    #[arg(long, value_name = "N", default_value_t = PREDICTION_BATCH, value_parser = at_least_one())]
    batch_size: usize,

    /// Predict also spectra that were prepared otherwise (scaling, rest frame, …) than those of the model
    #[arg(long)]
    accept_other_preparation: bool,

    #[command(flatten)]
    compute: ComputeOptions,
}

impl Predict {
    pub(crate) fn run(self) -> Result<()> {
        let request = PredictRequest {
            batch_size: self.batch_size,
            device: self.compute.device,
            threads: self.compute.threads,
            accept_other_preparation: self.accept_other_preparation,
        };
        let mut bar = Bar::new("Predicting");
        let counts = predict_file(&self.model, &self.data, &self.output, request, &mut bar)?;
        bar.clear();
        let counts: Vec<String> = counts.iter().enumerate().map(|(class, n)| format!("{n} of class {class}")).collect();
        say(&format!("Predictions in {}: {}", self.output.display(), counts.join(", ")));
        Ok(())
    }
}
