//! Logistic regression in the space of a radial kernel: what a support vector machine does, with a loss whose values are probabilities.
//!
//! The hinge of a support vector machine is replaced by the logistic loss (Zhu and Hastie 2005), so that Platt's second fit, on the
//! few examples of a rare class, is not needed. With more examples than [`MOST_LANDMARKS`] the kernel is approximated from so many of
//! them (Williams and Seeger 2001).

use serde::{Deserialize, Serialize};

use super::logistic::Scores;
use super::{Examples, Standard};
use crate::linear_algebra::{cholesky, product_transposed, solve_lower, solve_transposed};

/// Examples that a kernel is centred on at most: a prediction costs so many distances.
const MOST_LANDMARKS: usize = 2000;
/// Added to the kernel's diagonal, so that equal examples do no harm.
const RIDGE: f64 = 1e-4;

/// Kernels centred on examples, and a softmax over their weighted sums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kernel {
    standard: Standard,
    width: usize,
    /// Reach of the kernel, `exp(-gamma · distance²)`.
    gamma: f32,
    /// Standardised examples, `[landmarks, width]`.
    landmarks: Vec<f32>,
    scores: Scores,
}

impl Kernel {
    /// Fits to examples; `strength` as that of [`Logistic`](super::Logistic), and `gamma` 1 over the number of features.
    pub fn fit(examples: &Examples<'_>, strength: f64) -> Self {
        let width = examples.width;
        let standard = Standard::of(examples.features, width);
        let rows = standard.apply(examples.features);
        let stride = (rows.len() / width).div_ceil(MOST_LANDMARKS).max(1);
        let landmarks: Vec<f32> = rows.chunks_exact(width).step_by(stride).flatten().copied().collect();
        let m = landmarks.len() / width;
        #[expect(clippy::cast_precision_loss, reason = "at most some hundred features")]
        let gamma = 1.0 / width as f32;
        let mut own: Vec<f64> = kernel(&landmarks, &landmarks, width, gamma).into_iter().map(f64::from).collect();
        (0..m).for_each(|i| own[i * m + i] += RIDGE);
        let lower = (0..8).find_map(|attempt| {
            // Single precision may leave the kernel less than positive; more ridge mends it.
            let ridge = RIDGE * f64::from(4_u32.pow(attempt) - 1);
            let mut more = own.clone();
            (0..m).for_each(|i| more[i * m + i] += ridge);
            cholesky(&more, m)
        });
        let lower = lower.unwrap_or_else(|| (0..m * m).map(|i| if i / m == i % m { 1.0 } else { 0.0 }).collect());
        let mut image: Vec<f64> = kernel(&rows, &landmarks, width, gamma).into_iter().map(f64::from).collect();
        image.chunks_exact_mut(m).for_each(|row| solve_lower(&lower, m, row));
        let scores =
            Scores::fit(&image, m, examples, strength).with_weights(m, |weights| solve_transposed(&lower, m, weights));
        Self { standard, width, gamma, landmarks, scores }
    }

    /// Probabilities `[n, classes]`.
    pub(super) fn probabilities(&self, features: &[f32]) -> Vec<f32> {
        let rows = self.standard.apply(features);
        self.scores.probabilities(&kernel(&rows, &self.landmarks, self.width, self.gamma))
    }

    pub(super) fn fits(&self, width: usize, classes: usize) -> bool {
        let landmarks = self.landmarks.len().checked_div(width).unwrap_or(0);
        self.width == width
            && self.standard.fits(width)
            && landmarks * width == self.landmarks.len()
            && self.gamma.is_finite()
            && self.landmarks.iter().all(|value| value.is_finite())
            && self.scores.fits(landmarks, classes)
    }
}

/// `exp(-gamma · |row - landmark|²)`, `[rows, landmarks]`.
fn kernel(rows: &[f32], landmarks: &[f32], width: usize, gamma: f32) -> Vec<f32> {
    let square = |row: &[f32]| row.iter().map(|value| value * value).sum::<f32>();
    let lengths: Vec<f32> = landmarks.chunks_exact(width).map(square).collect();
    let mut out = product_transposed(rows, landmarks, width);
    for (row, out) in rows.chunks_exact(width).zip(out.chunks_exact_mut(lengths.len())) {
        let own = square(row);
        out.iter_mut().zip(&lengths).for_each(|(v, length)| *v = (-gamma * (own + length - 2.0 * *v).max(0.0)).exp());
    }
    out
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::rng::{Purpose, stream};

    #[test]
    fn a_class_inside_another_is_found_where_no_line_divides_them() {
        let mut random = stream(3, Purpose::Split, 0);
        let features: Vec<f32> = (0..600).map(|_| random.random_range(-1.0..1.0)).collect();
        let labels: Vec<u32> = features.chunks_exact(2).map(|p| u32::from(p[0] * p[0] + p[1] * p[1] > 0.5)).collect();
        let model = Kernel::fit(&Examples { features: &features, width: 2, labels: &labels, classes: 2 }, 3.0);
        let p = model.probabilities(&[0.0, 0.0, 0.9, 0.9, -0.9, 0.9]);
        assert!(p[0] > 0.8 && p[3] > 0.8 && p[5] > 0.8, "{p:?}");
        assert!(model.fits(2, 2));
    }

    #[test]
    fn equal_examples_do_no_harm() {
        let features = [1.0, 1.0, 1.0, 5.0];
        let model = Kernel::fit(&Examples { features: &features, width: 1, labels: &[0, 0, 0, 1], classes: 2 }, 1.0);
        let p = model.probabilities(&[1.0, 5.0]);
        assert!(p.iter().all(|p| p.is_finite()) && p[0] > 0.5 && p[3] > 0.5, "{p:?}");
    }
}
