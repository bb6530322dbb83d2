use rand::{RngExt as _, SeedableRng as _};

use super::*;
use crate::spectrum::SpectrumMeta;

/// From a standard deviation to a full width at half maximum.
const FWHM: f64 = 2.354_820_045;

/// A spectrum of 1 Å a pixel about Hα: a continuum, and Gaussians of (velocity, height in units of the continuum, σ), both in km/s.
fn spectrum(continuum: impl Fn(f64) -> f64, gaussians: &[(f64, f64, f64)]) -> Spectrum {
    let wavelength: Vec<f64> = (0..400).map(|pixel| 6360.3 + f64::from(pixel)).collect();
    let velocity = |x: f64| LIGHT * (x / Line::HAlpha.wavelength() - 1.0);
    let profile = |x: f64| {
        let shape = |&(centre, height, sigma): &(f64, f64, f64)| {
            height * (-0.5 * ((velocity(x) - centre) / sigma).powi(2)).exp()
        };
        1.0 + gaussians.iter().map(shape).sum::<f64>()
    };
    let flux: Vec<f64> = wavelength.iter().map(|&x| continuum(x) * profile(x)).collect();
    let ivar = Some(flux.iter().map(|_| 1e4).collect());
    let meta = SpectrumMeta { medium: Some(Medium::Vacuum), ..SpectrumMeta::default() };
    Spectrum { meta, wavelength, flux, ivar, ..Spectrum::default() }
}

fn noisy(mut spectrum: Spectrum, sigma: f64, seed: u64) -> Spectrum {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    // Twelve uniform numbers make a Gaussian of standard deviation 1.
    let mut gauss = || (0..12).map(|_| random.random_range(0.0..1.0)).sum::<f64>() - 6.0;
    spectrum.flux.iter_mut().for_each(|flux| *flux += sigma * gauss());
    spectrum.ivar = Some(vec![sigma.powi(-2); spectrum.flux.len()]);
    spectrum
}

fn h_alpha(spectrum: &Spectrum) -> LineMeasurement {
    measure_line(spectrum, Line::HAlpha, 0.0, Line::HAlpha.window()).unwrap()
}

fn is_near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} instead of {expected}");
}

/// Equivalent width \[Å\] of a Gaussian at Hα.
fn width_of(height: f64, sigma: f64) -> f64 {
    -height * sigma / LIGHT * Line::HAlpha.wavelength() * std::f64::consts::TAU.sqrt()
}

#[test]
fn an_absorption_line_on_a_slope_is_what_it_was_made_of() {
    let slope = |x: f64| 100.0 + (x - 6564.61) * 0.3;
    let found = h_alpha(&spectrum(slope, &[(50.0, -0.6, 200.0)]));
    is_near(found.equivalent_width.value, width_of(-0.6, 200.0), 0.01);
    is_near(found.continuum.value, 100.0, 0.01);
    is_near(found.continuum_slope, 0.3, 1e-3);
    is_near(found.velocity.unwrap().value, 50.0, 1.0);
    is_near(found.centroid.unwrap().value, 6564.61 * (1.0 + 50.0 / LIGHT), 0.02);
    // The lowest pixel is hardly ever the lowest point: linear interpolation costs a per cent.
    is_near(found.fwhm.unwrap().value, FWHM * 200.0, 8.0);
    assert!(found.relative_flux.value < 0.41 && found.peaks.is_none());
}

#[test]
fn neighbouring_lines_and_spikes_do_not_move_the_continuum() {
    let clean = h_alpha(&spectrum(|_| 50.0, &[(0.0, 1.5, 150.0)]));
    let mut other = spectrum(|_| 50.0, &[(0.0, 1.5, 150.0), (1800.0, 0.8, 90.0), (-1500.0, -0.7, 100.0)]);
    other.flux[160] = 5000.0;
    let crowded = h_alpha(&other);
    is_near(crowded.equivalent_width.value, clean.equivalent_width.value, 0.02 * clean.equivalent_width.value.abs());
    is_near(clean.equivalent_width.value, width_of(1.5, 150.0), 0.01);
}

#[test]
fn two_peaks_have_a_separation_and_a_ratio() {
    let found = h_alpha(&spectrum(|_| 1.0, &[(-150.0, 2.0, 70.0), (150.0, 1.0, 70.0)]));
    let peaks = found.peaks.unwrap();
    is_near(peaks.separation.value, 300.0, 12.0);
    is_near(peaks.v_over_r.value, 1.5, 0.05);
    // The width is that of both: from the blue flank of the one to where the red one, of half the height, begins to fall.
    let fwhm = found.fwhm.unwrap().value;
    assert!(fwhm > 300.0 && fwhm < 300.0 + FWHM * 70.0, "{fwhm}");
}

