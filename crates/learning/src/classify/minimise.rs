//! Minimising a smooth convex function: L-BFGS (Liu and Nocedal 1989) with a backtracking line search.

use crate::linear_algebra::dot;

/// Corrections that are remembered.
const MEMORY: usize = 12;
/// Halvings of a step at most.
const MOST_HALVINGS: usize = 40;

/// Minimises from `start`; `function` returns the value and writes the gradient. Ends when no element of the gradient is larger than
/// `tolerance`, after `most` steps, or where no step helps any more.
pub(super) fn minimise(
    start: Vec<f64>,
    most: usize,
    tolerance: f64,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Vec<f64> {
    let mut x = start;
    let mut gradient = vec![0.0; x.len()];
    let mut value = function(&x, &mut gradient);
    let mut memory: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::new();
    for _ in 0..most {
        if gradient.iter().all(|g| g.abs() <= tolerance) {
            break;
        }
        let mut direction = descent(&gradient, &memory);
        let mut slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            memory.clear();
            direction = gradient.iter().map(|g| -g).collect();
            slope = -dot(&gradient, &gradient);
        }
        // The first step has no scale yet.
        let mut step = if memory.is_empty() { 1.0 / (1.0 + dot(&gradient, &gradient).sqrt()) } else { 1.0 };
        let mut next_gradient = vec![0.0; x.len()];
        let mut accepted = None;
        for _ in 0..MOST_HALVINGS {
            let next: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| x + step * d).collect();
            let next_value = function(&next, &mut next_gradient);
            if next_value <= value + 1e-4 * step * slope {
                accepted = Some((next, next_value));
                break;
            }
            step *= 0.5;
        }
        let Some((next, next_value)) = accepted else { break };
        let moved: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let curvature = dot(&moved, &turned);
        if curvature > 1e-12 * dot(&turned, &turned) {
            if memory.len() == MEMORY {
                memory.remove(0);
            }
            memory.push((moved, turned, 1.0 / curvature));
        }
        (x, value, gradient) = (next, next_value, next_gradient);
    }
    x
}

/// The two-loop recursion: minus the inverse Hessian, as far as it is known, times the gradient.
fn descent(gradient: &[f64], memory: &[(Vec<f64>, Vec<f64>, f64)]) -> Vec<f64> {
    let mut q = gradient.to_vec();
    let mut alphas = Vec::with_capacity(memory.len());
    for (moved, turned, inverse) in memory.iter().rev() {
        let alpha = inverse * dot(moved, &q);
        q.iter_mut().zip(turned).for_each(|(q, y)| *q -= alpha * y);
        alphas.push(alpha);
    }
    if let Some((_, turned, inverse)) = memory.last() {
        let scale = 1.0 / (inverse * dot(turned, turned));
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for ((moved, turned, inverse), alpha) in memory.iter().zip(alphas.iter().rev()) {
        let beta = inverse * dot(turned, &q);
        q.iter_mut().zip(moved).for_each(|(q, s)| *q += (alpha - beta) * s);
    }
    q.iter_mut().for_each(|q| *q = -*q);
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_elongated_bowl_is_descended_to_its_bottom() {
        let found = minimise(vec![5.0, -3.0, 1.0], 200, 1e-9, |x, gradient| {
            let (target, weight) = ([1.0, 2.0, 3.0], [1.0, 100.0, 1e4]);
            let mut value = 0.0;
            for i in 0..3 {
                let d = x[i] - target[i];
                gradient[i] = 2.0 * weight[i] * d;
                value += weight[i] * d * d;
            }
            value
        });
        for (found, expected) in found.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-8, "{found}");
        }
    }
}
