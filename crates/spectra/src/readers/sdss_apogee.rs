//! APOGEE `apStar` and `asStar` files: images whose first row is the combined spectrum and whose later rows are the visits.
//!
//! The units are flux, error and mask on one grid, linear in log₁₀ λ (vacuum), all in unit 1
//! (<https://data.sdss.org/datamodel/files/APOGEE_REDUX/APRED_VERS/stars/TELESCOPE/FIELD/apStar.html>). Where there are several
//! visits, the first two rows are combinations of different weights; the visits follow.

use super::picture::Picture;
use super::units::Kind;
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis};
use crate::error::ReadError;
use crate::fits::Cards as _;
use crate::spectrum::{Medium, Spectrum, SpectrumMeta, SurveyFormat};

pub(super) struct ApStar;

struct Rows {
    pixels: u64,
    wavelength: Vec<f64>,
    flux: Picture,
    error: Picture,
    mask: Picture,
}

impl Layout for ApStar {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let units = file.units;
        let [_, flux, error, mask, ..] = units.list.as_slice() else { return Ok(Verdict::NotMine) };
        let has = |keyword| file.primary.word(keyword).is_some();
        let is_apogee = has("NVISITS") && (has("STARFLAG") || has("APRED"));
        let are_images = [flux, error, mask].iter().all(|unit| unit.kind == Kind::Image && unit.axes == flux.axes);
        let (pixels, count) = match *flux.axes.as_slice() {
            [pixels] => (pixels, 1),
            [pixels, rows] => (pixels, rows),
            _ => return Ok(Verdict::NotMine),
        };
        if !is_apogee || !are_images {
            return Ok(Verdict::NotMine);
        }
        units.check_whole()?;
        let (error, mask) = (file.picture(error)?, file.picture(mask)?);
        let flux = file.picture(flux)?;
        let (Some(start), Some(step)) = (file.extension.number("CRVAL1"), file.extension.number("CDELT1")) else {
            return Err(ReadError::bad_wavelength("the header has no solution (CRVAL1 and CDELT1)"));
        };
        let wavelength = axis::log_linear(start, step, usize::try_from(pixels).unwrap_or(0));
        let rows = Rows { pixels, wavelength, flux, error, mask };
        let meta = read_facts(file);
        for row in 0..count {
            let Some(target) = target(row, count) else { continue };
            if !(target.is_empty() || request.asks_for_exposures()) || !request.asks_for(&target) {
                continue;
            }
            out.reset();
            (out.target, out.meta) = (target, meta.clone());
            let result = if request.facts_only { Ok(()) } else { read_row(file, &rows, row, out) };
            if visit(result.map(|()| Extent::Whole), out).is_break() {
                break;
            }
        }
        Ok(Verdict::Read)
    }
}

/// The name of a row: none for the combined spectrum, which the file is about; `None` for another combination of it.
fn target(row: u64, rows: u64) -> Option<String> {
    match row {
        0 => Some(String::new()),
        1 if rows > 2 => None,
        _ => Some(format!("VISIT-{}", if rows > 2 { row - 1 } else { row })),
    }
}

fn read_facts(file: &Opened<'_>) -> SpectrumMeta {
    let cards = file.primary;
    SpectrumMeta {
        format: Some(SurveyFormat::SdssApstar),
        medium: Some(Medium::Vacuum),
        // Nidever et al. 2015, AJ 150, 173.
        resolving_power: Some(22_500.0),
        targetname: cards.text("OBJID").filter(|name| !name.is_empty()),
        target_id: cards.word("OBJID").filter(|name| !name.is_empty()),
        ra: cards.number("RA"),
        dec: cards.number("DEC"),
        sn_median: cards.number("SNR"),
        plate: cards.word("FIELD").or_else(|| cards.word("LOCID")),
        ..SpectrumMeta::default()
    }
}

fn read_row(file: &mut Opened<'_>, rows: &Rows, row: u64, out: &mut Spectrum) -> Result<(), ReadError> {
    let first = row * rows.pixels;
    out.wavelength.clone_from(&rows.wavelength);
    out.flux = rows.flux.numbers(file.content, first, rows.pixels)?;
    let weight = |error: f64| if error > 0.0 { 1.0 / (error * error) } else { 0.0 };
    out.ivar = Some(rows.error.numbers(file.content, first, rows.pixels)?.into_iter().map(weight).collect());
    out.mask = Some(rows.mask.bits(file.content, first, rows.pixels)?);
    axis::settle(out)
}
