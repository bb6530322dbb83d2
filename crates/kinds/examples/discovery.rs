//! What the loop finds in an archive whose truth is known: `discovery POOL.h5 TRUTH.csv [seeds] [iterations] [labels] [strategies]`.
//!
//! Runs iterations of the `ACTIVE_ML` job with `truth.csv` (`filename,class,…`, as `ml-job sample` writes it) as the astronomer, once
//! for each strategy and seed. Prints for each rare class the share that was found (labelled, or listed as a candidate of this
//! class), the share that was listed at all (labelled, or a candidate of any rare class), and the precision of its candidates. All
//! classes but the most frequent one are rare.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ml_job_domain::{
    Clock as _, Job, JobId, JobType, Labelling, LabellingId, NewJob, NewLabelling, PreviousIteration, ShownSpectrum,
    SpectrumSet, SystemClock, Unobserved,
};
use ml_job_kinds::active_ml::{ActiveMlConfig, next_iteration, run_iteration};
use ml_job_learning::data::write_json;
use ml_job_learning::strategy::QueryStrategy;
use serde_json::json;

type Anything = Box<dyn std::error::Error>;
type Truth = BTreeMap<String, String>;

/// Of one rare class: the shares found and listed, and the precision of its candidates.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    found: f64,
    listed: f64,
    precision: f64,
}

fn main() -> Result<(), Anything> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [pool, truth, rest @ ..] = &arguments[..] else {
        return Err("usage: discovery POOL.h5 TRUTH.csv [seeds] [iterations] [labels] [strategies]".into());
    };
    let number = |i: usize, default: u64| rest.get(i).map_or(Ok(default), |text: &String| text.parse());
    let (seeds, iterations, labels) = (number(0, 3)?, number(1, 5)?, number(2, 100)?);
    let strategies = rest.get(3).map_or("entropy", String::as_str);
    let truth = read_truth(Path::new(truth))?;
    let (usual, classes) = classes(&truth);
    for strategy in strategies.split(',') {
        let strategy: QueryStrategy = serde_json::from_value(strategy.into())?;
        let mut last = Vec::new();
        for seed in 0..seeds {
            let base = ActiveMlConfig {
                candidate_classes: classes.iter().filter(|class| **class != usual).cloned().collect(),
                oracle_batch_size: usize::try_from(labels)?,
                show_candidates: true,
                seed,
                query_strategy: strategy,
                ..ActiveMlConfig::new(classes.clone(), Vec::new(), "pool.h5")
            };
            last.push(one_loop(Path::new(pool), &base, iterations, &truth)?);
        }
        summarise(strategy, &last);
    }
    Ok(())
}

/// Iteration 0 and so many with a network; the scores after the last, by class.
#[expect(clippy::print_stdout, reason = "a command-line measurement")]
fn one_loop(
    pool: &Path,
    base: &ActiveMlConfig,
    iterations: u64,
    truth: &Truth,
) -> Result<BTreeMap<String, Score>, Anything> {
    let root = tempfile::tempdir()?;
    std::fs::copy(pool, root.path().join("pool.h5"))?;
    let (mut config, mut scores) = (base.clone(), BTreeMap::new());
    let mut taught: BTreeSet<String> = BTreeSet::new();
    let mut files = BTreeMap::new();
    for iteration in 0..=iterations {
        let job_dir = format!("job_{iteration}");
        std::fs::create_dir(root.path().join(&job_dir))?;
        let outcome = run_iteration(&config, root.path(), &job_dir, 0, &mut Unobserved)?;
        if iteration > 0 {
            scores = judge(&outcome.labellings, &taught, truth, &base.candidate_classes);
            print!("{} seed {} iteration {iteration} labels {:4}", base.query_strategy.name(), base.seed, taught.len());
            for (class, score) in &scores {
                print!(
                    "   {class}: found {:.3}, listed {:.3}, precision {:.3}",
                    score.found, score.listed, score.precision
                );
            }
            println!();
        }
        let asked = outcome.labellings.iter().filter(|labelling| labelling.spectrum_set == SpectrumSet::Oracle);
        taught.extend(asked.map(|labelling| labelling.spectrum_filename.clone()));
        let new = NewJob {
            job_type: JobType::ACTIVE_ML.parse()?,
            label: job_dir.clone(),
            description: None,
            config: None,
            parent_job_id: None,
            space_id: None,
        };
        let job = Job { dir_path: job_dir.clone(), ..new.into_job(JobId::new(), SystemClock.now()) };
        let labellings = outcome.labellings.into_iter().map(|shown| answer(shown, truth)).collect();
        let next_dir_path = job_dir;
        let previous = PreviousIteration { job, config: json!(config), labellings, files, next_dir_path };
        let next = next_iteration(&config, &previous)?;
        for (name, content) in &next.files {
            write_json(&root.path().join(&previous.next_dir_path).join(name), content)?;
        }
        (config, files) = (serde_json::from_value(next.config)?, next.files);
    }
    Ok(scores)
}

