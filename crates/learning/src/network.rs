//! The network as data: its shape, its parameters and how they start.
//!
//! The network of the `ACTIVE_ML` job is that of Škoda et al. 2020 (A&A 643, A122): blocks of width-3 convolutions without padding,
//! each with `ReLU`, a block ended by max-pooling of width 2; then dense layers with `ReLU` and dropout; then a softmax over the classes.
//! Tensors are laid out as Keras has them (convolution kernel `[3, inputs, outputs]`, dense kernel `[inputs, outputs]`, activations
//! channels-last), so weights can be exchanged with it.

use std::ops::Range;

use rand::RngExt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::LearningError;
use crate::rng::{Purpose, stream};

/// Width of every convolution kernel.
pub const KERNEL_WIDTH: usize = 3;
/// Width and stride of every max-pooling.
pub const POOL_WIDTH: usize = 2;

/// Classes of a network at most.
pub const MOST_CLASSES: usize = 1000;
/// Points of a spectrum at most, outputs of a layer, and layers. No product of three such numbers leaves 64 bits.
const MOST_POINTS: usize = 1_000_000;
const MOST_OUTPUTS: usize = 100_000;
const MOST_LAYERS: usize = 1000;
/// Parameters at most, 4 GiB of them: the standard network for spectra of 65,000 points.
const MOST_PARAMETERS: usize = 1 << 30;
/// Values that all convolutions together put out for one spectrum at most.
const MOST_ACTIVATIONS: usize = 1 << 26;

/// A run of convolutions with the same number of filters, ended by max-pooling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvBlock {
    /// Channels that each convolution of the block puts out.
    pub filters: usize,
    /// How many convolutions the block has, at least 1.
    pub convolutions: usize,
}

/// The architecture: everything that decides the shape of the parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Samples of one spectrum.
    pub points: usize,
    /// Number of classes, at least 2.
    pub classes: usize,
    /// Convolution blocks, at least one.
    pub blocks: Vec<ConvBlock>,
    /// Outputs of each hidden dense layer.
    pub dense: Vec<usize>,
    /// Share of the outputs of each hidden dense layer that training drops, `0 ≤ dropout < 1`.
    pub dropout: f32,
}

/// One parameter tensor's place in the flat parameter vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorSpec {
    /// Name such as `conv0.kernel` or `dense2.bias`, numbered through the network.
    pub name: String,
    /// Shape, Keras' order.
    pub shape: Vec<usize>,
    /// Elements in the flat vector.
    pub range: Range<usize>,
}

/// A convolution's shape, with the layout of its activations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConvLayer {
    pub(crate) kernel: Range<usize>,
    pub(crate) bias: Range<usize>,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    /// Positions of the block's input: the distance between two spectra in the buffers of the whole block.
    pub(crate) pitch: usize,
    /// Positions of the output that mean something; the rest of the pitch is not part of the spectrum any more.
    pub(crate) valid: usize,
    /// Whether max-pooling follows.
    pub(crate) pooled: bool,
}

/// A dense layer's shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DenseLayer {
    pub(crate) kernel: Range<usize>,
    pub(crate) bias: Range<usize>,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
}

/// The network unrolled into layers with their parameter ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) convolutions: Vec<ConvLayer>,
    pub(crate) dense: Vec<DenseLayer>,
    /// Values per spectrum after the last pooling.
    pub(crate) features: usize,
    /// End of the convolutions' parameters in the flat vector.
    pub(crate) convolution_parameters: usize,
    pub(crate) parameters: usize,
}

impl Network {
    /// The network of the `ACTIVE_ML` job for spectra of `points` samples and `classes` classes.
    pub fn standard(points: usize, classes: usize) -> Self {
        let block = |filters| ConvBlock { filters, convolutions: 2 };
        Self { points, classes, blocks: vec![block(64), block(128), block(256)], dense: vec![512, 512], dropout: 0.5 }
    }

