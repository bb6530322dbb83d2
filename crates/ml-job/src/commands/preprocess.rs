//! `ml-job preprocess`: the pipeline of DATA_PREPROCESSING jobs, without any service.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use ml_job_spectra::{Dtype, OnBadFile, PreprocessConfig, Report, Scaling, preprocess};

use super::learning::named;
use super::{Bar, cores, say};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
pub(crate) struct Preprocess {
    /// Directory with the FITS spectra
    #[arg(long, value_name = "DIR")]
    input: PathBuf,

    /// HDF5 file to write; report.json is written beside it
    #[arg(long, value_name = "FILE")]
    output: PathBuf,

    /// First wavelength of the grid, in Å
    #[arg(long, value_name = "Å")]
    start: f64,

    /// Last wavelength of the grid, in Å
    #[arg(long, value_name = "Å")]
    end: f64,

    /// Number of points of the grid
    #[arg(long, value_name = "N")]
    points: usize,

    /// Search directories inside the input directory too
    #[arg(long)]
    recursive: bool,

    /// Only files whose names match, e.g. 'spec-*_sp01-*.fits'
    #[arg(long, value_name = "GLOB")]
    pattern: Option<String>,

    /// How each spectrum is scaled: minmax (smallest flux to −1, largest to 1), standard (mean 0, standard deviation 1) or none
    #[arg(long, value_name = "HOW", default_value = "minmax", value_parser = named::<Scaling>)]
    scaling: Scaling,

    /// Store single instead of double precision
    #[arg(long)]
    float32: bool,

    /// Stop at the first file that cannot be used instead of leaving it out
    #[arg(long)]
    fail_on_bad_file: bool,

    /// Leave out spectra with a smaller signal-to-noise ratio
    #[arg(long, value_name = "SNR")]
    min_snr: Option<f64>,

    /// Shift each spectrum to rest: divide its wavelengths by 1 + z
    #[arg(long)]
    rest_frame: bool,

    /// Interpolate across pixels that the survey marks as bad
    #[arg(long)]
    mask_bad_pixels: bool,

    /// Number of threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

impl Preprocess {
    pub(crate) fn run(self) -> Result<()> {
        let mut config = PreprocessConfig::new(self.input.to_string_lossy(), self.start, self.end, self.points);
        config.recursive = self.recursive;
        config.filename_pattern = self.pattern;
        config.scaling = self.scaling;
        config.dtype = if self.float32 { Dtype::Float32 } else { Dtype::Float64 };
        config.on_bad_file = if self.fail_on_bad_file { OnBadFile::Fail } else { OnBadFile::Skip };
        config.min_snr = self.min_snr;
        config.rest_frame = self.rest_frame;
        config.mask_bad_pixels = self.mask_bad_pixels;
        let threads = self.threads.map_or_else(cores, usize::from);

        let mut bar = Bar::new("Preprocessing");
        let report = preprocess(&self.input, &self.output, &config, threads, &mut bar);
        let report = report.with_context(|| self.input.display().to_string())?;
        bar.finish();
        say(&summary(&report, &self.output));
        Ok(())
    }
}

fn summary(report: &Report, output: &std::path::Path) -> String {
    let made = format!("{} spectra in {}", report.spectra, output.display());
    if report.skipped.total == 0 {
        return made;
    }
    let reasons: Vec<String> =
        report.skipped.by_code.iter().map(|(code, count)| format!("{count} {}", code.replace('_', " "))).collect();
    format!("{made}; {} files left out ({}), named in report.json", report.skipped.total, reasons.join(", "))
}
