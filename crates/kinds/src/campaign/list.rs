//! The list of a round as others read it, with what people had said when it was made.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use ml_job_learning::error::LearningError;

use super::LABELS_FILE;
use super::labels::Known;
use super::round::List;
use crate::files::Files;

/// What a round says of the spectra of its pool.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Spectra of the list, with their probabilities.
    pub(crate) listed: HashMap<String, f64>,
    /// The near misses.
    pub(crate) near: HashSet<String>,
    /// Spectra that have a label and are not listed: of a class that is not searched for, or without a clear answer.
    pub(crate) otherwise: HashSet<String>,
}

/// Reads `list.json` at `path`, and the labels beside it.
///
/// # Errors
/// Where it is not there or is no list; `field` is named.
pub(crate) fn read_lists(files: &Files, field: &str, path: &str) -> Result<Lists, LearningError> {
    let place = files.resolve(field, path)?;
    let labels = Known::read(&place.parent().unwrap_or(Path::new("/")).join(LABELS_FILE))?;
    let list = read_list(&place, field, path)?;
    let listed: HashMap<String, f64> =
        list.listed.into_iter().map(|listed| (listed.filename, listed.probability)).collect();
    let otherwise = labels.into_iter().map(|label| label.filename).filter(|name| !listed.contains_key(name)).collect();
    Ok(Lists { listed, near: list.near.into_iter().collect(), otherwise })
}

/// Reads the list at `place`, which messages call `path`.
///
/// # Errors
/// Where it cannot be read or is no list; `field` is named.
pub(super) fn read_list(place: &Path, field: &str, path: &str) -> Result<List, LearningError> {
    let text = std::fs::read(place).map_err(|error| LearningError::io("the list", "read it", error))?;
    serde_json::from_slice(&text).map_err(|error| LearningError::config(field, format!("{path} is no list: {error}")))
}
