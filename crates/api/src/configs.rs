//! The config of a job: checked against its type, read from and written to `config.json` in the job's directory.

use ml_job_domain::{FieldError, Job, JobType};
use ml_job_store::StoreError;
use serde_json::Value;

use crate::files::{DirPath, FileName, FilesError};
use crate::problem::{Problem, internal_errors};
use crate::{ApiState, config_check};

/// The name of the file that a job's config is read from.
pub(crate) const CONFIG_FILE: &str = "config.json";
/// Where errors in a config point to, in a request as well as in the file.
pub(crate) const CONFIG_POINTER: &str = "/config";
/// The largest config that is read.
const CONFIG_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Why a config cannot be used.
#[derive(Debug)]
pub(crate) enum ConfigError {
    /// Something is wrong with it, or with the job's type.
    Invalid(Vec<FieldError>),
    /// It could not be checked.
    Internal(Problem),
}

internal_errors!(ConfigError: StoreError);

impl From<ConfigError> for Problem {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::Invalid(errors) => Self::invalid(errors),
            ConfigError::Internal(problem) => problem,
        }
    }
}

/// Checks a config against its type's schema and, where all is well so far, against what a schema cannot say.
pub(crate) async fn check(state: &ApiState, job_type: &JobType, config: &Value) -> Result<(), ConfigError> {
    let manifest = known_type(state, job_type).await?;
    let mut errors = config_check::check(&manifest.config_schema, config, CONFIG_POINTER)
        .map_err(|error| ConfigError::Internal(Problem::internal(error)))?;
    if let (true, Some(check)) = (errors.is_empty(), state.semantic_checks.get(job_type)) {
        errors = check(config);
        for error in &mut errors {
            error.pointer = format!("{CONFIG_POINTER}{}", error.pointer);
        }
    }
    // The job's row keeps the iteration in 31 bits.
    if Job::iteration_in(config).is_some_and(|iteration| i32::try_from(iteration).is_err()) {
        errors.push(FieldError::new(format!("{CONFIG_POINTER}/iteration"), "must be at most 2147483647"));
    }
    if errors.is_empty() { Ok(()) } else { Err(ConfigError::Invalid(errors)) }
}

/// What is known of a job type.
pub(crate) async fn known_type(
    state: &ApiState,
    job_type: &JobType,
) -> Result<ml_job_domain::JobTypeManifest, ConfigError> {
    if let Some(manifest) = state.store.lookup_job_type(job_type).await? {
        return Ok(manifest);
    }
    let known = state.store.list_job_types().await?;
    let known: Vec<String> = known.into_iter().map(|manifest| format!("`{}`", manifest.job_type)).collect();
    let message = match known.as_slice() {
        [] => format!("`{job_type}` is no known job type: no worker has declared one yet"),
        known => format!("`{job_type}` is no known job type; possible: {}", known.join(", ")),
    };
    Err(ConfigError::Invalid(vec![FieldError::new("/type", message)]))
}

/// Reads `config.json` of a job, and checks it.
pub(crate) async fn read(state: &ApiState, job: &Job) -> Result<Value, ConfigError> {
    let invalid = |message: String| ConfigError::Invalid(vec![FieldError::new(CONFIG_POINTER, message)]);
    let directory = directory(job).map_err(ConfigError::Internal)?;
    let name = file_name(CONFIG_FILE).map_err(ConfigError::Internal)?;
    let content = match state.files.read(&directory, &name, CONFIG_MAX_BYTES).await {
        Ok(content) => content,
        Err(FilesError::NoSuchFile) => {
            return Err(invalid(format!("there is no {CONFIG_FILE} in {directory}: upload one first")));
        }
        Err(FilesError::TooLarge { limit_bytes }) => {
            return Err(invalid(format!("{CONFIG_FILE} is larger than {limit_bytes} bytes")));
        }
        Err(error) => return Err(ConfigError::Internal(error.into())),
    };
    // Windows editors put a byte order mark in front; Python's json refuses it, but people cannot see it.
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&content);
    let config: Value =
        serde_json::from_slice(content).map_err(|error| invalid(format!("{CONFIG_FILE} is not JSON: {error}")))?;
    if holds_nul(&config) {
        return Err(invalid(format!("{CONFIG_FILE} must not contain a NUL character")));
    }
    check(state, &job.job_type, &config).await?;
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

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(name, field)| name.contains('\0') || holds_nul(field)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
