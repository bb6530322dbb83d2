//! LAMOST low resolution, DR1 to DR8: a primary image of five rows.
//!
//! Row 0 is flux, 1 inverse variance, 2 wavelength, 3 and-mask, 4 or-mask. In DR1 row 2 holds continuum-normalised flux
//! instead; [`super::pixels::settle_wavelength`] tells the two apart from the values. A file that names no telescope is read
//! where row 2 holds the wavelengths that its header states.

use super::lamost::{self, LogLinear, is_anonymous, is_lamost};
use super::pixels::Pixels;
use super::{Opened, SurveyReader, Verdict, Want};
use crate::error::ReadError;
use crate::fits::Sample;
use crate::spectrum::{Spectrum, SurveyFormat};

pub(super) const ROWS: u64 = 5;

pub(super) struct LamostImage;

impl SurveyReader for LamostImage {
    fn read(&self, file: &mut Opened<'_>, want: &Want, out: &mut Spectrum) -> Result<Verdict, ReadError> {
        let header = file.primary;
        let is_named = is_lamost(header);
        let may_be = is_named || (header.integer("NAXIS2") == Some(5) && is_anonymous(header));
        if header.integer("NAXIS") != Some(2) || !may_be {
            return Ok(Verdict::NotMine);
        }
        let axes = header.axes()?;
        let count = check_shape(axes[0], axes[1])?;
        let sample = match header.integer("BITPIX") {
            Some(-32) => Sample::F32,
            Some(-64) => Sample::F64,
            _ => return Ok(Verdict::NotMine),
        };
        if !header.is_unscaled() {
            return Ok(Verdict::NotMine);
        }
        header.held_bytes(file.content)?;
        out.meta.format = Some(SurveyFormat::LamostImage);
        lamost::read_meta(header, &mut out.meta);
        let row = |number: u64| header.end() + number * axes[0] * sample.bytes();
        let pixels = Pixels {
            count,
            sample,
            flux: row(0),
            wavelength: row(2),
            ivar: Some(row(1)),
            mask: Some(row(3)),
            solution: LogLinear::from_cards(header),
        };
        if !is_named && !pixels.hold_wavelengths(file.content, out)? {
            return Ok(Verdict::NotMine);
        }
        pixels.load(file.content, want, out).map(Verdict::Read)
    }
}

/// The number of pixels, if the image has the shape of a LAMOST spectrum.
///
/// # Errors
///
/// [`ReadError::Unsupported`] or [`ReadError::Malformed`] otherwise.
pub(super) fn check_shape(columns: u64, rows: u64) -> Result<usize, ReadError> {
    if rows != ROWS {
        return Err(ReadError::unsupported(format!(
            "a LAMOST image has {ROWS} rows (flux, inverse variance, wavelength, and-mask, or-mask), this one has {rows}"
        )));
    }
    usize::try_from(columns)
        .ok()
        .filter(|&count| count >= 2)
        .ok_or_else(|| ReadError::malformed(format!("the spectrum has {columns} pixels")))
}
