//! How strongly a spectrum shows a line: responses to a bank of line shapes, each tried at several shifts, in units of the noise.
//!
//! A matched filter is the best linear detector of a known shape in white noise (Turin 1960). Which shape a line has is not known, so
//! the bank holds emission and absorption of several widths, two peaks of several separations, with the trough between them, equal and
//! unequal ones, pressure-broadened wings, and the pair of absorption and emission of an outflow.

use serde::{Deserialize, Serialize};

use crate::linear_algebra::product_transposed;

/// Hα in vacuum, in Å.
pub const H_ALPHA: f64 = 6564.61;
/// Speed of light in km/s.
const LIGHT: f64 = 299_792.458;
/// Full width at half maximum of a Gaussian of standard deviation 1.
const FWHM: f64 = 2.354_820_045;
/// The line itself lies within so many Å of its centre; what is farther away is continuum.
const CORE: f64 = 18.0;
/// Nothing farther away than this, in Å, belongs to the line's surroundings.
const REACH: f64 = 170.0;
/// Shifts that are tried, in Å: ± 280 km/s at Hα, four times the spread of stars in the Galaxy.
const SHIFTS: [f64; 9] = [-6.0, -4.5, -3.0, -1.5, 0.0, 1.5, 3.0, 4.5, 6.0];
/// Coarser grids than this, in Å, do not resolve a line.
const COARSEST: f64 = 4.0;
/// Points of continuum and of the line that a grid must have.
const LEAST_SIDE: usize = 12;
const LEAST_CORE: usize = 5;
/// Less of a shape than this is nothing. Numbers below 10⁻³⁸ are a hundred times as slow to multiply, and the tails of Gaussians
/// are full of them.
const NOTHING: f64 = 1e-12;
/// From a median absolute deviation to a standard deviation.
const MAD_TO_SIGMA: f32 = 1.4826;

/// A shape over wavelength, normalised when it is sampled.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// One Gaussian; full width at half maximum in km/s.
    Peak(f64),
    /// Two Gaussians: separation and width in km/s, share of the blue one.
    Double(f64, f64, f64),
    /// Two Gaussians less one in the middle: what two peaks have and one has not.
    Trough(f64, f64),
    /// A Lorentzian; half width in Å.
    Wings(f64),
    /// The derivative of a Gaussian: absorption beside emission; width in km/s.
    Outflow(f64),
}

/// The bank, and whether the least response counts too (absorption, or the mirror image).
const BANK: [(Shape, bool); 27] = [
    (Shape::Peak(60.0), true),
    (Shape::Peak(150.0), true),
    (Shape::Peak(250.0), true),
    (Shape::Peak(400.0), true),
    (Shape::Peak(700.0), true),
    (Shape::Double(180.0, 75.0, 0.5), false),
    (Shape::Double(230.0, 97.0, 0.5), false),
    (Shape::Double(300.0, 126.0, 0.5), false),
    (Shape::Double(380.0, 160.0, 0.5), false),
    (Shape::Double(460.0, 193.0, 0.5), false),
    (Shape::Double(560.0, 235.0, 0.5), false),
    (Shape::Double(320.0, 150.0, 0.65), false),
    (Shape::Double(320.0, 150.0, 0.35), false),
    (Shape::Double(480.0, 200.0, 0.65), false),
    (Shape::Double(480.0, 200.0, 0.35), false),
    (Shape::Trough(230.0, 97.0), false),
    (Shape::Trough(300.0, 126.0), false),
    (Shape::Trough(380.0, 160.0), false),
    (Shape::Trough(460.0, 193.0), false),
    (Shape::Trough(560.0, 235.0), false),
    (Shape::Trough(300.0, 80.0), false),
    (Shape::Trough(480.0, 120.0), false),
    (Shape::Wings(9.0), true),
    (Shape::Wings(15.0), true),
    (Shape::Wings(25.0), true),
    (Shape::Outflow(200.0), true),
    (Shape::Outflow(400.0), true),
];

