//! LAMOST low resolution, DR9 and later: the facts in an empty primary unit, the pixels in a one-row table `COADD`.
//!
//! EXTNAME may be missing: the columns say what the table is.

use super::columns::{self, SURVEY};
use super::lamost::{self, LogLinear};
use super::pixels::{Pixels, settle_wavelength};
use super::units::Kind;
use super::{Extent, Layout, Opened, Request, Verdict, Visit, deliver, is_lamost};
use crate::error::ReadError;
use crate::fits::{Column, Sample, Table};
use crate::spectrum::{Spectrum, SurveyFormat};

/// The table as first extension, as LAMOST publishes it.
pub(super) struct LamostCoadd;

impl Layout for LamostCoadd {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        if file.primary.integer("NAXIS") != Some(0) || !is_lamost(file.primary) {
            return Ok(Verdict::NotMine);
        }
        let Some(offset) = file.primary.next(file.content)? else {
            return Err(ReadError::malformed("the table with the spectrum is missing"));
        };
        file.extension.read(file.content, offset)?;
        let Some(table) = Table::describe(file.extension, file.content)?.filter(is_coadd) else {
            return Ok(Verdict::NotMine);
        };
        deliver(read_table(file, &table, request, out), out, visit)
    }
}

/// The table behind other units, as others write it again.
pub(super) struct AnyLamostCoadd;

impl Layout for AnyLamostCoadd {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        if !is_lamost(file.primary) {
            return Ok(Verdict::NotMine);
        }
        for unit in file.units.of(Kind::Table) {
            let table = file.table(unit)?;
            if is_coadd(&table) {
                return deliver(read_table(file, &table, request, out), out, visit);
            }
        }
        Ok(Verdict::NotMine)
    }
}

fn is_coadd(table: &Table) -> bool {
    let has = |name| table.column(name).is_some();
    table.rows == 1 && matches!(table.name.as_str(), "COADD" | "") && has("FLUX") && has("WAVELENGTH")
}

fn read_table(
    file: &mut Opened<'_>,
    table: &Table,
    request: &Request<'_>,
    out: &mut Spectrum,
) -> Result<Extent, ReadError> {
    out.meta.format = Some(SurveyFormat::LamostCoadd);
    lamost::read_meta(file.primary, lamost::LOW_RESOLUTION, &mut out.meta);
    if request.facts_only {
        return Ok(Extent::Whole);
    }
    let solution = LogLinear::from_cards(file.primary);
    let Some((flux, wavelength, sample)) = plain_columns(table) else {
        columns::read(file, table, &(0..1), &SURVEY, out)?;
        settle_wavelength(out, solution.as_ref())?;
        return Ok(Extent::Whole);
    };
    if flux.repeat != wavelength.repeat || flux.repeat < 2 {
        return Err(ReadError::malformed(format!("{} fluxes, {} wavelengths", flux.repeat, wavelength.repeat)));
    }
    let is_like_flux = |name| {
        let column = table.column(name)?;
        (column.sample() == Some(sample) && column.repeat == flux.repeat).then_some(column)
    };
    let are_alike = ["IVAR", "ANDMASK"].map(|name| is_like_flux(name).is_some() || table.column(name).is_none());
    let optional = |name| is_like_flux(name).map(|column: &Column| table.offset(column));
    if request.want.quality && are_alike != [true, true] {
        // Columns of one table need not be of one type.
        columns::read(file, table, &(0..1), &SURVEY, out)?;
        settle_wavelength(out, solution.as_ref())?;
        return Ok(Extent::Whole);
    }
    let pixels = Pixels {
        count: usize::try_from(flux.repeat).unwrap_or(usize::MAX),
        sample,
        flux: table.offset(flux),
        wavelength: table.offset(wavelength),
        ivar: optional("IVAR"),
        mask: optional("ANDMASK"),
        solution,
    };
    pixels.load(file.content, &request.want, out)
}

/// Fluxes and wavelengths, if both are plain floating-point numbers of one precision.
fn plain_columns(table: &Table) -> Option<(&Column, &Column, Sample)> {
    let (flux, wavelength) = (table.column("FLUX")?, table.column("WAVELENGTH")?);
    let sample = flux.sample().filter(|&sample| wavelength.sample() == Some(sample))?;
    Some((flux, wavelength, sample))
}
