//! Principal components: the directions in which the spectra differ most, from a covariance that is summed in one pass.

use rand::RngExt;
use serde::{Deserialize, Serialize};

use crate::linear_algebra::{BLOCK_ROWS, dot, eigen, gram, orthonormalise, product_transposed};
use crate::rng::{Purpose, stream};

/// Points that the covariance has at most; longer rows are averaged over neighbours first, so 128 MiB suffice.
const MOST_POINTS: usize = 4096;
/// Directions that the iteration carries beyond those asked for (Halko, Martinsson and Tropp 2011).
const OVERSAMPLING: usize = 10;
/// Steps of the subspace iteration at most.
const MOST_STEPS: usize = 300;

/// Sums over rows `[n, points]`: what principal components are made of. Rows may come in any number of pieces.
#[derive(Debug, Clone)]
pub struct Moments {
    points: usize,
    bin: usize,
    rows: usize,
    /// What is subtracted before squaring, near the mean, so that single precision suffices within a block.
    origin: Vec<f32>,
    sums: Vec<f64>,
    products: Vec<f64>,
    /// Rows that do not fill a block yet.
    rest: Vec<f32>,
}

/// The mean spectrum and orthonormal directions from it, largest variance first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Components {
    /// Values of a row.
    points: usize,
    /// Neighbouring values that are averaged first; 1 for rows of at most 4,096.
    bin: usize,
    /// `[binned]`.
    mean: Vec<f32>,
    /// `[count, binned]`.
    directions: Vec<f32>,
    /// Variance along each direction, `[count]`.
    variances: Vec<f64>,
}

/// Means of `bin` neighbours of each row; the last one of fewer where the row ends.
fn binned(rows: &[f32], points: usize, bin: usize) -> std::borrow::Cow<'_, [f32]> {
    if bin == 1 {
        return rows.into();
    }
    #[expect(clippy::cast_precision_loss, reason = "a few neighbours")]
    let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len() as f32;
    rows.chunks_exact(points).flat_map(|row| row.chunks(bin).map(mean)).collect()
}

impl Moments {
    /// Of no rows yet.
    pub fn new(points: usize) -> Self {
        let bin = points.div_ceil(MOST_POINTS).max(1);
        let width = points.div_ceil(bin);
        let (sums, products) = (vec![0.0; width], vec![0.0; width * width]);
        Self { points, bin, rows: 0, origin: Vec::new(), sums, products, rest: Vec::new() }
    }

    /// Adds whole rows. Blocks are cut by the count of rows since the start, so the pieces do not show in the result.
    pub fn add(&mut self, rows: &[f32]) {
        let rows = binned(rows, self.points, self.bin);
        let width = self.sums.len();
        if self.origin.is_empty() {
            self.origin = rows.get(..width).map(<[f32]>::to_vec).unwrap_or_default();
        }
        self.rest.extend_from_slice(&rows);
        let whole = self.rest.len() / (BLOCK_ROWS * width) * (BLOCK_ROWS * width);
        let tail = self.rest.split_off(whole);
        let blocks = std::mem::replace(&mut self.rest, tail);
        blocks.chunks(BLOCK_ROWS * width).for_each(|block| self.add_block(block));
    }

    fn add_block(&mut self, block: &[f32]) {
        let width = self.sums.len();
        let shifted: Vec<f32> =
            block.chunks_exact(width).flat_map(|row| row.iter().zip(&self.origin).map(|(a, b)| a - b)).collect();
        for row in shifted.chunks_exact(width) {
            self.sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        let products = gram(&shifted, width);
        self.products.iter_mut().zip(products).for_each(|(sum, value)| *sum += f64::from(value));
        self.rows += block.len() / width;
    }

    /// The `count` components of largest variance, fewer where the rows span fewer dimensions.
    pub fn components(mut self, count: usize) -> Components {
        let rest = std::mem::take(&mut self.rest);
        if !rest.is_empty() {
            self.add_block(&rest);
        }
        let width = self.sums.len();
        #[expect(clippy::cast_precision_loss, reason = "pools are far smaller than 2^52")]
        let rows = self.rows.max(1) as f64;
        let mean: Vec<f64> = self.sums.iter().map(|sum| sum / rows).collect();
        let mut covariance = self.products;
        for (i, row) in covariance.chunks_exact_mut(width).enumerate() {
            row.iter_mut().zip(&mean).for_each(|(value, other)| *value = *value / rows - mean[i] * other);
        }
        let (variances, directions) = leading(&covariance, width, count.min(width));
        let origin = self.origin.iter().chain(std::iter::repeat(&0.0));
        let to_single = |value: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "fluxes are of single precision")]
            let value = value as f32;
            value
        };
        Components {
            points: self.points,
            bin: self.bin,
            mean: mean.iter().zip(origin).map(|(mean, origin)| to_single(mean + f64::from(*origin))).collect(),
            directions: directions.into_iter().map(to_single).collect(),
            variances,
        }
    }
}

