//! What is known of a pool before any label: where its spectra lie, how strange they are, which are of one star.

use ml_job_domain::{Observer, Progress};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::forest::IsolationForest;
use super::sky::{SAME_STAR_ARCSEC, stars};
use crate::error::LearningError;
use crate::features::{Features, Layout};
use crate::pool::{PREDICTION_BATCH, Pool};
use crate::rng::{Purpose, sample_without_replacement, stream};

/// Spectra that the forest is grown from at most: its trees take 256 each.
const FOREST_SAMPLE: usize = 16_384;

/// What makes a spectrum strange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strangeness {
    /// An isolation forest on the fluxes: anything unlike the rest, artefacts too.
    #[default]
    IsolationForest,
    /// How far a line stands above the continuum, in units of the noise.
    LineIndex,
}

/// A look at a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// Coordinates in which distances are measured, `[spectra, width]`.
    pub coordinates: Vec<f32>,
    /// Numbers of a coordinate.
    pub width: usize,
    /// How strange each spectrum is.
    pub strangeness: Vec<f32>,
    /// The first spectrum of each one's star.
    pub stars: Vec<u32>,
}

impl Sight {
    /// Looks at all spectra of a pool, a chunk at a time.
    ///
    /// # Errors
    /// What reading reports, [`LearningError::Cancelled`], and a line index on a grid that does not show the line.
    pub fn of(
        pool: &Pool,
        features: &Features,
        by: Strangeness,
        seed: u64,
        observer: &mut dyn Observer,
    ) -> Result<Self, LearningError> {
        let width = features.distance_width();
        let mut sight = Self { coordinates: Vec::new(), width, strangeness: Vec::new(), stars: Self::stars_of(pool)? };
        sight.coordinates.reserve_exact(pool.len() * width);
        let rate = Rating::new(features, by, seed, |rows| pool.gather(rows), pool.len())?;
        pool.for_each_chunk(PREDICTION_BATCH, |_, rows| {
            if observer.is_cancelled() {
                return Err(LearningError::Cancelled);
            }
            sight.coordinates.extend(features.coordinates(rows));
            sight.strangeness.extend(rate.of(rows));
            let (done, total) = (sight.strangeness.len(), pool.len());
            let message = format!("{done} of {total} spectra looked at");
            observer.progress(Progress::new(done as u64, total as u64, "spectra").saying(message));
            Ok(())
        })?;
        Ok(sight)
    }

    /// Looks at rows in memory, `[n, layout width]`.
    ///
    /// # Errors
    /// A line index on a grid that does not show the line.
    pub fn of_rows(
        rows: &[f32],
        stars: Vec<u32>,
        features: &Features,
        by: Strangeness,
        seed: u64,
    ) -> Result<Self, LearningError> {
        let width = features.layout().width();
        let gather = |chosen: &[usize]| {
            Ok(chosen.iter().flat_map(|&i| rows[i * width..(i + 1) * width].iter().copied()).collect())
        };
        let rate = Rating::new(features, by, seed, gather, stars.len())?;
        let (coordinates, width) = (features.coordinates(rows), features.distance_width());
        Ok(Self { coordinates, width, strangeness: rate.of(rows), stars })
    }

    /// The first spectrum of each one's star in a pool, by the columns `ra` and `dec` of its metadata; without them each is a star.
    ///
    /// # Errors
    /// When the columns cannot be read.
    pub fn stars_of(pool: &Pool) -> Result<Vec<u32>, LearningError> {
        let positions = pool.column("ra")?.zip(pool.column("dec")?);
        let Some((ra, dec)) = positions else {
            return Ok(stars(std::iter::repeat_n((f64::NAN, f64::NAN), pool.len()), SAME_STAR_ARCSEC));
        };
        Ok(stars(ra.into_iter().zip(dec), SAME_STAR_ARCSEC))
    }
}

/// How strangeness is told.
pub(crate) enum Rating<'a> {
    Forest(IsolationForest, Layout),
    Line(&'a Features),
}

impl<'a> Rating<'a> {
    /// `gather` reads the rows that the forest grows from, of `rows` that there are.
    pub(crate) fn new(
        features: &'a Features,
        by: Strangeness,
        seed: u64,
        gather: impl Fn(&[usize]) -> Result<Vec<f32>, LearningError>,
        rows: usize,
    ) -> Result<Self, LearningError> {
        match by {
            Strangeness::LineIndex if features.bank().is_some() => Ok(Self::Line(features)),
            Strangeness::LineIndex => {
                let message = "The wavelength grid does not show the line with continuum on both sides, so there is no line index.";
                Err(LearningError::config("line", message))
            }
            Strangeness::IsolationForest => {
                let sample =
                    sample_without_replacement(rows, FOREST_SAMPLE, &mut stream(seed, Purpose::Forest, u64::MAX));
                let layout = features.layout();
                let rows = gather(&sample)?;
                Ok(Self::Forest(IsolationForest::grow(&layout.fluxes_of(&rows), layout.points, seed), layout))
            }
        }
    }

    /// How strange rows `[n, layout width]` are, `[n]`.
    pub(crate) fn of(&self, rows: &[f32]) -> Vec<f32> {
        match self {
            Self::Forest(forest, layout) => forest.scores(&layout.fluxes_of(rows)),
            Self::Line(features) => features.line_index(rows).unwrap_or_default(),
        }
    }
}
