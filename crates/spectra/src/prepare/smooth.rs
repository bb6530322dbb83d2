//! Smoothing to the resolution of another instrument.

use crate::config::PreprocessConfig;
use crate::spectrum::{SpectrumMeta, SurveyFormat};

/// From standard deviation to full width at half maximum of a Gaussian: 2 √(2 ln 2).
pub(crate) const SIGMA_TO_FWHM: f64 = 2.354_820_045_030_949_3;
/// Beyond this many standard deviations a Gaussian is nothing.
const REACH: f64 = 5.0;
/// How much coarser than the target a spectrum may be, as a share: resolving powers are not known better.
const TOLERANCE: f64 = 0.02;

/// The resolution that spectra shall have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    /// Resolving power λ/Δλ.
    Power(f64),
    /// Full width at half maximum \[Å\].
    Fwhm(f64),
}

impl Target {
    pub(super) fn of(config: &PreprocessConfig) -> Option<Self> {
        config.target_resolution.map(Self::Power).or(config.target_fwhm.map(Self::Fwhm))
    }

    /// Full width at half maximum at a wavelength \[Å\].
    pub(super) fn fwhm(self, wavelength: f64) -> f64 {
        match self {
            Self::Power(power) => wavelength / power,
            Self::Fwhm(fwhm) => fwhm,
        }
    }

    /// Whether a spectrum of this resolving power is coarser than the target already, at a wavelength.
    pub(super) fn is_beyond(self, native: f64, wavelength: f64) -> bool {
        wavelength / native > self.fwhm(wavelength) * (1.0 + TOLERANCE)
    }
}

/// The resolving power of a spectrum: what its file states, else what the configuration says, else that of its survey.
pub(super) fn native(meta: &SpectrumMeta, config: &PreprocessConfig) -> Option<f64> {
    let stated = meta.resolving_power.filter(|power| power.is_finite() && *power > 0.0);
    stated.or(config.native_resolution).or_else(|| meta.format.and_then(of_survey))
}

/// Resolving powers of surveys whose files do not state them.
fn of_survey(format: SurveyFormat) -> Option<f64> {
    if matches!(format, SurveyFormat::LamostImage | SurveyFormat::LamostCoadd) {
        // Cui et al. 2012 (RAA 12, 1197): R = 1800 with the slit at two thirds.
        Some(1800.0)
    } else if format == SurveyFormat::Sdss {
        // Smee et al. 2013 (AJ 146, 32): 1560 at 3700 Å to 2650 at 9000 Å.
        Some(2000.0)
    } else {
        None
    }
}

