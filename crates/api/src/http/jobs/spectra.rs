//! `GET /api/jobs/{job_id}/spectra`: rows of a job's `result.h5`, for the page.

use std::collections::BTreeMap;
use std::os::fd::AsRawFd as _;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use ml_job_domain::FieldError;
use ml_job_spectra::{Fact, MatrixError, MatrixRow, SpectrumMatrix};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{JobPath, TAG};
use crate::extract::{Json, Path, pairs};
use crate::files::{DirPath, FileName, FilesError, OpenFile};
use crate::page::Paged;
use crate::problem::Problem;
use crate::{ApiState, configs, jobs};

const RESULT_FILE: &str = "result.h5";
/// The longest page: at 4,000 points this is 16 MB of JSON.
const LIMIT_MAX: u64 = 200;
type RowsPage = Paged<20, LIMIT_MAX>;
/// A result, its pool, the pool of that one…: so many files at most.
const FILES_MAX: usize = 8;

/// Which spectra, instead of which rows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes the parameter, which may be repeated")]
pub(crate) struct NamesQuery {
    /// Only the spectrum of this name; may be given up to 200 times. Spectra that the result does not hold are left out.
    #[param(required = false, style = Form, explode)]
    filename: Vec<String>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
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

/// Get preprocessed spectra of a job
///
/// Rows of the `result.h5` in the job's directory: by page, or by name.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/spectra", tag = TAG, params(JobPath, RowsPage, NamesQuery),
    responses(
        (status = 200, description = "The rows", body = JobSpectra),
        (status = 404, description = "There is no such job, or it has no result that can be shown"),
    ),
)]
pub(crate) async fn list_job_spectra(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    Paged(page): RowsPage,
    RawQuery(raw): RawQuery,
) -> Result<Json<JobSpectra>, Problem> {
    let names = pairs(raw.as_deref().unwrap_or_default())?.into_iter().filter(|(key, _)| key == "filename");
    let names: Vec<String> = names.map(|(_, name)| name).collect();
    let too_many = names.len() as u64 > LIMIT_MAX;
    let too_many = too_many.then(|| FieldError::new("filename", format!("must be given at most {LIMIT_MAX} times")));
    Problem::unless_valid(too_many)?;
    let job = jobs::find(&state, job_id).await?;
    let file = state.files.open_file(&configs::directory(&job)?, &configs::file_name(RESULT_FILE)?).await;
    let file = file.map_err(|error| match error {
        FilesError::NoSuchFile => Problem::not_found(format!("The job has no {RESULT_FILE} yet.")),
        other => other.into(),
    })?;
    let files = with_pools(&state, file).await?;
    let index = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (start, count) = (index(page.offset), index(page.limit));
    let read = tokio::task::spawn_blocking(move || read(&files, start, count, &names));
    read.await?.map(Json).map_err(|error| cannot_be_shown(&error))
}

fn cannot_be_shown(error: &MatrixError) -> Problem {
    Problem::not_found(format!("The job's {RESULT_FILE} cannot be shown: {error}."))
}

