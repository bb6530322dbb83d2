//! Flux-conserving rebinning, and errors carried along: exact integrals over bins, as in `SpectRes` (Carnall 2017,
//! arXiv:1705.05165).

/// The bins of samples: each reaches half the way to its neighbours, the outer ones as far outwards as inwards.
///
/// `wavelength` ascends and has two values at least; the answer has one more value than samples.
pub(crate) fn edges(wavelength: &[f64], out: &mut Vec<f64>) {
    out.clear();
    let last = wavelength.len() - 1;
    out.push(wavelength[0] - (wavelength[1] - wavelength[0]) / 2.0);
    out.extend(wavelength.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])));
    out.push(wavelength[last] + (wavelength[last] - wavelength[last - 1]) / 2.0);
}

/// A spectrum as bins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bins<'a> {
    /// Limits of the bins \[Å\], one more than fluxes.
    pub(crate) edges: &'a [f64],
    /// Mean flux of each bin.
    pub(crate) flux: &'a [f64],
    /// Inverse variance of each flux, 0 without information; empty where none is known.
    pub(crate) ivar: &'a [f64],
}

/// The mean flux over each of the bins between `edges`, and its inverse variance: Σ wᵢ fᵢ / Σ wᵢ with the overlaps wᵢ, and
/// (Σ wᵢ)² / Σ wᵢ² σᵢ².
///
/// So the integral of the flux is kept to rounding. A bin that is covered in part has the mean of that part; one that is not
/// covered at all holds the value of the nearest end, without information.
pub(crate) fn rebin(edges: &[f64], from: Bins<'_>, out: &mut [f64], ivar: &mut [f64]) {
    let mut first = 0;
    for (bin, (limits, result)) in edges.windows(2).zip(out).enumerate() {
        let (low, high) = (limits[0], limits[1]);
        while first + 1 < from.flux.len() && from.edges[first + 1] <= low {
            first += 1;
        }
        let mean = mean_over(low, high, first, from);
        *result = mean.map_or_else(|| nearest(low, from), |(flux, _)| flux);
        if let Some(ivar) = ivar.get_mut(bin) {
            *ivar = mean.map_or(0.0, |(_, ivar)| ivar);
        }
    }
}

/// Mean flux and inverse variance between two wavelengths, from the bin `first` on; `None` where nothing overlaps.
fn mean_over(low: f64, high: f64, first: usize, from: Bins<'_>) -> Option<(f64, f64)> {
    let (mut weight, mut sum, mut known, mut variance) = (0.0, 0.0, 0.0, 0.0);
    for bin in first..from.flux.len() {
        if from.edges[bin] >= high {
            break;
        }
        let overlap = from.edges[bin + 1].min(high) - from.edges[bin].max(low);
        if overlap <= 0.0 {
            continue;
        }
        weight += overlap;
        sum += overlap * from.flux[bin];
        if let Some(&ivar) = from.ivar.get(bin).filter(|ivar| **ivar > 0.0) {
            known += overlap;
            variance += overlap * overlap / ivar;
        }
    }
    (weight > 0.0).then(|| (sum / weight, if variance > 0.0 { known * known / variance } else { 0.0 }))
}

fn nearest(low: f64, from: Bins<'_>) -> f64 {
    if low < from.edges[0] { from.flux[0] } else { from.flux[from.flux.len() - 1] }
}

