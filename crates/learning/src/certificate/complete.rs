//! What is estimated and is no bound: calibrated probabilities, and completeness by injection and recovery.

use super::finite::real;

/// A calibration that never falls: isotonic regression on scores with outcomes, by pooling adjacent violators (Barlow et al. 1972).
#[derive(Debug, Clone, PartialEq)]
pub struct Isotonic {
    /// Ascending scores, and the probability at each.
    knots: Vec<(f64, f64)>,
}

impl Isotonic {
    /// Fits outcomes of weight `1/q` each: random draws of unequal probability count for what they stand for. `None` without a draw
    /// of finite score and positive weight.
    pub fn fit(draws: impl IntoIterator<Item = (f64, bool, f64)>) -> Option<Self> {
        let mut draws: Vec<_> = draws
            .into_iter()
            .filter(|(score, _, weight)| score.is_finite() && *weight > 0.0 && weight.is_finite())
            .collect();
        draws.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Blocks of (sum of weights, sum of weighted outcomes, first score, last score).
        let mut blocks: Vec<(f64, f64, f64, f64)> = Vec::new();
        for (score, hit, weight) in draws {
            blocks.push((weight, if hit { weight } else { 0.0 }, score, score));
            while let [.., (w, hits, _, end), (next_w, next_hits, begin, next_end)] = blocks[..] {
                // Equal scores are one block, whatever their outcomes.
                if end < begin && hits * next_w < next_hits * w {
                    break;
                }
                blocks.pop();
                let last = blocks.len() - 1;
                blocks[last] = (w + next_w, hits + next_hits, blocks[last].2, next_end);
            }
        }
        let knots = blocks.iter().flat_map(|&(w, hits, begin, end)| {
            let p = hits / w;
            [(begin, p), (end, p)]
        });
        let knots: Vec<_> = knots.collect();
        (!knots.is_empty()).then_some(Self { knots })
    }

    /// The probability at a score: linear between blocks, constant beyond the ends.
    pub fn probability(&self, score: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.0 < score);
        let (Some(right), Some(left)) = (self.knots.get(after), after.checked_sub(1).map(|i| self.knots[i])) else {
            return self.knots[after.min(self.knots.len() - 1)].1;
        };
        let share = if right.0 > left.0 { (score - left.0) / (right.0 - left.0) } else { 1.0 };
        left.1 + share * (right.1 - left.1)
    }
}

/// The temperature by which logits are divided so that outcomes become most probable (Guo et al. 2017).
///
/// For fewer draws than an isotonic fit needs. `logits` are `[n, classes]`. Found to 1e-6 between 0.05 and 20.
///
/// # Panics
/// When the lengths do not fit.
pub fn temperature(logits: &[f64], classes: usize, labels: &[usize]) -> f64 {
    assert_eq!(logits.len(), labels.len() * classes, "logits are [n, classes]");
    let loss = |log_t: f64| -> f64 {
        let scale = (-log_t).exp();
        let rows = logits.chunks_exact(classes).zip(labels);
        rows.map(|(row, &label)| {
            let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            row.iter().map(|x| ((x - most) * scale).exp()).sum::<f64>().ln() - (row[label] - most) * scale
        })
        .sum()
    };
    // The loss is convex in 1/T, hence has one minimum in ln T.
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.05_f64.ln(), 20.0_f64.ln());
    while high - low > 1e-6 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if loss(a) <= loss(b) { high = b } else { low = a }
    }
    f64::midpoint(low, high).exp()
}

/// One injected line and whether it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Injection {
    /// Equivalent width, Å, positive for emission.
    pub equivalent_width: f64,
    /// Whether it has two peaks.
    pub double: bool,
    /// Signal to noise per pixel in the window.
    pub snr: f64,
    /// Whether the model put the spectrum on the list.
    pub found: bool,
}

/// P(found | equivalent width, kind, S/N): logistic regression on logarithms, for lines of the injected shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Completeness {
    weights: [f64; FEATURES],
}

const FEATURES: usize = 6;
/// Ridge penalty: keeps the fit finite where all or none are found.
const RIDGE: f64 = 0.1;

impl Completeness {
    /// Fits by Newton's method with a small ridge penalty. `None` without an injection of positive width and S/N.
    pub fn fit(injections: &[Injection]) -> Option<Self> {
        let rows: Vec<([f64; FEATURES], f64)> = injections
            .iter()
            .filter(|one| one.equivalent_width > 0.0 && one.snr > 0.0)
            .map(|one| (features(one.equivalent_width, one.double, one.snr), f64::from(u8::from(one.found))))
            .collect();
        if rows.is_empty() {
            return None;
        }
        let mut weights = [0.0; FEATURES];
        for _ in 0..100 {
            let step = newton_step(&rows, &weights);
            let longest = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
            // A step that is too long overshoots where the classes separate.
            let scale = (2.0 / longest).min(1.0);
            weights.iter_mut().zip(step).for_each(|(weight, s)| *weight += scale * s);
            if longest < 1e-10 {
                break;
            }
        }
        Some(Self { weights })
    }

    /// The probability that such a line is found.
    pub fn probability(&self, equivalent_width: f64, double: bool, snr: f64) -> f64 {
        logistic(dot(&self.weights, &features(equivalent_width, double, snr)))
    }

    /// All of the class: the labelled ones, and each confirmed member of the list by one over its completeness, of which none is
    /// taken as less than `least` (a star found against all odds would stand for too many).
    pub fn total(&self, labelled: usize, confirmed: &[(f64, bool, f64)], least: f64) -> f64 {
        let each = confirmed.iter().map(|&(width, double, snr)| 1.0 / self.probability(width, double, snr).max(least));
        real(labelled) + each.sum::<f64>()
    }
}

