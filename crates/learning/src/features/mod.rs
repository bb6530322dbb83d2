//! What the models see of a spectrum: principal components, responses to line shapes, and components of embeddings that somebody
//! else's network made.
//!
//! [`Features::fit`] takes one look at the pool, without any label; [`Features::of`] describes spectra by at most a hundred numbers.

mod components;
mod line;

use std::borrow::Cow;
use std::ops::Range;

use ml_job_domain::Observer;
use serde::{Deserialize, Serialize};

pub use components::{Components, Moments};
pub use line::{H_ALPHA, LineBank, LineSpec};

use crate::error::LearningError;
use crate::linear_algebra::by_blocks;
use crate::pool::Pool;

/// Components of the fluxes.
pub const COMPONENTS: usize = 20;
/// Components of embeddings.
const EMBEDDING_COMPONENTS: usize = 50;
/// Components that distances between spectra are measured in.
pub const DISTANCE_COMPONENTS: usize = 10;
/// Spectra that the components are found from at most: more tell nothing about twenty directions.
const MOST_FITTED: usize = 1 << 17;
/// Neighbouring spectra that are read at once for it.
const RUN: usize = 512;

/// Where the numbers of a row are: fluxes first, an embedding behind them where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Fluxes of a spectrum.
    pub points: usize,
    /// Numbers of its embedding, 0 without one.
    pub embedding: usize,
}

impl Layout {
    /// Fluxes alone.
    pub const fn fluxes(points: usize) -> Self {
        Self { points, embedding: 0 }
    }

    /// Numbers of a row.
    pub const fn width(self) -> usize {
        self.points + self.embedding
    }

    /// The fluxes of rows `[n, width]`, `[n, points]`.
    pub fn fluxes_of(self, rows: &[f32]) -> Cow<'_, [f32]> {
        if self.embedding == 0 { rows.into() } else { self.columns(rows, 0..self.points).into() }
    }

    /// The embeddings of rows `[n, width]`, `[n, embedding]`.
    pub fn embeddings_of(self, rows: &[f32]) -> Vec<f32> {
        self.columns(rows, self.points..self.width())
    }

    fn columns(self, rows: &[f32], range: Range<usize>) -> Vec<f32> {
        rows.chunks_exact(self.width()).flat_map(|row| &row[range.clone()]).copied().collect()
    }
}

/// What describes a spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    fluxes: Components,
    embedding: Option<Components>,
    bank: Option<LineBank>,
}

/// [`Features`] on disk; the line shapes follow from the line and the wavelengths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedFeatures {
    fluxes: Components,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    embedding: Option<Components>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    line: Option<LineSpec>,
}

/// Collects what [`Features`] are made of, piece by piece.
#[derive(Debug)]
pub struct FeatureFit {
    layout: Layout,
    fluxes: Moments,
    embedding: Option<Moments>,
}

impl FeatureFit {
    /// Of no spectra yet.
    pub fn new(layout: Layout) -> Self {
        let embedding = (layout.embedding > 0).then(|| Moments::new(layout.embedding));
        Self { layout, fluxes: Moments::new(layout.points), embedding }
    }

    /// Adds rows `[n, width]`.
    pub fn add(&mut self, rows: &[f32]) {
        self.fluxes.add(&self.layout.fluxes_of(rows));
        if let Some(embedding) = &mut self.embedding {
            embedding.add(&self.layout.embeddings_of(rows));
        }
    }

    /// The features; line shapes where a grid in Å shows the line.
    pub fn finish(self, line: LineSpec, wave: Option<&[f64]>) -> Features {
        Features {
            fluxes: self.fluxes.components(COMPONENTS),
            embedding: self.embedding.map(|moments| moments.components(EMBEDDING_COMPONENTS)),
            bank: wave.and_then(|wave| LineBank::new(line, wave)),
        }
    }
}

impl Features {
    /// Of a pool: its components come from evenly spread runs of at most 131,072 of its spectra.
    ///
    /// # Errors
    /// What reading reports, and [`LearningError::Cancelled`].
    pub fn fit(pool: &Pool, line: LineSpec, observer: &mut dyn Observer) -> Result<Self, LearningError> {
        let mut fit = FeatureFit::new(pool.file().layout());
        let runs = pool.len().div_ceil(RUN);
        let stride = runs.div_ceil(MOST_FITTED / RUN).max(1);
        for run in (0..runs).step_by(stride) {
            if observer.is_cancelled() {
                return Err(LearningError::Cancelled);
            }
            let spectra: Vec<usize> = (run * RUN..pool.len().min((run + 1) * RUN)).collect();
            fit.add(&pool.gather(&spectra)?);
        }
        let wave = if pool.file().has("wave") { Some(pool.file().wave()?) } else { None };
        Ok(fit.finish(line, wave.as_deref()))
    }

    /// Where the numbers of a row are.
    pub fn layout(&self) -> Layout {
        Layout { points: self.fluxes.points(), embedding: self.embedding.as_ref().map_or(0, Components::points) }
    }

    /// The bank of line shapes, where the grid shows the line.
    pub fn bank(&self) -> Option<&LineBank> {
        self.bank.as_ref()
    }

