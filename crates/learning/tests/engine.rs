//! The CPU engine against Keras' numbers, against itself on other threads, and in learning.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "a test may panic, and makes small numbers"
)]

use ml_job_domain::Unobserved;
use ml_job_learning::data::LabelledSet;
use ml_job_learning::engine::cpu::CpuEngine;
use ml_job_learning::engine::{Adam, Batch, DropoutKey, Engine, MonteCarlo, Wanted};
use ml_job_learning::network::{Network, Parameters};
use ml_job_learning::rng::{Purpose, stream};
use ml_job_learning::train::{TrainingOptions, train};
use rand::RngExt;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    network: Network,
    spectra: Vec<f32>,
    labels: Vec<u32>,
    parameters: Vec<f32>,
    probabilities: Vec<f32>,
    embeddings: Vec<f32>,
    mean_loss: f64,
    gradient: Vec<f32>,
    steps: Vec<Vec<f32>>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("keras_reference.json")).unwrap()
}

#[track_caller]
fn assert_close(what: &str, ours: &[f32], keras: &[f32], tolerance: f32) {
    assert_eq!(ours.len(), keras.len(), "{what}");
    for (i, (ours, keras)) in ours.iter().zip(keras).enumerate() {
        assert!((ours - keras).abs() <= tolerance, "{what} {i}: {ours} but Keras has {keras}");
    }
}

fn engine_with_reference_weights(reference: &Reference) -> CpuEngine {
    let mut engine = CpuEngine::new(reference.network.clone(), 2).unwrap();
    let parameters = Parameters::from_values(&reference.network, reference.parameters.clone()).unwrap();
    engine.load(&parameters).unwrap();
    engine
}

#[test]
fn keras_weights_give_keras_probabilities_and_embeddings() {
    let reference = reference();
    let wanted = Wanted { embeddings: true, monte_carlo: None };
    let predictions = engine_with_reference_weights(&reference).predict(&reference.spectra, wanted).unwrap();
    assert_close("probability", &predictions.probabilities, &reference.probabilities, 1e-6);
    assert_close("embedding", &predictions.embeddings, &reference.embeddings, 2e-6);
}

#[test]
fn keras_weights_give_keras_loss_gradients_and_adam_steps() {
    let reference = reference();
    let mut engine = engine_with_reference_weights(&reference);
    let weights = vec![1.0; reference.labels.len()];
    let batch = Batch { spectra: &reference.spectra, labels: &reference.labels, weights: &weights, dropout: None };
    let (loss, gradient) = engine.gradients(&batch).unwrap();
    assert!((loss / reference.labels.len() as f64 - reference.mean_loss).abs() < 1e-6, "{loss}");
    assert_close("gradient", gradient.values(), &reference.gradient, 1e-6);
    assert_eq!(engine.parameters().unwrap().values(), reference.parameters, "gradients change nothing");
    for (i, expected) in reference.steps.iter().enumerate() {
        engine.train_step(&batch, &Adam::default()).unwrap();
        // A gradient near zero makes Adam's direction sensitive; a step is 1e-3 long.
        assert_close(&format!("step {i}, parameter"), engine.parameters().unwrap().values(), expected, 2e-5);
    }
}

/// A labelled set with one bump per class, at another place, in noise.
fn bumps(points: usize, n: usize, classes: u32) -> LabelledSet {
    let mut random = stream(5, Purpose::Split, 0);
    let mut set = LabelledSet::new(points);
    for i in 0..n {
        let label = i as u32 % classes;
        let centre = points / (classes as usize + 1) * (label as usize + 1);
        let fluxes: Vec<f32> = (0..points)
            .map(|point| random.random_range(-0.3..0.3) + if point.abs_diff(centre) < 4 { 1.0 } else { 0.0 })
            .collect();
        set.push(&format!("s{i}"), &fluxes, label);
    }
    set
}

#[test]
fn the_gradient_is_that_of_the_loss_also_with_dropout_and_weights() {
    // Central differences on a network of odd sizes; dropout masks are fixed by their key.
    let network = Network { dropout: 0.4, ..reference().network };
    let set = bumps(network.points, 9, 3);
    let weights: Vec<f32> = (0..9).map(|i| 0.5 + 0.25 * i as f32).collect();
    let dropout = Some(DropoutKey { seed: 1, step: 4 });
    let batch = Batch { spectra: &set.fluxes, labels: &set.labels, weights: &weights, dropout };
    let mut engine = CpuEngine::new(network.clone(), 1).unwrap();
    // Biases away from zero: where all inputs of a unit are dropped, its clip would else be at its kink.
    let mut random = stream(8, Purpose::Split, 0);
    let values = Parameters::glorot_uniform(&network, 2);
    let values = values.values().iter().map(|value| value + random.random_range(0.05..0.15)).collect();
    let parameters = Parameters::from_values(&network, values).unwrap();
    engine.load(&parameters).unwrap();
    let (_, gradient) = engine.gradients(&batch).unwrap();
    let mut loss_at = |values: Vec<f32>| {
        engine.load(&Parameters::from_values(&network, values).unwrap()).unwrap();
        engine.gradients(&batch).unwrap().0 / 9.0
    };
    for tensor in network.tensors() {
        for i in [tensor.range.start, tensor.range.end - 1, usize::midpoint(tensor.range.start, tensor.range.end)] {
            let mut shifted = |by: f32| {
                let mut values = parameters.values().to_vec();
                values[i] += by;
                loss_at(values)
            };
            let slope = (shifted(1e-3) - shifted(-1e-3)) / 2e-3;
            let ours = f64::from(gradient.values()[i]);
            assert!(
                (slope - ours).abs() < 2e-3 + 0.02 * slope.abs(),
                "{} {i}: {ours}, but the loss has {slope}",
                tensor.name
            );
        }
    }
}

