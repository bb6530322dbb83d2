//! `LINE_MEASUREMENTS`: equivalent width, width, centroid and peaks of spectral lines, for every spectrum of a matrix.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ml_job_disk::AtomicFile;
use ml_job_domain::{FieldError, LogLevel, Observer};
use ml_job_learning::data::SpectraFile;
use ml_job_learning::error::LearningError;
use ml_job_learning::pool::Pool;
use ml_job_spectra::lines::{Line, LineMeasurement, LineWindow, Measured, NotMeasured};
use ml_job_spectra::{LineTask, MeasuredRow, PreprocessConfig, PreprocessError, measure_lines};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::data_preprocessing;
use crate::files::Files;
use crate::host::{End, Host};
use crate::kind::JobKind;
use crate::matrix;

/// The measurements as a table, in the job's directory.
const TABLE_FILE: &str = "lines.csv";
/// Spectra without a measurement that the log names at most.
const NAMED: usize = 10;
/// The fastest that a window may reach \[km/s\].
const MOST_VELOCITY: f64 = 20_000.0;

/// The job type.
#[derive(Debug)]
pub struct LineMeasurements;

/// Which lines of which spectra. Paths are relative to the root of the files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Line measurements")]
pub struct LineMeasurementsConfig {
    /// HDF5 file that says which spectra: `result.h5` of a preprocessing job, or of a job that refers to one. What is measured is
    /// the spectrum as observed, in its file of the archive, not the scaled row.
    #[schemars(title = "Matrix", length(min = 1), extend("format" = "file-path"))]
    pub pool_path: String,
    /// The lines to measure.
    #[serde(default = "usual")]
    #[schemars(title = "Lines", length(min = 1), extend("uniqueItems" = true))]
    pub lines: Vec<Line>,
    /// Half the width of each line's window, in km/s; where it is absent, one that suits the line: 1000 for Balmer lines, 600 for
    /// Ca II K, 500 for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Half width [km/s]", extend("exclusiveMinimum" = 0), range(max = 20_000))]
    pub half_width: Option<f64>,
    /// How far the continuum reaches on each side, in km/s, beyond the line's window; where it is absent, 2.5 times the half width
    /// for Balmer lines and Ca II K, three times for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Reach of the continuum [km/s]", extend("exclusiveMinimum" = 0), range(max = 20_000))]
    pub reach: Option<f64>,
    /// Where lines are looked for: at the redshift that a spectrum's header states (0 where it states none), or at rest.
    #[serde(default)]
    #[schemars(title = "Frame")]
    pub frame: Frame,
    /// Directory of the archive that holds the spectra, with all in it; where it is absent, the one that the matrix was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Data directory", extend("x-path" = "archive-directory"))]
    pub data_dir_path: Option<String>,
}

fn usual() -> Vec<Line> {
    Line::USUAL.to_vec()
}

/// In which frame lines are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// At the redshift that the header states.
    #[default]
    Stated,
    /// At rest, as observed.
    Observed,
}

/// What a run measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineMeasurementsMetrics {
    /// Spectra of the matrix.
    pub spectra: usize,
    /// Spectra that no file of the directory holds.
    pub missing: usize,
    /// Spectra whose file cannot be read.
    pub unreadable: usize,
    /// What was found of each line.
    pub lines: Vec<LineSummary>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// How a line came out over all spectra.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineSummary {
    /// The line.
    pub line: Line,
    /// Spectra in which it was measured.
    pub measured: usize,
    /// Spectra whose equivalent width is below zero by three times its error.
    pub in_emission: usize,
    /// Spectra whose equivalent width is above zero by three times its error.
    pub in_absorption: usize,
    /// Spectra in which it has two peaks.
    pub double_peaked: usize,
}

