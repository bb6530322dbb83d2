//! A job: what was asked for, where it stands, where its files are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::validate::check_text;
use crate::{FieldError, JobId, JobType, Phase, Progress, SpaceId};

/// The longest label, in characters.
const LABEL_MAX: usize = 50;
/// The longest description, in characters.
const DESCRIPTION_MAX: usize = 255;
/// The longest that a label may become inside a directory name, in bytes (a file name has at most 255 in all).
const SLUG_MAX_BYTES: usize = 150;

/// A job as the API shows it. Values that are absent are left out of the JSON.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// The job's id.
    pub job_id: JobId,
    /// The job's directory, relative to the files root.
    #[cfg_attr(feature = "openapi", schema(example = "/JOBS/job_be_stars_0199c0de-7b1e-7f3a-9d57-0123456789ab"))]
    pub dir_path: String,
    /// What kind of job it is.
    #[serde(rename = "type")]
    pub job_type: JobType,
    /// Where it stands.
    pub phase: Phase,
    /// A name for people, 1 to 50 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "Be stars"))]
    pub label: String,
    /// What it is for, 1 to 255 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 255))]
    pub description: Option<String>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last put into the queue.
    pub queued_at: Option<DateTime<Utc>>,
    /// When a worker began the current attempt.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How long the last attempt took, in seconds.
    #[cfg_attr(feature = "openapi", schema(example = 12.5))]
    pub execution_duration: Option<f64>,
    /// The config that the job ran with; the file `config.json` counts until RUN.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub config: Option<Value>,
    /// The job that this one continues (the previous iteration of active learning).
    pub parent_job_id: Option<JobId>,
    /// Which iteration of active learning this is, from 0.
    pub iteration: Option<u32>,
    /// How many times a worker has claimed the job; absent before the first claim.
    pub attempt: Option<u32>,
    /// How far the current attempt is.
    pub progress: Option<Progress>,
    /// What the job measured of itself.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub metrics: Option<Value>,
    /// Why it failed.
    pub error: Option<JobFailure>,
    /// The worker that holds the claim, or held the last one.
    pub worker: Option<String>,
    /// The space in which it lies; absent: in the one that the instance begins with.
    #[serde(default = "crate::ids::main_space", skip_serializing_if = "SpaceId::is_main")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub space_id: SpaceId,
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobFailure {
    /// A stable word for programs: `usage` (mend the config or the data), `transient` (retries were used up), `fatal` (a bug or a
    /// crash) or `worker_lost`.
    #[cfg_attr(feature = "openapi", schema(example = "usage"))]
    pub code: String,
    /// One sentence for people.
    #[cfg_attr(feature = "openapi", schema(example = "the directory LAMOST/B6001 holds no FITS file"))]
    pub message: String,
}

/// A request to create a job.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewJob {
    /// What kind of job.
    #[serde(rename = "type")]
    pub job_type: JobType,
    /// A name for people, 1 to 50 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "Be stars"))]
    pub label: String,
    /// What it is for, 1 to 255 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 255))]
    pub description: Option<String>,
    /// The job's config; written to `config.json` in its directory. May as well be uploaded there before RUN.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub config: Option<Value>,
    /// The job that this one continues.
    pub parent_job_id: Option<JobId>,
    /// The space in which it is to lie; absent: in that of the job that it continues, else in the own one.
    pub space_id: Option<SpaceId>,
}

impl NewJob {
    /// Everything wrong with the texts of the request; empty where all is well.
    pub fn problems(&self) -> Vec<FieldError> {
        text_problems(Some(&self.label), self.description.as_ref())
    }

    /// The job that the request asks for.
    pub fn into_job(self, job_id: JobId, created_at: DateTime<Utc>) -> Job {
        let iteration = self.config.as_ref().and_then(Job::iteration_in);
        Job {
            job_id,
            dir_path: dir_path(&self.label, job_id),
            job_type: self.job_type,
            phase: Phase::Pending,
            label: self.label,
            description: self.description,
            created_at,
            queued_at: None,
            started_at: None,
            ended_at: None,
            execution_duration: None,
            config: self.config,
            parent_job_id: self.parent_job_id,
            iteration,
            attempt: None,
            progress: None,
            metrics: None,
            error: None,
            worker: None,
            space_id: self.space_id.unwrap_or(SpaceId::MAIN),
        }
    }
}

