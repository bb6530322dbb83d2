//! Least squares with a banded matrix, repeated without the pixels that lie too far off.

/// Residuals below this many standard deviations are lines in absorption.
const LOW_SIGMA: f64 = 1.5;
/// Residuals above this many standard deviations are lines in emission, or cosmic rays.
const HIGH_SIGMA: f64 = 3.0;
/// Residuals below this share of the largest value are those of rounding, not of lines.
const ROUNDING: f64 = 1e-8;
/// Rounds at most; few spectra need more than five.
const ROUNDS: usize = 10;

/// Functions of which only some are not zero at a sample.
pub(crate) trait Basis {
    /// How many functions there are.
    fn len(&self) -> usize;
    /// How many of them at most are not zero at one sample; these follow each other.
    fn width(&self) -> usize;
    /// Values at a sample into `values`, of [`width`](Self::width); gives the number of the first of them.
    fn at(&self, sample: usize, values: &mut [f64]) -> usize;
    /// How strongly neighbouring coefficients are held together where no sample decides, relative to a sample.
    fn stiffness(&self) -> f64;
}

/// Fits `y` where `usable`, then again without what lies more than 1.5σ below or 3σ above, until nothing changes; the fit
/// at each sample. `None` where too few samples are left.
///
/// Clipping more below than above is usual for stars, whose lines absorb (for example in `IRAF`'s `continuum`).
pub(crate) fn clipped_fit(y: &[f64], usable: &[bool], basis: &impl Basis) -> Option<Vec<f64>> {
    let mut used = usable.to_vec();
    let values = y.iter().zip(usable).filter(|(_, usable)| **usable).map(|(y, _)| y.abs());
    let least = ROUNDING * values.fold(0.0, f64::max);
    let mut fit = vec![0.0; y.len()];
    for _ in 0..ROUNDS {
        let count = used.iter().filter(|used| **used).count();
        if count <= basis.len() {
            return None;
        }
        evaluate(basis, &solve(y, &used, basis)?, &mut fit);
        let residuals = y.iter().zip(&fit).zip(&used).filter(|(_, used)| **used).map(|((y, fit), _)| y - fit);
        #[expect(clippy::cast_precision_loss, reason = "pixels are few")]
        let sigma = (residuals.map(|residual| residual * residual).sum::<f64>() / count as f64).sqrt().max(least);
        let mut changed = false;
        for (sample, keeps) in used.iter_mut().enumerate() {
            let residual = y[sample] - fit[sample];
            let wanted = usable[sample] && residual >= -LOW_SIGMA * sigma && residual <= HIGH_SIGMA * sigma;
            changed |= *keeps != wanted;
            *keeps = wanted;
        }
        if !changed || used.iter().filter(|used| **used).count() <= basis.len() {
            break;
        }
    }
    Some(fit)
}

fn evaluate(basis: &impl Basis, coefficients: &[f64], out: &mut [f64]) {
    let mut values = vec![0.0; basis.width()];
    for (sample, out) in out.iter_mut().enumerate() {
        let first = basis.at(sample, &mut values);
        *out = values.iter().zip(&coefficients[first..]).map(|(value, coefficient)| value * coefficient).sum();
    }
}

/// The coefficients of the least squares, by Cholesky's decomposition of the banded normal equations.
fn solve(y: &[f64], used: &[bool], basis: &impl Basis) -> Option<Vec<f64>> {
    let (count, width) = (basis.len(), basis.width());
    // Row i holds the elements (i, i − k) at k.
    let mut matrix = vec![0.0; count * width];
    let mut right = vec![0.0; count];
    let mut values = vec![0.0; width];
    for sample in (0..y.len()).filter(|&sample| used[sample]) {
        let first = basis.at(sample, &mut values);
        for (row, value) in values.iter().enumerate() {
            right[first + row] += value * y[sample];
            for (column, other) in values[..=row].iter().enumerate() {
                matrix[(first + row) * width + row - column] += value * other;
            }
        }
    }
    stiffen(&mut matrix, count, width, basis.stiffness());
    decompose(&mut matrix, count, width)?;
    substitute(&matrix, &mut right, width);
    right.iter().all(|value| value.is_finite()).then_some(right)
}

/// Adds λ Σ (cₖ₊₁ − cₖ)².
fn stiffen(matrix: &mut [f64], count: usize, width: usize, stiffness: f64) {
    if stiffness == 0.0 || width < 2 {
        return;
    }
    let largest = (0..count).map(|row| matrix[row * width]).fold(0.0, f64::max);
    let weight = stiffness * largest;
    for row in 1..count {
        matrix[(row - 1) * width] += weight;
        matrix[row * width] += weight;
        matrix[row * width + 1] -= weight;
    }
}

