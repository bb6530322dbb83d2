//! `DATA_PREPROCESSING`: a directory of spectra becomes `result.h5` and `report.json`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ml_job_disk::Root;
use ml_job_domain::{FieldError, JobType, LogLevel, Observer};
use ml_job_spectra::{Places, PreprocessConfig, PreprocessError, Report, preprocess_at};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::host::{End, Host};
use crate::kind::JobKind;

/// How many of the skipped files are named in the log; `report.json` has all.
const NAMED_FILES: usize = 20;

/// The job type.
#[derive(Debug)]
pub struct DataPreprocessing;

/// What a run measured.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PreprocessingMetrics {
    /// Spectra in the result.
    spectra: u64,
    /// Files that were left out.
    skipped: u64,
    /// Spectra that do not cover the whole grid.
    overhanging: u64,
    /// How long it took, in seconds.
    seconds: f64,
    /// Files read in a second; absent where it took no time that a clock could tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    spectra_per_second: Option<f64>,
}

impl JobKind for DataPreprocessing {
    const TYPE: &'static str = JobType::DATA_PREPROCESSING;
    const TITLE: &'static str = "Preprocess spectra";
    const DESCRIPTION: &'static str = "Resamples every spectrum of a directory onto one wavelength grid, scales it, and writes all of them into one \
         matrix, result.h5. Files that cannot be used are listed in report.json.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        (
            "result.h5",
            "The matrix: filenames (n), wave (points, Å), fluxes (n × points), and metadata, a column for each fact of the headers, measure of quality and column of the catalogue.",
            "application/x-hdf5",
        ),
        (
            "report.json",
            "What a first look at a sample told, and what happened to each file: skipped, ignored, renamed, not covering the grid; the table of quality.",
            "application/json",
        ),
    ];
    type Config = PreprocessConfig;
    type Metrics = PreprocessingMetrics;

    fn example() -> Value {
        json!({
            "data_dir_path": "20111024/F5902",
            "wave_start_point": 6519.0,
            "wave_end_point": 6732.0,
            "wave_point_count": 140,
            "mask_bad_pixels": true,
            "quality": true,
        })
    }

    fn check(config: &PreprocessConfig) -> Vec<FieldError> {
        config.validate().err().unwrap_or_default()
    }

    fn run(config: &PreprocessConfig, host: &mut Host) -> Result<PreprocessingMetrics, End> {
        let started = Instant::now();
        let input = config.input_dir(&host.spectra_dir).map_err(|error| End::usage(error.to_string()))?;
        let PreprocessConfig { wave_start_point: start, wave_end_point: end, wave_point_count: count, .. } = config;
        let name = name(config);
        let line = format!("resampling the spectra of {name} onto {count} points from {start} to {end} Å");
        host.log(LogLevel::Info, &line);
        let (output, threads) = (host.job_dir.join("result.h5"), host.threads);
        let catalogue = config.catalogue().map(|path| find_catalogue(path, host)).transpose()?;
        let places = Places { input: &input, output: &output, catalogue: catalogue.as_deref() };
        let report = preprocess_at(places, config, threads, host).map_err(|error| explain(&error, &name))?;
        tell(host, &report);
        Ok(PreprocessingMetrics::of(&report, started.elapsed().as_secs_f64()))
    }
}

/// The catalogue: a file in the job's directory, else among all files, else in the archive. Nothing leads out of any of them.
fn find_catalogue(path: &str, host: &Host) -> Result<PathBuf, End> {
    let relative = path.trim_start_matches('/');
    let below = |directory: &Path| Root::open(directory).ok()?.resolve(relative).ok().filter(|place| place.is_file());
    [&host.job_dir, &host.files_dir, &host.spectra_dir].into_iter().find_map(|directory| below(directory)).ok_or_else(
        || {
            End::usage(format!(
                "the catalogue {path} is neither in the job's directory, nor among the files, nor in the archive"
            ))
        },
    )
}

/// The directory as the person wrote it.
pub(crate) fn name(config: &PreprocessConfig) -> String {
    match config.data_dir_path.trim_matches('/') {
        "" => "the whole archive".into(),
        _ => format!("the directory {}", config.data_dir_path),
    }
}

impl PreprocessingMetrics {
    fn of(report: &Report, seconds: f64) -> Self {
        // Three digits after the point: milliseconds.
        let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
        #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits of the count")]
        let rate = || rounded(report.files as f64 / seconds);
        Self {
            spectra: report.spectra,
            skipped: report.skipped.total,
            overhanging: report.overhanging.total,
            seconds: rounded(seconds),
            spectra_per_second: (seconds > 0.0).then(rate),
        }
    }
}

fn tell(host: &mut Host, report: &Report) {
    let skipped = &report.skipped;
    for file in skipped.files.iter().take(NAMED_FILES) {
        host.log(LogLevel::Warn, &format!("{} was left out: {}", file.filename, file.reason));
    }
    if skipped.total > NAMED_FILES as u64 {
        let more = skipped.total - NAMED_FILES as u64;
        host.log(LogLevel::Warn, &format!("{more} more files were left out: see report.json"));
    }
    for (code, count) in &report.ignored.by_code {
        let code = code.replace('_', " ");
        host.log(LogLevel::Info, &format!("{count} entries are no spectra ({code}): see report.json"));
    }
    if let Some(uses) = &report.catalogue {
        let line = format!(
            "{} rows of the catalogue: {} spectra matched, {} rows without a spectrum, {} repeated rows, {} spectra with several rows nearby",
            uses.rows, uses.matched_spectra, uses.unmatched_rows, uses.duplicate_rows, uses.ambiguous_spectra
        );
        host.log(LogLevel::Info, &line);
    }
    let summary = format!("{} spectra in result.h5, {} files left out", report.spectra, skipped.total);
    host.log(LogLevel::Info, &summary);
}

/// The failure in the words of the person, who named the directory.
fn explain(error: &PreprocessError, name: &str) -> End {
    let message = match error {
        PreprocessError::UnknownDirectory => format!("{name} does not exist in the spectra archive"),
        PreprocessError::UnreadableDirectory(_) => format!("{name} cannot be read"),
        PreprocessError::NoFiles { ignored } => {
            format!("{name} holds no spectrum{}", ignored.after(" (it holds ", "); report.json names all"))
        }
        error if error.has_report() => format!("{error}; report.json names all"),
        error => error.to_string(),
    };
    match End::of(error.class(), error) {
        End::Failed(failure) => End::Failed(crate::protocol::ModuleFailure { message, ..failure }),
        End::Stopped => End::Stopped,
    }
}
