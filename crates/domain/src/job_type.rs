//! Job types: names, and what a worker says about one that it can run.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_with::{DeserializeFromStr, SerializeDisplay};

use crate::opinion::{Agreement, Judged};
use crate::{Assessment, AuditKind, CampaignRecord, FieldError, Job, Labelling, LabellingId, PerformanceEstimate};

/// The name of a job type: upper-case letters, digits and `_`, starting with a letter, at most 50 characters.
///
/// A name rather than an enumeration, so that a new type needs no migration and no change to the API.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, DeserializeFromStr, SerializeDisplay)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "DATA_PREPROCESSING"))]
pub struct JobType(String);

/// A text that cannot name a job type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a job type: upper-case letters, digits and `_`, starting with a letter, at most 50")]
pub struct InvalidJobType(String);

impl JobType {
    /// Turns FITS spectra into one uniform matrix in HDF5.
    pub const DATA_PREPROCESSING: &'static str = "DATA_PREPROCESSING";
    /// One iteration of active learning.
    pub const ACTIVE_ML: &'static str = "ACTIVE_ML";

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for JobType {
    type Err = InvalidJobType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let starts_well = text.starts_with(|c: char| c.is_ascii_uppercase());
        let is_plain = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if starts_well && is_plain && text.len() <= 50 {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidJobType(text.to_owned()))
        }
    }
}

impl fmt::Display for JobType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a worker declares about a job type: enough to make a form, to validate a config and to explain both.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobTypeManifest {
    /// The name of the type.
    #[serde(rename = "type")]
    pub job_type: JobType,
    /// A few words for a card or a menu.
    #[cfg_attr(feature = "openapi", schema(example = "Preprocess spectra"))]
    pub title: String,
    /// One or two sentences: what the job does, what it needs, what it leaves.
    pub description: String,
    /// JSON Schema (draft 2020-12) of the job's config.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub config_schema: Value,
    /// A config that validates against the schema.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub config_example: Value,
    /// JSON Schema (draft 2020-12) of what the job measures of itself: its `metrics`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub metrics_schema: Option<Value>,
    /// The files that the job leaves in its directory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultFile>,
    /// Whether a job of this type leads to a next one (`POST /jobs/{job_id}/next`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub iterates: bool,
}

impl JobTypeManifest {
    /// A manifest with what each needs; the rest is optional.
    pub fn new(job_type: JobType, title: &str, description: &str, config_schema: Value, config_example: Value) -> Self {
        Self {
            job_type,
            title: title.to_owned(),
            description: description.to_owned(),
            config_schema,
            config_example,
            metrics_schema: None,
            results: Vec::new(),
            iterates: false,
        }
    }
}

/// A file that jobs of a type leave in their directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResultFile {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "result.h5"))]
    pub name: String,
    /// What it holds: datasets or keys, their shapes and units.
    pub description: String,
    /// Its media type.
    #[cfg_attr(feature = "openapi", schema(example = "application/x-hdf5"))]
    pub media_type: String,
}

/// A completed job and what people said about it: what the next iteration is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviousIteration {
    /// The job.
    pub job: Job,
    /// The config that it ran with.
    pub config: Value,
    /// All of its labellings.
    pub labellings: Vec<Labelling>,
    /// Those of the files that its type wants to see and that its directory has, by name.
    pub files: BTreeMap<String, Value>,
    /// The directory that the next job will have, relative to the files root.
    pub next_dir_path: String,
}

/// What the next iteration starts from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextIteration {
    /// Its config.
    pub config: Value,
    /// JSON files for its own directory, by name, to which the config may refer.
    #[serde(default)]
    pub files: BTreeMap<String, Value>,
}

/// What is known of job types besides their manifests: whoever serves jobs asks here, and knows no science. Calls may block.
pub trait JobKinds: Send + Sync {
    /// The types that there are.
    fn manifests(&self) -> Vec<JobTypeManifest>;

    /// A type that is part of this program, which no worker may declare otherwise.
    fn built_in(&self, job_type: &JobType) -> Option<JobTypeManifest>;

    /// What a schema cannot say of a config, such as "start lies before end"; nothing where the type is unknown here.
    fn check(&self, job_type: &JobType, config: &Value) -> Vec<FieldError>;

    /// The JSON files of a job's directory that [`next`](Self::next) wants to see; `None` where nobody here knows how a job of
    /// this type leads to a next one.
    fn reads(&self, job_type: &JobType) -> Option<Vec<String>>;

    /// The next iteration.
    ///
    /// # Errors
    /// In one sentence, why there is none (yet).
    fn next(&self, previous: &PreviousIteration) -> Result<NextIteration, String>;

    /// What a job's predictions are worth, by its labellings of the set [`PerformanceEstimation`](crate::SpectrumSet): whatever its
    /// type, and however few of them have a label so far.
    fn performance(&self, job: &Job, labellings: &[Labelling]) -> PerformanceEstimate;

    /// The next round of a campaign: its job's type, config and files.
    ///
    /// # Errors
    /// In one sentence, why there is none (yet).
    fn campaign_round(&self, record: &CampaignRecord) -> Result<CampaignTask, String>;

    /// The next audit of a campaign, of all wanted classes together or of one of them: its job's type, config and files.
    ///
    /// # Errors
    /// In one sentence, why there is none (yet).
    fn campaign_audit(
        &self,
        record: &CampaignRecord,
        kind: AuditKind,
        class: Option<&str>,
    ) -> Result<CampaignTask, String>;

    /// Where a campaign stands.
    fn assess(&self, record: &CampaignRecord) -> Assessment;

    /// The certificate of an audit, by the labels that people gave so far: a JSON document that can be verified from itself alone.
    ///
    /// # Errors
    /// In one sentence, why there is none (yet).
    fn certificate(&self, record: &CampaignRecord, audit: u32) -> Result<Value, String>;

    /// How far the people agree who labelled these; the seed is that of the interval.
    fn agreement(&self, judged: &[Judged], seed: u64) -> Agreement;

    /// The labels that the opinions together make most probable, of the labellings that people differ about and nobody has settled.
    fn combine(&self, judged: &[Judged]) -> BTreeMap<LabellingId, String>;
}

/// A job that a campaign wants done.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignTask {
    /// Its type.
    pub job_type: JobType,
    /// What it starts from.
    pub start: NextIteration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_upper_case_words() {
        for good in ["ACTIVE_ML", "X", "A1_B2"] {
            assert_eq!(good.parse::<JobType>().unwrap().as_str(), good);
        }
        let too_long = "A".repeat(51);
        for bad in ["", "active_ml", "1A", "_A", "A-B", "A B", "Ä", too_long.as_str()] {
            assert!(bad.parse::<JobType>().is_err(), "{bad:?} should be refused");
        }
    }
}
