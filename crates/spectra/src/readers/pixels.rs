//! Rows of pixels that lie one after another in the file: what a LAMOST image and a one-row table have in common.

use super::lamost::{LogLinear, PLAUSIBLE, SOLUTION_TOLERANCE};
use super::{Extent, Want};
use crate::error::ReadError;
use crate::fits::{Content, Sample};
use crate::spectrum::Spectrum;

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
        settle_wavelength(&mut out.wavelength, self.solution.as_ref())?;
        content.read_samples(self.flux, self.count, self.sample, &mut out.flux)?;
        if want.quality {
            self.load_quality(content, out)?;
        }
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
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is checked to fit before")]
pub(super) fn mask_bits(stored: f64) -> u32 {
    if (0.0..=f64::from(u32::MAX)).contains(&stored) { stored as u32 } else { u32::MAX }
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
/// The stored row is the truth from DR2 on. In DR1 that row holds continuum-normalised flux (about 1), which no
/// wavelength can be; the header's solution counts there.
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where neither is usable or both contradict each other.
pub(super) fn settle_wavelength(stored: &mut [f64], solution: Option<&LogLinear>) -> Result<(), ReadError> {
    let last = stored.len().saturating_sub(1);
    let (Some(&lowest), Some(&highest)) = (stored.first(), stored.last()) else {
        return Err(ReadError::bad_wavelength("there is no pixel"));
    };
    if PLAUSIBLE.contains(&lowest) && PLAUSIBLE.contains(&highest) && is_increasing(stored) {
        let Some(solution) = solution else { return Ok(()) };
        let off = (lowest - solution.wavelength(0)).abs().max((highest - solution.wavelength(last)).abs());
        if off < SOLUTION_TOLERANCE {
            return Ok(());
        }
        return Err(ReadError::bad_wavelength(format!("the stored row and the header differ by {off:.1} Å")));
    }
    let Some(solution) = solution else {
        return Err(ReadError::bad_wavelength("the stored row does not increase, and the header has no solution"));
    };
    // A damaged row of wavelengths is not the row of another quantity: only the latter may be replaced.
    if stored.iter().filter(|value| PLAUSIBLE.contains(*value)).count() * 10 > stored.len() {
        return Err(ReadError::bad_wavelength("the stored row does not increase from pixel to pixel"));
    }
    for (pixel, wavelength) in stored.iter_mut().enumerate() {
        *wavelength = solution.wavelength(pixel);
    }
    if PLAUSIBLE.contains(&stored[last]) {
        Ok(())
    } else {
        Err(ReadError::bad_wavelength(format!("the header puts the last pixel at {:.3e} Å", stored[last])))
    }
}
