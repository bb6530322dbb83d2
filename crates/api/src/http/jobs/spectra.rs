//! `GET /api/jobs/{job_id}/spectra`: rows of a job's `result.h5`, for the page.

use std::collections::BTreeSet;

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use ml_job_domain::access::FilesPlace;
use ml_job_domain::opinion::Viewer;
use ml_job_domain::{FieldError, JobId};
use ml_job_store::Subject;
use utoipa::IntoParams;

use super::{JobPath, TAG};
use crate::access::Who;
use crate::extract::{Path, pairs};
use crate::files::{DirPath, FileName, FilesError, OpenFile};
use crate::page::Paged;
use crate::problem::Problem;
use crate::reader::{Answer, JobSpectra, Refusal, Request, RowsRequest};
use crate::{ApiState, jobs};

const RESULT_FILE: &str = "result.h5";
/// The longest page: at 4,000 points this is 16 MB of JSON.
const LIMIT_MAX: u64 = 200;
/// The longest name of a spectrum, in characters.
const NAME_MAX: usize = 256;
type RowsPage = Paged<20, LIMIT_MAX>;

/// Which spectra, instead of which rows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes the parameter, which may be repeated")]
pub(crate) struct NamesQuery {
    /// Only the spectrum of this name; may be given up to 200 times. Spectra that the result does not hold are left out.
    #[param(required = false, style = Form, explode)]
    filename: Vec<String>,
    /// Instead this spectrum and those that are most like it, nearest first, `limit` together: in the result of a campaign's round.
    #[param(required = false, nullable = false, min_length = 1, max_length = 256)]
    similar_to: Option<String>,
}

/// Get preprocessed spectra of a job
///
/// Rows of the `result.h5` in the job's directory: by page, by name, or by likeness. What the model says of a spectrum is left out while
/// the caller is to answer blindly.
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
    who: Who,
    Paged(page): RowsPage,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let (mut names, mut similar_to) = (Vec::new(), None);
    for (key, value) in pairs(raw.as_deref().unwrap_or_default())? {
        match key.as_str() {
            "filename" => names.push(value),
            "similar_to" => similar_to = Some(value),
            _ => {}
        }
    }
    let too_many = names.len() as u64 > LIMIT_MAX;
    let too_many = too_many.then(|| FieldError::new("filename", format!("must be given at most {LIMIT_MAX} times")));
    let is_long = |name: &String| !(1..=NAME_MAX).contains(&name.chars().count());
    let unlike = similar_to.as_ref().filter(|name| is_long(name));
    let unlike = unlike.map(|_| FieldError::new("similar_to", format!("must have 1 to {NAME_MAX} characters")));
    Problem::unless_valid(too_many.into_iter().chain(unlike))?;
    let absent = format!("The job has no {RESULT_FILE} yet.");
    let file = jobs::open_file(&state, job_id, RESULT_FILE, &absent).await?;
    let index = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (start, count) = (index(page.offset), index(page.limit));
    let untold = match who.viewer() {
        Viewer { name: Some(name), may_label: true } => state.store.list_hidden_spectra(job_id, name).await?,
        _ => BTreeSet::new(),
    };
    let request = RowsRequest { start, count, names, similar_to, more_pools: true, untold };
    let rows = rows(&state, job_id, request, file).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], rows).into_response())
}

/// Reads the rows of a result, with the pools that hold its fluxes as far as they are still there.
async fn rows(state: &ApiState, job_id: JobId, mut request: RowsRequest, result: OpenFile) -> Result<Vec<u8>, Problem> {
    let mut files = vec![result.into_std()];
    loop {
        let asked = Request::Rows(request);
        let answer = state.readers.ask(&asked, &files).await.map_err(|error| error.problem(unreadable))?;
        let pool = match answer {
            Answer::Body(rows) => return Ok(rows),
            Answer::Needs(path) => path,
            Answer::Refused(Refusal::Unreadable(reason)) => {
                return Err(Problem::not_found(format!("The job's {RESULT_FILE} cannot be shown: {reason}.")));
            }
            Answer::Refused(Refusal::TooMuch(reason)) => return Err(Problem::invalid_field("limit", reason)),
            Answer::Refused(Refusal::Failed(cause)) => return Err(Problem::internal(cause)),
            Answer::Refused(Refusal::NoSuchTarget) => return Err(Problem::internal("a matrix has no targets")),
        };
        let Request::Rows(same) = asked else { unreachable!("it was made of rows") };
        request = same;
        match open_pool(state, job_id, &pool).await? {
            Some(pool) => files.push(pool.into_std()),
            None => request.more_pools = false,
        }
    }
}

/// The file with the fluxes of a result, where it is still there. A result may say anything: what lies in another space is not there.
async fn open_pool(state: &ApiState, job_id: JobId, path: &str) -> Result<Option<OpenFile>, Problem> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let directory: Option<DirPath> = format!("/{}", directory.trim_matches('/')).parse().ok();
    let Some((directory, name)) = directory.zip(name.parse::<FileName>().ok()) else { return Ok(None) };
    if !is_open_to(state, job_id, &directory.join(&name)).await? {
        return Ok(None);
    }
    match state.files.open_file(&directory, &name).await {
        Ok(file) => Ok(Some(file)),
        Err(FilesError::NoSuchFile) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether a file lies where the job does, or where all do.
async fn is_open_to(state: &ApiState, job_id: JobId, path: &DirPath) -> Result<bool, Problem> {
    let subject = match FilesPlace::of(path.as_str()) {
        _ if state.accounts.is_none() => return Ok(true),
        FilesPlace::Shared => return Ok(true),
        FilesPlace::Job { directory } => Subject::Directory(directory.to_owned()),
        FilesPlace::Space(Some(id)) => Subject::Space(id),
        FilesPlace::Root | FilesPlace::Space(None) => return Ok(false),
    };
    let space_id = jobs::find(state, job_id).await?.space_id;
    Ok(state.store.find_place(&subject, None).await?.is_some_and(|place| place.space_id == space_id))
}

fn unreadable(reason: &str) -> Problem {
    Problem::invalid_field("job_id", format!("the file {RESULT_FILE} of this job cannot be read: {reason}"))
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
