//! What a column means: by utype, by UCD, by name, by unit, in this order of trust.
//!
//! Sources: the utypes of Spectrum DM 1.1 (IVOA, section 5 and appendix; those of SSAP and `SpecDM` 2 end alike), UCD1+ (IVOA
//! list of 2023, and the forms of Spectrum DM), and the names that archives and people give to columns.

use crate::units::{self, Axis};

use super::super::tabular::TabularColumn;

/// The use of a column in a spectrum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Spectral axis: wavelength, frequency, energy, wave number or velocity, as the unit says.
    Axis,
    /// Decimal logarithm of the spectral axis.
    LogAxis,
    Flux,
    /// Flux divided by the continuum.
    NormalisedFlux,
    /// Standard deviation of the flux.
    Error,
    Variance,
    InverseVariance,
    /// Not zero where the pixel is bad.
    Mask,
    /// Zero where the pixel is bad.
    GoodMask,
}

/// How a role was recognised: the smaller, the more it is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    Utype,
    Ucd,
    /// By name, with its place in the list of names.
    Name(usize),
    Unit,
}

/// Ends of utypes.
const UTYPES: [(&str, Role); 8] = [
    ("data.spectralaxis.value", Role::Axis),
    ("spectralaxis.value", Role::Axis),
    ("data.fluxaxis.value", Role::Flux),
    ("fluxaxis.value", Role::Flux),
    ("fluxaxis.accuracy.staterror", Role::Error),
    ("fluxaxis.accuracy.staterr", Role::Error),
    ("fluxaxis.quality", Role::Mask),
    ("fluxaxis.accuracy.quality", Role::Mask),
];

/// Beginnings of UCDs. What is behind another word first (`stat.error;em.wl`) is not meant.
const UCDS: [(&str, Role); 14] = [
    ("em.wl", Role::Axis),
    ("em.freq", Role::Axis),
    ("em.energy", Role::Axis),
    ("em.wavenumber", Role::Axis),
    ("spect.dopplerveloc", Role::Axis),
    ("arith.ratio;phot.flux", Role::NormalisedFlux),
    ("phot.flux", Role::Flux),
    ("phot.fluence", Role::Flux),
    ("phot.count", Role::Flux),
    ("phot.radiance", Role::Flux),
    ("stat.error;phot.flux", Role::Error),
    ("stat.error;phot.fluence", Role::Error),
    ("stat.variance;phot.flux", Role::Variance),
    ("meta.code.qual", Role::Mask),
];

/// Names in small letters with `_` for whatever is no letter and no digit; the first of a role are preferred.
const NAMES: [(Role, &[&str]); 9] = [
    (
        Role::Axis,
        &[
            "wavelength",
            "wave",
            "lambda",
            "λ",
            "wavelengths",
            "lam",
            "wl",
            "wav",
            "wlen",
            "wvl",
            "spectral",
            "spectral_axis",
            "spectralaxis",
            "spectral_coordinate",
            "wavelength_air",
            "air_wavelength",
            "wave_air",
            "lambda_air",
            "wavelength_vac",
            "wavelength_vacuum",
            "vacuum_wavelength",
            "vac_wavelength",
            "wave_vac",
            "lambda_vac",
            "frequency",
            "freq",
            "nu",
            "ν",
            "energy",
            "wavenumber",
            "wave_number",
            "velocity",
            "vel",
        ],
    ),
    (
        Role::LogAxis,
        &[
            "loglam",
            "log_lam",
            "loglambda",
            "log_lambda",
            "log10_lambda",
            "logwave",
            "log_wave",
            "log_wavelength",
            "logwavelength",
        ],
    ),
    (
        Role::Flux,
        &[
            "flux",
            "flux_density",
            "fluxdensity",
            "flam",
            "f_lambda",
            "flambda",
            "flux_lambda",
            "fnu",
            "f_nu",
            "flux_nu",
            "fluxes",
            "flx",
            "flux_value",
            "flux_reduced",
            "flux_1",
            "specflux",
            "spec",
            "spectrum",
            "intensity",
            "int",
            "counts",
            "signal",
            "f",
            "y",
        ],
    ),
    (
        Role::NormalisedFlux,
        &[
            "norm_flux",
            "normalized_flux",
            "normalised_flux",
            "flux_norm",
            "flux_normalized",
            "flux_normalised",
            "fluxnorm",
            "normflux",
            "nflux",
            "rectified",
            "rectified_flux",
            "continuum_normalized_flux",
            "flux_continuum_normalized",
        ],
    ),
    (
        Role::Error,
        &[
            "error",
            "err",
            "sigma",
            "flux_error",
            "flux_err",
            "fluxerr",
            "fluxerror",
            "err_flux",
            "error_flux",
            "flux_sigma",
            "e_flux",
            "eflux",
            "dflux",
            "uncertainty",
            "flux_uncertainty",
            "flux_unc",
            "unc",
            "uncert",
            "std",
            "stdev",
            "flux_std",
            "noise",
            "errors",
            "sig",
            "stat_error",
            "flux_stat_error",
        ],
    ),
    (Role::Variance, &["variance", "var", "flux_var", "flux_variance"]),
    (
        Role::InverseVariance,
        &["ivar", "inverse_variance", "inversevariance", "invvar", "inv_var", "flux_ivar", "ivar_flux"],
    ),
    (
        Role::Mask,
        &[
            "mask",
            "and_mask",
            "andmask",
            "quality",
            "flux_quality",
            "dataquality",
            "data_quality",
            "dq",
            "qual",
            "flags",
            "flag",
            "bitmask",
            "pixmask",
            "bad",
            "badpix",
        ],
    ),
    (Role::GoodMask, &["good", "goodpix", "good_pixel", "valid"]),
];

