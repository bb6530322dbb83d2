//! The wavelength solution of an image's first axis: FITS WCS paper III (Greisen et al. 2006, A&A 446, 747), and the
//! conventions of IRAF and of surveys.

use crate::error::ReadError;
use crate::fits::Cards;
use crate::spectrum::{Medium, ReadRemark};
use crate::units::{self, LIGHT};

/// Where wavelengths without a unit are likely to be Å.
const LIKELY_ANGSTROM: std::ops::RangeInclusive<f64> = 1000.0..=100_000.0;

/// Where wavelengths without a unit are metres, the unit that paper III presumes: from the ultraviolet to the infrared.
const LIKELY_METRE: std::ops::RangeInclusive<f64> = 1e-7..=1e-5;

/// The wavelengths of the pixels along an axis.
#[derive(Debug)]
pub(super) struct Solution {
    /// \[Å\]
    pub(super) wavelength: Vec<f64>,
    /// In what they are measured, where the axis says so.
    pub(super) medium: Option<Medium>,
    /// What had to be supposed.
    pub(super) remark: Option<ReadRemark>,
}

/// What the axis measures, by CTYPE: one row for each type of paper III, and one for what others write.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    Wavelength(Option<Medium>),
    Frequency,
    Energy,
    WaveNumber,
    /// v = c (ν₀ − ν)/ν₀
    RadioVelocity,
    /// v = c (λ − λ₀)/λ₀
    OpticalVelocity,
    /// z = (λ − λ₀)/λ₀
    Redshift,
    /// Relativistic: v = c ((λ/λ₀)² − 1)/((λ/λ₀)² + 1)
    Velocity,
    /// Relativistic, in units of c.
    Beta,
}

const ROLES: [(&str, Role, &str); 10] = [
    ("WAVE", Role::Wavelength(Some(Medium::Vacuum)), "m"),
    ("AWAV", Role::Wavelength(Some(Medium::Air)), "m"),
    ("FREQ", Role::Frequency, "Hz"),
    ("ENER", Role::Energy, "J"),
    ("WAVN", Role::WaveNumber, "m-1"),
    ("VRAD", Role::RadioVelocity, "m/s"),
    ("VOPT", Role::OpticalVelocity, "m/s"),
    ("ZOPT", Role::Redshift, ""),
    ("VELO", Role::Velocity, "m/s"),
    ("BETA", Role::Beta, ""),
];

/// Words for axes that others write in place of those of the standard, each with the type that it means.
const WORDS: [(&str, &str); 4] =
    [("FREQUENCY", "FREQ"), ("ENERGY", "ENER"), ("WAVENUMBER", "WAVN"), ("VELOCITY", "VELO")];

/// What axes of wavelength are called beside the standard: by IRAF, 2dfdr, ESO, SDSS, `UVES_popler`.
const CONVENTIONS: [&str; 6] = ["LINEAR", "LAMBDA", "WAVELENGTH", "LOGLIN", "LOG-LINEAR", "ANGSTROM"];

/// How pixels are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spacing {
    /// Evenly in what the axis measures.
    Linear,
    /// Evenly in its decimal logarithm, which is what CRVAL and CDELT are of (DC-FLAG = 1).
    Decadic,
    /// Evenly in its logarithm, with CRVAL and CDELT of the value itself (`-LOG` of paper III, equation 5).
    Logarithmic,
    /// Evenly in the inverse: wavelengths by frequency (`-F2W`) or the other way round (`-W2F`).
    Inverse,
}

impl Role {
    /// The algorithm of paper III for an axis that is evenly spaced in the other of frequency and wavelength.
    fn inverse_algorithm(self) -> Option<&'static str> {
        match self {
            Self::Wavelength(Some(Medium::Vacuum)) | Self::OpticalVelocity | Self::Redshift => Some("F2W"),
            Self::Frequency | Self::Energy | Self::WaveNumber | Self::RadioVelocity => Some("W2F"),
            Self::Wavelength(_) | Self::Velocity | Self::Beta => None,
        }
    }
}

