//! A straight line through the surroundings of a spectral line, whatever lies in them.

use super::{SIGNIFICANT, Stretch};
use crate::prepare::quantile;

/// Residuals beyond so many standard deviations have no weight: 95 % as efficient as least squares on Gaussian noise.
const TUNING: f64 = 4.685;
/// From a median absolute deviation to a standard deviation.
const MAD_TO_SIGMA: f64 = 1.4826;
/// Rounds at most; ten are usual.
const ROUNDS: usize = 50;
/// A change of the line below this share of itself is none.
const SETTLED: f64 = 1e-10;
/// Scatter below this share of the continuum is that of rounding.
const ROUNDING: f64 = 1e-9;

/// The continuum `level + slope · x` with x = v / reach.
pub(super) struct Continuum {
    level: f64,
    slope: f64,
    /// Covariance of level and slope.
    covariance: [[f64; 2]; 2],
    /// Scatter of the sides about it, in flux.
    pub(super) scatter: f64,
    reach: f64,
}

impl Continuum {
    fn x(&self, velocity: f64) -> f64 {
        velocity / self.reach
    }

    /// Its flux at a velocity \[km/s\].
    pub(super) fn at(&self, velocity: f64) -> f64 {
        self.level + self.slope * self.x(velocity)
    }

    /// Its slope, flux per km/s.
    pub(super) fn slope(&self) -> f64 {
        self.slope / self.reach
    }

    /// Variance of its flux at the centre of the line.
    pub(super) fn variance(&self) -> f64 {
        self.covariance[0][0]
    }

    /// Variance of Σ gᵢ C(vᵢ), of pairs gᵢ and vᵢ.
    pub(super) fn variance_of(&self, terms: impl Iterator<Item = (f64, f64)>) -> f64 {
        let [g, h] = terms.fold([0.0, 0.0], |[g, h], (weight, v)| [g + weight, h + weight * self.x(v)]);
        let [[a, b], [_, c]] = self.covariance;
        g * g * a + 2.0 * g * h * b + h * h * c
    }
}

/// Fits the continuum; `None` where it is not significantly above zero all over the line.
pub(super) fn fit(stretch: &Stretch) -> Option<Continuum> {
    let sides = stretch.sides();
    let x: Vec<f64> = sides.iter().map(|&pixel| stretch.velocity[pixel] / stretch.reach).collect();
    let y: Vec<f64> = sides.iter().map(|&pixel| stretch.flux[pixel]).collect();
    let [mut level, mut slope] = through_medians(&x, &y)?;
    let mut scatter = 0.0;
    let mut weights = vec![1.0; x.len()];
    for _ in 0..ROUNDS {
        let residuals: Vec<f64> = x.iter().zip(&y).map(|(x, y)| y - level - slope * x).collect();
        scatter = scatter_of(&residuals)?.max(ROUNDING * level.abs());
        for (weight, residual) in weights.iter_mut().zip(&residuals) {
            *weight = biweight(residual / scatter.max(f64::MIN_POSITIVE));
        }
        let [next_level, next_slope] = solve(&x, &y, &weights)?;
        let change = (next_level - level).abs().max((next_slope - slope).abs());
        (level, slope) = (next_level, next_slope);
        if change <= SETTLED * level.abs() {
            break;
        }
    }
    let sigma: Vec<f64> = match &stretch.sigma {
        Some(sigma) => sides.iter().map(|&pixel| sigma[pixel]).collect(),
        None => vec![scatter; sides.len()],
    };
    let covariance = covariance(&x, &weights, &sigma)?;
    let continuum = Continuum { level, slope, covariance, scatter, reach: stretch.reach };
    let lowest = continuum.at(-stretch.half_width).min(continuum.at(stretch.half_width));
    let is_significant = lowest > 0.0 && level > SIGNIFICANT * continuum.variance().sqrt();
    is_significant.then_some(continuum)
}

/// The line through the medians of both sides: the start, which no outlier moves.
fn through_medians(x: &[f64], y: &[f64]) -> Option<[f64; 2]> {
    let split = x.partition_point(|x| *x < 0.0);
    let median = |values: &[f64]| quantile(&mut values.to_vec(), 0.5);
    let (blue, red) = (median(&x[..split])?, median(&x[split..])?);
    let (low, high) = (median(&y[..split])?, median(&y[split..])?);
    let slope = (high - low) / (red - blue);
    slope.is_finite().then_some([low - slope * blue, slope])
}

fn scatter_of(residuals: &[f64]) -> Option<f64> {
    let mut distances: Vec<f64> = residuals.iter().map(|residual| residual.abs()).collect();
    Some(MAD_TO_SIGMA * quantile(&mut distances, 0.5)?)
}

fn biweight(deviation: f64) -> f64 {
    let u = deviation / TUNING;
    if u.abs() < 1.0 { (1.0 - u * u).powi(2) } else { 0.0 }
}

/// Sums of w, w x and w x².
fn moments(x: &[f64], weights: impl Iterator<Item = f64>) -> [f64; 3] {
    x.iter().zip(weights).fold([0.0; 3], |[a, b, c], (x, w)| [a + w, b + w * x, c + w * x * x])
}

fn solve(x: &[f64], y: &[f64], weights: &[f64]) -> Option<[f64; 2]> {
    let [a, b, c] = moments(x, weights.iter().copied());
    let [p, q] =
        x.iter().zip(y).zip(weights).fold([0.0, 0.0], |[p, q], ((x, y), weight)| [p + weight * y, q + weight * x * y]);
    let determinant = a * c - b * b;
    let line = [(c * p - b * q) / determinant, (a * q - b * p) / determinant];
    line.iter().all(|value| value.is_finite()).then_some(line)
}

/// `(XᵀWX)⁻¹ XᵀWΣWX (XᵀWX)⁻¹`: what the errors of the pixels make of level and slope, at these weights.
fn covariance(x: &[f64], weights: &[f64], sigma: &[f64]) -> Option<[[f64; 2]; 2]> {
    let [a, b, c] = moments(x, weights.iter().copied());
    let determinant = a * c - b * b;
    let inverse = [[c / determinant, -b / determinant], [-b / determinant, a / determinant]];
    let [s, t, u] = moments(x, weights.iter().zip(sigma).map(|(weight, sigma)| (weight * sigma).powi(2)));
    let middle = [[s, t], [t, u]];
    let product = multiply(multiply(inverse, middle), inverse);
    product.iter().flatten().all(|value| value.is_finite()).then_some(product)
}

fn multiply(a: [[f64; 2]; 2], b: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
    [0, 1].map(|row| [0, 1].map(|column| a[row][0] * b[0][column] + a[row][1] * b[1][column]))
}
