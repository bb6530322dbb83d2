//! LAMOST low resolution, DR9 and later: the facts in an empty primary unit, the pixels in a one-row table `COADD`.

use super::lamost::{self, LogLinear};
use super::pixels::Pixels;
use super::{Opened, SurveyReader, Verdict, Want, is_lamost};
use crate::error::ReadError;
use crate::fits::{Column, Table};
use crate::spectrum::{Spectrum, SurveyFormat};

pub(super) struct LamostCoadd;

impl SurveyReader for LamostCoadd {
    fn read(&self, file: &mut Opened<'_>, want: &Want, out: &mut Spectrum) -> Result<Verdict, ReadError> {
        if file.primary.integer("NAXIS") != Some(0) || !is_lamost(file.primary) {
            return Ok(Verdict::NotMine);
        }
        let Some(offset) = file.primary.next(file.content)? else {
            return Err(ReadError::malformed("the table with the spectrum is missing"));
        };
        file.extension.read(file.content, offset)?;
        let Some(table) = Table::describe(file.extension, file.content)? else {
            return Ok(Verdict::NotMine);
        };
        if table.name != "COADD" || table.rows != 1 {
            return Ok(Verdict::NotMine);
        }
        let (Some(flux), Some(wavelength)) = (table.column("FLUX"), table.column("WAVELENGTH")) else {
            return Ok(Verdict::NotMine);
        };
        let Some(sample) = flux.sample().filter(|&sample| wavelength.sample() == Some(sample)) else {
            return Ok(Verdict::NotMine);
        };
        if flux.repeat != wavelength.repeat || flux.repeat < 2 {
            return Err(ReadError::malformed(format!("{} fluxes, {} wavelengths", flux.repeat, wavelength.repeat)));
        }
        out.meta.format = Some(SurveyFormat::LamostCoadd);
        lamost::read_meta(file.primary, &mut out.meta);
        let like_flux = |column: &&Column| column.sample() == Some(sample) && column.repeat == flux.repeat;
        let optional = |name| table.column(name).filter(like_flux).map(|column| table.offset(column));
        let pixels = Pixels {
            count: usize::try_from(flux.repeat).unwrap_or(usize::MAX),
            sample,
            flux: table.offset(flux),
            wavelength: table.offset(wavelength),
            ivar: optional("IVAR"),
            mask: optional("ANDMASK"),
            solution: LogLinear::from_cards(file.primary),
        };
        pixels.load(file.content, want, out).map(Verdict::Read)
    }
}
