//! Bringing each spectrum to a common scale, number for number as scikit-learn does it.

use crate::config::Scaling;

/// Scales one spectrum in place.
///
/// * [`Scaling::Minmax`]: `minmax_scale(feature_range=(-1, 1), axis=1)`: the smallest flux becomes −1, the largest 1.
/// * [`Scaling::Standard`]: `StandardScaler` along the spectrum: mean 0, (population) standard deviation 1.
/// * [`Scaling::None`]: as it is.
///
/// As in scikit-learn a spectrum without any range (below ten times the machine epsilon) is only shifted: to −1 or 0.
pub fn scale(flux: &mut [f64], scaling: Scaling) {
    match scaling {
        Scaling::Minmax => minmax(flux),
        Scaling::Standard => standard(flux),
        Scaling::None => {}
    }
}

fn minmax(flux: &mut [f64]) {
    let lowest = flux.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = flux.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = highest - lowest;
    let factor = 2.0 / if range < 10.0 * f64::EPSILON { 1.0 } else { range };
    let shift = -1.0 - lowest * factor;
    for value in flux {
        *value = *value * factor + shift;
    }
}

#[expect(clippy::cast_precision_loss, reason = "grids are far shorter than 2^52 points")]
fn standard(flux: &mut [f64]) {
    let count = flux.len() as f64;
    let mean = flux.iter().sum::<f64>() / count;
    let variance = flux.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    // The bound below which scikit-learn takes a feature for constant: rounding of the mean alone explains it.
    let rounding = count * f64::EPSILON * variance + (count * mean * f64::EPSILON).powi(2);
    let deviation = if variance <= rounding { 1.0 } else { variance.sqrt() };
    for value in flux {
        *value = (*value - mean) / deviation;
    }
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
}