/// The wavelengths of `pixels` pixels along the first axis; `None` where the header states no solution.
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where it states one that is none of wavelengths, or cannot be used.
pub(super) fn of(cards: &dyn Cards, pixels: usize) -> Result<Option<Solution>, ReadError> {
    if let Some((start, step)) = cards.number("COEFF0").zip(cards.number("COEFF1")) {
        let wavelength = super::axis::log_linear(start, step, pixels);
        return Ok(Some(Solution { wavelength, medium: None, remark: None }));
    }
    // What PC1_1 scales, CD1_1 holds already (FITS 4.0, section 8.1).
    let scaled = || Some(cards.number("CDELT1")? * cards.number("PC1_1").unwrap_or(1.0));
    let step = cards.number("CD1_1").or_else(scaled);
    let (Some(value), Some(step)) = (cards.number("CRVAL1"), step) else { return Ok(None) };
    let axis = Axis::of(cards)?;
    if step == 0.0 {
        return Err(ReadError::bad_wavelength("the step between pixels (CDELT1, CD1_1) is 0"));
    }
    let reference = cards.number("CRPIX1").unwrap_or(0.0);
    axis.solve(value, step, reference, pixels, cards).map(Some)
}

/// What CTYPE1, CUNIT1 and DC-FLAG say.
#[derive(Debug)]
struct Axis {
    role: Role,
    spacing: Spacing,
    unit: String,
}

impl Axis {
    fn of(cards: &dyn Cards) -> Result<Self, ReadError> {
        let written = cards.text("CTYPE1").unwrap_or_default();
        let mut kind = written.trim().to_ascii_uppercase();
        if let Some((_, standard)) = WORDS.iter().find(|(word, _)| *word == kind) {
            (*standard).clone_into(&mut kind);
        }
        let (name, algorithm) = match kind.get(..4).filter(|name| ROLES.iter().any(|role| role.0 == *name)) {
            Some(name) => (name, kind[4..].trim_start_matches('-')),
            None => (kind.as_str(), ""),
        };
        let is_decadic = cards.number("DC-FLAG") == Some(1.0);
        let unit = unit(cards, &written);
        let is_known = |role: Role| matches!(algorithm, "" | "LOG") || role.inverse_algorithm() == Some(algorithm);
        let standard = ROLES.iter().find(|role| role.0 == name && is_known(role.1));
        if let Some(&(_, role, presumed)) = standard {
            let spacing = match algorithm {
                _ if is_decadic => Spacing::Decadic,
                "LOG" => Spacing::Logarithmic,
                "" => Spacing::Linear,
                _ => Spacing::Inverse,
            };
            let is_wavelength = matches!(role, Role::Wavelength(_));
            let unit = if unit.is_empty() && !is_wavelength { presumed.to_owned() } else { unit };
            return Ok(Self { role, spacing, unit });
        }
        if !kind.is_empty() && !CONVENTIONS.iter().any(|convention| kind.starts_with(convention)) {
            return Err(ReadError::bad_wavelength(format!(
                "the first axis is {written}, which is no axis of wavelengths"
            )));
        }
        let spacing = if is_decadic || kind.starts_with("LOG") { Spacing::Decadic } else { Spacing::Linear };
        Ok(Self { role: Role::Wavelength(None), spacing, unit })
    }

    fn values(&self, value: f64, step: f64, reference: f64, pixels: usize) -> Vec<f64> {
        #[expect(clippy::cast_precision_loss, reason = "pixel numbers are far below 2^52")]
        let offsets = (0..pixels).map(|pixel| pixel as f64 + 1.0 - reference);
        match self.spacing {
            Spacing::Linear => offsets.map(|offset| value + offset * step).collect(),
            Spacing::Decadic => offsets.map(|offset| 10_f64.powf(value + offset * step)).collect(),
            Spacing::Logarithmic => offsets.map(|offset| value * (offset * step / value).exp()).collect(),
            Spacing::Inverse => offsets.map(|offset| value / (1.0 - offset * step / value)).collect(),
        }
    }

    /// The wavelengths of the pixels.
    fn solve(
        &self,
        value: f64,
        step: f64,
        reference: f64,
        pixels: usize,
        cards: &dyn Cards,
    ) -> Result<Solution, ReadError> {
        match self.role {
            Role::Wavelength(medium) => {
                let mut wavelength = self.values(value, step, reference, pixels);
                let remark = to_wavelengths(&mut wavelength, &self.unit)?;
                Ok(Solution { wavelength, medium, remark })
            }
            Role::Frequency | Role::Energy | Role::WaveNumber => {
                let mut wavelength = self.values(value, step, reference, pixels);
                units::to_angstrom(&mut wavelength, &self.unit, None)?;
                Ok(Solution { wavelength, medium: Some(Medium::Vacuum), remark: None })
            }
            Role::RadioVelocity | Role::OpticalVelocity | Role::Redshift | Role::Velocity | Role::Beta => {
                let wavelength = self.wavelengths_of_velocities(value, step, reference, pixels, cards)?;
                Ok(Solution { wavelength, medium: Some(Medium::Vacuum), remark: None })
            }
        }
    }

