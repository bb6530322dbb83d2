//! SDSS and BOSS `spec-PLATE-MJD-FIBER.fits`: a table with one row per pixel, then a table with class and redshift.
//!
//! The data model is described at <https://data.sdss.org/datamodel/files/BOSS_SPECTRO_REDUX/RUN2D/spectra/PLATE4/spec.html>.

use super::{Extent, Opened, SurveyReader, Verdict, Want, is_lamost};
use crate::error::ReadError;
use crate::fits::{Cards, Column, Content, Sample, Table};
use crate::spectrum::{ObjectClass, Spectrum, SpectrumMeta, SurveyFormat};

pub(super) struct Sdss;

impl SurveyReader for Sdss {
    fn read(&self, file: &mut Opened<'_>, _want: &Want, out: &mut Spectrum) -> Result<Verdict, ReadError> {
        if file.primary.integer("NAXIS") != Some(0) || is_lamost(file.primary) {
            return Ok(Verdict::NotMine);
        }
        let Some(offset) = file.primary.next(file.content)? else { return Ok(Verdict::NotMine) };
        file.extension.read(file.content, offset)?;
        let Some(coadd) = Table::describe(file.extension, file.content)? else { return Ok(Verdict::NotMine) };
        let column = |name| {
            let column = coadd.column(name).filter(|column| column.repeat == 1)?;
            Some((column, column.sample()?))
        };
        let (true, Some(flux), Some(loglam), Some(ivar)) =
            (coadd.name == "COADD", column("FLUX"), column("LOGLAM"), column("IVAR"))
        else {
            return Ok(Verdict::NotMine);
        };
        if coadd.rows < 2 {
            return Err(ReadError::malformed(format!("the spectrum has {} pixels", coadd.rows)));
        }
        out.meta.format = Some(SurveyFormat::Sdss);
        read_plug(file.primary, &mut out.meta);
        let next = file.extension.next(file.content)?;
        let rows = file.content.take_scratch(coadd.start, coadd.rows, coadd.row_bytes)?;
        let stride = usize::try_from(coadd.row_bytes).unwrap_or(usize::MAX);
        fill(&rows, stride, flux, &mut out.flux);
        fill(&rows, stride, loglam, &mut out.wavelength);
        let mut weights = out.ivar.take().unwrap_or_default();
        fill(&rows, stride, ivar, &mut weights);
        out.ivar = Some(weights);
        out.mask = coadd.column("AND_MASK").filter(|mask| mask.code == b'J').map(|mask| bits(&rows, stride, mask));
        file.content.put_scratch(rows);
        settle_wavelength(&mut out.wavelength)?;
        if let Some(offset) = next {
            file.extension.read(file.content, offset)?;
            if let Some(object) = Table::describe(file.extension, file.content)? {
                read_object(&object, file.content, &mut out.meta)?;
            }
        }
        Ok(Verdict::Read(Extent::Whole))
    }
}

fn fill(rows: &[u8], stride: usize, (column, sample): (&Column, Sample), out: &mut Vec<f64>) {
    let offset = usize::try_from(column.offset).unwrap_or(usize::MAX);
    out.clear();
    match sample {
        Sample::F32 => out.extend(cells(rows, stride, offset).map(|&cell| f64::from(f32::from_be_bytes(cell)))),
        Sample::F64 => out.extend(cells(rows, stride, offset).map(|&cell| f64::from_be_bytes(cell))),
    }
}

fn bits(rows: &[u8], stride: usize, column: &Column) -> Vec<u32> {
    let offset = usize::try_from(column.offset).unwrap_or(usize::MAX);
    cells(rows, stride, offset).map(|&cell| u32::from_be_bytes(cell)).collect()
}

fn cells<const N: usize>(rows: &[u8], stride: usize, offset: usize) -> impl Iterator<Item = &[u8; N]> {
    rows.chunks_exact(stride).filter_map(move |row| row.get(offset..)?.first_chunk())
}

/// Turns log₁₀ λ into λ, which has to increase.
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where it does not.
pub(super) fn settle_wavelength(loglam: &mut [f64]) -> Result<(), ReadError> {
    for value in loglam.iter_mut() {
        *value = 10_f64.powf(*value);
    }
    match loglam.windows(2).position(|pair| !(pair[0] < pair[1] && pair[1].is_finite())) {
        None => Ok(()),
        Some(pixel) => Err(ReadError::bad_wavelength(format!("loglam does not increase at row {}", pixel + 1))),
    }
}

/// Where the fibre was plugged: RA and DEC of the primary header are those of the plate's centre.
pub(super) fn read_plug(cards: &dyn Cards, meta: &mut SpectrumMeta) {
    meta.ra = cards.number("PLUG_RA");
    meta.dec = cards.number("PLUG_DEC");
    meta.observed_at = cards.text("DATE-OBS").filter(|date| !date.is_empty());
}

/// Class, redshift and S/N from the table SPECOBJ or SPALL.
fn read_object(table: &Table, content: &Content, meta: &mut SpectrumMeta) -> Result<(), ReadError> {
    let text = |name| Ok::<_, ReadError>(table.text(content, name)?.filter(|text| !text.is_empty()));
    meta.class = text("CLASS")?.map(|class| ObjectClass::parse(&class));
    meta.subclass = text("SUBCLASS")?;
    meta.z = table.number(content, "Z", 0)?;
    meta.z_err = table.number(content, "Z_ERR", 0)?;
    for (band, element) in meta.sn.iter_mut().zip(0..) {
        *band = table.number(content, "SN_MEDIAN", element)?;
    }
    meta.sn_median = table.number(content, "SN_MEDIAN_ALL", 0)?;
    Ok(())
}
