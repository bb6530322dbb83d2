//! Accuracy as the job trains: `science TRAIN.h5 TEST.h5 [seeds] [threads] [auto|cpu|cuda]`, to compare with `cnn_keras.py fit` on the same files.

use std::path::Path;
use std::time::Instant;

use ml_job_domain::Unobserved;
use ml_job_learning::balance::smote;
use ml_job_learning::data::LabelledSet;
use ml_job_learning::engine::Wanted;
use ml_job_learning::engine::device::{Device, engine};
use ml_job_learning::metrics::{Metrics, most_probable};
use ml_job_learning::network::Network;
use ml_job_learning::train::{TrainingOptions, train};

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a command-line measurement of small counts")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [train_path, test_path, rest @ ..] = &arguments[..] else {
        return Err("usage: science TRAIN.h5 TEST.h5 [seeds] [threads] [auto|cpu|cuda]".into());
    };
    let seeds: u64 = rest.first().map_or(Ok(5), |text| text.parse())?;
    let threads = rest.get(1).map_or(Ok(0), |text| text.parse())?;
    let (known, test) = (LabelledSet::open(Path::new(train_path))?, LabelledSet::open(Path::new(test_path))?);
    let classes = known.labels.iter().max().map_or(0, |&label| label as usize + 1);
    let names: Vec<String> = (0..classes).map(|class| class.to_string()).collect();
    let device = rest.get(2).map_or(Ok(Device::Cpu), |text| serde_json::from_value(text.clone().into()))?;
    let (mut engine, line) = engine(device, &Network::standard(known.points, classes), threads)?;
    println!("{line}");
    let mut sum = 0.0;
    for seed in 0..seeds {
        let began = Instant::now();
        let (balanced, _) = smote(&known, &names, seed);
        let options = TrainingOptions { seed, ..TrainingOptions::default() };
        let history = train(engine.as_mut(), &balanced, &options, &mut Unobserved)?;
        let predictions = engine.predict(&test.fluxes, Wanted::default())?;
        let metrics = Metrics::compare(&test.labels, &most_probable(&predictions.probabilities, classes), classes);
        sum += metrics.accuracy;
        println!(
            "seed {seed} accuracy {:.4} recall {:.3?} epochs {} loss {:.4} {:.1} s",
            metrics.accuracy,
            metrics.recall.iter().flatten().collect::<Vec<_>>(),
            history.loss.len(),
            history.best_loss(),
            began.elapsed().as_secs_f64()
        );
    }
    println!("mean accuracy {:.4}", sum / seeds as f64);
    Ok(())
}