impl Job {
    /// The iteration that a config names, where it names one.
    pub fn iteration_in(config: &Value) -> Option<u32> {
        config.get("iteration")?.as_u64().and_then(|iteration| u32::try_from(iteration).ok())
    }

    /// The time between start and end, in seconds.
    pub fn duration_s(started_at: Option<DateTime<Utc>>, ended_at: Option<DateTime<Utc>>) -> Option<f64> {
        Some((ended_at? - started_at?).as_seconds_f64())
    }
}

/// A change to a job's texts; what is absent stays.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobPatch {
    /// A new label, 1 to 50 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50))]
    pub label: Option<String>,
    /// A new description, 1 to 255 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 255))]
    pub description: Option<String>,
}

impl JobPatch {
    /// Everything wrong with the texts; empty where all is well.
    pub fn problems(&self) -> Vec<FieldError> {
        text_problems(self.label.as_ref(), self.description.as_ref())
    }
}

fn text_problems(label: Option<&String>, description: Option<&String>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    check_text(&mut errors, "/label", label, LABEL_MAX);
    check_text(&mut errors, "/description", description, DESCRIPTION_MAX);
    errors
}

/// `/JOBS/job_<label>_<id>`: the label in lower case, with `_` for whatever is no letter, digit, `-` or `.`.
fn dir_path(label: &str, job_id: JobId) -> String {
    let mut slug = String::new();
    for c in label.chars().flat_map(char::to_lowercase) {
        if slug.len() + c.len_utf8() > SLUG_MAX_BYTES {
            break;
        }
        slug.push(if c.is_alphanumeric() || c == '-' || c == '.' { c } else { '_' });
    }
    format!("/JOBS/job_{slug}_{job_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_job(label: &str) -> NewJob {
        let job_type = JobType::DATA_PREPROCESSING.parse().unwrap();
        NewJob { job_type, label: label.into(), description: None, config: None, parent_job_id: None, space_id: None }
    }

    #[test]
    fn the_directory_is_named_after_the_label() {
        let id: JobId = "0199c0de-7b1e-7f3a-9d57-0123456789ab".parse().unwrap();
        assert_eq!(dir_path("Be stars DR2", id), format!("/JOBS/job_be_stars_dr2_{id}"));
        assert_eq!(dir_path("../../etc/passwd", id), format!("/JOBS/job_.._.._etc_passwd_{id}"));
        assert_eq!(dir_path("Hvězdy: α/β\u{7}", id), format!("/JOBS/job_hvězdy__α_β__{id}"));
    }

    #[test]
    fn the_directory_name_fits_a_file_system() {
        let id = JobId::new();
        let longest = dir_path(&"\u{1F52D}\u{5B57}".repeat(25), id);
        assert!(longest.rsplit('/').next().unwrap().len() <= 255);
        assert!(longest.chars().count() <= 255);
    }

    #[test]
    fn texts_are_counted_in_characters() {
        assert_eq!(new_job(&"ž".repeat(50)).problems(), []);
        let problems = new_job(&"ž".repeat(51)).problems();
        assert_eq!(problems, [FieldError::new("/label", "must have 1 to 50 characters, has 51")]);
        assert_eq!(new_job("").problems().len(), 1);
        assert_eq!(new_job("a\0b").problems().len(), 1);
    }

    #[test]
    fn absent_values_are_left_out() {
        let job = new_job("x").into_job(JobId::new(), DateTime::UNIX_EPOCH);
        let json = serde_json::to_value(&job).unwrap();
        let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["job_id", "dir_path", "type", "phase", "label", "created_at"]);
        assert_eq!(json["created_at"], "1970-01-01T00:00:00Z");
    }

    #[test]
    fn the_iteration_comes_from_the_config() {
        let mut request = new_job("x");
        request.config = Some(serde_json::json!({ "iteration": 3 }));
        assert_eq!(request.into_job(JobId::new(), DateTime::UNIX_EPOCH).iteration, Some(3));
    }
}
