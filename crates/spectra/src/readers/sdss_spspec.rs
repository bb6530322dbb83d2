//! SDSS I and II `spSpec` files, until DR7: an image whose rows are flux, flux without continuum, standard deviation and mask.
//!
//! The data model is described at <http://classic.sdss.org/dr7/dm/flatFiles/spSpec.html>.

use super::lamost::{LogLinear, is_lamost};
use super::pixels::mask_bits;
use super::units::Kind;
use super::{Extent, Layout, Opened, Request, Verdict, Visit, axis, deliver, sdss};
use crate::error::ReadError;
use crate::fits::Cards;
use crate::spectrum::{ObjectClass, Spectrum, SpectrumMeta, SurveyFormat};

pub(super) struct SpSpec;

impl Layout for SpSpec {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let telescope = file.primary.text("TELESCOP").unwrap_or_default();
        let Some(unit) = file.units.list.first().filter(|unit| unit.kind == Kind::Image) else {
            return Ok(Verdict::NotMine);
        };
        let &[pixels, 4..=5] = unit.axes.as_slice() else { return Ok(Verdict::NotMine) };
        // The name of the telescope was written in several ways; plate and fibre were always stated.
        let is_of_plate = ["PLATEID", "FIBERID", "COEFF0"].iter().all(|keyword| file.primary.word(keyword).is_some());
        if is_lamost(file.primary) || !(telescope.starts_with("SDSS") || is_of_plate) {
            return Ok(Verdict::NotMine);
        }
        let solution = LogLinear::from_cards(file.primary)
            .ok_or_else(|| ReadError::bad_wavelength("the header has no solution (COEFF0 and COEFF1)"))?;
        read_facts(file.primary, &mut out.meta);
        if request.facts_only {
            return deliver(Ok(Extent::Whole), out, visit);
        }
        let picture = file.picture(unit)?;
        let mut row = |number: u64| picture.numbers(file.content, number * pixels, pixels);
        out.flux = row(0)?;
        // Pixels without information have no error.
        let weight = |error: f64| if error > 0.0 { 1.0 / (error * error) } else { 0.0 };
        out.ivar = Some(row(2)?.into_iter().map(weight).collect());
        out.mask = Some(row(3)?.into_iter().map(mask_bits).collect());
        out.wavelength = (0..out.flux.len()).map(|pixel| solution.wavelength(pixel)).collect();
        deliver(axis::settle(out).map(|()| Extent::Whole), out, visit)
    }
}

fn read_facts(cards: &dyn Cards, meta: &mut SpectrumMeta) {
    sdss::read_plate(cards, meta);
    meta.format = Some(SurveyFormat::SdssSpSpec);
    // RA and DEC are those of the telescope.
    meta.ra = cards.number("RAOBJ");
    meta.dec = cards.number("DECOBJ");
    (meta.z, meta.z_err) = (cards.number("Z"), cards.number("Z_ERR"));
    meta.class = cards.number("SPEC_CLN").map(class);
    meta.subclass = cards.text("OBJTYPE").filter(|text| !text.is_empty());
    for (band, keyword) in [(1, "SN_G"), (2, "SN_R"), (3, "SN_I")] {
        meta.sn[band] = cards.number(keyword);
    }
    meta.mag = [None; 7];
    for (mag, keyword) in meta.mag.iter_mut().zip(["MAG_G", "MAG_R", "MAG_I"]) {
        *mag = cards.number(keyword);
    }
    meta.magtype = meta.mag[0].is_some().then(|| "gri".to_owned());
    meta.target_id = cards.word("OBJID").map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
}

/// `SPEC_CLN`: 1 star, 2 galaxy, 3 quasar, 4 quasar of high redshift, 6 late star, 7 galaxy with emission lines.
fn class(code: f64) -> ObjectClass {
    match code {
        1.0 | 6.0 => ObjectClass::Star,
        2.0 | 7.0 => ObjectClass::Galaxy,
        3.0 | 4.0 => ObjectClass::Qso,
        _ => ObjectClass::Unknown,
    }
}
