//! The convolution blocks of a tile of spectra where no gradient will be asked for, with a third fewer multiplications.
//!
//! Two neighbouring outputs `y0, y1` of a convolution of width 3 over `d0 … d3` with the kernel `g0, g1, g2` need four products
//! instead of six: the minimal filter F(2, 3) of Winograd (1980), applied to networks by Lavin and Gray (2016, arXiv:1509.09308),
//!
//! ```text
//! m0 = (d0 − d2) g0              m1 = (d1 + d2) (g0 + g1 + g2) / 2       y0 = m0 + m1 + m2
//! m3 = (d1 − d3) g2              m2 = (d2 − d1) (g0 − g1 + g2) / 2       y1 = m1 − m2 − m3
//! ```
//!
//! With channels, each `m` is a matrix product over all pairs of the tile. A pair is also what max-pooling looks at, so pooling is
//! part of the last pass. Pairs begin anew in each spectrum, so its bits do not depend on its place in the tile.

use super::kernels;
use super::matrix::{ColumnBlock, View, multiply};
use crate::network::{ConvLayer, KERNEL_WIDTH, Plan};

/// Products of each pair of outputs.
const PRODUCTS: usize = 4;
/// Rows past the last spectrum that a pair may read; what comes of them is never used.
const BEYOND: usize = 2;

/// The kernels of all layers with several channels, each as four matrices `[inputs, outputs]`; the last one has the other sign.
pub(super) struct Filters {
    values: Vec<f32>,
}

impl Filters {
    pub(super) fn new(plan: &Plan, parameters: &[f32]) -> Self {
        let mut values = Vec::new();
        for layer in plan.convolutions.iter().filter(|layer| layer.inputs > 1) {
            let kernel = &parameters[layer.kernel.clone()];
            let (g0, rest) = kernel.split_at(kernel.len() / KERNEL_WIDTH);
            let (g1, g2) = rest.split_at(g0.len());
            let middle = |sign: f32| move |((g0, g1), g2): ((&f32, &f32), &f32)| (g0 + sign * g1 + g2) * 0.5;
            values.extend_from_slice(g0);
            values.extend(g0.iter().zip(g1).zip(g2).map(middle(1.0)));
            values.extend(g0.iter().zip(g1).zip(g2).map(middle(-1.0)));
            values.extend(g2.iter().map(|value| -value));
        }
        Self { values }
    }
}

/// Where the rows of a tile stand.
#[derive(Clone, Copy)]
struct Shape {
    spectra: usize,
    /// Rows from one spectrum to the next in the layer's input.
    pitch: usize,
    /// Pairs of outputs of each spectrum.
    pairs: usize,
}

/// Buffers, used again and again, that stay in cache.
#[derive(Default)]
pub(super) struct ForwardTile {
    input: Vec<f32>,
    output: Vec<f32>,
    /// One combination of the input rows, `[pairs, inputs]`.
    mixed: Vec<f32>,
    /// First and second output of each pair, `[pairs, outputs]`.
    first: Vec<f32>,
    second: Vec<f32>,
}

impl ForwardTile {
    /// Writes the features `[spectra, features]` of `fluxes` `[spectra, points]`.
    pub(super) fn run(
        &mut self,
        plan: &Plan,
        filters: &Filters,
        parameters: &[f32],
        fluxes: &[f32],
        features: &mut [f32],
    ) {
        let spectra = features.len() / plan.features;
        let most = plan.convolutions.iter().map(|layer| (layer.pitch + 1) * layer.outputs).max().unwrap_or(0);
        let widest = plan.convolutions.iter().map(|layer| layer.outputs).max().unwrap_or(0);
        for buffer in [&mut self.input, &mut self.output] {
            buffer.resize(spectra * most + BEYOND * widest, 0.0);
        }
        self.input[..fluxes.len()].copy_from_slice(fluxes);
        let mut pitch = fluxes.len() / spectra;
        let mut filters = &filters.values[..];
        for (i, layer) in plan.convolutions.iter().enumerate() {
            let bias = &parameters[layer.bias.clone()];
            if layer.inputs == 1 {
                let rows = spectra * pitch - (KERNEL_WIDTH - 1);
                let output = &mut self.output[..rows * layer.outputs];
                kernels::convolve_one_channel(
                    &self.input[..spectra * pitch],
                    &parameters[layer.kernel.clone()],
                    output,
                );
                if layer.pooled {
                    let shape = kernels::Pooling { spectra, pitch, pooled: layer.valid / 2, channels: layer.outputs };
                    let last = i + 1 == plan.convolutions.len();
                    let pooled = if last { &mut *features } else { &mut self.input[..] };
                    kernels::pool_then_add_bias_and_clip(&self.output, bias, pooled, shape);
                    pitch = layer.valid / 2;
                } else {
                    kernels::add_bias_and_clip(output, bias);
                    std::mem::swap(&mut self.input, &mut self.output);
                }
                continue;
            }
            let (own, rest) = filters.split_at(PRODUCTS * layer.inputs * layer.outputs);
            filters = rest;
            let pairs = if layer.pooled { layer.valid / 2 } else { layer.valid.div_ceil(2) };
            self.products(layer, own, Shape { spectra, pitch, pairs });
            let outputs = spectra * pairs * layer.outputs;
            let (first, second) = (&self.first[..outputs], &self.second[..outputs]);
            if !layer.pooled {
                kernels::interleave_with_bias_and_clip(first, second, bias, &mut self.output[..2 * outputs]);
                std::mem::swap(&mut self.input, &mut self.output);
                pitch = 2 * pairs;
            } else if i + 1 == plan.convolutions.len() {
                kernels::larger_with_bias_and_clip(first, second, bias, features);
            } else {
                kernels::larger_with_bias_and_clip(first, second, bias, &mut self.input[..outputs]);
                pitch = pairs;
            }
        }
    }

