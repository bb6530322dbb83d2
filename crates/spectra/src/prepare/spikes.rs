//! Single pixels that stand out: cosmic rays that were left, and dead pixels.

use super::continuum::quantile;

/// Neighbours on each side that a pixel is compared with.
const NEIGHBOURS: usize = 4;
/// The nearer wing of a line that the instrument resolves has at least this share of the peak's height: for a Gaussian of
/// 2.35 pixels FWHM, sampled as badly as can be, it has a third.
const SHARPEST_WING: f64 = 0.3;
/// From the median of absolute deviations to a standard deviation, for Gaussian noise.
const MAD_TO_SIGMA: f64 = 1.4826;

/// Whether each pixel is a spike: further than `threshold` standard deviations from the median of its neighbours, both by its
/// own inverse variance (where there is one) and by the scatter of the neighbours, and sharper than any line, which has
/// wings: at least one of the two next pixels does not follow it (as in van Dokkum's Laplacian, 2001, PASP 113, 1420). What
/// leans on a higher pixel is a spike only with that: the flank of a line is none.
pub(crate) fn find(flux: &[f64], ivar: &[f64], usable: &[bool], threshold: f64, out: &mut Vec<bool>) {
    out.clear();
    let mut around = Vec::with_capacity(2 * NEIGHBOURS);
    let mut heights = vec![0.0; flux.len()];
    for (pixel, height) in heights.iter_mut().enumerate().filter(|(pixel, _)| usable[*pixel]) {
        around.clear();
        let (from, to) = (pixel.saturating_sub(NEIGHBOURS), (pixel + NEIGHBOURS + 1).min(flux.len()));
        around.extend((from..to).filter(|&other| other != pixel && usable[other]).map(|other| flux[other]));
        *height = height_of_spike(pixel, flux, ivar, &mut around, threshold);
    }
    let leans = |pixel: usize, other: usize| {
        let sign = heights[pixel].signum();
        other < flux.len() && flux[other] * sign > flux[pixel] * sign && heights[other] * sign <= 0.0
    };
    let is_spike = |pixel: usize| {
        heights[pixel] != 0.0
            && !leans(pixel, pixel + 1)
            && !pixel.checked_sub(1).is_some_and(|other| leans(pixel, other))
    };
    out.extend((0..flux.len()).map(is_spike));
}

/// How far a pixel stands out of its neighbours, 0 where it does not.
fn height_of_spike(pixel: usize, flux: &[f64], ivar: &[f64], around: &mut [f64], threshold: f64) -> f64 {
    if around.len() < NEIGHBOURS {
        return 0.0;
    }
    let Some(level) = quantile(around, 0.5) else { return 0.0 };
    let height = flux[pixel] - level;
    for value in around.iter_mut() {
        *value = (*value - level).abs();
    }
    let scatter = quantile(around, 0.5).unwrap_or(0.0) * MAD_TO_SIGMA;
    let is_significant = ivar.get(pixel).is_none_or(|ivar| height.abs() * ivar.sqrt() > threshold);
    // A flat neighbourhood has no scatter: then rounding must not make a spike.
    let least = flux[pixel].abs().max(level.abs()) * 1e-6;
    if !is_significant || height.abs() <= threshold * scatter.max(least) {
        return 0.0;
    }
    let wing =
        |other: Option<usize>| other.and_then(|other| flux.get(other)).map_or(0.0, |flux| (flux - level) / height);
    if wing(pixel.checked_sub(1)).min(wing(Some(pixel + 1))) < SHARPEST_WING { height } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sine of small noise, deterministic, of standard deviation 0.7.
    fn noise() -> Vec<f64> {
        (0..60).map(|pixel| 100.0 + (f64::from(pixel) * 2.4).sin()).collect()
    }

    fn spikes(flux: &[f64], ivar: &[f64]) -> Vec<usize> {
        let mut out = Vec::new();
        find(flux, ivar, &vec![true; flux.len()], 8.0, &mut out);
        out.iter().enumerate().filter(|(_, spike)| **spike).map(|(pixel, _)| pixel).collect()
    }

    #[test]
    fn a_cosmic_ray_in_one_or_two_pixels_is_found() {
        let mut flux = noise();
        flux[20] += 50.0;
        flux[40] += 60.0;
        flux[41] += 45.0;
        flux[50] -= 80.0;
        assert_eq!(spikes(&flux, &[]), [20, 40, 41, 50]);
        assert_eq!(spikes(&flux, &[2.0; 60]), [20, 40, 41, 50]);
        // Where the survey knows that the pixel is uncertain, it is no spike.
        assert_eq!(spikes(&flux, &[0.01; 60]), [0_usize; 0]);
    }

    #[test]
    fn a_line_that_the_instrument_resolves_is_none() {
        for shift in [0.0, 0.25, 0.5] {
            let mut flux = noise();
            for (pixel, flux) in (0..).zip(&mut flux) {
                *flux += 500.0 * (-(f64::from(pixel) - 30.0 - shift).powi(2) / 2.0).exp();
            }
            assert_eq!(spikes(&flux, &[2.0; 60]), [0_usize; 0], "{shift}");
        }
    }

    #[test]
    fn a_constant_has_none() {
        assert_eq!(spikes(&[3.0; 30], &[]), [0_usize; 0]);
    }
}