/// A bank of line shapes on a wavelength grid.
#[derive(Debug, Clone, PartialEq)]
pub struct LineBank {
    line: LineSpec,
    points: usize,
    /// Points of the grid that the line and its surroundings lie on.
    window: std::ops::Range<usize>,
    /// Positions within the window that are continuum, ascending.
    side: Vec<usize>,
    /// Neighbouring pairs of them, whose differences tell the noise.
    pairs: Vec<(usize, usize)>,
    /// Positions within the window that are the line.
    core: std::ops::Range<usize>,
    /// Mean abscissa of the side, and 1 over the sum of its squared deviations.
    abscissa: (f32, f32),
    /// Position along the window, −1 to 1, of each point.
    x: Vec<f32>,
    /// Shapes at their shifts, `[27 · 9, window]`, each of length 1.
    templates: Vec<f32>,
}

/// What a bank is made of: its only state on disk, since the rest follows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LineSpec {
    /// Wavelength of the line in Å, in the medium of the grid.
    pub centre: f64,
}

impl Default for LineSpec {
    fn default() -> Self {
        Self { centre: H_ALPHA }
    }
}

/// A spectrum's window above its continuum, in units of its noise, with the noise and the slope.
struct Residual {
    values: Vec<f32>,
    noise: f32,
    slope: f32,
}

impl LineBank {
    /// The bank of a line on the grid `wave` in Å; `None` where the grid is too coarse there, or does not reach around the line.
    pub fn new(line: LineSpec, wave: &[f64]) -> Option<Self> {
        let centre = line.centre;
        let start = wave.partition_point(|point| *point < centre - REACH);
        let end = wave.partition_point(|point| *point <= centre + REACH);
        let near = wave.get(start..end).filter(|near| near.len() > LEAST_SIDE)?;
        let core = near.partition_point(|point| *point < centre - CORE)..near.partition_point(|p| *p <= centre + CORE);
        let at = near.partition_point(|point| *point < centre).clamp(1, near.len() - 1);
        let step = near[at] - near[at - 1];
        let side: Vec<usize> = (0..near.len()).filter(|i| !core.contains(i)).collect();
        // Continuum on one side only would leave the slope to guessing.
        if core.len() < LEAST_CORE
            || side.len() < LEAST_SIDE
            || step > COARSEST
            || core.start < 3
            || core.end + 3 > near.len()
        {
            return None;
        }
        let (first, span) = (near[0], (near[near.len() - 1] - near[0]).max(f64::MIN_POSITIVE));
        #[expect(clippy::cast_possible_truncation, reason = "between -1 and 1")]
        let x: Vec<f32> = near.iter().map(|point| (2.0 * (point - first) / span - 1.0) as f32).collect();
        #[expect(clippy::cast_precision_loss, reason = "a few hundred points")]
        let mean = side.iter().map(|&i| x[i]).sum::<f32>() / side.len() as f32;
        let squares: f32 = side.iter().map(|&i| (x[i] - mean).powi(2)).sum();
        let pairs = side.windows(2).filter(|pair| pair[1] == pair[0] + 1).map(|pair| (pair[0], pair[1])).collect();
        let templates = BANK
            .iter()
            .flat_map(|(shape, _)| SHIFTS.map(|shift| shape.sampled(near, centre, shift, step)))
            .flatten()
            .collect();
        let abscissa = (mean, 1.0 / squares);
        Some(Self { line, points: wave.len(), window: start..end, side, pairs, core, abscissa, x, templates })
    }

    /// What it was made of.
    pub fn spec(&self) -> LineSpec {
        self.line
    }

    /// Features of a spectrum.
    pub fn width(&self) -> usize {
        BANK.iter().map(|(_, both)| if *both { 2 } else { 1 }).sum::<usize>() + 2
    }