/// Convolves with a Gaussian that brings `native` to `target`: its width is √(target² − native²) at each wavelength.
///
/// The kernel is sampled at the pixels and weighted by their widths, so that it is exact where its standard deviation is
/// about a pixel or more, and nothing where it is less than a third. Inverse variances become those of the weighted mean,
/// Σ(w)² / Σ(w²σ²); that neighbours are correlated then is not kept.
pub(crate) fn smooth(
    wavelength: &[f64],
    edges: &[f64],
    flux: &mut [f64],
    ivar: &mut [f64],
    native: f64,
    target: Target,
) {
    let (before, information) = (flux.to_vec(), ivar.to_vec());
    let mut first = 0;
    for pixel in 0..flux.len() {
        let centre = wavelength[pixel];
        let (wanted, has) = (target.fwhm(centre), centre / native);
        if wanted <= has {
            continue;
        }
        let sigma = (wanted * wanted - has * has).sqrt() / SIGMA_TO_FWHM;
        while wavelength[first] < centre - REACH * sigma {
            first += 1;
        }
        let (mut weights, mut sum, mut known, mut variance) = (0.0, 0.0, 0.0, 0.0);
        for other in (first..before.len()).take_while(|&other| wavelength[other] <= centre + REACH * sigma) {
            let offset = (wavelength[other] - centre) / sigma;
            let weight = (-offset * offset / 2.0).exp() * (edges[other + 1] - edges[other]);
            weights += weight;
            sum += weight * before[other];
            if let Some(&ivar) = information.get(other).filter(|ivar| **ivar > 0.0) {
                known += weight;
                variance += weight * weight / ivar;
            }
        }
        flux[pixel] = sum / weights;
        if let Some(ivar) = ivar.get_mut(pixel) {
            *ivar = if variance > 0.0 { known * known / variance } else { 0.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rebin;

    /// Standard deviation of a line on a continuum of 1.
    fn width(wavelength: &[f64], edges: &[f64], flux: &[f64]) -> f64 {
        let moment = |power: i32, centre: f64| -> f64 {
            let terms = wavelength.iter().zip(edges.windows(2)).zip(flux);
            terms.map(|((x, edge), flux)| (flux - 1.0) * (edge[1] - edge[0]) * (x - centre).powi(power)).sum()
        };
        let area = moment(0, 0.0);
        let centre = moment(1, 0.0) / area;
        (moment(2, centre) / area).sqrt()
    }

    #[test]
    fn a_line_gets_the_width_of_the_target_and_keeps_its_area() {
        // Logarithmic pixels of 0.2 Å, a line of R = 13,000 at Hα.
        let wavelength: Vec<f64> = (0..2000).map(|pixel| 6400.0 * (f64::from(pixel) * 3e-5).exp()).collect();
        let native = 13_000.0;
        let sigma = 6563.0 / native / SIGMA_TO_FWHM;
        let line = |x: f64| 1.0 + 3.0 * (-(x - 6563.0_f64).powi(2) / (2.0 * sigma * sigma)).exp();
        let before: Vec<f64> = wavelength.iter().map(|&x| line(x)).collect();
        let mut edges = Vec::new();
        rebin::edges(&wavelength, &mut edges);
        for target in [Target::Power(1800.0), Target::Fwhm(3.6), Target::Power(5000.0)] {
            let mut flux = before.clone();
            smooth(&wavelength, &edges, &mut flux, &mut [], native, target);
            let found = width(&wavelength, &edges, &flux) * SIGMA_TO_FWHM;
            let wanted = target.fwhm(6563.0);
            assert!((found / wanted - 1.0).abs() < 2e-3, "{target:?}: {found} {wanted}");
            let area =
                |flux: &[f64]| flux.iter().zip(edges.windows(2)).map(|(f, e)| (f - 1.0) * (e[1] - e[0])).sum::<f64>();
            assert!((area(&flux) / area(&before) - 1.0).abs() < 2e-3);
        }
    }

    #[test]
    fn a_constant_stays_and_its_noise_falls() {
        let wavelength: Vec<f64> = (0..100).map(|pixel| 6500.0 + f64::from(pixel)).collect();
        let mut edges = Vec::new();
        rebin::edges(&wavelength, &mut edges);
        let (mut flux, mut ivar) = (vec![4.0; 100], vec![1.0; 100]);
        smooth(&wavelength, &edges, &mut flux, &mut ivar, 10_000.0, Target::Fwhm(10.0));
        assert!(flux.iter().all(|flux| (flux - 4.0).abs() < 1e-12));
        // A Gaussian mean over σ pixels has 2 √π σ times the information of one.
        let sigma = (100.0_f64 - 0.655 * 0.655).sqrt() / SIGMA_TO_FWHM;
        let expected = 2.0 * std::f64::consts::PI.sqrt() * sigma;
        assert!((ivar[50] / expected - 1.0).abs() < 1e-3, "{} {expected}", ivar[50]);
    }

    #[test]
    fn a_coarser_spectrum_is_told() {
        assert!(Target::Power(7500.0).is_beyond(1800.0, 6563.0));
        assert!(!Target::Power(1800.0).is_beyond(1800.0, 6563.0));
        assert!(!Target::Fwhm(3.6).is_beyond(13_000.0, 6563.0));
    }
}
