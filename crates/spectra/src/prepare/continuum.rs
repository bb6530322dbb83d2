//! The continuum of a spectrum.

use super::fit::{CubicSpline, clipped_fit};
use crate::config::{Continuum, PreprocessConfig};

/// Width of the percentile's window where none is stated \[Å\]: several times the width of Balmer lines in Be stars.
const PERCENTILE_SCALE: f64 = 100.0;
/// Distance of the spline's knots where none is stated \[Å\].
const SPLINE_SCALE: f64 = 200.0;
/// The percentile where none is stated, as for the pseudo-continua of The Cannon (Ness et al. 2015, `ApJ` 808, 16).
const PERCENTILE: f64 = 90.0;
/// Places in the width of a window at which the percentile is taken; between them it is interpolated.
const PLACES: f64 = 8.0;

/// How the continuum of each spectrum is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Normalisation {
    /// The percentile `share` (0 to 1) in windows of `scale` \[Å\].
    Percentile { share: f64, scale: f64 },
    /// A cubic spline with knots `scale` \[Å\] apart, fitted again and again without the lines.
    Spline { scale: f64 },
}

impl Normalisation {
    /// What a configuration asks for.
    pub(super) fn of(config: &PreprocessConfig) -> Option<Self> {
        let scale = |default| config.continuum_scale.unwrap_or(default);
        Some(match config.continuum {
            Continuum::None => return None,
            Continuum::Percentile => Self::Percentile {
                share: config.continuum_percentile.unwrap_or(PERCENTILE) / 100.0,
                scale: scale(PERCENTILE_SCALE),
            },
            Continuum::Spline => Self::Spline { scale: scale(SPLINE_SCALE) },
        })
    }

    /// Over what length it looks \[Å\].
    pub(super) fn scale(self) -> f64 {
        match self {
            Self::Percentile { scale, .. } | Self::Spline { scale } => scale,
        }
    }

    /// The continuum at each pixel; `None` where it cannot be found.
    pub(crate) fn of_spectrum(self, wavelength: &[f64], flux: &[f64], usable: &[bool]) -> Option<Vec<f64>> {
        match self {
            Self::Percentile { share, scale } => running_percentile(wavelength, flux, usable, share, scale),
            Self::Spline { scale } => clipped_fit(flux, usable, &CubicSpline::new(wavelength, scale)),
        }
    }
}

fn running_percentile(wavelength: &[f64], flux: &[f64], usable: &[bool], share: f64, scale: f64) -> Option<Vec<f64>> {
    let (first, last) = (*wavelength.first()?, *wavelength.last()?);
    let (mut places, mut values) = (Vec::new(), Vec::new());
    let mut window = Vec::new();
    let mut place = first;
    loop {
        let from = wavelength.partition_point(|&x| x < place - scale / 2.0);
        let to = wavelength.partition_point(|&x| x <= place + scale / 2.0);
        window.clear();
        window.extend((from..to).filter(|&pixel| usable[pixel]).map(|pixel| flux[pixel]));
        if let Some(value) = quantile(&mut window, share) {
            places.push(place);
            values.push(value);
        }
        if place >= last {
            break;
        }
        place = (place + scale / PLACES).min(last);
    }
    if places.is_empty() {
        return None;
    }
    let mut out = vec![0.0; wavelength.len()];
    crate::resample::interpolate(wavelength, &places, &values, &mut out);
    Some(out)
}

/// The quantile `share` (0 to 1) as `NumPy` defines it, linear between neighbours; `None` of nothing. The values are reordered.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "an index")]
pub(crate) fn quantile(values: &mut [f64], share: f64) -> Option<f64> {
    let place = share * values.len().checked_sub(1)? as f64;
    let (_, &mut low, above) = values.select_nth_unstable_by(place as usize, f64::total_cmp);
    let rest = place.fract();
    if rest == 0.0 {
        return Some(low);
    }
    let high = above.iter().copied().min_by(f64::total_cmp)?;
    Some(low + rest * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope() -> (Vec<f64>, Vec<f64>) {
        let wavelength: Vec<f64> = (0..400).map(|pixel| 6400.0 + f64::from(pixel)).collect();
        let flux = wavelength.iter().map(|x| 100.0 + (x - 6400.0) * 0.1).collect();
        (wavelength, flux)
    }

    #[test]
    fn lines_do_not_draw_the_spline_down() {
        let (wavelength, truth) = slope();
        let mut flux = truth.clone();
        for flux in &mut flux[150..170] {
            *flux *= 0.3;
        }
        let continuum = Normalisation::Spline { scale: 100.0 }.of_spectrum(&wavelength, &flux, &[true; 400]).unwrap();
        for (pixel, (found, truth)) in continuum.iter().zip(&truth).enumerate() {
            assert!((found / truth - 1.0).abs() < 0.01, "{pixel}: {found} {truth}");
        }
    }

    #[test]
    fn a_percentile_of_a_constant_with_lines_is_the_constant() {
        let (wavelength, _) = slope();
        let mut flux = vec![7.0; 400];
        flux[100..110].fill(1.0);
        let percentile = Normalisation::Percentile { share: 0.5, scale: 60.0 };
        let continuum = percentile.of_spectrum(&wavelength, &flux, &[true; 400]).unwrap();
        assert!(continuum.iter().all(|value| (value - 7.0).abs() < 1e-12));
        assert!(percentile.of_spectrum(&wavelength, &flux, &[false; 400]).is_none());
    }

    #[test]
    fn quantiles_are_those_of_numpy() {
        let at = |share| quantile(&mut [4.0, 1.0, 3.0, 2.0], share);
        assert_eq!((at(0.0), at(0.5), at(1.0)), (Some(1.0), Some(2.5), Some(4.0)));
        // numpy.quantile([1, 2, 3, 4], 0.9)
        assert!((at(0.9).unwrap() - 3.7).abs() < 1e-12);
        assert_eq!(quantile(&mut [], 0.5), None);
    }
}
