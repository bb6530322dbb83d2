//! Our CPU engine: matrix products by `gemm`, everything else fused around them, threads by rayon.
//!
//! Results are the same bits on any number of threads. The work is cut by the batch alone, never by the threads: tiles of
//! `TILE` spectra forwards, at most `SHARDS` gradient sums over neighbouring tiles backwards, added in a fixed order; blocks of
//! columns and of kernel rows in the dense layers. Prediction pads its last chunk, so that a spectrum meets the same products whatever
//! its neighbours are.

mod convolution;
mod dense;
mod kernels;
pub(crate) mod matrix;
mod winograd;

use rayon::prelude::*;

use self::convolution::{Deltas, TrainingTile};
use self::dense::{After, Backward, Slots};
use self::winograd::{Filters, ForwardTile};
use crate::engine::dropout::Mask;
use crate::engine::{Adam, Batch, DropoutKey, Engine, Predictions, Wanted, check_batch, check_spectra};
use crate::error::LearningError;
use crate::network::{Network, Parameters, Plan};

/// Spectra that one task takes through the convolutions: few enough that their activations stay in the second-level cache, many
/// enough to fill the matrix products.
const TILE: usize = 8;
/// Sums of gradients kept apart, hence the most threads that the backward pass of the convolutions can use.
const SHARDS: usize = 4;
/// Spectra that pass the dense layers together in prediction.
const PREDICTION_CHUNK: usize = 512;

/// The CPU engine.
pub struct CpuEngine {
    network: Network,
    plan: Plan,
    pool: rayon::ThreadPool,
    weights: Weights,
    steps: u64,
    batch: BatchBuffers,
    shards: Vec<Shard>,
    tiles: Vec<ForwardTile>,
}

/// Parameters with the optimiser's moments, and the kernels flipped for the backward pass.
struct Weights {
    parameters: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    flipped: Vec<f32>,
}

/// Buffers of the size of a batch.
#[derive(Default)]
struct BatchBuffers {
    tiles: Vec<TrainingTile>,
    /// Input of each dense layer and, last, the probabilities.
    activations: Vec<Vec<f32>>,
    /// Gradients with respect to the same.
    deltas: Vec<Vec<f32>>,
}

/// A gradient sum of the convolutions with its scratch.
#[derive(Default)]
struct Shard {
    gradient: Vec<f32>,
    deltas: Deltas,
}

/// What becomes of a gradient.
#[derive(Clone, Copy)]
enum Rule {
    /// A step of Adam, whose rate is corrected for bias already.
    Adam(Adam),
    /// The gradient is written over the first moments, parameters stay.
    Record,
}

impl Rule {
    fn apply(self, gradient: &[f32], Slots { parameters, first, second }: Slots<'_>) {
        match self {
            Self::Adam(step) => kernels::adam(step, parameters, first, second, gradient),
            Self::Record => first.copy_from_slice(gradient),
        }
    }
}

impl CpuEngine {
    /// An engine with `threads` threads, as many as the machine has where 0.
    ///
    /// # Errors
    /// When the network is malformed or threads cannot be started.
    pub fn new(network: Network, threads: usize) -> Result<Self, LearningError> {
        network.validate()?;
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("cnn-{i}")).build().map_err(
                |error| LearningError::Device {
                    message: format!("Cannot start the threads of the CPU engine: {error}"),
                },
            )?;
        let plan = network.plan();
        let zeros = || vec![0.0; plan.parameters];
        let weights = Weights {
            parameters: zeros(),
            first: zeros(),
            second: zeros(),
            flipped: vec![0.0; plan.convolution_parameters],
        };
        Ok(Self {
            network,
            plan,
            pool,
            weights,
            steps: 0,
            batch: BatchBuffers::default(),
            shards: Vec::new(),
            tiles: Vec::new(),
        })
    }

    /// Forward and backward; returns the summed loss.
    fn step(&mut self, batch: &Batch<'_>, rule: Rule) -> f64 {
        let Self { network, plan, pool, weights, batch: buffers, shards, .. } = self;
        pool.install(|| {
            let masks = hidden_masks(network, batch.dropout);
            buffers.forward(plan, &weights.parameters, batch.spectra, &masks);
            let loss = buffers.loss(network.classes, batch);
            buffers.dense_backward(plan, weights, &masks, rule, batch.labels.len());
            buffers.convolution_backward(plan, weights, shards, rule);
            loss
        })
    }
}