impl JobKind for LineMeasurements {
    const TYPE: &'static str = "LINE_MEASUREMENTS";
    const TITLE: &'static str = "Line measurements";
    const DESCRIPTION: &'static str = "Measures spectral lines of every spectrum of a matrix, as observed: equivalent width, width at half maximum, centroid, \
         separation and V/R of two peaks, each with its error. The results are columns, as HDF5 and as CSV.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        (
            matrix::RESULT_FILE,
            "The matrix: filenames (n), wave (points, Å), fluxes (n × points), and metadata with the position and the columns of lines.csv, NaN where \
             nothing was measured.",
            "application/x-hdf5",
        ),
        (
            TABLE_FILE,
            "A row for each spectrum: name, position, redshift, and the measurements of each line.",
            "text/csv",
        ),
    ];
    type Config = LineMeasurementsConfig;
    type Metrics = LineMeasurementsMetrics;

    fn example() -> Value {
        json!({ "pool_path": "/JOBS/job_be_stars/result.h5", "lines": ["h_alpha", "h_beta", "he_i_6678", "ca_k"] })
    }

    fn check(config: &LineMeasurementsConfig) -> Vec<FieldError> {
        let mut problems = Vec::new();
        for (place, line) in config.lines.iter().enumerate() {
            if config.lines[..place].contains(line) {
                problems.push(FieldError::new(format!("/lines/{place}"), format!("{} is there twice.", line.title())));
            }
        }
        if config.lines.is_empty() {
            problems.push(FieldError::new("/lines", "lines needs one line at least."));
        }
        for (field, value) in [("half_width", config.half_width), ("reach", config.reach)] {
            if value.is_some_and(|value| !(value > 0.0 && value <= MOST_VELOCITY)) {
                let message = format!("{field} must be above 0 and at most {MOST_VELOCITY} km/s.");
                problems.push(FieldError::new(format!("/{field}"), message));
            }
        }
        let narrow = config.lines.iter().find(|line| config.window(**line).is_none()).filter(|_| problems.is_empty());
        if let Some(line) = narrow {
            let message = format!("reach must be beyond the half width of every line; for {} it is not.", line.title());
            problems.push(FieldError::new("/reach", message));
        }
        problems
    }

    fn run(config: &LineMeasurementsConfig, host: &mut Host) -> Result<LineMeasurementsMetrics, End> {
        let places = Places {
            files: host.files_dir.clone(),
            spectra: host.spectra_dir.clone(),
            job: host.job_dir.clone(),
            threads: host.threads,
        };
        run_line_measurements(config, &places, host)
    }
}

impl LineMeasurementsConfig {
    /// The window of a line; `None` where nothing would be left for the continuum.
    fn window(&self, line: Line) -> Option<LineWindow> {
        let own = line.window();
        let half_width = self.half_width.unwrap_or(own.half_width);
        let reach = self.reach.unwrap_or(own.reach / own.half_width * half_width);
        (reach > half_width).then_some(LineWindow { half_width, reach })
    }

    fn task(&self) -> LineTask {
        let lines = self.lines.iter().filter_map(|line| Some((*line, self.window(*line)?))).collect();
        LineTask { lines, at_stated_redshift: self.frame == Frame::Stated }
    }
}

/// Where a run finds everything.
#[derive(Debug)]
pub struct Places {
    /// The root of the files.
    pub files: PathBuf,
    /// The archive of spectra.
    pub spectra: PathBuf,
    /// Where the results belong.
    pub job: PathBuf,
    /// How many threads it may use.
    pub threads: usize,
}

