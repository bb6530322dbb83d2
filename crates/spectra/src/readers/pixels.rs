//! Rows of pixels that lie one after another in the file: what a LAMOST image and a one-row table have in common.

use super::lamost::{LogLinear, PLAUSIBLE, SOLUTION_TOLERANCE};
use super::{Extent, Want, axis};
use crate::error::ReadError;
use crate::fits::{Content, Sample, mask_of};
use crate::spectrum::{ReadRemark, Spectrum};

/// Pixels read beyond both ends of a wanted range: the header's solution is off by less than one pixel (0.5 Å at most,
/// see [`SOLUTION_TOLERANCE`]), and linear interpolation needs one neighbour.
const MARGIN: f64 = 3.0;

/// Where the rows of a spectrum lie in a file. Offsets are in bytes from the start of the file.
#[derive(Debug)]
pub(super) struct Pixels {
    pub(super) count: usize,
    pub(super) sample: Sample,
    pub(super) flux: u64,
    pub(super) wavelength: u64,
    pub(super) ivar: Option<u64>,
    pub(super) mask: Option<u64>,
    pub(super) solution: Option<LogLinear>,
}

impl Pixels {
    /// Reads what is wanted: only the pixels around the wanted range where the header tells which these are and the
    /// stored wavelengths confirm it, else all.
    ///
    /// # Errors
    ///
    /// Where rows are cut off or the wavelengths are not usable.
    pub(super) fn load(&self, content: &mut Content, want: &Want, out: &mut Spectrum) -> Result<Extent, ReadError> {
        out.ivar = None;
        out.mask = None;
        if let Some((start, end)) = want.observed_range(&out.meta)
            && self.load_window(content, start, end, out)?
        {
            return Ok(Extent::Window);
        }
        content.read_samples(self.wavelength, self.count, self.sample, &mut out.wavelength)?;
        content.read_samples(self.flux, self.count, self.sample, &mut out.flux)?;
        if want.quality {
            self.load_quality(content, out)?;
        }
        settle_wavelength(out, self.solution.as_ref())?;
        Ok(Extent::Whole)
    }

    /// Whether the row of wavelengths holds what the header's solution says, so that there is no doubt what the rows are.
    ///
    /// # Errors
    ///
    /// Where the row is cut off.
    pub(super) fn hold_wavelengths(&self, content: &mut Content, out: &mut Spectrum) -> Result<bool, ReadError> {
        content.read_samples(self.wavelength, self.count, self.sample, &mut out.wavelength)?;
        Ok(self.solution.is_some_and(|solution| are_wavelengths(&out.wavelength, &solution)))
    }

    /// Reads the pixels around `start..=end` \[Å\]; false if they do not enclose the range.
    fn load_window(&self, content: &mut Content, start: f64, end: f64, out: &mut Spectrum) -> Result<bool, ReadError> {
        let Some(solution) = &self.solution else { return Ok(false) };
        let first = pixel_floor(solution.pixel(start) - MARGIN, self.count);
        let last = pixel_floor(solution.pixel(end) + MARGIN, self.count - 1);
        if first >= last {
            return Ok(false);
        }
        let count = last - first + 1;
        let skip = first as u64 * self.sample.bytes();
        content.read_samples(self.wavelength + skip, count, self.sample, &mut out.wavelength)?;
        let (lowest, highest) = (out.wavelength[0], out.wavelength[count - 1]);
        let agrees = (lowest - solution.wavelength(first)).abs() < SOLUTION_TOLERANCE
            && (highest - solution.wavelength(last)).abs() < SOLUTION_TOLERANCE;
        let encloses = lowest <= start && end <= highest;
        if !(agrees && encloses && is_increasing(&out.wavelength)) {
            return Ok(false);
        }
        content.read_samples(self.flux + skip, count, self.sample, &mut out.flux)?;
        Ok(true)
    }

    fn load_quality(&self, content: &mut Content, out: &mut Spectrum) -> Result<(), ReadError> {
        if let Some(offset) = self.ivar {
            let mut ivar = Vec::new();
            content.read_samples(offset, self.count, self.sample, &mut ivar)?;
            out.ivar = Some(ivar);
        }
        if let Some(offset) = self.mask {
            let mut mask = Vec::new();
            content.read_samples(offset, self.count, self.sample, &mut mask)?;
            out.mask = Some(mask.into_iter().map(mask_bits).collect());
        }
        Ok(())
    }
}

/// LAMOST stores its mask bits as floating-point numbers; what is no bit pattern counts as bad.
pub(super) fn mask_bits(stored: f64) -> u32 {
    mask_of(stored)
}

/// The whole pixel below a fractional one, kept within `0..=limit`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from float saturates")]
fn pixel_floor(pixel: f64, limit: usize) -> usize {
    (pixel.floor() as usize).min(limit)
}

/// Whether these are the wavelengths of a solution.
pub(super) fn are_wavelengths(stored: &[f64], solution: &LogLinear) -> bool {
    let agrees = |pixel: usize| {
        stored.get(pixel).is_some_and(|value| (value - solution.wavelength(pixel)).abs() < SOLUTION_TOLERANCE)
    };
    agrees(0) && agrees(stored.len() - 1) && is_increasing(stored)
}

pub(super) fn is_increasing(wavelength: &[f64]) -> bool {
    wavelength.windows(2).all(|pair| pair[0] < pair[1])
}

