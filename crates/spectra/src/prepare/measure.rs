//! How good a spectrum is where it is looked at.

use super::continuum::quantile;
use crate::spectrum::Medium;

/// From the third-order differences of `DER_SNR` to a standard deviation: 1.4826 / √6.
const DER_SNR_FACTOR: f64 = 0.605_270;

/// The quality of one spectrum within the windows of the grid.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Quality {
    /// Signal-to-noise ratio of a pixel: the median of flux × √ivar, else after `DER_SNR`.
    pub(crate) snr: Option<f64>,
    /// Whether the noise is that of the inverse variances, not of the scatter.
    pub(crate) is_from_ivar: bool,
    /// Share of the pixels that are bad: inverse variance 0, masked, or not finite. 1 where there is no pixel.
    pub(crate) bad_fraction: f64,
    /// Share of the grid points that the spectrum does not cover.
    pub(crate) outside_fraction: f64,
    /// Pixels that look like cosmic rays or dead ones and are not marked as bad.
    pub(crate) spikes: u32,
    /// What the wavelengths of the file are measured in.
    pub(crate) medium: Option<Medium>,
    /// Resolving power of the file, where it or its survey states one.
    pub(crate) resolving_power: Option<f64>,
}

/// The median of flux × √ivar over pixels with information; `None` where no pixel has any.
pub(super) fn snr_of_ivar(pixels: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let mut ratios: Vec<f64> = pixels.filter(|(_, ivar)| *ivar > 0.0).map(|(flux, ivar)| flux * ivar.sqrt()).collect();
    quantile(&mut ratios, 0.5)
}

/// `DER_SNR` (Stoehr et al. 2008, ASP Conf. Ser. 394, 505): median of the flux over 1.4826 / √6 times the median of
/// |2fᵢ − fᵢ₋₂ − fᵢ₊₂|. `None` for fewer than five pixels or no scatter.
pub(super) fn der_snr(flux: &[f64]) -> Option<f64> {
    let mut differences: Vec<f64> =
        flux.windows(5).map(|window| (2.0 * window[2] - window[0] - window[4]).abs()).collect();
    let noise = DER_SNR_FACTOR * quantile(&mut differences, 0.5)?;
    let signal = quantile(&mut flux.to_vec(), 0.5)?;
    (noise > 0.0).then(|| signal / noise)
}

#[cfg(test)]
mod tests {
    use rand::{RngExt as _, SeedableRng as _};

    use super::*;

    #[test]
    fn der_snr_finds_the_noise_that_was_put_in() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(11);
        // Twelve uniform numbers make a Gaussian of standard deviation 1.
        let mut gauss = || (0..12).map(|_| random.random_range(0.0..1.0)).sum::<f64>() - 6.0;
        let flux: Vec<f64> = (0..20_000).map(|_| 50.0 + 2.0 * gauss()).collect();
        let found = der_snr(&flux).unwrap();
        assert!((found / 25.0 - 1.0).abs() < 0.03, "{found}");
        assert_eq!(der_snr(&[1.0; 4]), None);
        assert_eq!(der_snr(&[1.0; 9]), None);
    }

    #[test]
    fn pixels_without_information_do_not_count() {
        assert_eq!(snr_of_ivar([(10.0, 4.0), (1e9, 0.0), (10.0, 4.0)].into_iter()), Some(20.0));
        assert_eq!(snr_of_ivar([(1.0, 0.0)].into_iter()), None);
    }
}