/// Replaces the lower band of a positive definite matrix by that of its Cholesky factor.
fn decompose(matrix: &mut [f64], count: usize, width: usize) -> Option<()> {
    for row in 0..count {
        let first = (row + 1).saturating_sub(width);
        for column in first..=row {
            let shared = first.max((column + 1).saturating_sub(width));
            let product: f64 =
                (shared..column).map(|k| matrix[row * width + row - k] * matrix[column * width + column - k]).sum();
            let rest = matrix[row * width + row - column] - product;
            matrix[row * width + row - column] = if column < row {
                rest / matrix[column * width]
            } else if rest > 0.0 {
                rest.sqrt()
            } else {
                return None;
            };
        }
    }
    Some(())
}

fn substitute(factor: &[f64], right: &mut [f64], width: usize) {
    let count = right.len();
    for row in 0..count {
        let first = (row + 1).saturating_sub(width);
        let known: f64 = (first..row).map(|column| factor[row * width + row - column] * right[column]).sum();
        right[row] = (right[row] - known) / factor[row * width];
    }
    for row in (0..count).rev() {
        let last = (row + width).min(count);
        let known: f64 = (row + 1..last).map(|below| factor[below * width + below - row] * right[below]).sum();
        right[row] = (right[row] - known) / factor[row * width];
    }
}

/// Polynomials, as Legendre's, over samples at equal distances.
pub(crate) struct Polynomial {
    /// Highest power.
    pub(crate) degree: usize,
    /// Number of samples.
    pub(crate) samples: usize,
}

impl Basis for Polynomial {
    fn len(&self) -> usize {
        self.degree + 1
    }

    fn width(&self) -> usize {
        self.degree + 1
    }

    #[expect(clippy::cast_precision_loss, reason = "grids are far shorter than 2^52 points")]
    fn at(&self, sample: usize, values: &mut [f64]) -> usize {
        let x = 2.0 * sample as f64 / (self.samples.max(2) - 1) as f64 - 1.0;
        values[0] = 1.0;
        if values.len() > 1 {
            values[1] = x;
        }
        for power in 2..values.len() {
            let n = power as f64;
            values[power] = ((2.0 * n - 1.0) * x * values[power - 1] - (n - 1.0) * values[power - 2]) / n;
        }
        0
    }

    fn stiffness(&self) -> f64 {
        0.0
    }
}

/// Cubic B-splines with knots at equal distances (de Boor 1978).
pub(crate) struct CubicSpline<'a> {
    wavelength: &'a [f64],
    pieces: usize,
    step: f64,
}

impl<'a> CubicSpline<'a> {
    /// Knots at most `distance` apart, over ascending wavelengths.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "clamped")]
    pub(crate) fn new(wavelength: &'a [f64], distance: f64) -> Self {
        let span = wavelength.last().zip(wavelength.first()).map_or(0.0, |(last, first)| last - first);
        let pieces = (span / distance).ceil().clamp(1.0, wavelength.len().max(1) as f64) as usize;
        Self { wavelength, pieces, step: (span / pieces as f64).max(f64::MIN_POSITIVE) }
    }
}

impl Basis for CubicSpline<'_> {
    fn len(&self) -> usize {
        self.pieces + 3
    }

    fn width(&self) -> usize {
        4
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "clamped")]
    fn at(&self, sample: usize, values: &mut [f64]) -> usize {
        let place = (self.wavelength[sample] - self.wavelength[0]) / self.step;
        let piece = (place as usize).min(self.pieces - 1);
        let t = place - piece as f64;
        let rest = 1.0 - t;
        values[0] = rest * rest * rest / 6.0;
        values[1] = (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0;
        values[2] = (3.0 * rest * rest * rest - 6.0 * rest * rest + 4.0) / 6.0;
        values[3] = t * t * t / 6.0;
        piece
    }

    fn stiffness(&self) -> f64 {
        1e-12
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_is_found_again_beneath_lines() {
        let truth = |sample: u32| 3.0 + 0.02 * f64::from(sample);
        let mut y: Vec<f64> = (0..100).map(truth).collect();
        y[40..45].fill(0.5);
        y[70] = 50.0;
        let fit = clipped_fit(&y, &[true; 100], &Polynomial { degree: 1, samples: 100 }).unwrap();
        for (sample, fit) in (0..).zip(&fit) {
            assert!((fit - truth(sample)).abs() < 1e-9, "{sample}: {fit}");
        }
    }

    #[test]
    fn a_cubic_is_a_spline() {
        let wavelength: Vec<f64> = (0..300).map(|pixel| 6000.0 + f64::from(pixel) * 1.5).collect();
        let cubic = |x: f64| {
            let x = (x - 6200.0) / 100.0;
            5.0 + x - 0.5 * x * x + 0.1 * x * x * x
        };
        let y: Vec<f64> = wavelength.iter().map(|&x| cubic(x)).collect();
        let fit = clipped_fit(&y, &[true; 300], &CubicSpline::new(&wavelength, 100.0)).unwrap();
        assert!(fit.iter().zip(&y).all(|(fit, y)| (fit - y).abs() < 1e-5), "{:?}", &fit[..3]);
    }

    #[test]
    fn too_few_samples_are_no_fit() {
        assert!(clipped_fit(&[1.0, 2.0], &[true, true], &Polynomial { degree: 1, samples: 2 }).is_none());
    }
}