/// The result, and after it the pools that hold its fluxes, as far as they are still there.
async fn with_pools(state: &ApiState, result: OpenFile) -> Result<Vec<Arc<OpenFile>>, Problem> {
    let mut files = vec![Arc::new(result)];
    while let Some(last) = files.last().filter(|_| files.len() < FILES_MAX) {
        let last = Arc::clone(last);
        let pool = tokio::task::spawn_blocking(move || open(&last).map(|matrix| pool_of(&matrix)));
        let Some((directory, name)) = pool.await?.map_err(|error| cannot_be_shown(&error))? else { break };
        match state.files.open_file(&directory, &name).await {
            Ok(file) => files.push(Arc::new(file)),
            Err(FilesError::NoSuchFile) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(files)
}

/// Where the file with the fluxes of a result lies.
fn pool_of(matrix: &SpectrumMatrix) -> Option<(DirPath, FileName)> {
    let (directory, name) = matrix.pool_data_path().map(|path| path.rsplit_once('/').unwrap_or(("", path)))?;
    Some((format!("/{}", directory.trim_matches('/')).parse().ok()?, name.parse().ok()?))
}

/// HDF5 wants a path; that of the open file cannot lead anywhere else.
fn open(file: &OpenFile) -> Result<SpectrumMatrix, MatrixError> {
    let path = format!("/proc/self/fd/{}", file.as_std().as_raw_fd());
    SpectrumMatrix::open(std::path::Path::new(&path))
}

/// Reads the rows from the first file; what it leaves out comes from the pools after it.
fn read(files: &[Arc<OpenFile>], start: usize, count: usize, names: &[String]) -> Result<JobSpectra, MatrixError> {
    let [result, pools @ ..] = files else { return Ok(JobSpectra { total: 0, wave: Vec::new(), rows: Vec::new() }) };
    let matrix = open(result)?;
    let wave = matrix.wave().to_vec();
    let (total, mut rows) = if names.is_empty() {
        (matrix.len(), matrix.rows(start..start.saturating_add(count))?)
    } else {
        let found: Vec<usize> = matrix.find(names)?.into_iter().flatten().collect();
        let mut rows = Vec::new();
        for row in found.iter().skip(start).take(count.max(names.len())) {
            rows.extend(matrix.rows(*row..row + 1)?);
        }
        (found.len(), rows)
    };
    for pool in pools {
        complete(&mut rows, &open(pool)?)?;
    }
    Ok(JobSpectra { total, wave, rows: rows.into_iter().map(view).collect() })
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
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn rows_come_by_page_and_by_name() {
        let app = TestApp::new().await;
        let (job, path) = app.pending_job().await;
        assert_eq!(app.get(&format!("{path}/spectra")).await.status, StatusCode::NOT_FOUND);
        app.preprocess_sample_into(job["dir_path"].as_str().unwrap(), 5, 11);
        let all = app.get(&format!("{path}/spectra/")).await.json();
        assert_eq!((&all["total"], all["rows"].as_array().unwrap().len()), (&json!(5), 5));
        assert_eq!((all["wave"].as_array().unwrap().len(), &all["wave"][0]), (11, &json!(6500.0)));
        let page = app.get(&format!("{path}/spectra?offset=3&limit=1")).await.json();
        assert_eq!((&page["total"], &page["rows"]), (&json!(5), &json!([all["rows"][3]])));
        assert_eq!(page["rows"][0]["index"], 3);
        assert_eq!(page["rows"][0]["fluxes"].as_array().unwrap().len(), 11);
        let query = format!(
            "filename={}&filename=nope.fits&filename={}",
            all["rows"][4]["filename"].as_str().unwrap(),
            all["rows"][1]["filename"].as_str().unwrap(),
        );
        let named = app.get(&format!("{path}/spectra?{query}")).await.json();
        assert_eq!((&named["total"], &named["rows"]), (&json!(2), &json!([all["rows"][4], all["rows"][1]])));
    }

    #[tokio::test]
    async fn a_result_that_is_none_and_a_job_that_is_not_there_are_404() {
        let app = TestApp::new().await;
        let (job, path) = app.pending_job().await;
        app.write_file(job["dir_path"].as_str().unwrap(), "result.h5", b"not HDF5");
        let response = app.get(&format!("{path}/spectra")).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        assert!(response.json()["detail"].as_str().unwrap().contains("cannot be shown"), "{}", response.text());
        assert!(!response.text().contains("/proc"), "{}", response.text());
        assert_eq!(app.get(&format!("/api/jobs/{UNKNOWN_ID}/spectra")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.get(&format!("{path}/spectra?limit=201")).await.pointers(), ["limit"]);
        let response = app.get(&format!("{path}/spectra?{}", "filename=x&".repeat(201))).await;
        assert_eq!(response.pointers(), ["filename"]);
    }
}