    fn wavelengths_of_velocities(
        &self,
        value: f64,
        step: f64,
        reference: f64,
        pixels: usize,
        cards: &dyn Cards,
    ) -> Result<Vec<f64>, ReadError> {
        let rest = rest_angstrom(cards).ok_or_else(|| {
            ReadError::bad_wavelength(
                "velocities need a rest wavelength or frequency (RESTWAV, RESTFRQ), and none is given",
            )
        })?;
        let share_of_light = match self.role {
            Role::Redshift | Role::Beta => 1.0,
            _ => units::velocity(&self.unit)? / LIGHT,
        };
        // Velocities of these two conventions are straight lines in λ/λ₀ and in ν/ν₀: what is spaced evenly in the other of
        // the two is so in the inverse of that, and not in the inverse of the velocity.
        let is_inverse = self.spacing == Spacing::Inverse;
        let sign = if self.role == Role::RadioVelocity { -1.0 } else { 1.0 };
        let (value, step) = if is_inverse {
            (1.0 + sign * value * share_of_light, sign * step * share_of_light)
        } else {
            (value * share_of_light, step * share_of_light)
        };
        let mut values = self.values(value, step, reference, pixels);
        for value in &mut values {
            *value = rest
                * match self.role {
                    Role::RadioVelocity if is_inverse => 1.0 / *value,
                    Role::RadioVelocity => 1.0 / (1.0 - *value),
                    Role::OpticalVelocity | Role::Redshift if is_inverse => *value,
                    Role::OpticalVelocity | Role::Redshift => 1.0 + *value,
                    _ => ((1.0 + *value) / (1.0 - *value)).sqrt(),
                };
        }
        Ok(values)
    }
}

/// The unit of the first axis: CUNIT1, else that in IRAF's attributes, else that in brackets behind CTYPE1.
fn unit(cards: &dyn Cards, kind: &str) -> String {
    let stated = cards.text("CUNIT1").filter(|unit| !unit.trim().is_empty());
    let attribute = || {
        let attributes = cards.text("WAT1_001")?;
        let unit = attributes.split_whitespace().find_map(|part| part.strip_prefix("units="))?;
        Some(unit.trim_matches('"').to_owned())
    };
    let bracket = || Some(kind.split_once(['[', '('])?.1.trim_end_matches([']', ')', ' ']).to_owned());
    stated.or_else(attribute).or_else(bracket).unwrap_or_default()
}

/// Turns wavelengths in a unit into Å. Without a unit they count as what they are likely to be, which is remarked.
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where neither the unit nor the values say what they are.
pub(super) fn to_wavelengths(values: &mut [f64], unit: &str) -> Result<Option<ReadRemark>, ReadError> {
    if !unit.trim().is_empty() {
        return units::to_angstrom(values, unit, None).map(|()| None);
    }
    let all = |values: &[f64], range: &std::ops::RangeInclusive<f64>| matches!((values.first(), values.last()), (Some(first), Some(last)) if range.contains(first) && range.contains(last));
    let assumed = if all(values, &LIKELY_ANGSTROM) {
        "Å"
    } else if all(values, &LIKELY_METRE) {
        for value in values.iter_mut() {
            *value *= 1e10;
        }
        "m"
    } else {
        let powers: Vec<f64> = values.iter().map(|&value| 10_f64.powf(value)).collect();
        if !all(&powers, &LIKELY_ANGSTROM) {
            let (first, last) =
                (values.first().copied().unwrap_or_default(), values.last().copied().unwrap_or_default());
            return Err(ReadError::bad_wavelength(format!(
                "no unit is stated (CUNIT1), and {first} to {last} could be anything"
            )));
        }
        values.copy_from_slice(&powers);
        "log₁₀ Å"
    };
    let detail = format!("no unit of the wavelengths is stated: by their values they count as {assumed}");
    Ok(Some(ReadRemark { code: "unit_assumed", detail }))
}