/// The inverse variance of linear interpolation: (1−t)² σ₀² + t² σ₁²; 0 outside of the samples, where values are held, and
/// beside a sample without information.
pub(crate) fn interpolate_ivar(grid: &[f64], wavelength: &[f64], ivar: &[f64], out: &mut [f64]) {
    for (&x, result) in grid.iter().zip(out) {
        let right = wavelength.partition_point(|&sample| sample <= x);
        *result = match (right.checked_sub(1), wavelength.get(right)) {
            (Some(left), _) if wavelength[left].to_bits() == x.to_bits() => ivar[left],
            (Some(left), Some(&next)) if ivar[left] > 0.0 && ivar[right] > 0.0 => {
                let share = (x - wavelength[left]) / (next - wavelength[left]);
                1.0 / ((1.0 - share).powi(2) / ivar[left] + share.powi(2) / ivar[right])
            }
            _ => 0.0,
        };
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "the numbers can be worked out by hand")]

    use rand::{Rng as _, RngExt as _, SeedableRng as _};

    use super::*;

    fn bins(wavelength: &[f64]) -> Vec<f64> {
        let mut out = Vec::new();
        edges(wavelength, &mut out);
        out
    }

    #[test]
    fn the_integral_is_kept_whatever_the_bins() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
        for _ in 0..200 {
            let pixels = random.random_range(3..60);
            let mut wavelength = vec![5000.0];
            for _ in 1..pixels {
                wavelength.push(wavelength[wavelength.len() - 1] + random.random_range(0.1..4.0));
            }
            let flux: Vec<f64> = (0..pixels).map(|_| random.random_range(-2.0..9.0)).collect();
            let from = bins(&wavelength);
            let (start, end) = (from[0], from[pixels]);
            let count = random.random_range(1..80_u32);
            let mut to: Vec<f64> = (1..count).map(|_| random.random_range(start..end)).collect();
            to.extend([start, end]);
            to.sort_by(f64::total_cmp);
            let mut out = vec![0.0; to.len() - 1];
            rebin(&to, Bins { edges: &from, flux: &flux, ivar: &[] }, &mut out, &mut []);
            let before: f64 = from.windows(2).zip(&flux).map(|(edge, flux)| (edge[1] - edge[0]) * flux).sum();
            let after: f64 = to.windows(2).zip(&out).map(|(edge, flux)| (edge[1] - edge[0]) * flux).sum();
            let scale: f64 = from.windows(2).zip(&flux).map(|(edge, flux)| (edge[1] - edge[0]) * flux.abs()).sum();
            assert!((before - after).abs() <= 1e-12 * scale, "{before} {after}");
            let _ = random.next_u32();
        }
    }

    #[test]
    fn a_bin_of_four_equal_pixels_has_twice_the_signal_to_noise_ratio() {
        let from = [0.0, 1.0, 2.0, 3.0, 4.0];
        let (mut out, mut ivar) = ([0.0], [0.0]);
        let flux = [1.0, 3.0, 5.0, 7.0];
        rebin(&[0.0, 4.0], Bins { edges: &from, flux: &flux, ivar: &[0.25; 4] }, &mut out, &mut ivar);
        assert_eq!((out, ivar), ([4.0], [1.0]));
        // A pixel without information counts for the flux, not for the error.
        rebin(&[0.0, 4.0], Bins { edges: &from, flux: &flux, ivar: &[0.25, 0.25, 0.0, 0.25] }, &mut out, &mut ivar);
        assert_eq!((out, ivar), ([4.0], [0.75]));
    }

    #[test]
    fn bins_beyond_the_spectrum_hold_its_ends_without_information() {
        let from = [10.0, 11.0, 12.0];
        let (mut out, mut ivar) = ([0.0; 3], [9.0; 3]);
        let bins = Bins { edges: &from, flux: &[1.0, 2.0], ivar: &[1.0, 1.0] };
        rebin(&[5.0, 9.0, 10.5, 11.0], bins, &mut out, &mut ivar);
        assert_eq!((out, ivar), ([1.0, 1.0, 1.0], [0.0, 1.0, 1.0]));
        rebin(&[11.5, 12.0, 13.0, 14.0], bins, &mut out, &mut ivar);
        assert_eq!((out, ivar), ([2.0, 2.0, 2.0], [1.0, 0.0, 0.0]));
    }

    #[test]
    fn between_two_samples_the_error_is_smaller_than_that_of_either() {
        let mut out = [0.0; 5];
        interpolate_ivar(&[0.0, 1.0, 1.5, 2.0, 3.0], &[1.0, 2.0], &[1.0, 1.0], &mut out);
        assert_eq!(out, [0.0, 1.0, 2.0, 1.0, 0.0]);
        interpolate_ivar(&[1.5], &[1.0, 2.0], &[1.0, 0.0], &mut out[..1]);
        assert_eq!(out[0], 0.0);
    }
}
