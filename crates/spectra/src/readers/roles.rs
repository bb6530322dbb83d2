//! From a table of columns to a spectrum: which column is what, in which unit, in which order.
//!
//! Where several columns could be one thing, the one counts that is told by the better evidence: utype, then UCD, then name,
//! then unit; among equals the name that stands first in the list of names (`flux` before `intensity`), then the column
//! that stands first in the table. A choice among equals by evidence is remarked. Flux divided by the continuum is taken
//! where there is no other, which is remarked too.
//!
//! Units decide what an axis measures. A wavelength without a unit is taken to be in Å, with a remark, if all of it lies
//! where Å are likely ([`LIKELY`]), and refused otherwise. Flux per frequency becomes flux per wavelength, with a remark,
//! because the shape of the spectrum differs; flux per wavelength keeps the numbers of the file, whatever its scale.
//! Magnitudes are no flux and are refused.

mod facts;
mod meaning;

pub(super) use meaning::is_known_name;

use meaning::{Evidence, Role};

use super::axis;
use super::pixels::mask_bits;
use super::tabular::{Tabular, TabularColumn};
use crate::config::MAX_WAVELENGTH;
use crate::error::ReadError;
use crate::spectrum::{Medium, ReadRemark, Spectrum, SpectrumMeta};
use crate::units::{self, Flux, short};

/// Where wavelengths without a unit are taken to be Å: from the far ultraviolet to where only µm are in use.
const LIKELY: std::ops::RangeInclusive<f64> = 900.0..=100_000.0;

/// Shortest wavelength \[Å\] of any spectrum: the X-ray gratings end there.
const LEAST_WAVELENGTH: f64 = 1.0;

/// Fills `out` with the spectrum that the columns hold; `false` where they hold none.
///
/// What belongs to the file (name, target, format) stays as it is. Errors and variances become inverse variances. An axis
/// that decreases is turned round, with all columns.
///
/// # Errors
///
/// Where the columns are a spectrum but cannot be used: magnitudes, an axis that is not ordered, has no unit or one of
/// something else.
pub(crate) fn spectrum_of(table: &Tabular, out: &mut Spectrum) -> Result<bool, ReadError> {
    let Some(chosen) = Chosen::of(table, out) else { return Ok(false) };
    let pixels = chosen.axis.0.values.len();
    if pixels < 2 {
        return Err(ReadError::malformed(format!("the spectrum has {pixels} pixels")));
    }
    if table.columns.iter().any(|column| column.values.len() != pixels) {
        return Err(ReadError::malformed("the columns of the spectrum are not equally long"));
    }
    facts::read(table, &mut out.meta);
    chosen.fill_axis(table, out)?;
    chosen.fill_flux(out)?;
    chosen.fill_quality(out);
    drop_pixels_without_wavelength(out)?;
    settle_order(out)?;
    Ok(true)
}

/// Whether there is a spectral axis and a flux among the columns, by what describes them and not by their values.
pub(super) fn are_spectral(table: &Tabular) -> bool {
    Chosen::of(table, &mut Spectrum::default()).is_some()
}

/// Notes what the facts of a table say of its spectrum.
pub(super) fn read_facts(table: &Tabular, meta: &mut SpectrumMeta) {
    facts::read(table, meta);
}

