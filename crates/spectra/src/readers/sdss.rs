//! SDSS, BOSS and SDSS-V `spec` files: a table with one row per pixel, then a table with class and redshift, then, in full
//! files, the single exposures.
//!
//! The data model is described at <https://data.sdss.org/datamodel/files/BOSS_SPECTRO_REDUX/RUN2D/spectra/PLATE4/spec.html>,
//! that of SDSS-V at <https://data.sdss.org/datamodel/files/BOSS_SPECTRO_REDUX/RUN2D/spectra/full/FIELD/MJD/spec.html>.
//! EXTNAME may be missing: the columns say what the table is.

use super::columns::{self, SURVEY};
use super::units::{Kind, is_extension};
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis, is_lamost, target_name};
use crate::error::ReadError;
use crate::fits::{Cards, Cells, Column, Content, Header, Sample, Table};
use crate::spectrum::{Medium, ObjectClass, Spectrum, SpectrumMeta, SurveyFormat};

/// Resolving power of the SDSS and BOSS spectrographs in the middle of their range (Smee et al. 2013, AJ 146, 32).
const RESOLVING_POWER: f64 = 2000.0;

/// Zero point of nanomaggies \[mag\].
const NANOMAGGY: f64 = 22.5;

/// The coadded spectrum as first extension, as SDSS publishes it.
pub(super) struct Sdss;

impl Layout for Sdss {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        if file.primary.integer("NAXIS") != Some(0) || is_lamost(file.primary) {
            return Ok(Verdict::NotMine);
        }
        let Some(offset) = file.primary.next(file.content)? else { return Ok(Verdict::NotMine) };
        file.extension.read(file.content, offset)?;
        let Some(coadd) = Table::describe(file.extension, file.content)?.filter(is_coadd) else {
            return Ok(Verdict::NotMine);
        };
        serve(file, &coadd, request, out, visit)
    }
}

/// The same table behind other units, as others write it again.
pub(super) struct AnySdss;

impl Layout for AnySdss {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        if is_lamost(file.primary) {
            return Ok(Verdict::NotMine);
        }
        for unit in file.units.of(Kind::Table) {
            let table = file.table(unit)?;
            if is_coadd(&table) {
                return serve(file, &table, request, out, visit);
            }
        }
        Ok(Verdict::NotMine)
    }
}

fn is_coadd(table: &Table) -> bool {
    let has = |name| table.column(name).is_some_and(|column| column.repeat == 1 && column.code != b'A');
    matches!(table.name.as_str(), "COADD" | "") && table.rows > 1 && ["FLUX", "LOGLAM", "IVAR"].into_iter().all(has)
}

/// Hands over the coadded spectrum, and the single exposures where they are asked for.
fn serve(
    file: &mut Opened<'_>,
    coadd: &Table,
    request: &Request<'_>,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<Verdict, ReadError> {
    out.meta.format = Some(SurveyFormat::Sdss);
    read_plate(file.primary, &mut out.meta);
    let next = following(file)?;
    if !request.facts_only {
        read_pixels(file, coadd, out)?;
    }
    let mut after = None;
    if let Some(offset) = next {
        file.extension.read(file.content, offset)?;
        if let Some(object) = Table::describe(file.extension, file.content)? {
            read_object(file.extension, &object, file.content, &mut out.meta)?;
        }
        if request.asks_for_exposures() {
            after = following(file)?;
        }
    }
    let meta = request.asks_for_exposures().then(|| out.meta.clone());
    if request.asks_for("") && visit(Ok(Extent::Whole), out).is_break() {
        return Ok(Verdict::Read);
    }
    if let Some(meta) = meta {
        serve_exposures(file, after, request, &meta, out, visit)?;
    }
    Ok(Verdict::Read)
}

/// Offset of the unit behind the one whose header is read, if there is one.
fn following(file: &Opened<'_>) -> Result<Option<u64>, ReadError> {
    let next = file.extension.next(file.content)?;
    Ok(next.filter(|&next| is_extension(file.content, next)))
}

