//! The network on burn: the same arithmetic on any of burn's backends, CUDA above all.
//!
//! The code is generic over the backend, so the tests that compare it with our CPU engine on a CPU backend of burn hold for the CUDA
//! path as well, up to the backend's own kernels. Parameters stay in Keras' layout and are turned round inside the graph; dropout
//! masks come from the host, the same ones as on the CPU.

use std::panic::{AssertUnwindSafe, catch_unwind};

use burn::tensor::activation::{log_softmax, relu, softmax};
use burn::tensor::backend::{AutodiffBackend, Backend};
use burn::tensor::module::{conv1d, max_pool1d};
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Int, Tensor, TensorData};

use super::dropout::Mask;
use super::{Adam, Batch, DropoutKey, Engine, Predictions, Wanted, check_batch, check_spectra};
use crate::error::LearningError;
use crate::network::{Network, POOL_WIDTH, Parameters, Plan, TensorSpec};

/// Spectra that one prediction call sends to the device: about 5 GB of activations for 140 points.
const PREDICTION_CHUNK: usize = 16_384;

/// An engine on the burn backend `B`.
pub struct BurnEngine<B: AutodiffBackend> {
    network: Network,
    plan: Plan,
    specs: Vec<TensorSpec>,
    device: B::Device,
    description: String,
    /// One flat tensor for each of `specs`, and the optimiser's moments of each.
    parameters: Vec<Tensor<B::InnerBackend, 1>>,
    first: Vec<Tensor<B::InnerBackend, 1>>,
    second: Vec<Tensor<B::InnerBackend, 1>>,
    steps: u64,
}

/// The engine on the first CUDA device. Ask [`probe_cuda`](super::device::probe_cuda) first.
///
/// # Errors
/// When the device cannot be initialised.
#[cfg(feature = "cuda")]
pub fn cuda_engine(network: &Network) -> Result<Box<dyn Engine>, LearningError> {
    use burn::backend::Autodiff;
    use burn::backend::cuda::{Cuda, CudaDevice};

    let device = CudaDevice::new(0);
    let engine = guarded("start", "CUDA device 0", 0, || {
        BurnEngine::<Autodiff<Cuda>>::new(network.clone(), device.clone(), "CUDA device 0".into())
    })??;
    Ok(Box::new(engine))
}

/// The engine on burn's CPU backend: for comparison, it is slower than our own.
///
/// # Errors
/// When the network is malformed.
pub fn cpu_engine(network: &Network) -> Result<Box<dyn Engine>, LearningError> {
    use burn::backend::flex::FlexDevice;
    use burn::backend::{Autodiff, Flex};

    let engine = BurnEngine::<Autodiff<Flex>>::new(network.clone(), FlexDevice, "CPU, through burn".into())?;
    Ok(Box::new(engine))
}

impl<B: AutodiffBackend> BurnEngine<B> {
    /// An engine on `device`, which the log calls `description`.
    ///
    /// # Errors
    /// When the network is malformed.
    pub fn new(network: Network, device: B::Device, description: String) -> Result<Self, LearningError> {
        network.validate()?;
        let specs = network.tensors();
        let zeros = || specs.iter().map(|spec| Tensor::zeros([spec.range.len()], &device)).collect::<Vec<_>>();
        let (parameters, first, second) = (zeros(), zeros(), zeros());
        Ok(Self { plan: network.plan(), network, specs, device, description, parameters, first, second, steps: 0 })
    }

    /// Summed loss, and the gradient of the mean loss for each parameter tensor.
    fn differentiate(&self, batch: &Batch<'_>) -> (f64, Vec<Tensor<B::InnerBackend, 1>>) {
        let rows = batch.labels.len();
        let leaves: Vec<Tensor<B, 1>> =
            self.parameters.iter().map(|tensor| Tensor::from_inner(tensor.clone()).require_grad()).collect();
        let spectra =
            Tensor::from_data(TensorData::new(batch.spectra.to_vec(), [rows, self.network.points]), &self.device);
        let masks = self.masks(rows, |layer| {
            batch.dropout.map(|key: DropoutKey| Mask::per_sample(key, layer, self.network.dropout))
        });
        let features = convolutions(&self.plan, &leaves, spectra);
        let (logits, _) = dense(&self.plan, &leaves, features, &masks);
        let labels: Vec<i64> = batch.labels.iter().map(|&label| i64::from(label)).collect();
        let labels: Tensor<B, 2, Int> = Tensor::from_data(TensorData::new(labels, [rows, 1]), &self.device);
        let weights: Tensor<B, 2> = Tensor::from_data(TensorData::new(batch.weights.to_vec(), [rows, 1]), &self.device);
        let losses = log_softmax(logits, 1).gather(1, labels).neg() * weights;
        let sum = losses.sum();
        #[expect(clippy::cast_precision_loss, reason = "a batch has far fewer than 2^24 spectra")]
        let mean = sum.clone() / rows as f32;
        let mut gradients = mean.backward();
        let gradients = leaves
            .iter()
            .map(|leaf| leaf.grad_remove(&mut gradients).unwrap_or_else(|| leaf.clone().inner().zeros_like()))
            .collect();
        (f64::from(values(sum)[0]), gradients)
    }

