//! The convolution blocks on a tile of spectra, forwards and backwards, in training.
//!
//! Activations are channels-last: a row is one position's channels, and the spectra of a tile follow one another at a fixed pitch
//! through a whole block. Three neighbouring rows are then contiguous, so a convolution is one matrix product whose left operand is
//! the activation itself, read with overlapping rows. Rows that straddle two spectra come out meaningless; nothing reads them
//! forwards, and backwards their gradient is set to zero.

use super::kernels::{self, Pooling};
use super::matrix::{ColumnBlock, View, multiply};
use crate::network::{ConvLayer, KERNEL_WIDTH, Plan};

/// Rows that a convolution without padding takes off the end.
const LOST: usize = KERNEL_WIDTH - 1;

/// Where each layer's input comes from and how it is pooled.
fn pooling(layer: &ConvLayer, spectra: usize) -> Pooling {
    Pooling { spectra, pitch: layer.pitch, pooled: layer.valid / 2, channels: layer.outputs }
}

/// The raw convolution of `spectra` spectra, without bias.
fn convolve(layer: &ConvLayer, spectra: usize, input: &[f32], kernel: &[f32], raw: &mut [f32]) {
    let rows = spectra * layer.pitch;
    if layer.inputs == 1 {
        kernels::convolve_one_channel(&input[..rows], kernel, &mut raw[..(rows - LOST) * layer.outputs]);
        return;
    }
    let width = KERNEL_WIDTH * layer.inputs;
    let left = View::new(&input[..rows * layer.inputs], rows - LOST, width, layer.inputs, 1);
    let mut out = ColumnBlock::whole(raw, rows - LOST, layer.outputs);
    multiply(&mut out, false, left, View::dense(kernel, width, layer.outputs));
}

/// A tile's activations, kept from the forward for the backward pass.
#[derive(Default)]
pub(super) struct TrainingTile {
    spectra: usize,
    fluxes: Vec<f32>,
    /// Of each layer: the output after clipping, or the raw one where pooling follows.
    outputs: Vec<Vec<f32>>,
    /// Of each block: the pooled output; the last block's is the feature matrix of the batch instead.
    pooled: Vec<Vec<f32>>,
}

impl TrainingTile {
    /// Writes the features `[spectra, features]` of `fluxes` `[spectra, points]` and keeps what the gradient needs.
    pub(super) fn forward(&mut self, plan: &Plan, parameters: &[f32], fluxes: &[f32], features: &mut [f32]) {
        let spectra = features.len() / plan.features;
        self.spectra = spectra;
        self.fluxes.clear();
        self.fluxes.extend_from_slice(fluxes);
        self.outputs.resize_with(plan.convolutions.len(), Vec::new);
        self.pooled.resize_with(plan.convolutions.iter().filter(|layer| layer.pooled).count(), Vec::new);
        let mut block = 0;
        for (i, layer) in plan.convolutions.iter().enumerate() {
            let (before, after) = self.outputs.split_at_mut(i);
            let output = &mut after[0];
            output.resize(spectra * layer.pitch * layer.outputs, 0.0);
            let input = input_of(plan, i, block, &self.fluxes, before, &self.pooled);
            convolve(layer, spectra, input, &parameters[layer.kernel.clone()], output);
            let bias = &parameters[layer.bias.clone()];
            if !layer.pooled {
                kernels::add_bias_and_clip(output, bias);
                continue;
            }
            let shape = pooling(layer, spectra);
            if i + 1 == plan.convolutions.len() {
                kernels::pool_then_add_bias_and_clip(output, bias, features, shape);
            } else {
                self.pooled[block].resize(spectra * shape.pooled * shape.channels, 0.0);
                kernels::pool_then_add_bias_and_clip(output, bias, &mut self.pooled[block], shape);
            }
            block += 1;
        }
    }

