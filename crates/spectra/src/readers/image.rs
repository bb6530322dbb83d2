//! Images with a wavelength solution that are of no survey: one spectrum, or one in each row where IRAF says so, with the
//! errors, masks and wavelengths that stand in units beside.

use super::multispec::{self, Aperture};
use super::picture::Picture;
use super::solution::{self, Solution};
use super::units::{Kind, Unit, Units};
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis, deliver, facts, target_name};
use crate::error::ReadError;
use crate::fits::Cards as _;
use crate::spectrum::{Medium, Spectrum, SpectrumMeta, SurveyFormat};

/// Pixels that a spectrum may have: a thousand times those of any.
const MAX_PIXELS: u64 = 1 << 24;

/// What the unit of the fluxes is called, where the primary header holds the solution for it.
const FLUXES: [&str; 4] = ["FLUX", "SCI", "SPECTRUM", "DATA"];

/// What units beside the fluxes are called.
const WAVELENGTHS: [&str; 4] = ["WAVELENGTH", "WAVE", "LAMBDA", "WAVELEN"];
const MASKS: [&str; 4] = ["MASK", "ANDMASK", "DQ", "QUALITY"];
const UNCERTAINTIES: [(&str, Uncertainty); 12] = [
    ("IVAR", Uncertainty::InverseVariance),
    ("INVVAR", Uncertainty::InverseVariance),
    ("VARIANCE", Uncertainty::Variance),
    ("VAR", Uncertainty::Variance),
    ("STAT", Uncertainty::Variance),
    ("ERROR", Uncertainty::Deviation),
    ("ERR", Uncertainty::Deviation),
    ("ERRS", Uncertainty::Deviation),
    ("SIGMA", Uncertainty::Deviation),
    ("STDDEV", Uncertainty::Deviation),
    ("UNCERT", Uncertainty::Deviation),
    ("NOISE", Uncertainty::Deviation),
];

/// How the uncertainty of a flux is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Uncertainty {
    InverseVariance,
    Variance,
    Deviation,
}

impl Uncertainty {
    /// The inverse variance; 0 where nothing is known.
    fn weight(self, stated: f64) -> f64 {
        let weight = match self {
            Self::InverseVariance => stated,
            Self::Variance => 1.0 / stated,
            Self::Deviation => 1.0 / (stated * stated),
        };
        if stated > 0.0 && weight.is_finite() { weight } else { 0.0 }
    }
}

/// The unit with fluxes, and those of the same size that belong to it.
pub(super) struct Companions<'a> {
    pub(super) flux: &'a Unit,
    wavelength: Option<&'a Unit>,
    uncertainty: Option<(&'a Unit, Uncertainty)>,
    mask: Option<&'a Unit>,
}

impl<'a> Companions<'a> {
    /// Finds them among the units; `None` where there is no image.
    pub(super) fn among(units: &'a Units) -> Option<Self> {
        let is_beside = |name: &str| {
            WAVELENGTHS.contains(&name) || MASKS.contains(&name) || UNCERTAINTIES.iter().any(|known| known.0 == name)
        };
        let flux = units
            .of(Kind::Image)
            .find(|unit| unit.axes.first().is_some_and(|pixels| *pixels <= MAX_PIXELS) && !is_beside(&unit.name))?;
        let is_like_flux = |unit: &&Unit| unit.kind == Kind::Image && unit.axes == flux.axes;
        let uncertainty = UNCERTAINTIES
            .iter()
            .find_map(|&(name, uncertainty)| Some((units.named(name).filter(is_like_flux)?, uncertainty)));
        Some(Self {
            flux,
            wavelength: units.any(&WAVELENGTHS).filter(is_like_flux),
            uncertainty,
            mask: units.any(&MASKS).filter(is_like_flux),
        })
    }

