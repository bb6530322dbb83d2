//! Labels until a search has its stars: `efficiency ARCHIVE… [options]`, ways of asking compared on each archive, paired over all.
//!
//! `ARCHIVE` is a directory with `result.h5`, as `ml-job preprocess` writes it, and `truth.csv`, as `ml-job sample` writes it; or an
//! HDF5 file of observed spectra (`flux`, `wavelength`), into which lines are injected: see `injected.rs`.
//!
//! Options: `--arms linear:entropy,linear_svm:campaign` (all are compared with the first), `--batches 100,25`, `--first 100,50`
//! (each one for all arms or one for each), `--seeds 1` searches of each archive, `--most 600` labels, `--rare 0.0015` (share of wanted
//! stars that is kept, two of three single), `--widths 1.5,30` (equivalent widths of injected lines in Å), `--draws 1` (injections of
//! the observed archive, each an archive of its own; `--first-draw 0` is the first), `--strangeness isolation_forest` (or `line_index`,
//! as a campaign has it that names its line: what its first round looks for), `--shares 0.4,0.4,0.7,0.1` of a campaign's rounds, `--cold yes` (first rounds
//! only: counts cold starts), `--results FILE`: what is there is not measured again, and each search is added as soon as it ends.

mod archive;
mod injected;

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use ml_job_domain::Unobserved;
use ml_job_learning::query::{Shares, Strangeness};
use ml_job_learning::simulate::{Archive, Arm, SimulationConfig, geometric_mean, simulate};
use serde::{Deserialize, Serialize};

const ISOLATION_FOREST: &str = "isolation_forest";
const CLASSES: [&str; 3] = ["other", "single peak", "double peak"];

struct Options {
    archives: Vec<PathBuf>,
    named: HashMap<String, String>,
}

impl Options {
    fn read() -> Self {
        let mut options = Self { archives: Vec::new(), named: HashMap::new() };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.strip_prefix("--") {
                Some(name) => drop(options.named.insert(name.to_owned(), arguments.next().unwrap_or_default())),
                None => options.archives.push(argument.into()),
            }
        }
        options
    }

    fn text(&self, name: &str, default: &str) -> String {
        self.named.get(name).cloned().unwrap_or_else(|| default.to_owned())
    }

    fn number<T: std::str::FromStr<Err: Error + 'static>>(
        &self,
        name: &str,
        default: &str,
    ) -> Result<T, Box<dyn Error>> {
        Ok(self.text(name, default).parse()?)
    }

    /// Numbers with commas between; the last one stands for those that are left out.
    fn numbers<T: std::str::FromStr<Err: Error + 'static> + Copy>(
        &self,
        name: &str,
        default: &str,
        n: usize,
    ) -> Result<Vec<T>, Box<dyn Error>> {
        let given: Vec<T> = self.text(name, default).split(',').map(str::parse).collect::<Result<_, _>>()?;
        Ok((0..n).map(|i| given[i.min(given.len() - 1)]).collect())
    }
}

/// What a search came to: a line of the results.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Search {
    /// What was measured, in words: equal keys have equal results.
    key: String,
    labels: usize,
    reached: bool,
    cold: bool,
    listed: f64,
    precision: f64,
    /// Of a round, on average.
    seconds: f64,
}

/// What is measured of each archive.
struct Plan {
    arms: Vec<Arm>,
    batches: Vec<usize>,
    firsts: Vec<usize>,
    seeds: u64,
    most: usize,
    shares: Shares,
    strangeness: Strangeness,
    cold_only: bool,
    /// What else the results depend on.
    setting: String,
}

impl Plan {
    fn read(options: &Options) -> Result<Self, Box<dyn Error>> {
        let arms: Vec<Arm> = options
            .text("arms", "linear:entropy,linear_svm:campaign")
            .split(',')
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let usual = Shares::default();
        let shares = format!("{},{},{},{}", usual.spread, usual.anomaly, usual.query, usual.probable);
        let shares = options.text("shares", &shares);
        let parts: Vec<f64> = shares.split(',').map(str::parse).collect::<Result<_, _>>()?;
        let [spread, anomaly, query, probable] = parts[..] else { return Err("--shares are four".into()) };
        let strange = options.text("strangeness", ISOLATION_FOREST);
        let strangeness = serde_json::from_value(strange.clone().into())?;
        // What was measured before there was a choice keeps its key.
        let strange = if strange == ISOLATION_FOREST { String::new() } else { format!(", {strange}") };
        let (most, rare, widths) =
            (options.number("most", "600")?, options.text("rare", "0"), options.text("widths", ""));
        Ok(Self {
            batches: options.numbers("batches", "25", arms.len())?,
            firsts: options.numbers("first", "50", arms.len())?,
            seeds: options.number("seeds", "1")?,
            most,
            shares: Shares { spread, anomaly, query, probable },
            strangeness,
            cold_only: options.named.contains_key("cold"),
            setting: format!("most {most}, rare {rare}, widths {widths}, shares {shares}{strange}"),
            arms,
        })
    }

    fn key(&self, archive: &str, arm: usize, seed: u64) -> String {
        let (name, first, batch) = (self.arms[arm], self.firsts[arm], self.batches[arm]);
        let only = if self.cold_only { ", first round only" } else { "" };
        format!("{archive}, {name}, first {first}, batches {batch}, seed {seed}, {}{only}", self.setting)
    }

