//! The spectrum of a generated star, pixel by pixel.

use rand::RngExt as _;

use super::star::{Star, normal, stream};
use crate::units::LIGHT_KM_S;

/// Pixels of a spectrum.
pub(super) const PIXELS: usize = 3909;
/// log₁₀ of the wavelength of the first pixel, as in LAMOST headers.
pub(super) const COEFF0: f64 = 3.5682;
/// Step of log₁₀ λ.
pub(super) const COEFF1: f64 = 1e-4;
/// λ/Δλ (full width at half maximum) of LAMOST's low-resolution mode.
const RESOLUTION: f64 = 1800.0;
/// Full width at half maximum of a Gaussian over its standard deviation.
const FWHM: f64 = 2.354_820_045;
/// Flux \[1e-17 erg s⁻¹ cm⁻² Å⁻¹\] of a star of magnitude 15 in the middle of the r band.
const FLUX_R15: f64 = 280.0;
/// Middle of the r band \[Å\].
const R_BAND: f64 = 6200.0;
/// Vacuum wavelength of Hα \[Å\].
const H_ALPHA: f64 = 6564.61;
/// Lines fade below a thousandth of their depth here, in widths from their centre.
const REACH_LORENTZ: f64 = 25.0;
const REACH_GAUSS: f64 = 4.0;

/// Hydrogen: vacuum wavelength \[Å\], depth relative to Hβ.
const BALMER: [(f64, f64); 7] = [
    (H_ALPHA, 0.85),
    (4862.68, 1.0),
    (4341.68, 1.0),
    (4102.89, 0.98),
    (3971.20, 0.92),
    (3890.15, 0.82),
    (3836.47, 0.7),
];

/// Metals of cool stars: vacuum wavelength \[Å\], depth at 4500 K, intrinsic width \[Å\].
const METALS: [(f64, f64, f64); 19] = [
    (3934.78, 0.75, 6.0),
    (3969.59, 0.70, 6.0),
    (4227.92, 0.45, 2.0),
    (4305.6, 0.40, 7.0),
    (4384.8, 0.22, 2.0),
    (4669.0, 0.12, 2.5),
    (4892.0, 0.12, 2.5),
    (5168.76, 0.35, 2.0),
    (5174.13, 0.38, 2.0),
    (5185.05, 0.40, 2.0),
    (5271.0, 0.25, 3.0),
    (5329.5, 0.22, 2.5),
    (5711.0, 0.08, 2.5),
    (5891.58, 0.40, 1.5),
    (5897.56, 0.36, 1.5),
    (6495.5, 0.12, 2.5),
    (8500.36, 0.28, 2.5),
    (8544.44, 0.40, 2.5),
    (8664.52, 0.36, 2.5),
];

/// Helium of hot stars: vacuum wavelength \[Å\], depth at 20,000 K.
const HELIUM: [(f64, f64); 4] = [(4027.3, 0.2), (4472.7, 0.25), (5877.2, 0.2), (6680.0, 0.15)];

/// Band heads of titanium oxide in the spectra of M stars \[Å\], their depth at 3100 K, and the length over which they fade \[Å\].
const TITANIUM_OXIDE: [(f64, f64, f64); 5] =
    [(4762.0, 0.35, 120.0), (5168.0, 0.4, 150.0), (6159.0, 0.45, 180.0), (7055.0, 0.6, 200.0), (7590.0, 0.5, 160.0)];

/// Oxygen in the atmosphere: band head \[Å\], depth, length \[Å\]; at rest with us, not with the star.
const OXYGEN: [(f64, f64, f64); 2] = [(6869.0, 0.18, 22.0), (7595.0, 0.45, 28.0)];

/// The five rows of a spectrum.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) flux: Vec<f32>,
    pub(super) ivar: Vec<f32>,
    pub(super) wavelength: Vec<f32>,
    pub(super) and_mask: Vec<f32>,
    pub(super) or_mask: Vec<f32>,
    /// Flux over continuum, which the newer layout stores too.
    pub(super) normalized: Vec<f32>,
}

/// Makes spectra; holds what is the same for all of them.
pub(super) struct Model {
    wavelength: Vec<f64>,
    /// Extinction over that in V.
    reddening: Vec<f64>,
    throughput: Vec<f64>,
    continuum: Vec<f64>,
    /// Flux over continuum without noise.
    lines: Vec<f64>,
    pub(super) rows: Rows,
}