/// A mask for each hidden dense layer.
fn hidden_masks(network: &Network, key: Option<DropoutKey>) -> Vec<Option<Mask>> {
    let mask = |layer| key.filter(|_| network.dropout > 0.0).map(|key| Mask::per_sample(key, layer, network.dropout));
    (0..network.dense.len()).map(mask).collect()
}

impl BatchBuffers {
    /// Fills `activations`; the last one holds the logits.
    fn forward(&mut self, plan: &Plan, parameters: &[f32], spectra: &[f32], masks: &[Option<Mask>]) {
        let points = plan.convolutions[0].pitch;
        let rows = spectra.len() / points;
        self.activations.resize_with(plan.dense.len() + 1, Vec::new);
        self.tiles.resize_with(rows.div_ceil(TILE), TrainingTile::default);
        self.activations[0].resize(rows * plan.features, 0.0);
        let tiles = self.tiles.par_iter_mut().zip(spectra.par_chunks(TILE * points));
        tiles.zip(self.activations[0].par_chunks_mut(TILE * plan.features)).for_each(|((tile, fluxes), features)| {
            tile.forward(plan, parameters, fluxes, features);
        });
        for (i, layer) in plan.dense.iter().enumerate() {
            let (input, output) = self.activations.split_at_mut(i + 1);
            output[0].resize(rows * layer.outputs, 0.0);
            let after = masks.get(i).map_or(After::Nothing, |mask| After::Clip(*mask));
            dense::forward(layer, parameters, rows, &input[i], &mut output[0], after);
        }
    }

    /// Turns the logits into probabilities, writes their gradient and returns the summed loss.
    fn loss(&mut self, classes: usize, batch: &Batch<'_>) -> f64 {
        let last = self.activations.len() - 1;
        self.deltas.resize_with(last + 1, Vec::new);
        let probabilities = &mut self.activations[last];
        let mut loss = 0.0;
        kernels::softmax(probabilities, classes, |i, logits, log_sum| {
            loss += f64::from(batch.weights[i]) * (log_sum - f64::from(logits[batch.labels[i] as usize]));
        });
        #[expect(clippy::cast_precision_loss, reason = "a batch has far fewer than 2^24 spectra")]
        let mean = 1.0 / batch.labels.len() as f32;
        let delta = &mut self.deltas[last];
        delta.clear();
        delta.extend_from_slice(probabilities);
        for (i, row) in delta.chunks_exact_mut(classes).enumerate() {
            row[batch.labels[i] as usize] -= 1.0;
            for value in row {
                *value *= batch.weights[i] * mean;
            }
        }
        loss
    }

    fn dense_backward(&mut self, plan: &Plan, weights: &mut Weights, masks: &[Option<Mask>], rule: Rule, rows: usize) {
        for (i, layer) in plan.dense.iter().enumerate().rev() {
            let (below, above) = self.deltas.split_at_mut(i + 1);
            below[i].resize(rows * layer.inputs, 0.0);
            // The features come from pooling, whose backward pass clips by itself; deeper inputs are hidden layers.
            let input_scale = i.checked_sub(1).map(|hidden| masks[hidden].map_or(1.0, |mask| mask.scale));
            let task = Backward { layer, rows, input: &self.activations[i], delta: &above[0], input_scale };
            let all = layer.kernel.start..layer.bias.end;
            let slots = Slots {
                parameters: &mut weights.parameters[all.clone()],
                first: &mut weights.first[all.clone()],
                second: &mut weights.second[all],
            };
            dense::backward(&task, slots, &mut below[i], |gradient, slots| rule.apply(gradient, slots));
        }
    }

