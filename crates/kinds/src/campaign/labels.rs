//! The labels of a campaign: which of many answers counts, and which answers are a second opinion.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use ml_job_domain::{CampaignRecord, DrawKind, Labelling, UNSURE};
use ml_job_learning::data::LabelledSet;
use ml_job_learning::error::LearningError;
use ml_job_learning::pool::Pool;
use serde::{Deserialize, Serialize};

/// A label as it is handed to a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Label {
    /// The spectrum.
    pub(super) filename: String,
    /// A class, or [`UNSURE`].
    pub(super) label: String,
}

/// All draws of a campaign's rounds, in the order in which they were made, with their answers.
pub(super) fn draws(record: &CampaignRecord) -> impl Iterator<Item = &Labelling> {
    record.rounds.iter().flat_map(|round| &round.labellings)
}

pub(super) fn kind(labelling: &Labelling) -> Option<DrawKind> {
    labelling.draw.map(|draw| draw.kind)
}

/// The label that counts, by spectrum: the newest; a repeat only measures.
pub(super) fn known(record: &CampaignRecord) -> BTreeMap<&str, &str> {
    let mut known = BTreeMap::new();
    for shown in draws(record).filter(|shown| kind(shown) != Some(DrawKind::Repeat)) {
        if let Some(label) = &shown.user_label {
            known.insert(shown.spectrum_filename.as_str(), label.as_str());
        }
    }
    known
}

/// The labels of the audits too, which teach once the audit is over.
pub(super) fn with_audits(record: &CampaignRecord) -> Vec<Label> {
    let mut known: BTreeMap<&str, &str> = known(record);
    for shown in record.audits.iter().flat_map(|audit| &audit.labellings) {
        if let Some(label) = &shown.user_label {
            known.insert(shown.spectrum_filename.as_str(), label.as_str());
        }
    }
    known.into_iter().map(|(filename, label)| Label { filename: filename.into(), label: label.into() }).collect()
}

/// Pairs of first and second answer to one spectrum.
pub(super) fn repeated(record: &CampaignRecord) -> Vec<(&str, &str)> {
    let known = known(record);
    let repeats = draws(record).filter(|shown| kind(shown) == Some(DrawKind::Repeat));
    repeats
        .filter_map(|shown| Some((*known.get(shown.spectrum_filename.as_str())?, shown.user_label.as_deref()?)))
        .collect()
}

/// The labels that a job was started with, by the rows of its pool.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Rows with any answer, [`UNSURE`] too.
    pub(super) rows: Vec<usize>,
    /// Class of each row; none where the person could not tell.
    pub(super) classes: Vec<Option<usize>>,
    /// Labels of spectra that the pool does not hold.
    pub(super) missing: usize,
}

impl Known {
    /// Reads the labels in a job's directory; without the file there are none.
    pub(super) fn read(path: &Path) -> Result<Vec<Label>, LearningError> {
        match std::fs::read(path) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|error| LearningError::config("labels", format!("{}: {error}", path.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(LearningError::io("the labels", "read them", error)),
        }
    }

    /// Finds the labels' spectra in the pool.
    ///
    /// # Errors
    /// A label that is no class.
    pub(super) fn of(labels: &[Label], classes: &[String], pool: &Pool) -> Result<Self, LearningError> {
        let wanted: HashMap<&str, &str> = labels.iter().map(|l| (l.filename.as_str(), l.label.as_str())).collect();
        let mut known = Self::default();
        for (row, name) in pool.names().iter().enumerate() {
            let Some(&label) = wanted.get(name) else { continue };
            let class = classes.iter().position(|class| class == label);
            if class.is_none() && label != UNSURE {
                let message = format!(
                    "labels: {name} is labelled `{label}`, which is none of the classes: {}",
                    classes.join(", ")
                );
                return Err(LearningError::config("labels", message));
            }
            known.rows.push(row);
            known.classes.push(class);
        }
        known.missing = wanted.len() - known.rows.len();
        Ok(known)
    }

    /// What a model can be taught.
    pub(super) fn teachable(&self, pool: &Pool) -> Result<LabelledSet, LearningError> {
        let certain: Vec<(usize, usize)> =
            self.rows.iter().zip(&self.classes).filter_map(|(&row, class)| Some((row, (*class)?))).collect();
        let rows: Vec<usize> = certain.iter().map(|(row, _)| *row).collect();
        let fluxes = pool.gather(&rows)?;
        let points = pool.file().layout().width();
        let mut set = LabelledSet::new(points);
        for (fluxes, &(row, class)) in fluxes.chunks_exact(points).zip(&certain) {
            set.push(pool.names().get(row), fluxes, u32::try_from(class).unwrap_or(u32::MAX));
        }
        Ok(set)
    }

    /// How many classes have a label.
    pub(super) fn classes_seen(&self) -> usize {
        self.classes.iter().flatten().collect::<std::collections::BTreeSet<_>>().len()
    }
}
