//! A map of the training set: t-SNE (van der Maaten 2014), the same for the same seed.

use bhtsne::{Neighbor, tSNE};
use ml_job_domain::Observer;
use rand::RngExt;
use rayon::prelude::*;

use crate::balance::squared_distance;
use crate::data::LabelledSet;
use crate::error::LearningError;
use crate::rng::{Purpose, sample_without_replacement, stream};

/// Spectra shown at most; a larger set is represented by a seeded subsample.
pub const MOST_SPECTRA: usize = 2000;
/// Perplexity where the set is large enough for it, scikit-learn's default.
const PERPLEXITY: f32 = 30.0;
const EPOCHS: usize = 500;
/// Accuracy of the Barnes–Hut approximation, scikit-learn's default.
const THETA: f32 = 0.5;
/// Fewer spectra than this have no neighbourhoods to preserve.
const FEWEST_SPECTRA: usize = 8;

/// A point of the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Index of the spectrum in the set.
    pub index: usize,
    /// Abscissa; only distances mean something.
    pub x: f32,
    /// Ordinate.
    pub y: f32,
}

/// Maps the spectra of `set`, or [`MOST_SPECTRA`] random ones of them, onto a plane. A set of fewer than eight lies on a line.
///
/// # Errors
/// When the threads cannot be started, and [`LearningError::Cancelled`].
pub fn map_onto_plane(set: &LabelledSet, seed: u64, observer: &mut dyn Observer) -> Result<Vec<Point>, LearningError> {
    let mut random = stream(seed, Purpose::Tsne, 0);
    let chosen = sample_without_replacement(set.len(), MOST_SPECTRA, &mut random);
    if chosen.len() < FEWEST_SPECTRA {
        #[expect(clippy::cast_precision_loss, reason = "fewer than eight")]
        return Ok(chosen.into_iter().map(|index| Point { index, x: index as f32, y: 0.0 }).collect());
    }
    if observer.is_cancelled() {
        return Err(LearningError::Cancelled);
    }
    let rows: Vec<&[f32]> = chosen.iter().map(|&i| set.spectrum(i)).collect();
    #[expect(clippy::cast_precision_loss, reason = "at most 2000")]
    let perplexity = PERPLEXITY.min((rows.len() - 1) as f32 / 3.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 2 and 91")]
    let k = ((3.0 * perplexity) as usize).min(rows.len() - 1);
    // bhtsne's own neighbour search draws unseeded random numbers, so the neighbours are found here.
    let neighbours: Vec<Vec<Neighbor<f32>>> = (0..rows.len()).into_par_iter().map(|i| nearest(&rows, i, k)).collect();
    let start: Vec<f32> = (0..2 * rows.len()).map(|_| random.random_range(-1e-4..1e-4)).collect();
    // Sums over threads would come out in any order: one thread, so that the map is the same every time.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .map_err(|error| LearningError::Device { message: format!("Cannot start the thread of the t-SNE: {error}") })?;
    let embedding = pool.install(|| {
        let mut tsne: tSNE<'_, f32, &[f32], 2> = tSNE::new(&rows);
        tsne.perplexity(perplexity).epochs(EPOCHS).initial_embedding(start);
        tsne.barnes_hut_with_neighbors(THETA, &neighbours);
        tsne.embedding()
    });
    Ok(chosen
        .into_iter()
        .zip(embedding.chunks_exact(2))
        .map(|(index, xy)| Point { index, x: xy[0], y: xy[1] })
        .collect())
}

fn nearest(rows: &[&[f32]], own: usize, k: usize) -> Vec<Neighbor<f32>> {
    let mut others: Vec<(f32, usize)> = (0..rows.len())
        .filter(|&other| other != own)
        .map(|other| (squared_distance(rows[own], rows[other]), other))
        .collect();
    others.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    others.truncate(k);
    others.into_iter().map(|(distance, index)| Neighbor { index, distance: distance.sqrt() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_job_domain::Unobserved;

    fn two_clouds(n: usize) -> LabelledSet {
        let mut set = LabelledSet::new(5);
        let mut random = stream(9, Purpose::Split, 0);
        for i in 0..n {
            let centre = if i % 2 == 0 { 0.0 } else { 50.0 };
            let fluxes: Vec<f32> = (0..5).map(|_| centre + random.random_range(-1.0..1.0)).collect();
            set.push(&format!("s{i}"), &fluxes, (i % 2) as u32);
        }
        set
    }

    #[test]
    fn two_clouds_stay_apart_and_the_map_repeats() {
        let set = two_clouds(60);
        let map = map_onto_plane(&set, 1, &mut Unobserved).unwrap();
        assert_eq!(map, map_onto_plane(&set, 1, &mut Unobserved).unwrap());
        let distance = |a: &Point, b: &Point| (a.x - b.x).hypot(a.y - b.y);
        for point in &map {
            let nearest = map
                .iter()
                .filter(|other| other.index != point.index)
                .min_by(|a, b| distance(point, a).total_cmp(&distance(point, b)))
                .unwrap();
            assert_eq!(nearest.index % 2, point.index % 2, "{point:?} lies next to {nearest:?}");
        }
    }

    #[test]
    fn a_tiny_set_lies_on_a_line_and_a_large_one_is_sampled() {
        assert_eq!(map_onto_plane(&two_clouds(3), 1, &mut Unobserved).unwrap().len(), 3);
        assert!(map_onto_plane(&LabelledSet::new(5), 1, &mut Unobserved).unwrap().is_empty());
    }
}
