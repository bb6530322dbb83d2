//! LAMOST medium resolution: a table for each arm of the coadded spectrum (`COADD_B`, `COADD_R`) and of each exposure
//! (`B-84107311`, by its local modified Julian minute).
//!
//! Until DR7 a table has a row a pixel with LOGLAM, later one row that holds the pixels with WAVELENGTH
//! (<http://www.lamost.org/dr8/v2.0/doc/mr-data-production-description>).

use super::columns::{self, SURVEY};
use super::units::{Kind, Unit};
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis, is_lamost, lamost};
use crate::error::ReadError;
use crate::fits::Cards as _;
use crate::spectrum::{Spectrum, SpectrumMeta, SurveyFormat};

pub(super) struct LamostMrs;

impl Layout for LamostMrs {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let units = file.units;
        let is_cut_exposure = is_coadd(&units.damaged) || is_exposure(&units.damaged);
        let exposures = || units.of(Kind::Table).filter(|unit| is_coadd(&unit.name) || is_exposure(&unit.name));
        if !is_lamost(file.primary) || (exposures().next().is_none() && !is_cut_exposure) {
            return Ok(Verdict::NotMine);
        }
        let mut meta = SpectrumMeta { format: Some(SurveyFormat::LamostMrs), ..SpectrumMeta::default() };
        lamost::read_meta(file.primary, lamost::MEDIUM_RESOLUTION, &mut meta);
        let is_wanted = |name: &str| (is_coadd(name) || request.asks_for_exposures()) && request.asks_for(name);
        let mut visited = false;
        for unit in exposures().filter(|unit| is_wanted(&unit.name)) {
            out.reset();
            out.target.clone_from(&unit.name);
            out.meta = meta.clone();
            visited = true;
            let result = read_arm(file, unit, request, out);
            if visit(result.map(|()| Extent::Whole), out).is_break() {
                return Ok(Verdict::Read);
            }
        }
        if let Some(damage) = units.take_damage().filter(|_| is_cut_exposure && is_wanted(&units.damaged)) {
            // The unit that is cut off: its own error, and none of the others'.
            out.reset();
            out.target.clone_from(&units.damaged);
            let _ = visit(Err(damage), out);
        } else if !visited && request.target.is_none() {
            let first = exposures().next().map(|unit| unit.name.as_str()).unwrap_or_default();
            return Err(ReadError::unsupported(format!(
                "it holds no coadded spectrum, only single exposures ({first})"
            )));
        }
        Ok(Verdict::Read)
    }
}

fn is_coadd(name: &str) -> bool {
    name.starts_with("COADD_")
}

fn is_exposure(name: &str) -> bool {
    name.starts_with("B-") || name.starts_with("R-")
}

fn read_arm(file: &mut Opened<'_>, unit: &Unit, request: &Request<'_>, out: &mut Spectrum) -> Result<(), ReadError> {
    let table = file.table(unit)?;
    out.meta.sn = [None; 5];
    out.meta.sn_median = file.extension.number("SNR");
    if request.facts_only {
        return Ok(());
    }
    if table.rows == 0 {
        return Err(ReadError::malformed("the spectrum has 0 pixels"));
    }
    columns::read(file, &table, &(0..table.rows), &SURVEY, out)?;
    axis::settle(out)
}
