//! Spectra of one star: those that lie within a few arcseconds of one another.

use std::collections::HashMap;

/// Farther apart than this, in arcseconds, two spectra are of two stars: the diameter of a LAMOST fibre is 3.3.
pub const SAME_STAR_ARCSEC: f64 = 3.0;
/// Edge of a cell of the search, in radii: so large that few neighbours are looked into, so small that few spectra lie in one.
const CELL: f64 = 8.0;
/// No spectrum.
const NONE: u32 = u32::MAX;

/// For each spectrum the first one of the same star, itself where it is the first.
///
/// `positions` are right ascension and declination in
/// degrees; a spectrum without a finite position is a star of its own. Chains count: what is near a star's spectrum is of that star.
pub fn stars(positions: impl ExactSizeIterator<Item = (f64, f64)>, radius_arcsec: f64) -> Vec<u32> {
    let n = positions.len();
    let chord = 2.0 * (radius_arcsec / 3600.0).to_radians().sin().max(f64::MIN_POSITIVE) / 2.0;
    #[expect(clippy::cast_possible_truncation, reason = "a pool has fewer than 2^32 spectra")]
    let mut first: Vec<u32> = (0..n).map(|i| i as u32).collect();
    // The newest spectrum of each cell, and of each spectrum the one before it in its cell.
    let mut newest: HashMap<[i32; 3], u32> = HashMap::new();
    let mut before: Vec<u32> = vec![NONE; n];
    let mut points: Vec<[f64; 3]> = Vec::with_capacity(n);
    let size = CELL * chord;
    for (i, (ra, dec)) in positions.enumerate() {
        let point = direction(ra, dec);
        points.push(point);
        if point.iter().any(|value| !value.is_finite()) {
            continue;
        }
        for cell in reached(point, chord, size) {
            let mut other = newest.get(&cell).copied().unwrap_or(NONE);
            while other != NONE {
                let apart: f64 = point.iter().zip(&points[other as usize]).map(|(a, b)| (a - b) * (a - b)).sum();
                if apart <= chord * chord {
                    join(&mut first, i, other as usize);
                }
                other = before[other as usize];
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "a pool has fewer than 2^32 spectra")]
        if let Some(earlier) = newest.insert(point.map(|value| cell_of(value, size)), i as u32) {
            before[i] = earlier;
        }
    }
    (0..n).for_each(|i| first[i] = root(&mut first, i));
    first
}

/// The point of the unit sphere.
fn direction(ra: f64, dec: f64) -> [f64; 3] {
    let (ra, dec) = (ra.to_radians(), dec.to_radians());
    [dec.cos() * ra.cos(), dec.cos() * ra.sin(), dec.sin()]
}

#[expect(clippy::cast_possible_truncation, reason = "cells of some arcseconds count to 10^5")]
fn cell_of(value: f64, size: f64) -> i32 {
    (value / size).floor() as i32
}

/// The cells that something within `reach` of a point may lie in: mostly its own alone, eight at a corner.
fn reached(point: [f64; 3], reach: f64, size: f64) -> impl Iterator<Item = [i32; 3]> {
    let [x, y, z] = point.map(|value| cell_of(value - reach, size)..=cell_of(value + reach, size));
    x.flat_map(move |x| {
        let z = z.clone();
        y.clone().flat_map(move |y| z.clone().map(move |z| [x, y, z]))
    })
}

/// The first spectrum of a star; the way there is halved.
fn root(first: &mut [u32], i: usize) -> u32 {
    let mut at = i;
    while first[at] as usize != at {
        first[at] = first[first[at] as usize];
        at = first[at] as usize;
    }
    first[at]
}

fn join(first: &mut [u32], a: usize, b: usize) {
    let (a, b) = (root(first, a), root(first, b));
    first[a.max(b) as usize] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARCSEC: f64 = 1.0 / 3600.0;

    fn of(positions: &[(f64, f64)]) -> Vec<u32> {
        stars(positions.iter().copied(), SAME_STAR_ARCSEC)
    }

    #[test]
    fn repeats_within_three_arcseconds_are_one_star() {
        assert_eq!(
            of(&[(10.0, 20.0), (50.0, 20.0), (10.0, 20.0 + 2.9 * ARCSEC), (10.0, 20.0 - 3.1 * ARCSEC)]),
            [0, 1, 0, 3]
        );
    }

    #[test]
    fn right_ascension_shrinks_towards_the_pole_and_begins_again_at_360() {
        // At declination 60° an arcsecond of right ascension is half as long on the sky.
        assert_eq!(of(&[(10.0, 60.0), (10.0 + 5.8 * ARCSEC, 60.0), (10.0 - 6.2 * ARCSEC, 60.0)]), [0, 0, 2]);
        assert_eq!(of(&[(0.0, 0.0), (360.0 - ARCSEC, 0.0), (0.0, 90.0), (180.0, 90.0)]), [0, 0, 2, 2]);
    }

    #[test]
    fn chains_are_one_star_and_unknown_positions_are_alone() {
        let nan = f64::NAN;
        assert_eq!(
            of(&[(1.0, 0.0), (1.0 + 4.0 * ARCSEC, 0.0), (nan, nan), (1.0 + 2.0 * ARCSEC, 0.0), (nan, nan)]),
            [0, 0, 2, 0, 4]
        );
    }
}
