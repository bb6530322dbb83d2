//! From a table of columns to a spectrum.

use super::tabular::{Tabular, TabularColumn};
use crate::error::ReadError;
use crate::spectrum::Spectrum;
use crate::units;

/// Fills `out` with the spectrum that the columns hold; `false` where they hold none.
///
/// # Errors
///
/// Where the columns are a spectrum but cannot be used.
pub(crate) fn spectrum_of(table: &Tabular, out: &mut Spectrum) -> Result<bool, ReadError> {
    let find = |names: &[&str]| -> Option<&TabularColumn> {
        names.iter().find_map(|name| table.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
    };
    let axis = find(&["spectral", "wavelength", "wave", "lambda"]);
    let (Some(axis), Some(flux)) = (axis, find(&["flux", "spec"])) else { return Ok(false) };
    out.wavelength.clone_from(&axis.values);
    out.flux.clone_from(&flux.values);
    let unit = if axis.unit.is_empty() { "Angstrom" } else { &axis.unit };
    units::to_angstrom(&mut out.wavelength, unit, None)?;
    if let Some(error) = find(&["err", "error", "err_flux"]) {
        out.ivar = Some(error.values.iter().map(|error| if *error > 0.0 { error.powi(-2) } else { 0.0 }).collect());
    }
    Ok(true)
}