    fn run(&self, archive: &Archive, arm: usize, seed: u64, key: String) -> Result<Search, Box<dyn Error>> {
        let (batch, first) = (self.batches[arm], self.firsts[arm]);
        let config = SimulationConfig {
            strategies: vec![self.arms[arm]],
            seeds: 1,
            first_seed: seed,
            batch,
            first,
            rounds: if self.cold_only { 1 } else { 1 + (self.most - first.min(self.most)) / batch },
            test_share: 0.0,
            classes: CLASSES.map(str::to_owned).to_vec(),
            wanted: CLASSES[1..].iter().map(|class| (*class).to_owned()).collect(),
            stop_at_target: true,
            shares: self.shares,
            strangeness: self.strangeness,
            ..SimulationConfig::default()
        };
        let (found, costs) = simulate(archive, &config, &mut Unobserved, &mut |_, _| Ok(()))?;
        let rounds = &found.curves[0].seeds[0];
        let (Some(first), Some(last)) = (rounds.first(), rounds.last()) else { return Err("no round".into()) };
        let found = last.yielded.unwrap_or_default();
        Ok(Search {
            key,
            labels: last.labels,
            reached: found.reached,
            cold: first.cold,
            listed: found.listed,
            precision: found.precision.unwrap_or(0.0),
            seconds: costs[0].seconds,
        })
    }
}

/// Results of earlier runs, and the file that new ones are added to.
struct Results {
    known: BTreeMap<String, Search>,
    file: Option<PathBuf>,
}

impl Results {
    fn open(file: Option<PathBuf>) -> Result<Self, Box<dyn Error>> {
        let mut known = BTreeMap::new();
        let text = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
        for line in text.lines() {
            let search: Search = serde_json::from_str(line)?;
            known.insert(search.key.clone(), search);
        }
        Ok(Self { known, file })
    }

    fn add(&mut self, search: Search) -> Result<(), Box<dyn Error>> {
        if let Some(file) = &self.file {
            let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
            file.write_all(format!("{}\n", serde_json::to_string(&search)?).as_bytes())?;
        }
        self.known.insert(search.key.clone(), search);
        Ok(())
    }
}

#[expect(clippy::print_stdout, reason = "a command-line measurement")]
fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::read();
    let plan = Plan::read(&options)?;
    let rare: f64 = options.number("rare", "0")?;
    let widths: Vec<f64> = options.numbers("widths", "1.5,30", 2)?;
    let mut results = Results::open(options.named.get("results").map(PathBuf::from))?;
    let mut names = Vec::new();
    for place in &options.archives {
        let draws: u64 = if place.is_file() { options.number("draws", "1")? } else { 1 };
        let first_draw: u64 = options.number("first-draw", "0")?;
        for draw in first_draw..first_draw + draws {
            let name = place.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let name = if place.is_file() { format!("{name}, injection {draw}") } else { name };
            // Seeds of one archive have nothing to do with those of another, in whatever order they are given.
            let start = 1000 * name.bytes().fold(draw, |sum, byte| (sum * 131 + u64::from(byte)) % 1_000_003);
            let missing = |arm: &usize, seed: &u64| !results.known.contains_key(&plan.key(&name, *arm, start + *seed));
            let open: Vec<(usize, u64)> = (0..plan.arms.len())
                .flat_map(|arm| (0..plan.seeds).map(move |seed| (arm, seed)))
                .filter(|(arm, seed)| missing(arm, seed))
                .collect();
            if !open.is_empty() {
                let archive = if place.is_file() {
                    injected::open(place, [widths[0], widths[1]], start)?
                } else {
                    archive::open(place, rare, start)?
                };
                println!("{name}: {:?} spectra", archive.set.class_counts(CLASSES.len()));
                for (arm, seed) in open {
                    let key = plan.key(&name, arm, start + seed);
                    let search = plan.run(&archive, arm, start + seed, key)?;
                    println!("  {search:?}");
                    results.add(search)?;
                }
            }
            names.push((name, start));
        }
    }
    summary(&plan, &results, &names);
    Ok(())
}

/// Labels of each arm against those of the first, the mean over an archive's seeds as one number.
#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a command-line measurement of few numbers")]
fn summary(plan: &Plan, results: &Results, names: &[(String, u64)]) {
    let of = |arm: usize| -> Vec<Vec<&Search>> {
        let seeds = |(name, start): &(String, u64)| {
            (0..plan.seeds).filter_map(|seed| results.known.get(&plan.key(name, arm, start + seed))).collect()
        };
        names.iter().map(seeds).collect()
    };
    let mean = |all: &[&Search]| all.iter().map(|search| (search.labels as f64).ln()).sum::<f64>() / all.len() as f64;
    let first = of(0);
    for (arm, name) in plan.arms.iter().enumerate() {
        let own = of(arm);
        let logs: Vec<f64> = own.iter().zip(&first).map(|(own, first)| mean(own) - mean(first)).collect();
        let (ratio, interval) = geometric_mean(&logs);
        let [low, high] = interval.unwrap_or([f64::NAN; 2]);
        let all: Vec<&&Search> = own.iter().flatten().collect();
        let mut labels: Vec<usize> = all.iter().map(|search| search.labels).collect();
        labels.sort_unstable();
        let of_archive =
            |seeds: &Vec<&Search>| seeds.iter().map(|search| search.labels.to_string()).collect::<Vec<_>>().join("/");
        let each: Vec<String> = own.iter().map(of_archive).collect();
        println!(
            "{name} ({}, {}): median {} labels, {} of {} not reached, {} cold, ratio {ratio:.2} (95 %: {low:.2} to {high:.2}), {:.2} s a \
             round; {}",
            plan.firsts[arm],
            plan.batches[arm],
            labels.get(labels.len() / 2).copied().unwrap_or(0),
            all.iter().filter(|search| !search.reached).count(),
            all.len(),
            all.iter().filter(|search| search.cold).count(),
            all.iter().map(|search| search.seconds).sum::<f64>() / all.len().max(1) as f64,
            each.join(" ")
        );
    }
}
