//! A map of the training set: t-SNE (van der Maaten 2014), the same for the same seed.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;

use bhtsne::{Neighbor, tSNE};
use ml_job_domain::Observer;
use rand::RngExt;
use rayon::prelude::*;

use crate::balance::nearest;
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

/// Spectra whose neighbours are looked for between two questions whether to stop.
const ROWS_BETWEEN_QUESTIONS: usize = 64;

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
    let rows: Vec<&[f32]> = chosen.iter().map(|&i| set.spectrum(i)).collect();
    #[expect(clippy::cast_precision_loss, reason = "at most 2000")]
    let perplexity = PERPLEXITY.min((rows.len() - 1) as f32 / 3.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 2 and 91")]
    let k = ((3.0 * perplexity) as usize).min(rows.len() - 1);
    // bhtsne's own neighbour search draws unseeded random numbers, so the neighbours are found here.
    let mut neighbours: Vec<Vec<Neighbor<f32>>> = Vec::with_capacity(rows.len());
    while neighbours.len() < rows.len() {
        if observer.is_cancelled() {
            return Err(LearningError::Cancelled);
        }
        let part = neighbours.len()..rows.len().min(neighbours.len() + ROWS_BETWEEN_QUESTIONS);
        neighbours.par_extend(part.into_par_iter().map(|i| neighbours_of(&rows, i, k)));
    }
    let start: Vec<f32> = (0..2 * rows.len()).map(|_| random.random_range(-1e-4..1e-4)).collect();
    // Sums over threads would come out in any order: one thread, so that the map is the same every time.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .map_err(|error| LearningError::Device { message: format!("Cannot start the thread of the t-SNE: {error}") })?;
    let (tell, epochs) = mpsc::channel();
    let embed = || {
        let mut tsne: tSNE<'_, f32, &[f32], 2> = tSNE::new(&rows);
        tsne.perplexity(perplexity).epochs(EPOCHS).initial_embedding(start);
        tsne.epoch_callback(move |epoch, _| {
            // The library cannot be asked to stop, so the work is left by unwinding, without the noise of a panic.
            if tell.send(epoch).is_err() {
                resume_unwind(Box::new(()));
            }
        });
        tsne.barnes_hut_with_neighbors(THETA, &neighbours);
        tsne.embedding()
    };
    let embedding = pool.in_place_scope(|scope| {
        let (hand_over, embedded) = mpsc::channel();
        scope.spawn(move |_| {
            // Nobody waits for the map of cancelled work.
            let _ = hand_over.send(catch_unwind(AssertUnwindSafe(embed)));
        });
        if epochs.into_iter().any(|_| observer.is_cancelled()) {
            return Err(LearningError::Cancelled);
        }
        embedded.recv().map_err(|_| LearningError::Cancelled)?.or_else(|panic| resume_unwind(panic))
    })?;
    Ok(chosen
        .into_iter()
        .zip(embedding.chunks_exact(2))
        .map(|(index, xy)| Point { index, x: xy[0], y: xy[1] })
        .collect())
}

fn neighbours_of(rows: &[&[f32]], own: usize, k: usize) -> Vec<Neighbor<f32>> {
    let nearest = nearest(rows, own, k).into_iter();
    nearest.map(|(distance, index)| Neighbor { index, distance: distance.sqrt() }).collect()
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

    /// Stops the work at the given question.
    struct Impatient(usize);

    impl Observer for Impatient {
        fn is_cancelled(&mut self) -> bool {
            self.0 -= 1;
            self.0 == 0
        }
    }

    #[test]
    fn the_work_stops_wherever_the_observer_wants_and_the_next_map_is_whole() {
        // 300 spectra: five questions while neighbours are looked for, then one after each epoch.
        for question in [1, 5, 6, 5 + EPOCHS] {
            let stopped = map_onto_plane(&two_clouds(300), 1, &mut Impatient(question)).unwrap_err();
            assert!(matches!(stopped, LearningError::Cancelled), "{stopped:?}");
        }
        let map = map_onto_plane(&two_clouds(300), 1, &mut Impatient(6 + EPOCHS)).unwrap();
        assert_eq!(map, map_onto_plane(&two_clouds(300), 1, &mut Unobserved).unwrap());
    }

    #[test]
    fn a_tiny_set_lies_on_a_line_and_a_large_one_is_sampled() {
        assert_eq!(map_onto_plane(&two_clouds(3), 1, &mut Unobserved).unwrap().len(), 3);
        assert!(map_onto_plane(&LabelledSet::new(5), 1, &mut Unobserved).unwrap().is_empty());
    }
}