/// Measures the lines and writes `result.h5` and `lines.csv`. Equal configurations and files give equal files on any number of threads.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn run_line_measurements(
    config: &LineMeasurementsConfig,
    places: &Places,
    observer: &mut dyn Observer,
) -> Result<LineMeasurementsMetrics, End> {
    let began = Instant::now();
    let learning = |error: LearningError| End::of(error.class(), &error);
    let file = Files::open(&places.files).and_then(|files| files.open_spectra("pool_path", &config.pool_path));
    let pool = file.and_then(|file| Pool::new(file, &HashSet::new())).map_err(learning)?;
    let source = source(config, pool.file()).map_err(learning)?;
    let input = source.input_dir(&places.spectra).map_err(|error| End::usage(error.to_string()))?;
    let task = config.task();
    observer
        .log(LogLevel::Info, &format!("{} spectra of {} are measured.", pool.len(), data_preprocessing::name(&source)));
    let rows = measure_lines(&input, &source, pool.names().iter(), &task, places.threads, observer)
        .map_err(|error| explain(&error, &source))?;
    tell(&pool, &rows, observer);
    write(config, places, &pool, &rows).map_err(learning)?;
    Ok(LineMeasurementsMetrics {
        spectra: rows.len(),
        missing: rows.iter().filter(|row| **row == MeasuredRow::Missing).count(),
        unreadable: rows.iter().filter(|row| matches!(row, MeasuredRow::Unreadable(_))).count(),
        lines: (0..config.lines.len()).map(|place| summary(config.lines[place], place, &rows)).collect(),
        seconds: (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    })
}

/// How the matrix was made, which says where its spectra lie; or what the configuration says instead.
fn source(config: &LineMeasurementsConfig, file: &SpectraFile) -> Result<PreprocessConfig, LearningError> {
    let made = made_by(file);
    let Some(directory) = &config.data_dir_path else {
        return made.ok_or_else(|| {
            let shown = file.shown().display();
            let message =
                format!("{shown} does not say from which directory its spectra are: give it as data_dir_path.");
            LearningError::config("data_dir_path", message)
        });
    };
    let anywhere = json!({
        "data_dir_path": directory, "recursive": true, "wave_start_point": 1.0, "wave_end_point": 2.0, "wave_point_count": 2,
    });
    let mut anywhere: PreprocessConfig =
        serde_json::from_value(anywhere).map_err(|error| LearningError::config("data_dir_path", error.to_string()))?;
    anywhere.targets = made.and_then(|made| made.targets);
    Ok(anywhere)
}

/// The preprocessing of a matrix: its own, or that of the file which its fluxes lie in.
fn made_by(file: &SpectraFile) -> Option<PreprocessConfig> {
    if let Some(own) = file.text_attribute("config").and_then(|text| serde_json::from_str(&text).ok()) {
        return Some(own);
    }
    // `open_spectra` has looked at all of them: they lie beneath the root, and end.
    file.sources().find_map(|place| made_by(&SpectraFile::open(&place, file.shown()).ok()?))
}

fn explain(error: &PreprocessError, source: &PreprocessConfig) -> End {
    let name = data_preprocessing::name(source);
    let message = match error {
        PreprocessError::UnknownDirectory => format!("{name} does not exist in the spectra archive"),
        PreprocessError::UnreadableDirectory(_) => format!("{name} cannot be read"),
        error => error.to_string(),
    };
    match End::of(error.class(), error) {
        End::Failed(failure) => End::Failed(crate::protocol::ModuleFailure { message, ..failure }),
        End::Stopped => End::Stopped,
    }
}

/// Names the first spectra without measurements in the log.
fn tell(pool: &Pool, rows: &[MeasuredRow], observer: &mut dyn Observer) {
    let reason = |row: &MeasuredRow| match row {
        MeasuredRow::Missing => Some("no file of the directory holds it".to_owned()),
        MeasuredRow::Unreadable(reason) => Some(reason.clone()),
        MeasuredRow::Read { .. } => None,
    };
    let without: Vec<(usize, String)> =
        rows.iter().enumerate().filter_map(|(row, result)| Some((row, reason(result)?))).collect();
    for (row, reason) in without.iter().take(NAMED) {
        observer.log(LogLevel::Warn, &format!("{}: {reason}", pool.names().get(*row)));
    }
    if without.len() > NAMED {
        observer.log(LogLevel::Warn, &format!("{} spectra in all could not be read.", without.len()));
    }
}

fn summary(line: Line, place: usize, rows: &[MeasuredRow]) -> LineSummary {
    let measured: Vec<&LineMeasurement> = rows.iter().filter_map(|row| measured(row, place)?.as_ref().ok()).collect();
    let significant = |sign: f64| {
        let beyond = |width: Measured| sign * width.value > 3.0 * width.error;
        measured.iter().filter(|measurement| beyond(measurement.equivalent_width)).count()
    };
    LineSummary {
        line,
        measured: measured.len(),
        in_emission: significant(-1.0),
        in_absorption: significant(1.0),
        double_peaked: measured.iter().filter(|measurement| measurement.peaks.is_some()).count(),
    }
}

fn measured(row: &MeasuredRow, place: usize) -> Option<&Result<LineMeasurement, NotMeasured>> {
    match row {
        MeasuredRow::Read { lines, .. } => lines.get(place),
        _ => None,
    }
}

/// A column of a line: the end of its name, and its number.
type LineColumn = (&'static str, fn(&LineMeasurement) -> Option<f64>);

/// What is written of each line; names are preceded by the line's.
const COLUMNS: [LineColumn; 18] = [
    ("equivalent_width", |line| Some(line.equivalent_width.value)),
    ("equivalent_width_error", |line| Some(line.equivalent_width.error)),
    ("relative_flux", |line| Some(line.relative_flux.value)),
    ("relative_flux_error", |line| Some(line.relative_flux.error)),
    ("fwhm", |line| Some(line.fwhm?.value)),
    ("fwhm_error", |line| Some(line.fwhm?.error)),
    ("centroid", |line| Some(line.centroid?.value)),
    ("centroid_error", |line| Some(line.centroid?.error)),
    ("velocity", |line| Some(line.velocity?.value)),
    ("velocity_error", |line| Some(line.velocity?.error)),
    ("peak_separation", |line| Some(line.peaks?.separation.value)),
    ("peak_separation_error", |line| Some(line.peaks?.separation.error)),
    ("v_over_r", |line| Some(line.peaks?.v_over_r.value)),
    ("v_over_r_error", |line| Some(line.peaks?.v_over_r.error)),
    ("continuum", |line| Some(line.continuum.value)),
    ("continuum_error", |line| Some(line.continuum.error)),
    ("snr", |line| Some(line.snr)),
    ("bad_fraction", |line| Some(line.bad_fraction)),
];
fn write(
    config: &LineMeasurementsConfig,
    places: &Places,
    pool: &Pool,
    rows: &[MeasuredRow],
) -> Result<(), LearningError> {
    let all: Vec<usize> = (0..rows.len()).collect();
    let mut columns: Vec<(String, Vec<Option<f64>>)> = Vec::new();
    for fact in matrix::FACTS {
        columns.push((fact.to_owned(), pool.facts(fact, &all)?));
    }
    let redshift = |row: &MeasuredRow| match row {
        MeasuredRow::Read { redshift, .. } => Some(*redshift),
        _ => None,
    };
    columns.push(("line_redshift".to_owned(), rows.iter().map(redshift).collect()));
    for (place, line) in config.lines.iter().enumerate() {
        for (name, number) in COLUMNS {
            let value = |row| number(measured(row, place)?.as_ref().ok()?);
            columns.push((format!("{}_{name}", line.code()), rows.iter().map(value).collect()));
        }
    }
    let result = matrix::begin(&places.job, pool, config)?;
    // The facts are there already.
    for (name, values) in &columns[matrix::FACTS.len()..] {
        let values: Vec<f64> = values.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
        result.write(&format!("metadata/{name}"), &values)?;
    }
    result.finish()?;
    write_table(&places.job.join(TABLE_FILE), config, pool, rows, &columns)
}

/// The columns, and a last one that says what was not measured, and why.
fn write_table(
    place: &Path,
    config: &LineMeasurementsConfig,
    pool: &Pool,
    rows: &[MeasuredRow],
    columns: &[(String, Vec<Option<f64>>)],
) -> Result<(), LearningError> {
    let failed = |error| LearningError::io(TABLE_FILE, "write it", error);
    let file = AtomicFile::new(place).map_err(failed)?;
    let mut table = csv::Writer::from_writer(std::io::BufWriter::new(file.create().map_err(failed)?));
    let csv = |error: csv::Error| failed(std::io::Error::from(error));
    let heading =
        std::iter::once("filename").chain(columns.iter().map(|(name, _)| name.as_str())).chain(["not_measured"]);
    table.write_record(heading).map_err(csv)?;
    for (row, result) in rows.iter().enumerate() {
        let numbers = columns.iter().map(|(_, values)| values[row].map(|value| value.to_string()).unwrap_or_default());
        let record = std::iter::once(pool.names().get(row).to_owned()).chain(numbers).chain([reasons(config, result)]);
        table.write_record(record).map_err(csv)?;
    }
    table.flush().map_err(failed)?;
    drop(table);
    file.commit().map_err(failed)
}

fn reasons(config: &LineMeasurementsConfig, row: &MeasuredRow) -> String {
    match row {
        MeasuredRow::Missing => "no file of the directory holds it".to_owned(),
        MeasuredRow::Unreadable(reason) => reason.clone(),
        MeasuredRow::Read { lines, .. } => {
            let told = config.lines.iter().zip(lines);
            let told = told.filter_map(|(line, result)| Some(format!("{}: {}", line.title(), result.as_ref().err()?)));
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(value: Value) -> LineMeasurementsConfig {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn the_usual_lines_are_measured_where_none_is_named() {
        let usual = config(json!({ "pool_path": "x" }));
        assert_eq!(usual.lines, Line::USUAL);
        assert_eq!(LineMeasurements::check(&usual), []);
        assert_eq!(usual.window(Line::HAlpha), Some(LineWindow { half_width: 1000.0, reach: 2500.0 }));
        let wide = config(json!({ "pool_path": "x", "half_width": 2000.0 }));
        assert_eq!(wide.window(Line::HAlpha), Some(LineWindow { half_width: 2000.0, reach: 5000.0 }));
    }

    #[test]
    fn what_leaves_no_room_for_a_continuum_is_refused() {
        for (value, pointer) in [
            (json!({ "pool_path": "x", "half_width": 0.0 }), "/half_width"),
            (json!({ "pool_path": "x", "reach": 30_000.0 }), "/reach"),
            (json!({ "pool_path": "x", "reach": 700.0 }), "/reach"),
            (json!({ "pool_path": "x", "lines": [] }), "/lines"),
            (json!({ "pool_path": "x", "lines": ["ca_k", "ca_k"] }), "/lines/1"),
        ] {
            assert_eq!(LineMeasurements::check(&config(value))[0].pointer, pointer);
        }
    }
}
