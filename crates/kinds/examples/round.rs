//! Time and memory of a campaign's round on a big matrix: `round DIRECTORY [--spectra 4000000] [--points 140] [--labels 400]
//! [--model linear] [--threads 2] [--line 6564.61]` (`--line 0`: without a line, so that an isolation forest looks for the first).
//!
//! The matrix is made once and stays in the directory: noise on a slope, a line in one spectrum of 500, positions in the sky.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use ml_job_domain::{LogLevel, Observer};
use ml_job_kinds::campaign::{RoundConfig, run_round};
use ndarray::{Array2, s};
use serde_json::json;

/// Spectra that are written at once.
const BLOCK: usize = 8192;
/// One spectrum of so many shows the line.
const RARE: usize = 500;

/// A cheap generator (xorshift, Marsaglia 2003): the noise has to be made faster than it is written.
struct Noise(u64);

impl Noise {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Between −1 and 1, rather in the middle.
    #[expect(clippy::cast_precision_loss, reason = "16 bits")]
    fn next(&mut self) -> f32 {
        let bits = self.bits();
        let part = |shift: u32| ((bits >> shift) & 0xffff) as f32 / 65_536.0;
        (part(0) + part(16) + part(32) + part(48)) / 2.0 - 1.0
    }
}

fn name(row: usize) -> String {
    format!("spec-55859-F5902_sp{:02}-{row:09}.fits.gz", row % 16)
}

/// Two or three rows of each star, anywhere in the sky.
#[expect(clippy::cast_precision_loss, reason = "rows are few")]
fn position(row: usize) -> (f64, f64) {
    let star = (row / 3 * 2 + usize::from(!row.is_multiple_of(3))) as f64;
    let turn = |by: f64| (star * by).fract();
    (360.0 * turn(0.618_033_988_749_895), (2.0 * turn(0.754_877_666_246_693) - 1.0).asin().to_degrees())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a grid, and fluxes of single precision"
)]
fn write_matrix(place: &Path, spectra: usize, points: usize) -> Result<(), Box<dyn Error>> {
    let wave: Vec<f64> = (0..points).map(|i| 6519.0 + 213.0 * i as f64 / (points.max(2) - 1) as f64).collect();
    let file = hdf5::File::create(place)?;
    let chunk = (1 << 18) / points.max(1);
    let fluxes =
        file.new_dataset::<f32>().chunk((chunk.clamp(1, spectra), points)).shape((spectra, points)).create("fluxes")?;
    let names = file
        .new_dataset::<hdf5::types::FixedAscii<40>>()
        .chunk(spectra.min(1 << 16))
        .shape(spectra)
        .create("filenames")?;
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    for first in (0..spectra).step_by(BLOCK) {
        let rows = first..spectra.min(first + BLOCK);
        let mut block = Array2::<f32>::zeros((rows.len(), points));
        for (mut spectrum, row) in block.rows_mut().into_iter().zip(rows.clone()) {
            let (slope, width) = (0.3 * noise.next(), 4.0 + noise.next());
            let height = if row.is_multiple_of(RARE) { 0.6 + 0.3 * noise.next() } else { 0.0 };
            for (value, wave) in spectrum.iter_mut().zip(&wave) {
                let d = (*wave - 6564.61) as f32;
                let line = if height > 0.0 { height * (-(d / width).powi(2)).exp() } else { 0.0 };
                *value = slope * d / 200.0 + 0.15 * noise.next() + line;
            }
        }
        fluxes.write_slice(&block, s![rows.clone(), ..])?;
        let block: Vec<hdf5::types::FixedAscii<40>> =
            rows.clone().map(|row| hdf5::types::FixedAscii::from_ascii(&name(row))).collect::<Result<_, _>>()?;
        names.write_slice(&ndarray::Array1::from(block), s![rows])?;
    }
    file.new_dataset_builder().with_data(&wave).create("wave")?;
    let metadata = file.create_group("metadata")?;
    let column = |of: &dyn Fn(usize) -> f64| (0..spectra).map(of).collect::<Vec<f64>>();
    metadata.new_dataset_builder().with_data(&column(&|row| position(row).0)).create("ra")?;
    metadata.new_dataset_builder().with_data(&column(&|row| position(row).1)).create("dec")?;
    metadata.new_dataset_builder().with_data(&column(&|row| (row % 97) as f64)).create("snr")?;
    Ok(file.close()?)
}

