//! From one spectrum to one row of the result.

use ml_job_domain::sentence;

use super::report::{Escaped, Overhanging, Renamed, SkippedFile};
use crate::catalogue::Catalogue;
use crate::config::{PreprocessConfig, UnknownRedshift};
use crate::error::ReadError;
use crate::grid::WaveGrid;
use crate::prepare::{Plan, Preparer, Quality, Refusal, is_good, keep, no_good_pixels};
use crate::readers::Extent;
use crate::resample::interpolate;
use crate::scale::scale_both;
use crate::spectrum::{Spectrum, SpectrumMeta};

/// What became of a chunk of files, in their order.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Number of files that were looked at.
    pub(super) looked_at: u64,
    /// How many of them are spectra, or should be.
    pub(super) files: u64,
    /// Scaled fluxes, row after row.
    pub(super) rows: Vec<f64>,
    /// Inverse variances of the scaled fluxes, where they are asked for.
    pub(super) ivars: Vec<f64>,
    /// Name and facts of each row.
    pub(super) spectra: Vec<Made>,
    /// What the report should say.
    pub(super) remarks: Vec<Remark>,
}

/// A row of the result, beside its fluxes.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) name: String,
    pub(super) meta: SpectrumMeta,
    pub(super) quality: Option<Quality>,
    /// The row of the catalogue that belongs to it.
    pub(super) listed: Option<crate::catalogue::Matched>,
    /// Whether it was taken as it is, because its redshift is not known.
    pub(super) is_at_rest: bool,
}

/// Something that the report should say of a file.
#[derive(Debug)]
pub(super) enum Remark {
    /// The file, or a spectrum in it, is left out.
    Skipped {
        file: SkippedFile,
        /// Whether the file is at fault, not a wish of the configuration.
        is_bad: bool,
    },
    /// The file never was a spectrum.
    Ignored(SkippedFile),
    /// The header states another name.
    Renamed(Renamed),
    /// The name in the result is not that on disk.
    Escaped(Escaped),
    /// The spectrum does not cover the whole grid.
    Overhanging(Overhanging),
    /// The reader decided or mended something.
    Mended(SkippedFile),
    /// The host is out of something that every file needs.
    Resources { filename: String, source: ReadError },
}

/// What a file is instead of a spectrum.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) reason: String,
}

impl Refused {
    pub(super) fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        Self::bad(error.code(), sentence(&error))
    }
}

/// The code of spectra that the grid lies outside of.
pub(super) const OUT_OF_RANGE: &str = "out_of_range";

/// Why there is no row.
pub(super) enum Failure {
    Refused(Refusal),
    Resources(ReadError),
    /// A part of the spectrum does not tell: all of it has to be read.
    NeedsWhole,
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

/// Makes rows of spectra; one per thread.
pub(super) struct RowMaker<'a> {
    config: &'a PreprocessConfig,
    grid: &'a WaveGrid,
    catalogue: Option<&'a Catalogue>,
    /// Where more is asked for than to interpolate.
    preparer: Option<Preparer<'a>>,
    /// The row that was made last.
    pub(super) row: Vec<f64>,
    /// Its inverse variances; empty where they are not asked for.
    pub(super) ivar: Vec<f64>,
}

impl<'a> RowMaker<'a> {
    pub(super) fn new(config: &'a PreprocessConfig, grid: &'a WaveGrid, catalogue: Option<&'a Catalogue>) -> Self {
        let plan = Plan::new(config);
        let points = grid.points().len();
        Self {
            config,
            grid,
            catalogue,
            preparer: if plan.is_plain() { None } else { Some(Preparer::new(plan, grid)) },
            row: vec![0.0; points],
            ivar: if config.ivar { vec![0.0; points] } else { Vec::new() },
        }
    }

    /// Resamples and scales a spectrum of the file `file` into `self.row`; `overhang` is what it covers where that is not all
    /// of the grid. The spectrum is used up.
    pub(super) fn make(
        &mut self,
        file: &str,
        extent: Extent,
        spectrum: &mut Spectrum,
        overhang: &mut Option<(f64, f64)>,
    ) -> Result<Made, Failure> {
        self.select(&spectrum.meta)?;
        let listed =
            self.catalogue.map(|catalogue| catalogue.find(file, &spectrum.target, &spectrum.meta)).transpose()?;
        if let Some(preparer) = &self.preparer {
            preparer.convert(spectrum)?;
        }
        let is_at_rest = self.shift_to_rest(spectrum, listed.map(|listed| listed.row))?;
        let pixels = spectrum.flux.len();
        let zeros = || spectrum.flux.iter().filter(|&&flux| flux == 0.0).count();
        let zeros = if self.preparer.is_some() { zeros() } else { 0 };
        let quality = self.resample(extent, spectrum, overhang)?;
        if self.row.iter().all(|&flux| flux == 0.0) {
            let (zeros, pixels) = if self.preparer.is_some() { (zeros, pixels) } else { count_zeros(spectrum) };
            refuse_dead_fibre(extent, zeros, pixels)?;
        }
        if self.row.iter().any(|flux| !flux.is_finite()) {
            return Err(self.explain_holes(extent, spectrum));
        }
        if !scale_both(&mut self.row, &mut self.ivar, self.config.scaling) {
            return Err(Refusal::bad("no_continuum", "it has no continuum above zero to be divided by").into());
        }
        let meta = std::mem::take(&mut spectrum.meta);
        Ok(Made { name: String::new(), meta, quality, listed, is_at_rest })
    }

