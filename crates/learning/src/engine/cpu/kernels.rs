//! The passes between the matrix products, each compiled for the widest vectors of the machine (`pulp` picks at run time).
//!
//! None of them uses fused multiply-add, so they give the same bits on every machine.

use crate::engine::Adam;
use crate::network::POOL_WIDTH;

/// Runs `body` compiled for the machine's vectors.
#[inline]
fn vectorised<R>(body: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(body)
}

/// Adds the bias to each row and clips below zero.
pub(super) fn add_bias_and_clip(rows: &mut [f32], bias: &[f32]) {
    vectorised(|| {
        for row in rows.chunks_exact_mut(bias.len()) {
            for (value, bias) in row.iter_mut().zip(bias) {
                *value = (*value + bias).max(0.0);
            }
        }
    });
}

/// Adds the bias to each row.
pub(super) fn add_bias(rows: &mut [f32], bias: &[f32]) {
    for row in rows.chunks_exact_mut(bias.len()) {
        for (value, bias) in row.iter_mut().zip(bias) {
            *value += bias;
        }
    }
}

/// Where a convolution's raw output lies and how it is pooled.
#[derive(Clone, Copy)]
pub(super) struct Pooling {
    pub(super) spectra: usize,
    /// Rows from one spectrum to the next before pooling.
    pub(super) pitch: usize,
    /// Positions after pooling.
    pub(super) pooled: usize,
    pub(super) channels: usize,
}

/// Max-pooling of a raw convolution output, then bias and clip: the same bits as bias, clip, pooling, since adding is monotonic.
pub(super) fn pool_then_add_bias_and_clip(raw: &[f32], bias: &[f32], pooled: &mut [f32], shape: Pooling) {
    vectorised(|| {
        let n = shape.channels;
        for spectrum in 0..shape.spectra {
            let from = &raw[spectrum * shape.pitch * n..];
            let to = &mut pooled[spectrum * shape.pooled * n..][..shape.pooled * n];
            for (pair, out) in from.chunks_exact(POOL_WIDTH * n).zip(to.chunks_exact_mut(n)) {
                let (first, second) = pair.split_at(n);
                for (((out, first), second), bias) in out.iter_mut().zip(first).zip(second).zip(bias) {
                    *out = (first.max(*second) + bias).max(0.0);
                }
            }
        }
    });
}

/// Sum or difference of the rows `2 p` of `one` and of `other`, each of `channels`, for each row `p` of `out`.
pub(super) fn mix_rows(one: &[f32], other: &[f32], subtract: bool, channels: usize, out: &mut [f32]) {
    vectorised(|| {
        for (p, out) in out.chunks_exact_mut(channels).enumerate() {
            let rows = one[2 * p * channels..][..channels].iter().zip(&other[2 * p * channels..][..channels]);
            if subtract {
                out.iter_mut().zip(rows).for_each(|(out, (one, other))| *out = one - other);
            } else {
                out.iter_mut().zip(rows).for_each(|(out, (one, other))| *out = one + other);
            }
        }
    });
}

/// Replaces two arrays by their sum and their difference.
pub(super) fn sum_and_difference(first: &mut [f32], second: &mut [f32]) {
    vectorised(|| {
        for (first, second) in first.iter_mut().zip(second) {
            (*first, *second) = (*first + *second, *first - *second);
        }
    });
}

/// Rows of `first` and `second` in turn, with bias and clip.
pub(super) fn interleave_with_bias_and_clip(first: &[f32], second: &[f32], bias: &[f32], rows: &mut [f32]) {
    vectorised(|| {
        let n = bias.len();
        let pairs = first.chunks_exact(n).zip(second.chunks_exact(n));
        for (rows, (first, second)) in rows.chunks_exact_mut(2 * n).zip(pairs) {
            let (to_first, to_second) = rows.split_at_mut(n);
            for c in 0..n {
                to_first[c] = (first[c] + bias[c]).max(0.0);
                to_second[c] = (second[c] + bias[c]).max(0.0);
            }
        }
    });
}

