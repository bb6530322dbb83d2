//! Putting a spectrum onto a common wavelength grid, number for number as `NumPy` does it.

/// `count` points from `start` to `end`, both included, rounded as `numpy.linspace` rounds them.
///
/// ```
/// assert_eq!(ml_job_spectra::linspace(0.0, 1.0, 5), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
#[expect(clippy::cast_precision_loss, reason = "grids are far shorter than 2^52 points")]
pub fn linspace(start: f64, end: f64, count: usize) -> Vec<f64> {
    let gaps = count.saturating_sub(1).max(1) as f64;
    let delta = end - start;
    let step = delta / gaps;
    // NumPy divides first only where the step would underflow to zero.
    let offset = |index: usize| if step == 0.0 { index as f64 / gaps * delta } else { index as f64 * step };
    let mut grid: Vec<f64> = (0..count).map(|index| offset(index) + start).collect();
    if count > 1
        && let Some(last) = grid.last_mut()
    {
        *last = end;
    }
    grid
}

/// Interpolates linearly as `numpy.interp(grid, wavelength, flux)` does, exact hits and rounding included.
///
/// `grid` must be ascending and `wavelength` strictly increasing, of the same length as `flux` and not empty. Outside of
/// the covered range the end values are held. A sample that is not finite spoils the grid points next to it, which
/// then are not finite either.
///
/// # Panics
///
/// Where lengths do not agree or there is no sample.
pub fn interpolate(grid: &[f64], wavelength: &[f64], flux: &[f64], out: &mut [f64]) {
    assert_eq!(wavelength.len(), flux.len(), "each wavelength has its flux");
    assert_eq!(grid.len(), out.len(), "each grid point has its result");
    let last = wavelength.len() - 1;
    let mut left = 0;
    for (&x, result) in grid.iter().zip(out) {
        *result = if x < wavelength[0] {
            flux[0]
        } else if x >= wavelength[last] {
            flux[last]
        } else {
            // Both ascend, so the walk through the samples is one for the whole grid.
            while wavelength[left + 1] <= x {
                left += 1;
            }
            between(x, (wavelength[left], flux[left]), (wavelength[left + 1], flux[left + 1]))
        };
    }
}

/// The value at `x` on the line through two samples, in `NumPy`'s order of operations.
fn between(x: f64, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> f64 {
    // An exact hit must not be spoilt by a neighbour that is not finite.
    if x.to_bits() == x0.to_bits() {
        return y0;
    }
    let slope = (y1 - y0) / (x1 - x0);
    let value = slope * (x - x0) + y0;
    if !value.is_nan() {
        return value;
    }
    // From the other side, as NumPy does.
    let value = slope * (x - x1) + y1;
    if value.is_nan() && y0.to_bits() == y1.to_bits() { y0 } else { value }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "the numbers are those of NumPy and scikit-learn, bit for bit")]

    use super::*;

    fn interp(grid: &[f64], wavelength: &[f64], flux: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; grid.len()];
        interpolate(grid, wavelength, flux, &mut out);
        out
    }

    #[test]
    fn a_straight_line_stays_a_straight_line() {
        let wavelength = [4000.0, 4001.0, 4003.0, 4010.0];
        let flux = wavelength.map(|x| 2.0 * x - 1.0);
        let grid = linspace(4000.0, 4010.0, 41);
        for (x, y) in grid.iter().zip(interp(&grid, &wavelength, &flux)) {
            assert!((y - (2.0 * x - 1.0)).abs() < 1e-9, "{x}: {y}");
        }
    }

    #[test]
    fn end_values_are_held_outside() {
        assert_eq!(interp(&[1.0, 2.0, 5.0, 6.0], &[2.0, 5.0], &[10.0, 40.0]), [10.0, 10.0, 40.0, 40.0]);
    }

    #[test]
    fn an_exact_hit_is_exact_also_beside_a_hole() {
        let flux = [1.0, f64::NAN, 3.0];
        let out = interp(&[1.0, 1.5, 2.0, 2.5, 3.0], &[1.0, 2.0, 3.0], &flux);
        assert_eq!((out[0], out[4]), (1.0, 3.0));
        assert!(out[1].is_nan() && out[2].is_nan() && out[3].is_nan());
    }

    #[test]
    fn one_sample_is_a_constant() {
        assert_eq!(interp(&[1.0, 2.0, 3.0], &[2.0], &[7.0]), [7.0, 7.0, 7.0]);
    }

    #[test]
    fn the_grid_ends_exactly_where_it_was_asked_to() {
        let grid = linspace(6519.0, 6732.0, 140);
        assert_eq!((grid[0], grid[139], grid.len()), (6519.0, 6732.0, 140));
        // numpy.linspace(6519, 6732, 140)[77]
        assert_eq!(grid[77], 77.0 * (213.0 / 139.0) + 6519.0);
    }
}