impl Model {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "pixel numbers are small; files hold single precision"
    )]
    pub(super) fn new() -> Self {
        let wavelength: Vec<f64> = (0..PIXELS).map(|pixel| 10_f64.powf(COEFF0 + pixel as f64 * COEFF1)).collect();
        let single = vec![0.0_f32; PIXELS];
        let rows = Rows {
            flux: single.clone(),
            ivar: single.clone(),
            wavelength: wavelength.iter().map(|&wavelength| wavelength as f32).collect(),
            and_mask: single.clone(),
            or_mask: single.clone(),
            normalized: single,
        };
        Self {
            // Close to the mean galactic curve (Cardelli, Clayton and Mathis 1989) over this range.
            reddening: wavelength.iter().map(|wavelength| (5500.0 / wavelength).powf(1.3)).collect(),
            throughput: wavelength.iter().map(|&wavelength| throughput(wavelength)).collect(),
            wavelength,
            continuum: vec![0.0; PIXELS],
            lines: vec![0.0; PIXELS],
            rows,
        }
    }

    /// Fills the rows with the spectrum of a star; `number` chooses the noise.
    pub(super) fn observe(&mut self, star: &Star, seed: u64, number: u64) {
        self.shine(star);
        self.lines.fill(1.0);
        self.absorb(star);
        self.emit(star);
        self.expose(star, seed, number);
    }

    /// The continuum: Planck's law, dimmed by dust, at the star's brightness.
    fn shine(&mut self, star: &Star) {
        let scale = FLUX_R15 * 10_f64.powf(-0.4 * (star.magnitude - 15.0)) / planck(R_BAND, star.teff);
        let dimming = -0.4 * std::f64::consts::LN_10 * star.extinction;
        for ((continuum, wavelength), reddening) in self.continuum.iter_mut().zip(&self.wavelength).zip(&self.reddening)
        {
            // Reddening at r is taken out again, as the magnitude is the observed one.
            *continuum = scale * planck(*wavelength, star.teff) * (dimming * (reddening - 0.855)).exp();
        }
    }

    fn absorb(&mut self, star: &Star) {
        let doppler = 1.0 + star.redshift;
        // Balmer lines are strongest at 9,500 K; pressure in A stars makes them wide.
        let balmer = (-((star.teff / 9500.0).ln() / 0.42).powi(2)).exp();
        for (centre, depth) in BALMER {
            let width = 2.2 + 9.0 * balmer;
            self.lorentz(centre * doppler, 0.72 * depth * (0.06 + 0.94 * balmer), width + centre / RESOLUTION / 2.0);
        }
        let cool = ((7800.0 - star.teff) / 3300.0).clamp(0.0, 1.15) * star.metals;
        for (centre, depth, width) in METALS {
            let depth = 1.0 - (1.0 - depth).powf(cool);
            self.gauss(centre * doppler, -depth, broadened(centre, width / FWHM, star.rotation));
        }
        let hot = ((star.teff - 10_500.0) / 9000.0).clamp(0.0, 1.0);
        for (centre, depth) in HELIUM {
            self.gauss(centre * doppler, -depth * hot, broadened(centre, 1.2, star.rotation));
        }
        let oxide = ((3950.0 - star.teff) / 800.0).clamp(0.0, 1.0);
        for (head, depth, length) in TITANIUM_OXIDE {
            self.band(head * doppler, depth * oxide, length);
        }
        for (head, depth, length) in OXYGEN {
            self.band(head, depth * star.airmass, length);
        }
    }

    /// Emission of Hα, and of Hβ with a quarter of its strength.
    fn emit(&mut self, star: &Star) {
        if star.emission_ew == 0.0 {
            return;
        }
        for (centre, strength) in [(H_ALPHA, 1.0), (BALMER[1].0, 0.25)] {
            let sigma = broadened(centre, star.emission_width / FWHM / LIGHT_KM_S * centre, 0.0);
            let area = star.emission_ew * strength / (sigma * std::f64::consts::TAU.sqrt());
            let shift = star.separation / 2.0 / LIGHT_KM_S;
            for (side, share) in [(-shift, star.violet_share), (shift, 1.0 - star.violet_share)] {
                self.gauss(centre * (1.0 + star.redshift + side), area * share, sigma);
            }
        }
    }

    /// Noise, cosmic rays and the rows of the file.
    #[expect(clippy::cast_possible_truncation, reason = "files hold single precision")]
    fn expose(&mut self, star: &Star, seed: u64, number: u64) {
        let mut random = stream(seed, u64::MAX / 4 + number);
        let at_r = FLUX_R15 * 10_f64.powf(-0.4 * (star.magnitude - 15.0));
        // Photons of the star and of the sky, which outshines faint ones.
        let sky = at_r * 0.15 + 3.0;
        let unit = at_r / star.snr / (at_r + sky).sqrt();
        let mut spare = None;
        for pixel in 0..PIXELS {
            let clean = self.continuum[pixel] * self.lines[pixel];
            let sigma = unit * ((clean.max(0.0) + sky) / self.throughput[pixel]).sqrt();
            let noise = spare.take().unwrap_or_else(|| {
                let (first, second) = normal_pair(&mut random);
                spare = Some(second);
                first
            });
            let flux = clean + sigma * f64::from(noise);
            self.rows.flux[pixel] = flux as f32;
            self.rows.ivar[pixel] = (1.0 / (sigma * sigma)) as f32;
            self.rows.normalized[pixel] = (flux / self.continuum[pixel]) as f32;
        }
        self.rows.and_mask.fill(0.0);
        self.rows.or_mask.fill(0.0);
        if random.random::<f64>() < 0.2 {
            let hit = random.random_range(2..PIXELS - 2);
            let charge = at_r * (3.0 * normal(&mut random).abs() + 1.0) / star.snr.sqrt();
            for (pixel, share) in [(hit - 1, 0.4), (hit, 1.0), (hit + 1, 0.4)] {
                self.rows.flux[pixel] += (charge * share) as f32;
                self.rows.ivar[pixel] = 0.0;
                self.rows.or_mask[pixel] = 4.0;
            }
        }
    }

    fn lorentz(&mut self, centre: f64, depth: f64, width: f64) {
        for pixel in reach(centre, REACH_LORENTZ * width) {
            let distance = (self.wavelength[pixel] - centre) / width;
            self.lines[pixel] *= 1.0 - depth / (1.0 + distance * distance);
        }
    }

    /// Adds emission (a positive height) or multiplies absorption (a negative one).
    fn gauss(&mut self, centre: f64, height: f64, sigma: f64) {
        for pixel in reach(centre, REACH_GAUSS * sigma) {
            let distance = (self.wavelength[pixel] - centre) / sigma;
            let line = height * (-0.5 * distance * distance).exp();
            if height > 0.0 {
                self.lines[pixel] += line;
            } else {
                self.lines[pixel] *= 1.0 + line;
            }
        }
    }

    /// A molecular band: a sharp head, fading to the red.
    fn band(&mut self, head: f64, depth: f64, length: f64) {
        if depth <= 0.0 {
            return;
        }
        for pixel in reach(head + 2.0 * length, 2.0 * length + 8.0) {
            let distance = self.wavelength[pixel] - head;
            // The head is as sharp as the instrument shows it.
            let edge = 1.0 / (1.0 + (-distance / (head / RESOLUTION / FWHM)).exp());
            self.lines[pixel] *= 1.0 - depth * edge * (-distance.max(0.0) / length).exp();
        }
    }
}

