//! Preprocesses a directory without any service: the pipeline alone, for measurements.
//!
//! `preprocess DIR RESULT.h5 START END COUNT [THREADS]`, wavelengths in ångström. Prints spectra, seconds and rate.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use ml_job_domain::{Unobserved, sentence};
use ml_job_spectra::{PreprocessConfig, preprocess};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, start, end, count, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: preprocess DIR RESULT.h5 START END COUNT [THREADS]");
        return ExitCode::from(2);
    };
    let (Ok(start), Ok(end), Ok(count)) = (start.parse(), end.parse(), count.parse()) else {
        eprintln!("START, END and COUNT are numbers");
        return ExitCode::from(2);
    };
    let threads = rest.first().and_then(|threads| threads.parse().ok());
    let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let config = PreprocessConfig::new("", start, end, count);
    let began = Instant::now();
    match preprocess(Path::new(input), Path::new(output), &config, threads, &mut Unobserved) {
        Ok(report) => {
            let seconds = began.elapsed().as_secs_f64();
            #[expect(clippy::cast_precision_loss, reason = "a count of files")]
            let rate = report.spectra as f64 / seconds;
            println!("{} spectra {seconds:.3} s {rate:.0} spectra/s", report.spectra);
            println!("{}", report.summary());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", sentence(&error));
            ExitCode::FAILURE
        }
    }
}
