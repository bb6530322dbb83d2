//! The training set of an iteration: what was labelled before, and what is new.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::config::ActiveMlConfig;
use crate::files::Files;
use ml_job_disk::without_byte_order_mark;
use ml_job_learning::data::{LabelledSet, Preparation, SpectraFile, contradiction};
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

/// The pool's file, its wavelength grid and the preparation of its spectra: what training data have to be like.
pub(super) struct Grid<'a> {
    pub(super) pool: &'a SpectraFile,
    pub(super) wave: &'a [f64],
    pub(super) preparation: Option<&'a Preparation>,
}

/// A training set, and what a person should know of how it came about, a sentence each.
pub(super) struct Assembled {
    pub(super) set: LabelledSet,
    /// Labels of the training set that new ones replaced.
    pub(super) corrected: usize,
    pub(super) remarks: Vec<String>,
}

/// Reads and joins `training_data_path` and the newly labelled spectra. Each spectrum is in it once; a new label of one that is in the
/// training set already replaces the old one.
pub(super) fn assemble(config: &ActiveMlConfig, files: &Files, grid: &Grid<'_>) -> Result<Assembled, LearningError> {
    let mut assembled = earlier(config, files, grid)?;
    if let (Some(spectra), Some(labels)) = (&config.training_data_to_add_path, &config.oracle_data_to_add_path) {
        let data: OracleData = read_json(&files.resolve("oracle_data_to_add_path", labels)?, Path::new(labels))?;
        let new = checked_labels(data, config, Path::new(labels), &mut assembled.remarks)?;
        let file = files.open_spectra("training_data_to_add_path", spectra)?;
        grid.compare(&file)?;
        let new = correct(&mut assembled, new, &config.classes);
        add(&mut assembled.set, &file, &new)?;
    }
    if assembled.set.is_empty() {
        let message = "The training set is empty: no spectrum has a label.";
        return Err(LearningError::config("oracle_data_to_add_path", message));
    }
    assembled.remarks.extend(assembled.set.remarks(&config.classes, true));
    if grid.pool.layout().embedding > 0 {
        assembled.set = with_embeddings(&assembled.set, config, files, grid.pool)?;
    }
    Ok(assembled)
}

/// The same spectra with their embeddings: those that the pool has for their names, or else the training data.
fn with_embeddings(
    set: &LabelledSet,
    config: &ActiveMlConfig,
    files: &Files,
    pool: &SpectraFile,
) -> Result<LabelledSet, LearningError> {
    let mut missing: HashSet<&str> = set.names.iter().collect();
    let mut found = HashMap::new();
    take_embeddings(pool, &mut missing, &mut found)?;
    if let (Some(path), false) = (&config.training_data_path, missing.is_empty()) {
        let earlier = files.open_spectra("training_data_path", path)?.with_embeddings()?;
        let (own, wanted) = (earlier.layout().embedding, pool.layout().embedding);
        if own > 0 && own != wanted {
            let message =
                format!("Its embeddings have {own} numbers each, those of {} have {wanted}.", pool.shown().display());
            return Err(LearningError::data(path, message));
        }
        if own > 0 {
            take_embeddings(&earlier, &mut missing, &mut found)?;
        }
    }
    let mut whole = LabelledSet::new(pool.layout().width());
    for (i, name) in set.names.iter().enumerate() {
        let Some(embedding) = found.get(name) else {
            let message = format!(
                "Its spectra have embeddings, but the labelled spectrum {name} is not among them, and the training data have none of it."
            );
            return Err(LearningError::data(pool.shown(), message));
        };
        whole.push(name, &[set.spectrum(i), embedding].concat(), set.labels[i]);
    }
    Ok(whole)
}

/// Moves the names that a file knows from `missing` to `found`, with their embeddings.
fn take_embeddings(
    file: &SpectraFile,
    missing: &mut HashSet<&str>,
    found: &mut HashMap<String, Vec<f32>>,
) -> Result<(), LearningError> {
    let all = file.names()?;
    let mut known: Vec<(&str, usize)> = all.first_positions(missing).into_iter().collect();
    known.sort_unstable_by_key(|(_, row)| *row);
    let rows: Vec<usize> = known.iter().map(|(_, row)| *row).collect();
    let layout = file.layout();
    let embeddings = layout.embeddings_of(&file.gather(&rows, |i| known[i].0)?);
    for ((name, _), embedding) in known.iter().zip(embeddings.chunks_exact(layout.embedding)) {
        missing.remove(name);
        found.insert((*name).to_owned(), embedding.to_vec());
    }
    Ok(())
}

/// What was labelled before.
fn earlier(config: &ActiveMlConfig, files: &Files, grid: &Grid<'_>) -> Result<Assembled, LearningError> {
    let mut remarks = Vec::new();
    let Some(path) = &config.training_data_path else {
        return Ok(Assembled { set: LabelledSet::new(grid.wave.len()), corrected: 0, remarks });
    };
    let file = files.open_spectra("training_data_path", path)?;
    grid.compare(&file)?;
    let set = LabelledSet::read(&file, config.classes.len())?;
    let once = set.with_each_name_once();
    let (set, repeated) = once.map_err(|two| LearningError::data(path, two.told(&config.classes)))?;
    if repeated > 0 {
        remarks.push(format!("{path}: {repeated} spectra are there more than once; each counts once."));
    }
    Ok(Assembled { set, corrected: 0, remarks })
}

