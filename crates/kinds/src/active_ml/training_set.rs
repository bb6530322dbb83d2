//! The training set of an iteration: what was labelled before, and what is new.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::config::ActiveMlConfig;
use super::paths::Files;
use ml_job_learning::data::{LabelledSet, SpectraFile};
use ml_job_learning::error::LearningError;

/// Largest JSON file of labels that is read.
const MOST_JSON_BYTES: u64 = 256 << 20;

/// New labels: the content of `oracle_data.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OracleData {
    /// Names of the spectra.
    pub filenames: Vec<String>,
    /// Position of each one's class in the configuration's `classes`.
    pub labels: Vec<i64>,
}

/// The wavelength grid with the file that it comes from, for comparison.
pub(super) struct Grid<'a> {
    pub(super) shown: &'a Path,
    pub(super) wave: &'a [f64],
}

/// Reads and joins `training_data_path` and the newly labelled spectra; of equal names the first stays.
pub(super) fn assemble(config: &ActiveMlConfig, files: &Files, grid: &Grid<'_>) -> Result<LabelledSet, LearningError> {
    let classes = config.classes.len();
    let mut set = match &config.training_data_path {
        Some(path) => {
            let file = files.open_spectra("training_data_path", path)?;
            grid.compare(&file)?;
            LabelledSet::read(&file, classes)?
        }
        None => LabelledSet::new(grid.wave.len()),
    };
    if let (Some(spectra), Some(labels)) = (&config.training_data_to_add_path, &config.oracle_data_to_add_path) {
        let data: OracleData = read_json(&files.resolve("oracle_data_to_add_path", labels)?, Path::new(labels))?;
        let labels = checked_labels(&data, config, Path::new(labels))?;
        let file = files.open_spectra("training_data_to_add_path", spectra)?;
        grid.compare(&file)?;
        add(&mut set, &file, &data.filenames, &labels)?;
    }
    let set = set.without_duplicate_names();
    let present: Vec<_> = set.class_counts(classes).into_iter().zip(&config.classes).filter(|(n, _)| *n > 0).collect();
    match &present[..] {
        [] => {
            Err(LearningError::config("oracle_data_to_add_path", "The training set is empty: no spectrum has a label."))
        }
        [(n, class)] => {
            let message = format!(
                "All {n} labels are \"{class}\": training needs spectra of at least two classes. Label some more."
            );
            Err(LearningError::config("oracle_data_to_add_path", message))
        }
        _ => Ok(set),
    }
}

impl Grid<'_> {
    /// Refuses a file on another wavelength grid.
    fn compare(&self, file: &SpectraFile) -> Result<(), LearningError> {
        let other = file.wave()?;
        let message = if other.len() == self.wave.len() {
            // Grids that were computed alike are equal to the bit; this allows for another order of operations.
            let differ = |(a, b): (&f64, &f64)| (a - b).abs() > 1e-9 * a.abs();
            match self.wave.iter().zip(&other).position(differ) {
                None => return Ok(()),
                Some(at) => format!(
                    "The wavelength grids differ: point {at} is {} Å here and {} Å in {}.",
                    other[at],
                    self.wave[at],
                    self.shown.display()
                ),
            }
        } else {
            format!(
                "The wavelength grids differ: {} points here and {} in {}.",
                other.len(),
                self.wave.len(),
                self.shown.display()
            )
        };
        Err(LearningError::data(file.shown(), message))
    }
}

/// The labels as class indices.
fn checked_labels(data: &OracleData, config: &ActiveMlConfig, shown: &Path) -> Result<Vec<u32>, LearningError> {
    if data.filenames.len() != data.labels.len() {
        let message = format!("It has {} filenames but {} labels.", data.filenames.len(), data.labels.len());
        return Err(LearningError::data(shown, message));
    }
    let check = |(name, label): (&String, &i64)| match u32::try_from(*label) {
        Ok(class) if (class as usize) < config.classes.len() => Ok(class),
        _ => {
            let message = format!("Label {label} of spectrum {name} is outside the {} classes.", config.classes.len());
            Err(LearningError::data(shown, message))
        }
    };
    data.filenames.iter().zip(&data.labels).map(check).collect()
}

/// Appends the named spectra of `file`.
fn add(set: &mut LabelledSet, file: &SpectraFile, names: &[String], labels: &[u32]) -> Result<(), LearningError> {
    let all = file.names()?;
    let wanted: HashSet<&str> = names.iter().map(String::as_str).collect();
    let found: HashMap<&str, usize> = all.first_positions(&wanted);
    let unknown: Vec<&str> = names.iter().map(String::as_str).filter(|name| !found.contains_key(name)).collect();
    if let Some(first) = unknown.first() {
        let others = if unknown.len() == 1 { String::new() } else { format!(" and {} others", unknown.len() - 1) };
        let message = format!("Labels are given for spectrum {first}{others}, which the file does not have.");
        return Err(LearningError::data(file.shown(), message));
    }
    let rows: Vec<usize> = names.iter().map(|name| found[name.as_str()]).collect();
    let fluxes = file.gather(&rows, |i| &names[i])?;
    for ((name, fluxes), &label) in names.iter().zip(fluxes.chunks_exact(file.points())).zip(labels) {
        set.push(name, fluxes, label);
    }
    Ok(())
}

/// Reads a JSON document of bounded size.
pub(super) fn read_json<T: for<'de> Deserialize<'de>>(place: &Path, shown: &Path) -> Result<T, LearningError> {
    let size = fs::metadata(place).map_err(|error| LearningError::io(shown, "read it", error))?.len();
    if size > MOST_JSON_BYTES {
        return Err(LearningError::data(
            shown,
            format!("It has {size} bytes, more than the {MOST_JSON_BYTES} that are read."),
        ));
    }
    let bytes = fs::read(place).map_err(|error| LearningError::io(shown, "read it", error))?;
    serde_json::from_slice(&bytes).map_err(|source| LearningError::Json { file: PathBuf::from(shown), source })
}
