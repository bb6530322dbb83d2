//! The labels of a campaign: which of many answers counts, and which answers are a second opinion.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use ml_job_domain::{CampaignRecord, DrawKind, Labelling, UNSURE};
use ml_job_learning::data::LabelledSet;
use ml_job_learning::error::LearningError;
use ml_job_learning::pool::Pool;
use serde::{Deserialize, Serialize};

/// A label as it is handed to a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the label of a label is what it says")]
pub(super) struct Label {
    /// The spectrum.
    pub(super) filename: String,
    /// A class, or [`UNSURE`].
    pub(super) label: String,
    /// Whether the spectrum was drawn by chance from the whole domain, so that its label tells what the domain holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) random: bool,
}

/// All draws of a campaign's rounds, in the order in which they were made, with their answers.
pub(super) fn draws(record: &CampaignRecord) -> impl Iterator<Item = &Labelling> {
    record.rounds.iter().flat_map(|round| &round.labellings)
}

pub(super) fn kind(labelling: &Labelling) -> Option<DrawKind> {
    labelling.draw.as_ref().map(|draw| draw.kind)
}

/// The label that counts, by spectrum, those of audits too: the newest. A repeat only measures.
pub(super) fn known(record: &CampaignRecord) -> BTreeMap<&str, &str> {
    let label = |shown: &'_ Labelling| shown.user_label.is_some();
    answered(record)
        .filter(|shown| label(shown))
        .map(|shown| (shown.spectrum_filename.as_str(), shown.user_label.as_deref().unwrap_or_default()))
        .collect()
}

fn answered(record: &CampaignRecord) -> impl Iterator<Item = &Labelling> {
    let asked = draws(record).filter(|shown| kind(shown) != Some(DrawKind::Repeat));
    asked.chain(record.audits.iter().flat_map(|audit| &audit.labellings))
}

/// What a job starts from.
pub(super) fn for_job(record: &CampaignRecord) -> Vec<Label> {
    let by_chance = draws(record).filter(|shown| kind(shown) == Some(DrawKind::Random));
    let by_chance: HashSet<&str> = by_chance.map(|shown| shown.spectrum_filename.as_str()).collect();
    let label = |(filename, label): (&str, &str)| Label {
        filename: filename.into(),
        label: label.into(),
        random: by_chance.contains(filename),
    };
    known(record).into_iter().map(label).collect()
}

/// Pairs of first and second answer of one person to one spectrum.
pub(super) fn repeated(record: &CampaignRecord) -> Vec<(&str, &str)> {
    let first: HashMap<&str, &Labelling> = answered(record)
        .filter(|shown| shown.user_label.is_some())
        .map(|shown| (shown.spectrum_filename.as_str(), shown))
        .collect();
    let repeats = draws(record).filter(|shown| kind(shown) == Some(DrawKind::Repeat));
    repeats
        .filter_map(|again| {
            let first = first.get(again.spectrum_filename.as_str())?;
            // Two people who differ say nothing of whether either agrees with herself.
            let is_same = first.user_label_author == again.user_label_author;
            Some((first.user_label.as_deref()?, again.user_label.as_deref()?)).filter(|_| is_same)
        })
        .collect()
}

/// The labels that a job was started with, by the rows of its pool.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Rows with any answer, [`UNSURE`] too.
    pub(super) rows: Vec<usize>,
    /// Class of each row; none where the person could not tell.
    pub(super) classes: Vec<Option<usize>>,
    /// Whether each row was drawn by chance.
    random: Vec<bool>,
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
        let wanted: HashMap<&str, &Label> = labels.iter().map(|label| (label.filename.as_str(), label)).collect();
        let mut known = Self::default();
        for (row, name) in pool.names().iter().enumerate() {
            let Some(Label { label, random, .. }) = wanted.get(name) else { continue };
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
            known.random.push(*random);
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

    /// Which of the labels of [`teachable`](Self::teachable) are of spectra that were drawn by chance.
    pub(super) fn by_chance(&self) -> impl Iterator<Item = bool> {
        let certain = self.classes.iter().zip(&self.random).filter(|(class, _)| class.is_some());
        certain.map(|(_, random)| *random)
    }

    /// How many classes have a label.
    pub(super) fn classes_seen(&self) -> usize {
        self.classes.iter().flatten().collect::<std::collections::BTreeSet<_>>().len()
    }
}
