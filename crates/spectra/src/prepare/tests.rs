//! Spectra whose preparation can be worked out by hand.

#![expect(clippy::float_cmp, reason = "the numbers can be worked out by hand")]

use super::*;
use crate::config::{AssumedMedium, Continuum};

fn config() -> PreprocessConfig {
    PreprocessConfig::new("", 6500.0, 6600.0, 101)
}

/// A spectrum of one pixel an ångström from 6400 to 6700 Å.
fn spectrum(flux: impl Fn(f64) -> f64) -> Spectrum {
    let wavelength: Vec<f64> = (6400..=6700).map(f64::from).collect();
    let flux = wavelength.iter().map(|&x| flux(x)).collect();
    Spectrum { ivar: Some(vec![4.0; 301]), mask: Some(vec![0; 301]), flux, wavelength, ..Spectrum::default() }
}

/// A row, its inverse variances and its quality.
type Row = (Vec<f64>, Vec<f64>, Option<Quality>);

fn prepared(config: &PreprocessConfig, mut spectrum: Spectrum) -> Result<Row, Refusal> {
    let grid = WaveGrid::new(config);
    let (mut row, mut ivar) = (vec![0.0; grid.points().len()], vec![0.0; grid.points().len()]);
    let mut preparer = Preparer::new(Plan::new(config), &grid);
    preparer.convert(&mut spectrum)?;
    let quality = preparer.resample(&mut spectrum, &mut row, &mut ivar)?;
    Ok((row, ivar, quality))
}

#[test]
fn only_the_options_of_the_predecessor_are_plain() {
    let plain = PreprocessConfig { mask_bad_pixels: true, rest_frame: true, min_snr: Some(1.0), ..config() };
    assert!(Plan::new(&plain).is_plain());
    assert!(!Plan::new(&PreprocessConfig { quality: true, ..config() }).is_plain());
    assert!(!Plan::new(&PreprocessConfig { max_bad_fraction: Some(0.1), ..config() }).is_plain());
}

#[test]
fn measuring_changes_no_number() {
    let curve = |x: f64| 10.0 + (x / 7.0).sin();
    let (measured, _, quality) = prepared(&PreprocessConfig { quality: true, ..config() }, spectrum(curve)).unwrap();
    let whole = spectrum(curve);
    let mut row = vec![0.0; 101];
    interpolate(WaveGrid::new(&config()).points(), &whole.wavelength, &whole.flux, &mut row);
    assert_eq!(measured, row);
    let quality = quality.unwrap();
    assert!((quality.snr.unwrap() - 20.0).abs() < 0.5 && quality.is_from_ivar);
    assert_eq!((quality.bad_fraction, quality.outside_fraction, quality.spikes), (0.0, 0.0, 0));
}

#[test]
fn bad_pixels_and_overhang_are_shares_of_the_window() {
    let mut bad = spectrum(|x| 10.0 + (x / 7.0).sin());
    bad.ivar.as_mut().unwrap()[100] = 0.0;
    bad.mask.as_mut().unwrap()[110] = 4;
    bad.flux[120] = f64::NAN;
    bad.ivar.as_mut().unwrap()[0] = 0.0;
    let config = PreprocessConfig {
        quality: true,
        mask_bad_pixels: true,
        wave_end_point: 6800.0,
        wave_point_count: 301,
        ..config()
    };
    let quality = prepared(&config, bad.clone()).unwrap().2.unwrap();
    assert!((quality.bad_fraction - 3.0 / 201.0).abs() < 1e-12);
    assert!((quality.outside_fraction - 100.0 / 301.0).abs() < 1e-12);
    let refusal = prepared(&PreprocessConfig { max_bad_fraction: Some(0.01), ..config }, bad).unwrap_err();
    assert_eq!((refusal.code, refusal.is_bad), ("bad_fraction", false));
}

#[test]
fn without_inverse_variances_the_scatter_tells_the_noise() {
    let mut silent = spectrum(|x| 10.0 + (x * 2.4).sin());
    silent.ivar = None;
    let quality = prepared(&PreprocessConfig { quality: true, ..config() }, silent).unwrap().2.unwrap();
    assert!(!quality.is_from_ivar && (3.0..30.0).contains(&quality.snr.unwrap()), "{quality:?}");
    let faint = PreprocessConfig { min_snr_window: Some(100.0), ..config() };
    assert_eq!(prepared(&faint, spectrum(|_| 10.0)).unwrap_err().code, "low_snr_window");
}

