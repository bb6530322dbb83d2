//! DESI `coadd` and `spectra` files: for each arm B, R, Z images with a row for each spectrum, and the table FIBERMAP with
//! the facts of each row.
//!
//! The data model is described at <https://desidatamodel.readthedocs.io>. Wavelengths are in vacuum, solar-system
//! barycentric. The arms are joined: where they overlap, their pixels coincide and the mean weighted by inverse variance
//! counts, as in `desispec.coaddition.coadd_cameras`.

use std::ops::Range;

use super::columns::Facts;
use super::picture::Picture;
use super::units::Kind;
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis};
use crate::error::ReadError;
use crate::fits::{Cells, Table};
use crate::spectrum::{Medium, ObjectClass, ReadRemark, Spectrum, SpectrumMeta, SurveyFormat};

/// The arms, from blue to red; a file of spectra resampled across them has the one arm BRZ.
const ARMS: [&str; 4] = ["B", "R", "Z", "BRZ"];

/// Resolving power in the middle of the range (2000 in the blue to 5500 in the red; DESI Collaboration 2022, AJ 164, 207).
const RESOLVING_POWER: f64 = 3500.0;

/// Wavelengths of two arms that are as near as this share of a pixel are the same.
const SAME_PIXEL: f64 = 1e-3;

pub(super) struct Desi;

/// One arm, ready to be read row by row.
struct Arm {
    wavelength: Vec<f64>,
    /// Whether the wavelengths increase, so that a part of them can be found.
    is_settled: bool,
    flux: Picture,
    ivar: Option<Picture>,
    mask: Option<Picture>,
}

impl Layout for Desi {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let units = file.units;
        let has_arm = |arm: &str| {
            units.named(&format!("{arm}_WAVELENGTH")).is_some() && units.named(&format!("{arm}_FLUX")).is_some()
        };
        let Some(fibermap) = units.named("FIBERMAP").filter(|unit| unit.kind == Kind::Table) else {
            return Ok(Verdict::NotMine);
        };
        let present: Vec<&str> = ARMS.into_iter().filter(|arm| has_arm(arm)).collect();
        if present.is_empty() {
            return Ok(Verdict::NotMine);
        }
        units.check_whole()?;
        let missing = missing_arms(&present);
        let map = file.table(fibermap)?;
        let targets = targets(file, &map)?;
        let mut arms = Vec::new();
        for arm in present.into_iter().filter(|_| !request.facts_only) {
            arms.push(open_arm(file, arm, map.rows)?);
        }
        for (row, target) in (0..map.rows).zip(targets).filter(|(_, target)| request.asks_for(target)) {
            out.reset();
            let result = read_facts(file, row, &mut out.meta).and_then(|()| {
                if request.facts_only { Ok(Extent::Whole) } else { read_row(file, &arms, row, request, out) }
            });
            out.target = target;
            out.remarks.extend(missing.clone());
            if visit(result, out).is_break() {
                break;
            }
        }
        Ok(Verdict::Read)
    }
}

/// The remark that not all arms are there: a file that was cut between two units looks whole.
fn missing_arms(present: &[&str]) -> Option<ReadRemark> {
    if present.contains(&"BRZ") {
        return None;
    }
    let missing: Vec<&str> = ARMS[..3].iter().filter(|arm| !present.contains(arm)).copied().collect();
    let detail =
        format!("the arm {} is missing: the file was cut, or holds a part of the spectrum", missing.join(" and "));
    (!missing.is_empty()).then_some(ReadRemark { code: "missing_arm", detail })
}

/// The names of the rows: TARGETID; where a target has several (files of single exposures), with EXPID behind it.
fn targets(file: &mut Opened<'_>, map: &Table) -> Result<Vec<String>, ReadError> {
    let ids = Cells::named(file.extension, map, "TARGETID")?
        .ok_or_else(|| ReadError::malformed("the table FIBERMAP has no column TARGETID"))?;
    let exposures = Cells::named(file.extension, map, "EXPID")?;
    let mut targets = ids.words(file.content)?;
    let mut sorted: Vec<&String> = targets.iter().collect();
    sorted.sort_unstable();
    let are_unique = sorted.windows(2).all(|pair| pair[0] != pair[1]);
    if let Some(exposures) = exposures.filter(|_| !are_unique) {
        for (target, exposure) in targets.iter_mut().zip(exposures.words(file.content)?) {
            target.push('-');
            target.push_str(&exposure);
        }
    }
    Ok(targets)
}

