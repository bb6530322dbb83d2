//! What a built-in job type is: a [`JobKind`], one home each, whose types are erased here, once.

use ml_job_domain::{FieldError, JobTypeManifest, NextIteration, PreviousIteration, ResultFile};
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::host::{End, Host};

/// A job type in Rust: everything that the platform knows of it.
pub trait JobKind {
    /// Its name.
    const TYPE: &'static str;
    /// A few words for a card or a menu.
    const TITLE: &'static str;
    /// One or two sentences: what the job does, what it needs, what it leaves.
    const DESCRIPTION: &'static str;
    /// The files that it leaves: name, what they hold, media type.
    const RESULTS: &'static [(&'static str, &'static str, &'static str)];
    /// Whether its jobs may use a GPU.
    const USES_GPU: bool = false;
    /// The JSON files of a job's directory that [`next`](Self::next) wants to see; `None` for a type without iterations.
    const NEXT_READS: Option<&'static [&'static str]> = None;
    /// What people fill in; its documentation and attributes make the form.
    type Config: DeserializeOwned + JsonSchema;
    /// What a job measures of itself.
    type Metrics: Serialize + JsonSchema;

    /// A config to start from.
    fn example() -> Value;

    /// What a schema cannot say of a config.
    fn check(config: &Self::Config) -> Vec<FieldError>;

    /// The next iteration of a completed job.
    ///
    /// # Errors
    /// In one sentence, why there is none (yet).
    fn next(_config: Self::Config, previous: &PreviousIteration) -> Result<NextIteration, String> {
        Err(format!("{} jobs have no iterations.", previous.job.job_type))
    }

    /// The work itself, in a process of its own.
    ///
    /// # Errors
    /// Why there is no result.
    fn run(config: &Self::Config, host: &mut Host) -> Result<Self::Metrics, End>;
}

/// A [`JobKind`] whose types are erased.
#[derive(Debug)]
pub struct BuiltIn {
    pub(crate) job_type: &'static str,
    pub(crate) uses_gpu: bool,
    pub(crate) reads: Option<&'static [&'static str]>,
    pub(crate) manifest: fn() -> JobTypeManifest,
    pub(crate) check: fn(&Value) -> Vec<FieldError>,
    pub(crate) next: fn(&PreviousIteration) -> Result<NextIteration, String>,
    pub(crate) run: fn(&mut Host) -> Result<(), End>,
}

impl BuiltIn {
    pub(crate) const fn of<K: JobKind>() -> Self {
        Self {
            job_type: K::TYPE,
            uses_gpu: K::USES_GPU,
            reads: K::NEXT_READS,
            manifest: manifest::<K>,
            check: |config| read(config).map_or_else(|error| vec![error], |config| K::check(&config)),
            next: |previous| K::next(read(&previous.config).map_err(|error| error.message)?, previous),
            run: run::<K>,
        }
    }
}

fn manifest<K: JobKind>() -> JobTypeManifest {
    let job_type = K::TYPE.parse().expect("a name of ours is well formed");
    let schema = schema_for!(K::Config).to_value();
    let results = K::RESULTS.iter().map(|(name, description, media_type)| ResultFile {
        name: (*name).into(),
        description: (*description).into(),
        media_type: (*media_type).into(),
    });
    JobTypeManifest {
        metrics_schema: Some(schema_for!(K::Metrics).to_value()),
        results: results.collect(),
        iterates: K::NEXT_READS.is_some(),
        ..JobTypeManifest::new(job_type, K::TITLE, K::DESCRIPTION, schema, K::example())
    }
}

fn run<K: JobKind>(host: &mut Host) -> Result<(), End> {
    let config = read(&host.read_config()?).map_err(|error| End::usage(error.message))?;
    let metrics = K::run(&config, host)?;
    if let Ok(Value::Object(metrics)) = serde_json::to_value(metrics) {
        host.metrics(metrics);
    }
    Ok(())
}

fn read<T: DeserializeOwned>(config: &Value) -> Result<T, FieldError> {
    T::deserialize(config).map_err(|error| FieldError::new("", format!("the config is not valid: {error}")))
}
