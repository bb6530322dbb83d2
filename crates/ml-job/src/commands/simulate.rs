//! `ml-job simulate`: replays active learning on a labelled set, so that a strategy can be chosen before labels are spent.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use ml_job_learning::balance::Balance;
use ml_job_learning::classify::ModelKind;
use ml_job_learning::simulate::{Arm, SimulationConfig, simulate_file};

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

    /// Ways of asking to compare, comma-separated: query strategies, and campaign for the sampling plan of campaigns; each may name a
    /// model, as in linear_svm:campaign
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "entropy,margin,random", value_parser = str::parse::<Arm>)]
    strategies: Vec<Arm>,

    /// The model of those that name none: network, linear, svm, linear_svm, trees, mean or auto
    #[arg(long, value_name = "MODEL", default_value = "network", value_parser = named::<ModelKind>)]
    model: ModelKind,

    /// Names of the classes that are searched for, comma-separated: counts what is found of them, and the labels until a list holds 95 %
    /// of them with a precision of 0.8
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    wanted: Vec<String>,

    /// End each search where it has reached that list
    #[arg(long, requires = "wanted")]
    stop_at_target: bool,

    /// Audit the list at the end of each search with this many labels, and count the certificates that are wrong
    #[arg(long, value_name = "N", requires = "wanted", default_value_t = 0, hide_default_value = true)]
    audit: usize,

    /// How often everything is repeated, with seeds 0, 1, …
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,

    /// Labels asked for in each round
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = at_least_one())]
    batch: usize,

    /// Labels of the first round, 0 for as many as in the others
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: usize,

    /// Rounds; the first asks for a random batch, or for that of a campaign's plan
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = at_least_one())]
    rounds: usize,

    /// Share of the set that is held out for testing; 0 with --wanted
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
            model: self.model,
            wanted: self.wanted,
            stop_at_target: self.stop_at_target,
            audit: self.audit,
            first: self.first,
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
        let (curves, costs) = simulate_file(&self.data, &self.output, &config, &mut bar)?;
        bar.clear();
        say("strategy           labels  accuracy        macro-F1");
        for curve in &curves.curves {
            if let Some(last) = curve.bands.last() {
                let (accuracy, f1) = (last.accuracy, last.macro_f1);
                say(&format!(
                    "{:18} {:6}  {:.3} ± {:.3}   {:.3} ± {:.3}",
                    curve.strategy, last.labels, accuracy.mean, accuracy.deviation, f1.mean, f1.deviation
                ));
            }
        }
        for (curve, cost) in curves.curves.iter().zip(&costs) {
            let Some(paired) = &curve.paired else { continue };
            let interval =
                paired.interval.map_or(String::new(), |[low, high]| format!(" (95 %: {low:.2} to {high:.2})"));
            say(&format!(
                "{:24} {} of {} seeds reached the list, median {:.0} labels, ratio to the first {:.2}{interval}, {:.1} s a round",
                curve.strategy,
                paired.seeds - paired.not_reached,
                paired.seeds,
                paired.median_labels,
                paired.ratio,
                cost.seconds
            ));
        }
        for curve in curves.curves.iter().filter(|curve| !curve.audits.is_empty()) {
            let missed = curve.audits.iter().filter(|one| one.missed()).count();
            say(&format!(
                "{:24} {missed} of {} certificates of the last list were wrong",
                curve.strategy,
                curve.audits.len()
            ));
        }
        say(&format!("The curves are in {}", self.output.join("report.html").display()));
        Ok(())
    }
}
