//! Bringing each spectrum to a common scale, number for number as scikit-learn does it.

use crate::config::Scaling;
use crate::prepare::{Polynomial, clipped_fit, quantile};

/// Scales one spectrum in place.
///
/// * [`Scaling::Minmax`]: `minmax_scale(feature_range=(-1, 1), axis=1)`: the smallest flux becomes −1, the largest 1.
/// * [`Scaling::Standard`]: `StandardScaler` along the spectrum: mean 0, (population) standard deviation 1.
/// * [`Scaling::Robust`]: the 2nd percentile becomes −1, the 98th 1; what lies beyond −2 and 2 is cut, so that one wild pixel
///   does not set the scale of all.
/// * [`Scaling::Continuum`]: divided by a sigma-clipped line (a polynomial of degree 6 on 200 points or more), cut at −1 and 4.
/// * [`Scaling::None`]: as it is.
///
/// As in scikit-learn a spectrum without any range (below ten times the machine epsilon) is only shifted: to −1 or 0.
pub fn scale(flux: &mut [f64], scaling: Scaling) {
    scale_both(flux, &mut [], scaling);
}

/// Scales one spectrum, and its inverse variances (or none, an empty slice) with it. `false` where it has no continuum to be
/// divided by; the spectrum is then as it was.
pub(crate) fn scale_both(flux: &mut [f64], ivar: &mut [f64], scaling: Scaling) -> bool {
    let factor = match scaling {
        Scaling::Minmax => minmax(flux),
        Scaling::Standard => standard(flux),
        Scaling::Robust => robust(flux),
        Scaling::Continuum => return continuum(flux, ivar),
        Scaling::None => 1.0,
    };
    for value in ivar {
        *value /= factor * factor;
    }
    true
}

/// Scales, and gives what the flux was multiplied by.
fn minmax(flux: &mut [f64]) -> f64 {
    let lowest = flux.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = flux.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    stretch(flux, lowest, highest)
}

/// Brings one value to −1 and another to 1.
fn stretch(flux: &mut [f64], lowest: f64, highest: f64) -> f64 {
    let range = highest - lowest;
    let factor = 2.0 / if range < 10.0 * f64::EPSILON { 1.0 } else { range };
    let shift = -1.0 - lowest * factor;
    for value in flux {
        *value = *value * factor + shift;
    }
    factor
}

/// Where robustly scaled values are cut.
const ROBUST_LIMIT: f64 = 2.0;

fn robust(flux: &mut [f64]) -> f64 {
    let mut sorted = flux.to_vec();
    let lowest = quantile(&mut sorted, 0.02).unwrap_or(0.0);
    let highest = quantile(&mut sorted, 0.98).unwrap_or(0.0);
    let factor = stretch(flux, lowest, highest);
    for value in flux {
        *value = value.clamp(-ROBUST_LIMIT, ROBUST_LIMIT);
    }
    factor
}

/// Grids of so many points are long enough for a continuum that is no straight line.
const LONG_GRID: usize = 200;

fn continuum(flux: &mut [f64], ivar: &mut [f64]) -> bool {
    let degree = if flux.len() < LONG_GRID { 1 } else { 6 };
    let usable = vec![true; flux.len()];
    let Some(fit) = clipped_fit(flux, &usable, &Polynomial { degree, samples: flux.len() }) else { return false };
    if fit.iter().any(|value| value.is_nan() || *value <= 0.0) {
        return false;
    }
    for (value, fit) in flux.iter_mut().zip(&fit) {
        *value = (*value / fit).clamp(-1.0, 4.0);
    }
    for (value, fit) in ivar.iter_mut().zip(&fit) {
        *value *= fit * fit;
    }
    true
}

#[expect(clippy::cast_precision_loss, reason = "grids are far shorter than 2^52 points")]
fn standard(flux: &mut [f64]) -> f64 {
    let count = flux.len() as f64;
    let mean = flux.iter().sum::<f64>() / count;
    let variance = flux.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    // The bound below which scikit-learn takes a feature for constant: rounding of the mean alone explains it.
    let rounding = count * f64::EPSILON * variance + (count * mean * f64::EPSILON).powi(2);
    let deviation = if variance <= rounding { 1.0 } else { variance.sqrt() };
    for value in flux {
        *value = (*value - mean) / deviation;
    }
    1.0 / deviation
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "the numbers are those of NumPy and scikit-learn, bit for bit")]

    use super::*;

    #[test]
    fn minmax_spans_minus_one_to_one() {
        let mut flux = [2.0, 4.0, 3.0];
        scale(&mut flux, Scaling::Minmax);
        assert_eq!(flux, [-1.0, 1.0, 0.0]);
    }

    #[test]
    fn a_constant_spectrum_is_only_shifted() {
        let mut flux = [7.0; 3];
        scale(&mut flux, Scaling::Minmax);
        assert_eq!(flux, [-1.0; 3]);
        let mut flux = [7.0; 3];
        scale(&mut flux, Scaling::Standard);
        assert_eq!(flux, [0.0; 3]);
    }

    #[test]
    fn standard_has_mean_zero_and_deviation_one() {
        let mut flux = [1.0, 3.0];
        scale(&mut flux, Scaling::Standard);
        assert_eq!(flux, [-1.0, 1.0]);
    }

    #[test]
    fn none_changes_nothing() {
        let mut flux = [1.0, 3.0];
        scale(&mut flux, Scaling::None);
        assert_eq!(flux, [1.0, 3.0]);
    }

    #[test]
    fn one_wild_pixel_does_not_set_a_robust_scale() {
        let mut flux: Vec<f64> = (0..=100).map(f64::from).collect();
        flux[50] = 1e6;
        scale(&mut flux, Scaling::Robust);
        // numpy.quantile of it: 2 and 99 (the wild one moved 51 … 100 down by one place).
        assert!((flux[2] + 1.0).abs() < 1e-12 && (flux[99] - 1.0).abs() < 1e-12, "{} {}", flux[2], flux[99]);
        assert_eq!(flux[50], 2.0);
    }

    #[test]
    fn the_continuum_becomes_one_and_errors_go_with_it() {
        let mut flux: Vec<f64> = (0..100).map(|point| 10.0 + 0.1 * f64::from(point)).collect();
        flux[50] *= 0.2;
        let mut ivar = vec![1.0; 100];
        assert!(scale_both(&mut flux, &mut ivar, Scaling::Continuum));
        assert!((flux[0] - 1.0).abs() < 1e-9 && (flux[50] - 0.2).abs() < 1e-9);
        assert!((ivar[0] - 100.0).abs() < 1e-6);
        assert!(!scale_both(&mut [-1.0; 100], &mut [], Scaling::Continuum), "no star is darker than nothing");
    }

    #[test]
    fn errors_shrink_as_fluxes_do() {
        let (mut flux, mut ivar) = ([0.0, 8.0], [1.0, 0.0]);
        scale_both(&mut flux, &mut ivar, Scaling::Minmax);
        assert_eq!((flux, ivar), ([-1.0, 1.0], [16.0, 0.0]));
    }
}
