//! The dense layers on a whole batch, cut into blocks of columns (forward) and of kernel rows (backward).
//!
//! The kernels of the dense layers are most of the parameters. Going backwards, a block of kernel rows yields its part of the input
//! gradient, then its own gradient, which is used up at once by the optimiser while everything is in cache: no gradient of the
//! whole layer is ever stored, and no thread sums another's.

use rayon::prelude::*;

use super::kernels;
use super::matrix::{ColumnBlock, View, multiply};
use crate::engine::dropout::Mask;
use crate::network::DenseLayer;

/// Columns that one task computes forwards.
const FORWARD_COLUMNS: usize = 64;
/// Kernel rows that one task handles backwards.
const BACKWARD_ROWS: usize = 128;

/// What follows the product in a layer.
#[derive(Clone, Copy)]
pub(super) enum After {
    /// The logits: bias only.
    Nothing,
    /// A hidden layer: clip, and drop where there is a mask.
    Clip(Option<Mask>),
}

/// `output[rows, outputs] = after(input[rows, inputs] · kernel + bias)`.
pub(super) fn forward(
    layer: &DenseLayer,
    parameters: &[f32],
    rows: usize,
    input: &[f32],
    output: &mut [f32],
    after: After,
) {
    let kernel = View::dense(&parameters[layer.kernel.clone()], layer.inputs, layer.outputs);
    let bias = &parameters[layer.bias.clone()];
    let input = View::dense(input, rows, layer.inputs);
    ColumnBlock::split(output, rows, layer.outputs, FORWARD_COLUMNS).into_par_iter().for_each(|mut block| {
        let (from, to) = (block.first, block.first + block.columns);
        multiply(&mut block, false, input, kernel.columns(from, to));
        let bias = &bias[from..to];
        for row in 0..rows {
            let values = block.row_mut(row);
            match after {
                After::Nothing => kernels::add_bias(values, bias),
                After::Clip(mask) => {
                    kernels::add_bias_and_clip(values, bias);
                    if let Some(mask) = mask {
                        mask.apply(row, from, values);
                    }
                }
            }
        }
    });
}

/// What the backward pass of a layer reads.
pub(super) struct Backward<'a> {
    pub(super) layer: &'a DenseLayer,
    pub(super) rows: usize,
    pub(super) input: &'a [f32],
    /// Gradient with respect to the layer's output before clipping, `[rows, outputs]`.
    pub(super) delta: &'a [f32],
    /// The factor of kept inputs where the input is a hidden layer's output.
    pub(super) input_scale: Option<f32>,
}

/// The optimiser's view of some parameters: themselves and two moments.
pub(super) struct Slots<'a> {
    pub(super) parameters: &'a mut [f32],
    pub(super) first: &'a mut [f32],
    pub(super) second: &'a mut [f32],
}

/// Writes the gradient with respect to the layer's input and hands each block's own gradient to `apply`.
pub(super) fn backward<F>(task: &Backward<'_>, slots: Slots<'_>, input_gradient: &mut [f32], apply: F)
where
    F: Fn(&[f32], Slots<'_>) + Sync,
{
    let layer = task.layer;
    let (rows, n) = (task.rows, layer.outputs);
    let delta = View::dense(task.delta, rows, n);
    let input = View::dense(task.input, rows, layer.inputs);
    let (kernel, bias) = (layer.kernel.len(), layer.bias.len());
    let Slots { parameters, first, second } = slots;
    let (parameters, bias_parameters) = parameters.split_at_mut(kernel);
    let (first, bias_first) = first.split_at_mut(kernel);
    let (second, bias_second) = second.split_at_mut(kernel);
    let size = BACKWARD_ROWS * n;
    let blocks = parameters.par_chunks_mut(size).zip(first.par_chunks_mut(size)).zip(second.par_chunks_mut(size));
    ColumnBlock::split(input_gradient, rows, layer.inputs, BACKWARD_ROWS).into_par_iter().zip(blocks).for_each_init(
        Vec::new,
        |scratch, (mut block, ((parameters, first), second))| {
            let (from, to) = (block.first, block.first + block.columns);
            multiply(&mut block, false, delta, View::dense(parameters, to - from, n).transposed());
            if let Some(scale) = task.input_scale {
                for row in 0..rows {
                    let output = &task.input[row * layer.inputs + from..row * layer.inputs + to];
                    kernels::unclip_and_undrop(output, block.row_mut(row), scale);
                }
            }
            scratch.resize(size, 0.0);
            let gradient = &mut scratch[..(to - from) * n];
            let mut out = ColumnBlock::whole(gradient, to - from, n);
            multiply(&mut out, false, input.columns(from, to).transposed(), delta);
            apply(gradient, Slots { parameters, first, second });
        },
    );
    let mut gradient = vec![0.0; bias];
    kernels::add_column_sums(&task.delta[..rows * n], &mut gradient);
    apply(&gradient, Slots { parameters: bias_parameters, first: bias_first, second: bias_second });
}
