//! What all low-resolution LAMOST files share: header facts and the wavelength solution.

use crate::fits::Cards;
use crate::spectrum::{Medium, ObjectClass, SpectrumMeta};

/// Resolving power at low resolution, with the slits at 2/3 of the fibres' width (Luo et al. 2015, RAA 15, 1095).
pub(super) const LOW_RESOLUTION: f64 = 1800.0;

/// Resolving power at medium resolution (Liu et al. 2020, arXiv:2005.07210).
pub(super) const MEDIUM_RESOLUTION: f64 = 7500.0;

/// How far row 2 may be from the header's solution \[Å\] and still be the same wavelengths.
///
/// They agree to 0.05 Å in DR2 to DR8; COEFF0 has four decimals there, so rounding alone may reach 0.5 Å.
pub(super) const SOLUTION_TOLERANCE: f64 = 5.0;

/// Bounds of anything that may be an optical wavelength \[Å\].
pub(super) const PLAUSIBLE: std::ops::RangeInclusive<f64> = 1000.0..=100_000.0;

/// The magnitudes of DR9 and later.
const PAN_STARRS: [&str; 5] = ["MAG_PS_G", "MAG_PS_R", "MAG_PS_I", "MAG_PS_Z", "MAG_PS_Y"];

/// Whether a header says that its file is LAMOST's.
pub(super) fn is_lamost(cards: &dyn Cards) -> bool {
    cards.text("TELESCOP").is_some_and(|telescope| telescope.trim() == "LAMOST")
        || cards.text("ORIGIN").is_some_and(|origin| origin.contains("LAMOST"))
}

/// Whether a header names no telescope, but has a wavelength scale as LAMOST's have: its rows may tell what it is.
pub(super) fn is_anonymous(cards: &dyn Cards) -> bool {
    let is_silent = |keyword| cards.text(keyword).is_none_or(|text| text.is_empty());
    is_silent("TELESCOP") && is_silent("ORIGIN") && LogLinear::from_cards(cards).is_some()
}

/// A wavelength scale that is linear in log₁₀ λ: pixel `i` (from 0) lies at `10^(start + i · step)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LogLinear {
    /// log₁₀ of the wavelength of the first pixel.
    start: f64,
    /// Step of log₁₀ λ between pixels.
    step: f64,
}

impl LogLinear {
    /// The solution in COEFF0 and COEFF1, or in CRVAL1, `CD1_1` and CRPIX1.
    ///
    /// Both say the same where both are right, but some files of DR8 state −9999 as their CRPIX1.
    pub(super) fn from_cards(cards: &dyn Cards) -> Option<Self> {
        let coefficients = cards.number("COEFF0").zip(cards.number("COEFF1"));
        let (start, step) = coefficients.or_else(|| {
            let (crval, step) = cards.number("CRVAL1").zip(cards.number("CD1_1"))?;
            let reference = cards.number("CRPIX1").unwrap_or(1.0);
            Some((crval + (1.0 - reference) * step, step))
        })?;
        let solution = Self { start, step };
        let is_usable = step > 0.0 && PLAUSIBLE.contains(&solution.wavelength(0));
        is_usable.then_some(solution)
    }

    /// Wavelength of a pixel \[Å\].
    #[expect(clippy::cast_precision_loss, reason = "pixel numbers are far below 2^52")]
    pub(super) fn wavelength(&self, pixel: usize) -> f64 {
        // Written as in the reference (CRVAL1 + i·CD1_1, then the power), so that rounding is the same.
        10_f64.powf(self.start + pixel as f64 * self.step)
    }

    /// Pixel at a wavelength, with its fraction.
    pub(super) fn pixel(&self, wavelength: f64) -> f64 {
        (wavelength.log10() - self.start) / self.step
    }
}

/// Reads the header facts of a LAMOST file of a resolving power.
pub(super) fn read_meta(cards: &dyn Cards, resolving_power: f64, meta: &mut SpectrumMeta) {
    read_place(cards, meta);
    meta.resolving_power = Some(resolving_power);
    let text = |keyword| cards.text(keyword).filter(|text| !text.is_empty());
    meta.header_filename = text("FILENAME");
    meta.targetname = text("DESIG");
    meta.observed_at = text("DATE-OBS");
    meta.class = text("CLASS").map(|class| ObjectClass::parse(&class));
    meta.subclass = text("SUBCLASS");
    meta.ra = cards.number("RA");
    meta.dec = cards.number("DEC");
    meta.z = cards.number("Z");
    meta.z_err = cards.number("Z_ERR");
    // DR3+ has SNRU, DR1 and DR2 have SN_U.
    let sn = |new, old| cards.number(new).or_else(|| cards.number(old));
    meta.sn = [sn("SNRU", "SN_U"), sn("SNRG", "SN_G"), sn("SNRR", "SN_R"), sn("SNRI", "SN_I"), sn("SNRZ", "SN_Z")];
    meta.magtype = text("MAGTYPE");
    meta.mag = ["MAG1", "MAG2", "MAG3", "MAG4", "MAG5", "MAG6", "MAG7"].map(|keyword| cards.number(keyword));
    if meta.magtype.is_none() && meta.mag[0].is_none() {
        for (mag, keyword) in meta.mag.iter_mut().zip(PAN_STARRS) {
            *mag = cards.number(keyword);
        }
        meta.magtype = meta.mag.iter().any(Option::is_some).then(|| "grizy".to_owned());
    }
}

/// Where and when it was observed, and in what medium wavelengths are: in vacuum, unless the header says otherwise.
fn read_place(cards: &dyn Cards, meta: &mut SpectrumMeta) {
    meta.medium = Some(if cards.flag("VACUUM") == Some(false) { Medium::Air } else { Medium::Vacuum });
    meta.mjd = cards.number("MJD").or_else(|| cards.number("LMJD"));
    meta.plate = cards.text("PLANID").filter(|plan| !plan.is_empty());
    meta.target_id = cards.word("OBSID").filter(|id| !id.is_empty());
}
