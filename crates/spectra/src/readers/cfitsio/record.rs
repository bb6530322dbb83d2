//! The archive layouts as cfitsio reads them, to compare with.

use super::handle::{self, Handle, UnitKind};
use crate::error::ReadError;
use crate::fits::{Cards, mask_of};
use crate::readers::lamost::{self, LogLinear, is_anonymous, is_lamost};
use crate::readers::lamost_image::{ROWS, check_shape};
use crate::readers::pixels::{are_wavelengths, settle_wavelength};
use crate::readers::{axis, sdss};
use crate::spectrum::{ObjectClass, Spectrum, SurveyFormat};

/// Units that are looked at: a spectrum stands in one of the first, also in a compressed file.
const SEARCHED_UNITS: i32 = 4;

/// Units that may be read: behind that with the spectrum of SDSS stands the table of the object.
pub(in crate::readers) const READ_UNITS: i32 = SEARCHED_UNITS + 1;

/// Reads a spectrum of any of our layouts from the bytes of a FITS file, which holds `units` units as a whole; `false` if
/// there is none. What lies behind these is never looked at: cfitsio would read beyond the bytes.
///
/// # Errors
///
/// Where the file is of a layout of ours but damaged.
pub(in crate::readers) fn read(bytes: &[u8], units: i32, out: &mut Spectrum) -> Result<bool, ReadError> {
    let _guard = super::CFITSIO.lock();
    let mut memory = handle::Memory::new(bytes);
    let mut file = Handle::open(&mut memory)?;
    file.go_to(1)?;
    let lamost = is_lamost(&file);
    for unit in 1..=units.min(SEARCHED_UNITS) {
        let kind = file.go_to(unit)?;
        // The header of a compressed image is that of the image, also where the primary unit says nothing.
        let lamost = lamost || is_lamost(&file);
        let found = match kind {
            UnitKind::Image if lamost || is_anonymous(&file) => read_lamost_image(&mut file, lamost, out)?,
            UnitKind::BinaryTable if lamost => read_lamost_coadd(&mut file, out)?,
            UnitKind::BinaryTable => read_sdss(&mut file, unit, units, out)?,
            _ => false,
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

fn read_lamost_image(file: &mut Handle<'_>, is_named: bool, out: &mut Spectrum) -> Result<bool, ReadError> {
    let Some([columns, rows]) = file.image_size()?.filter(|size| is_named || size[1] == ROWS) else { return Ok(false) };
    let count = check_shape(columns, rows)?;
    out.meta.format = Some(SurveyFormat::LamostImage);
    lamost::read_meta(file, lamost::LOW_RESOLUTION, &mut out.meta);
    let samples = file.image(count * usize::try_from(ROWS).unwrap_or(5))?;
    let row = |number: usize| samples[number * count..(number + 1) * count].to_vec();
    out.flux = row(0);
    out.ivar = Some(row(1));
    out.wavelength = row(2);
    out.mask = Some(row(3).into_iter().map(mask_of).collect());
    let solution = LogLinear::from_cards(file);
    if !is_named && !solution.is_some_and(|solution| are_wavelengths(&out.wavelength, &solution)) {
        return Ok(false);
    }
    settle_wavelength(out, solution.as_ref())?;
    Ok(true)
}

fn read_lamost_coadd(file: &mut Handle<'_>, out: &mut Spectrum) -> Result<bool, ReadError> {
    if file.text("EXTNAME").as_deref() != Some("COADD") || file.rows()? != 1 {
        return Ok(false);
    }
    let (Some(flux), Some(wavelength)) = (file.column("FLUX")?, file.column("WAVELENGTH")?) else {
        return Ok(false);
    };
    if flux.len() != wavelength.len() || flux.len() < 2 {
        return Err(ReadError::malformed(format!("{} fluxes, {} wavelengths", flux.len(), wavelength.len())));
    }
    let count = flux.len();
    let fitting = |column: Option<Vec<f64>>| column.filter(|column| column.len() == count);
    out.flux = flux;
    out.wavelength = wavelength;
    out.ivar = fitting(file.column("IVAR")?);
    out.mask = fitting(file.column("ANDMASK")?).map(|mask| mask.into_iter().map(mask_of).collect());
    file.go_to(1)?;
    out.meta.format = Some(SurveyFormat::LamostCoadd);
    lamost::read_meta(file, lamost::LOW_RESOLUTION, &mut out.meta);
    settle_wavelength(out, LogLinear::from_cards(file).as_ref())?;
    Ok(true)
}

fn read_sdss(file: &mut Handle<'_>, unit: i32, units: i32, out: &mut Spectrum) -> Result<bool, ReadError> {
    if file.text("EXTNAME").as_deref() != Some("COADD") || file.rows()? < 2 {
        return Ok(false);
    }
    let rows = usize::try_from(file.rows()?).unwrap_or(0);
    let (Some(flux), Some(loglam), Some(ivar)) = (file.column("FLUX")?, file.column("LOGLAM")?, file.column("IVAR")?)
    else {
        return Ok(false);
    };
    if [&flux, &loglam, &ivar].iter().any(|column| column.len() != rows) {
        return Ok(false);
    }
    out.flux = flux;
    out.wavelength = loglam;
    out.ivar = Some(ivar);
    out.mask = file.column("AND_MASK")?.map(|mask| mask.into_iter().map(signed_bits).collect());
    axis::from_log10(&mut out.wavelength);
    axis::settle(out)?;
    file.go_to(1)?;
    out.meta.format = Some(SurveyFormat::Sdss);
    sdss::read_plate(file, &mut out.meta);
    if unit < units && file.go_to(unit + 1)? == UnitKind::BinaryTable {
        read_sdss_object(file, out)?;
    }
    Ok(true)
}

fn read_sdss_object(file: &mut Handle<'_>, out: &mut Spectrum) -> Result<(), ReadError> {
    let text = |file: &mut Handle<'_>, name| file.cell_text(name).map(|text| text.filter(|text| !text.is_empty()));
    let meta = &mut out.meta;
    meta.class = text(file, "CLASS")?.map(|class| ObjectClass::parse(&class));
    meta.subclass = text(file, "SUBCLASS")?;
    let first =
        |file: &mut Handle<'_>, name| file.column(name).map(|column| column.and_then(|values| values.first().copied()));
    meta.z = first(file, "Z")?;
    meta.z_err = first(file, "Z_ERR")?;
    meta.sn_median = first(file, "SN_MEDIAN_ALL")?;
    if let Some(medians) = file.column("SN_MEDIAN")? {
        for (band, median) in meta.sn.iter_mut().zip(medians) {
            *band = Some(median);
        }
    }
    Ok(())
}

/// The bits of an SDSS mask, a signed integer in the file.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the bits of a 32-bit integer are wanted")]
fn signed_bits(stored: f64) -> u32 {
    stored as i64 as u32
}
