//! `AAOmega`, `OzDES` and Marz files: an image with a row for each fibre, its variance and, in files for Marz, its wavelengths
//! beside it, and the table FIBRES with what each fibre was on.
//!
//! The layout is that of 2dfdr (<https://www.aao.gov.au/science/software/2dfdr>); Marz adds WAVELENGTH, VACUUM and LOGSCALE
//! (Hinton et al. 2016, Astronomy and Computing 15, 61).

use super::columns::Facts;
use super::image::{Companions, settle_medium};
use super::units::Kind;
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis};
use crate::error::ReadError;
use crate::spectrum::{Spectrum, SpectrumMeta, SurveyFormat};

const TABLES: [&str; 2] = ["FIBRES", "FIBRES_IFU"];

pub(super) struct Fibres;

impl Layout for Fibres {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let units = file.units;
        let (Some(table), Some(companions)) = (units.any(&TABLES), Companions::among(units)) else {
            return Ok(Verdict::NotMine);
        };
        let axes = &companions.flux.axes;
        let rows = axes.get(1).copied().unwrap_or(1);
        if table.kind != Kind::Table || axes.len() > 2 || table.axes.get(1) != Some(&rows) {
            return Ok(Verdict::NotMine);
        }
        units.check_whole()?;
        for row in 0..rows {
            let target = if rows == 1 { String::new() } else { (row + 1).to_string() };
            if !request.asks_for(&target) {
                continue;
            }
            out.reset();
            let result = read_fibre(file, &companions, row, request, out);
            out.target = target;
            if visit(result.map(|()| Extent::Whole), out).is_break() {
                break;
            }
        }
        Ok(Verdict::Read)
    }
}

fn read_fibre(
    file: &mut Opened<'_>,
    companions: &Companions<'_>,
    row: u64,
    request: &Request<'_>,
    out: &mut Spectrum,
) -> Result<(), ReadError> {
    let solution = companions.solve(file, row)?;
    let solution = solution.ok_or_else(|| ReadError::bad_wavelength("the header has no solution"))?;
    read_facts(file, row, &mut out.meta)?;
    file.extension.read(file.content, companions.flux.start)?;
    settle_medium(file, solution.medium, &mut out.meta);
    if request.facts_only {
        return Ok(());
    }
    companions.read_row(file, row, out)?;
    out.wavelength = solution.wavelength;
    out.remarks.extend(solution.remark);
    axis::settle(out)
}

/// Name, position (radians in the table) and magnitude of what the fibre was on.
fn read_facts(file: &mut Opened<'_>, row: u64, meta: &mut SpectrumMeta) -> Result<(), ReadError> {
    let units = file.units;
    let Some(unit) = units.any(&TABLES) else { return Ok(()) };
    let table = file.table(unit)?;
    let mut facts = Facts { file, table: &table, row };
    *meta = SpectrumMeta {
        format: Some(SurveyFormat::Fibres),
        targetname: facts.word("NAME")?,
        ra: facts.number("RA")?.map(f64::to_degrees),
        dec: facts.number("DEC")?.map(f64::to_degrees),
        ..SpectrumMeta::default()
    };
    meta.target_id.clone_from(&meta.targetname);
    meta.mag[0] = facts.number("MAGNITUDE")?;
    Ok(())
}
