//! From the units of files to Å, and from flux per frequency to flux per wavelength.
//!
//! Spectral axes come as wavelengths, frequencies, energies, wave numbers, logarithms of wavelengths and, where a rest
//! wavelength is given, velocities. All become wavelengths in Å: λ = c/ν = hc/E = 1/σ with the constants of SI 2019.
//! Frequencies, energies and wave numbers belong to vacuum ([`is_of_vacuum`]).

mod grammar;

use crate::config::MAX_WAVELENGTH;
use crate::error::ReadError;
use grammar::Unit;

/// Speed of light \[m s⁻¹\] (SI 2019, exact).
pub(crate) const LIGHT: f64 = 299_792_458.0;
/// Speed of light \[km s⁻¹\].
pub(crate) const LIGHT_KM_S: f64 = LIGHT / 1000.0;
/// Planck's constant \[J s\] (SI 2019, exact).
const PLANCK: f64 = 6.626_070_15e-34;
const ANGSTROMS: f64 = 1e10;

/// What a spectral axis measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Wavelength,
    Frequency,
    Energy,
    WaveNumber,
    Velocity,
}

/// What a unit says of the flux.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Flux {
    /// Per wavelength, or relative, or counts: nothing to convert.
    AsIs,
    /// Per frequency, with the factor to W m⁻² Hz⁻¹.
    PerFrequency(f64),
    /// Magnitudes, which are no flux.
    Magnitude,
}

const SPECTRAL: [([i32; 3], Axis); 5] = [
    ([1, 0, 0], Axis::Wavelength),
    ([0, 0, -1], Axis::Frequency),
    ([2, 1, -2], Axis::Energy),
    ([-1, 0, 0], Axis::WaveNumber),
    ([1, 0, -1], Axis::Velocity),
];

/// What a spectral axis in this unit measures; `None` where the unit is not one of a spectral axis.
pub(crate) fn axis(unit: &str) -> Option<Axis> {
    let unit = Unit::parse(unit)?;
    SPECTRAL.iter().find(|(powers, _)| *powers == unit.powers).map(|(_, axis)| *axis)
}

/// One of a unit of velocities \[m s⁻¹\].
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where the unit is none of velocities.
pub(crate) fn velocity(unit: &str) -> Result<f64, ReadError> {
    let parsed = Unit::parse(unit).filter(|_| axis(unit) == Some(Axis::Velocity));
    let none = || ReadError::bad_wavelength(format!("{:?} is no unit of velocities that is known", short(unit)));
    parsed.map(|unit| unit.factor * 10_f64.powi(unit.exponent)).ok_or_else(none)
}

/// Whether wavelengths that were converted from this unit are vacuum wavelengths by nature.
pub(crate) fn is_of_vacuum(unit: &str) -> bool {
    matches!(axis(unit), Some(Axis::Frequency | Axis::Energy | Axis::WaveNumber))
}

/// Whether values in this unit are decimal logarithms.
pub(crate) fn is_logarithm(unit: &str) -> bool {
    Unit::parse(unit).is_some_and(|unit| unit.is_logarithm)
}

/// Whether a unit is one of flux per wavelength or per frequency, and of nothing else.
pub(crate) fn is_flux_density(unit: &str) -> bool {
    Unit::parse(unit).is_some_and(|unit| [[-1, 1, -3], [0, 1, -2]].contains(&unit.powers))
}

/// What the unit of a flux says; a unit that is not understood says nothing.
pub(crate) fn flux(unit: &str) -> Flux {
    let lower = unit.trim().to_lowercase();
    if lower.starts_with("mag") || lower.starts_with("abmag") {
        return Flux::Magnitude;
    }
    match Unit::parse(unit) {
        Some(unit) if unit.is_magnitude => Flux::Magnitude,
        Some(unit) if unit.powers == [0, 1, -2] && !unit.is_logarithm => {
            Flux::PerFrequency(unit.factor * 10_f64.powi(unit.exponent))
        }
        _ => Flux::AsIs,
    }
}

/// Turns a spectral axis in `unit` into wavelengths \[Å\], value by value: the order is that of the file.
///
/// Units are read as FITS, `VOUnit` and headings write them (`0.1nm`, `µm`, `1/cm`, `keV`, `log(Angstrom)`). `rest` is the
/// rest wavelength \[Å\] which velocities need; they are taken in the optical convention, λ = λ₀ (1 + v/c).
///
/// ```
/// let mut axis = [500.0, 650.0];
/// ml_job_spectra::to_angstrom(&mut axis, "nm", None)?;
/// assert_eq!(axis, [5000.0, 6500.0]);
/// # Ok::<(), ml_job_spectra::ReadError>(())
/// ```
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where the unit is not one of a spectral axis, or velocities have no rest wavelength.
pub fn to_angstrom(values: &mut [f64], unit: &str, rest: Option<f64>) -> Result<(), ReadError> {
    let not_spectral = || ReadError::bad_wavelength(format!("{:?} is not a unit of a spectral axis", short(unit)));
    let parsed = Unit::parse(unit).ok_or_else(not_spectral)?;
    let axis = axis(unit).ok_or_else(not_spectral)?;
    let scale = parsed.factor * 10_f64.powi(parsed.exponent);
    if parsed.is_logarithm {
        convert(values, |value| 10_f64.powf(value));
    }
    match axis {
        Axis::Wavelength => {
            let exponent = parsed.exponent + 10;
            // Powers of ten are exact up to 10²², those below one only as divisors.
            let power = 10_f64.powi(exponent.abs());
            let scaled = |value: f64| if exponent < 0 { value / power } else { value * power };
            convert(values, |value| scaled(value * parsed.factor));
        }
        Axis::Frequency => convert(values, |value| LIGHT * ANGSTROMS / (value * scale)),
        Axis::Energy => convert(values, |value| PLANCK * LIGHT * ANGSTROMS / (value * scale)),
        Axis::WaveNumber => convert(values, |value| ANGSTROMS / (value * scale)),
        Axis::Velocity => {
            let rest = rest.filter(|rest| *rest > 0.0 && *rest <= MAX_WAVELENGTH).ok_or_else(|| {
                ReadError::bad_wavelength(format!(
                    "velocities in {} need a rest wavelength, and none is given",
                    unit.trim()
                ))
            })?;
            convert(values, |value| rest * (1.0 + value * scale / LIGHT));
        }
    }
    Ok(())
}