fn open_arm(file: &mut Opened<'_>, arm: &str, rows: u64) -> Result<Arm, ReadError> {
    let missing = |name: &str| ReadError::malformed(format!("the unit {arm}_{name} is missing"));
    let units = file.units;
    let named = |name: &str| units.named(&format!("{arm}_{name}")).filter(|unit| unit.kind == Kind::Image);
    let wavelength = named("WAVELENGTH").ok_or_else(|| missing("WAVELENGTH"))?;
    let flux = named("FLUX").ok_or_else(|| missing("FLUX"))?;
    let &[pixels] = wavelength.axes.as_slice() else {
        return Err(ReadError::malformed(format!("{arm}_WAVELENGTH has {} axes", wavelength.axes.len())));
    };
    let optional = |file: &mut Opened<'_>, name: &str| -> Result<Option<Picture>, ReadError> {
        let Some(unit) = named(name) else { return Ok(None) };
        if unit.axes != flux.axes {
            return Err(ReadError::malformed(format!("{arm}_{name} and {arm}_FLUX are of different size")));
        }
        file.picture(unit).map(Some)
    };
    if flux.axes != [pixels, rows] {
        return Err(ReadError::malformed(format!(
            "{arm}_FLUX is no image of {pixels} wavelengths and {rows} rows of FIBERMAP"
        )));
    }
    let (ivar, mask) = (optional(file, "IVAR")?, optional(file, "MASK")?);
    let picture = file.picture(wavelength)?;
    let wavelength = picture.numbers(file.content, 0, pixels)?;
    Ok(Arm { is_settled: axis::is_settled(&wavelength), wavelength, flux: file.picture(flux)?, ivar, mask })
}

/// Position, magnitudes and the like from a row of FIBERMAP; S/N from SCORES.
fn read_facts(file: &mut Opened<'_>, row: u64, meta: &mut SpectrumMeta) -> Result<(), ReadError> {
    meta.format = Some(SurveyFormat::Desi);
    meta.medium = Some(Medium::Vacuum);
    meta.resolving_power = Some(RESOLVING_POWER);
    let units = file.units;
    if let Some(unit) = units.named("FIBERMAP") {
        let table = file.table(unit)?;
        let mut facts = Facts { file, table: &table, row };
        meta.target_id = facts.word("TARGETID")?;
        (meta.ra, meta.dec) = (facts.number("TARGET_RA")?, facts.number("TARGET_DEC")?);
        meta.mjd = facts.number("MJD")?.or(facts.number("MEAN_MJD")?);
        meta.plate = facts.word("TILEID")?;
        let flux = |flux: Option<f64>| flux.filter(|&flux| flux > 0.0).map(|flux| 22.5 - 2.5 * flux.log10());
        for (mag, name) in meta.mag.iter_mut().zip(["FLUX_G", "FLUX_R", "FLUX_Z"]) {
            *mag = flux(facts.number(name)?);
        }
        meta.magtype = meta.mag.iter().any(Option::is_some).then(|| "grz".to_owned());
    }
    if let Some(unit) = units.named("SCORES").filter(|unit| unit.kind == Kind::Table) {
        let table = file.table(unit)?;
        let mut facts = Facts { file, table: &table, row };
        // The arms are nearly the bands g, r and z.
        for (band, arm) in [(1, "B"), (2, "R"), (4, "Z")] {
            let coadded = facts.number(&format!("MEDIAN_COADD_SNR_{arm}"))?;
            meta.sn[band] = coadded.or(facts.number(&format!("MEDIAN_CALIB_SNR_{arm}"))?);
        }
    }
    if let Some(unit) = units.named("REDSHIFTS").filter(|unit| unit.kind == Kind::Table) {
        let table = file.table(unit)?;
        let mut facts = Facts { file, table: &table, row };
        (meta.z, meta.z_err) = (facts.number("Z")?, facts.number("ZERR")?);
        meta.class = facts.word("SPECTYPE")?.map(|class| ObjectClass::parse(&class));
        meta.subclass = facts.word("SUBTYPE")?;
    }
    Ok(())
}

/// Pixels of all arms as they are joined.
#[derive(Clone, Copy)]
struct Pixel {
    wavelength: f64,
    flux: f64,
    ivar: f64,
    mask: u32,
}

/// The arm that alone has the pixels around a range, and which they are.
fn only_arm(arms: &[Arm], range: (f64, f64)) -> Option<(&Arm, Range<usize>)> {
    let mut having = arms.iter().filter(|arm| arm.is_settled);
    let (place, window) = having.find_map(|arm| Some((arm, axis::window(&arm.wavelength, range)?)))?;
    let (from, to) = (place.wavelength[window.start], place.wavelength[window.end - 1]);
    let is_apart = |arm: &Arm| match (arm.wavelength.first(), arm.wavelength.last()) {
        (Some(&first), Some(&last)) => arm.is_settled && (last < from || first > to),
        _ => false,
    };
    arms.iter().all(|arm| std::ptr::eq(arm, place) || is_apart(arm)).then_some((place, window))
}