    /// One mask tensor `[rows, outputs]` for each hidden dense layer; a shared mask has one row.
    fn masks<X: Backend<Device = B::Device>>(
        &self,
        rows: usize,
        mask: impl Fn(usize) -> Option<Mask>,
    ) -> Vec<Option<Tensor<X, 2>>> {
        let tensor = |(layer, &outputs): (usize, &usize)| {
            let mask = mask(layer).filter(|_| self.network.dropout > 0.0)?;
            let mut factors = vec![1.0; rows * outputs];
            for (row, factors) in factors.chunks_exact_mut(outputs).enumerate() {
                mask.apply(row, 0, factors);
            }
            Some(Tensor::from_data(TensorData::new(factors, [rows, outputs]), &self.device))
        };
        self.network.dense.iter().enumerate().map(tensor).collect()
    }

    fn update(&mut self, gradients: Vec<Tensor<B::InnerBackend, 1>>, optimiser: &Adam) {
        self.steps += 1;
        let rate = optimiser.corrected_rate(self.steps);
        for (i, gradient) in gradients.into_iter().enumerate() {
            let first = self.first[i].clone() + (gradient.clone() - self.first[i].clone()) * (1.0 - optimiser.beta1);
            let squared = gradient.clone() * gradient;
            let second = self.second[i].clone() + (squared - self.second[i].clone()) * (1.0 - optimiser.beta2);
            let step = first.clone() * rate / (second.clone().sqrt() + optimiser.epsilon);
            self.parameters[i] = self.parameters[i].clone() - step;
            self.first[i] = first;
            self.second[i] = second;
        }
    }

    fn predict_chunk(&self, spectra: &[f32], wanted: Wanted, predictions: &mut Predictions) {
        let rows = spectra.len() / self.network.points;
        let data = TensorData::new(spectra.to_vec(), [rows, self.network.points]);
        let features = convolutions(&self.plan, &self.parameters, Tensor::from_data(data, &self.device));
        let no_masks: Vec<Option<Tensor<B::InnerBackend, 2>>> = vec![None; self.network.dense.len()];
        let (logits, embeddings) = dense(&self.plan, &self.parameters, features.clone(), &no_masks);
        predictions.probabilities.extend(values(softmax(logits, 1)));
        if wanted.embeddings {
            predictions.embeddings.extend(values(embeddings));
        }
        let seed = wanted.monte_carlo.map_or(0, |monte_carlo| monte_carlo.seed);
        for (pass, out) in predictions.passes.iter_mut().enumerate() {
            let key = DropoutKey { seed, step: pass as u64 };
            let masks = self.masks(1, |layer| Some(Mask::shared(key, layer, self.network.dropout)));
            let (logits, _) = dense(&self.plan, &self.parameters, features.clone(), &masks);
            out.extend(values(softmax(logits, 1)));
        }
    }
}

/// The features `[rows, features]` of spectra `[rows, points]`.
fn convolutions<B: Backend>(plan: &Plan, parameters: &[Tensor<B, 1>], spectra: Tensor<B, 2>) -> Tensor<B, 2> {
    let mut x: Tensor<B, 3> = spectra.unsqueeze_dim(1);
    for (i, layer) in plan.convolutions.iter().enumerate() {
        // Keras has [width, inputs, outputs], burn [outputs, inputs, width].
        let kernel = parameters[2 * i].clone().reshape([crate::network::KERNEL_WIDTH, layer.inputs, layer.outputs]);
        let options = ConvOptions::new([1], [0], [1], 1);
        x = relu(conv1d(x, kernel.permute([2, 1, 0]), Some(parameters[2 * i + 1].clone()), options));
        if layer.pooled {
            x = max_pool1d(x, POOL_WIDTH, POOL_WIDTH, 0, 1, false);
        }
    }
    // Channels last, as Keras flattens.
    x.swap_dims(1, 2).flatten(1, 2)
}

