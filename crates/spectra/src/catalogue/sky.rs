//! Positions on the sky, and what lies near them.

/// One second of arc \[deg\].
pub(crate) const ARCSEC: f64 = 1.0 / 3600.0;

/// Rows closer than this \[deg\] are the same star twice.
const SAME: f64 = 0.1 * ARCSEC;

/// Rows with a position, sorted by declination.
#[derive(Debug)]
pub(crate) struct Sky {
    /// Declination, right ascension \[deg\] and row.
    places: Vec<(f64, f64, usize)>,
    radius: f64,
    duplicates: u64,
}

impl Sky {
    /// An index of positions \[deg\] for looks within `radius` \[deg\]; rows without a position are left out.
    pub(crate) fn new(ra: &[f64], dec: &[f64], radius: f64) -> Self {
        let valid = |(ra, dec): (f64, f64)| ra.is_finite() && (-90.0..=90.0).contains(&dec);
        let rows = ra.iter().copied().zip(dec.iter().copied()).enumerate().filter(|(_, place)| valid(*place));
        let mut places: Vec<_> = rows.map(|(row, (ra, dec))| (dec, ra.rem_euclid(360.0), row)).collect();
        places.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.2.cmp(&right.2)));
        let mut sky = Self { places, radius, duplicates: 0 };
        let before = |&(dec, ra, row): &(f64, f64, usize)| {
            sky.near(ra, dec, SAME).any(|(other, distance)| other < row && distance <= SAME)
        };
        sky.duplicates = sky.places.iter().filter(|place| before(place)).count() as u64;
        sky
    }

    /// Rows within a radius, with their distances \[deg\].
    fn near(&self, ra: f64, dec: f64, radius: f64) -> impl Iterator<Item = (usize, f64)> + '_ {
        let first = self.places.partition_point(|place| place.0 < dec - radius);
        let strip = self.places[first..].iter().take_while(move |place| place.0 <= dec + radius);
        strip
            .map(move |&(other_dec, other_ra, row)| (row, distance(ra, dec, other_ra, other_dec)))
            .filter(move |(_, distance)| *distance <= radius)
    }

    /// The nearest row within the radius, the first of several at the same place, and how many other stars lie there.
    pub(crate) fn nearest(&self, ra: f64, dec: f64) -> Option<(usize, usize)> {
        let near: Vec<_> = self.near(ra, dec, self.radius).collect();
        let &(row, distance) =
            near.iter().min_by(|left, right| left.1.total_cmp(&right.1).then(left.0.cmp(&right.0)))?;
        let others = near.iter().filter(|(other, away)| *other != row && *away - distance > SAME).count();
        let same = near.len() - 1 - others;
        // Rows of one star are duplicates: the first of them counts, and nothing is ambiguous.
        let first = near.iter().filter(|(_, away)| *away - distance <= SAME).map(|(row, _)| *row).min();
        Some((if same > 0 { first.unwrap_or(row) } else { row }, others))
    }

    /// Rows with a position, and those of them at the place of an earlier one.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.places.len() as u64, self.duplicates)
    }
}

/// The angle between two positions \[deg\], by the haversine formula, which is exact for small angles.
pub(crate) fn distance(ra: f64, dec: f64, other_ra: f64, other_dec: f64) -> f64 {
    let half = |angle: f64| (angle.to_radians() / 2.0).sin().powi(2);
    let across = dec.to_radians().cos() * other_dec.to_radians().cos() * half(other_ra - ra);
    2.0 * (half(other_dec - dec) + across).sqrt().min(1.0).asin().to_degrees()
}

/// Groups of positions that are closer than `radius` \[deg\] to another of the group: for each position the number of its
/// group, from 0 in their order; `None` for positions alone or unknown.
pub(crate) fn groups(positions: &[(f64, f64)], radius: f64) -> Vec<Option<u32>> {
    let (ra, dec): (Vec<f64>, Vec<f64>) = positions.iter().copied().unzip();
    let sky = Sky::new(&ra, &dec, radius);
    let mut parents: Vec<usize> = (0..positions.len()).collect();
    for &(dec, ra, row) in &sky.places {
        for (other, _) in sky.near(ra, dec, radius) {
            let (left, right) = (root(&mut parents, row), root(&mut parents, other));
            parents[left.max(right)] = left.min(right);
        }
    }
    let roots: Vec<usize> = (0..positions.len()).map(|row| root(&mut parents, row)).collect();
    let mut sizes = vec![0_usize; positions.len()];
    for &root in &roots {
        sizes[root] += 1;
    }
    let mut numbers = vec![None; positions.len()];
    let mut next = 0;
    let number = |root: usize| {
        if sizes[root] < 2 {
            return None;
        }
        Some(*numbers[root].get_or_insert_with(|| {
            next += 1;
            next - 1
        }))
    };
    roots.into_iter().map(number).collect()
}

fn root(parents: &mut [usize], mut row: usize) -> usize {
    while parents[row] != row {
        parents[row] = parents[parents[row]];
        row = parents[row];
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_within_the_radius_wins_also_across_zero_hours() {
        let sky = Sky::new(&[10.0, 10.0005, 359.9999, f64::NAN], &[5.0, 5.0, 0.0, 0.0], 3.0 * ARCSEC);
        assert_eq!(sky.nearest(10.0001, 5.0), Some((0, 1)));
        assert_eq!(sky.nearest(10.0005, 5.0), Some((1, 1)));
        assert_eq!(sky.nearest(0.0001, 0.0), Some((2, 0)));
        assert_eq!(sky.nearest(10.0, 5.1), None);
        assert_eq!(sky.counts(), (3, 0));
    }

    #[test]
    fn a_row_at_the_place_of_another_is_a_duplicate() {
        let sky = Sky::new(&[10.0, 10.0], &[89.0, 89.0 + 0.05 * ARCSEC], 3.0 * ARCSEC);
        assert_eq!((sky.counts(), sky.nearest(10.0, 89.0 + 0.05 * ARCSEC)), ((2, 1), Some((0, 0))));
    }

    #[test]
    fn distances_are_right_near_a_pole() {
        assert!((distance(0.0, 89.999, 180.0, 89.999) - 0.002).abs() < 1e-9);
        assert!((distance(0.0, 0.0, 0.0, 1.0 * ARCSEC) - ARCSEC).abs() < 1e-12);
    }

    #[test]
    fn repeated_stars_are_grouped_in_their_order() {
        let near = 2.0 * ARCSEC;
        let places =
            [(20.0, 1.0), (10.0, 0.0), (20.0, 1.0 + near), (f64::NAN, 0.0), (20.0, 1.0 + 2.0 * near), (10.0, near)];
        let found = groups(&places, 3.0 * ARCSEC);
        assert_eq!(found, [Some(0), Some(1), Some(0), None, Some(0), Some(1)]);
    }
}
