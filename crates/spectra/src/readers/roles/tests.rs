//! Tables become spectra.

use super::*;

fn column(name: &str, unit: &str, values: &[f64]) -> TabularColumn {
    TabularColumn { name: name.into(), unit: unit.into(), values: values.to_vec(), ..TabularColumn::default() }
}

fn read(columns: Vec<TabularColumn>, facts: &[(&str, &str)]) -> Result<Option<Spectrum>, ReadError> {
    let facts = facts.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let mut spectrum = Spectrum::default();
    let is_spectrum = spectrum_of(&Tabular { columns, facts }, &mut spectrum)?;
    Ok(is_spectrum.then_some(spectrum))
}

fn codes(spectrum: &Spectrum) -> Vec<&str> {
    spectrum.remarks.iter().map(|remark| remark.code).collect()
}

const WAVE: [f64; 3] = [5000.0, 5001.0, 5002.0];
const FLUX: [f64; 3] = [1.0, 2.0, 3.0];

#[test]
fn a_decreasing_axis_is_turned_round_with_all_columns() {
    let columns = vec![
        column("frequency", "THz", &[600.0, 601.0, 602.0]),
        column("flux", "", &FLUX),
        column("error", "", &[1.0, 0.5, 0.0]),
        column("mask", "", &[0.0, 4.0, -1.0]),
    ];
    let spectrum = read(columns, &[]).unwrap().unwrap();
    assert!(spectrum.wavelength.is_sorted());
    assert_eq!(spectrum.flux, [3.0, 2.0, 1.0]);
    assert_eq!(spectrum.ivar.unwrap(), [0.0, 4.0, 1.0]);
    assert_eq!(spectrum.mask.unwrap(), [u32::MAX, 4, 0]);
    assert_eq!(spectrum.meta.medium, Some(Medium::Vacuum));
}

#[test]
fn columns_that_are_no_spectrum_are_left_alone() {
    assert!(read(vec![column("ra", "deg", &WAVE), column("dec", "deg", &FLUX)], &[]).unwrap().is_none());
    assert!(read(vec![column("wavelength", "nm", &WAVE)], &[]).unwrap().is_none());
    assert!(read(vec![column("time", "d", &WAVE), column("flux", "", &FLUX)], &[]).unwrap().is_none());
    assert!(read(vec![], &[]).unwrap().is_none());
}

#[test]
fn a_wavelength_without_a_unit_is_taken_to_be_in_angstrom_only_where_that_is_likely() {
    let spectrum = read(vec![column("wave", "", &WAVE), column("flux", "", &FLUX)], &[]).unwrap().unwrap();
    assert_eq!(codes(&spectrum), ["unit_assumed"]);
    for values in [[500.0, 501.0, 502.0], [0.5, 0.6, 0.7], [3.7, 3.8, 3.9], [-5000.0, 5000.0, 5001.0]] {
        let error = read(vec![column("wave", "", &values), column("flux", "", &FLUX)], &[]).unwrap_err();
        assert!(error.to_string().contains("states no unit"), "{error}");
    }
    assert!(read(vec![column("frequency", "", &WAVE), column("flux", "", &FLUX)], &[]).is_err());
}

#[test]
fn logarithms_are_told_by_name_or_by_unit() {
    let logs = [3.7, 3.8, 3.9];
    for (name, unit) in [("loglam", ""), ("LOGLAM", "log10(Angstrom)"), ("loglam", "Angstrom"), ("wave", "dex(AA)")] {
        let spectrum = read(vec![column(name, unit, &logs), column("flux", "", &FLUX)], &[]).unwrap().unwrap();
        assert!((spectrum.wavelength[0] - 5_011.872_336_272_722).abs() < 1e-9, "{name} {unit}");
    }
}

#[test]
fn the_better_evidence_decides_and_a_choice_among_equals_is_remarked() {
    let mut by_utype = column("counts", "", &[7.0, 8.0, 9.0]);
    by_utype.utype = "spec:Data.FluxAxis.Value".into();
    let columns = vec![column("wave", "AA", &WAVE), column("flux", "", &FLUX), by_utype];
    let spectrum = read(columns, &[]).unwrap().unwrap();
    assert_eq!((spectrum.flux[0], codes(&spectrum).len()), (7.0, 0));

    let columns = vec![column("wave", "AA", &WAVE), column("counts", "", &[7.0, 8.0, 9.0]), column("flux", "", &FLUX)];
    let spectrum = read(columns, &[]).unwrap().unwrap();
    assert_eq!((spectrum.flux[0], codes(&spectrum)), (1.0, vec!["column_chosen"]));
    assert!(spectrum.remarks[0].detail.contains("not counts"));

    let columns = vec![column("wave", "AA", &WAVE), column("flux_norm", "", &FLUX)];
    assert_eq!(codes(&read(columns, &[]).unwrap().unwrap()), ["normalised_flux"]);
}