fn convert(values: &mut [f64], conversion: impl Fn(f64) -> f64) {
    for value in values {
        *value = conversion(*value);
    }
}

/// Factor from a flux per frequency \[W m⁻² Hz⁻¹\] to one per wavelength \[10⁻¹⁷ erg s⁻¹ cm⁻² Å⁻¹\] at a wavelength \[Å\]:
/// `F_λ` = `F_ν` c/λ².
pub(crate) fn per_wavelength(wavelength: f64) -> f64 {
    /// 1 W m⁻³ in 10⁻¹⁷ erg s⁻¹ cm⁻² Å⁻¹.
    const WATT_PER_CUBIC_METRE: f64 = 1e10;
    LIGHT * ANGSTROMS / wavelength * ANGSTROMS / wavelength * WATT_PER_CUBIC_METRE
}

/// The beginning of a text that a file holds, to be shown in a sentence.
pub(crate) fn short(text: &str) -> String {
    const SHOWN: usize = 40;
    let text = text.trim();
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn angstrom(value: f64, unit: &str) -> f64 {
        let mut values = [value];
        to_angstrom(&mut values, unit, Some(6562.8)).unwrap();
        values[0]
    }

    #[test]
    fn axes_become_what_astropy_makes_of_them() {
        // astropy 7: (value * unit).to(u.AA, u.spectral()).
        for (value, unit, expected) in [
            (500.0, "nm", 5000.0),
            (5e14, "Hz", 5995.84916),
            (2.5, "eV", 4_959.367_937_328_01),
            (20_000.0, "1/cm", 5000.0),
            (1.9, "um", 19_000.0),
            (3.9e-19, "J", 5_093.450_915_766_483),
            (600.0, "THz", 4_996.540_966_666_67),
            (6.5e-7, "m", 6500.0),
            (3.8, "log(Angstrom)", 6_309.573_444_801_93),
        ] {
            let found = angstrom(value, unit);
            assert!((found / expected - 1.0).abs() < 1e-12, "{value} {unit} is {found}");
        }
        assert_eq!((angstrom(650.0, "nm"), angstrom(0.5, "micron")), (6500.0, 5000.0));
        assert!((angstrom(299.792_458, "km/s") - 6562.8 * 1.001).abs() < 1e-9);
    }

    #[test]
    fn a_unit_that_is_none_of_an_axis_is_refused_by_name() {
        for (unit, part) in [("Jy", "\"Jy\" is not a unit"), ("furlong", "furlong"), ("", "\"\" is not")] {
            let error = to_angstrom(&mut [1.0], unit, None).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(to_angstrom(&mut [1.0], "km/s", None).unwrap_err().to_string().contains("rest wavelength"));
        assert!(to_angstrom(&mut [1.0], &"x".repeat(1000), None).unwrap_err().to_string().len() < 150);
    }

    #[test]
    fn flux_per_frequency_becomes_flux_per_wavelength_as_in_astropy() {
        // astropy 7: (1 * u.Jy).to(1e-17 erg/(s cm2 Angstrom), u.spectral_density(λ)).
        for (unit, wavelength, expected) in [
            ("Jy", 5000.0, 119_916.983_2),
            ("mJy", 6563.0, 69.601_066_506_467_2),
            ("W m-2 Hz-1", 5000.0, 1.199_169_832e31),
        ] {
            let Flux::PerFrequency(factor) = flux(unit) else { panic!("{unit}") };
            let found = factor * per_wavelength(wavelength);
            assert!((found / expected - 1.0).abs() < 1e-12, "{unit}: {found}");
        }
        assert_eq!(flux("mag(AB)"), Flux::Magnitude);
        assert_eq!(flux("mag"), Flux::Magnitude);
        assert_eq!(flux("erg/s/cm2/A"), Flux::AsIs);
        assert_eq!(flux("whatever"), Flux::AsIs);
    }

    #[test]
    fn vacuum_is_known_where_it_follows_from_the_unit() {
        assert!(is_of_vacuum("Hz") && is_of_vacuum("keV") && is_of_vacuum("cm-1"));
        assert!(!is_of_vacuum("nm") && !is_of_vacuum("km/s") && !is_of_vacuum("log(Angstrom)"));
    }
}