/// The columns of a spectrum.
struct Chosen<'a> {
    axis: (&'a TabularColumn, Role),
    flux: &'a TabularColumn,
    quality: Option<(&'a TabularColumn, Role)>,
    mask: Option<(&'a TabularColumn, Role)>,
}

impl<'a> Chosen<'a> {
    fn of(table: &'a Tabular, out: &mut Spectrum) -> Option<Self> {
        let known: Vec<_> = table
            .columns
            .iter()
            .filter_map(|column| meaning::role(column).map(|(role, evidence)| (column, role, evidence)))
            .collect();
        let mut choose = |roles: &[Role], what: &str| {
            let rank = |(_, role, evidence): &(&TabularColumn, Role, Evidence)| {
                (*evidence, roles.iter().position(|own| own == role))
            };
            let candidates: Vec<_> = known.iter().filter(|(_, role, _)| roles.contains(role)).copied().collect();
            let &(column, role, evidence) = candidates.iter().min_by_key(|candidate| rank(candidate))?;
            let rivals = candidates
                .iter()
                .filter(|other| same_kind(other.2, evidence) && other.1 == role && !std::ptr::eq(other.0, column));
            let rivals: Vec<_> = rivals.map(|other| short(&other.0.name)).collect();
            if !rivals.is_empty() {
                let detail =
                    format!("the column {} is read as {what}, and not {}", short(&column.name), rivals.join(", "));
                out.remarks.push(ReadRemark { code: "column_chosen", detail });
            }
            Some((column, role))
        };
        let axis = choose(&[Role::Axis, Role::LogAxis], "wavelength")?;
        let flux = choose(&[Role::Flux], "flux");
        let (flux, is_normalised) = match flux {
            Some((flux, _)) => (flux, false),
            None => (choose(&[Role::NormalisedFlux], "normalised flux")?.0, true),
        };
        let quality = choose(&[Role::InverseVariance], "inverse variance")
            .or_else(|| choose(&[Role::Error, Role::Variance], "error of the flux"));
        let mask = choose(&[Role::Mask, Role::GoodMask], "mask");
        if is_normalised {
            let detail = format!("the flux is that of column {}, divided by the continuum", short(&flux.name));
            out.remarks.push(ReadRemark { code: "normalised_flux", detail });
        }
        Some(Self { axis, flux, quality, mask })
    }

    fn fill_axis(&self, table: &Tabular, out: &mut Spectrum) -> Result<(), ReadError> {
        let (column, role) = self.axis;
        let (name, unit) = meaning::heading(column);
        out.wavelength.clear();
        out.wavelength.extend_from_slice(&column.values);
        let is_logarithm = role == Role::LogAxis;
        // A logarithm keeps its unit: that of what it is the logarithm of.
        if is_logarithm && !units::is_logarithm(&unit) {
            out.wavelength.iter_mut().for_each(|value| *value = 10_f64.powf(*value));
        }
        if unit.is_empty() {
            assume_angstrom(&name, out)?;
        } else {
            let rest = rest_wavelength(table)?;
            units::to_angstrom(&mut out.wavelength, &unit, rest)?;
        }
        if out.meta.medium.is_none() {
            let by_nature = units::is_of_vacuum(&unit).then_some(Medium::Vacuum);
            out.meta.medium = by_nature.or_else(|| facts::medium(table, &column.name)).or_else(|| of_ucd(&column.ucd));
        }
        Ok(())
    }

    /// Reads the flux, and turns it into one per wavelength.
    fn fill_flux(&self, out: &mut Spectrum) -> Result<(), ReadError> {
        let (_, unit) = meaning::heading(self.flux);
        out.flux.clear();
        out.flux.extend_from_slice(&self.flux.values);
        match units::flux(&unit) {
            Flux::AsIs => {}
            Flux::Magnitude => return Err(ReadError::unsupported("its flux is in magnitudes")),
            Flux::PerFrequency(factor) => {
                for (flux, wavelength) in out.flux.iter_mut().zip(&out.wavelength) {
                    *flux *= factor * units::per_wavelength(*wavelength);
                }
                let detail = format!("the flux per frequency in {} was converted to flux per wavelength", short(&unit));
                out.remarks.push(ReadRemark { code: "flux_per_frequency", detail });
            }
        }
        Ok(())
    }

    fn fill_quality(&self, out: &mut Spectrum) {
        out.ivar = None;
        out.mask = None;
        if let Some((column, role)) = self.quality {
            let ivar = self.inverse_variances(column, role, &out.wavelength);
            if role != Role::InverseVariance && ivar.iter().all(|&ivar| ivar == 0.0) {
                let detail = format!("the column {} states no error anywhere, and is not used", short(&column.name));
                out.remarks.push(ReadRemark { code: "errors_unknown", detail });
            } else {
                out.ivar = Some(ivar);
            }
        }
        out.mask = self.mask.map(|(column, role)| match role {
            Role::GoodMask => column.values.iter().map(|&good| u32::from(good == 0.0 || good.is_nan())).collect(),
            _ => column.values.iter().map(|&bits| mask_bits(bits)).collect(),
        });
    }

    /// Inverse variances in the unit of the flux as it is read; 0 where the file states none that can be used.
    fn inverse_variances(&self, column: &TabularColumn, role: Role, wavelength: &[f64]) -> Vec<f64> {
        let factor_of = |column| match units::flux(&meaning::heading(column).1) {
            Flux::PerFrequency(factor) => Some(factor),
            _ => None,
        };
        // What has no unit of its own, or one that is a square, is in that of the flux.
        let factor =
            factor_of(self.flux).map(|flux| if role == Role::Error { factor_of(column).unwrap_or(flux) } else { flux });
        let scale = |wavelength: f64| factor.map_or(1.0, |factor| factor * units::per_wavelength(wavelength));
        let inverse = |(&value, &wavelength): (&f64, &f64)| {
            let scale = scale(wavelength);
            let ivar = match role {
                Role::Error => (value * scale).powi(-2),
                Role::Variance => 1.0 / (value * scale * scale),
                _ => value / (scale * scale),
            };
            if value > 0.0 && ivar.is_finite() { ivar } else { 0.0 }
        };
        column.values.iter().zip(wavelength).map(inverse).collect()
    }
}

/// Whether two columns are told by evidence of the same kind.
fn same_kind(one: Evidence, other: Evidence) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

/// What the UCD of an axis says: wavelengths as seen through the atmosphere are those in air (ESO phase 3 standard).
fn of_ucd(ucd: &str) -> Option<Medium> {
    ucd.split(';').any(|word| word.trim().eq_ignore_ascii_case("obs.atmos")).then_some(Medium::Air)
}

/// The rest wavelength \[Å\] for velocities: RESTWAV \[m\] or RESTFRQ \[Hz\] of FITS WCS paper III.
fn rest_wavelength(table: &Tabular) -> Result<Option<f64>, ReadError> {
    let number = |names: [&str; 2]| {
        names.iter().find_map(|name| table.facts.get(*name)?.trim().parse::<f64>().ok()).filter(|value| *value > 0.0)
    };
    let (metres, hertz) = (number(["RESTWAV", "RESTWAV1"]), number(["RESTFRQ", "RESTFREQ"]));
    let Some((value, unit)) = metres.map(|value| (value, "m")).or(hertz.map(|value| (value, "Hz"))) else {
        return Ok(None);
    };
    let mut rest = [value];
    units::to_angstrom(&mut rest, unit, None)?;
    Ok(Some(rest[0]))
}

/// Takes wavelengths without a unit to be in Å, if they may be.
fn assume_angstrom(name: &str, out: &mut Spectrum) -> Result<(), ReadError> {
    let range = out.wavelength.iter().filter(|value| value.is_finite());
    let (from, to) =
        range.fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), &value| (from.min(value), to.max(value)));
    let is_wavelength = !matches!(
        name,
        "frequency" | "freq" | "nu" | "ν" | "energy" | "wavenumber" | "wave_number" | "velocity" | "vel"
    );
    if !(is_wavelength && LIKELY.contains(&from) && LIKELY.contains(&to)) {
        return Err(ReadError::bad_wavelength(format!(
            "the column {} states no unit, and values from {from} to {to} are not likely to be in Å: state it beside the name",
            short(name)
        )));
    }
    let detail = format!("the wavelengths state no unit, and are taken to be in Å: {from} to {to}");
    out.remarks.push(ReadRemark { code: "unit_assumed", detail });
    Ok(())
}

