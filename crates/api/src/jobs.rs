//! What several endpoints do with jobs.

use std::collections::BTreeMap;

use ml_job_domain::lifecycle::{Event, Refusal};
use ml_job_domain::{Action, FieldError, Job, JobId};
use ml_job_store::{AddJob, Applied, IdempotencyKey};
use serde_json::Value;

use crate::files::{FilesError, OpenFile};
use crate::idempotency::{self, Answer};
use crate::problem::Problem;
use crate::{ApiState, configs, usage};

/// The longest name of a worker, in characters.
const WORKER_MAX: usize = 255;

/// The job of this id.
///
/// # Errors
/// 404 where there is none.
pub(crate) async fn find(state: &ApiState, id: JobId) -> Result<Job, Problem> {
    state.store.lookup_job(id).await?.ok_or_else(|| Problem::no_such_job(id))
}

/// A file of a job's directory.
///
/// # Errors
/// 404 where there is no such job, or no such file: as `absent` says.
pub(crate) async fn open_file(state: &ApiState, id: JobId, name: &str, absent: &str) -> Result<OpenFile, Problem> {
    let directory = configs::directory(&find(state, id).await?)?;
    match state.files.open_file(&directory, &configs::file_name(name)?).await {
        Err(FilesError::NoSuchFile) => Err(Problem::not_found(absent)),
        opened => Ok(opened?),
    }
}

/// Creates a job, with its directory, its config and other JSON files in there; nothing of it stays where that fails. Once, if
/// its request has a key.
///
/// # Errors
/// 422 where the parent is none, 507 where no space is left, on the disk or in the quota of its space.
pub(crate) async fn create(
    state: &ApiState,
    job: &Job,
    files: &BTreeMap<String, Value>,
    key: Option<IdempotencyKey>,
) -> Result<Answer, Problem> {
    usage::room_in(state, job.space_id).await?;
    let answer = Answer::created(Some(format!("/api/jobs/{}", job.job_id)), job)?;
    // The directory comes first: one without a job is litter, a job without a directory cannot take a config.
    let added = add(state, job, files, answer.for_key(key)?.as_ref()).await;
    if matches!(added, Ok(AddJob::Added)) {
        tracing::info!(job.id = %job.job_id, job.r#type = %job.job_type, "Created job {}", job.job_id);
        return Ok(answer);
    }
    if let Err(error) = delete_directory(state, job).await {
        tracing::warn!(job.id = %job.job_id, error = ?error, "The directory of a refused job could not be deleted");
    }
    match added? {
        AddJob::Added => Ok(answer),
        AddJob::Repeated(known) => idempotency::repeated(known),
        AddJob::NoSuchParent => Err(Problem::invalid_field("/parent_job_id", "is the id of no job")),
    }
}

async fn add(
    state: &ApiState,
    job: &Job,
    files: &BTreeMap<String, Value>,
    key: Option<&IdempotencyKey>,
) -> Result<AddJob, Problem> {
    write_files(state, job, files).await?;
    Ok(state.store.add_job(job, key).await?)
}

/// Writes what a new job starts from into its directory, which is made where it is missing.
///
/// # Errors
/// 507 where no space is left.
pub(crate) async fn write_files(state: &ApiState, job: &Job, files: &BTreeMap<String, Value>) -> Result<(), Problem> {
    state.usage.forget();
    state.files.ensure_directory(&configs::directory(job)?).await?;
    for (name, content) in files {
        let content = content.to_string().into_bytes();
        state.files.write(&configs::directory(job)?, &configs::file_name(name)?, content).await?;
    }
    if let Some(config) = &job.config {
        configs::write(state, job, config).await?;
    }
    Ok(())
}

/// Deletes a job's directory; one that is gone already is no error.
///
/// # Errors
/// 500 where the disk refuses.
pub(crate) async fn delete_directory(state: &ApiState, job: &Job) -> Result<(), Problem> {
    let path = configs::directory(job)?;
    let (parent, name) = path.as_str().rsplit_once('/').unwrap_or_default();
    let parent = format!("{parent}/").parse().map_err(Problem::internal)?;
    state.usage.forget();
    match state.files.delete_directory(&parent, &configs::file_name(name)?).await {
        Ok(()) | Err(FilesError::NoSuchDirectory) => Ok(state.store.forget_directory(&job.dir_path).await?),
        Err(error) => Err(error.into()),
    }
}

/// Lets something happen to a job: the job as it is now, or why it does not come to pass.
///
/// # Errors
/// 404 where there is none.
pub(crate) async fn apply(state: &ApiState, id: JobId, event: Event<'_>) -> Result<Result<Job, Refusal>, Problem> {
    match state.store.apply(id, event, state.clock.now(), &state.config.rules()).await? {
        Applied::Done(job) => Ok(Ok(*job)),
        Applied::NotFound => Err(Problem::no_such_job(id)),
        Applied::Refused(refusal) => Ok(Err(refusal)),
    }
}

/// Hands a job to the workers, with the config in its file.
///
/// # Errors
/// 409 where its phase does not allow it, 422 where its config is missing or wrong, 507 where its space is full.
pub(crate) async fn run(state: &ApiState, id: JobId) -> Result<Job, Problem> {
    let job = find(state, id).await?;
    // A job that cannot run is told so, whatever its config looks like by now. The store decides again, under a lock.
    job.phase.after(Action::Run).map_err(|conflict| refused(&conflict.into()))?;
    let config = configs::read(state, &job).await?;
    usage::room_in(state, job.space_id).await?;
    let job = apply(state, id, Event::Run { config: &config }).await?.map_err(|refusal| refused(&refusal))?;
    tracing::info!(job.id = %id, job.r#type = %job.job_type, "Queued job {id}");
    Ok(job)
}

/// Why nothing happens to a job, for a person.
pub(crate) fn refused(refusal: &Refusal) -> Problem {
    Problem::conflict(format!("{refusal}."))
}

/// Does to a job what its worker says; the job as it is now.
///
/// # Errors
/// 404, and 409 where the worker is not heard any more.
pub(crate) async fn tell(state: &ApiState, id: JobId, event: Event<'_>) -> Result<Job, Problem> {
    apply(state, id, event).await?.map_err(|refusal| match refusal {
        Refusal::StaleAttempt { current } => Problem::stale_attempt(id, current),
        Refusal::Conflict(conflict) => Problem::conflict(format!("The job is {}.", conflict.phase)),
        refusal => Problem::conflict(format!("Not possible: {refusal}.")),
    })
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
