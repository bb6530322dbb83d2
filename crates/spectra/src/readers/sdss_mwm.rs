//! SDSS-V `mwmStar` and `mwmVisit` files (Astra): four tables, for BOSS and APOGEE at Apache Point and Las Campanas, with a
//! spectrum in each row.
//!
//! The data model is described at <https://data.sdss.org/datamodel/files/MWM_ASTRA/V_ASTRA/spectra/star/mwmStar.html>. All
//! spectra of a table are on one grid, linear in log₁₀ λ (vacuum).

use super::columns::{self, Facts, Names};
use super::units::{Kind, Unit};
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis, target_name};
use crate::error::ReadError;
use crate::fits::{Cards as _, Table};
use crate::spectrum::{Medium, Spectrum, SpectrumMeta, SurveyFormat};

const NAMES: Names =
    Names { flux: &["FLUX"], wavelength: &["WAVELENGTH"], loglam: &[], ivar: &["IVAR"], mask: &["PIXEL_FLAGS"] };

pub(super) struct Mwm;

impl Layout for Mwm {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        if file.primary.word("V_ASTRA").is_none() || file.primary.word("SDSS_ID").is_none() {
            return Ok(Verdict::NotMine);
        }
        file.units.check_whole()?;
        let mut meta = SpectrumMeta {
            format: Some(SurveyFormat::SdssMwm),
            medium: Some(Medium::Vacuum),
            ra: file.primary.number("RA"),
            dec: file.primary.number("DEC"),
            target_id: file.primary.word("SDSS_ID"),
            ..SpectrumMeta::default()
        };
        let mut visited = false;
        let units = file.units;
        for unit in units.of(Kind::Table) {
            let table = file.table(unit)?;
            if table.rows == 0 || table.column("FLUX").is_none() {
                continue;
            }
            visited = true;
            meta.resolving_power = Some(if unit.name.contains("APOGEE") { 22_500.0 } else { 2000.0 });
            if serve_table(file, unit, &table, request, &meta, out, visit)? {
                return Ok(Verdict::Read);
            }
        }
        if visited {
            Ok(Verdict::Read)
        } else {
            Err(ReadError::unsupported("it is a file of SDSS-V without any spectrum"))
        }
    }
}

/// Hands over the rows of a table; true where no more is wanted.
fn serve_table(
    file: &mut Opened<'_>,
    unit: &Unit,
    table: &Table,
    request: &Request<'_>,
    meta: &SpectrumMeta,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<bool, ReadError> {
    for row in 0..table.rows {
        out.reset();
        out.meta = meta.clone();
        let target = read_facts(&mut Facts { file, table, row }, &unit.name, &mut out.meta)?;
        if !request.asks_for(&target) {
            continue;
        }
        out.target = target;
        let result = if request.facts_only { Ok(()) } else { read_row(file, table, row, out) };
        if visit(result.map(|()| Extent::Whole), out).is_break() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The facts of a row, and its name: the table's, with the identifier of the spectrum where there are several.
fn read_facts(facts: &mut Facts<'_, '_>, unit: &str, meta: &mut SpectrumMeta) -> Result<String, ReadError> {
    meta.mjd = facts.number("MJD")?.or(facts.number("MAX_MJD")?);
    meta.sn_median = facts.number("SNR")?;
    meta.plate = facts.word("FIELDID")?.or(facts.word("PLATE")?);
    let id = facts.word("SPECTRUM_PK")?.unwrap_or_else(|| (facts.row + 1).to_string());
    let unit = target_name(unit);
    Ok(if facts.table.rows == 1 { unit } else { format!("{unit}-{id}") })
}

fn read_row(file: &mut Opened<'_>, table: &Table, row: u64, out: &mut Spectrum) -> Result<(), ReadError> {
    let rows = row..row + 1;
    if table.column("WAVELENGTH").is_some() {
        columns::read(file, table, &rows, &NAMES, out)?;
        return axis::settle(out);
    }
    let (Some(start), Some(step)) = (file.extension.number("CRVAL"), file.extension.number("CDELT")) else {
        return Err(ReadError::bad_wavelength("the table has no column WAVELENGTH, and no CRVAL and CDELT"));
    };
    out.flux = columns::numbers(file, table, &rows, NAMES.flux)?.unwrap_or_default();
    out.wavelength = axis::log_linear(start, step, out.flux.len());
    columns::read_quality(file, table, &rows, &NAMES, out)?;
    axis::settle(out)
}
