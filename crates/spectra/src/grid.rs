//! The wavelength grid of a result: one window, or several joined.

use std::ops::Range;

use crate::config::PreprocessConfig;
use crate::resample::linspace;

/// The points of all windows, ascending.
#[derive(Debug, Clone)]
pub(crate) struct WaveGrid {
    /// Wavelengths \[Å\].
    points: Vec<f64>,
    /// Which of the points belong together: equally spaced, without a gap.
    windows: Vec<Range<usize>>,
}

impl WaveGrid {
    /// The grid of a configuration that was validated.
    pub(crate) fn new(config: &PreprocessConfig) -> Self {
        let (mut points, mut windows) = (Vec::new(), Vec::new());
        for (start, end, count) in config.all_windows() {
            let first = points.len();
            points.extend(linspace(start, end, count));
            windows.push(first..points.len());
        }
        Self { points, windows }
    }

    /// All points.
    pub(crate) fn points(&self) -> &[f64] {
        &self.points
    }

    /// First and last wavelength.
    pub(crate) fn range(&self) -> (f64, f64) {
        (self.points[0], self.points[self.points.len() - 1])
    }

    /// The points of one window after another.
    pub(crate) fn windows(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.windows.iter().cloned()
    }

    /// First and last wavelength and distance of the points of each window \[Å\].
    pub(crate) fn spans(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        self.windows.iter().map(|window| {
            let points = &self.points[window.clone()];
            (points[0], points[points.len() - 1], points[1] - points[0])
        })
    }

    /// Whether a wavelength lies in one of the windows.
    pub(crate) fn holds(&self, wavelength: f64) -> bool {
        self.spans().any(|(start, end, _)| (start..=end).contains(&wavelength))
    }

    /// How many of the points lie outside of a range.
    pub(crate) fn outside(&self, from: f64, to: f64) -> usize {
        self.points.iter().filter(|point| !(from..=to).contains(*point)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_joined_in_their_order() {
        let windows = vec![[10.0, 12.0, 3.0]];
        let grid = WaveGrid::new(&PreprocessConfig { windows, ..PreprocessConfig::new("", 1.0, 2.0, 3) });
        assert_eq!(grid.points(), [1.0, 1.5, 2.0, 10.0, 11.0, 12.0]);
        assert_eq!(grid.windows().collect::<Vec<_>>(), [0..3, 3..6]);
        assert!(grid.holds(1.2) && !grid.holds(5.0) && grid.holds(12.0));
        assert_eq!((grid.range(), grid.outside(1.5, 11.0)), ((1.0, 12.0), 2));
    }
}