fn features(equivalent_width: f64, double: bool, snr: f64) -> [f64; FEATURES] {
    let (width, snr, double) = (equivalent_width.ln(), snr.ln(), f64::from(u8::from(double)));
    [1.0, width, width * width, double, double * width, snr]
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn dot(a: &[f64; FEATURES], b: &[f64; FEATURES]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The solution of `H s = g`, with gradient and Hessian of the penalised log likelihood.
fn newton_step(rows: &[([f64; FEATURES], f64)], weights: &[f64; FEATURES]) -> [f64; FEATURES] {
    let (mut hessian, mut gradient) = ([[0.0; FEATURES]; FEATURES], weights.map(|weight| -RIDGE * weight));
    (0..FEATURES).for_each(|i| hessian[i][i] = RIDGE);
    for (x, y) in rows {
        let p = logistic(dot(weights, x));
        let curvature = p * (1.0 - p);
        for i in 0..FEATURES {
            gradient[i] += (y - p) * x[i];
            (0..FEATURES).for_each(|j| hessian[i][j] += curvature * x[i] * x[j]);
        }
    }
    solve(hessian, gradient)
}

/// Gaussian elimination; the matrix is positive definite, so no pivot is sought.
fn solve(mut matrix: [[f64; FEATURES]; FEATURES], mut right: [f64; FEATURES]) -> [f64; FEATURES] {
    for i in 0..FEATURES {
        for j in i + 1..FEATURES {
            let factor = matrix[j][i] / matrix[i][i];
            (i..FEATURES).for_each(|k| matrix[j][k] -= factor * matrix[i][k]);
            right[j] -= factor * right[i];
        }
    }
    for i in (0..FEATURES).rev() {
        let known: f64 = (i + 1..FEATURES).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, stream};
    use rand::RngExt;

    #[test]
    fn violators_are_pooled() {
        // Outcomes 0, 1, 0, 1: the middle two pool to ½.
        let fit = Isotonic::fit([(0.1, false, 1.0), (0.4, true, 1.0), (0.6, false, 1.0), (0.9, true, 1.0)]).unwrap();
        for (score, p) in [(-1.0, 0.0), (0.1, 0.0), (0.4, 0.5), (0.5, 0.5), (0.6, 0.5), (0.9, 1.0), (2.0, 1.0)] {
            assert!((fit.probability(score) - p).abs() < 1e-15, "{score}");
        }
        assert!((fit.probability(0.25) - 0.25).abs() < 1e-15, "linear between blocks");
        assert_eq!(Isotonic::fit([(f64::NAN, true, 1.0)]), None);
    }

    #[test]
    fn equal_scores_have_one_probability_by_weight() {
        let fit = Isotonic::fit([(0.5, true, 3.0), (0.5, false, 1.0)]).unwrap();
        assert!((fit.probability(0.5) - 0.75).abs() < 1e-15);
    }

    #[test]
    fn overconfident_logits_are_cooled_by_what_made_them_so() {
        let mut random = stream(3, Purpose::Split, 0);
        let (mut logits, mut labels) = (Vec::new(), Vec::new());
        for _ in 0..20_000 {
            let x = 4.0 * random.random::<f64>() - 2.0;
            logits.extend([0.0, 3.0 * x]);
            labels.push(usize::from(random.random::<f64>() < logistic(x)));
        }
        let t = temperature(&logits, 2, &labels);
        assert!((t - 3.0).abs() < 0.2, "{t}");
    }

    #[test]
    fn the_completeness_of_a_known_law_is_recovered() {
        let mut random = stream(5, Purpose::Split, 0);
        let law = |width: f64, double: bool, snr: f64| {
            logistic(-4.0 + 2.0 * width.ln() + f64::from(u8::from(double)) * -0.5 + 0.8 * snr.ln())
        };
        let mut one = |_| {
            let equivalent_width = (random.random::<f64>() * 4.0 - 1.0).exp();
            let (double, snr) = (random.random::<bool>(), 5.0 + 45.0 * random.random::<f64>());
            let found = random.random::<f64>() < law(equivalent_width, double, snr);
            Injection { equivalent_width, double, snr, found }
        };
        let injections: Vec<Injection> = (0..20_000).map(&mut one).collect();
        let fit = Completeness::fit(&injections).unwrap();
        for (width, double, snr) in [(2.0, false, 10.0), (4.0, true, 20.0), (1.0, true, 40.0)] {
            let (got, expected) = (fit.probability(width, double, snr), law(width, double, snr));
            assert!((got - expected).abs() < 0.03, "{width} {double} {snr}: {got} {expected}");
        }
        let hidden: Vec<Injection> = (0..5000).map(&mut one).collect();
        let found: Vec<_> =
            hidden.iter().filter(|one| one.found).map(|one| (one.equivalent_width, one.double, one.snr)).collect();
        let total = fit.total(0, &found, 0.02);
        assert!((total / 5000.0 - 1.0).abs() < 0.05, "{total}");
    }

    #[test]
    fn where_all_are_found_the_fit_stays_finite() {
        let all = [1.0, 2.0, 5.0].map(|equivalent_width| Injection {
            equivalent_width,
            double: true,
            snr: 10.0,
            found: true,
        });
        let p = Completeness::fit(&all).unwrap().probability(3.0, true, 10.0);
        assert!(p > 0.5 && p <= 1.0, "{p}");
        assert_eq!(Completeness::fit(&[]), None);
    }
}
