//! LAMOST low resolution, DR1 to DR8: a primary image of five rows.
//!
//! Row 0 is flux, 1 inverse variance, 2 wavelength, 3 and-mask, 4 or-mask. In DR1 row 2 holds continuum-normalised flux
//! instead; [`super::pixels::settle_wavelength`] tells the two apart from the values. A file that names no telescope is read
//! where row 2 holds the wavelengths that its header states.

use super::lamost::{self, LogLinear, is_anonymous, is_lamost};
use super::pixels::{Pixels, are_wavelengths, mask_bits, settle_wavelength};
use super::units::{Kind, Unit};
use super::{Extent, Layout, Opened, Request, Verdict, Visit, deliver};
use crate::error::ReadError;
use crate::fits::{Header, Sample};
use crate::spectrum::{Spectrum, SurveyFormat};

pub(super) const ROWS: u64 = 5;

/// The primary image of floating-point numbers, as LAMOST publishes it.
pub(super) struct LamostImage;

impl Layout for LamostImage {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let header = file.primary;
        let is_named = is_lamost(header);
        let may_be = is_named || (header.integer("NAXIS2") == Some(5) && is_anonymous(header));
        if header.integer("NAXIS") != Some(2) || !may_be {
            return Ok(Verdict::NotMine);
        }
        let axes = header.axes()?;
        let count = check_shape(axes[0], axes[1])?;
        let Some(sample) = plain_sample(header) else { return Ok(Verdict::NotMine) };
        header.held_bytes(file.content)?;
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
        read_facts(header, out);
        if request.facts_only {
            return deliver(Ok(Extent::Whole), out, visit);
        }
        deliver(pixels.load(file.content, &request.want, out), out, visit)
    }
}

/// How samples are stored, if they are floating-point numbers that nothing scales.
fn plain_sample(header: &Header) -> Option<Sample> {
    let sample = match header.integer("BITPIX") {
        Some(-32) => Sample::F32,
        Some(-64) => Sample::F64,
        _ => return None,
    };
    header.is_unscaled().then_some(sample)
}

fn read_facts(header: &Header, out: &mut Spectrum) {
    out.meta.format = Some(SurveyFormat::LamostImage);
    lamost::read_meta(header, lamost::LOW_RESOLUTION, &mut out.meta);
}

/// The same image as others write it again: of scaled integers, tile-compressed, or in an extension.
pub(super) struct AnyLamostImage;

impl Layout for AnyLamostImage {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let is_file_named = is_lamost(file.primary);
        for unit in file.units.of(Kind::Image).filter(|unit| unit.axes.len() == 2) {
            file.extension.read(file.content, unit.start)?;
            let is_named = is_file_named || is_lamost(file.extension);
            let may_be = is_named || (unit.axes[1] == ROWS && is_anonymous(file.extension));
            if !may_be {
                continue;
            }
            let count = check_shape(unit.axes[0], unit.axes[1])? as u64;
            if request.facts_only && is_named {
                read_facts(file.extension, out);
                return deliver(Ok(Extent::Whole), out, visit);
            }
            if read_rows(file, unit, count, is_named, out)? {
                return deliver(Ok(Extent::Whole), out, visit);
            }
        }
        Ok(Verdict::NotMine)
    }
}

/// Reads the rows of an image; false where the image names no telescope and its third row holds no wavelengths.
fn read_rows(
    file: &mut Opened<'_>,
    unit: &Unit,
    count: u64,
    is_named: bool,
    out: &mut Spectrum,
) -> Result<bool, ReadError> {
    let picture = file.picture(unit)?;
    let solution = LogLinear::from_cards(file.extension);
    let mut row = |number: u64| picture.numbers(file.content, number * count, count);
    out.wavelength = row(2)?;
    if !is_named && !solution.is_some_and(|solution| are_wavelengths(&out.wavelength, &solution)) {
        return Ok(false);
    }
    out.flux = row(0)?;
    out.ivar = Some(row(1)?);
    out.mask = Some(row(3)?.into_iter().map(mask_bits).collect());
    read_facts(file.extension, out);
    settle_wavelength(out, solution.as_ref())?;
    Ok(true)
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
