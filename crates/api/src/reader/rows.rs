//! Rows of a `result.h5`: what is read, and the JSON that a page gets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ml_job_spectra::{Fact, MatrixError, MatrixRow, SpectrumMatrix};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{Answer, MAX_FILES, Refusal};

/// Which rows, of the file that comes first. The files after it are the pools that its fluxes come from.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RowsRequest {
    /// How many rows to pass over.
    pub(crate) start: usize,
    /// How many rows to show.
    pub(crate) count: usize,
    /// The rows of these spectra only, where there are any.
    pub(crate) names: Vec<String>,
    /// Instead the spectra that are most like this one, itself first.
    pub(crate) similar_to: Option<String>,
    /// Whether the answer may be that another pool is needed.
    pub(crate) more_pools: bool,
    /// The spectra of which nobody is told what the model says.
    pub(crate) untold: BTreeSet<String>,
}

/// A page of preprocessed spectra.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobSpectra {
    /// How many rows the result has; with `filename`, how many of the names it holds.
    total: usize,
    /// The wavelength of each point, in Å.
    wave: Vec<f64>,
    /// The rows.
    rows: Vec<JobSpectrum>,
}

/// A preprocessed spectrum.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobSpectrum {
    /// The row, from 0.
    index: usize,
    /// The name of the spectrum, as `GET /api/spectra/{filename}` finds it.
    filename: String,
    /// The flux at each wavelength, scaled as the job was asked to; `null` where there is none.
    #[schema(value_type = Vec<Option<f64>>)]
    fluxes: Vec<f64>,
    /// What the header of the spectrum states: `ra`, `dec`, `z`, `snr`, `class`, …
    #[schema(value_type = Object, example = json!({ "ra": 10.68, "dec": 41.27, "class": "STAR" }))]
    metadata: BTreeMap<String, Fact>,
    /// What the network said, where the job is an iteration of active learning that trained one.
    #[schema(nullable = false)]
    prediction: Option<JobPrediction>,
}

/// What a network said about a spectrum.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobPrediction {
    /// The most probable class.
    label: String,
    /// The probability of each class.
    #[schema(example = json!({ "other": 0.21, "single peak": 0.38, "double peak": 0.41 }))]
    probabilities: BTreeMap<String, f64>,
    /// Entropy of the probabilities, in nats.
    entropy: f64,
}

impl From<MatrixError> for Refusal {
    fn from(error: MatrixError) -> Self {
        match error {
            MatrixError::TooMany { .. } => Self::TooMuch(error.to_string()),
            other => Self::Unreadable(other.to_string()),
        }
    }
}

/// Reads the rows from the first file; what it leaves out comes from the pools after it.
pub(super) fn answer(request: &RowsRequest, paths: &[PathBuf]) -> Result<Answer, Refusal> {
    let open = |path: &PathBuf| SpectrumMatrix::open(Path::new(path));
    let [result, pools @ ..] = paths else { return Err(Refusal::Failed("no file came along".into())) };
    let matrix = open(result)?;
    if request.more_pools && paths.len() < MAX_FILES {
        let last = pools.last().map(open).transpose()?;
        if let Some(pool) = last.as_ref().unwrap_or(&matrix).pool_data_path() {
            return Ok(Answer::Needs(pool.to_owned()));
        }
    }
    let RowsRequest { start, count, names, similar_to, untold, .. } = request;
    let (total, mut rows) = if let Some(name) = similar_to {
        let mut rows = Vec::new();
        for row in similar(&matrix, name, *count)? {
            rows.extend(matrix.rows(row..row + 1)?);
        }
        (rows.len(), rows)
    } else if names.is_empty() {
        (matrix.len(), matrix.rows(*start..start.saturating_add(*count))?)
    } else {
        let found: Vec<usize> = matrix.find(names)?.into_iter().flatten().collect();
        let shown: Vec<&usize> = found.iter().skip(*start).take((*count).max(names.len())).collect();
        matrix.check_amount(shown.len())?;
        let mut rows = Vec::new();
        for row in shown {
            rows.extend(matrix.rows(*row..row + 1)?);
        }
        (found.len(), rows)
    };
    for pool in pools {
        complete(&mut rows, &open(pool)?)?;
    }
    withhold(&mut rows, untold);
    let spectra = JobSpectra { total, wave: matrix.wave().to_vec(), rows: rows.into_iter().map(view).collect() };
    serde_json::to_vec(&spectra).map(Answer::Body).map_err(|error| Refusal::Failed(error.to_string()))
}

/// A spectrum and those that are most like it, `count` together; none where the matrix does not hold it.
fn similar(matrix: &SpectrumMatrix, name: &str, count: usize) -> Result<Vec<usize>, MatrixError> {
    let [Some(row)] = matrix.find(&[name.to_owned()])?[..] else { return Ok(Vec::new()) };
    matrix.check_amount(count)?;
    let others = matrix.similar(row, count.saturating_sub(1))?;
    Ok(std::iter::once(row).chain(others).take(count).collect())
}

/// Takes fluxes and header facts of the rows from the pool.
fn complete(rows: &mut [MatrixRow], pool: &SpectrumMatrix) -> Result<(), MatrixError> {
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    for (row, place) in rows.iter_mut().zip(pool.find(&names)?) {
        let Some(place) = place else { continue };
        for found in pool.rows(place..place + 1)? {
            if found.fluxes.len() == row.fluxes.len() {
                row.fluxes = found.fluxes;
            }
            for (name, fact) in found.metadata {
                row.metadata.entry(name).or_insert(fact);
            }
        }
    }
    Ok(())
}

/// Leaves out what the model says of these spectra.
fn withhold(rows: &mut [MatrixRow], untold: &BTreeSet<String>) {
    for row in rows.iter_mut().filter(|row| untold.contains(&row.name)) {
        row.prediction = None;
    }
}

fn view(row: MatrixRow) -> JobSpectrum {
    let prediction = row.prediction.map(|prediction| JobPrediction {
        label: prediction.class,
        probabilities: prediction.probabilities.into_iter().collect(),
        entropy: prediction.entropy,
    });
    JobSpectrum { index: row.index, filename: row.name, fluxes: row.fluxes, metadata: row.metadata, prediction }
}

#[cfg(test)]
mod tests {
    use ml_job_spectra::Prediction;

    use super::*;

    #[test]
    fn what_the_model_says_is_left_out_of_the_spectra_that_are_asked_blindly() {
        let row = |name: &str| MatrixRow {
            index: 0,
            name: name.to_owned(),
            fluxes: vec![1.0],
            metadata: BTreeMap::new(),
            prediction: Some(Prediction {
                class: "peak".into(),
                probabilities: vec![("peak".into(), 0.75)],
                entropy: 0.5,
            }),
        };
        let mut rows = [row("a.fits"), row("b.fits")];
        withhold(&mut rows, &BTreeSet::from(["b.fits".to_owned()]));
        let told = rows.map(|row| serde_json::to_value(view(row)).unwrap());
        assert_eq!(told[0]["prediction"]["label"], "peak");
        assert_eq!(told[1].get("prediction"), None);
        assert!(!told[1].to_string().contains("0.75"), "{}", told[1]);
    }
}
