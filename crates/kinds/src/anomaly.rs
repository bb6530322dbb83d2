//! `ANOMALY`: the strangest spectra of a matrix, without a single label.

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use ml_job_disk::AtomicFile;
use ml_job_domain::{FieldError, LogLevel, Observer, ShownSpectrum, SpectrumSet};
use ml_job_learning::error::LearningError;
use ml_job_learning::features::{Features, LineSpec};
use ml_job_learning::pool::Pool;
use ml_job_learning::query::{Sight, Strangeness};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::campaign::domain::domain;
use crate::files::Files;
use crate::host::{End, Host};
use crate::kind::JobKind;
use crate::matrix;

/// The strangest spectra, in the job's directory.
const TABLE_FILE: &str = "anomalies.csv";

/// The job type.
#[derive(Debug)]
pub struct Anomaly;

/// What to rank, and by what. Paths are relative to the root of the files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Anomalies")]
pub struct AnomalyConfig {
    /// HDF5 file of the spectra: `result.h5` of a preprocessing job.
    #[schemars(title = "Matrix", length(min = 1), extend("format" = "file-path"))]
    pub pool_path: String,
    /// What makes a spectrum strange: `isolation_forest` finds whatever is unlike the rest, artefacts too; `line_index` how far a line
    /// stands above the continuum, in units of the noise.
    #[serde(default)]
    #[schemars(title = "Strange by")]
    pub method: Strangeness,
    /// Rest wavelength of the line in Å, for `line_index`; Hα where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Line [Å]", extend("exclusiveMinimum" = 0))]
    pub line: Option<f64>,
    /// Only spectra with at least this signal-to-noise ratio are ranked; the others have the score NaN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Least signal-to-noise ratio", range(min = 0))]
    pub min_snr: Option<f64>,
    /// How many of the strangest are listed and shown; of each star the strangest spectrum.
    #[serde(default = "hundred")]
    #[schemars(title = "Spectra to show", range(min = 1, max = 10_000))]
    pub count: usize,
    /// As what they are shown: `CANDIDATE` to look at, `ORACLE` to label.
    #[serde(default)]
    #[schemars(title = "Show as")]
    pub show_as: ShowAs,
    /// Seed of the forest: the same seed and matrix give the same scores.
    #[serde(default)]
    #[schemars(title = "Seed")]
    pub seed: u64,
}

const fn hundred() -> usize {
    100
}

/// The set in which spectra are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ShowAs {
    /// To look at.
    #[default]
    Candidate,
    /// To label.
    Oracle,
}

/// What a ranking measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnomalyMetrics {
    /// Spectra that were ranked.
    pub spectra: usize,
    /// Spectra that lie outside the domain.
    pub outside_domain: usize,
    /// Spectra in the table.
    pub listed: usize,
    /// The highest score; absent where nothing is listed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub highest: Option<f32>,
    /// The lowest score of the table; absent where nothing is listed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lowest_listed: Option<f32>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl JobKind for Anomaly {
    const TYPE: &'static str = "ANOMALY";
    const TITLE: &'static str = "Anomalies";
    const DESCRIPTION: &'static str = "Ranks all spectra of a matrix by how strange they are, by an isolation forest or by the strength of a line; \
         it needs no labels. The strangest are listed in a table and shown, to look at or to label.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        (
            matrix::RESULT_FILE,
            "The matrix: filenames (n), wave (points, Å), fluxes (n × points), and anomaly_score (n), larger is stranger.",
            "application/x-hdf5",
        ),
        (TABLE_FILE, "The strangest, strangest first: rank, filename, anomaly_score.", "text/csv"),
    ];
    type Config = AnomalyConfig;
    type Metrics = AnomalyMetrics;

    fn example() -> Value {
        json!({ "pool_path": "/JOBS/job_be_stars/result.h5", "method": "isolation_forest", "count": 100 })
    }

    fn check(config: &AnomalyConfig) -> Vec<FieldError> {
        let mut problems = Vec::new();
        if config.line.is_some() && config.method != Strangeness::LineIndex {
            let message = "line is for the method line_index: choose that, or leave the line out.";
            problems.push(FieldError::new("/line", message));
        }
        if config.line.is_some_and(|line| !(line.is_finite() && line > 0.0)) {
            problems.push(FieldError::new("/line", "line must be a wavelength above 0 Å."));
        }
        problems
    }

    fn run(config: &AnomalyConfig, host: &mut Host) -> Result<AnomalyMetrics, End> {
        let (files_dir, job_dir) = (host.files_dir.clone(), host.job_dir.clone());
        let (shown, metrics) =
            run_anomaly(config, &files_dir, &job_dir, host).map_err(|error| End::of(error.class(), &error))?;
        host.labellings(&shown);
        Ok(metrics)
    }
}