fn read_row(
    file: &mut Opened<'_>,
    arms: &[Arm],
    row: u64,
    request: &Request<'_>,
    out: &mut Spectrum,
) -> Result<Extent, ReadError> {
    if let Some((arm, window)) = request.want.observed_range(&out.meta).and_then(|range| only_arm(arms, range)) {
        let first = row.saturating_mul(arm.wavelength.len() as u64).saturating_add(window.start as u64);
        out.flux = arm.flux.numbers(file.content, first, window.len() as u64)?;
        out.wavelength.extend_from_slice(&arm.wavelength[window]);
        return Ok(Extent::Window);
    }
    let mut joined: Vec<Pixel> = Vec::new();
    for arm in arms {
        let count = arm.wavelength.len() as u64;
        let first = row.saturating_mul(count);
        let flux = arm.flux.numbers(file.content, first, count)?;
        let ivar = arm.ivar.as_ref().map(|ivar| ivar.numbers(file.content, first, count)).transpose()?;
        let mask = arm.mask.as_ref().map(|mask| mask.bits(file.content, first, count)).transpose()?;
        let pixels = arm.wavelength.iter().zip(flux).enumerate().map(|(pixel, (&wavelength, flux))| Pixel {
            wavelength,
            flux,
            ivar: ivar.as_ref().map_or(1.0, |ivar| ivar[pixel]),
            mask: mask.as_ref().map_or(0, |mask| mask[pixel]),
        });
        join(&mut joined, pixels.collect());
    }
    out.wavelength = joined.iter().map(|pixel| pixel.wavelength).collect();
    out.flux = joined.iter().map(|pixel| pixel.flux).collect();
    out.ivar = arms.iter().all(|arm| arm.ivar.is_some()).then(|| joined.iter().map(|pixel| pixel.ivar).collect());
    out.mask = arms.iter().any(|arm| arm.mask.is_some()).then(|| joined.iter().map(|pixel| pixel.mask).collect());
    axis::settle(out).map(|()| Extent::Whole)
}

/// Joins the pixels of the next arm to those before, which are bluer.
fn join(joined: &mut Vec<Pixel>, next: Vec<Pixel>) {
    let Some(&Pixel { wavelength: first, .. }) = next.first() else { return };
    let step = next.get(1).map_or(1.0, |second| (second.wavelength - first).abs());
    let is_same = |left: &Pixel, right: &Pixel| (left.wavelength - right.wavelength).abs() < SAME_PIXEL * step;
    let start = joined.partition_point(|pixel| pixel.wavelength < first - SAME_PIXEL * step);
    let overlap = joined.len() - start;
    let coincide = joined[start..].iter().zip(&next).all(|(left, right)| is_same(left, right));
    if coincide {
        for (left, right) in joined[start..].iter_mut().zip(&next) {
            *left = mean(*left, *right);
        }
        joined.extend(next.into_iter().skip(overlap));
        return;
    }
    // Arms on grids of their own: each keeps its half of the overlap.
    let middle = joined.last().map_or(first, |last| f64::midpoint(first, last.wavelength));
    joined.truncate(joined.partition_point(|pixel| pixel.wavelength < middle));
    joined.extend(next.into_iter().filter(|pixel| pixel.wavelength >= middle));
}

/// The mean of two measurements of one pixel, weighted by inverse variance. One that is masked counts only where both are.
fn mean(left: Pixel, right: Pixel) -> Pixel {
    let is_good = |pixel: &Pixel| pixel.mask == 0 && pixel.ivar > 0.0 && pixel.flux.is_finite();
    match (is_good(&left), is_good(&right)) {
        (true, false) => left,
        (false, true) => right,
        (true, true) => {
            let ivar = left.ivar + right.ivar;
            Pixel { flux: (left.flux * left.ivar + right.flux * right.ivar) / ivar, ivar, ..left }
        }
        (false, false) => Pixel { mask: left.mask | right.mask, ..left },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixel(wavelength: f64, flux: f64, ivar: f64, mask: u32) -> Pixel {
        Pixel { wavelength, flux, ivar, mask }
    }

    fn fluxes(pixels: &[Pixel]) -> Vec<(f64, f64)> {
        pixels.iter().map(|pixel| (pixel.wavelength, pixel.flux)).collect()
    }

    #[test]
    fn where_arms_overlap_the_weighted_mean_counts() {
        let mut joined = Vec::new();
        join(&mut joined, vec![pixel(1.0, 1.0, 1.0, 0), pixel(2.0, 1.0, 1.0, 0), pixel(3.0, 9.0, 1.0, 4)]);
        join(&mut joined, vec![pixel(2.0 + 1e-9, 5.0, 3.0, 0), pixel(3.0, 3.0, 0.5, 0), pixel(4.0, 2.0, 1.0, 0)]);
        assert_eq!(fluxes(&joined), [(1.0, 1.0), (2.0, 4.0), (3.0, 3.0), (4.0, 2.0)]);
        assert_eq!((joined[1].ivar, joined[2].mask), (4.0, 0));
    }

    #[test]
    fn arms_on_other_grids_keep_their_halves_of_the_overlap() {
        let mut joined = Vec::new();
        join(&mut joined, [1.0, 2.0, 3.0, 4.0].map(|at| pixel(at, at, 1.0, 0)).to_vec());
        join(&mut joined, [2.5, 3.5, 4.5].map(|at| pixel(at, -at, 1.0, 0)).to_vec());
        assert_eq!(fluxes(&joined), [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (3.5, -3.5), (4.5, -4.5)]);
    }
}