    /// Numbers that describe a spectrum.
    pub fn width(&self) -> usize {
        self.fluxes.count()
            + self.embedding.as_ref().map_or(0, Components::count)
            + self.bank.as_ref().map_or(0, LineBank::width)
    }

    /// Describes rows `[n, layout width]`: `[n, width]`, on all threads. The answer for a row does not depend on the others.
    pub fn of(&self, rows: &[f32]) -> Vec<f32> {
        by_blocks(rows, self.layout().width(), |block| self.of_block(block))
    }

    fn of_block(&self, rows: &[f32]) -> Vec<f32> {
        let layout = self.layout();
        let n = rows.len() / layout.width();
        let fluxes = layout.fluxes_of(rows);
        let mut parts = vec![(self.fluxes.project(&fluxes), self.fluxes.count())];
        if let Some(embedding) = &self.embedding {
            parts.push((embedding.project(&layout.embeddings_of(rows)), embedding.count()));
        }
        if let Some(bank) = &self.bank {
            parts.push((bank.responses(&fluxes), bank.width()));
        }
        let mut out = Vec::with_capacity(n * self.width());
        for row in 0..n {
            parts.iter().for_each(|(values, width)| out.extend_from_slice(&values[row * width..(row + 1) * width]));
        }
        out
    }

    /// Coordinates in which distances between spectra are measured: the first ten components of the embedding, or else of the fluxes;
    /// `[n, distance width]`.
    pub fn coordinates(&self, rows: &[f32]) -> Vec<f32> {
        let layout = self.layout();
        let (components, width) = (self.distance_components(), self.distance_width());
        by_blocks(rows, layout.width(), |block| {
            let all = match &self.embedding {
                Some(embedding) => embedding.project(&layout.embeddings_of(block)),
                None => self.fluxes.project(block),
            };
            all.chunks_exact(components.count().max(1)).flat_map(|row| row[..width].iter().copied()).collect()
        })
    }

    /// The line index of rows, `[n]`; `None` where the grid does not show the line.
    pub fn line_index(&self, rows: &[f32]) -> Option<Vec<f32>> {
        let (bank, layout) = (self.bank.as_ref()?, self.layout());
        Some(by_blocks(rows, layout.width(), |block| bank.index(&layout.fluxes_of(block))))
    }

    fn distance_components(&self) -> &Components {
        self.embedding.as_ref().unwrap_or(&self.fluxes)
    }

    /// Numbers of [`coordinates`](Self::coordinates).
    pub fn distance_width(&self) -> usize {
        self.distance_components().count().min(DISTANCE_COMPONENTS)
    }

    pub(crate) fn saved(&self) -> SavedFeatures {
        let (fluxes, embedding) = (self.fluxes.clone(), self.embedding.clone());
        SavedFeatures { fluxes, embedding, line: self.bank.as_ref().map(LineBank::spec) }
    }
}

impl SavedFeatures {
    /// The features again; `None` where the file contradicts itself.
    pub(crate) fn restored(self, wave: Option<&[f64]>) -> Option<Features> {
        let bank = match self.line {
            Some(line) => Some(LineBank::new(line, wave?)?),
            None => None,
        };
        let fit = self.fluxes.fits() && self.embedding.as_ref().is_none_or(Components::fits);
        let grid = wave.is_none_or(|wave| wave.len() == self.fluxes.points());
        (fit && grid).then_some(Features { fluxes: self.fluxes, embedding: self.embedding, bank })
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::rng::{Purpose, stream};

    fn wave() -> Vec<f64> {
        (0..60).map(|i| 6500.0 + 2.0 * f64::from(i)).collect()
    }

    fn rows(n: usize, layout: Layout) -> Vec<f32> {
        let mut random = stream(5, Purpose::Split, 0);
        (0..n * layout.width()).map(|_| random.random_range(-1.0..1.0)).collect()
    }

    #[test]
    fn embeddings_are_described_by_their_own_components_and_measure_distances() {
        let layout = Layout { points: 60, embedding: 7 };
        let rows = rows(700, layout);
        let mut fit = FeatureFit::new(layout);
        fit.add(&rows);
        let features = fit.finish(LineSpec::default(), Some(&wave()));
        let bank = features.bank().unwrap().width();
        assert_eq!(features.width(), COMPONENTS + 7 + bank);
        assert_eq!(features.of(&rows).len(), 700 * features.width());
        assert_eq!(features.distance_width(), 7);
        let row = &rows[600 * 67..601 * 67];
        assert_eq!(features.of(row), features.of(&rows)[600 * features.width()..601 * features.width()]);
        assert_eq!(features.coordinates(row), features.coordinates(&rows)[600 * 7..601 * 7]);
    }

    #[test]
    fn features_come_back_from_disk_as_they_were() {
        let layout = Layout::fluxes(60);
        let mut fit = FeatureFit::new(layout);
        fit.add(&rows(100, layout));
        let features = fit.finish(LineSpec::default(), Some(&wave()));
        let json = serde_json::to_string(&features.saved()).unwrap();
        let saved: SavedFeatures = serde_json::from_str(&json).unwrap();
        assert_eq!(saved.clone().restored(Some(&wave())), Some(features));
        assert_eq!(saved.clone().restored(None), None);
        assert_eq!(saved.restored(Some(&wave()[1..])), None);
    }
}