/// The logits `[rows, classes]` and the penultimate layer.
fn dense<B: Backend>(
    plan: &Plan,
    parameters: &[Tensor<B, 1>],
    features: Tensor<B, 2>,
    masks: &[Option<Tensor<B, 2>>],
) -> (Tensor<B, 2>, Tensor<B, 2>) {
    let offset = 2 * plan.convolutions.len();
    let mut x = features.clone();
    let mut before = features;
    for (i, layer) in plan.dense.iter().enumerate() {
        let kernel = parameters[offset + 2 * i].clone().reshape([layer.inputs, layer.outputs]);
        let bias: Tensor<B, 2> = parameters[offset + 2 * i + 1].clone().unsqueeze();
        before = x.clone();
        x = x.matmul(kernel) + bias;
        if let Some(mask) = masks.get(i) {
            x = relu(x);
            if let Some(mask) = mask {
                x = x * mask.clone();
            }
        }
    }
    (x, before)
}

/// The values on the host.
fn values<B: Backend, const D: usize>(tensor: Tensor<B, D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// Runs device work and turns a panic, burn's way to report that memory ran out, into an error that names batch size and device.
fn guarded<R>(action: &str, device: &str, rows: usize, work: impl FnOnce() -> R) -> Result<R, LearningError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        let why = text.unwrap_or("it gives no reason").lines().next().unwrap_or_default();
        let message = format!(
            "{device} failed to {action} with a batch of {rows} spectra (a smaller batch needs less memory): {why}"
        );
        LearningError::Device { message }
    })
}

impl<B: AutodiffBackend> Engine for BurnEngine<B> {
    fn network(&self) -> &Network {
        &self.network
    }

    fn description(&self) -> String {
        self.description.clone()
    }

    fn load(&mut self, parameters: &Parameters) -> Result<(), LearningError> {
        let checked = Parameters::from_values(&self.network, parameters.values().to_vec())?;
        let zeros = || self.specs.iter().map(|spec| Tensor::zeros([spec.range.len()], &self.device)).collect();
        let tensor = |spec: &TensorSpec| {
            let values = checked.values()[spec.range.clone()].to_vec();
            Tensor::from_data(TensorData::new(values, [spec.range.len()]), &self.device)
        };
        let loaded = guarded("take the weights", &self.description, 0, || {
            (self.specs.iter().map(tensor).collect(), zeros(), zeros())
        })?;
        (self.parameters, self.first, self.second) = loaded;
        self.steps = 0;
        Ok(())
    }

    fn parameters(&mut self) -> Result<Parameters, LearningError> {
        let all = guarded("give the weights", &self.description, 0, || {
            self.parameters.iter().flat_map(|tensor| values(tensor.clone())).collect()
        })?;
        Parameters::from_values(&self.network, all)
    }

    fn train_step(&mut self, batch: &Batch<'_>, optimiser: &Adam) -> Result<f64, LearningError> {
        check_batch(&self.network, batch)?;
        let description = self.description.clone();
        guarded("train", &description, batch.labels.len(), || {
            let (loss, gradients) = self.differentiate(batch);
            self.update(gradients, optimiser);
            loss
        })
    }

    fn gradients(&mut self, batch: &Batch<'_>) -> Result<(f64, Parameters), LearningError> {
        check_batch(&self.network, batch)?;
        let (loss, all) = guarded("differentiate", &self.description, batch.labels.len(), || {
            let (loss, gradients) = self.differentiate(batch);
            (loss, gradients.into_iter().flat_map(values).collect())
        })?;
        Ok((loss, Parameters::from_values(&self.network, all)?))
    }

    fn predict(&mut self, spectra: &[f32], wanted: Wanted) -> Result<Predictions, LearningError> {
        check_spectra(&self.network, spectra)?;
        let mut predictions = Predictions::default();
        if let Some(monte_carlo) = wanted.monte_carlo {
            predictions.passes = vec![Vec::new(); monte_carlo.passes];
        }
        for chunk in spectra.chunks(PREDICTION_CHUNK * self.network.points) {
            let rows = chunk.len() / self.network.points;
            guarded("predict", &self.description, rows, || self.predict_chunk(chunk, wanted, &mut predictions))?;
        }
        Ok(predictions)
    }
}