    /// Features of spectra `[n, points]`: the largest (and least) response to each shape over all shifts on a signed logarithmic scale,
    /// the logarithm of the noise, the slope of the continuum; `[n, width]`.
    pub fn responses(&self, spectra: &[f32]) -> Vec<f32> {
        let window = self.window.len();
        let residuals: Vec<Residual> =
            spectra.chunks_exact(self.points).map(|spectrum| self.residual(spectrum)).collect();
        let values: Vec<f32> = residuals.iter().flat_map(|residual| residual.values.iter().copied()).collect();
        let all = product_transposed(&values, &self.templates, window);
        let squeeze = |value: f32| value.signum() * value.abs().ln_1p();
        let mut out = Vec::with_capacity(residuals.len() * self.width());
        for (responses, residual) in all.chunks_exact(BANK.len() * SHIFTS.len()).zip(&residuals) {
            for (shifts, (_, both)) in responses.chunks_exact(SHIFTS.len()).zip(&BANK) {
                out.push(squeeze(shifts.iter().copied().fold(f32::NEG_INFINITY, f32::max)));
                if *both {
                    out.push(squeeze(shifts.iter().copied().fold(f32::INFINITY, f32::min)));
                }
            }
            out.extend([residual.noise.ln(), residual.slope]);
        }
        out
    }

    /// The line index of spectra `[n, points]`: how far the line's highest three neighbouring points stand above the continuum, in units
    /// of the noise; `[n]`.
    pub fn index(&self, spectra: &[f32]) -> Vec<f32> {
        let peak = |spectrum: &[f32]| {
            let values = self.residual(spectrum).values;
            let means = values[self.core.start..self.core.end].windows(3).map(|three| three.iter().sum::<f32>() / 3.0);
            means.fold(f32::NEG_INFINITY, f32::max)
        };
        spectra.chunks_exact(self.points).map(peak).collect()
    }

    fn residual(&self, spectrum: &[f32]) -> Residual {
        let near = &spectrum[self.window.clone()];
        #[expect(clippy::cast_precision_loss, reason = "a few hundred points")]
        let level = self.side.iter().map(|&i| near[i]).sum::<f32>() / self.side.len() as f32;
        let (mean, inverse) = self.abscissa;
        let slope = inverse * self.side.iter().map(|&i| (self.x[i] - mean) * (near[i] - level)).sum::<f32>();
        let mut differences: Vec<f32> = self.pairs.iter().map(|&(a, b)| (near[b] - near[a]).abs()).collect();
        let middle = differences.len() / 2;
        let median =
            if differences.is_empty() { 0.0 } else { *differences.select_nth_unstable_by(middle, f32::total_cmp).1 };
        // The scaled fluxes have a range of about 2: a thousandth is far below any noise, and keeps a flat spectrum finite.
        let noise = MAD_TO_SIGMA * median / std::f32::consts::SQRT_2 + 1e-3;
        let above = |(flux, x): (&f32, &f32)| (flux - level - slope * (x - mean)) / noise;
        Residual { values: near.iter().zip(&self.x).map(above).collect(), noise, slope }
    }
}