/// Hands over the tables of single exposures, each named by its unit, that start at `offset`.
fn serve_exposures(
    file: &mut Opened<'_>,
    mut offset: Option<u64>,
    request: &Request<'_>,
    meta: &SpectrumMeta,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<(), ReadError> {
    while let Some(start) = offset {
        file.extension.read(file.content, start)?;
        offset = following(file)?;
        let Some(table) = Table::describe(file.extension, file.content)? else { continue };
        let is_exposure = !table.name.is_empty() && SURVEY.are_in(&table) && table.rows > 1;
        let target = target_name(&table.name);
        if !is_exposure || !request.asks_for(&target) {
            continue;
        }
        out.reset();
        out.target = target;
        out.meta = SpectrumMeta { sn: [None; 5], sn_median: None, ..meta.clone() };
        let result = columns::read(file, &table, &(0..table.rows), &SURVEY, out).and_then(|()| axis::settle(out));
        if visit(result.map(|()| Extent::Whole), out).is_break() {
            break;
        }
    }
    Ok(())
}

fn read_pixels(file: &mut Opened<'_>, coadd: &Table, out: &mut Spectrum) -> Result<(), ReadError> {
    let column = |name| coadd.column(name).and_then(|column| Some((column, column.sample()?)));
    let (Some(flux), Some(loglam), Some(ivar)) = (column("FLUX"), column("LOGLAM"), column("IVAR")) else {
        columns::read(file, coadd, &(0..coadd.rows), &SURVEY, out)?;
        return axis::settle(out);
    };
    // One read of all rows, whatever column is wanted.
    let rows = file.content.take_scratch(coadd.start, coadd.rows, coadd.row_bytes)?;
    let stride = usize::try_from(coadd.row_bytes).unwrap_or(usize::MAX);
    fill(&rows, stride, flux, &mut out.flux);
    fill(&rows, stride, loglam, &mut out.wavelength);
    let mut weights = out.ivar.take().unwrap_or_default();
    fill(&rows, stride, ivar, &mut weights);
    out.ivar = Some(weights);
    out.mask = None;
    let mask = SURVEY.mask.iter().find_map(|name| coadd.column(name));
    if let Some(mask) = mask.filter(|mask| mask.code == b'J' && mask.repeat == 1 && !mask.is_scaled) {
        out.mask = Some(bits(&rows, stride, mask));
    }
    file.content.put_scratch(rows);
    if out.mask.is_none() {
        out.mask = columns::mask(file, coadd, &(0..coadd.rows), &SURVEY)?;
    }
    axis::from_log10(&mut out.wavelength);
    axis::settle(out)
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

/// When and on which plate or field it was observed, and where the fibre was plugged: RA and DEC of the primary header are
/// those of the plate's centre.
pub(super) fn read_plate(cards: &dyn Cards, meta: &mut SpectrumMeta) {
    meta.ra = cards.number("PLUG_RA");
    meta.dec = cards.number("PLUG_DEC");
    meta.observed_at = cards.text("DATE-OBS").filter(|date| !date.is_empty());
    meta.medium = Some(if cards.flag("VACUUM") == Some(false) { Medium::Air } else { Medium::Vacuum });
    meta.resolving_power = Some(RESOLVING_POWER);
    meta.mjd = cards.number("MJD");
    meta.plate = cards.word("PLATEID").or_else(|| cards.word("FIELDID")).filter(|plate| !plate.is_empty());
}

/// Class, redshift, S/N and magnitudes from the table SPECOBJ or SPALL.
fn read_object(
    header: &Header,
    table: &Table,
    content: &mut Content,
    meta: &mut SpectrumMeta,
) -> Result<(), ReadError> {
    let text = |name| Ok::<_, ReadError>(table.text(content, name)?.filter(|text| !text.is_empty()));
    meta.class = text("CLASS")?.map(|class| ObjectClass::parse(&class));
    meta.subclass = text("SUBCLASS")?;
    meta.z = table.number(content, "Z", 0)?;
    meta.z_err = table.number(content, "Z_ERR", 0)?;
    for (band, element) in meta.sn.iter_mut().zip(0..) {
        *band = table.number(content, "SN_MEDIAN", element)?;
    }
    meta.sn_median = table.number(content, "SN_MEDIAN_ALL", 0)?;
    read_magnitudes(table, content, meta)?;
    if meta.ra.is_none() {
        meta.ra = table.number(content, "PLUG_RA", 0)?.or(table.number(content, "RACAT", 0)?);
        meta.dec = table.number(content, "PLUG_DEC", 0)?.or(table.number(content, "DECCAT", 0)?);
    }
    // SDSS-V has SDSS_ID and CATALOGID; before, a spectrum has an identifier.
    for name in ["SDSS_ID", "SPECOBJID", "CATALOGID"] {
        let Some(column) = table.column(name) else { continue };
        meta.target_id = Cells::of(header, table, column)?.word(content, 0)?;
        if meta.target_id.is_some() {
            break;
        }
    }
    Ok(())
}

/// Magnitudes in u, g, r, i, z: of the point source, else from the flux that the plate was calibrated with.
fn read_magnitudes(table: &Table, content: &Content, meta: &mut SpectrumMeta) -> Result<(), ReadError> {
    for (band, element) in meta.mag.iter_mut().take(5).zip(0..) {
        let flux = table.number(content, "CALIBFLUX", element)?.filter(|&flux| flux > 0.0);
        let magnitude = flux.map(|flux| NANOMAGGY - 2.5 * flux.log10());
        *band = table.number(content, "PSFMAG", element)?.or(magnitude);
    }
    meta.magtype = meta.mag.iter().any(Option::is_some).then(|| "ugriz".to_owned());
    Ok(())
}
