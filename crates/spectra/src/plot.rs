//! Fewer points for a plot, with every line still visible.

use crate::spectrum::Spectrum;

impl Spectrum {
    /// At most `max_points` pixels (at least 4) that look the same when drawn: of each stretch of pixels the lowest and the
    /// highest flux stay, in their order, so no line vanishes as it would by taking every n-th pixel.
    ///
    /// Shorter spectra come back as they are. Inverse variance and mask go along.
    #[must_use]
    pub fn downsample(&self, max_points: usize) -> Self {
        let max_points = max_points.max(4);
        if self.flux.len() <= max_points {
            return self.clone();
        }
        let kept = extremes(&self.flux, max_points / 2);
        let pick = |values: &[f64]| kept.iter().map(|&pixel| values[pixel]).collect::<Vec<_>>();
        Self {
            name: self.name.clone(),
            target: self.target.clone(),
            remarks: self.remarks.clone(),
            meta: self.meta.clone(),
            wavelength: pick(&self.wavelength),
            flux: pick(&self.flux),
            ivar: self.ivar.as_deref().map(pick),
            mask: self.mask.as_ref().map(|mask| kept.iter().map(|&pixel| mask[pixel]).collect()),
        }
    }
}

/// Indices of the lowest and highest value of each of `stretches` stretches of about equal length, ascending.
///
/// The first and the last value always stay, so that the plot keeps its extent. Values that are not finite lose against any
/// finite one; a stretch without a finite value keeps its first, so that the gap shows.
fn extremes(values: &[f64], stretches: usize) -> Vec<usize> {
    let length = values.len();
    let mut kept = Vec::with_capacity(2 * stretches);
    for stretch in 0..stretches {
        let (start, end) = (stretch * length / stretches, (stretch + 1) * length / stretches);
        let finite = || (start..end).filter(|&index| values[index].is_finite());
        let lowest = finite().min_by(|&a, &b| values[a].total_cmp(&values[b])).unwrap_or(start);
        let highest = finite().max_by(|&a, &b| values[a].total_cmp(&values[b])).unwrap_or(start);
        let mut pair = [lowest.min(highest), lowest.max(highest)];
        if stretch == 0 {
            pair[0] = 0;
        }
        if stretch + 1 == stretches {
            pair[1] = length - 1;
        }
        kept.push(pair[0]);
        if pair[1] != pair[0] {
            kept.push(pair[1]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spectrum(flux: Vec<f64>) -> Spectrum {
        #[expect(clippy::cast_precision_loss, reason = "a few hundred pixels")]
        let wavelength = (0..flux.len()).map(|pixel| 4000.0 + pixel as f64).collect();
        Spectrum { wavelength, flux, ..Spectrum::default() }
    }

    #[test]
    fn a_line_of_one_pixel_stays_visible() {
        let mut flux = vec![1.0; 1000];
        flux[537] = 9.0;
        flux[613] = -3.0;
        let plot = spectrum(flux).downsample(100);
        assert!(plot.flux.len() <= 100);
        assert!(plot.flux.contains(&9.0) && plot.flux.contains(&-3.0));
        assert!(plot.wavelength.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!((plot.wavelength[0], *plot.wavelength.last().unwrap()), (4000.0, 4999.0));
    }

    #[test]
    fn a_short_spectrum_comes_back_as_it_is() {
        let short = spectrum(vec![1.0, 2.0, 3.0]);
        assert_eq!(short.downsample(3), short);
        assert_eq!(short.downsample(0), short);
    }

    #[test]
    fn holes_show_and_do_not_hide_their_neighbours() {
        let mut flux = vec![1.0; 400];
        flux[100..200].fill(f64::NAN);
        flux[99] = 5.0;
        let plot = spectrum(flux).downsample(40);
        assert!(plot.flux.iter().any(|flux| flux.is_nan()));
        assert!(plot.flux.contains(&5.0));
    }
}
