//! The burn engine against our CPU engine: the same probabilities, gradients and steps, up to single precision.
//!
//! With the feature `cuda` and a device, it is the CUDA engine that is compared; without a device, burn's CPU backend is, and says so.

#![cfg(feature = "burn")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "a test may panic, and makes small numbers"
)]

use ml_job_learning::engine::cpu::CpuEngine;
use ml_job_learning::engine::{Adam, Batch, DropoutKey, Engine, MonteCarlo, Wanted, burn};
use ml_job_learning::network::{ConvBlock, Network, Parameters};
use ml_job_learning::rng::{Purpose, stream};
use rand::RngExt;

fn networks() -> [Network; 3] {
    let block = |filters, convolutions| ConvBlock { filters, convolutions };
    [
        Network { points: 23, classes: 3, blocks: vec![block(4, 2), block(6, 1)], dense: vec![8, 5], dropout: 0.5 },
        Network { points: 50, classes: 2, blocks: vec![block(5, 1), block(7, 3)], dense: vec![9], dropout: 0.0 },
        Network { dense: vec![32, 16], ..Network::standard(60, 4) },
    ]
}

/// How much further a GPU's sums may be from ours: it adds in another order.
const SLACK: f32 = if cfg!(feature = "cuda") { 10.0 } else { 1.0 };

#[cfg(feature = "cuda")]
#[expect(clippy::print_stderr, reason = "a test that compares less than it could says so")]
fn burn_engine(network: &Network) -> Box<dyn Engine> {
    match ml_job_learning::engine::device::probe_cuda() {
        Ok(1..) => burn::cuda_engine(network).unwrap(),
        other => {
            eprintln!("No CUDA device ({other:?}): burn's CPU backend is compared instead.");
            burn::cpu_engine(network).unwrap()
        }
    }
}

#[cfg(not(feature = "cuda"))]
fn burn_engine(network: &Network) -> Box<dyn Engine> {
    burn::cpu_engine(network).unwrap()
}

struct Case {
    network: Network,
    spectra: Vec<f32>,
    labels: Vec<u32>,
    weights: Vec<f32>,
}

impl Case {
    fn new(network: Network, n: usize) -> Self {
        let mut random = stream(7, Purpose::Split, 0);
        let spectra = (0..n * network.points).map(|_| random.random_range(-1.0..1.0)).collect();
        let labels = (0..n).map(|i| (i % network.classes) as u32).collect();
        let weights = (0..n).map(|i| 0.5 + i as f32 / n as f32).collect();
        Self { network, spectra, labels, weights }
    }

    fn engines(&self) -> [Box<dyn Engine>; 2] {
        let parameters = Parameters::glorot_uniform(&self.network, 3);
        let mut engines: [Box<dyn Engine>; 2] =
            [Box::new(CpuEngine::new(self.network.clone(), 2).unwrap()), burn_engine(&self.network)];
        for engine in &mut engines {
            engine.load(&parameters).unwrap();
        }
        engines
    }

    fn batch(&self) -> Batch<'_> {
        let dropout = Some(DropoutKey { seed: 2, step: 9 });
        Batch { spectra: &self.spectra, labels: &self.labels, weights: &self.weights, dropout }
    }
}

#[track_caller]
fn assert_close(what: &str, ours: &[f32], burns: &[f32], tolerance: f32) {
    assert_eq!(ours.len(), burns.len(), "{what}");
    for (i, (ours, burns)) in ours.iter().zip(burns).enumerate() {
        assert!((ours - burns).abs() <= SLACK * tolerance, "{what} {i}: {ours} but burn has {burns}");
    }
}

#[test]
fn predictions_embeddings_and_monte_carlo_passes_agree() {
    for network in networks() {
        let case = Case::new(network, 13);
        let wanted = Wanted { embeddings: true, monte_carlo: Some(MonteCarlo { seed: 5, passes: 2 }) };
        let [ours, burns] = case.engines().map(|mut engine| engine.predict(&case.spectra, wanted).unwrap());
        assert_close("probability", &ours.probabilities, &burns.probabilities, 2e-6);
        assert_close("embedding", &ours.embeddings, &burns.embeddings, 2e-5);
        for (ours, burns) in ours.passes.iter().zip(&burns.passes) {
            assert_close("probability of a pass", ours, burns, 2e-6);
        }
    }
}

#[test]
fn losses_and_gradients_agree_with_dropout_and_weights() {
    for network in networks() {
        let case = Case::new(network, 13);
        let [ours, burns] = case.engines().map(|mut engine| engine.gradients(&case.batch()).unwrap());
        assert!((ours.0 - burns.0).abs() < f64::from(SLACK) * 1e-4, "{} {}", ours.0, burns.0);
        assert_close("gradient", ours.1.values(), burns.1.values(), 5e-6);
    }
}

#[test]
fn a_step_of_the_optimiser_agrees() {
    for network in networks() {
        let case = Case::new(network, 13);
        let [(gradient, ours), (_, burns)] = case.engines().map(|mut engine| {
            let (_, gradient) = engine.gradients(&case.batch()).unwrap();
            engine.train_step(&case.batch(), &Adam::default()).unwrap();
            (gradient, engine.parameters().unwrap())
        });
        // Adam steps by the sign of a gradient rather than its size, so where it is nearly zero rounding decides about the step.
        let clear = gradient.values().iter().map(|gradient| gradient.abs() > 1e-4);
        let pairs = ours.values().iter().zip(burns.values()).zip(clear);
        for (i, ((ours, burns), _)) in pairs.enumerate().filter(|(_, (_, clear))| *clear) {
            assert!((ours - burns).abs() < SLACK * 5e-6, "parameter {i}: {ours} but burn has {burns}");
        }
    }
}

#[derive(serde::Deserialize)]
struct Reference {
    network: Network,
    spectra: Vec<f32>,
    labels: Vec<u32>,
    parameters: Vec<f32>,
    steps: Vec<Vec<f32>>,
}

#[test]
fn three_steps_are_those_of_keras() {
    let keras: Reference = serde_json::from_str(include_str!("keras_reference.json")).unwrap();
    let mut engine = burn_engine(&keras.network);
    engine.load(&Parameters::from_values(&keras.network, keras.parameters).unwrap()).unwrap();
    let weights = vec![1.0; keras.labels.len()];
    let batch = Batch { spectra: &keras.spectra, labels: &keras.labels, weights: &weights, dropout: None };
    for expected in &keras.steps {
        engine.train_step(&batch, &Adam::default()).unwrap();
        assert_close("parameter", engine.parameters().unwrap().values(), expected, 2e-5);
    }
}
