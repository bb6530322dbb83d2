//! Rows spread like the data: the seeding of k-means++.

use rand::RngExt;
use rayon::prelude::*;

use crate::balance::squared_distance;
use crate::rng::Random;

/// Chooses `n` of the rows of `points` `[rows, width]` one after the other, as far from each other as it goes.
///
/// Each is drawn with a probability that grows with the square of its distance from those chosen before (Arthur and Vassilvitskii
/// 2007), times its weight.
///
/// `start` are rows that count as chosen already;
/// rows of no weight are never chosen, and the choice ends early where no others are left.
pub fn k_means_plus_plus(
    points: &[f32],
    width: usize,
    n: usize,
    weights: &[f64],
    start: &[usize],
    random: &mut Random,
) -> Vec<usize> {
    let rows = weights.len();
    let row = |i: usize| &points[i * width..(i + 1) * width];
    let mut distance = vec![f32::INFINITY; rows];
    let approach = |distance: &mut Vec<f32>, chosen: usize| {
        let newest = row(chosen);
        distance.par_iter_mut().enumerate().for_each(|(i, distance)| {
            *distance = distance.min(squared_distance(row(i), newest));
        });
    };
    start.iter().for_each(|chosen| approach(&mut distance, *chosen));
    let mut chosen = Vec::new();
    while chosen.len() < n {
        // The first of all is drawn by weight alone, and so is one among rows that are all equal to chosen ones.
        let far = |i: usize| if distance[i].is_finite() { f64::from(distance[i]) } else { 1.0 };
        let drawn = draw(rows, |i| weights[i] * far(i), random).or_else(|| draw(rows, |i| weights[i], random));
        let Some(next) = drawn.filter(|next| !chosen.contains(next)) else { break };
        chosen.push(next);
        approach(&mut distance, next);
        // Of equal rows one tells all: a chosen row is at no distance from itself, and is not drawn again.
        distance[next] = 0.0;
    }
    chosen
}

/// A row with probability in proportion to its weight; `None` where no weight is positive.
fn draw(rows: usize, weight: impl Fn(usize) -> f64, random: &mut Random) -> Option<usize> {
    let total: f64 = (0..rows).map(&weight).sum();
    if total <= 0.0 || !total.is_finite() {
        return None;
    }
    let mut left = random.random_range(0.0..total);
    let mut last = None;
    for i in 0..rows {
        let own = weight(i);
        if own > 0.0 {
            last = Some(i);
            if left < own {
                return last;
            }
            left -= own;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, stream};

    #[test]
    fn each_of_three_far_groups_is_visited_first() {
        // Thirty rows at 0, one at 1000, one at -1000.
        let mut points = vec![0.0; 30];
        points.extend([1000.0, -1000.0]);
        for seed in 0..20 {
            let chosen = k_means_plus_plus(&points, 1, 3, &[1.0; 32], &[], &mut stream(seed, Purpose::Plan, 0));
            assert!(chosen.contains(&30) && chosen.contains(&31), "{chosen:?}");
        }
    }

    #[test]
    fn rows_without_weight_are_never_chosen_and_neither_are_those_near_the_start() {
        let points = [0.0, 5.0, 5.0, 9.0];
        for seed in 0..20 {
            let mut random = stream(seed, Purpose::Plan, 0);
            assert_eq!(k_means_plus_plus(&points, 1, 1, &[1.0, 1.0, 1.0, 0.0], &[0], &mut random).len(), 1);
            let chosen = k_means_plus_plus(&points, 1, 1, &[1.0, 1.0, 1.0, 0.0], &[1], &mut random);
            assert_eq!(chosen, [0]);
        }
    }

    #[test]
    fn a_choice_of_more_than_there_are_ends() {
        let chosen = k_means_plus_plus(&[0.0, 1.0], 1, 5, &[1.0; 2], &[], &mut stream(1, Purpose::Plan, 0));
        assert_eq!(chosen.len(), 2);
        assert_eq!(k_means_plus_plus(&[], 1, 5, &[], &[], &mut stream(1, Purpose::Plan, 0)), [0_usize; 0]);
    }
}