/// The larger of each pair, with bias and clip: max-pooling where a pair's outputs lie apart.
pub(super) fn larger_with_bias_and_clip(first: &[f32], second: &[f32], bias: &[f32], pooled: &mut [f32]) {
    vectorised(|| {
        let n = bias.len();
        let pairs = first.chunks_exact(n).zip(second.chunks_exact(n));
        for (pooled, (first, second)) in pooled.chunks_exact_mut(n).zip(pairs) {
            for c in 0..n {
                pooled[c] = (first[c].max(second[c]) + bias[c]).max(0.0);
            }
        }
    });
}

/// Gradient of pooling and clip together: sends each pooled gradient to the larger of its pair (the first on a tie) where the
/// pooled value is positive, and zero everywhere else, also to the rows that belong to no spectrum.
///
/// `raw` is the convolution's output before bias, `pooled` the block's output.
pub(super) fn unpool(raw: &[f32], pooled: &[f32], gradient: &[f32], delta: &mut [f32], shape: Pooling) {
    vectorised(|| {
        let n = shape.channels;
        for spectrum in 0..shape.spectra {
            let rows = spectrum * shape.pitch * n..(spectrum + 1) * shape.pitch * n;
            let (from, to) = (&raw[rows.clone()], &mut delta[rows]);
            let (inside, outside) = to.split_at_mut(shape.pooled * POOL_WIDTH * n);
            outside.fill(0.0);
            let own = spectrum * shape.pooled * n..(spectrum + 1) * shape.pooled * n;
            let pooled = pooled[own.clone()].chunks_exact(n).zip(gradient[own].chunks_exact(n));
            let pairs = from.chunks_exact(POOL_WIDTH * n).zip(inside.chunks_exact_mut(POOL_WIDTH * n));
            for ((pair, out), (value, gradient)) in pairs.zip(pooled) {
                let (first, second) = pair.split_at(n);
                let (to_first, to_second) = out.split_at_mut(n);
                for c in 0..n {
                    let flow = if value[c] > 0.0 { gradient[c] } else { 0.0 };
                    let first_wins = first[c] >= second[c];
                    to_first[c] = if first_wins { flow } else { 0.0 };
                    to_second[c] = if first_wins { 0.0 } else { flow };
                }
            }
        }
    });
}

/// Gradient of the clip: zero where the output is not positive, and in the rows past the `valid` ones of each spectrum.
pub(super) fn unclip(output: &[f32], delta: &mut [f32], pitch: usize, valid: usize, channels: usize) {
    vectorised(|| {
        let spectra = output.chunks_exact(pitch * channels).zip(delta.chunks_exact_mut(pitch * channels));
        for (output, delta) in spectra {
            let (inside, outside) = delta.split_at_mut(valid * channels);
            outside.fill(0.0);
            for (delta, output) in inside.iter_mut().zip(output) {
                *delta = if *output > 0.0 { *delta } else { 0.0 };
            }
        }
    });
}

/// `scale * gradient` where the hidden output is positive, else zero: clip and dropout at once, since a dropped output is zero.
pub(super) fn unclip_and_undrop(output: &[f32], gradient: &mut [f32], scale: f32) {
    vectorised(|| {
        for (gradient, output) in gradient.iter_mut().zip(output) {
            *gradient = if *output > 0.0 { *gradient * scale } else { 0.0 };
        }
    });
}

/// Adds the sum of the rows to `sums`.
pub(super) fn add_column_sums(rows: &[f32], sums: &mut [f32]) {
    vectorised(|| {
        for row in rows.chunks_exact(sums.len()) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
    });
}

/// Convolution of one input channel: `rows[r] = Σ_t input[r + t] · kernel[t]`, without bias.
pub(super) fn convolve_one_channel(input: &[f32], kernel: &[f32], rows: &mut [f32]) {
    vectorised(|| {
        let n = kernel.len() / 3;
        let (k0, rest) = kernel.split_at(n);
        let (k1, k2) = rest.split_at(n);
        for (x, row) in input.windows(3).zip(rows.chunks_exact_mut(n)) {
            for c in 0..n {
                row[c] = x[0] * k0[c] + x[1] * k1[c] + x[2] * k2[c];
            }
        }
    });
}