/// The leading eigenvalues and eigenvectors of a symmetric matrix by subspace iteration with Rayleigh–Ritz steps.
fn leading(matrix: &[f64], n: usize, count: usize) -> (Vec<f64>, Vec<f64>) {
    let k = (count + OVERSAMPLING).min(n);
    let mut random = stream(0, Purpose::Components, 0);
    let mut basis: Vec<f64> = (0..k * n).map(|_| random.random_range(-1.0..1.0)).collect();
    orthonormalise(&mut basis, n);
    let mut values = vec![0.0; k];
    for _ in 0..MOST_STEPS {
        let image: Vec<f64> =
            basis.chunks_exact(n).flat_map(|v| matrix.chunks_exact(n).map(move |row| dot(row, v))).collect();
        let small: Vec<f64> =
            basis.chunks_exact(n).flat_map(|v| image.chunks_exact(n).map(move |w| dot(v, w))).collect();
        let (now, turn) = eigen(&small, k);
        let mut next = vec![0.0; k * n];
        for (row, turn) in next.chunks_exact_mut(n).zip(turn.chunks_exact(k)) {
            for (image, weight) in image.chunks_exact(n).zip(turn) {
                row.iter_mut().zip(image).for_each(|(value, image)| *value += weight * image);
            }
        }
        orthonormalise(&mut next, n);
        basis = next;
        let settled = now[..count].iter().zip(&values).all(|(a, b)| (a - b).abs() <= 1e-9 * now[0].abs());
        values = now;
        if settled {
            break;
        }
    }
    let largest = values.first().copied().unwrap_or(0.0);
    let kept = values[..count].iter().take_while(|value| **value > 1e-10 * largest && **value > 0.0).count();
    // A direction's sign means nothing; its largest element is made positive, so that it is the same everywhere.
    for row in basis.chunks_exact_mut(n) {
        let peak = row.iter().copied().fold(0.0_f64, |most, value| if value.abs() > most.abs() { value } else { most });
        row.iter_mut().for_each(|value| *value *= if peak < 0.0 { -1.0 } else { 1.0 });
    }
    (values[..kept].to_vec(), basis[..kept * n].to_vec())
}

impl Components {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.variances.len()
    }

    /// Variance along each component, `[count]`.
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// Values of a row that the components are of.
    pub fn points(&self) -> usize {
        self.points
    }

    /// Coordinates of rows `[n, points]` along the components, `[n, count]`.
    pub fn project(&self, rows: &[f32]) -> Vec<f32> {
        if self.count() == 0 {
            return Vec::new();
        }
        let width = self.mean.len();
        let rows = binned(rows, self.points, self.bin);
        let centred: Vec<f32> =
            rows.chunks_exact(width).flat_map(|row| row.iter().zip(&self.mean).map(|(a, b)| a - b)).collect();
        product_transposed(&centred, &self.directions, width)
    }

    /// Whether the arrays fit each other; a file may say anything.
    pub(crate) fn fits(&self) -> bool {
        let width = self.points.checked_div(self.bin.max(1)).map(|_| self.points.div_ceil(self.bin.max(1)));
        self.bin > 0
            && self.points > 0
            && width == Some(self.mean.len())
            && self.directions.len() == self.count() * self.mean.len()
            && self.directions.iter().chain(&self.mean).all(|value| value.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows on a plane in five dimensions: much variance along (3, 4, 0, 0, 0)/5, little along (0, 0, 1, 0, 0).
    fn rows(n: usize) -> Vec<f32> {
        let mut random = stream(1, Purpose::Split, 0);
        (0..n)
            .flat_map(|_| {
                let (a, b): (f32, f32) = (random.random_range(-2.0..2.0), random.random_range(-0.5..0.5));
                [10.0 + 0.6 * a, 0.8 * a, b - 3.0, 7.0, 0.0]
            })
            .collect()
    }

    #[test]
    fn the_directions_of_a_known_plane_are_found_and_no_others() {
        let mut moments = Moments::new(5);
        moments.add(&rows(2000));
        let components = moments.components(4);
        assert_eq!(components.count(), 2, "{:?}", components.variances());
        let expected = [0.6, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        for (found, expected) in components.directions.iter().zip(expected) {
            assert!((found - expected).abs() < 0.02, "{:?}", components.directions);
        }
        // Uniform on ±2: variance 4/3.
        assert!((components.variances()[0] - 4.0 / 3.0).abs() < 0.1, "{:?}", components.variances());
        let coordinates = components.project(&[10.6, 0.8, -3.0, 7.0, 0.0]);
        assert!((coordinates[0] - 1.0).abs() < 0.1 && coordinates[1].abs() < 0.1, "{coordinates:?}");
    }

    #[test]
    fn how_the_rows_are_cut_into_pieces_does_not_show() {
        let all = rows(1500);
        let of = |piece: usize| {
            let mut moments = Moments::new(5);
            all.chunks(piece * 5).for_each(|part| moments.add(part));
            moments.components(2)
        };
        assert_eq!(of(1500), of(7));
        assert_eq!(of(1500), of(513));
    }

    #[test]
    fn long_rows_are_averaged_over_neighbours_and_equal_rows_have_no_component() {
        let points = 3 * MOST_POINTS - 1;
        let mut moments = Moments::new(points);
        moments.add(&vec![1.0; 3 * points]);
        let components = moments.components(5);
        assert_eq!((components.mean.len(), components.count()), (MOST_POINTS, 0));
        assert!(components.fits());
    }
}