impl Shape {
    /// The shape on a grid, of length 1; `step` widens it by the grid's own resolution.
    fn sampled(self, wave: &[f64], centre: f64, shift: f64, step: f64) -> Vec<f32> {
        let sigma = |velocity: f64| (velocity / FWHM / LIGHT * centre).hypot(step);
        let apart = |velocity: f64| velocity / 2.0 / LIGHT * centre;
        let gauss = |distance: f64, sigma: f64| (-0.5 * (distance / sigma).powi(2)).exp();
        let value = |point: &f64| {
            let d = point - centre - shift;
            match self {
                Self::Peak(width) => gauss(d, sigma(width)),
                Self::Double(separation, width, blue) => {
                    let (h, s) = (apart(separation), sigma(width));
                    2.0 * (blue * gauss(d + h, s) + (1.0 - blue) * gauss(d - h, s))
                }
                Self::Trough(separation, width) => {
                    let (h, s) = (apart(separation), sigma(width));
                    gauss(d + h, s) + gauss(d - h, s) - 1.4 * gauss(d, s)
                }
                Self::Wings(width) => 1.0 / (1.0 + (d / width).powi(2)),
                Self::Outflow(width) => d / sigma(width) * gauss(d, sigma(width)),
            }
        };
        let values: Vec<f64> =
            wave.iter().map(value).map(|value| if value.abs() < NOTHING { 0.0 } else { value }).collect();
        let length = values.iter().map(|value| value * value).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        #[expect(clippy::cast_possible_truncation, reason = "at most 1")]
        values.into_iter().map(|value| (value / length) as f32).collect()
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::rng::{Purpose, stream};

    fn grid() -> Vec<f64> {
        (0..140).map(|i| 6519.0 + 213.0 / 139.0 * f64::from(i)).collect()
    }

    /// Noise of standard deviation 0.05 with a line of two (or, without separation, one) Gaussians.
    fn spectrum(height: f64, separation: f64, shift: f64, seed: u64) -> Vec<f32> {
        let mut random = stream(seed, Purpose::Split, 0);
        let line = |d: f64| (-0.5 * (d / 2.5).powi(2)).exp();
        grid()
            .iter()
            .map(|point| {
                let d = point - H_ALPHA - shift;
                let noise: f64 = (0..12).map(|_| random.random_range(-0.5..0.5)).sum::<f64>() * 0.05;
                (0.002 * (point - 6600.0) + noise + height * (line(d - separation) + line(d + separation))) as f32
            })
            .collect()
    }

    #[test]
    fn the_index_is_the_height_in_units_of_the_noise_whatever_slope_and_shift() {
        let bank = LineBank::new(LineSpec::default(), &grid()).unwrap();
        let of = |height, shift| bank.index(&spectrum(height, 0.0, shift, 4))[0];
        // Two equal Gaussians at one place: 2 · 0.5 / 0.05 = 20, less what three points average away.
        assert!((15.0..24.0).contains(&of(0.5, 0.0)), "{}", of(0.5, 0.0));
        assert!((15.0..24.0).contains(&of(0.5, 4.0)), "{}", of(0.5, 4.0));
        assert!(of(0.0, 0.0) < 4.0, "{}", of(0.0, 0.0));
    }

    #[test]
    fn two_peaks_answer_to_the_trough_and_one_peak_does_not() {
        let bank = LineBank::new(LineSpec::default(), &grid()).unwrap();
        let trough = |separation| {
            let features = bank.responses(&spectrum(0.5, separation, 0.0, 2));
            let at = |wanted: usize| BANK[..wanted].iter().map(|(_, both)| if *both { 2 } else { 1 }).sum::<usize>();
            let best = |shapes: std::ops::RangeInclusive<usize>| {
                shapes.map(|shape| features[at(shape)]).fold(f32::NEG_INFINITY, f32::max)
            };
            // A single peak answers to a trough's side alone: less than it answers to a peak.
            best(15..=19) - best(0..=4)
        };
        assert!(trough(4.5) > trough(0.0) + 0.2, "{} and {}", trough(4.5), trough(0.0));
    }

    #[test]
    fn spectra_do_not_see_one_another_and_flat_ones_are_finite() {
        let bank = LineBank::new(LineSpec::default(), &grid()).unwrap();
        let (a, b) = (spectrum(0.5, 4.0, 0.0, 1), vec![0.0; 140]);
        let both = bank.responses(&[a.clone(), b.clone()].concat());
        assert_eq!(both.len(), 2 * bank.width());
        assert_eq!(both, [bank.responses(&a), bank.responses(&b)].concat());
        assert!(both.iter().all(|value| value.is_finite()), "{both:?}");
    }

    #[test]
    fn grids_that_do_not_show_the_line_have_no_bank() {
        let coarse: Vec<f64> = (0..600).map(|i| 3900.0 + 5000.0 / 599.0 * f64::from(i)).collect();
        assert_eq!(LineBank::new(LineSpec::default(), &coarse), None);
        assert_eq!(LineBank::new(LineSpec { centre: 4000.0 }, &grid()), None);
        assert_eq!(LineBank::new(LineSpec { centre: 6520.0 }, &grid()), None, "no continuum on the blue side");
    }
}
