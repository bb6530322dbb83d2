//! `ml-job sample`: a synthetic LAMOST archive.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use ml_job_spectra::sample::{SampleConfig, SampleFormat, generate};

use super::{Bar, cores};

#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// Directory to make the archive in; must be new or empty
    #[arg(long, value_name = "DIR")]
    output: PathBuf,

    /// How many spectra
    #[arg(long, value_name = "N", default_value_t = 3000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    count: u64,

    /// The seed of everything random: the same seed gives the same files
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Layout of the files
    #[arg(long, value_enum, default_value_t = Format::Image)]
    format: Format,

    /// Compress each file
    #[arg(long)]
    gzip: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// LAMOST DR2 to DR8: one image of 5 rows
    Image,
    /// LAMOST DR9 and later: a binary table COADD
    Coadd,
}

impl Sample {
    pub(crate) fn run(self) -> Result<()> {
        let format = match self.format {
            Format::Image => SampleFormat::Image,
            Format::Coadd => SampleFormat::Coadd,
        };
        let config =
            SampleConfig { count: self.count, seed: self.seed, format, gzip: self.gzip, ..SampleConfig::default() };
        if self.output.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            bail!("{} is not empty: choose a new directory", self.output.display());
        }
        let mut bar = Bar::new("Making spectra");
        generate(&self.output, &config, cores(), &mut bar)
            .with_context(|| format!("cannot make an archive in {}", self.output.display()))?;
        bar.finish();
        super::say(&format!(
            "{} spectra in {}; their true classes in truth.csv there",
            self.count,
            self.output.display()
        ));
        Ok(())
    }
}
