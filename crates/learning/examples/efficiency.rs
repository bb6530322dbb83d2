//! Labels until a search has its stars: `efficiency ARCHIVE [options]`, repeated over archives, paired over all of them.
//!
//! `ARCHIVE` is a directory with `result.h5`, as `ml-job preprocess` writes it, and `truth.csv`, as `ml-job sample` writes it.
//! Options: `--arms linear:entropy,linear_svm:campaign` (all are compared with the first), `--batches 100,25`, `--first 100,50`
//! (each one for all arms or one for each), `--seeds 1`, `--first-seed 0`, `--most 600` labels, `--rare 0.0015` (share of wanted stars
//! that is kept, two of three single), `--count 0` (spectra that are used; 0: all), `--cold` (first rounds only: counts cold starts).

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use ml_job_domain::Unobserved;
use ml_job_learning::data::{LabelledSet, SpectraFile};
use ml_job_learning::rng::{Purpose, sample_without_replacement, stream};
use ml_job_learning::simulate::{Archive, Arm, Curve, Paired, SimulationConfig, simulate};

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

    fn numbers(&self, name: &str, default: &str, n: usize) -> Result<Vec<usize>, Box<dyn Error>> {
        let given: Vec<usize> = self.text(name, default).split(',').map(str::parse).collect::<Result<_, _>>()?;
        Ok((0..n).map(|i| given[i.min(given.len() - 1)]).collect())
    }
}

/// An archive, its wanted stars thinned to a share of all.
fn open(place: &Path, rare: f64, count: usize, seed: u64) -> Result<Archive, Box<dyn Error>> {
    let path = place.join("result.h5");
    let file = SpectraFile::open(&path, &path)?;
    let truth = std::fs::read_to_string(place.join("truth.csv"))?;
    let classes: HashMap<&str, u32> = truth
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(',').zip(line.split(',').nth(1)))
        .filter_map(|((name, _), class)| Some((name, u32::try_from(CLASSES.iter().position(|c| *c == class)?).ok()?)))
        .collect();
    let names = file.names()?;
    let rows = if count == 0 { file.rows() } else { count.min(file.rows()) };
    let all: Vec<usize> = (0..rows).collect();
    let fluxes = file.gather(&all, |i| names.get(i))?;
    let label = |i: usize| classes.get(names.get(i).rsplit('/').next().unwrap_or_default()).copied();
    let labels: Vec<u32> = all.iter().map(|&i| label(i).ok_or("a spectrum without truth")).collect::<Result<_, _>>()?;
    let mut kept: Vec<usize> = all.iter().copied().filter(|i| labels[*i] == 0).collect();
    for (class, part) in [(1, 2.0 / 3.0), (2, 1.0 / 3.0)] {
        let members: Vec<usize> = all.iter().copied().filter(|i| labels[*i] == class).collect();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share"
        )]
        let n = if rare > 0.0 { (rare * part * kept.len() as f64).round() as usize } else { members.len() };
        let mut random = stream(seed, Purpose::Split, u64::from(class));
        kept.extend(sample_without_replacement(members.len(), n, &mut random).into_iter().map(|i| members[i]));
    }
    kept.sort_unstable();
    let mut set = LabelledSet::new(file.points());
    let points = file.points();
    kept.iter().for_each(|&i| set.push(names.get(i), &fluxes[i * points..(i + 1) * points], labels[i]));
    let positions = match (file.facts("ra")?, file.facts("dec")?) {
        (Some(ra), Some(dec)) => Some(kept.iter().map(|&i| (ra[i], dec[i])).collect::<Vec<_>>()),
        _ => None,
    };
    Ok(Archive::new(set, file.layout(), Some(&file.wave()?), positions.as_deref()))
}

#[expect(clippy::print_stdout, reason = "a command-line measurement")]
fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::read();
    let arms: Vec<Arm> = options
        .text("arms", "linear:entropy,linear_svm:campaign")
        .split(',')
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let (batches, firsts) =
        (options.numbers("batches", "25", arms.len())?, options.numbers("first", "50", arms.len())?);
    let (seeds, first_seed): (u64, u64) = (options.number("seeds", "1")?, options.number("first-seed", "0")?);
    let (most, count): (usize, usize) = (options.number("most", "600")?, options.number("count", "0")?);
    let rare: f64 = options.number("rare", "0")?;
    let cold_only = options.named.contains_key("cold");
    let mut curves: Vec<Curve> = arms.iter().map(|&strategy| Curve::empty(strategy)).collect();
    let mut seconds = vec![Vec::new(); arms.len()];
    for (number, place) in options.archives.iter().enumerate() {
        let archive = open(place, rare, count, number as u64)?;
        println!("{}: {:?} spectra", place.display(), archive.set.class_counts(CLASSES.len()));
        for (i, arm) in arms.iter().enumerate() {
            let config = SimulationConfig {
                strategies: vec![*arm],
                seeds,
                first_seed: first_seed + 1000 * number as u64,
                batch: batches[i],
                first: firsts[i],
                rounds: if cold_only { 1 } else { 1 + (most - firsts[i].min(most)) / batches[i] },
                test_share: 0.0,
                classes: CLASSES.map(str::to_owned).to_vec(),
                wanted: CLASSES[1..].iter().map(|class| (*class).to_owned()).collect(),
                stop_at_target: true,
                ..SimulationConfig::default()
            };
            let (found, costs) = simulate(&archive, &config, &mut Unobserved, &mut |_, _| Ok(()))?;
            seconds[i].push(costs[0].seconds);
            for rounds in &found.curves[0].seeds {
                if let Some(last) = rounds.last() {
                    let y = last.yielded.unwrap_or_default();
                    println!(
                        "  {arm}: {} labels, reached {}, listed {:.3}, precision {:.3}, {} of {} labelled{}",
                        last.labels,
                        y.reached,
                        y.listed,
                        y.precision.unwrap_or(0.0),
                        y.labelled,
                        y.wanted,
                        if rounds[0].cold { ", a cold start" } else { "" }
                    );
                }
            }
            curves[i].seeds.extend(found.curves.into_iter().flat_map(|curve| curve.seeds));
        }
    }
    for (curve, seconds) in curves.iter().zip(seconds) {
        let cold = curve.seeds.iter().filter(|rounds| rounds[0].cold).count();
        #[expect(clippy::cast_precision_loss, reason = "a few archives")]
        let mean = seconds.iter().sum::<f64>() / seconds.len().max(1) as f64;
        let Some(paired) = Paired::between(&curves[0], curve) else { continue };
        let [low, high] = paired.interval.unwrap_or([f64::NAN; 2]);
        println!(
            "{}: median {:.0} labels, {} of {} not reached, ratio {:.2} (95 %: {low:.2} to {high:.2}), {cold} of {} cold, {mean:.2} s a round",
            curve.strategy,
            paired.median_labels,
            paired.not_reached,
            paired.seeds,
            paired.ratio,
            curve.seeds.len()
        );
    }
    Ok(())
}