#[test]
fn flux_per_frequency_becomes_flux_per_wavelength_and_its_errors_too() {
    let columns = vec![
        column("wave", "nm", &[500.0, 600.0, 700.0]),
        column("flux", "mJy", &[1.0, 1.0, 1.0]),
        column("error", "Jy", &[0.001, 0.001, 0.001]),
    ];
    let spectrum = read(columns, &[]).unwrap().unwrap();
    assert!((spectrum.flux[0] / 119.916_983_2 - 1.0).abs() < 1e-12);
    let signal = spectrum.flux.iter().zip(spectrum.ivar.as_ref().unwrap()).map(|(flux, ivar)| flux * ivar.sqrt());
    assert!(signal.into_iter().all(|ratio| (ratio - 1.0).abs() < 1e-12));
    assert_eq!(codes(&spectrum), ["flux_per_frequency"]);
}

#[test]
fn magnitudes_and_units_of_something_else_are_refused() {
    let refused = |wave_unit: &str, flux_unit: &str| {
        read(vec![column("wave", wave_unit, &WAVE), column("flux", flux_unit, &FLUX)], &[]).unwrap_err().to_string()
    };
    assert!(refused("AA", "mag").contains("magnitudes"));
    assert!(refused("pixel", "").contains("\"pixel\" is not a unit of a spectral axis"));
    assert!(refused("km/s", "").contains("rest wavelength"));
    assert!(refused("km", "").contains("no range of a spectrum"));
}

#[test]
fn velocities_become_wavelengths_by_the_rest_wavelength() {
    let columns = || vec![column("velocity", "km/s", &[-100.0, 0.0, 100.0]), column("flux", "", &FLUX)];
    let spectrum = read(columns(), &[("RESTWAV", "6.5628e-7")]).unwrap().unwrap();
    assert!((spectrum.wavelength[1] - 6562.8).abs() < 1e-9);
    assert!(read(columns(), &[("RESTFRQ", "4.568e14")]).unwrap().is_some());
}

#[test]
fn an_axis_in_no_order_is_refused_and_a_repeated_wavelength_remarked() {
    let with = |values: &[f64]| read(vec![column("wave", "AA", values), column("flux", "", &FLUX)], &[]);
    assert!(with(&[5000.0, 4000.0, 6000.0]).unwrap_err().to_string().contains("see row 2"));
    assert_eq!(codes(&with(&[5000.0, 5000.0, 6000.0]).unwrap().unwrap()), ["repeated_wavelength"]);
    assert!(with(&[5000.0; 3]).is_err());
    let spectrum = with(&[5000.0, 5001.0, f64::NAN]).unwrap().unwrap();
    assert_eq!((spectrum.flux.len(), codes(&spectrum)), (2, vec!["pixels_without_wavelength"]));
    assert!(with(&[f64::NAN; 3]).is_err());
}

#[test]
fn errors_of_zero_everywhere_are_no_errors() {
    let columns = vec![column("wave", "AA", &WAVE), column("flux", "", &FLUX), column("err", "", &[0.0; 3])];
    let spectrum = read(columns, &[]).unwrap().unwrap();
    assert_eq!((spectrum.ivar, spectrum.remarks[0].code), (None, "errors_unknown"));
    let columns =
        vec![column("wave", "AA", &WAVE), column("flux", "", &FLUX), column("var", "", &[4.0, 0.0, f64::NAN])];
    assert_eq!(read(columns, &[]).unwrap().unwrap().ivar.unwrap(), [0.25, 0.0, 0.0]);
}

#[test]
fn columns_of_different_lengths_are_refused() {
    assert!(read(vec![column("wave", "AA", &WAVE), column("flux", "", &[1.0])], &[]).is_err());
    assert!(read(vec![column("wave", "AA", &[5000.0]), column("flux", "", &[1.0])], &[]).is_err());
}
