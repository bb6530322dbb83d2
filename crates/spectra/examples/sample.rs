//! Generates a synthetic archive without any service: for measurements.
//!
//! `sample DIR COUNT [SEED] [THREADS] [image|coadd] [gzip]`. Prints the rate.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use ml_job_domain::{Unobserved, sentence};
use ml_job_spectra::sample::{SampleConfig, SampleFormat, generate};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [output, count, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: sample DIR COUNT [SEED] [THREADS] [image|coadd] [gzip]");
        return ExitCode::from(2);
    };
    let number = |index: usize, default: u64| rest.get(index).and_then(|text| text.parse().ok()).unwrap_or(default);
    let has = |word: &str| rest.iter().any(|argument| argument == word);
    let config = SampleConfig {
        count: count.parse().unwrap_or(0),
        seed: number(0, 1),
        format: if has("coadd") { SampleFormat::Coadd } else { SampleFormat::Image },
        gzip: has("gzip"),
        ..SampleConfig::default()
    };
    let threads = usize::try_from(number(1, 1)).unwrap_or(1);
    let began = Instant::now();
    if let Err(error) = generate(Path::new(output), &config, threads, &mut Unobserved) {
        eprintln!("{}", sentence(&error));
        return ExitCode::FAILURE;
    }
    let seconds = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a count of files")]
    let rate = config.count as f64 / seconds;
    println!("{} spectra {seconds:.3} s {rate:.0} spectra/s on {threads} threads", config.count);
    ExitCode::SUCCESS
}