/// Ends of names that are units: `wavelength_nm`.
const UNIT_ENDS: [&str; 11] = ["angstrom", "angstroms", "ang", "aa", "a", "nm", "um", "micron", "microns", "hz", "cm"];

/// The role of a column; `None` where it has none that we know.
pub(super) fn role(column: &TabularColumn) -> Option<(Role, Evidence)> {
    let (name, unit) = heading(column);
    by_utype(&column.utype)
        .map(|role| (role, Evidence::Utype))
        .or_else(|| by_ucd(&column.ucd).map(|role| (role, Evidence::Ucd)))
        .or_else(|| by_name(&name))
        .or_else(|| by_unit(&unit).map(|role| (role, Evidence::Unit)))
}

/// Whether a name alone tells that a column belongs to a spectrum: what the first line of a text is asked.
pub(in super::super) fn is_known_name(name: &str) -> bool {
    let (name, _) = heading(&TabularColumn { name: name.to_owned(), ..TabularColumn::default() });
    by_name(&name).is_some()
}

fn by_utype(utype: &str) -> Option<Role> {
    let utype = utype.trim().to_ascii_lowercase();
    let ends = |end: &str| utype.strip_suffix(end).is_some_and(|start| start.is_empty() || start.ends_with(['.', ':']));
    UTYPES.iter().find(|(end, _)| ends(end)).map(|(_, role)| *role)
}

fn by_ucd(ucd: &str) -> Option<Role> {
    let ucd = ucd.trim().to_ascii_lowercase();
    // The error of an axis, its width or its limits are no axis.
    let is_derived = ["stat.error", "stat.max", "stat.min", "instr.bandwidth", "meta.unit"]
        .iter()
        .any(|word| ucd.split(';').skip(1).any(|other| other == *word));
    let found = UCDS.iter().find(|(start, _)| ucd.starts_with(start)).map(|(_, role)| *role);
    found.filter(|role| !(is_derived && matches!(role, Role::Axis | Role::Flux)))
}

fn by_name(name: &str) -> Option<(Role, Evidence)> {
    NAMES.iter().find_map(|(role, names)| {
        let place = names.iter().position(|own| *own == name)?;
        Some((*role, Evidence::Name(place)))
    })
}

fn by_unit(unit: &str) -> Option<Role> {
    match units::axis(unit) {
        // A velocity or an energy may be anything, and so may a length, unless it is of light.
        Some(Axis::Wavelength) if is_length_of_light(unit) => Some(Role::Axis),
        Some(Axis::Frequency) => Some(Role::Axis),
        _ if units::is_flux_density(unit) => Some(Role::Flux),
        _ => None,
    }
}

fn is_length_of_light(unit: &str) -> bool {
    let mut one = [1.0];
    units::to_angstrom(&mut one, unit, None).is_ok() && one[0] <= 1e5
}

/// Name and unit of a column, its name in the form of [`NAMES`]: a unit may stand in the name, as `wavelength [nm]`,
/// `wave(AA)`, `wavelength (vacuum) [nm]`, `wavelength / nm` or `wavelength_nm`.
pub(super) fn heading(column: &TabularColumn) -> (String, String) {
    let raw = column.name.trim();
    let stated = column.unit.trim();
    let plain = plain_name(raw);
    if by_name(&plain).is_some() {
        return (plain, stated.to_owned());
    }
    let or_stated = |unit: &str| if stated.is_empty() { unit.trim().to_owned() } else { stated.to_owned() };
    if let Some((before, inside)) = bracketed(raw).or_else(|| raw.split_once(" / ")) {
        let name = before.split(['[', '(']).next().unwrap_or(before);
        return (plain_name(name), or_stated(inside));
    }
    match plain.rsplit_once('_') {
        Some((base, end))
            if UNIT_ENDS.contains(&end) && matches!(by_name(base), Some((Role::Axis | Role::LogAxis, _))) =>
        {
            (base.to_owned(), or_stated(end))
        }
        _ => (plain, stated.to_owned()),
    }
}

/// What stands before and in the brackets that end a text.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let close = text.chars().next_back()?;
    let open = match close {
        ']' => '[',
        ')' => '(',
        _ => return None,
    };
    let mut depth = 0_i32;
    for (place, character) in text.char_indices().rev() {
        depth += i32::from(character == close) - i32::from(character == open);
        if depth == 0 {
            return (place > 0).then(|| (&text[..place], &text[place + 1..text.len() - 1]));
        }
    }
    None
}

fn plain_name(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let plain: String = lower.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    plain.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests;
