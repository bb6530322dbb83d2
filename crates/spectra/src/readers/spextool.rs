//! Spextool files (`SpeX` at the IRTF): an image whose rows are wavelength, flux and its standard deviation.
//!
//! The units of wavelength and flux are in XUNITS and YUNITS (Cushing et al. 2004, PASP 116, 362). `SpeX` calibrates in vacuum.

use super::units::Kind;
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis, deliver, facts};
use crate::error::ReadError;
use crate::fits::Cards as _;
use crate::spectrum::{Medium, Spectrum, SurveyFormat};
use crate::units;

pub(super) struct Spextool;

impl Layout for Spextool {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let Some(unit) = file.units.list.first().filter(|unit| unit.kind == Kind::Image) else {
            return Ok(Verdict::NotMine);
        };
        let (&[pixels, 3], Some(unit_of_axis)) = (unit.axes.as_slice(), file.primary.text("XUNITS")) else {
            return Ok(Verdict::NotMine);
        };
        if !file.primary.has("YUNITS") {
            return Ok(Verdict::NotMine);
        }
        let picture = file.picture(unit)?;
        out.meta.format = Some(SurveyFormat::FitsImage);
        facts::read(file, &mut out.meta);
        out.meta.medium.get_or_insert(Medium::Vacuum);
        if request.facts_only {
            return deliver(Ok(Extent::Whole), out, visit);
        }
        let mut row = |number: u64| picture.numbers(file.content, number * pixels, pixels);
        (out.wavelength, out.flux) = (row(0)?, row(1)?);
        let weight = |error: f64| if error > 0.0 { 1.0 / (error * error) } else { 0.0 };
        out.ivar = Some(row(2)?.into_iter().map(weight).collect());
        units::to_angstrom(&mut out.wavelength, &unit_of_axis, None)?;
        deliver(axis::settle(out).map(|()| Extent::Whole), out, visit)
    }
}