/// Standard deviation \[Å\] of a line with an intrinsic one, rotation \[km/s\] and the instrument together.
fn broadened(centre: f64, intrinsic: f64, rotation: f64) -> f64 {
    let instrument = centre / RESOLUTION / FWHM;
    let rotation = 0.6 * rotation / LIGHT_KM_S * centre;
    (intrinsic * intrinsic + instrument * instrument + rotation * rotation).sqrt()
}

/// The pixels within a distance \[Å\] of a wavelength.
fn reach(centre: f64, distance: f64) -> std::ops::Range<usize> {
    let pixel = |wavelength: f64| ((wavelength.max(1.0).log10() - COEFF0) / COEFF1).clamp(0.0, 3909.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the pixels there are")]
    let bounds = (pixel(centre - distance) as usize, pixel(centre + distance).ceil() as usize);
    bounds.0..bounds.1.min(PIXELS)
}

/// Planck's law per wavelength, without its constant factor.
fn planck(wavelength: f64, teff: f64) -> f64 {
    /// hc/k in Å·K.
    const C2: f64 = 1.438_776_877e8;
    let units = wavelength / 5000.0;
    1.0 / (units * units * units * units * units * (C2 / (wavelength * teff)).exp_m1())
}

/// How much of the light arrives: little at both ends and where the blue and red arms meet.
fn throughput(wavelength: f64) -> f64 {
    let blue = (-((wavelength - 4800.0) / 800.0_f64).powi(2)).exp();
    let red = (-((wavelength - 7300.0) / 1100.0_f64).powi(2)).exp();
    (blue.max(red) * 0.97 + 0.03).clamp(0.03, 1.0)
}

/// Two normally distributed numbers in single precision: noise is half of the work here.
fn normal_pair(random: &mut impl rand::Rng) -> (f32, f32) {
    let (radius, angle): (f32, f32) = (1.0 - random.random::<f32>(), random.random());
    let radius = (-2.0 * radius.ln()).sqrt();
    let (sine, cosine) = (std::f32::consts::TAU * angle).sin_cos();
    (radius * cosine, radius * sine)
}

/// Magnitude difference to r in a band around `wavelength` \[Å\] (AB system, so per frequency).
pub(super) fn colour(star: &Star, wavelength: f64) -> f64 {
    let ratio = planck(wavelength, star.teff) * wavelength * wavelength / (planck(R_BAND, star.teff) * R_BAND * R_BAND);
    -2.5 * ratio.log10() + star.extinction * ((5500.0 / wavelength).powf(1.3) - 0.855)
}

/// Signal-to-noise ratio in a band around `wavelength` \[Å\], from that in r.
pub(super) fn snr_at(star: &Star, wavelength: f64) -> f64 {
    star.snr * 10_f64.powf(-0.2 * colour(star, wavelength)) * throughput(wavelength).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::{SampleClass, SampleConfig};
    use super::*;

    fn star_of(class: SampleClass) -> (Star, u64) {
        let config = SampleConfig::default();
        let suits = |index: &u64| {
            let star = Star::draw(&config, *index);
            star.class == class && star.snr > 30.0
        };
        let index = (0..20_000).find(suits).unwrap();
        (Star::draw(&config, index), index)
    }

    /// Flux over continuum at a velocity \[km/s\] from Hα in the star's frame, without noise.
    fn profile(class: SampleClass, velocities: &[f64]) -> Vec<f64> {
        let (star, index) = star_of(class);
        let mut model = Model::new();
        model.observe(&star, 1, index);
        let at = |velocity: &f64| {
            let wavelength = H_ALPHA * (1.0 + star.redshift + velocity / LIGHT_KM_S);
            model.lines[reach(wavelength, 0.1).start]
        };
        velocities.iter().map(at).collect()
    }

    #[test]
    fn the_classes_show_at_h_alpha() {
        let other = profile(SampleClass::Other, &[0.0, 3000.0]);
        assert!(other[0] < other[1], "absorption: {other:?}");
        let single = profile(SampleClass::SinglePeak, &[-400.0, 0.0, 400.0]);
        assert!(single[1] > single[0] && single[1] > single[2], "one peak: {single:?}");
        let (star, _) = star_of(SampleClass::DoublePeak);
        let half = star.separation / 2.0;
        let double = profile(SampleClass::DoublePeak, &[-half, 0.0, half]);
        assert!(double[1] < double[0] && double[1] < double[2], "two peaks: {double:?}");
    }

    #[test]
    fn noise_is_what_the_inverse_variance_says() {
        let (star, index) = star_of(SampleClass::Other);
        let mut model = Model::new();
        model.observe(&star, 1, index);
        let mut chi2 = 0.0;
        let mut counted = 0.0;
        for pixel in 0..PIXELS {
            let off = f64::from(model.rows.flux[pixel]) - model.continuum[pixel] * model.lines[pixel];
            if model.rows.ivar[pixel] > 0.0 {
                chi2 += off * off * f64::from(model.rows.ivar[pixel]);
                counted += 1.0;
            }
        }
        let reduced: f64 = chi2 / counted;
        assert!((0.9..1.1).contains(&reduced), "{reduced}");
    }

    #[test]
    fn planck_peaks_where_wien_says() {
        let peak = 2.897_771_955e7 / 5800.0;
        assert!(planck(peak, 5800.0) > planck(peak - 50.0, 5800.0));
        assert!(planck(peak, 5800.0) > planck(peak + 50.0, 5800.0));
    }
}