/// Kernel gradient of [`convolve_one_channel`], added to `gradient`.
pub(super) fn add_one_channel_gradient(input: &[f32], delta: &[f32], gradient: &mut [f32]) {
    vectorised(|| {
        let n = gradient.len() / 3;
        let (g0, rest) = gradient.split_at_mut(n);
        let (g1, g2) = rest.split_at_mut(n);
        for (x, row) in input.windows(3).zip(delta.chunks_exact(n)) {
            for c in 0..n {
                g0[c] += x[0] * row[c];
                g1[c] += x[1] * row[c];
                g2[c] += x[2] * row[c];
            }
        }
    });
}

/// One step of Adam on some parameters, operation by operation as Keras does it; its rate is corrected for bias already.
pub(super) fn adam(step: Adam, parameters: &mut [f32], first: &mut [f32], second: &mut [f32], gradient: &[f32]) {
    vectorised(|| {
        let arrays = parameters.iter_mut().zip(first).zip(second).zip(gradient);
        for (((parameter, first), second), &gradient) in arrays {
            *first += (gradient - *first) * (1.0 - step.beta1);
            *second += (gradient * gradient - *second) * (1.0 - step.beta2);
            *parameter -= *first * step.learning_rate / (second.sqrt() + step.epsilon);
        }
    });
}

/// Softmax of each row of logits in place; returns the log of each row's normaliser, so that the loss is `log_sum - logit`.
pub(super) fn softmax(logits: &mut [f32], classes: usize, mut log_sum: impl FnMut(usize, &[f32], f64)) {
    for (i, row) in logits.chunks_exact_mut(classes).enumerate() {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f64 = row.iter().map(|&logit| f64::from(logit - largest).exp()).sum();
        log_sum(i, row, f64::from(largest) + sum.ln());
        for value in row {
            #[expect(clippy::cast_possible_truncation, reason = "a probability; single precision is what is wanted")]
            {
                *value = (f64::from(*value - largest).exp() / sum) as f32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pooling_takes_the_larger_of_each_pair_and_its_gradient_goes_back_there() {
        // One channel, pitch 5: positions 1 5 | 2 2 | 9; the last belongs to no pair.
        let raw = [1.0, 5.0, 2.0, 2.0, 9.0];
        let shape = Pooling { spectra: 1, pitch: 5, pooled: 2, channels: 1 };
        let mut pooled = [0.0; 2];
        pool_then_add_bias_and_clip(&raw, &[-3.0], &mut pooled, shape);
        assert_eq!(pooled, [2.0, 0.0]);
        let mut delta = [7.0; 5];
        unpool(&raw, &pooled, &[10.0, 20.0], &mut delta, shape);
        assert_eq!(delta, [0.0, 10.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn on_a_tie_the_first_of_the_pair_gets_the_gradient() {
        let raw = [4.0, 4.0];
        let shape = Pooling { spectra: 1, pitch: 2, pooled: 1, channels: 1 };
        let mut delta = [0.0; 2];
        unpool(&raw, &[4.0], &[1.0], &mut delta, shape);
        assert_eq!(delta, [1.0, 0.0]);
    }

    #[test]
    fn a_softmax_row_sums_to_one_also_for_huge_logits() {
        let mut logits = [1000.0, 1000.0, -1000.0, 0.0];
        let mut sums = Vec::new();
        softmax(&mut logits, 2, |_, _, sum| sums.push(sum));
        assert_eq!(logits, [0.5, 0.5, 0.0, 1.0]);
        assert!((sums[0] - (1000.0 + 2.0_f64.ln())).abs() < 1e-12);
    }

    #[test]
    fn the_first_step_of_adam_has_the_length_of_the_learning_rate() {
        let optimiser = crate::engine::Adam::default();
        let step = Adam { learning_rate: optimiser.corrected_rate(1), ..optimiser };
        let (mut p, mut m, mut v) = ([1.0], [0.0], [0.0]);
        adam(step, &mut p, &mut m, &mut v, &[0.25]);
        assert!((p[0] - (1.0 - 1e-3)).abs() < 1e-6, "{}", p[0]);
    }
}