    /// The wavelengths of a row: those stored beside, else those of the header's solution.
    pub(super) fn solve(&self, file: &mut Opened<'_>, row: u64) -> Result<Option<Solution>, ReadError> {
        let pixels = self.flux.axes[0];
        let is_log = file.primary.flag("LOGSCALE") == Some(true);
        if let Some(unit) = self.wavelength {
            let picture = file.picture(unit)?;
            let mut wavelength = picture.numbers(file.content, row * pixels, pixels)?;
            let unit = file.extension.text("BUNIT").or_else(|| file.primary.text("CUNIT1")).unwrap_or_default();
            // Marz: the wavelengths are their decimal logarithms.
            if is_log {
                axis::from_log10(&mut wavelength);
            }
            let remark = solution::to_wavelengths(&mut wavelength, &unit)?;
            return Ok(Some(Solution { wavelength, medium: None, remark }));
        }
        file.extension.read(file.content, self.flux.start)?;
        let count = usize::try_from(pixels).unwrap_or(usize::MAX);
        match solution::of(file.extension, count)? {
            None if FLUXES.contains(&self.flux.name.as_str()) => solution::of(file.primary, count),
            solution => Ok(solution),
        }
    }

    /// Reads the flux of a row with its uncertainty and mask.
    pub(super) fn read_row(&self, file: &mut Opened<'_>, row: u64, out: &mut Spectrum) -> Result<(), ReadError> {
        let pixels = self.flux.axes[0];
        let numbers = |file: &mut Opened<'_>, unit: &Unit| -> Result<Vec<f64>, ReadError> {
            let picture = file.picture(unit)?;
            picture.numbers(file.content, row.saturating_mul(pixels), pixels)
        };
        out.flux = numbers(file, self.flux)?;
        if let Some((unit, uncertainty)) = self.uncertainty {
            let stated = numbers(file, unit)?;
            out.ivar = Some(stated.into_iter().map(|stated| uncertainty.weight(stated)).collect());
        }
        if let Some(unit) = self.mask {
            let picture = file.picture(unit)?;
            out.mask = Some(picture.bits(file.content, row.saturating_mul(pixels), pixels)?);
        }
        Ok(())
    }
}

pub(super) struct AnyImage;

impl Layout for AnyImage {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let units = file.units;
        let Some(companions) = Companions::among(units) else { return Ok(Verdict::NotMine) };
        let axes = &companions.flux.axes;
        file.extension.read(file.content, companions.flux.start)?;
        // Axes of length 1 say nothing.
        if axes[1..].iter().all(|&length| length == 1) && !multispec::is_multispec(file.extension) {
            // A table behind may hold the spectrum, and the image something else.
            let Some(solution) = companions.solve(file, 0)? else { return no_solution(units) };
            units.check_whole()?;
            return deliver(read_single(file, &companions, solution, request, out), out, visit);
        }
        let is_multispec = multispec::is_multispec(file.extension);
        if axes.len() > 3 || !(is_multispec || multispec::is_equispec(file.extension)) {
            return Ok(Verdict::NotMine);
        }
        units.check_whole()?;
        serve_apertures(file, &companions, is_multispec, request, out, visit)
    }
}

/// A file of nothing but a series without wavelengths is told so; others are left to those who read tables.
fn no_solution(units: &Units) -> Result<Verdict, ReadError> {
    if units.of(Kind::Table).next().is_some() {
        return Ok(Verdict::NotMine);
    }
    units.check_whole()?;
    let detail = "the header has no solution (CRVAL1 with CDELT1 or CD1_1, or COEFF0 and COEFF1)";
    Err(ReadError::bad_wavelength(detail))
}

fn read_single(
    file: &mut Opened<'_>,
    companions: &Companions<'_>,
    solution: Solution,
    request: &Request<'_>,
    out: &mut Spectrum,
) -> Result<Extent, ReadError> {
    file.extension.read(file.content, companions.flux.start)?;
    out.meta.format = Some(SurveyFormat::FitsImage);
    settle_medium(file, solution.medium, &mut out.meta);
    if !request.facts_only {
        companions.read_row(file, 0, out)?;
        out.wavelength = solution.wavelength;
        out.remarks.extend(solution.remark);
        axis::settle(out)?;
    }
    Ok(Extent::Whole)
}

