//! Job types: names, and what a worker says about one that it can run.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The name of a job type: upper-case letters, digits and `_`, starting with a letter, at most 50 characters.
///
/// A name rather than an enumeration, so that a new type needs no migration and no change to the API.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "DATA_PREPROCESSING"))]
#[serde(try_from = "String", into = "String")]
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

impl TryFrom<String> for JobType {
    type Error = InvalidJobType;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<JobType> for String {
    fn from(job_type: JobType) -> Self {
        job_type.0
    }
}

impl fmt::Display for JobType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a worker declares about a job type: enough to make a form, to validate a config and to explain both.
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
