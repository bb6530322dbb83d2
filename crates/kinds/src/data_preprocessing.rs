//! `DATA_PREPROCESSING`: a directory of FITS spectra becomes `result.h5` and `report.json`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ml_job_domain::{JobType, JobTypeManifest, LogLevel, Observer, Progress};
use ml_job_spectra::{PreprocessConfig, PreprocessError, Report, preprocess};
use serde_json::{Map, Value, json};

use crate::catalogue::BuiltIn;
use crate::host::ModuleRun;
use crate::report::{ModuleEnd, Reporter};

/// How many of the skipped files are named in the log; `report.json` has all.
const NAMED_FILES: usize = 20;

pub(crate) const MODULE: BuiltIn = BuiltIn { job_type: JobType::DATA_PREPROCESSING, manifest, uses_gpu: false, run };

fn manifest() -> JobTypeManifest {
    JobTypeManifest {
        job_type: JobType::DATA_PREPROCESSING.parse().expect("a name of ours is well formed"),
        title: "Preprocess spectra".into(),
        description:
            "Resamples every FITS spectrum of a directory onto one wavelength grid, scales it, and writes all of \
                      them into one matrix, result.h5. Files that cannot be used are listed in report.json."
                .into(),
        config_schema: PreprocessConfig::schema(),
        config_example: json!({
            "data_dir_path": "20111024/F5902",
            "wave_start_point": 6519.0,
            "wave_end_point": 6732.0,
            "wave_point_count": 140,
        }),
    }
}

fn run(run: &mut ModuleRun) -> Result<(), ModuleEnd> {
    let started = Instant::now();
    let config: PreprocessConfig = run.read_config()?;
    let input = config.input_dir(&run.spectra_dir).map_err(|error| ModuleEnd::usage(error.to_string()))?;
    let message = format!(
        "resampling the spectra of {} onto {} points from {} to {} Å",
        name(&config),
        config.wave_point_count,
        config.wave_start_point,
        config.wave_end_point
    );
    run.report.log(LogLevel::Info, message);
    let output = run.job_dir.join("result.h5");
    let stopping = Arc::clone(&run.stopping);
    let mut watcher = Watcher { report: &mut run.report, stopping };
    match preprocess(&input, &output, &config, run.threads, &mut watcher) {
        Ok(report) => {
            tell(&mut run.report, &report, started.elapsed().as_secs_f64());
            Ok(())
        }
        Err(error) => Err(end(&error, &config)),
    }
}

/// Passes progress on, and the wish to stop back.
struct Watcher<'a> {
    report: &'a mut Reporter,
    stopping: Arc<AtomicBool>,
}

impl Observer for Watcher<'_> {
    fn progress(&mut self, progress: Progress) {
        self.report.progress(progress);
    }

    fn is_cancelled(&mut self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// The directory as the person wrote it.
fn name(config: &PreprocessConfig) -> String {
    match config.data_dir_path.trim_matches('/') {
        "" => "the whole archive".into(),
        _ => format!("the directory {}", config.data_dir_path),
    }
}

fn tell(reporter: &mut Reporter, report: &Report, seconds: f64) {
    for skipped in report.skipped.files.iter().take(NAMED_FILES) {
        reporter.log(LogLevel::Warn, format!("{} was left out: {}", skipped.filename, skipped.reason));
    }
    if report.skipped.total > NAMED_FILES as u64 {
        let more = report.skipped.total - NAMED_FILES as u64;
        reporter.log(LogLevel::Warn, format!("{more} more files were left out: see report.json"));
    }
    let mut metrics = Map::new();
    metrics.insert("spectra".into(), report.spectra.into());
    metrics.insert("skipped".into(), report.skipped.total.into());
    metrics.insert("overhanging".into(), report.overhanging.total.into());
    metrics.insert("seconds".into(), rounded(seconds));
    // Shorter than a tick of the clock is no time to divide by.
    if seconds > 0.0 {
        #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits of the count")]
        metrics.insert("spectra_per_second".into(), rounded(report.files as f64 / seconds));
    }
    reporter.metrics(metrics);
    let summary = format!("{} spectra in result.h5, {} files left out", report.spectra, report.skipped.total);
    reporter.log(LogLevel::Info, summary);
}

/// Three digits after the point: milliseconds.
fn rounded(value: f64) -> Value {
    ((value * 1000.0).round() / 1000.0).into()
}

fn end(error: &PreprocessError, config: &PreprocessConfig) -> ModuleEnd {
    let Some(class) = error.class() else { return ModuleEnd::Stopped };
    let name = name(config);
    let message = match error {
        PreprocessError::UnknownDirectory => format!("{name} does not exist in the spectra archive"),
        PreprocessError::UnreadableDirectory(_) => format!("{name} cannot be read"),
        PreprocessError::NoFiles { ignored: 0 } => format!("{name} holds no FITS file"),
        PreprocessError::NoFiles { ignored } => {
            format!("{name} holds no FITS file ({ignored} other entries were ignored)")
        }
        error => error.to_string(),
    };
    let causes = ml_job_domain::causes(error).split_off(1);
    ModuleEnd::failed(class, message, causes)
}
