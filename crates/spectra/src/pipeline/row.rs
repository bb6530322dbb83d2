//! From one file to one row of the result.

use std::path::PathBuf;

use super::listing::Candidate;
use super::report::{Overhanging, Renamed, SkippedFile};
use crate::config::PreprocessConfig;
use ml_job_domain::sentence;

use crate::error::ReadError;
use crate::readers::{Extent, SpectrumReader, Want};
use crate::resample::interpolate;
use crate::scale::scale;
use crate::spectrum::{Spectrum, SpectrumMeta};

/// What became of a chunk of files, in their order.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Number of files.
    pub(super) files: u64,
    /// Scaled fluxes, row after row.
    pub(super) rows: Vec<f64>,
    /// Name and facts of each row.
    pub(super) spectra: Vec<(String, SpectrumMeta)>,
    /// What the report should say.
    pub(super) remarks: Vec<Remark>,
}

/// Something that the report should say of a file.
#[derive(Debug)]
pub(super) enum Remark {
    /// The file is left out.
    Skipped {
        file: SkippedFile,
        /// Whether the file is at fault, not a wish of the configuration.
        is_bad: bool,
    },
    /// The header states another name.
    Renamed(Renamed),
    /// The spectrum does not cover the whole grid.
    Overhanging(Overhanging),
    /// The host is out of something that every file needs.
    Resources { filename: String, source: ReadError },
}

/// Why a spectrum that was read is left out.
#[derive(Debug)]
struct Refusal {
    code: &'static str,
    reason: String,
    is_bad: bool,
}

impl Refusal {
    fn bad(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), is_bad: true }
    }

    fn unwanted(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), is_bad: false }
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        Self::bad(error.code(), sentence(&error))
    }
}

/// The code of spectra that the grid lies outside of.
pub(super) const OUT_OF_RANGE: &str = "out_of_range";
/// The code of the second file of a name.
pub(super) const DUPLICATE: &str = "duplicate_name";

/// Makes rows of files; one per thread.
pub(super) struct RowMaker<'a> {
    config: &'a PreprocessConfig,
    grid: &'a [f64],
    want: Want,
    reader: SpectrumReader,
    spectrum: Spectrum,
    path: PathBuf,
    row: Vec<f64>,
}

impl<'a> RowMaker<'a> {
    pub(super) fn new(config: &'a PreprocessConfig, grid: &'a [f64]) -> Self {
        let want = Want {
            range: grid.first().copied().zip(grid.last().copied()),
            rest_frame: config.rest_frame,
            quality: config.mask_bad_pixels,
            every_target: false,
        };
        Self {
            config,
            grid,
            want,
            reader: SpectrumReader::new(),
            spectrum: Spectrum::default(),
            path: PathBuf::new(),
            row: vec![0.0; grid.len()],
        }
    }

    /// Adds a file to a chunk: a row, or the reason why there is none.
    pub(super) fn add(&mut self, file: &Candidate, chunk: &mut Chunk) {
        file.path_into(&mut self.path);
        let mut overhang = None;
        match self.make_row(&mut overhang) {
            Ok(()) => {
                chunk.rows.extend_from_slice(&self.row);
                let meta = std::mem::take(&mut self.spectrum.meta);
                if let Some(stated) = meta.header_filename.as_ref().filter(|stated| differs(stated, &file.name)) {
                    let renamed = Renamed { filename: file.name.clone(), header_filename: stated.clone() };
                    chunk.remarks.push(Remark::Renamed(renamed));
                }
                if let Some((covers_from, covers_to)) = overhang {
                    let overhanging = Overhanging { filename: file.name.clone(), covers_from, covers_to };
                    chunk.remarks.push(Remark::Overhanging(overhanging));
                }
                chunk.spectra.push((file.name.clone(), meta));
            }
            Err(Failure::Refused(Refusal { code, reason, is_bad })) => {
                let file = SkippedFile { filename: on_disk(file), code: code.to_owned(), reason };
                chunk.remarks.push(Remark::Skipped { file, is_bad });
            }
            Err(Failure::Resources(source)) => {
                chunk.remarks.push(Remark::Resources { filename: on_disk(file), source });
            }
        }
    }

    /// Reads, resamples and scales the spectrum at `self.path` into `self.row`.
    fn make_row(&mut self, overhang: &mut Option<(f64, f64)>) -> Result<(), Failure> {
        let extent = self.reader.read_wanted(&self.path, &self.want, &mut self.spectrum)?;
        self.select()?;
        if self.config.mask_bad_pixels {
            mask_bad_pixels(&mut self.spectrum)?;
        }
        if extent == Extent::Whole {
            *overhang = self.coverage()?;
        }
        interpolate(self.grid, &self.spectrum.wavelength, &self.spectrum.flux, &mut self.row);
        if self.row.iter().all(|&flux| flux == 0.0) {
            self.refuse_dead_fibre(extent)?;
        }
        if self.row.iter().any(|flux| !flux.is_finite()) {
            return Err(self.explain_holes(extent)?.into());
        }
        scale(&mut self.row, self.config.scaling);
        Ok(())
    }