/// The rest wavelength in vacuum \[Å\].
fn rest_angstrom(cards: &dyn Cards) -> Option<f64> {
    let frequency = ["RESTFRQ", "RESTFREQ"].iter().find_map(|keyword| cards.number(keyword));
    let wavelength = cards.number("RESTWAV").map(|metres| metres * 1e10);
    wavelength.or_else(|| frequency.map(|hertz| LIGHT * 1e10 / hertz)).filter(|rest| rest.is_finite() && *rest > 0.0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Cards as a map.
    struct Map(BTreeMap<&'static str, &'static str>);

    impl Cards for Map {
        fn text(&self, keyword: &str) -> Option<String> {
            self.0.get(keyword).map(|&value| value.to_owned())
        }
        fn number(&self, keyword: &str) -> Option<f64> {
            self.0.get(keyword)?.parse().ok()
        }
        fn word(&self, keyword: &str) -> Option<String> {
            self.text(keyword)
        }
    }

    fn solved(cards: &[(&'static str, &'static str)]) -> Result<Option<Solution>, ReadError> {
        of(&Map(cards.iter().copied().collect()), 3)
    }

    fn wavelengths(cards: &[(&'static str, &'static str)]) -> Vec<f64> {
        solved(cards).unwrap().unwrap().wavelength
    }

    fn assert_near(found: &[f64], expected: &[f64]) {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found / expected - 1.0).abs() < 1e-12, "{found} is not {expected}");
        }
    }

    /// Numbers of equations 2 to 11 of paper III, worked out with a calculator.
    #[test]
    fn linear_and_logarithmic_axes_are_those_of_the_standard() {
        let linear =
            [("CTYPE1", "LINEAR"), ("CUNIT1", "Angstrom"), ("CRVAL1", "5000"), ("CDELT1", "2"), ("CRPIX1", "2")];
        assert_near(&wavelengths(&linear), &[4998.0, 5000.0, 5002.0]);
        let metres = [("CTYPE1", "AWAV"), ("CUNIT1", "m"), ("CRVAL1", "5E-7"), ("CD1_1", "1E-10"), ("CRPIX1", "1")];
        assert_near(&wavelengths(&metres), &[5000.0, 5001.0, 5002.0]);
        assert_eq!(solved(&metres).unwrap().unwrap().medium, Some(Medium::Air));
        let log =
            [("CTYPE1", "WAVE-LOG"), ("CUNIT1", "Angstrom"), ("CRVAL1", "5000"), ("CDELT1", "50"), ("CRPIX1", "1")];
        assert_near(&wavelengths(&log), &[5000.0, 5000.0 * 0.01_f64.exp(), 5000.0 * 0.02_f64.exp()]);
        let iraf = [
            ("WAT1_001", "wtype=linear label=Wavelength units=angstroms"),
            ("DC-FLAG", "1"),
            ("CRVAL1", "3.5"),
            ("CDELT1", "0.1"),
            ("CRPIX1", "1"),
        ];
        assert_near(&wavelengths(&iraf), &[10_f64.powf(3.5), 10_f64.powf(3.6), 10_f64.powf(3.7)]);
        let frequency = [
            ("CTYPE1", "FREQ"),
            ("CUNIT1", "Hz"),
            ("CRVAL1", "2.99792458E14"),
            ("CDELT1", "2.99792458E14"),
            ("CRPIX1", "1"),
        ];
        assert_near(&wavelengths(&frequency), &[10_000.0, 5000.0, 10_000.0 / 3.0]);
        let by_frequency =
            [("CTYPE1", "WAVE-F2W"), ("CUNIT1", "Angstrom"), ("CRVAL1", "5000"), ("CDELT1", "10"), ("CRPIX1", "1")];
        assert_near(&wavelengths(&by_frequency), &[5000.0, 5000.0 / 0.998, 5000.0 / 0.996]);
    }

    #[test]
    fn velocities_become_wavelengths_where_a_rest_is_given() {
        let with = |kind, unit| {
            [
                ("CTYPE1", kind),
                ("CUNIT1", unit),
                ("CRVAL1", "0"),
                ("CDELT1", "2997.92458"),
                ("CRPIX1", "1"),
                ("RESTWAV", "6.5628E-7"),
            ]
        };
        assert_near(&wavelengths(&with("VOPT", "km/s")), &[6562.8, 6562.8 * 1.01, 6562.8 * 1.02]);
        assert_near(&wavelengths(&with("VRAD", "km/s")), &[6562.8, 6562.8 / 0.99, 6562.8 / 0.98]);
        assert_near(&wavelengths(&with("VELO", "km/s"))[..2], &[6562.8, 6562.8 * (1.01_f64 / 0.99).sqrt()]);
        for unit in ["km s**-1", "km.s^-1", "KM/S", "km / s"] {
            assert_near(&wavelengths(&with("VOPT", unit)), &[6562.8, 6562.8 * 1.01, 6562.8 * 1.02]);
        }
        assert!(solved(&with("VOPT", "km/h")).unwrap_err().to_string().contains("\"km/h\" is no unit of velocities"));
        let without = [("CTYPE1", "VRAD"), ("CUNIT1", "m/s"), ("CRVAL1", "0"), ("CDELT1", "1")];
        assert!(solved(&without).unwrap_err().to_string().contains("RESTFRQ"));
    }

    /// Frequencies that are evenly spaced, and the velocities of them, are the same wavelengths.
    #[test]
    fn velocities_that_are_spaced_in_another_quantity_are_too() {
        // From 6562.8 Å = 4.568 × 10¹⁴ Hz on in steps of −1 % of the frequency; and of +1 % of the wavelength.
        let by_frequency: Vec<f64> = (0..3).map(|pixel| 6562.8 / (1.0 - 0.01 * f64::from(pixel))).collect();
        let by_wavelength: Vec<f64> = (0..3).map(|pixel| 6562.8 * (1.0 + 0.01 * f64::from(pixel))).collect();
        let with = |kind| {
            let step = if kind == "ZOPT-F2W" { "0.01" } else { "2997.92458" };
            let cards = [("CTYPE1", kind), ("CUNIT1", "km/s"), ("CRVAL1", "0"), ("CDELT1", step)];
            wavelengths(&[&cards[..], &[("CRPIX1", "1"), ("RESTWAV", "6.5628E-7")]].concat())
        };
        assert_near(&with("VOPT-F2W"), &by_frequency);
        assert_near(&with("ZOPT-F2W"), &by_frequency);
        assert_near(&with("VRAD"), &by_frequency);
        assert_near(&with("VRAD-W2F"), &by_wavelength);
        assert_near(&with("VOPT"), &by_wavelength);
    }

    #[test]
    fn what_scales_the_step_and_other_words_for_an_axis_count() {
        let scaled = [("CRVAL1", "5000"), ("CDELT1", "4"), ("PC1_1", "0.5"), ("CRPIX1", "1"), ("CUNIT1", "Angstrom")];
        assert_near(&wavelengths(&scaled), &[5000.0, 5002.0, 5004.0]);
        let frequency = [
            ("CTYPE1", "Frequency"),
            ("CUNIT1", "THz"),
            ("CRVAL1", "299.792458"),
            ("CDELT1", "299.792458"),
            ("CRPIX1", "1"),
        ];
        assert_near(&wavelengths(&frequency), &[10_000.0, 5000.0, 10_000.0 / 3.0]);
    }

    #[test]
    fn what_has_no_unit_counts_as_what_it_is_likely_to_be_with_a_remark() {
        let angstrom = solved(&[("CRVAL1", "4000"), ("CDELT1", "1"), ("CRPIX1", "1")]).unwrap().unwrap();
        assert_near(&angstrom.wavelength, &[4000.0, 4001.0, 4002.0]);
        assert_eq!(angstrom.remark.unwrap().code, "unit_assumed");
        let log = solved(&[("CRVAL1", "3.6"), ("CDELT1", "0.001"), ("CRPIX1", "1")]).unwrap().unwrap();
        assert_near(&log.wavelength[..1], &[10_f64.powf(3.6)]);
        assert!(log.remark.unwrap().detail.contains("log₁₀ Å"));
        let nothing = solved(&[("CRVAL1", "500"), ("CDELT1", "1"), ("CRPIX1", "1")]).unwrap_err();
        assert!(nothing.to_string().contains("500 to 502 could be anything"), "{nothing}");
    }

    #[test]
    fn what_is_no_axis_of_wavelengths_is_refused_by_name() {
        for kind in ["PIXEL", "RA---TAN", "WAVE-TAB", "RADI-LSR", "WAVE-W2F", "VELO-F2W", "AWAV-F2W"] {
            let error = solved(&[("CTYPE1", kind), ("CRVAL1", "5000"), ("CDELT1", "1")]).unwrap_err().to_string();
            assert!(error.contains(kind), "{error}");
        }
        assert!(solved(&[("CRVAL1", "5000")]).unwrap().is_none());
        assert!(solved(&[("CRVAL1", "5000"), ("CDELT1", "0")]).unwrap_err().to_string().contains("is 0"));
    }
}
