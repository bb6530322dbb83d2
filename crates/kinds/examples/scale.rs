//! Memory and time of an iteration over a large pool: `scale [spectra] [points] [folder]`.
//!
//! Generates a pool of random float32 spectra in the folder (a temporary one by default), labels 200 of them, trains for one epoch, and
//! predicts and queries the rest. Prints the cost per spectrum and the peak resident memory.

use std::path::Path;
use std::time::Instant;

use ml_job_domain::{LogLevel, Observer, Progress};
use ml_job_kinds::active_ml::{ActiveMlConfig, run_iteration};
use ml_job_learning::data::{AtomicFile, write_json};
use ml_job_learning::rng::{Purpose, stream};
use rand::RngExt;

struct Watch {
    began: Instant,
    first_prediction: Option<Instant>,
}

impl Observer for Watch {
    fn progress(&mut self, progress: Progress) {
        if progress.unit.as_deref() == Some("spectra") {
            self.first_prediction.get_or_insert_with(Instant::now);
        }
    }

    #[expect(clippy::print_stdout, reason = "a command-line measurement")]
    fn log(&mut self, _: LogLevel, line: &str) {
        println!("{:8.1} s  {line}", self.began.elapsed().as_secs_f64());
    }
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a command-line measurement")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let n: usize = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let points = arguments.next().map_or(Ok(140), |text| text.parse())?;
    let folder =
        arguments.next().map_or_else(|| std::env::temp_dir().join(format!("scale-{}", std::process::id())), Into::into);
    std::fs::create_dir_all(folder.join("job"))?;
    generate(&folder.join("pool.h5"), n, points)?;
    let labelled: Vec<usize> = (0..200).map(|i| i * (n / 200)).collect();
    let names: Vec<String> = labelled.iter().map(|&i| name(i)).collect();
    let labels: Vec<usize> = (0..200).map(|i| i % 3).collect();
    write_json(&folder.join("oracle_data.json"), &serde_json::json!({ "filenames": names, "labels": labels }))?;

    let classes = ["a", "b", "c"].map(str::to_owned).to_vec();
    let config = ActiveMlConfig {
        iteration: 1,
        training_data_to_add_path: Some("pool.h5".into()),
        oracle_data_to_add_path: Some("oracle_data.json".into()),
        epochs_train: 1,
        ..ActiveMlConfig::new(classes, vec!["c".into()], "pool.h5")
    };
    let before = peak_memory_mib();
    let mut watch = Watch { began: Instant::now(), first_prediction: None };
    let outcome = run_iteration(&config, &folder, "job", 0, &mut watch)?;
    let seconds = watch.began.elapsed().as_secs_f64();
    println!(
        "{} spectra of {points} points: {seconds:.1} s, {:.1} µs per spectrum; peak memory {} MiB ({} MiB after making the pool)",
        outcome.metrics.pool_spectra,
        1e6 * seconds / n as f64,
        peak_memory_mib(),
        before
    );
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn name(i: usize) -> String {
    format!("spec-{:05}-GAC{:07}_sp{:02}-{:03}.fits", 55_000 + i / 4000, i / 4000, i / 250 % 16 + 1, i % 250)
}

/// Writes the pool in chunks, so that making it takes little memory.
fn generate(place: &Path, n: usize, points: usize) -> Result<(), Box<dyn std::error::Error>> {
    const CHUNK: usize = 20_000;
    let atomic = AtomicFile::new(place);
    let file = hdf5::File::create(atomic.temporary())?;
    let names = file.new_dataset::<hdf5::types::FixedUnicode<64>>().shape([n]).create("filenames")?;
    let fluxes = file.new_dataset::<f32>().shape([n, points]).create("fluxes")?;
    let wave = file.new_dataset::<f64>().shape([points]).create("wave")?;
    wave.write_raw(&(0_u32..).map(|i| 6500.0 + f64::from(i)).take(points).collect::<Vec<_>>())?;
    let mut random = stream(1, Purpose::Split, 0);
    for start in (0..n).step_by(CHUNK) {
        let end = n.min(start + CHUNK);
        let part = (start..end).map(|i| name(i).parse()).collect::<Result<Vec<hdf5::types::FixedUnicode<64>>, _>>()?;
        names.write_slice(&part, start..end)?;
        let values: Vec<f32> = (0..(end - start) * points).map(|_| random.random_range(-1.0..1.0)).collect();
        fluxes.write_slice(&ndarray::Array2::from_shape_vec((end - start, points), values)?, (start..end, ..))?;
    }
    file.close()?;
    atomic.commit()?;
    Ok(())
}

/// `VmHWM` of this process.
fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