fn small_network(points: usize) -> Network {
    Network { dense: vec![32, 16], ..Network::standard(points, 3) }
}

fn trained(threads: usize, seed: u64) -> Vec<f32> {
    let set = bumps(60, 100, 3);
    let mut engine = CpuEngine::new(small_network(60), threads).unwrap();
    let options = TrainingOptions { seed, epochs: 3, ..TrainingOptions::default() };
    train(&mut engine, &set, &options, &mut Unobserved).unwrap();
    engine.parameters().unwrap().values().to_vec()
}

#[test]
fn the_same_seed_gives_the_same_weights_on_any_number_of_threads() {
    let one = trained(1, 1);
    assert_eq!(one, trained(2, 1));
    assert_eq!(one, trained(3, 1));
    assert_ne!(one, trained(1, 2));
}

#[test]
fn the_network_overfits_eight_spectra() {
    let set = bumps(60, 8, 3);
    let network = Network { dropout: 0.0, ..small_network(60) };
    let mut engine = CpuEngine::new(network, 2).unwrap();
    let options = TrainingOptions { epochs: 100, min_delta: 0.0, patience: 100, ..TrainingOptions::default() };
    let history = train(&mut engine, &set, &options, &mut Unobserved).unwrap();
    assert!(history.best_loss() < 1e-3, "{history:?}");
    let predictions = engine.predict(&set.fluxes, Wanted::default()).unwrap();
    let predicted = ml_job_learning::metrics::most_probable(&predictions.probabilities, 3);
    assert_eq!(predicted, set.labels);
}

#[test]
fn a_prediction_does_not_depend_on_neighbours_batches_or_threads() {
    let set = bumps(60, 700, 3);
    let network = small_network(60);
    let parameters = Parameters::glorot_uniform(&network, 1);
    let wanted = Wanted { embeddings: true, monte_carlo: Some(MonteCarlo { seed: 3, passes: 2 }) };
    let predict = |threads: usize, from: usize, to: usize| {
        let mut engine = CpuEngine::new(network.clone(), threads).unwrap();
        engine.load(&parameters).unwrap();
        engine.predict(&set.fluxes[from * 60..to * 60], wanted).unwrap()
    };
    let all = predict(2, 0, 700);
    assert_eq!(all, predict(1, 0, 700));
    for (from, to) in [(0, 1), (3, 4), (511, 512), (512, 513), (5, 600), (699, 700)] {
        let part = predict(2, from, to);
        assert_eq!(part.probabilities, all.probabilities[from * 3..to * 3], "{from}..{to}");
        assert_eq!(part.embeddings, all.embeddings[from * 16..to * 16], "{from}..{to}");
        assert_eq!(part.passes[1], all.passes[1][from * 3..to * 3], "{from}..{to}");
    }
    assert_ne!(all.passes[0], all.passes[1]);
    assert_ne!(all.passes[0], all.probabilities);
}

#[test]
fn networks_of_other_shapes_work_as_well() {
    use ml_job_learning::network::ConvBlock;
    let block = |filters, convolutions| ConvBlock { filters, convolutions };
    for (points, classes, blocks, dense) in [
        (9, 2, vec![block(3, 1)], vec![]),
        (41, 7, vec![block(5, 3), block(2, 1)], vec![4]),
        (600, 4, vec![block(8, 1), block(8, 2), block(8, 1)], vec![10, 9, 8]),
    ] {
        let network = Network { points, classes, blocks, dense, dropout: 0.5 };
        let set = bumps(points, 2 * classes, classes as u32);
        let mut engine = CpuEngine::new(network.clone(), 2).unwrap();
        let options = TrainingOptions { epochs: 2, ..TrainingOptions::default() };
        let history = train(&mut engine, &set, &options, &mut Unobserved).unwrap();
        assert!(history.loss.iter().all(|loss| loss.is_finite()));
        let predictions = engine.predict(&set.fluxes, Wanted { embeddings: true, monte_carlo: None }).unwrap();
        assert_eq!(predictions.embeddings.len(), set.len() * network.embedding_size());
        for row in predictions.probabilities.chunks(classes) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{row:?}");
        }
    }
}

#[test]
fn a_batch_of_wrong_sizes_or_labels_is_refused() {
    let mut engine = CpuEngine::new(small_network(60), 1).unwrap();
    let (spectra, weights) = (vec![0.0; 60], vec![1.0]);
    let wrong_label = Batch { spectra: &spectra, labels: &[3], weights: &weights, dropout: None };
    assert!(engine.train_step(&wrong_label, &Adam::default()).unwrap_err().to_string().contains("Label 3"));
    let wrong_size = Batch { spectra: &spectra[1..], labels: &[0], weights: &weights, dropout: None };
    assert!(engine.train_step(&wrong_size, &Adam::default()).is_err());
    assert!(engine.predict(&spectra[1..], Wanted::default()).is_err());
}