/// Leaves out pixels of which the wavelength is not known: tables are filled up with such.
fn drop_pixels_without_wavelength(out: &mut Spectrum) -> Result<(), ReadError> {
    let is_known: Vec<bool> = out.wavelength.iter().map(|wavelength| wavelength.is_finite()).collect();
    let unknown = is_known.iter().filter(|known| !**known).count();
    if unknown == 0 {
        return Ok(());
    }
    if is_known.len() - unknown < 2 {
        return Err(ReadError::bad_wavelength("no pixel has a wavelength"));
    }
    keep(&mut out.wavelength, &is_known);
    keep(&mut out.flux, &is_known);
    if let Some(ivar) = &mut out.ivar {
        keep(ivar, &is_known);
    }
    if let Some(mask) = &mut out.mask {
        keep(mask, &is_known);
    }
    let detail = format!("{unknown} of {} pixels have no wavelength, and are left out", is_known.len());
    out.remarks.push(ReadRemark { code: "pixels_without_wavelength", detail });
    Ok(())
}

fn keep<T>(values: &mut Vec<T>, flags: &[bool]) {
    let mut flags = flags.iter();
    values.retain(|_| flags.next() == Some(&true));
}

/// Turns a decreasing axis round, checks that wavelengths never decrease, and remarks repeated ones.
fn settle_order(out: &mut Spectrum) -> Result<(), ReadError> {
    if out.wavelength.first() > out.wavelength.last() {
        axis::turn_round(out);
    }
    let wavelength = &out.wavelength;
    if let Some(pixel) = wavelength.windows(2).position(|pair| pair[0] > pair[1]) {
        return Err(ReadError::bad_wavelength(format!(
            "they neither increase nor decrease throughout, see row {}",
            pixel + 2
        )));
    }
    let (first, last) = (wavelength[0], wavelength[wavelength.len() - 1]);
    if !(first >= LEAST_WAVELENGTH && last <= MAX_WAVELENGTH && first < last) {
        return Err(ReadError::bad_wavelength(format!("{first:.4e} Å to {last:.4e} Å is no range of a spectrum")));
    }
    let repeated = wavelength.windows(2).filter(|pair| pair[0] >= pair[1]).count();
    if repeated > 0 {
        let detail = format!("{repeated} pixels repeat the wavelength of the one before");
        out.remarks.push(ReadRemark { code: "repeated_wavelength", detail });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