    /// Checks that every layer has something to work on, and that no size is beyond reason: architectures come from files, and
    /// nothing is allocated by one that is refused.
    ///
    /// # Errors
    /// A configuration error with a sentence that says what is too small or too large.
    pub fn validate(&self) -> Result<(), LearningError> {
        let refuse = |message: String| Err(LearningError::config("network", message));
        if !(2..=MOST_CLASSES).contains(&self.classes) {
            return refuse(format!(
                "A network needs at least 2 classes and at most {MOST_CLASSES}, not {}.",
                self.classes
            ));
        }
        if self.blocks.is_empty() || self.blocks.iter().any(|block| block.convolutions == 0 || block.filters == 0) {
            return refuse(
                "A network needs at least one block, each of at least one convolution and one filter.".into(),
            );
        }
        if self.dense.contains(&0) {
            return refuse("A dense layer needs at least one output.".into());
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return refuse(format!("The dropout rate must be at least 0 and below 1, not {}.", self.dropout));
        }
        let convolutions = self.blocks.iter().fold(0, |sum: usize, block| sum.saturating_add(block.convolutions));
        let layers = convolutions.saturating_add(self.dense.len());
        let outputs =
            self.blocks.iter().map(|block| block.filters).chain(self.dense.iter().copied()).max().unwrap_or(0);
        for (size, most, what) in [
            (layers, MOST_LAYERS, "layers"),
            (outputs, MOST_OUTPUTS, "outputs of a layer"),
            (self.points, MOST_POINTS, "points of a spectrum"),
        ] {
            if size > most {
                return refuse(format!("A network has at most {most} {what}, not {size}."));
            }
        }
        if self.points < self.least_points() {
            return refuse(format!(
                "Spectra of {} points are too short for the network, which needs at least {}.",
                self.points,
                self.least_points()
            ));
        }
        let plan = self.plan();
        let activations = plan.convolutions.iter().map(|layer| layer.pitch * layer.outputs).sum::<usize>();
        for (size, most, what) in [
            (plan.parameters, MOST_PARAMETERS, "parameters"),
            (activations, MOST_ACTIVATIONS, "values of its convolutions for a spectrum"),
        ] {
            if size > most {
                return refuse(format!(
                    "For spectra of {} points the network has {size} {what}, more than {most}.",
                    self.points
                ));
            }
        }
        Ok(())
    }

    /// The shortest spectrum that leaves one value after the last pooling.
    pub fn least_points(&self) -> usize {
        let lost = |block: &ConvBlock| block.convolutions * (KERNEL_WIDTH - 1);
        self.blocks
            .iter()
            .rev()
            .fold(1, |after: usize, block| after.saturating_mul(POOL_WIDTH).saturating_add(lost(block)))
    }

    /// Values of the penultimate layer: what diverse queries measure distance in.
    pub fn embedding_size(&self) -> usize {
        self.dense.last().copied().unwrap_or_else(|| self.plan().features)
    }

    /// The parameter tensors in Keras' order.
    pub fn tensors(&self) -> Vec<TensorSpec> {
        let plan = self.plan();
        let mut tensors = Vec::new();
        for (i, layer) in plan.convolutions.iter().enumerate() {
            let shape = vec![KERNEL_WIDTH, layer.inputs, layer.outputs];
            tensors.push(TensorSpec { name: format!("conv{i}.kernel"), shape, range: layer.kernel.clone() });
            tensors.push(TensorSpec {
                name: format!("conv{i}.bias"),
                shape: vec![layer.outputs],
                range: layer.bias.clone(),
            });
        }
        for (i, layer) in plan.dense.iter().enumerate() {
            let shape = vec![layer.inputs, layer.outputs];
            tensors.push(TensorSpec { name: format!("dense{i}.kernel"), shape, range: layer.kernel.clone() });
            tensors.push(TensorSpec {
                name: format!("dense{i}.bias"),
                shape: vec![layer.outputs],
                range: layer.bias.clone(),
            });
        }
        tensors
    }

    /// Number of trainable parameters.
    pub fn parameter_count(&self) -> usize {
        self.plan().parameters
    }

    pub(crate) fn plan(&self) -> Plan {
        let mut next = 0;
        let mut take = |n: usize| {
            next += n;
            next - n..next
        };
        let mut convolutions = Vec::new();
        let (mut length, mut channels) = (self.points, 1);
        for block in &self.blocks {
            let pitch = length;
            for i in 0..block.convolutions {
                length = length.saturating_sub(KERNEL_WIDTH - 1);
                convolutions.push(ConvLayer {
                    kernel: take(KERNEL_WIDTH * channels * block.filters),
                    bias: take(block.filters),
                    inputs: channels,
                    outputs: block.filters,
                    pitch,
                    valid: length,
                    pooled: i + 1 == block.convolutions,
                });
                channels = block.filters;
            }
            length /= POOL_WIDTH;
        }
        let features = length * channels;
        let convolution_parameters = take(0).end;
        let mut dense = Vec::new();
        let mut inputs = features;
        for &outputs in self.dense.iter().chain(std::iter::once(&self.classes)) {
            dense.push(DenseLayer { kernel: take(inputs * outputs), bias: take(outputs), inputs, outputs });
            inputs = outputs;
        }
        Plan { convolutions, dense, features, convolution_parameters, parameters: take(0).end }
    }
}

