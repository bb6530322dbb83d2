//! Throughput of an engine on random spectra: `throughput train|predict [points] [threads] [rounds] [auto|cpu|cuda] [batch]`.
//!
//! Training runs epochs of 4,096 spectra in batches of 64 (or as given), prediction 65,536 spectra; one round to warm up, then the median.

use std::time::Instant;

use ml_job_learning::engine::device::{Device, engine};
use ml_job_learning::engine::{Adam, Batch, DropoutKey, Wanted};
use ml_job_learning::network::{Network, Parameters};
use ml_job_learning::rng::{Purpose, stream};
use rand::RngExt;

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a command-line measurement of small counts")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let train = arguments.next().as_deref() != Some("predict");
    let points = arguments.next().map_or(Ok(140), |text| text.parse())?;
    let threads = arguments.next().map_or(Ok(0), |text| text.parse())?;
    let rounds = arguments.next().map_or(Ok(3), |text| text.parse())?;
    let device = arguments.next().map_or(Ok(Device::Cpu), |text| serde_json::from_value(text.into()))?;
    let batch: usize = arguments.next().map_or(Ok(64), |text| text.parse())?;
    let n: usize = if train { 4096 } else { 65_536 };

    let network = Network::standard(points, 3);
    let (mut engine, line) = engine(device, &network, threads)?;
    println!("{line}");
    let weights = vec![1.0; batch];
    engine.load(&Parameters::glorot_uniform(&network, 1))?;
    let mut random = stream(1, Purpose::Split, 0);
    let spectra: Vec<f32> = (0..n * points).map(|_| random.random_range(-0.5..0.5)).collect();
    let labels: Vec<u32> = (0..n).map(|_| random.random_range(0..3)).collect();

    let mut rates = Vec::new();
    for round in 0..=rounds {
        let began = Instant::now();
        if train {
            for (step, (spectra, labels)) in spectra.chunks(batch * points).zip(labels.chunks(batch)).enumerate() {
                let dropout = Some(DropoutKey { seed: round, step: step as u64 });
                engine.train_step(
                    &Batch { spectra, labels, weights: &weights[..labels.len()], dropout },
                    &Adam::default(),
                )?;
            }
        } else {
            for spectra in spectra.chunks(16_384 * points) {
                engine.predict(spectra, Wanted::default())?;
            }
        }
        if round > 0 {
            rates.push(n as f64 / began.elapsed().as_secs_f64());
        }
    }
    rates.sort_by(f64::total_cmp);
    let what = if train { "train" } else { "predict" };
    println!("{what} median {:.0} spectra/s of {rates:.0?} ({})", rates[rates.len() / 2], engine.description());
    Ok(())
}
