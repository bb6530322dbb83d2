//! SDSS `spPlate` files: images with a row for each fibre, and the table of what each fibre was plugged to.
//!
//! The units are fluxes, inverse variances, and-mask, or-mask, dispersion, plug map, sky
//! (<https://data.sdss.org/datamodel/files/BOSS_SPECTRO_REDUX/RUN2D/PLATE4/spPlate.html>).

use super::columns::Facts;
use super::lamost::LogLinear;
use super::picture::Picture;
use super::units::Kind;
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis, sdss};
use crate::error::ReadError;
use crate::fits::{Cards as _, Table};
use crate::spectrum::{Spectrum, SpectrumMeta, SurveyFormat};

pub(super) struct SdssPlate;

struct Plate {
    /// Of all fibres \[Å\].
    wavelength: Vec<f64>,
    flux: Picture,
    ivar: Picture,
    mask: Picture,
}

impl Layout for SdssPlate {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let Some((pixels, fibres)) = shape(file) else { return Ok(Verdict::NotMine) };
        file.units.check_whole()?;
        let solution = LogLinear::from_cards(file.primary)
            .ok_or_else(|| ReadError::bad_wavelength("the header has no solution (COEFF0 and COEFF1)"))?;
        let mut meta = SpectrumMeta::default();
        sdss::read_plate(file.primary, &mut meta);
        meta.format = Some(SurveyFormat::SdssPlate);
        let plug_map = plug_map(file, fibres)?;
        let units = file.units;
        let count = usize::try_from(pixels).unwrap_or(usize::MAX);
        let plate = Plate {
            wavelength: (0..count).map(|pixel| solution.wavelength(pixel)).collect(),
            flux: file.picture(&units.list[0])?,
            ivar: file.picture(&units.list[1])?,
            mask: file.picture(&units.list[2])?,
        };
        if let Some((number, _)) = &plug_map {
            file.extension.read(file.content, file.units.list[*number].start)?;
        }
        for fibre in 0..fibres {
            out.reset();
            out.meta = meta.clone();
            let facts = read_facts(file, plug_map.as_ref(), fibre, out);
            if !request.asks_for(&out.target) {
                continue;
            }
            let result = facts.and_then(|()| {
                if request.facts_only { Ok(Extent::Whole) } else { read_fibre(file, &plate, fibre, request, out) }
            });
            if visit(result, out).is_break() {
                break;
            }
        }
        Ok(Verdict::Read)
    }
}

/// Pixels and fibres, if the file has the units of a plate.
fn shape(file: &Opened<'_>) -> Option<(u64, u64)> {
    let telescope = file.primary.text("TELESCOP").unwrap_or_default();
    let [flux, ivar, mask, ..] = file.units.list.as_slice() else { return None };
    let &[pixels, fibres] = flux.axes.as_slice() else { return None };
    let are_alike = [ivar, mask].iter().all(|unit| unit.kind == Kind::Image && unit.axes == flux.axes);
    (telescope.starts_with("SDSS") && flux.kind == Kind::Image && are_alike).then_some((pixels, fibres))
}

/// The plug map, if there is one with a row for each fibre; its header is then in `file.extension`.
fn plug_map(file: &mut Opened<'_>, fibres: u64) -> Result<Option<(usize, Table)>, ReadError> {
    let units = file.units;
    for (number, unit) in units.list.iter().enumerate().filter(|(_, unit)| unit.kind == Kind::Table) {
        let table = file.table(unit)?;
        if table.rows == fibres && table.column("FIBERID").is_some() {
            return Ok(Some((number, table)));
        }
    }
    Ok(None)
}

/// The target is the number of the fibre: FIBERID, else the row from 1. The header of the plug map is in `file.extension`.
fn read_facts(
    file: &mut Opened<'_>,
    plug_map: Option<&(usize, Table)>,
    fibre: u64,
    out: &mut Spectrum,
) -> Result<(), ReadError> {
    out.target = (fibre + 1).to_string();
    let Some((_, table)) = plug_map else { return Ok(()) };
    let mut facts = Facts { file, table, row: fibre };
    if let Some(number) = facts.word("FIBERID")? {
        out.target = number;
    }
    let meta = &mut out.meta;
    (meta.ra, meta.dec) = (facts.number("RA")?, facts.number("DEC")?);
    for (mag, value) in meta.mag.iter_mut().zip(facts.numbers("MAG")?) {
        *mag = Some(value);
    }
    meta.magtype = meta.mag[0].is_some().then(|| "ugriz".to_owned());
    meta.target_id = facts.word("CATALOGID")?;
    Ok(())
}

fn read_fibre(
    file: &mut Opened<'_>,
    plate: &Plate,
    fibre: u64,
    request: &Request<'_>,
    out: &mut Spectrum,
) -> Result<Extent, ReadError> {
    let pixels = plate.wavelength.len() as u64;
    let first = fibre * pixels;
    let wanted = request.want.observed_range(&out.meta);
    if let Some(window) = wanted.and_then(|range| axis::window(&plate.wavelength, range)) {
        out.flux = plate.flux.numbers(file.content, first + window.start as u64, window.len() as u64)?;
        out.wavelength.extend_from_slice(&plate.wavelength[window]);
        return Ok(Extent::Window);
    }
    out.flux = plate.flux.numbers(file.content, first, pixels)?;
    out.ivar = Some(plate.ivar.numbers(file.content, first, pixels)?);
    out.mask = Some(plate.mask.bits(file.content, first, pixels)?);
    out.wavelength.extend_from_slice(&plate.wavelength);
    axis::settle(out).map(|()| Extent::Whole)
}
