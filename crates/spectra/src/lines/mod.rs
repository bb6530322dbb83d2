//! What a person measures of a spectral line: equivalent width, full width at half maximum, centroid, and of two peaks their
//! separation and V/R.
//!
//! One method for all lines, surveys and callers, on the pixels as observed (nothing resampled, nothing smoothed):
//!
//! 1. *Velocities.* A pixel at λ has v = c (λ / λ₀(1 + z) − 1) in the frame of the line; λ₀ is in the medium of the file
//!    ([`crate::to_air`] where that is air, vacuum where the file does not say). The line has the window |v| ≤ `half_width`, its
//!    continuum the good pixels on both sides of it, out to `reach` ([`LineWindow`]).
//! 2. *Continuum.* A straight line through both sides by Tukey's biweight (Beaton & Tukey 1974, Technometrics 16, 147; tuning
//!    constant 4.685), from the medians of the two sides on: neighbouring lines and cosmic rays have no weight, noise is not
//!    clipped on one side only. Its covariance is propagated from the errors of the pixels.
//! 3. *Errors.* σ = ivar^(−1/2); where the file has no inverse variances, the scatter of the sides about the continuum
//!    (1.4826 times the median absolute deviation).
//! 4. *Equivalent width* W = Σ (1 − F/C) Δλ over the pixels of the window, those at its ends in part: positive in absorption,
//!    negative in emission, in Å as observed (divide by 1 + z for the rest frame). Its error has the pixels' and the continuum's
//!    part (Vollmann & Eversberg 2006, AN 327, 862, without their approximation). Bad pixels are filled from their neighbours;
//!    more than a fifth of them, and nothing is measured.
//! 5. *Centroid* Σ λ (1 − F/C) Δλ / W, where |W| is above three times its error.
//! 6. *Full width at half maximum* of what deviates most from the continuum, emission or absorption: from the outermost peaks
//!    outwards to where the deviation first falls to half of the highest, linear between pixels, where that peak is above 3σ. It
//!    is not corrected for the instrument's resolution.
//! 7. *Peaks* are pixels higher than their neighbours and 3σ above the continuum. The highest, and the one beyond a trough that
//!    is deepest against the lower of the two and 3σ deep, are the two peaks of a line; positions by a parabola through three
//!    pixels. *V/R* is the flux of the blue peak over that of the red one, both in units of the continuum (as in Rivinius et
//!    al. 2013, A&A Rev. 21, 69).

mod continuum;
mod profile;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::prepare::is_good;
use crate::rebin;
use crate::spectrum::{Medium, Spectrum};
use crate::units::LIGHT_KM_S as LIGHT;

/// Good pixels that the continuum needs on each side of a line.
const LEAST_SIDE: usize = 5;
/// Pixels that a line needs.
const LEAST_LINE: usize = 3;
/// Share of bad pixels in a line's window above which nothing is measured.
const MOST_BAD: f64 = 0.2;
/// What is told of as significant \[σ\].
const SIGNIFICANT: f64 = 3.0;

/// The lines that can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Hα.
    HAlpha,
    /// Hβ.
    HBeta,
    /// Hγ.
    HGamma,
    /// Hδ.
    HDelta,
    /// He I 4471.
    #[serde(rename = "he_i_4471")]
    HeI4471,
    /// He I 5876.
    #[serde(rename = "he_i_5876")]
    HeI5876,
    /// He I 6678.
    #[serde(rename = "he_i_6678")]
    HeI6678,
    /// He I 7065.
    #[serde(rename = "he_i_7065")]
    HeI7065,
    /// Ca II K.
    CaK,
    /// Mg II 4481.
    #[serde(rename = "mg_ii_4481")]
    MgII4481,
    /// Ca II 8498.
    #[serde(rename = "ca_ii_8498")]
    CaII8498,
    /// Ca II 8542.
    #[serde(rename = "ca_ii_8542")]
    CaII8542,
    /// Ca II 8662.
    #[serde(rename = "ca_ii_8662")]
    CaII8662,
}