    /// Adds the parameters' gradient to `gradient`, given the features and the gradient with respect to them.
    ///
    /// `flipped` holds each kernel as [`flip`] makes it.
    pub(super) fn backward(
        &self,
        plan: &Plan,
        flipped: &[f32],
        features: &[f32],
        feature_gradient: &[f32],
        buffers: &mut Deltas,
        gradient: &mut [f32],
    ) {
        let spectra = self.spectra;
        let most =
            plan.convolutions.iter().map(|layer| (spectra * layer.pitch + LOST) * layer.outputs).max().unwrap_or(0);
        let Deltas { current, next } = buffers;
        current.resize(current.len().max(most), 0.0);
        next.resize(next.len().max(most), 0.0);
        let mut block = plan.convolutions.iter().filter(|layer| layer.pooled).count();
        for (i, layer) in plan.convolutions.iter().enumerate().rev() {
            let n = layer.outputs;
            let rows = spectra * layer.pitch;
            if layer.pooled {
                block -= 1;
                // `next` holds the gradient of the pooled output here, except at the end of the network.
                let (pooled, pooled_gradient) = if i + 1 == plan.convolutions.len() {
                    (features, feature_gradient)
                } else {
                    (&self.pooled[block][..], &next[..])
                };
                let delta = &mut current[LOST * n..];
                kernels::unpool(&self.outputs[i], pooled, pooled_gradient, delta, pooling(layer, spectra));
            }
            let delta = &current[LOST * n..(LOST + rows) * n];
            let (before, _) = self.outputs.split_at(i);
            let input = input_of(plan, i, block, &self.fluxes, before, &self.pooled);
            let valid = &delta[..(rows - LOST) * n];
            kernels::add_column_sums(valid, &mut gradient[layer.bias.clone()]);
            let kernel_gradient = &mut gradient[layer.kernel.clone()];
            if layer.inputs == 1 {
                kernels::add_one_channel_gradient(&input[..rows], valid, kernel_gradient);
            } else {
                let width = KERNEL_WIDTH * layer.inputs;
                let view = View::new(&input[..rows * layer.inputs], rows - LOST, width, layer.inputs, 1);
                let mut out = ColumnBlock::whole(kernel_gradient, width, n);
                multiply(&mut out, true, view.transposed(), View::dense(valid, rows - LOST, n));
            }
            let Some(below) = i.checked_sub(1).map(|below| &plan.convolutions[below]) else { break };
            // Full convolution with the flipped kernel: two zero rows in front stand for the padding.
            current[..LOST * n].fill(0.0);
            let view = View::new(&current[..(rows + LOST) * n], rows, KERNEL_WIDTH * n, n, 1);
            let kernel = View::dense(&flipped[layer.kernel.clone()], KERNEL_WIDTH * n, layer.inputs);
            if below.pooled {
                multiply(&mut ColumnBlock::whole(next, rows, layer.inputs), false, view, kernel);
            } else {
                let to = &mut next[LOST * layer.inputs..(LOST + rows) * layer.inputs];
                multiply(&mut ColumnBlock::whole(to, rows, layer.inputs), false, view, kernel);
                kernels::unclip(&before[i - 1], to, below.pitch, below.valid, below.outputs);
                std::mem::swap(current, next);
            }
        }
    }
}

/// The activation that layer `i`, in block `block`, reads.
fn input_of<'a>(
    plan: &Plan,
    i: usize,
    block: usize,
    fluxes: &'a [f32],
    outputs: &'a [Vec<f32>],
    pooled: &'a [Vec<f32>],
) -> &'a [f32] {
    match i.checked_sub(1) {
        None => fluxes,
        Some(below) if plan.convolutions[below].pooled => &pooled[block - 1],
        Some(below) => &outputs[below],
    }
}

/// Gradients with respect to a layer's and to its input's rows, with room for the zero rows in front.
#[derive(Default)]
pub(super) struct Deltas {
    current: Vec<f32>,
    next: Vec<f32>,
}

/// Writes a kernel `[3, inputs, outputs]` as `[3, outputs, inputs]` with the three positions reversed: what the gradient with
/// respect to the input is convolved with.
pub(super) fn flip(layer: &ConvLayer, kernel: &[f32], flipped: &mut [f32]) {
    let (inputs, outputs) = (layer.inputs, layer.outputs);
    for t in 0..KERNEL_WIDTH {
        let from = &kernel[t * inputs * outputs..][..inputs * outputs];
        let to = &mut flipped[(KERNEL_WIDTH - 1 - t) * inputs * outputs..][..inputs * outputs];
        for (i, row) in from.chunks_exact(outputs).enumerate() {
            for (o, &value) in row.iter().enumerate() {
                to[o * inputs + i] = value;
            }
        }
    }
}
