//! A labelled set in memory: what training works on.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::{Names, SpectraFile, check_memory};
use crate::error::LearningError;
use crate::features::Layout;
use crate::metrics::class_counts;
use crate::network::MOST_CLASSES;

/// Spectra with their classes. Small by nature, since a person labelled them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LabelledSet {
    /// Numbers of each spectrum: its fluxes, and its embedding behind them where the file was opened with embeddings.
    pub points: usize,
    /// Names, `[n]`.
    pub names: Names,
    /// Fluxes, `[n, points]`.
    pub fluxes: Vec<f32>,
    /// Class indices, `[n]`.
    pub labels: Vec<u32>,
}

impl LabelledSet {
    /// An empty set of spectra of `points` samples.
    pub fn new(points: usize) -> Self {
        Self { points, ..Self::default() }
    }

    /// Reads a whole file; where it has no `filenames`, rows are called `row 0`, `row 1`, ….
    ///
    /// # Errors
    /// As the datasets' readers of [`SpectraFile`], on fluxes that are not finite, and on more than fit into memory.
    pub fn read(file: &SpectraFile, classes: usize) -> Result<Self, LearningError> {
        let labels = file.labels(classes)?;
        Ok(Self { labels, ..Self::unlabelled(file)? })
    }

    /// Reads a whole file, all of it of class 0, whatever the file says.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn unlabelled(file: &SpectraFile) -> Result<Self, LearningError> {
        let width = file.layout().width();
        check_memory(file.shown(), file.rows(), width)?;
        let names: Names =
            if file.has("filenames") { file.names()? } else { (0..file.rows()).map(|i| format!("row {i}")).collect() };
        let all: Vec<usize> = (0..file.rows()).collect();
        let fluxes = file.gather(&all, |i| names.get(i))?;
        Ok(Self { points: width, labels: vec![0; names.len()], names, fluxes })
    }

    /// Opens and reads the file at `path`, with as many classes as its labels have.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn open(path: &Path) -> Result<Self, LearningError> {
        Self::read(&SpectraFile::open(path, path)?, MOST_CLASSES)
    }

    /// Number of spectra.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The fluxes of the `i`-th spectrum.
    pub fn spectrum(&self, i: usize) -> &[f32] {
        &self.fluxes[i * self.points..(i + 1) * self.points]
    }

    /// Appends a spectrum.
    pub fn push(&mut self, name: &str, fluxes: &[f32], label: u32) {
        self.names.push(name);
        self.fluxes.extend_from_slice(fluxes);
        self.labels.push(label);
    }

    /// The spectra at `indices`, in that order.
    #[must_use]
    pub fn subset(&self, indices: &[usize]) -> Self {
        let mut set = Self::new(self.points);
        for &i in indices {
            set.push(self.names.get(i), self.spectrum(i), self.labels[i]);
        }
        set
    }

    /// The same set with each spectrum once, the first one of each name, and how many repetitions went.
    ///
    /// # Errors
    /// [`Contradiction`] where a name has different labels: nobody can tell which is right.
    pub fn with_each_name_once(self) -> Result<(Self, usize), Contradiction> {
        contradiction(self.names.iter().zip(self.labels.iter().copied())).map_or(Ok(()), Err)?;
        let mut seen = HashSet::new();
        let kept: Vec<usize> = (0..self.len()).filter(|&i| seen.insert(self.names.get(i))).collect();
        let repeated = self.len() - kept.len();
        Ok(if repeated == 0 { (self, 0) } else { (self.subset(&kept), repeated) })
    }

    /// What a person should know of the labels before they trust a model of them, a sentence each: classes that no spectrum teaches, and
    /// names with different labels. `are_named` tells whether a person named the classes; otherwise they are called as the labels are.
    pub fn remarks(&self, classes: &[String], are_named: bool) -> Vec<String> {
        let counts = self.class_counts(classes.len());
        let missing: Vec<&str> =
            classes.iter().zip(&counts).filter(|(_, n)| **n == 0).map(|(class, _)| class.as_str()).collect();
        let mut remarks = Vec::new();
        if let [first, ..] = missing[..] {
            let all = missing.join(", ");
            remarks.push(if are_named {
                format!("No spectrum is of class {all}: the model has it, but cannot learn it.")
            } else if first == "0" && missing.len() == 1 {
                let n = classes.len();
                format!("No spectrum has label 0. Labels count from 0; if these count from 1, subtract 1: the model has {n} classes now.")
            } else {
                let n = classes.len();
                format!("No spectrum has label {all}: the model has {n} classes, but cannot learn those.")
            });
        }
        remarks.extend(contradiction(self.names.iter().zip(self.labels.iter().copied())).map(|one| one.told(classes)));
        remarks
    }

    /// The same set without embeddings, of rows laid out so.
    pub fn fluxes_alone(&self, layout: Layout) -> Cow<'_, Self> {
        if layout.embedding == 0 {
            return Cow::Borrowed(self);
        }
        let fluxes = layout.fluxes_of(&self.fluxes).into_owned();
        Cow::Owned(Self { points: layout.points, names: self.names.clone(), fluxes, labels: self.labels.clone() })
    }

    /// How many spectra each class has, `[classes]`.
    pub fn class_counts(&self, classes: usize) -> Vec<usize> {
        class_counts(&self.labels, classes)
    }
}