/// All weights and biases of a network in one flat vector, in the order of [`Network::tensors`].
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    values: Vec<f32>,
}

impl Parameters {
    /// Glorot-uniform kernels and zero biases, as Keras starts its layers (Glorot and Bengio 2010, equation 16).
    pub fn glorot_uniform(network: &Network, seed: u64) -> Self {
        let mut random = stream(seed, Purpose::Weights, 0);
        let mut values = vec![0.0; network.parameter_count()];
        for tensor in network.tensors() {
            let Some((&fan_out, before)) = tensor.shape.split_last().filter(|(_, before)| !before.is_empty()) else {
                continue;
            };
            let receptive: usize = before[..before.len() - 1].iter().product();
            let fan_in: usize = before.iter().product();
            #[expect(clippy::cast_precision_loss, reason = "layer sizes are far below 2^24")]
            let limit = (6.0 / (fan_in + receptive * fan_out) as f32).sqrt();
            for value in &mut values[tensor.range] {
                *value = random.random_range(-limit..limit);
            }
        }
        Self { values }
    }

    /// Takes over values in the order of [`Network::tensors`].
    ///
    /// # Errors
    /// When the number of values is not that of the network.
    pub fn from_values(network: &Network, values: Vec<f32>) -> Result<Self, LearningError> {
        let expected = network.parameter_count();
        if values.len() == expected {
            Ok(Self { values })
        } else {
            Err(LearningError::Numeric {
                message: format!("The network has {expected} parameters, {} were given.", values.len()),
            })
        }
    }

    /// The values in the order of [`Network::tensors`].
    pub fn values(&self) -> &[f32] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_network_has_the_published_shape() {
        let network = Network::standard(140, 3);
        let plan = network.plan();
        let pitches: Vec<_> = plan.convolutions.iter().map(|layer| (layer.pitch, layer.valid)).collect();
        assert_eq!(pitches, [(140, 138), (140, 136), (68, 66), (68, 64), (32, 30), (32, 28)]);
        assert_eq!(plan.features, 14 * 256);
        // 256 + 12,352 + 24,704 + 49,280 + 98,560 + 196,864 in convolutions; 1,835,520 + 262,656 + 1,539 in dense layers.
        assert_eq!(network.parameter_count(), 2_481_731);
    }

    #[test]
    fn the_shortest_accepted_spectrum_leaves_one_position() {
        let mut network = Network::standard(0, 2);
        assert_eq!(network.least_points(), 36);
        network.points = 36;
        assert!(network.validate().is_ok());
        assert_eq!(network.plan().features, 256);
        network.points = 35;
        let sentence = network.validate().unwrap_err().to_string();
        assert!(sentence.contains("35 points") && sentence.contains("at least 36"), "{sentence}");
    }

    #[test]
    fn kernels_start_within_glorots_limit_and_biases_at_zero() {
        let network = Network::standard(40, 3);
        let parameters = Parameters::glorot_uniform(&network, 1);
        for tensor in network.tensors() {
            let values = &parameters.values()[tensor.range.clone()];
            if tensor.name.ends_with("bias") {
                assert!(values.iter().all(|&value| value == 0.0), "{}", tensor.name);
                continue;
            }
            let (fan_in, fan_out) = match tensor.shape[..] {
                [width, inputs, outputs] => (width * inputs, width * outputs),
                [inputs, outputs] => (inputs, outputs),
                _ => unreachable!(),
            };
            let limit = (6.0 / (fan_in + fan_out) as f32).sqrt();
            let largest = values.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
            assert!(largest <= limit && largest > 0.9 * limit, "{}: {largest} of {limit}", tensor.name);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_weights_and_another_seed_others() {
        let network = Network::standard(40, 3);
        assert_eq!(Parameters::glorot_uniform(&network, 1), Parameters::glorot_uniform(&network, 1));
        assert_ne!(Parameters::glorot_uniform(&network, 1), Parameters::glorot_uniform(&network, 2));
    }
}