    /// Fills `first` and `second` with the two outputs of each pair, without bias.
    fn products(&mut self, layer: &ConvLayer, filters: &[f32], shape: Shape) {
        let Shape { spectra, pitch, pairs } = shape;
        let (rows, k, n) = (spectra * pairs, layer.inputs, layer.outputs);
        let Self { input, mixed, first, second, .. } = self;
        for (buffer, size) in [(&mut *mixed, rows * k), (&mut *first, rows * n), (&mut *second, rows * n)] {
            buffer.resize(buffer.len().max(size), 0.0);
        }
        let (mixed, first, second) = (&mut mixed[..rows * k], &mut first[..rows * n], &mut second[..rows * n]);
        // Adds the product of one matrix with the sum or difference of two rows of each pair's four.
        let mut product = |which: usize, mix: Mix, to: &mut [f32], accumulate: bool| {
            for (spectrum, mixed) in mixed.chunks_exact_mut(pairs * k).enumerate() {
                let rows = &input[spectrum * pitch * k..];
                kernels::mix_rows(&rows[mix.one * k..], &rows[mix.other * k..], mix.subtract, k, mixed);
            }
            let filter = View::dense(&filters[which * k * n..][..k * n], k, n);
            multiply(&mut ColumnBlock::whole(to, rows, n), accumulate, View::dense(mixed, rows, k), filter);
        };
        product(1, Mix { one: 1, other: 2, subtract: false }, first, false);
        product(2, Mix { one: 2, other: 1, subtract: true }, second, false);
        kernels::sum_and_difference(first, second);
        product(0, Mix { one: 0, other: 2, subtract: true }, first, true);
        product(3, Mix { one: 1, other: 3, subtract: true }, second, true);
    }
}

/// Which two of a pair's four input rows are added or subtracted.
#[derive(Clone, Copy)]
struct Mix {
    one: usize,
    other: usize,
    subtract: bool,
}

#[cfg(test)]
mod tests {
    use super::super::convolution::TrainingTile;
    use super::*;
    use crate::network::{ConvBlock, Network, Parameters};
    use crate::rng::{Purpose, stream};
    use rand::RngExt;

    fn network(points: usize, blocks: &[(usize, usize)]) -> Network {
        let blocks = blocks.iter().map(|&(convolutions, filters)| ConvBlock { filters, convolutions }).collect();
        Network { points, blocks, dense: vec![4], ..Network::standard(64, 3) }
    }

    fn features(network: &Network, fluxes: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let plan = network.plan();
        let mut parameters = Parameters::glorot_uniform(network, 7).values().to_vec();
        let mut random = stream(7, Purpose::Split, 1);
        for layer in &plan.convolutions {
            parameters[layer.bias.clone()].fill_with(|| random.random_range(-0.1..0.1));
        }
        let size = fluxes.len() / network.points * plan.features;
        let (mut quick, mut direct) = (vec![0.0; size], vec![0.0; size]);
        let filters = Filters::new(&plan, &parameters);
        let mut tile = ForwardTile::default();
        // Twice, as buffers are used again.
        for _ in 0..2 {
            tile.run(&plan, &filters, &parameters, fluxes, &mut quick);
        }
        TrainingTile::default().forward(&plan, &parameters, fluxes, &mut direct);
        (quick, direct)
    }

    fn fluxes(n: usize) -> Vec<f32> {
        let mut random = stream(3, Purpose::Split, 2);
        (0..n).map(|_| random.random_range(-1.0..1.0)).collect()
    }

    #[test]
    fn fewer_multiplications_give_the_same_features() {
        for (points, blocks) in [
            (40, &[(2, 6), (2, 10)][..]),
            (41, &[(2, 6), (2, 10)]),
            (42, &[(2, 6), (2, 10)]),
            (43, &[(3, 5), (2, 7)]),
            (44, &[(1, 8), (3, 3)]),
            (29, &[(1, 4), (1, 4), (1, 4)]),
        ] {
            let network = network(points, blocks);
            let (quick, direct) = features(&network, &fluxes(5 * points));
            let largest = direct.iter().copied().fold(0.0, f32::max);
            assert!(largest > 0.01, "the features are not all zero");
            let off = quick.iter().zip(&direct).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(off < 1e-6, "{points} points, {blocks:?}: {off}");
        }
    }

    #[test]
    fn the_bits_do_not_depend_on_the_place_in_the_tile() {
        let network = network(41, &[(2, 6), (2, 10)]);
        let one = fluxes(41);
        let (features, _) = features(&network, &one.repeat(6));
        let size = features.len() / 6;
        assert!(features.chunks_exact(size).all(|spectrum| spectrum == &features[..size]));
    }
}