impl Line {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::HAlpha,
        Self::HBeta,
        Self::HGamma,
        Self::HDelta,
        Self::HeI4471,
        Self::HeI5876,
        Self::HeI6678,
        Self::HeI7065,
        Self::CaK,
        Self::MgII4481,
        Self::CaII8498,
        Self::CaII8542,
        Self::CaII8662,
    ];
    /// Those that tell most of Be and other hot stars.
    pub const USUAL: [Self; 4] = [Self::HAlpha, Self::HBeta, Self::HeI6678, Self::CaK];

    /// Its name for programs, as in JSON.
    pub fn code(self) -> &'static str {
        self.facts().0
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        self.facts().1
    }

    /// Its wavelength at rest, in vacuum \[Å\] (NIST Atomic Spectra Database; multiplets by their strengths).
    pub fn wavelength(self) -> f64 {
        self.facts().2
    }

    /// The line of that name for programs.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.code() == code)
    }

    /// The window that suits it: wide for Balmer lines with their discs and wings, narrow where neighbours are close.
    pub fn window(self) -> LineWindow {
        let (half_width, reach) = match self {
            Self::HAlpha | Self::HBeta | Self::HGamma | Self::HDelta => (1000.0, 2500.0),
            Self::CaK => (600.0, 1500.0),
            _ => (500.0, 1500.0),
        };
        LineWindow { half_width, reach }
    }

    fn facts(self) -> (&'static str, &'static str, f64) {
        match self {
            Self::HAlpha => ("h_alpha", "Hα", 6564.61),
            Self::HBeta => ("h_beta", "Hβ", 4862.68),
            Self::HGamma => ("h_gamma", "Hγ", 4341.68),
            Self::HDelta => ("h_delta", "Hδ", 4102.89),
            Self::HeI4471 => ("he_i_4471", "He I 4471", 4472.73),
            Self::HeI5876 => ("he_i_5876", "He I 5876", 5877.25),
            Self::HeI6678 => ("he_i_6678", "He I 6678", 6680.0),
            Self::HeI7065 => ("he_i_7065", "He I 7065", 7067.2),
            Self::CaK => ("ca_k", "Ca II K", 3934.78),
            Self::MgII4481 => ("mg_ii_4481", "Mg II 4481", 4482.49),
            Self::CaII8498 => ("ca_ii_8498", "Ca II 8498", 8500.36),
            Self::CaII8542 => ("ca_ii_8542", "Ca II 8542", 8544.44),
            Self::CaII8662 => ("ca_ii_8662", "Ca II 8662", 8664.52),
        }
    }
}

/// Where a line and its continuum are looked for, in velocities about its centre.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineWindow {
    /// The line lies within ± this \[km/s\].
    pub half_width: f64,
    /// The continuum lies beyond the line, within ± this \[km/s\].
    pub reach: f64,
}

/// A number and its standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// Its standard deviation.
    pub error: f64,
}

/// Two peaks of a line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TwoPeaks {
    /// How far apart they are \[km/s\].
    pub separation: Measured,
    /// Flux of the blue peak over that of the red one, both in units of the continuum.
    pub v_over_r: Measured,
}

/// What was measured of a line; see the [module](self) for the method.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineMeasurement {
    /// Continuum at the centre of the line \[flux\].
    pub continuum: Measured,
    /// Slope of the continuum \[flux/Å\].
    pub continuum_slope: f64,
    /// Signal-to-noise ratio of a pixel of the continuum.
    pub snr: f64,
    /// Share of the line's pixels that are bad, and were filled.
    pub bad_fraction: f64,
    /// Equivalent width \[Å, as observed\]; negative in emission.
    pub equivalent_width: Measured,
    /// Flux, in units of the continuum, where it deviates most from it: above 1 in emission.
    pub relative_flux: Measured,
    /// Full width at half maximum \[km/s\].
    pub fwhm: Option<Measured>,
    /// Centroid \[Å, as observed, in the file's medium\].
    pub centroid: Option<Measured>,
    /// Velocity of the centroid against the line's centre \[km/s\].
    pub velocity: Option<Measured>,
    /// Two peaks, where there are two.
    pub peaks: Option<TwoPeaks>,
}

/// Why nothing was measured of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMeasured {
    /// The spectrum does not reach over the line and enough of its surroundings.
    #[error("the spectrum does not cover the line and its continuum")]
    NotCovered,
    /// Too many pixels of the line are bad.
    #[error("more than a fifth of the line's pixels are bad")]
    BadPixels,
    /// The continuum cannot be told from zero.
    #[error("the continuum is not above zero by three times its error")]
    NoContinuum,
}

/// The centre of a line at redshift `z` in a spectrum: as observed, in the medium of its file \[Å\].
pub fn observed_centre(spectrum: &Spectrum, line: Line, z: f64) -> f64 {
    let mut centre = [line.wavelength() * (1.0 + z)];
    if spectrum.meta.medium == Some(Medium::Air) {
        crate::to_air(&mut centre);
    }
    centre[0]
}

