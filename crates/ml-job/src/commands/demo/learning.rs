//! The active-learning loop of the demonstration, with the archive's truth in the place of the astronomer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use ml_job_domain::{Job, JobType, Labelling, SpectrumSet};
use serde_json::json;

use super::client::Client;
use super::watch;
use crate::commands::say;

/// The label of the first job of the loop; those that follow add their number.
const LABEL: &str = "Rare stars";
const CLASSES: [&str; 3] = ["other", "single peak", "double peak"];
/// The classes that are looked for.
const RARE: [&str; 2] = ["single peak", "double peak"];
/// How many spectra the "astronomer" labels in each iteration.
const ORACLE_BATCH: usize = 100;
/// How many candidates are judged in each iteration.
const ESTIMATE_BATCH: usize = 30;
/// The loop ends after so many trainings,
const MOST_ITERATIONS: u32 = 5;
/// or earlier when so large a share of the judged candidates is right.
const GOOD_PRECISION: f64 = 0.95;

/// Runs the loop on the pool that `preprocessing` made, unless an earlier start has done it.
pub(super) async fn run(client: &Client, preprocessing: &Job, truth_csv: &Path) -> Result<()> {
    let earlier = client.completed(LABEL, JobType::ACTIVE_ML).await?;
    if earlier.iter().any(|job| job.iteration.is_some_and(|iteration| iteration > 0)) {
        return Ok(());
    }
    let truth = read_truth(truth_csv)?;
    let mut job = client
        .create(&json!({
            "type": JobType::ACTIVE_ML,
            "label": LABEL,
            "description": "Emission-line stars of the sample archive, labelled from its truth.csv",
            "config": {
                "iteration": 0, "classes": CLASSES, "candidate_classes": RARE,
                "pool_data_path": format!("{}/result.h5", preprocessing.dir_path),
                "oracle_batch_size": ORACLE_BATCH, "perf_est_batch_size": ESTIMATE_BATCH,
                "show_candidates": true, "seed": 1
            }
        }))
        .await?;
    job = watch(client, &job, "Choosing spectra").await?;

    say("\nActive learning, with truth.csv as the astronomer:\n");
    say("  iteration   labels used   training loss   precision estimate   candidates   rare stars found");
    let mut labelled = BTreeMap::new();
    loop {
        let labellings = client.labellings(job.job_id).await?;
        let row = Row::of(&job, &labellings, &labelled, &truth);
        if job.iteration != Some(0) {
            say(&row.line());
        }
        for labelling in &labellings {
            if labelling.spectrum_set == SpectrumSet::Oracle {
                labelled.insert(labelling.spectrum_filename.clone(), class_of(&truth, &labelling.spectrum_filename)?);
            }
        }
        let asked: Vec<&Labelling> = labellings.iter().filter(|l| l.spectrum_set != SpectrumSet::Candidate).collect();
        client.label(&asked, |name| class_of(&truth, name)).await?;
        if job.iteration >= Some(MOST_ITERATIONS) || row.precision.is_some_and(|precision| precision >= GOOD_PRECISION)
        {
            break;
        }
        job = client.next(job.job_id).await?;
        job = watch(client, &job, "Training and predicting").await?;
    }
    say(&format!("\nThe candidates are the labellings of the last job, {} ({})", job.label, job.job_id));
    Ok(())
}

/// What one iteration brought.
struct Row {
    iteration: u32,
    labels: usize,
    loss: Option<f64>,
    precision: Option<f64>,
    candidates: usize,
    found: usize,
    rare: usize,
}

impl Row {
    fn of(
        job: &Job,
        labellings: &[Labelling],
        labelled: &BTreeMap<String, String>,
        truth: &BTreeMap<String, String>,
    ) -> Self {
        let is_rare = |name: &str| truth.get(name).is_some_and(|class| RARE.contains(&class.as_str()));
        let of = |set: SpectrumSet| labellings.iter().filter(move |labelling| labelling.spectrum_set == set);
        let judged = of(SpectrumSet::PerformanceEstimation).count();
        let right = of(SpectrumSet::PerformanceEstimation)
            .filter(|labelling| labelling.model_prediction.as_ref() == truth.get(&labelling.spectrum_filename))
            .count();
        let found: BTreeSet<&str> = of(SpectrumSet::Candidate)
            .map(|labelling| labelling.spectrum_filename.as_str())
            .chain(labelled.keys().map(String::as_str))
            .filter(|name| is_rare(name))
            .collect();
        let training = job.metrics.as_ref().and_then(|metrics| metrics.get("training"));
        Self {
            iteration: job.iteration.unwrap_or(0),
            labels: labelled.len(),
            loss: training.and_then(|training| training.get("loss")?.as_f64()),
            #[expect(clippy::cast_precision_loss, reason = "a few dozen spectra")]
            precision: (judged > 0).then(|| right as f64 / judged as f64),
            candidates: of(SpectrumSet::Candidate).count(),
            found: found.len(),
            rare: truth.keys().filter(|name| is_rare(name)).count(),
        }
    }

    fn line(&self) -> String {
        let number =
            |value: Option<f64>, digits: usize| value.map_or("–".into(), |value| format!("{value:.digits$}"));
        #[expect(clippy::cast_precision_loss, reason = "a share for people")]
        let share = 100.0 * self.found as f64 / self.rare.max(1) as f64;
        format!(
            "  {:9}   {:11}   {:>13}   {:>18}   {:10}   {} of {} ({share:.0} %)",
            self.iteration,
            self.labels,
            number(self.loss, 4),
            number(self.precision, 2),
            self.candidates,
            self.found,
            self.rare,
        )
    }
}

/// `filename,class,…` of every spectrum.
fn read_truth(path: &Path) -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let pair = |line: &str| {
        let mut fields = line.split(',');
        Some((fields.next()?.to_owned(), fields.next()?.to_owned()))
    };
    Ok(text.lines().skip(1).filter_map(pair).collect())
}

fn class_of(truth: &BTreeMap<String, String>, name: &str) -> Result<String> {
    truth.get(name).cloned().with_context(|| format!("truth.csv does not know the spectrum {name}"))
}