/// Reads the header facts. What the header says of the medium outright counts before what its axis is called.
pub(super) fn settle_medium(file: &Opened<'_>, medium: Option<Medium>, meta: &mut SpectrumMeta) {
    facts::read(file, meta);
    meta.medium = meta.medium.or(medium);
}

/// Hands over the rows of an image of IRAF; where it has several planes, the first one, with the plane of errors.
fn serve_apertures(
    file: &mut Opened<'_>,
    companions: &Companions<'_>,
    is_multispec: bool,
    request: &Request<'_>,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<Verdict, ReadError> {
    let axes = &companions.flux.axes;
    let (pixels, rows) = (axes[0], axes.get(1).copied().unwrap_or(1));
    let picture = file.picture(companions.flux)?;
    let apertures = if is_multispec { multispec::apertures(file.extension, pixels, rows)? } else { Vec::new() };
    let mut meta = SpectrumMeta { format: Some(SurveyFormat::FitsImage), ..SpectrumMeta::default() };
    facts::read(file, &mut meta);
    let unit = wavelength_unit(file);
    let errors = error_plane(file, axes.get(2).copied().unwrap_or(1));
    for row in 0..rows {
        let number = match apertures.get(usize::try_from(row).unwrap_or(usize::MAX)) {
            Some(aperture) => target_name(&aperture.number),
            None => target_name(&multispec::aperture_number(file.extension, row)),
        };
        let target = if rows == 1 { String::new() } else { number };
        if !request.asks_for(&target) {
            continue;
        }
        out.reset();
        (out.target, out.meta) = (target, meta.clone());
        let row = Row { number: row, pixels, plane: errors.map(|plane| plane * rows * pixels) };
        let aperture =
            apertures.get(usize::try_from(row.number).unwrap_or(usize::MAX)).map(|aperture| (aperture, &*unit));
        let result =
            if request.facts_only { Ok(()) } else { read_aperture(file, companions, &picture, &row, aperture, out) };
        if visit(result.map(|()| Extent::Whole), out).is_break() {
            break;
        }
    }
    Ok(Verdict::Read)
}

struct Row {
    number: u64,
    pixels: u64,
    /// Samples before the plane of errors, if there is one.
    plane: Option<u64>,
}

fn read_aperture(
    file: &mut Opened<'_>,
    companions: &Companions<'_>,
    picture: &Picture,
    row: &Row,
    aperture: Option<(&Aperture, &str)>,
    out: &mut Spectrum,
) -> Result<(), ReadError> {
    let first = row.number * row.pixels;
    out.flux = picture.numbers(file.content, first, row.pixels)?;
    if let Some(plane) = row.plane {
        let errors = picture.numbers(file.content, plane + first, row.pixels)?;
        out.ivar = Some(errors.into_iter().map(|error| Uncertainty::Deviation.weight(error)).collect());
    }
    if let Some((aperture, unit)) = aperture {
        out.wavelength.clone_from(&aperture.wavelength);
        out.remarks.extend(solution::to_wavelengths(&mut out.wavelength, unit)?);
        // The rest of the row is not filled.
        out.flux.truncate(out.wavelength.len());
        if let Some(ivar) = &mut out.ivar {
            ivar.truncate(out.wavelength.len());
        }
    } else {
        let solution = companions.solve(file, row.number)?;
        let solution = solution.ok_or_else(|| ReadError::bad_wavelength("the header has no solution"))?;
        out.wavelength = solution.wavelength;
        out.remarks.extend(solution.remark);
    }
    axis::settle(out)
}

/// The unit of the wavelengths in WAT1.
fn wavelength_unit(file: &Opened<'_>) -> String {
    let attributes = file.extension.text("WAT1_001").unwrap_or_default();
    let unit = attributes.split_whitespace().find_map(|part| part.strip_prefix("units="));
    unit.unwrap_or_default().trim_matches('"').to_owned()
}

/// The plane of standard deviations, as `apall` of IRAF names it in BANDID.
fn error_plane(file: &Opened<'_>, planes: u64) -> Option<u64> {
    (1..planes).find(|plane| {
        file.extension.text(&format!("BANDID{}", plane + 1)).is_some_and(|text| text.trim_start().starts_with("sigma"))
    })
}