/// Ranks a matrix and writes the files into `job_dir`. Equal configurations and matrices give equal files.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn run_anomaly(
    config: &AnomalyConfig,
    files_root: &Path,
    job_dir: &Path,
    observer: &mut dyn Observer,
) -> Result<(Vec<ShownSpectrum>, AnomalyMetrics), LearningError> {
    let began = Instant::now();
    let file = Files::open(files_root)?.open_spectra("pool_path", &config.pool_path)?;
    let pool = Pool::new(file, &HashSet::new())?;
    pool.check(observer)?;
    let domain = domain(&pool, config.min_snr)?;
    let line = config.line.map_or_else(LineSpec::default, |centre| LineSpec { centre });
    let features = Features::fit(&pool, line, observer)?;
    let sight = Sight::of(&pool, &features, config.method, config.seed, observer)?;
    let scores: Vec<f32> =
        sight.strangeness.iter().zip(&domain).map(|(score, inside)| if *inside { *score } else { f32::NAN }).collect();
    let strangest = strangest(&scores, &domain, &sight.stars, config.count);
    let result = matrix::begin(job_dir, &pool, config)?;
    result.write("anomaly_score", &scores)?;
    result.finish()?;
    write_table(&job_dir.join(TABLE_FILE), &pool, &scores, &strangest)?;
    let ranked = domain.iter().filter(|inside| **inside).count();
    observer
        .log(LogLevel::Info, &format!("{ranked} spectra are ranked, the {} strangest are listed.", strangest.len()));
    let metrics = AnomalyMetrics {
        spectra: ranked,
        outside_domain: pool.len() - ranked,
        listed: strangest.len(),
        highest: strangest.first().map(|&row| scores[row]),
        lowest_listed: strangest.last().map(|&row| scores[row]),
        seconds: (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    };
    Ok((shown(config, &pool, &strangest)?, metrics))
}

/// Rows of the highest scores inside the domain, of each star its strangest; the earlier row on a tie.
fn strangest(scores: &[f32], domain: &[bool], stars: &[u32], count: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..scores.len()).filter(|&row| domain[row]).collect();
    rows.sort_unstable_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
    let mut seen = HashSet::new();
    rows.retain(|&row| seen.len() < count && seen.insert(stars[row]));
    rows
}

fn write_table(place: &Path, pool: &Pool, scores: &[f32], rows: &[usize]) -> Result<(), LearningError> {
    let failed = |error| LearningError::io(TABLE_FILE, "write it", error);
    let file = AtomicFile::new(place).map_err(failed)?;
    let mut table = csv::Writer::from_writer(file.create().map_err(failed)?);
    let csv = |error: csv::Error| failed(std::io::Error::from(error));
    table.write_record(["rank", "filename", "anomaly_score"]).map_err(csv)?;
    for (place, &row) in rows.iter().enumerate() {
        let (rank, score) = ((place + 1).to_string(), scores[row].to_string());
        table.write_record([rank.as_str(), pool.names().get(row), score.as_str()]).map_err(csv)?;
    }
    table.flush().map_err(failed)?;
    drop(table);
    file.commit().map_err(failed)
}

fn shown(config: &AnomalyConfig, pool: &Pool, rows: &[usize]) -> Result<Vec<ShownSpectrum>, LearningError> {
    let set = match config.show_as {
        ShowAs::Candidate => SpectrumSet::Candidate,
        ShowAs::Oracle => SpectrumSet::Oracle,
    };
    let (magnitudes, snrs) = (pool.facts("magnitude", rows)?, pool.facts("snr", rows)?);
    let one = |(place, &row): (usize, &usize)| ShownSpectrum {
        model_prediction: Some("-".to_owned()),
        magnitude: magnitudes[place],
        snr: snrs[place],
        ..ShownSpectrum::new(pool.names().get(row), set, 0)
    };
    Ok(rows.iter().enumerate().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_star_the_strangest_spectrum_of_the_domain_is_listed() {
        let scores = [0.1, 0.9, 0.8, 0.7, 0.7, f32::NAN];
        let domain = [true, true, true, true, true, false];
        assert_eq!(strangest(&scores, &domain, &[0, 1, 1, 3, 4, 5], 3), [1, 3, 4]);
        assert_eq!(strangest(&scores, &domain, &[0, 1, 1, 3, 4, 5], 9), [1, 3, 4, 0]);
    }

    #[test]
    fn a_line_without_its_method_is_refused() {
        let config = |value: Value| serde_json::from_value::<AnomalyConfig>(value).unwrap();
        let problems = Anomaly::check(&config(json!({ "pool_path": "x", "line": 6564.6 })));
        assert_eq!(problems[0].pointer, "/line");
        assert_eq!(Anomaly::check(&config(json!({ "pool_path": "x", "line": 6564.6, "method": "line_index" }))), []);
    }
}
