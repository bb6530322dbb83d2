//! The config of a job: checked against its type, read from and written to `config.json` in the job's directory.

use std::sync::Arc;

use ml_job_domain::access::FilesPlace;
use ml_job_domain::{FieldError, Job, JobType, JobTypeManifest, SpaceId};
use ml_job_store::Subject;
use serde_json::Value;

use crate::extract::nul;
use crate::files::{DirPath, FileName, FilesError};
use crate::problem::Problem;
use crate::{ApiState, config_check};

/// The name of the file that a job's config is read from.
pub(crate) const CONFIG_FILE: &str = "config.json";
/// Where errors in a config point to, in a request as well as in the file.
pub(crate) const CONFIG_POINTER: &str = "/config";
/// The largest config that is read.
const CONFIG_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Checks a config against its type's schema and, where all is well so far, against what a schema cannot say.
///
/// A job reads what lies in its own space, and what all share: paths that lead into another one are refused.
pub(crate) async fn check(
    state: &ApiState,
    job_type: &JobType,
    config: &Value,
    space_id: SpaceId,
) -> Result<(), Problem> {
    check_at(state, job_type, config, CONFIG_POINTER, space_id).await
}

/// The same for a config that stands at `base` of a request.
pub(crate) async fn check_at(
    state: &ApiState,
    job_type: &JobType,
    config: &Value,
    base: &'static str,
    space_id: SpaceId,
) -> Result<(), Problem> {
    let manifest = known_type(state, job_type).await?;
    let (schema, content) = (manifest.config_schema, config.clone());
    let (kinds, asked) = (Arc::clone(&state.kinds), job_type.clone());
    let check = move || {
        let mut errors = config_check::check(&schema, &content, base)?;
        if errors.is_empty() {
            errors = kinds.check(&asked, &content);
            for error in &mut errors {
                error.pointer = format!("{base}{}", error.pointer);
            }
        }
        Ok::<_, config_check::InvalidSchema>(errors)
    };
    let mut errors = tokio::task::spawn_blocking(check).await?.map_err(Problem::internal)?;
    // The job's row keeps the iteration in 31 bits.
    if Job::iteration_in(config).is_some_and(|iteration| i32::try_from(iteration).is_err()) {
        errors.push(FieldError::new(format!("{base}/iteration"), "must be at most 2147483647"));
    }
    if errors.is_empty() {
        errors = strange_paths(state, config, base, space_id).await?;
    }
    Problem::unless_valid(errors)
}

/// The texts of a config that name files of another space than its job's. It tells nothing of what lies there.
async fn strange_paths(
    state: &ApiState,
    config: &Value,
    base: &str,
    space_id: SpaceId,
) -> Result<Vec<FieldError>, Problem> {
    let mut errors = Vec::new();
    if state.accounts.is_none() {
        return Ok(errors);
    }
    let mut paths = Vec::new();
    find_paths(config, base.to_owned(), &mut paths);
    for (pointer, path) in paths {
        let subject = match FilesPlace::of(&path) {
            FilesPlace::Shared => continue,
            FilesPlace::Job { directory } => Some(Subject::Directory(directory.to_owned())),
            FilesPlace::Space(Some(id)) => Some(Subject::Space(id)),
            FilesPlace::Root | FilesPlace::Space(None) => None,
        };
        let found = match subject {
            Some(subject) => state.store.find_place(&subject, None).await?,
            None => None,
        };
        if found.is_none_or(|found| found.space_id != space_id) {
            let message =
                "lies in another space, or nowhere: a job reads what lies in its own space, and what all share";
            errors.push(FieldError::new(pointer, message));
        }
    }
    Ok(errors)
}

/// The texts that lead into the folders of jobs and spaces, as clean paths, and where they stand.
fn find_paths(value: &Value, pointer: String, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.extend(FilesPlace::of_config(text).map(|path| (pointer, path))),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find_paths(item, format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                // RFC 6901, section 3.
                let name = name.replace('~', "~0").replace('/', "~1");
                find_paths(field, format!("{pointer}/{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What is known of a job type.
pub(crate) async fn known_type(state: &ApiState, job_type: &JobType) -> Result<JobTypeManifest, Problem> {
    if let Some(manifest) = state.store.lookup_job_type(job_type).await? {
        return Ok(manifest);
    }
    let known = state.store.list_job_types().await?;
    let known: Vec<String> = known.into_iter().map(|manifest| format!("`{}`", manifest.job_type)).collect();
    let message = match known.as_slice() {
        [] => format!("`{job_type}` is no known job type: no worker has declared one yet"),
        known => format!("`{job_type}` is no known job type; possible: {}", known.join(", ")),
    };
    Err(Problem::invalid_field("/type", message))
}

/// Reads `config.json` of a job, and checks it.
pub(crate) async fn read(state: &ApiState, job: &Job) -> Result<Value, Problem> {
    let invalid = |message: String| Problem::invalid_field(CONFIG_POINTER, message);
    let directory = directory(job)?;
    let content = match state.files.read(&directory, &file_name(CONFIG_FILE)?, CONFIG_MAX_BYTES).await {
        Ok(content) => content,
        Err(FilesError::NoSuchFile) => {
            return Err(invalid(format!("there is no {CONFIG_FILE} in {directory}: upload one first")));
        }
        Err(FilesError::TooLarge { limit_bytes }) => {
            return Err(invalid(format!("{CONFIG_FILE} is larger than {limit_bytes} bytes")));
        }
        Err(error) => return Err(error.into()),
    };
    // Windows editors put a byte order mark in front; Python's json refuses it, but people cannot see it.
    let content = ml_job_disk::without_byte_order_mark(&content);
    let config: Value =
        serde_json::from_slice(content).map_err(|error| invalid(format!("{CONFIG_FILE} is not JSON: {error}")))?;
    if !nul::find(&config).is_empty() {
        return Err(invalid(format!("{CONFIG_FILE} must not contain a NUL character")));
    }
    check(state, &job.job_type, &config, job.space_id).await?;
    Ok(config)
}

/// Writes `config.json` of a job.
pub(crate) async fn write(state: &ApiState, job: &Job, config: &Value) -> Result<(), Problem> {
    let content = serde_json::to_vec_pretty(config).map_err(Problem::internal)?;
    state.files.write(&directory(job)?, &file_name(CONFIG_FILE)?, content).await.map_err(Problem::from)
}

/// The directory of a job.
pub(crate) fn directory(job: &Job) -> Result<DirPath, Problem> {
    job.dir_path.parse().map_err(Problem::internal)
}

/// A name that the program itself chose.
pub(crate) fn file_name(name: &str) -> Result<FileName, Problem> {
    name.parse().map_err(Problem::internal)
}
