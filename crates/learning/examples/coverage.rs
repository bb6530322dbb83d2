//! The coverage of certificates: `coverage [--matrix result.h5 --truth truth.csv] [--runs SHARE]`. Prints a table; exits with 1 where a
//! bound fails too often, or where a safeguard can be left out without being noticed. `make coverage` makes the matrix, too.

#![expect(clippy::print_stdout, reason = "a command-line measurement")]

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use ml_job_domain::Unobserved;
use ml_job_learning::balance::Balance;
use ml_job_learning::certificate::ALPHA;
use ml_job_learning::certificate::coverage::{Coverage, ListSetting, PoolSetting, State, Without, list, pool, state};
use ml_job_learning::data::{LabelledSet, SpectraFile};
use ml_job_learning::engine::cpu::CpuEngine;
use ml_job_learning::engine::{Engine, Wanted};
use ml_job_learning::fit::fit;
use ml_job_learning::network::Network;
use ml_job_learning::rng::{Purpose, sample_without_replacement, stream};
use ml_job_learning::train::TrainingOptions;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// All that failed.
#[derive(Default)]
struct Verdict(Vec<String>);

impl Verdict {
    fn must_hold(&mut self, what: &str, coverage: &Coverage) {
        if !coverage.holds(ALPHA) {
            self.0.push(format!("{what}: missed {:.4}, more than {:.4}", coverage.rate(), coverage.limit(ALPHA)));
        }
    }

    fn must_fail(&mut self, what: &str, coverage: &Coverage) {
        if coverage.holds(ALPHA) {
            self.0.push(format!("{what}: left out and not noticed, missed {:.4}", coverage.rate()));
        }
    }
}