#[test]
fn errors_are_the_scatter_of_repeated_measurements() {
    let made = spectrum(|x| 20.0 + (x - 6564.61) * 0.02, &[(0.0, 0.8, 180.0)]);
    let found: Vec<LineMeasurement> = (0..400).map(|seed| h_alpha(&noisy(made.clone(), 1.0, seed))).collect();
    let check = |of: fn(&LineMeasurement) -> Measured, truth: f64, bias: f64| {
        let count = f64::from(u32::try_from(found.len()).unwrap());
        let mean = found.iter().map(|one| of(one).value).sum::<f64>() / count;
        let scatter = (found.iter().map(|one| (of(one).value - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
        let told = found.iter().map(|one| of(one).error).sum::<f64>() / count;
        is_near(mean, truth, bias + 4.0 * scatter / count.sqrt());
        assert!((scatter / told - 1.0).abs() < 0.2, "scatter {scatter}, told {told}");
    };
    check(|one| one.equivalent_width, width_of(0.8, 180.0), 0.01);
    check(|one| one.velocity.unwrap(), 0.0, 1.0);
    check(|one| one.continuum, 20.0, 0.0);
}

#[test]
fn noise_is_no_line() {
    let flat = spectrum(|_| 10.0, &[]);
    let found: Vec<LineMeasurement> = (0..300).map(|seed| h_alpha(&noisy(flat.clone(), 1.0, seed))).collect();
    let significant =
        found.iter().filter(|one| one.equivalent_width.value.abs() > 3.0 * one.equivalent_width.error).count();
    assert!(significant <= 6, "{significant} of 300");
    let doubled = found.iter().filter(|one| one.peaks.is_some()).count();
    assert!(doubled <= 6, "{doubled} of 300");
    let mean = found.iter().map(|one| one.equivalent_width.value).sum::<f64>() / 300.0;
    is_near(mean, 0.0, 0.2);
}

#[test]
fn bad_pixels_are_filled_or_too_many() {
    let mut some = spectrum(|_| 30.0, &[(0.0, -0.5, 250.0)]);
    let truth = h_alpha(&some).equivalent_width.value;
    for pixel in [196, 204, 210] {
        some.flux[pixel] = 1e6;
        some.ivar.as_mut().unwrap()[pixel] = 0.0;
    }
    let found = h_alpha(&some);
    is_near(found.equivalent_width.value, truth, 0.05);
    assert!(found.bad_fraction > 0.05 && found.bad_fraction < 0.1);
    some.ivar.as_mut().unwrap()[195..215].fill(0.0);
    let refused = measure_line(&some, Line::HAlpha, 0.0, Line::HAlpha.window());
    assert_eq!(refused, Err(NotMeasured::BadPixels));
}

#[test]
fn what_is_not_there_is_not_measured() {
    let made = spectrum(|_| 30.0, &[]);
    let measure = |line: Line, z: f64| measure_line(&made, line, z, line.window()).map(|_| ());
    assert_eq!(measure(Line::HBeta, 0.0), Err(NotMeasured::NotCovered));
    assert_eq!(measure(Line::HBeta, 0.35), Ok(()));
    assert_eq!(measure(Line::HAlpha, 0.028), Err(NotMeasured::NotCovered), "its red side is missing");
    let dark = noisy(spectrum(|_| 0.0, &[]), 1.0, 1);
    assert_eq!(measure_line(&dark, Line::HAlpha, 0.0, Line::HAlpha.window()), Err(NotMeasured::NoContinuum));
    let empty = Spectrum::default();
    assert_eq!(measure_line(&empty, Line::HAlpha, 0.0, Line::HAlpha.window()), Err(NotMeasured::NotCovered));
}

#[test]
fn a_spectrum_in_air_has_its_lines_where_air_has_them() {
    let mut air = spectrum(|_| 30.0, &[(0.0, -0.5, 200.0)]);
    crate::to_air(&mut air.wavelength);
    air.meta.medium = Some(Medium::Air);
    let found = h_alpha(&air);
    is_near(found.velocity.unwrap().value, 0.0, 1.0);
    is_near(found.centroid.unwrap().value, 6562.80, 0.02);
}

#[test]
fn without_inverse_variances_the_scatter_is_the_error() {
    let mut made = noisy(spectrum(|_| 20.0, &[(0.0, 0.8, 180.0)]), 1.0, 3);
    let with = h_alpha(&made);
    made.ivar = None;
    let without = h_alpha(&made);
    assert_eq!(with.equivalent_width.value.to_bits(), without.equivalent_width.value.to_bits());
    is_near(without.equivalent_width.error / with.equivalent_width.error, 1.0, 0.4);
    is_near(without.snr, 20.0, 8.0);
}

#[test]
fn names_of_lines_are_those_of_json() {
    for line in Line::ALL {
        assert_eq!(serde_json::to_value(line).unwrap(), line.code());
        assert_eq!(Line::of_code(line.code()), Some(line));
    }
    assert_eq!(Line::of_code("x"), None);
}
