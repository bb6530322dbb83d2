//! From the units of spectral axes to Å.

use crate::error::ReadError;

/// Speed of light \[Å s⁻¹\] (SI 2019, exact).
const LIGHT: f64 = 2.997_924_58e18;

/// Turns a spectral axis in `unit` into wavelengths \[Å\].
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where the unit is not one of a spectral axis.
pub(crate) fn to_angstrom(values: &mut [f64], unit: &str, _rest: Option<f64>) -> Result<(), ReadError> {
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "angstrom" | "angstroms" | "ang" | "a" | "0.1nm" => 1.0,
        "nm" => 10.0,
        "um" | "micron" => 1e4,
        "m" => 1e10,
        "hz" => {
            for value in values {
                *value = LIGHT / *value;
            }
            return Ok(());
        }
        _ => return Err(ReadError::bad_wavelength(format!("{unit:?} is not a unit of a spectral axis"))),
    };
    for value in values {
        *value *= factor;
    }
    Ok(())
}