fn main() -> Outcome<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|word| word == name).and_then(|i| arguments.get(i + 1));
    let share: f64 = option("--runs").map_or(Ok(1.0), |text| text.parse())?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of runs")]
    let runs = |all: u32| ((f64::from(all) * share) as usize).max(10);
    let mut verdict = Verdict::default();
    lists(runs(20_000), &mut verdict)?;
    pools(runs(2000), &mut verdict);
    safeguards(runs(20_000), runs(400), &mut verdict)?;
    match (option("--matrix"), option("--truth")) {
        (Some(matrix), Some(truth)) => states(Path::new(matrix), Path::new(truth), runs(2000), &mut verdict)?,
        _ => println!("\nNo --matrix and --truth: states of models are not audited."),
    }
    verdict.0.iter().for_each(|line| println!("FAILED {line}"));
    println!("{}", if verdict.0.is_empty() { "\nAll bounds hold, and each safeguard is needed." } else { "" });
    Ok(if verdict.0.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn lists(runs: usize, verdict: &mut Verdict) -> Outcome<()> {
    println!("| list | right | labels | audits | missed at any look | bound, mean |\n|---|---|---|---|---|---|");
    for size in [60_u32, 150, 300, 1000] {
        for share in [0.98, 0.95, 0.9, 0.8, 0.6] {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
            let right = (f64::from(size) * share).round() as usize;
            let coverage = list(&ListSetting::new(size as usize, right, 60), Without::Nothing, ALPHA, runs, 11)?;
            println!("| {size} | {right} | 60 | {runs} | {:.4} | {:.3} |", coverage.rate(), coverage.bound);
            verdict.must_hold(&format!("list of {size} with {right} right"), &coverage);
        }
    }
    Ok(())
}

fn pools(runs: usize, verdict: &mut Verdict) {
    println!(
        "\n| pool | rare | scores | learner's labels | runs of 150 draws | missed at any look |\n|---|---|---|---|---|---|"
    );
    for (size, rare) in [(1000, 60), (1000, 10), (3000, 30)] {
        for (name, quality) in [("good", 2.0), ("useless", 0.0), ("misleading", -2.0)] {
            for learner in [0, 5] {
                let setting = PoolSetting { size, rare, quality, learner, draws: 150 };
                let coverage = pool(&setting, Without::Nothing, ALPHA, runs, 12);
                println!("| {size} | {rare} | {name} | {} | {runs} | {:.4} |", 15 * learner, coverage.rate());
                verdict.must_hold(&format!("pool of {size} with {rare} rare, {name} scores"), &coverage);
            }
        }
    }
}

fn safeguards(runs: usize, pools: usize, verdict: &mut Verdict) -> Outcome<()> {
    println!("\n| safeguard | missed with it | missed without it |\n|---|---|---|");
    let setting = ListSetting::new(300, 240, 60);
    let cases = [
        ("all of the list is drawn from", Without::WholeList, ListSetting { uncertain: (100, 50), ..setting }),
        ("the second audit spends less", Without::Spending, ListSetting { audits: 2, ..ListSetting::new(60, 48, 60) }),
        ("unsure counts as wrong", Without::Unsure, ListSetting { unsure: (0.6, 0.05), ..setting }),
    ];
    for (what, without, setting) in cases {
        let run = |without| list(&setting, without, ALPHA, runs, 13);
        judge(what, run(Without::Nothing)?, run(without)?, verdict);
    }
    let setting = PoolSetting { size: 2000, rare: 1000, quality: 0.0, learner: 0, draws: 900 };
    let run = |without| pool(&setting, without, ALPHA, pools, 14);
    judge("probabilities are right to 10 %", run(Without::Nothing), run(Without::Probabilities), verdict);
    Ok(())
}

fn judge(what: &str, with: Coverage, without: Coverage, verdict: &mut Verdict) {
    println!("| {what} | {:.4} | {:.4} |", with.rate(), without.rate());
    verdict.must_hold(what, &with);
    verdict.must_fail(what, &without);
}

/// Trains on more and more random labels, and audits what each network says of the rest.
fn states(matrix: &Path, truth: &Path, runs: usize, verdict: &mut Verdict) -> Outcome<()> {
    println!(
        "\n| state | list | precision | recall | precision bound missed, mean | recall bound missed, mean | without the 100 most uncertain |"
    );
    println!("|---|---|---|---|---|---|---|");
    let pool = labelled(matrix, truth)?;
    for (i, labels) in [100, 150, 200, 300, 450, 600].into_iter().enumerate() {
        let model = predict(&pool, labels, i as u64)?;
        let audited = state(&model, [60, 100, 440], 100, ALPHA, runs, 15 + i as u64)?;
        let (precision, recall, oracle) = (audited.precision_bound, audited.recall_bound, audited.without_oracle);
        println!(
            "| CNN, {labels} labels | {} | {:.3} | {:.3} | {:.4}, {:.3} | {:.4}, {:.3} | {:.4} |",
            audited.list.0,
            audited.list.1,
            audited.recall,
            precision.rate(),
            precision.bound,
            recall.rate(),
            recall.bound,
            oracle.rate()
        );
        verdict.must_hold(&format!("precision after {labels} labels"), &precision);
        verdict.must_hold(&format!("recall after {labels} labels"), &recall);
    }
    Ok(())
}

/// The matrix with its true classes: 0 for `other`, 1 for the rest.
fn labelled(matrix: &Path, truth: &Path) -> Outcome<LabelledSet> {
    let text = std::fs::read_to_string(truth)?;
    let classes: HashMap<&str, &str> = text.lines().filter_map(|line| line.split_once(',')).collect();
    let class = |rest: &str| rest.split(',').next().map(|class| u32::from(class.trim() != "other"));
    let file = SpectraFile::open(matrix, matrix)?;
    let names = file.names()?;
    let mut labels = Vec::with_capacity(names.len());
    for name in names.iter() {
        let rest = classes.get(name).ok_or_else(|| format!("{}: no class of {name}", truth.display()))?;
        labels.push(class(rest).unwrap_or_default());
    }
    let all: Vec<usize> = (0..file.rows()).collect();
    let fluxes = file.gather(&all, |i| names.get(i))?;
    Ok(LabelledSet { points: file.points(), names, fluxes, labels })
}

fn predict(pool: &LabelledSet, labels: usize, seed: u64) -> Outcome<State> {
    let mut random = stream(seed, Purpose::Split, 1);
    let chosen = sample_without_replacement(pool.len(), labels, &mut random);
    let known = pool.subset(&chosen);
    let mut engine = CpuEngine::new(Network::standard(pool.points, 2), 0)?;
    let options = TrainingOptions { seed, epochs: 30, ..TrainingOptions::default() };
    let classes = ["other".to_owned(), "rare".to_owned()];
    fit(&mut engine, &known, &classes, Balance::Smote, &options, &mut Unobserved)?;
    let predictions = engine.predict(&pool.fluxes, Wanted::default())?;
    let mut taught = chosen.into_iter().peekable();
    let open = (0..pool.len()).filter(|i| taught.next_if_eq(i).is_none());
    let row = |i: usize| {
        let p = f64::from(predictions.probabilities[2 * i + 1]);
        (p, p > 0.5, pool.labels[i] == 1)
    };
    let found = known.labels.iter().filter(|&&label| label == 1).count();
    Ok(State { found, rows: open.map(row).collect() })
}
