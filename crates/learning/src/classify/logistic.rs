//! Multinomial logistic regression with a quadratic penalty on the weights: the linear model.

use serde::{Deserialize, Serialize};

use super::minimise::minimise;
use super::{Examples, Standard};
use crate::linear_algebra::{dot, product_transposed};

/// Steps of the minimisation at most.
const MOST_STEPS: usize = 300;

/// A linear function of the standardised features for each class, and a softmax over them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    pub(super) standard: Standard,
    pub(super) scores: Scores,
}

/// Weights and biases of the classes; a class without examples has no score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Scores {
    /// Classes that have examples, ascending.
    present: Vec<usize>,
    classes: usize,
    width: usize,
    /// `[present, width]`.
    weights: Vec<f32>,
    /// `[present]`.
    biases: Vec<f32>,
}

impl Logistic {
    /// Fits to examples. `strength` is the inverse of the penalty, as scikit-learn's `C`: `C · Σ wᵢ·lossᵢ + ½ |W|²`; biases are free.
    pub fn fit(examples: &Examples<'_>, strength: f64) -> Self {
        let standard = Standard::of(examples.features, examples.width);
        let rows: Vec<f64> = standard.apply(examples.features).into_iter().map(f64::from).collect();
        Self { scores: Scores::fit(&rows, examples.width, examples, strength), standard }
    }

    /// Probabilities `[n, classes]`.
    pub(super) fn probabilities(&self, features: &[f32]) -> Vec<f32> {
        self.scores.probabilities(&self.standard.apply(features))
    }

    pub(super) fn fits(&self, width: usize, classes: usize) -> bool {
        self.standard.fits(width) && self.scores.fits(width, classes)
    }
}

impl Scores {
    /// Fits to rows `[n, width]`, whose labels and weights are those of `examples`.
    pub(super) fn fit(rows: &[f64], width: usize, examples: &Examples<'_>, strength: f64) -> Self {
        let present = examples.present();
        let k = present.len();
        let target: Vec<usize> =
            examples.labels.iter().map(|label| present.partition_point(|class| *class < *label as usize)).collect();
        let weights = examples.balanced_weights();
        let stride = width + 1;
        let best = minimise(vec![0.0; k * stride], MOST_STEPS, 1e-5, |x, gradient| {
            gradient.fill(0.0);
            let mut value = 0.0;
            let mut scores = vec![0.0; k];
            for ((row, target), weight) in rows.chunks_exact(width).zip(&target).zip(&weights) {
                for (score, class) in scores.iter_mut().zip(x.chunks_exact(stride)) {
                    *score = dot(row, &class[..width]) + class[width];
                }
                value -= weight * strength * log_softmax(&mut scores, *target);
                for (c, (score, class)) in scores.iter().zip(gradient.chunks_exact_mut(stride)).enumerate() {
                    let push = weight * strength * (score - if c == *target { 1.0 } else { 0.0 });
                    class.iter_mut().zip(row).for_each(|(g, feature)| *g += push * feature);
                    class[width] += push;
                }
            }
            for (x, g) in x.chunks_exact(stride).zip(gradient.chunks_exact_mut(stride)) {
                value += 0.5 * dot(&x[..width], &x[..width]);
                g[..width].iter_mut().zip(x).for_each(|(g, x)| *g += x);
            }
            value
        });
        let single = |value: &f64| {
            #[expect(clippy::cast_possible_truncation, reason = "features are of single precision")]
            let value = *value as f32;
            value
        };
        let weights = best.chunks_exact(stride).flat_map(|class| class[..width].iter().map(single)).collect();
        let biases = best.chunks_exact(stride).map(|class| single(&class[width])).collect();
        Self { present, classes: examples.classes, width, weights, biases }
    }

    /// Probabilities of rows `[n, width]`, `[n, classes]`.
    pub(super) fn probabilities(&self, rows: &[f32]) -> Vec<f32> {
        let k = self.present.len();
        let mut out = vec![0.0; rows.len() / self.width * self.classes];
        let scores = product_transposed(rows, &self.weights, self.width);
        for (scores, out) in scores.chunks_exact(k).zip(out.chunks_exact_mut(self.classes)) {
            let scores: Vec<f32> = scores.iter().zip(&self.biases).map(|(score, bias)| score + bias).collect();
            let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let powers: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
            let sum: f32 = powers.iter().sum();
            self.present.iter().zip(powers).for_each(|(class, power)| out[*class] = power / sum);
        }
        out
    }

    /// The same function of other rows, of which the old ones are a linear image: `change` maps a class's weights.
    pub(super) fn with_weights(self, width: usize, change: impl Fn(&mut Vec<f64>)) -> Self {
        let mapped = |class: &[f32]| {
            let mut weights: Vec<f64> = class.iter().map(|weight| f64::from(*weight)).collect();
            change(&mut weights);
            #[expect(clippy::cast_possible_truncation, reason = "features are of single precision")]
            weights.into_iter().map(|weight| weight as f32).collect::<Vec<_>>()
        };
        let weights = self.weights.chunks_exact(self.width).flat_map(mapped).collect();
        Self { width, weights, ..self }
    }

    pub(super) fn fits(&self, width: usize, classes: usize) -> bool {
        let k = self.present.len();
        self.width == width
            && width > 0
            && self.classes == classes
            && k > 0
            && self.present.iter().all(|class| *class < classes)
            && self.weights.len() == k * width
            && self.biases.len() == k
            && self.weights.iter().chain(&self.biases).all(|value| value.is_finite())
    }
}

/// Turns scores into probabilities; returns the logarithm of that of `target`.
fn log_softmax(scores: &mut [f64], target: usize) -> f64 {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let wanted = scores[target] - most;
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
    wanted - sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_points_have_the_weight_that_can_be_worked_out() {
        // Standardised to -1 and 1; by symmetry W = (-w, w), b = 0, and w solves w = C · 2 · s(-2w) with both examples of weight 1:
        // d/dw [2 C ln(1 + e^(-2w)) + w²] = 0.
        let features = [1.0, 3.0];
        let examples = Examples { features: &features, width: 1, labels: &[0, 1], classes: 2 };
        let model = Logistic::fit(&examples, 1.0);
        let w = f64::from(model.scores.weights[1]);
        assert!((w - 2.0 / (1.0 + (2.0 * w).exp())).abs() < 1e-4, "{w}");
        let p = model.probabilities(&[2.0])[0];
        assert!((p - 0.5).abs() < 1e-5, "{p}");
    }

    #[test]
    fn a_class_without_examples_has_no_probability() {
        let features = [0.0, 1.0, 0.2, 0.9];
        let examples = Examples { features: &features, width: 1, labels: &[0, 2, 0, 2], classes: 3 };
        let p = Logistic::fit(&examples, 1.0).probabilities(&features);
        assert!(p.chunks_exact(3).all(|p| p[1] == 0.0 && (p[0] + p[2] - 1.0).abs() < 1e-6), "{p:?}");
        assert!(p[0] > 0.5 && p[5] > 0.5, "{p:?}");
    }
}
