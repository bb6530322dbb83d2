//! What several endpoints do with jobs.

use std::collections::BTreeMap;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_domain::{FieldError, Job, JobId};
use ml_job_store::{AddJob, FencedOutcome};
use serde_json::Value;

use crate::extract::Json;
use crate::files::FilesError;
use crate::problem::Problem;
use crate::{ApiState, configs};

/// The longest name of a worker, in characters.
const WORKER_MAX: usize = 255;

/// The job of this id.
///
/// # Errors
/// 404 where there is none.
pub(crate) async fn find(state: &ApiState, id: JobId) -> Result<Job, Problem> {
    state.store.lookup_job(id).await?.ok_or_else(|| Problem::no_such_job(id))
}

/// Stores a new job, with its directory and its config in there; nothing of it stays where that fails.
///
/// # Errors
/// 422 where the parent is none, 507 where no space is left.
pub(crate) async fn store(state: &ApiState, job: &Job) -> Result<(), Problem> {
    store_with(state, job, &BTreeMap::new()).await
}

/// The same, with JSON files of its own in its directory.
///
/// # Errors
/// As [`store`]'s.
pub(crate) async fn store_with(state: &ApiState, job: &Job, files: &BTreeMap<String, Value>) -> Result<(), Problem> {
    // The directory comes first: one without a job is litter, a job without a directory cannot take a config.
    state.files.ensure_directory(&configs::directory(job)?).await?;
    let stored = add(state, job, files).await;
    if stored.is_err()
        && let Err(error) = delete_directory(state, job).await
    {
        tracing::warn!(job.id = %job.job_id, error = ?error, "The directory of a refused job could not be deleted");
    }
    stored
}

async fn add(state: &ApiState, job: &Job, files: &BTreeMap<String, Value>) -> Result<(), Problem> {
    for (name, content) in files {
        let content = content.to_string().into_bytes();
        state.files.write(&configs::directory(job)?, &configs::file_name(name)?, content).await?;
    }
    if let Some(config) = &job.config {
        configs::write(state, job, config).await?;
    }
    match state.store.add_job(job).await? {
        AddJob::Added => Ok(()),
        AddJob::NoSuchParent => Err(Problem::invalid_field("/parent_job_id", "is the id of no job")),
    }
}

/// 201, with the job and its path.
pub(crate) fn created(job: Job) -> Response {
    let location = format!("/api/jobs/{}", job.job_id);
    (StatusCode::CREATED, [(header::LOCATION, location)], Json(job)).into_response()
}

/// Deletes a job's directory; one that is gone already is no error.
///
/// # Errors
/// 500 where the disk refuses.
pub(crate) async fn delete_directory(state: &ApiState, job: &Job) -> Result<(), Problem> {
    let path = configs::directory(job)?;
    let (parent, name) = path.as_str().rsplit_once('/').unwrap_or_default();
    let parent = format!("{parent}/").parse().map_err(Problem::internal)?;
    match state.files.delete_directory(&parent, &configs::file_name(name)?).await {
        Ok(()) | Err(FilesError::NoSuchDirectory) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The job where the store accepted what a worker said of it.
///
/// # Errors
/// 404 and 409.
pub(crate) fn accepted(outcome: FencedOutcome, id: JobId) -> Result<Job, Problem> {
    match outcome {
        FencedOutcome::Done(job) => Ok(*job),
        FencedOutcome::NotFound => Err(Problem::no_such_job(id)),
        FencedOutcome::Conflict(conflict) => Err(Problem::conflict(format!("The job is {}.", conflict.phase))),
        FencedOutcome::StaleAttempt { current } => Err(Problem::stale_attempt(id, current)),
    }
}

/// What is wrong with a worker's name, if anything.
pub(crate) fn worker_problem(worker: &str) -> Option<FieldError> {
    match worker.chars().count() {
        1..=WORKER_MAX => None,
        length => Some(FieldError::new("/worker", format!("must have 1 to {WORKER_MAX} characters, has {length}"))),
    }
}

/// What is wrong with an attempt number, if anything: claims are counted in 31 bits.
pub(crate) fn attempt_problem(attempt: u32) -> Option<FieldError> {
    i32::try_from(attempt).is_err().then(|| FieldError::new("/attempt", "must be at most 2147483647"))
}