    fn convolution_backward(&mut self, plan: &Plan, weights: &mut Weights, shards: &mut Vec<Shard>, rule: Rule) {
        let tiles_per_shard = self.tiles.len().div_ceil(SHARDS);
        let rows_per_shard = tiles_per_shard * TILE * plan.features;
        let used = self.tiles.len().div_ceil(tiles_per_shard);
        shards.resize_with(SHARDS, Shard::default);
        let n = plan.convolution_parameters;
        let features = self.activations[0].par_chunks(rows_per_shard).zip(self.deltas[0].par_chunks(rows_per_shard));
        let tiles = self.tiles.par_chunks(tiles_per_shard).zip(features);
        shards[..used].par_iter_mut().zip(tiles).for_each(|(shard, (tiles, (features, gradients)))| {
            shard.gradient.clear();
            shard.gradient.resize(n, 0.0);
            let rows = features.chunks(TILE * plan.features).zip(gradients.chunks(TILE * plan.features));
            for (tile, (features, gradient)) in tiles.iter().zip(rows) {
                tile.backward(plan, &weights.flipped, features, gradient, &mut shard.deltas, &mut shard.gradient);
            }
        });
        weights.update_convolutions(n, &shards[..used], rule);
        if matches!(rule, Rule::Adam(_)) {
            weights.flip(plan);
        }
    }
}

impl Weights {
    /// Sums the shards in their order and applies the rule, in parallel over parameters.
    fn update_convolutions(&mut self, n: usize, shards: &[Shard], rule: Rule) {
        const BLOCK: usize = 16 * 1024;
        let moments = self.first[..n].par_chunks_mut(BLOCK).zip(self.second[..n].par_chunks_mut(BLOCK));
        let blocks = self.parameters[..n].par_chunks_mut(BLOCK).zip(moments).enumerate();
        blocks.for_each_init(Vec::new, |sum, (i, (parameters, (first, second)))| {
            let range = i * BLOCK..i * BLOCK + parameters.len();
            sum.clear();
            sum.extend_from_slice(&shards[0].gradient[range.clone()]);
            for shard in &shards[1..] {
                kernels::add_column_sums(&shard.gradient[range.clone()], sum);
            }
            rule.apply(sum, Slots { parameters, first, second });
        });
    }

    fn flip(&mut self, plan: &Plan) {
        let mut rest = &mut self.flipped[..];
        let mut jobs = Vec::new();
        for layer in &plan.convolutions {
            let (own, after) = rest.split_at_mut(layer.kernel.len() + layer.bias.len());
            jobs.push((layer, own));
            rest = after;
        }
        let parameters = &self.parameters;
        jobs.into_par_iter().for_each(|(layer, flipped)| {
            convolution::flip(layer, &parameters[layer.kernel.clone()], &mut flipped[..layer.kernel.len()]);
        });
    }
}

impl Engine for CpuEngine {
    fn network(&self) -> &Network {
        &self.network
    }

    fn description(&self) -> String {
        match self.pool.current_num_threads() {
            1 => "CPU, 1 thread".into(),
            threads => format!("CPU, {threads} threads"),
        }
    }

    fn load(&mut self, parameters: &Parameters) -> Result<(), LearningError> {
        let checked = Parameters::from_values(&self.network, parameters.values().to_vec())?;
        self.weights.parameters.copy_from_slice(checked.values());
        self.weights.first.fill(0.0);
        self.weights.second.fill(0.0);
        self.weights.flip(&self.plan);
        self.steps = 0;
        Ok(())
    }

    fn parameters(&mut self) -> Result<Parameters, LearningError> {
        Parameters::from_values(&self.network, self.weights.parameters.clone())
    }

    fn train_step(&mut self, batch: &Batch<'_>, optimiser: &Adam) -> Result<f64, LearningError> {
        check_batch(&self.network, batch)?;
        self.steps += 1;
        let corrected = Adam { learning_rate: optimiser.corrected_rate(self.steps), ..*optimiser };
        Ok(self.step(batch, Rule::Adam(corrected)))
    }

    fn gradients(&mut self, batch: &Batch<'_>) -> Result<(f64, Parameters), LearningError> {
        check_batch(&self.network, batch)?;
        let moments = std::mem::replace(&mut self.weights.first, vec![0.0; self.plan.parameters]);
        let loss = self.step(batch, Rule::Record);
        let gradient = std::mem::replace(&mut self.weights.first, moments);
        Ok((loss, Parameters::from_values(&self.network, gradient)?))
    }