/// Decides what the wavelengths of a LAMOST spectrum are: those stored, or those of the header's solution.
///
/// The stored row is the truth from DR2 on. In the pilot survey and DR1 that row holds the flux with its continuum subtracted
/// or divided out; the header's solution counts there.
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where neither is usable or both contradict each other.
pub(super) fn settle_wavelength(out: &mut Spectrum, solution: Option<&LogLinear>) -> Result<(), ReadError> {
    axis::check_lengths(out)?;
    let is_plain = are_plain(&out.wavelength);
    let Some(solution) = solution else {
        if is_plain {
            return Ok(());
        }
        if PLAUSIBLE.contains(out.wavelength.first().unwrap_or(&0.0)) {
            return axis::settle(out);
        }
        let detail = "what is stored are none, and the header has no solution (COEFF0 and COEFF1)";
        return Err(ReadError::bad_wavelength(detail));
    };
    if !is_plain && !hold_wavelengths(&out.wavelength, solution) {
        return take_solution(out, solution);
    }
    if !is_plain {
        axis::settle(out)?;
    }
    let last = out.wavelength.len() - 1;
    let off = |pixel: usize| (out.wavelength[pixel] - solution.wavelength(pixel)).abs();
    let off = off(0).max(off(last));
    if off < SOLUTION_TOLERANCE {
        return Ok(());
    }
    Err(ReadError::bad_wavelength(format!("the stored row and the header differ by {off:.1} Å")))
}

/// Whether these are wavelengths as they should be: what nearly every file has, checked in one pass.
fn are_plain(stored: &[f64]) -> bool {
    matches!((stored.first(), stored.last()), (Some(first), Some(last)) if PLAUSIBLE.contains(first) && PLAUSIBLE.contains(last))
        && is_increasing(stored)
}

/// Whether a stored row holds wavelengths, be they damaged, and not another quantity: only the latter may be replaced.
fn hold_wavelengths(stored: &[f64], solution: &LogLinear) -> bool {
    let is_stated = |&(pixel, value): &(usize, &f64)| (value - solution.wavelength(pixel)).abs() < SOLUTION_TOLERANCE;
    let stated = stored.iter().enumerate().filter(is_stated).count();
    let plausible = stored.iter().filter(|value| PLAUSIBLE.contains(*value)).count();
    let rising = stored.windows(2).filter(|pair| pair[0] < pair[1]).count();
    let falling = stored.windows(2).filter(|pair| pair[0] > pair[1]).count();
    let most = |count: usize| count * 10 > stored.len() * 9;
    stated * 10 > stored.len() || (most(plausible) && (most(rising) || most(falling)))
}

fn take_solution(out: &mut Spectrum, solution: &LogLinear) -> Result<(), ReadError> {
    for (pixel, wavelength) in out.wavelength.iter_mut().enumerate() {
        *wavelength = solution.wavelength(pixel);
    }
    if let Some(last) = out.wavelength.last().filter(|last| !PLAUSIBLE.contains(*last)) {
        return Err(ReadError::bad_wavelength(format!("the header puts the last pixel at {last:.3e} Å")));
    }
    let detail = "the row of wavelengths holds another quantity: they are those of the header".to_owned();
    out.remarks.push(ReadRemark { code: "header_wavelengths", detail });
    axis::settle(out)
}

#[cfg(test)]
mod tests {
    use ml_job_testkit::fits::LamostSpectrum;

    use super::*;
    use crate::readers::read_spectrum;

    fn read(spectrum: &LamostSpectrum) -> Result<Spectrum, ReadError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), spectrum.image()).unwrap();
        read_spectrum(file.path())
    }

    /// In the pilot survey a bright star has counts of 10⁴ to 10⁵: many of them could be wavelengths.
    #[test]
    fn a_row_without_its_continuum_is_no_row_of_wavelengths_however_bright_the_star() {
        for level in [1.0, 900.0, 3000.0, 60_000.0, 1e6] {
            let mut spectrum = LamostSpectrum::default();
            let noise = |pixel: u32| f64::from((pixel * 7919) % 1000) / 500.0 - 1.0;
            spectrum.rows[2] = (0..3909).map(|pixel| level * noise(pixel)).collect();
            let read = read(&spectrum).unwrap();
            assert!((read.wavelength[1000] - 10_f64.powf(3.6682)).abs() < 1e-9, "level {level}");
            assert_eq!(read.remarks[0].code, "header_wavelengths", "level {level}");
        }
    }

    #[test]
    fn a_damaged_row_of_wavelengths_is_refused_not_replaced() {
        for step in [2, 3, 4] {
            let mut spectrum = LamostSpectrum::default();
            for pixel in (0..3909).step_by(step * 40) {
                spectrum.rows[2][pixel] = 0.0;
            }
            assert_eq!(read(&spectrum).unwrap_err().code(), "bad_wavelength");
        }
    }

    #[test]
    fn a_file_that_was_turned_round_is_turned_back() {
        let mut spectrum = LamostSpectrum::default();
        spectrum.rows.iter_mut().for_each(|row| row.reverse());
        let turned = read(&spectrum).unwrap();
        let good = read(&LamostSpectrum::default()).unwrap();
        assert_eq!((&turned.wavelength, &turned.flux), (&good.wavelength, &good.flux));
        assert_eq!(turned.remarks[0].code, "decreasing_wavelength");
    }
}
