//! Spectra far apart from one another.

use crate::balance::squared_distance;

/// Chooses `n` of the rows of `points` `[rows, width]` by farthest-first traversal (Gonzalez 1985, the greedy k-centre).
///
/// Row 0 is first; then follows, again and again, the row farthest from its nearest chosen one, the earlier row on a tie. So order the
/// rows by preference. The choice covers the rows within twice the best possible radius.
pub fn farthest_first(points: &[f32], width: usize, n: usize) -> Vec<usize> {
    let rows = points.len().checked_div(width).unwrap_or(0);
    let row = |i: usize| &points[i * width..(i + 1) * width];
    let mut distance = vec![f32::INFINITY; rows];
    let mut chosen = Vec::new();
    let mut next = 0;
    while chosen.len() < n.min(rows) {
        chosen.push(next);
        // A chosen row is never the farthest again, not even among equal spectra.
        distance[next] = f32::NEG_INFINITY;
        let newest = row(next);
        for (i, distance) in distance.iter_mut().enumerate().filter(|(_, distance)| **distance > f32::NEG_INFINITY) {
            *distance = distance.min(squared_distance(row(i), newest));
        }
        next = (0..rows).fold(0, |best, i| if distance[i] > distance[best] { i } else { best });
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farthest_follows_and_ties_go_to_the_earlier() {
        // On a line: 0, 10, 4, -10. From 0, both 10 and -10 are farthest; then -10; then 4.
        assert_eq!(farthest_first(&[0.0, 10.0, 4.0, -10.0], 1, 4), [0, 1, 3, 2]);
    }

    #[test]
    fn equal_spectra_are_chosen_once_each() {
        assert_eq!(farthest_first(&[1.0, 1.0, 1.0], 1, 3), [0, 1, 2]);
        assert_eq!(farthest_first(&[1.0, 1.0], 1, 5), [0, 1]);
        assert_eq!(farthest_first(&[], 3, 5), [0_usize; 0]);
    }
}