fn answer(shown: ShownSpectrum, truth: &Truth) -> Labelling {
    let user_label = truth.get(&shown.spectrum_filename).cloned();
    NewLabelling { user_label, ..shown.into_new(JobId::new()) }.into_labelling(LabellingId::new())
}

#[expect(clippy::cast_precision_loss, reason = "counts of spectra")]
fn judge(
    labellings: &[ShownSpectrum],
    taught: &BTreeSet<String>,
    truth: &Truth,
    rare: &[String],
) -> BTreeMap<String, Score> {
    let score = |class: &String| {
        let is_true = |name: &str| truth.get(name) == Some(class);
        let candidates = || labellings.iter().filter(|labelling| labelling.spectrum_set == SpectrumSet::Candidate);
        let right = |labelling: &&ShownSpectrum| is_true(&labelling.spectrum_filename);
        let own = || candidates().filter(|labelling| labelling.model_prediction.as_ref() == Some(class));
        let known = taught.iter().filter(|name| is_true(name)).count();
        let all = truth.values().filter(|other| *other == class).count().max(1) as f64;
        let found = (own().filter(right).count() + known) as f64 / all;
        let listed = (candidates().filter(right).count() + known) as f64 / all;
        let precision = own().filter(right).count() as f64 / own().count().max(1) as f64;
        (class.clone(), Score { found, listed, precision })
    };
    rare.iter().map(score).collect()
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a command-line measurement")]
fn summarise(strategy: QueryStrategy, runs: &[BTreeMap<String, Score>]) {
    let Some(first) = runs.first() else { return };
    for class in first.keys() {
        let mean =
            |value: fn(&Score) -> f64| runs.iter().map(|run| value(&run[class])).sum::<f64>() / runs.len() as f64;
        let (found, listed) = (mean(|score| score.found), mean(|score| score.listed));
        let precision = mean(|score| score.precision);
        println!(
            "{} mean of {} seeds, {class}: found {found:.3}, listed {listed:.3}, precision {precision:.3}",
            strategy.name(),
            runs.len()
        );
    }
}

/// The most frequent class, and all classes with it first.
fn classes(truth: &Truth) -> (String, Vec<String>) {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for class in truth.values() {
        *counts.entry(class).or_default() += 1;
    }
    let mut classes: Vec<&String> = counts.keys().copied().collect();
    classes.sort_by_key(|class| std::cmp::Reverse(counts[class]));
    let classes: Vec<String> = classes.into_iter().cloned().collect();
    (classes.first().cloned().unwrap_or_default(), classes)
}

fn read_truth(path: &Path) -> Result<Truth, Anything> {
    let text = std::fs::read_to_string(path)?;
    let pair = |line: &str| {
        let mut fields = line.split(',');
        Some((fields.next()?.to_owned(), fields.next()?.to_owned()))
    };
    Ok(text.lines().skip(1).filter_map(pair).collect())
}