/// Measures a line at redshift `z` (above −1).
///
/// # Errors
/// Why nothing can be measured there.
pub fn measure_line(
    spectrum: &Spectrum,
    line: Line,
    z: f64,
    window: LineWindow,
) -> Result<LineMeasurement, NotMeasured> {
    let stretch = Stretch::cut(spectrum, observed_centre(spectrum, line, z), window)?;
    let continuum = continuum::fit(&stretch).ok_or(NotMeasured::NoContinuum)?;
    profile::measure(&stretch, &continuum)
}

/// The pixels about a line: those of its window and of its continuum.
pub(crate) struct Stretch {
    /// Centre of the line \[Å\].
    centre: f64,
    /// Half the width of the line's window \[km/s\].
    half_width: f64,
    /// How far the continuum reaches \[km/s\].
    reach: f64,
    /// Wavelength of each pixel \[Å\], ascending.
    wavelength: Vec<f64>,
    /// Limits of the pixels \[Å\], one more.
    edges: Vec<f64>,
    /// Velocity of each pixel \[km/s\].
    velocity: Vec<f64>,
    flux: Vec<f64>,
    /// Standard deviation of each flux; `None` where the file has no inverse variances.
    sigma: Option<Vec<f64>>,
    good: Vec<bool>,
}

impl Stretch {
    fn cut(spectrum: &Spectrum, centre: f64, window: LineWindow) -> Result<Self, NotMeasured> {
        let at = |velocity: f64| centre * (1.0 + velocity / LIGHT);
        let all = &spectrum.wavelength;
        let from = all.partition_point(|&x| x < at(-window.reach));
        let to = all.partition_point(|&x| x <= at(window.reach));
        // Of pixels at one wavelength the last counts, as everywhere.
        let pixels: Vec<usize> =
            (from..to).filter(|&pixel| all.get(pixel + 1).is_none_or(|next| *next > all[pixel])).collect();
        if pixels.len() < 2 * LEAST_SIDE + LEAST_LINE {
            return Err(NotMeasured::NotCovered);
        }
        let wavelength: Vec<f64> = pixels.iter().map(|&pixel| all[pixel]).collect();
        let velocity: Vec<f64> = wavelength.iter().map(|x| LIGHT * (x / centre - 1.0)).collect();
        let good: Vec<bool> = pixels.iter().map(|&pixel| is_good(spectrum, pixel)).collect();
        let mut edges = Vec::new();
        rebin::edges(&wavelength, &mut edges);
        let sigma = spectrum.ivar.as_ref().map(|ivar| {
            let of = |&pixel: &usize| {
                ivar.get(pixel).filter(|ivar| **ivar > 0.0).map_or(f64::NAN, |ivar| ivar.sqrt().recip())
            };
            pixels.iter().map(of).collect()
        });
        let flux = pixels.iter().map(|&pixel| spectrum.flux[pixel]).collect();
        let LineWindow { half_width, reach } = window;
        let stretch = Self { centre, half_width, reach, wavelength, edges, velocity, flux, sigma, good };
        let sides = [stretch.side(|v| v < -half_width), stretch.side(|v| v > half_width)];
        let line = stretch.line();
        if sides.iter().any(|side| side.len() < LEAST_SIDE) || line.len() < LEAST_LINE {
            return Err(NotMeasured::NotCovered);
        }
        if stretch.bad_fraction() > MOST_BAD {
            return Err(NotMeasured::BadPixels);
        }
        Ok(stretch)
    }

    /// Good pixels whose velocities are such.
    fn side(&self, is_inside: impl Fn(f64) -> bool) -> Vec<usize> {
        (0..self.velocity.len()).filter(|&pixel| self.good[pixel] && is_inside(self.velocity[pixel])).collect()
    }

    /// Good pixels of the continuum, blue side first.
    fn sides(&self) -> Vec<usize> {
        self.side(|v| v.abs() > self.half_width)
    }

    /// Pixels that reach into the line's window.
    fn line(&self) -> std::ops::Range<usize> {
        let [low, high] = self.limits();
        let first = self.edges[1..].partition_point(|edge| *edge <= low);
        let end = self.edges[..self.wavelength.len()].partition_point(|edge| *edge < high);
        first..end.max(first)
    }

    /// The line's window \[Å\].
    fn limits(&self) -> [f64; 2] {
        [-self.half_width, self.half_width].map(|velocity| self.centre * (1.0 + velocity / LIGHT))
    }

    fn bad_fraction(&self) -> f64 {
        let line = self.line();
        let bad = self.good[line.clone()].iter().filter(|good| !**good).count();
        #[expect(clippy::cast_precision_loss, reason = "pixels are few")]
        let share = bad as f64 / line.len() as f64;
        share
    }
}

#[cfg(test)]
mod tests;