#[test]
fn a_spike_is_counted_and_on_request_interpolated_across() {
    let mut spiky = spectrum(|x| 10.0 + 0.1 * (x * 2.4).sin());
    spiky.flux[150] = 500.0;
    let counted = prepared(&PreprocessConfig { quality: true, ..config() }, spiky.clone()).unwrap();
    assert_eq!((counted.0[50], counted.2.unwrap().spikes), (500.0, 1));
    for resampling in [Resampling::Linear, Resampling::FluxConserving] {
        let clipping = PreprocessConfig { clip_spikes: Some(8.0), resampling, ..config() };
        let row = prepared(&clipping, spiky.clone()).unwrap().0;
        assert!(row.iter().all(|flux| (flux - 10.0).abs() < 0.2), "{resampling:?}: {row:?}");
    }
}

#[test]
fn air_and_vacuum_are_told_apart_and_converted() {
    // A step at 6562.8 Å in air is one at 6564.6 Å in vacuum.
    let step = |x: f64| f64::from(u8::from(x > 6562.5)) + 1.0;
    let mut air = spectrum(step);
    air.meta.medium = Some(Medium::Air);
    let to_vacuum = PreprocessConfig { wavelength_medium: WavelengthMedium::Vacuum, ..config() };
    let at = |row: &[f64], x: usize| row[x - 6500];
    let row = prepared(&to_vacuum, air.clone()).unwrap().0;
    assert!(at(&row, 6563) == 1.0 && at(&row, 6565) == 2.0, "{row:?}");
    let row = prepared(&config(), air.clone()).unwrap().0;
    assert!(at(&row, 6562) == 1.0 && at(&row, 6563) == 2.0);
    air.meta.medium = None;
    assert_eq!(prepared(&to_vacuum, air.clone()).unwrap_err().code, "unknown_medium");
    let assumed = PreprocessConfig { assumed_medium: Some(AssumedMedium::Air), ..to_vacuum };
    assert_eq!(at(&prepared(&assumed, air).unwrap().0, 6565), 2.0);
}

#[test]
fn coarse_bins_have_the_mean_of_their_pixels_and_its_error() {
    let coarse =
        PreprocessConfig { resampling: Resampling::FluxConserving, ivar: true, wave_point_count: 11, ..config() };
    let (row, ivar, _) = prepared(&coarse, spectrum(|x| x)).unwrap();
    for (point, (flux, ivar)) in (0..).zip(row.iter().zip(&ivar)) {
        assert!((flux - (6500.0 + 10.0 * f64::from(point))).abs() < 1e-9, "{flux}");
        // Ten pixels of inverse variance 4, two of them half.
        assert!((ivar - 100.0 / (9.0 / 4.0 + 2.0 * 0.25 / 4.0)).abs() < 1e-9, "{ivar}");
    }
}

#[test]
fn a_normalised_spectrum_is_one_beside_its_line() {
    let line = |x: f64| (2.0 + (x - 6400.0) / 300.0) * (1.0 - 0.5 * (-(x - 6550.0_f64).powi(2) / 8.0).exp());
    for (continuum, tolerance) in [(Continuum::Spline, 0.01), (Continuum::Percentile, 0.12)] {
        let row = prepared(&PreprocessConfig { continuum, ..config() }, spectrum(line)).unwrap().0;
        assert!((row[0] - 1.0).abs() < tolerance && (row[100] - 1.0).abs() < tolerance, "{continuum:?}: {row:?}");
        assert!((row[50] - 0.5).abs() < tolerance, "{continuum:?}: {}", row[50]);
    }
    let dark = prepared(&PreprocessConfig { continuum: Continuum::Spline, ..config() }, spectrum(|_| -1.0));
    assert_eq!(dark.unwrap_err().code, "no_continuum");
}

#[test]
fn a_resolution_that_is_not_known_or_too_low_is_said() {
    let to_lamost = PreprocessConfig { target_resolution: Some(1800.0), ..config() };
    assert_eq!(prepared(&to_lamost, spectrum(|_| 1.0)).unwrap_err().code, "unknown_resolution");
    let stated = PreprocessConfig { native_resolution: Some(13_000.0), ..to_lamost.clone() };
    assert!(prepared(&stated, spectrum(|_| 1.0)).unwrap().0.iter().all(|flux| (flux - 1.0).abs() < 1e-12));
    let coarse = PreprocessConfig { native_resolution: Some(500.0), ..to_lamost };
    assert_eq!(prepared(&coarse, spectrum(|_| 1.0)).unwrap_err().code, "low_resolution");
}

#[test]
fn repeated_wavelengths_do_not_make_empty_bins() {
    let mut repeated = spectrum(|x| x);
    repeated.wavelength[150] = repeated.wavelength[149];
    let conserving = PreprocessConfig { resampling: Resampling::FluxConserving, quality: true, ..config() };
    let row = prepared(&conserving, repeated).unwrap().0;
    assert!(row.iter().all(|flux| flux.is_finite()));
}
