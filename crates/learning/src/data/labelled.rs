//! A labelled set in memory: what training works on.

use std::collections::HashSet;
use std::path::Path;

use super::{Names, SpectraFile, check_memory};
use crate::error::LearningError;
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
        let width = file.layout().width();
        check_memory(file.shown(), file.rows(), width)?;
        let names =
            if file.has("filenames") { file.names()? } else { (0..file.rows()).map(|i| format!("row {i}")).collect() };
        let labels = file.labels(classes)?;
        let all: Vec<usize> = (0..file.rows()).collect();
        let fluxes = file.gather(&all, |i| names.get(i))?;
        Ok(Self { points: width, names, fluxes, labels })
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

    /// The same set with the first spectrum of each name only.
    #[must_use]
    pub fn without_duplicate_names(self) -> Self {
        let mut seen = HashSet::new();
        let kept: Vec<usize> = (0..self.len()).filter(|&i| seen.insert(self.names.get(i))).collect();
        if kept.len() == self.len() { self } else { self.subset(&kept) }
    }

    /// How many spectra each class has, `[classes]`.
    pub fn class_counts(&self, classes: usize) -> Vec<usize> {
        class_counts(&self.labels, classes)
    }
}