    /// Applies the wishes of the configuration, and shifts to rest.
    fn select(&mut self) -> Result<(), Refusal> {
        if let Some(least) = self.config.min_snr {
            match self.spectrum.meta.snr() {
                None => return Err(Refusal::unwanted("unknown_snr", "the header states no signal-to-noise ratio")),
                Some(snr) if snr < least => {
                    return Err(Refusal::unwanted(
                        "low_snr",
                        format!("its signal-to-noise ratio {snr} is below {least}"),
                    ));
                }
                Some(_) => {}
            }
        }
        if self.config.rest_frame {
            let Some(redshift) = self.spectrum.meta.redshift() else {
                return Err(Refusal::unwanted("unknown_redshift", "the header states no redshift to shift by"));
            };
            for wavelength in &mut self.spectrum.wavelength {
                *wavelength /= 1.0 + redshift;
            }
        }
        Ok(())
    }

    /// What a whole spectrum covers, if that is not all of the grid.
    fn coverage(&self) -> Result<Option<(f64, f64)>, Refusal> {
        let (Some(&from), Some(&to)) = (self.spectrum.wavelength.first(), self.spectrum.wavelength.last()) else {
            return Err(Refusal::bad("bad_wavelength", "there is no pixel"));
        };
        let (start, end) = (self.grid[0], self.grid[self.grid.len() - 1]);
        if end < from || to < start {
            return Err(Refusal::unwanted(
                OUT_OF_RANGE,
                format!("covers {from:.1} Å to {to:.1} Å, nothing of the grid"),
            ));
        }
        Ok((start < from || to < end).then_some((from, to)))
    }

    /// Reads all of a spectrum of which only a window was read so far.
    fn read_rest(&mut self, extent: Extent) -> Result<(), ReadError> {
        if extent == Extent::Window {
            let want = Want { range: None, ..self.want };
            self.reader.read_wanted(&self.path, &want, &mut self.spectrum)?;
        }
        Ok(())
    }

    /// Refuses a spectrum that is zero nearly everywhere. One with a part of zeros, where the detector saw nothing,
    /// is real: such parts reach a fifth of the pixels.
    fn refuse_dead_fibre(&mut self, extent: Extent) -> Result<(), Failure> {
        self.read_rest(extent)?;
        let flux = &self.spectrum.flux;
        let (zeros, pixels) = (flux.iter().filter(|&&flux| flux == 0.0).count(), flux.len());
        if zeros * 100 >= pixels * 99 {
            return Err(Refusal::bad("flux_all_zero", format!("the flux is zero in {zeros} of {pixels} pixels")).into());
        }
        Ok(())
    }

    /// Says what is wrong with a spectrum whose row is not finite.
    fn explain_holes(&mut self, extent: Extent) -> Result<Refusal, Failure> {
        let (unusable, points) = (self.row.iter().filter(|flux| !flux.is_finite()).count(), self.row.len());
        self.read_rest(extent)?;
        let reason = if self.spectrum.flux.iter().all(|flux| !flux.is_finite()) {
            "every flux is NaN or infinite".to_owned()
        } else {
            format!(
                "{unusable} of {points} grid points touch a flux that is NaN or infinite (mask_bad_pixels interpolates across)"
            )
        };
        Ok(Refusal::bad("flux_not_finite", reason))
    }
}

/// Why there is no row.
enum Failure {
    Refused(Refusal),
    Resources(ReadError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        if error.is_resource_exhaustion() { Self::Resources(error) } else { Self::Refused(error.into()) }
    }
}

/// Keeps only the pixels with information; interpolation then goes across the holes.
fn mask_bad_pixels(spectrum: &mut Spectrum) -> Result<(), Refusal> {
    let is_good = |pixel: usize, flux: f64| {
        let weighs = spectrum.ivar.as_ref().is_none_or(|ivar| ivar.get(pixel).is_some_and(|&ivar| ivar > 0.0));
        let unmasked = spectrum.mask.as_ref().is_none_or(|mask| mask.get(pixel) == Some(&0));
        flux.is_finite() && weighs && unmasked
    };
    let good: Vec<bool> = spectrum.flux.iter().enumerate().map(|(pixel, &flux)| is_good(pixel, flux)).collect();
    let keep = |values: &mut Vec<f64>| {
        let mut flags = good.iter();
        values.retain(|_| flags.next() == Some(&true));
    };
    keep(&mut spectrum.flux);
    keep(&mut spectrum.wavelength);
    match spectrum.flux.len() {
        0 | 1 => Err(Refusal::bad(
            "no_good_pixels",
            format!("only {} of {} pixels are good", spectrum.flux.len(), good.len()),
        )),
        _ => Ok(()),
    }
}

/// The refusal of a second file of the same name.
pub(super) fn duplicate(file: &Candidate) -> Remark {
    let reason = format!("another file of the name {} came first", file.name);
    let file = SkippedFile { filename: on_disk(file), code: DUPLICATE.to_owned(), reason };
    Remark::Skipped { file, is_bad: false }
}

fn on_disk(file: &Candidate) -> String {
    if file.is_gzip { format!("{}.gz", file.name) } else { file.name.clone() }
}

/// Whether a header states another name than the file has.
fn differs(stated: &str, name: &str) -> bool {
    stated.strip_suffix(".gz").unwrap_or(stated) != name
}