/// A spectrum that is given two labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Its name.
    pub name: String,
    /// The two classes.
    pub labels: [u32; 2],
    /// How many more spectra have different labels.
    pub others: usize,
}

impl Contradiction {
    /// The sentence, with the names of the classes.
    pub fn told(&self, classes: &[String]) -> String {
        let class =
            |label: u32| classes.get(label as usize).map_or_else(|| label.to_string(), |class| format!("\"{class}\""));
        let [one, other] = self.labels.map(class);
        let more = if self.others == 0 { String::new() } else { format!(" So have {} more.", self.others) };
        format!("Spectrum {} is there with label {one} and with label {other}.{more}", self.name)
    }
}

/// The first name that comes with different labels.
pub fn contradiction<'n>(labels: impl Iterator<Item = (&'n str, u32)>) -> Option<Contradiction> {
    let mut known = HashMap::new();
    let mut contradicting = HashSet::new();
    let mut first = None;
    for (name, label) in labels {
        let before = *known.entry(name).or_insert(label);
        if before != label && contradicting.insert(name) && first.is_none() {
            first = Some((name, [before, label]));
        }
    }
    first.map(|(name, labels)| Contradiction { name: name.to_owned(), labels, others: contradicting.len() - 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(spectra: &[(&str, u32)]) -> LabelledSet {
        let mut set = LabelledSet::new(1);
        spectra.iter().for_each(|(name, label)| set.push(name, &[0.5], *label));
        set
    }

    fn names(n: u32) -> Vec<String> {
        (0..n).map(|class| class.to_string()).collect()
    }

    #[test]
    fn a_spectrum_that_is_repeated_counts_once_and_one_with_two_labels_is_refused() {
        let (once, repeated) = set(&[("a", 0), ("b", 1), ("a", 0)]).with_each_name_once().unwrap();
        assert_eq!((once, repeated), (set(&[("a", 0), ("b", 1)]), 1));
        let two = set(&[("a", 0), ("b", 1), ("b", 0), ("a", 2), ("b", 0)]).with_each_name_once().unwrap_err();
        assert_eq!(two, Contradiction { name: "b".into(), labels: [1, 0], others: 1 });
        let classes = ["other".to_owned(), "peak".to_owned()];
        assert_eq!(
            two.told(&classes),
            "Spectrum b is there with label \"peak\" and with label \"other\". So have 1 more."
        );
    }

    #[test]
    fn classes_that_nothing_teaches_are_told() {
        let remarks = |labels: &[u32], classes: &[String], named| {
            let spectra: Vec<(String, u32)> =
                labels.iter().enumerate().map(|(i, label)| (i.to_string(), *label)).collect();
            let spectra: Vec<(&str, u32)> = spectra.iter().map(|(name, label)| (name.as_str(), *label)).collect();
            set(&spectra).remarks(classes, named).join(" ")
        };
        assert_eq!(remarks(&[0, 1, 2], &names(3), false), "");
        assert!(remarks(&[1, 2, 3], &names(4), false).contains("No spectrum has label 0. Labels count from 0"));
        assert!(
            remarks(&[0, 2, 5], &names(6), false).contains("No spectrum has label 1, 3, 4: the model has 6 classes")
        );
        let named = ["a", "b", "c"].map(str::to_owned);
        assert!(remarks(&[0, 1], &named, true).contains("No spectrum is of class c"));
    }
}