impl Grid<'_> {
    /// Refuses a file on another wavelength grid, or of spectra that were prepared otherwise.
    fn compare(&self, file: &SpectraFile) -> Result<(), LearningError> {
        if let (Some(pool), Some(own)) = (self.preparation, Preparation::of(file)) {
            let alike = own.compare(pool, "here", &format!("in {}", self.pool.shown().display()));
            alike.map_err(|differences| {
                let message = format!("Its spectra were prepared otherwise than those of the pool: {differences}");
                LearningError::data(file.shown(), message)
            })?;
        }
        self.compare_waves(file)
    }

    fn compare_waves(&self, file: &SpectraFile) -> Result<(), LearningError> {
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
                    self.pool.shown().display()
                ),
            }
        } else {
            format!(
                "The wavelength grids differ: {} points here and {} in {}.",
                other.len(),
                self.wave.len(),
                self.pool.shown().display()
            )
        };
        Err(LearningError::data(file.shown(), message))
    }
}

/// The new labels as class indices, each spectrum once.
fn checked_labels(
    data: OracleData,
    config: &ActiveMlConfig,
    shown: &Path,
    remarks: &mut Vec<String>,
) -> Result<Vec<(String, u32)>, LearningError> {
    if data.filenames.len() != data.labels.len() {
        let message = format!("It has {} filenames but {} labels.", data.filenames.len(), data.labels.len());
        return Err(LearningError::data(shown, message));
    }
    let check = |(name, label): (String, i64)| match u32::try_from(label) {
        Ok(class) if (class as usize) < config.classes.len() => Ok((name, class)),
        _ => {
            let message = format!(
                "Label {label} of spectrum {name} is no position of one of the {} classes, which count from 0.",
                config.classes.len()
            );
            Err(LearningError::data(shown, message))
        }
    };
    let mut labels = data.filenames.into_iter().zip(data.labels).map(check).collect::<Result<Vec<_>, _>>()?;
    if let Some(two) = contradiction(labels.iter().map(|(name, label)| (name.as_str(), *label))) {
        return Err(LearningError::data(shown, two.told(&config.classes)));
    }
    let (before, mut seen) = (labels.len(), HashSet::new());
    labels.retain(|(name, _)| seen.insert(name.clone()));
    if labels.len() < before {
        remarks.push(format!("{}: {} labels are repeated; each counts once.", shown.display(), before - labels.len()));
    }
    Ok(labels)
}

/// Corrections that a remark names at most.
const MOST_NAMED: usize = 5;

/// Replaces the labels of spectra that the set has already, with a remark; gives back the others.
fn correct(assembled: &mut Assembled, labels: Vec<(String, u32)>, classes: &[String]) -> Vec<(String, u32)> {
    let set = &mut assembled.set;
    let known: HashMap<String, usize> = set.names.iter().enumerate().map(|(i, name)| (name.to_owned(), i)).collect();
    let (old, new): (Vec<_>, Vec<_>) = labels.into_iter().partition(|(name, _)| known.contains_key(name));
    let mut told = Vec::new();
    for (name, label) in &old {
        let before = std::mem::replace(&mut set.labels[known[name]], *label);
        if before != *label {
            told.push(format!("{name} from \"{}\" to \"{}\"", classes[before as usize], classes[*label as usize]));
        }
    }
    assembled.corrected = told.len();
    if !told.is_empty() {
        let more =
            if told.len() > MOST_NAMED { format!(" and {} more", told.len() - MOST_NAMED) } else { String::new() };
        let named = told[..told.len().min(MOST_NAMED)].join(", ");
        assembled.remarks.push(format!("Labels of the training set are corrected, the newest counts: {named}{more}."));
    }
    new
}

/// Appends the named spectra of `file`.
fn add(set: &mut LabelledSet, file: &SpectraFile, labels: &[(String, u32)]) -> Result<(), LearningError> {
    let all = file.names()?;
    let wanted: HashSet<&str> = labels.iter().map(|(name, _)| name.as_str()).collect();
    let found: HashMap<&str, usize> = all.first_positions(&wanted);
    let mut unknown = labels.iter().map(|(name, _)| name).filter(|name| !found.contains_key(name.as_str()));
    if let Some(first) = unknown.next() {
        let others = unknown.count();
        let others = if others == 0 { String::new() } else { format!(" and {others} others") };
        let message = format!("Labels are given for spectrum {first}{others}, which the file does not have.");
        return Err(LearningError::data(file.shown(), message));
    }
    let rows: Vec<usize> = labels.iter().map(|(name, _)| found[name.as_str()]).collect();
    let fluxes = file.gather(&rows, |i| &labels[i].0)?;
    for ((name, label), fluxes) in labels.iter().zip(fluxes.chunks_exact(file.points())) {
        set.push(name, fluxes, *label);
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
    serde_json::from_slice(without_byte_order_mark(&bytes))
        .map_err(|source| LearningError::Json { file: PathBuf::from(shown), source })
}