/// Prints when something begins.
struct Phases {
    began: Instant,
    last: String,
}

impl Phases {
    #[expect(clippy::print_stdout, reason = "a command-line measurement")]
    fn tell(&self, what: &str) {
        let (wall, cpu) = (self.began.elapsed().as_secs_f64(), processor_seconds());
        println!("{wall:6.1} s, {cpu:6.1} s of processors, {:5} MiB at most: {what}", peak_mebibytes());
    }
}

impl Observer for Phases {
    fn progress(&mut self, progress: ml_job_domain::Progress) {
        let message = progress.message.unwrap_or_default();
        let words: String = message.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        if words != self.last {
            self.tell(&message);
            self.last = words;
        }
    }

    fn log(&mut self, _: LogLevel, line: &str) {
        self.tell(line);
    }
}

/// Seconds of processors that this process has had, all threads together.
fn processor_seconds() -> f64 {
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = status.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(f64::NAN);
    // User and system time, in hundredths of a second on Linux.
    (ticks(11) + ticks(12)) / 100.0
}

/// The most memory that this process has had.
fn peak_mebibytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

#[expect(clippy::print_stdout, reason = "a command-line measurement")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().ok_or("usage: round DIRECTORY [--spectra 4000000] …")?;
    let mut named = HashMap::new();
    while let Some(argument) = arguments.next() {
        let option = argument.strip_prefix("--").ok_or("options begin with --")?;
        named.insert(option.to_owned(), arguments.next().unwrap_or_default());
    }
    let text = |option: &str, default: &str| named.get(option).cloned().unwrap_or_else(|| default.to_owned());
    let number = |option: &str, default: &str| text(option, default).parse::<usize>();
    let (spectra, points, labels) = (number("spectra", "4000000")?, number("points", "140")?, number("labels", "400")?);
    let root = Path::new(&directory);
    fs::create_dir_all(root.join("job"))?;
    let matrix = format!("pool-{spectra}-{points}.h5");
    if !root.join(&matrix).exists() {
        let began = Instant::now();
        write_matrix(&root.join("unfinished.h5"), spectra, points)?;
        fs::rename(root.join("unfinished.h5"), root.join(&matrix))?;
        println!(
            "wrote {matrix} in {:.1} s, {} MiB at most; run again to measure",
            began.elapsed().as_secs_f64(),
            peak_mebibytes()
        );
        return Ok(());
    }
    // A tenth of the labels is wanted, as after some rounds.
    let stride = spectra / labels.max(1);
    let row = |i: usize| {
        if i.is_multiple_of(10) {
            i * stride / RARE * RARE
        } else {
            i * stride + 1 + usize::from((i * stride + 1).is_multiple_of(RARE))
        }
    };
    let label = |i: usize| {
        let row = row(i);
        let class = if row.is_multiple_of(RARE) { "line" } else { "other" };
        json!({ "filename": name(row), "label": class, "random": i.is_multiple_of(5) })
    };
    fs::write(root.join("job/labels.json"), json!((0..labels).map(label).collect::<Vec<_>>()).to_string())?;
    let line: f64 = text("line", "6564.61").parse()?;
    let config: RoundConfig = serde_json::from_value(json!({
        "campaign_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab", "round": 5, "pool_path": format!("/{matrix}"),
        "classes": ["other", "line"], "wanted": ["line"], "count": 100, "seed": 7, "model": text("model", "linear"),
        "line": if line > 0.0 { Some(line) } else { None },
    }))?;
    let mut phases = Phases { began: Instant::now(), last: String::new() };
    let (shown, metrics) = run_round(&config, root, &root.join("job"), None, number("threads", "2")?, &mut phases)?;
    phases.tell("the round is done");
    println!("{}", serde_json::to_string(&metrics)?);
    println!(
        "{spectra} spectra of {points} points: {:.1} s, {} MiB, {} shown",
        metrics.seconds,
        peak_mebibytes(),
        shown.len()
    );
    Ok(())
}
