//! A synthetic LAMOST archive: plausible stars of three classes around Hα, with the truth about each.
//!
//! Photospheres are Planck curves with Balmer, metal, helium and molecular absorption, seen through dust and the atmosphere
//! at LAMOST's resolution (R ≈ 1800) with photon noise. A few stars have Hα emission from a disc or wind: one peak, or two where
//! the disc is seen from the side. Emission is often weak enough to only fill up the absorption, noise and cosmic rays
//! hide it, so the classes can be learnt but not read off one pixel.
//!
//! Each spectrum has its own random stream, chosen by seed and number: the same seed gives the same bytes on any number of
//! threads.

mod file;
mod model;
mod star;

use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use ml_job_disk::AtomicFile;
use ml_job_domain::{Observer, Progress};

use crate::pipeline::UNIT;
use file::FileWriter;
use star::Star;

/// What to generate.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleConfig {
    /// Number of spectra.
    pub count: u64,
    /// The same seed gives the same archive.
    pub seed: u64,
    /// Layout of the files.
    pub format: SampleFormat,
    /// Whether the files are gzipped.
    pub gzip: bool,
    /// Share of stars with one Hα emission peak, 0 to 1.
    pub single_peak_fraction: f64,
    /// Share of stars with two Hα emission peaks, 0 to 1.
    pub double_peak_fraction: f64,
}

impl Default for SampleConfig {
    fn default() -> Self {
        Self {
            count: 3000,
            seed: 1,
            format: SampleFormat::Image,
            gzip: false,
            single_peak_fraction: 0.04,
            double_peak_fraction: 0.02,
        }
    }
}

/// The layout of generated files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SampleFormat {
    /// As LAMOST DR1 to DR8: a primary image of five rows, single precision.
    #[default]
    Image,
    /// As LAMOST DR9 and later: a one-row table `COADD`.
    Coadd,
}

/// The classes of generated stars, as `truth.csv` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleClass {
    /// Hα in absorption.
    Other,
    /// Hα emission with one peak.
    SinglePeak,
    /// Hα emission with two peaks.
    DoublePeak,
}

impl fmt::Display for SampleClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Other => "other",
            Self::SinglePeak => "single peak",
            Self::DoublePeak => "double peak",
        })
    }
}

/// Why no archive was generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// The shares of the classes are no shares.
    #[error("the shares of single and double peaks must be between 0 and 1, together at most 1")]
    Fractions,
    /// A file could not be written.
    #[error("the sample archive cannot be written")]
    Write(#[from] io::Error),
    /// The caller asked to stop.
    #[error("generating the sample was cancelled")]
    Cancelled,
}

/// How often progress is reported and a request to stop is looked for.
const POLL: Duration = Duration::from_millis(50);

/// Generates an archive below `root`: `<PLANID>/<file>` for each spectrum and, when all of them are there, `truth.csv`.
///
/// # Errors
///
/// Where the shares make no sense, a file cannot be written, or the caller asked to stop.
pub fn generate(
    root: &Path,
    config: &SampleConfig,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<(), SampleError> {
    let (single, double) = (config.single_peak_fraction, config.double_peak_fraction);
    if !(single >= 0.0 && double >= 0.0 && single + double <= 1.0) {
        return Err(SampleError::Fractions);
    }
    std::fs::create_dir_all(root)?;
    write_spectra(root, config, threads.max(1), observer)?;
    write_truth(root, config)?;
    Ok(())
}

fn write_spectra(
    root: &Path,
    config: &SampleConfig,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<(), SampleError> {
    let (next, done, stopped) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let worker = || -> io::Result<()> {
            let mut writer = FileWriter::new(root, config);
            while !stopped.load(Ordering::Relaxed) {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= config.count {
                    break;
                }
                writer.write(index).inspect_err(|_| stopped.store(true, Ordering::Relaxed))?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let mut cancelled = false;
        while workers.iter().any(|worker| !worker.is_finished()) {
            observer.progress(Progress::new(done.load(Ordering::Relaxed), config.count, UNIT));
            if observer.is_cancelled() {
                cancelled = true;
                stopped.store(true, Ordering::Relaxed);
            }
            std::thread::park_timeout(POLL);
        }
        for worker in workers {
            // A panic of a worker is a bug, and goes on as one.
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        observer.progress(Progress::new(done.load(Ordering::Relaxed), config.count, UNIT));
        if cancelled { Err(SampleError::Cancelled) } else { Ok(()) }
    })
}

/// Writes the truth last: where it stands, the archive is complete.
fn write_truth(root: &Path, config: &SampleConfig) -> io::Result<()> {
    let file = AtomicFile::new(&root.join("truth.csv"))?;
    let mut truth = io::BufWriter::new(file.create()?);
    writeln!(truth, "filename,class,ra,dec,z,snr,teff,subclass,halpha_ew,separation_km_s,planid")?;
    for index in 0..config.count {
        let star = Star::draw(config, index);
        writeln!(
            truth,
            "{},{},{:.6},{:.6},{:.8},{:.2},{:.0},{},{:.3},{:.1},{}",
            star.place.file_name(),
            star.class,
            star.ra,
            star.dec,
            star.redshift,
            star.snr,
            star.teff,
            star.subclass(),
            star.emission_ew,
            star.separation,
            star.place.plan,
        )?;
    }
    truth.flush()?;
    file.commit()
}
