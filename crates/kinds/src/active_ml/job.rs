//! `ACTIVE_ML`: one iteration of active learning, from a pool and its labels to the spectra to label next.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{self as active, ActiveMlConfig, IterationOutcome, run_iteration};
use ml_job_domain::{FailureClass, JobType, JobTypeManifest, LogLevel, Observer, Progress, ShownSpectrum, SpectrumSet};
use ml_job_learning::error::LearningError;
use serde_json::Value;

use crate::catalogue::BuiltIn;
use crate::host::ModuleRun;
use crate::report::{ModuleEnd, Reporter};

/// How many labellings go into one line of the protocol.
const LABELLINGS_PER_LINE: usize = 500;

pub(crate) const MODULE: BuiltIn = BuiltIn { job_type: JobType::ACTIVE_ML, manifest, uses_gpu: true, run };

fn manifest() -> JobTypeManifest {
    JobTypeManifest {
        job_type: JobType::ACTIVE_ML.parse().expect("a name of ours is well formed"),
        title: "Active learning".into(),
        description:
            "Trains a small network on the labels there are, classifies the whole pool, and asks for labels of \
                      just the spectra that the network is least sure of. Iteration 0 needs no labels yet."
                .into(),
        config_schema: ActiveMlConfig::schema(),
        config_example: ActiveMlConfig::example(),
    }
}

fn run(run: &mut ModuleRun) -> Result<(), ModuleEnd> {
    let config: ActiveMlConfig = run.read_config()?;
    let relative = run.job_dir.strip_prefix(&run.files_dir).map_err(|_| {
        let message = "the job's directory is not below the files root".to_owned();
        ModuleEnd::failed(FailureClass::Fatal, message, Vec::new())
    })?;
    // The worker makes the directories of jobs, with names in UTF-8.
    let job_dir = format!("/{}", relative.to_string_lossy());
    let stopping = Arc::clone(&run.stopping);
    let mut watcher = Watcher { report: &mut run.report, stopping };
    match run_iteration(&config, &run.files_dir, &job_dir, run.threads, &mut watcher) {
        Ok(outcome) => {
            tell(&mut run.report, outcome);
            Ok(())
        }
        Err(error) => Err(end(&error)),
    }
}

/// Passes progress and log lines on, and the wish to stop back.
struct Watcher<'a> {
    report: &'a mut Reporter,
    stopping: Arc<AtomicBool>,
}

impl Observer for Watcher<'_> {
    fn progress(&mut self, progress: Progress) {
        self.report.progress(progress);
    }

    fn log(&mut self, level: LogLevel, line: &str) {
        self.report.log(level, line);
    }

    fn is_cancelled(&mut self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

fn tell(report: &mut Reporter, outcome: IterationOutcome) {
    let mut labellings = outcome.labellings.into_iter().map(|labelling| ShownSpectrum {
        spectrum_filename: labelling.spectrum_filename,
        spectrum_set: match labelling.spectrum_set {
            active::SpectrumSet::Oracle => SpectrumSet::Oracle,
            active::SpectrumSet::PerformanceEstimation => SpectrumSet::PerformanceEstimation,
            active::SpectrumSet::Candidate => SpectrumSet::Candidate,
        },
        sequence_iteration: labelling.sequence_iteration,
        model_prediction: Some(labelling.model_prediction),
        model_probability: labelling.model_probability,
        model_entropy: labelling.model_entropy,
        magnitude: labelling.magnitude,
    });
    loop {
        let line: Vec<ShownSpectrum> = labellings.by_ref().take(LABELLINGS_PER_LINE).collect();
        if line.is_empty() {
            break;
        }
        report.labellings(line);
    }
    if let Ok(Value::Object(metrics)) = serde_json::to_value(outcome.metrics) {
        report.metrics(metrics);
    }
}

fn end(error: &LearningError) -> ModuleEnd {
    error.class().map_or(ModuleEnd::Stopped, |class| ModuleEnd::of(class, error))
}
