//! `ml-job simulate`: replays active learning on a labelled set, so that a strategy can be chosen before labels are spent.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use ml_job_learning::balance::Balance;
use ml_job_learning::simulate::{SimulationConfig, simulate_file};
use ml_job_learning::strategy::QueryStrategy;

use super::learning::{ComputeOptions, at_least_one, named};
use super::{Bar, say};

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// HDF5 file with `fluxes` (n × points) and `labels` (n, class positions from 0)
    #[arg(long, value_name = "FILE")]
    data: PathBuf,

    /// Directory to write curves.json and report.html into
    #[arg(long, value_name = "DIR")]
    output: PathBuf,

    /// Query strategies to compare, comma-separated
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "entropy,margin,random", value_parser = named::<QueryStrategy>)]
    strategies: Vec<QueryStrategy>,

    /// How often everything is repeated, with seeds 0, 1, …
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,

    /// Labels asked for in each round
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = at_least_one())]
    batch: usize,

    /// Rounds; the first asks for a random batch
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = at_least_one())]
    rounds: usize,

    /// Share of the set that is held out for testing
    #[arg(long, value_name = "SHARE", default_value_t = 0.3)]
    test_share: f64,

    /// Names of the classes, comma-separated [default: 0,1,…]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    classes: Vec<String>,

    /// How unequal classes are treated: smote, class_weights or none
    #[arg(long, value_name = "HOW", default_value = "smote", value_parser = named::<Balance>)]
    balance: Balance,

    #[command(flatten)]
    compute: ComputeOptions,
}

impl Simulate {
    pub(crate) fn run(self) -> Result<()> {
        let config = SimulationConfig {
            strategies: self.strategies,
            seeds: self.seeds,
            batch: self.batch,
            rounds: self.rounds,
            test_share: self.test_share,
            classes: self.classes,
            balance: self.balance,
            device: self.compute.device,
            threads: self.compute.threads,
            ..SimulationConfig::default()
        };
        let mut bar = Bar::new("Simulating");
        let curves = simulate_file(&self.data, &self.output, &config, &mut bar)?;
        bar.clear();
        say("strategy           labels  accuracy        macro-F1");
        for curve in &curves.curves {
            if let Some(last) = curve.bands.last() {
                let (accuracy, f1) = (last.accuracy, last.macro_f1);
                say(&format!(
                    "{:18} {:6}  {:.3} ± {:.3}   {:.3} ± {:.3}",
                    curve.strategy.name(),
                    last.labels,
                    accuracy.mean,
                    accuracy.deviation,
                    f1.mean,
                    f1.deviation
                ));
            }
        }
        say(&format!("The curves are in {}", self.output.join("report.html").display()));
        Ok(())
    }
}