    /// Applies the wishes of the configuration about the header.
    fn select(&self, meta: &SpectrumMeta) -> Result<(), Refusal> {
        if let Some(least) = self.config.min_snr {
            match meta.snr() {
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
        let (brightest, faintest) = (self.config.min_magnitude, self.config.max_magnitude);
        if brightest.or(faintest).is_none() {
            return Ok(());
        }
        match meta.magnitude() {
            None => Err(Refusal::unwanted("unknown_magnitude", "the header states no magnitude")),
            Some(magnitude) if brightest.is_some_and(|limit| magnitude < limit) => {
                Err(Refusal::unwanted("too_bright", format!("its magnitude {magnitude} is brighter than asked for")))
            }
            Some(magnitude) if faintest.is_some_and(|limit| magnitude > limit) => {
                Err(Refusal::unwanted("too_faint", format!("its magnitude {magnitude} is fainter than asked for")))
            }
            Some(_) => Ok(()),
        }
    }

    /// Shifts to rest where that is asked for; whether it could not, and the spectrum is taken as it is.
    fn shift_to_rest(&self, spectrum: &mut Spectrum, listed: Option<usize>) -> Result<bool, Refusal> {
        if !self.config.rest_frame {
            return Ok(false);
        }
        let from_catalogue = self.config.redshift_column.is_some();
        let redshift = match (self.catalogue, listed) {
            (Some(catalogue), Some(row)) if from_catalogue => catalogue.redshift(row),
            _ => spectrum.meta.redshift(),
        };
        match (redshift, self.config.unknown_redshift) {
            (Some(redshift), _) => {
                for wavelength in &mut spectrum.wavelength {
                    *wavelength /= 1.0 + redshift;
                }
                Ok(false)
            }
            (None, UnknownRedshift::AtRest) => Ok(true),
            (None, UnknownRedshift::Skip) => {
                let source = if from_catalogue { "the catalogue" } else { "the header" };
                Err(Refusal::unwanted("unknown_redshift", format!("{source} states no redshift to shift by")))
            }
        }
    }

    fn resample(
        &mut self,
        extent: Extent,
        spectrum: &mut Spectrum,
        overhang: &mut Option<(f64, f64)>,
    ) -> Result<Option<Quality>, Refusal> {
        if self.preparer.is_none() && self.config.mask_bad_pixels {
            mask_bad_pixels(spectrum)?;
        }
        if extent == Extent::Whole {
            *overhang = self.coverage(spectrum)?;
        }
        if let Some(preparer) = &mut self.preparer {
            return preparer.resample(spectrum, &mut self.row, &mut self.ivar);
        }
        interpolate(self.grid.points(), &spectrum.wavelength, &spectrum.flux, &mut self.row);
        Ok(None)
    }

    /// What a whole spectrum covers, if that is not all of the grid.
    fn coverage(&self, spectrum: &Spectrum) -> Result<Option<(f64, f64)>, Refusal> {
        let (Some(&from), Some(&to)) = (spectrum.wavelength.first(), spectrum.wavelength.last()) else {
            return Err(Refusal::bad("bad_wavelength", "there is no pixel"));
        };
        if spectrum.wavelength.len() < 2 {
            return Err(Refusal::bad("bad_wavelength", "there is one pixel only"));
        }
        let (start, end) = self.grid.range();
        if end < from || to < start {
            return Err(Refusal::unwanted(
                OUT_OF_RANGE,
                format!("covers {from:.1} Å to {to:.1} Å, nothing of the grid"),
            ));
        }
        Ok((start < from || to < end).then_some((from, to)))
    }

    /// Says what is wrong with a spectrum whose row is not finite.
    fn explain_holes(&self, extent: Extent, spectrum: &Spectrum) -> Failure {
        if extent == Extent::Window {
            return Failure::NeedsWhole;
        }
        let (unusable, points) = (self.row.iter().filter(|flux| !flux.is_finite()).count(), self.row.len());
        let reason = if spectrum.flux.iter().all(|flux| !flux.is_finite()) {
            "every flux is NaN or infinite".to_owned()
        } else {
            format!(
                "{unusable} of {points} grid points touch a flux that is NaN or infinite (mask_bad_pixels interpolates across)"
            )
        };
        Refusal::bad("flux_not_finite", reason).into()
    }
}

fn count_zeros(spectrum: &Spectrum) -> (usize, usize) {
    (spectrum.flux.iter().filter(|&&flux| flux == 0.0).count(), spectrum.flux.len())
}

/// Refuses a spectrum that is zero nearly everywhere. One with a part of zeros, where the detector saw nothing,
/// is real: such parts reach a fifth of the pixels.
fn refuse_dead_fibre(extent: Extent, zeros: usize, pixels: usize) -> Result<(), Failure> {
    if extent == Extent::Window {
        return Err(Failure::NeedsWhole);
    }
    if zeros * 100 >= pixels * 99 {
        return Err(Refusal::bad("flux_all_zero", format!("the flux is zero in {zeros} of {pixels} pixels")).into());
    }
    Ok(())
}

/// Keeps only the pixels with information; interpolation then goes across the holes.
fn mask_bad_pixels(spectrum: &mut Spectrum) -> Result<(), Refusal> {
    let good: Vec<bool> = (0..spectrum.flux.len()).map(|pixel| is_good(spectrum, pixel)).collect();
    keep(spectrum, &good);
    match spectrum.flux.len() {
        0 | 1 => Err(no_good_pixels(spectrum.flux.len(), good.len())),
        _ => Ok(()),
    }
}