    fn predict(&mut self, spectra: &[f32], wanted: Wanted) -> Result<Predictions, LearningError> {
        check_spectra(&self.network, spectra)?;
        let points = self.network.points;
        let mut predictions = Predictions::default();
        if let Some(monte_carlo) = wanted.monte_carlo {
            predictions.passes = vec![Vec::new(); monte_carlo.passes];
        }
        let Self { network, plan, pool, weights, tiles, .. } = self;
        pool.install(|| {
            let mut padded = Vec::new();
            let mut hidden = Hidden::new(network, plan);
            let filters = Filters::new(plan, &weights.parameters);
            for chunk in spectra.chunks(PREDICTION_CHUNK * points) {
                let rows = chunk.len() / points;
                let chunk = if rows == PREDICTION_CHUNK {
                    chunk
                } else {
                    padded.clear();
                    padded.extend_from_slice(chunk);
                    padded.resize(PREDICTION_CHUNK * points, 0.0);
                    &padded
                };
                hidden.features(plan, &filters, &weights.parameters, tiles, chunk, rows);
                hidden.run(plan, &weights.parameters, |_| None);
                predictions.probabilities.extend_from_slice(&hidden.probabilities(network)[..rows * network.classes]);
                if wanted.embeddings {
                    predictions.embeddings.extend_from_slice(&hidden.embeddings()[..rows * network.embedding_size()]);
                }
                for (pass, out) in predictions.passes.iter_mut().enumerate() {
                    let seed = wanted.monte_carlo.map_or(0, |monte_carlo| monte_carlo.seed);
                    let key = DropoutKey { seed, step: pass as u64 };
                    hidden.run(plan, &weights.parameters, |layer| Some(Mask::shared(key, layer, network.dropout)));
                    out.extend_from_slice(&hidden.probabilities(network)[..rows * network.classes]);
                }
            }
        });
        Ok(predictions)
    }
}

/// The dense layers' activations of one prediction chunk, each with [`PREDICTION_CHUNK`] rows.
struct Hidden {
    activations: Vec<Vec<f32>>,
}

impl Hidden {
    fn new(network: &Network, plan: &Plan) -> Self {
        let widths =
            std::iter::once(plan.features).chain(network.dense.iter().copied()).chain(std::iter::once(network.classes));
        Self { activations: widths.map(|width| vec![0.0; PREDICTION_CHUNK * width]).collect() }
    }

    /// Fills the features; tiles past the `rows` spectra of the chunk are left out, their features are those of earlier chunks.
    fn features(
        &mut self,
        plan: &Plan,
        filters: &Filters,
        parameters: &[f32],
        tiles: &mut Vec<ForwardTile>,
        chunk: &[f32],
        rows: usize,
    ) {
        let points = plan.convolutions[0].pitch;
        let used = rows.div_ceil(TILE);
        tiles.resize_with(PREDICTION_CHUNK / TILE, ForwardTile::default);
        let fluxes = chunk.par_chunks(TILE * points);
        let features = self.activations[0].par_chunks_mut(TILE * plan.features);
        tiles[..used].par_iter_mut().zip(fluxes.zip(features)).for_each(|(tile, (fluxes, features))| {
            tile.run(plan, filters, parameters, fluxes, features);
        });
    }

    fn run(&mut self, plan: &Plan, parameters: &[f32], mask: impl Fn(usize) -> Option<Mask>) {
        let last = plan.dense.len() - 1;
        for (i, layer) in plan.dense.iter().enumerate() {
            let (input, output) = self.activations.split_at_mut(i + 1);
            let after = if i == last { After::Nothing } else { After::Clip(mask(i)) };
            dense::forward(layer, parameters, PREDICTION_CHUNK, &input[i], &mut output[0], after);
        }
    }

    /// The penultimate layer's values as the last [`Self::run`] left them.
    fn embeddings(&self) -> &[f32] {
        &self.activations[self.activations.len() - 2]
    }

    fn probabilities(&mut self, network: &Network) -> &[f32] {
        let last = self.activations.len() - 1;
        kernels::softmax(&mut self.activations[last], network.classes, |_, _, _| {});
        &self.activations[last]
    }
}
