//! The numbers of a line against its continuum.

use super::continuum::Continuum;
use super::{LIGHT, LineMeasurement, Measured, NotMeasured, SIGNIFICANT, Stretch, TwoPeaks};
use crate::prepare::quantile;

/// A pixel of the line.
#[derive(Debug, Clone, Copy)]
struct Pixel {
    wavelength: f64,
    velocity: f64,
    /// Width that lies within the line's window \[Å\].
    width: f64,
    /// Flux in units of the continuum.
    relative: f64,
    /// Its standard deviation, of the pixel alone.
    sigma: f64,
    continuum: f64,
}

pub(super) fn measure(stretch: &Stretch, continuum: &Continuum) -> Result<LineMeasurement, NotMeasured> {
    let pixels = pixels(stretch, continuum);
    let width = equivalent_width(&pixels, continuum);
    let snr = signal_to_noise(stretch, continuum);
    let (extreme, direction) = extreme(&pixels);
    let relative_flux = Measured { value: pixels[extreme].relative, error: pixels[extreme].sigma };
    let centroid = centroid(&pixels, continuum, width);
    let velocity = centroid.map(|Measured { value, error }| Measured {
        value: LIGHT * (value / stretch.centre - 1.0),
        error: LIGHT * error / stretch.centre,
    });
    let pair = two_peaks(&pixels);
    let measurement = LineMeasurement {
        continuum: Measured { value: continuum.at(0.0), error: continuum.variance().sqrt() },
        continuum_slope: continuum.slope() * LIGHT / stretch.centre,
        snr,
        bad_fraction: stretch.bad_fraction(),
        equivalent_width: width,
        relative_flux,
        fwhm: full_width(&pixels, extreme, direction, pair.filter(|_| direction > 0.0)),
        centroid,
        velocity,
        peaks: pair.map(|pair| peaks(&pixels, pair)),
    };
    let numbers = [width.value, width.error, snr, relative_flux.error];
    // Numbers beyond all measure are none: the file's units are odd, or its errors are.
    if numbers.iter().all(|number| number.is_finite()) { Ok(measurement) } else { Err(NotMeasured::NoContinuum) }
}

/// The pixels of the window; bad ones lie on the line between their good neighbours.
fn pixels(stretch: &Stretch, continuum: &Continuum) -> Vec<Pixel> {
    let [low, high] = stretch.limits();
    let sigma_of = |pixel: usize| stretch.sigma.as_ref().map_or(continuum.scatter, |sigma| sigma[pixel]);
    let good_before = |pixel: usize| (0..pixel).rev().find(|&other| stretch.good[other]);
    let good_behind = |pixel: usize| (pixel + 1..stretch.flux.len()).find(|&other| stretch.good[other]);
    let one = |pixel: usize| {
        let velocity = stretch.velocity[pixel];
        let level = continuum.at(velocity);
        let (flux, sigma) = if stretch.good[pixel] {
            (stretch.flux[pixel], sigma_of(pixel))
        } else {
            // The sides have good pixels, so that there is one on each side.
            let (a, b) = (good_before(pixel).unwrap_or(pixel), good_behind(pixel).unwrap_or(pixel));
            let share =
                (stretch.wavelength[pixel] - stretch.wavelength[a]) / (stretch.wavelength[b] - stretch.wavelength[a]);
            (stretch.flux[a] + share * (stretch.flux[b] - stretch.flux[a]), sigma_of(a).max(sigma_of(b)))
        };
        Pixel {
            wavelength: stretch.wavelength[pixel],
            velocity,
            width: stretch.edges[pixel + 1].min(high) - stretch.edges[pixel].max(low),
            relative: flux / level,
            sigma: sigma / level,
            continuum: level,
        }
    };
    stretch.line().map(one).collect()
}

fn signal_to_noise(stretch: &Stretch, continuum: &Continuum) -> f64 {
    let sides = stretch.sides();
    let of_pixels = stretch.sigma.as_ref().and_then(|sigma| {
        quantile(&mut sides.iter().map(|&pixel| stretch.flux[pixel] / sigma[pixel]).collect::<Vec<_>>(), 0.5)
    });
    of_pixels.unwrap_or_else(|| continuum.at(0.0) / continuum.scatter.max(f64::MIN_POSITIVE))
}

fn equivalent_width(pixels: &[Pixel], continuum: &Continuum) -> Measured {
    let value = pixels.iter().map(|pixel| (1.0 - pixel.relative) * pixel.width).sum();
    let of_pixels: f64 = pixels.iter().map(|pixel| (pixel.width * pixel.sigma).powi(2)).sum();
    let terms = pixels.iter().map(|pixel| (pixel.width * pixel.relative / pixel.continuum, pixel.velocity));
    Measured { value, error: (of_pixels + continuum.variance_of(terms)).sqrt() }
}

fn centroid(pixels: &[Pixel], continuum: &Continuum, width: Measured) -> Option<Measured> {
    if width.value.abs() <= SIGNIFICANT * width.error {
        return None;
    }
    let moment: f64 = pixels.iter().map(|pixel| pixel.wavelength * (1.0 - pixel.relative) * pixel.width).sum();
    let value = moment / width.value;
    let lever = |pixel: &Pixel| (pixel.wavelength - value) * pixel.width / width.value;
    let of_pixels: f64 = pixels.iter().map(|pixel| (lever(pixel) * pixel.sigma).powi(2)).sum();
    let terms = pixels.iter().map(|pixel| (lever(pixel) * pixel.relative / pixel.continuum, pixel.velocity));
    let error = (of_pixels + continuum.variance_of(terms)).sqrt();
    // A line with emission and absorption of one strength has no middle.
    let is_inside =
        pixels.first().zip(pixels.last()).is_some_and(|(a, b)| (a.wavelength..=b.wavelength).contains(&value));
    is_inside.then_some(Measured { value, error })
}

/// The pixel that deviates most, and whether upwards (1) or downwards (−1): by the mean of three, so that noise decides less.
fn extreme(pixels: &[Pixel]) -> (usize, f64) {
    let deviation = |pixel: &Pixel| pixel.relative - 1.0;
    let means = pixels.windows(3).map(|three| three.iter().map(deviation).sum::<f64>() / 3.0);
    let [high, low] = means.fold([0.0_f64; 2], |[high, low], mean| [high.max(mean), low.max(-mean)]);
    let direction = if high >= low { 1.0 } else { -1.0 };
    let strongest = (0..pixels.len()).max_by(|&a, &b| {
        (direction * deviation(&pixels[a])).total_cmp(&(direction * deviation(&pixels[b]))).then(b.cmp(&a))
    });
    (strongest.unwrap_or(0), direction)
}

/// From the highest pixel, or from the outer of two peaks, outwards to half its height.
fn full_width(pixels: &[Pixel], extreme: usize, direction: f64, pair: Option<(usize, usize)>) -> Option<Measured> {
    let height = |pixel: usize| direction * (pixels[pixel].relative - 1.0);
    let top = height(extreme);
    if top < SIGNIFICANT * pixels[extreme].sigma {
        return None;
    }
    let (blue, red) = pair.map_or((extreme, extreme), |(blue, red)| (blue.min(extreme), red.max(extreme)));
    let half = top / 2.0;
    let low = (0..blue).rev().find(|&pixel| height(pixel) <= half)?;
    let high = (red + 1..pixels.len()).find(|&pixel| height(pixel) <= half)?;
    // The crossing between a pixel inside and the one outside, and the variance that it has from them and from the height.
    let crossing = |inside: usize, outside: usize| {
        let (a, b) = (height(inside), height(outside));
        let rise = a - b;
        let share = if rise > 0.0 { ((a - half) / rise).clamp(0.0, 1.0) } else { 0.0 };
        let step = pixels[outside].velocity - pixels[inside].velocity;
        let noise = |pixel: usize| pixels[pixel].sigma.powi(2);
        let of_flux = (1.0 - share).powi(2) * noise(inside) + share.powi(2) * noise(outside);
        let per_flux = if rise > 0.0 { step / rise } else { step };
        (pixels[inside].velocity + share * step, of_flux * per_flux * per_flux, per_flux.abs())
    };
    let (from, from_variance, from_lever) = crossing(low + 1, low);
    let (to, to_variance, to_lever) = crossing(high - 1, high);
    let of_height = (pixels[extreme].sigma / 2.0 * (from_lever + to_lever)).powi(2);
    Some(Measured { value: to - from, error: (from_variance + to_variance + of_height).sqrt() })
}

/// Two peaks with a trough between them, the bluer first.
fn two_peaks(pixels: &[Pixel]) -> Option<(usize, usize)> {
    let is_peak = |pixel: &usize| {
        let (own, before, behind) = (pixels[*pixel], pixels[pixel - 1], pixels[pixel + 1]);
        own.relative > before.relative
            && own.relative >= behind.relative
            && own.relative - 1.0 > SIGNIFICANT * own.sigma
    };
    let peaks: Vec<usize> = (1..pixels.len().saturating_sub(1)).filter(is_peak).collect();
    let highest = peaks.iter().copied().max_by(|&a, &b| pixels[a].relative.total_cmp(&pixels[b].relative))?;
    let depth = |other: usize| {
        let between = highest.min(other) + 1..highest.max(other);
        let trough = between.min_by(|&a, &b| pixels[a].relative.total_cmp(&pixels[b].relative))?;
        let depth = pixels[other].relative - pixels[trough].relative;
        let noise = pixels[other].sigma.hypot(pixels[trough].sigma);
        (depth > SIGNIFICANT * noise).then_some(depth)
    };
    let others = peaks.iter().copied().filter(|&peak| peak != highest);
    let (other, _) = others.filter_map(|other| Some((other, depth(other)?))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((highest.min(other), highest.max(other)))
}

fn peaks(pixels: &[Pixel], (blue, red): (usize, usize)) -> TwoPeaks {
    let (v, r) = (vertex(pixels, blue), vertex(pixels, red));
    let (violet, crimson) = (pixels[blue], pixels[red]);
    let ratio = violet.relative / crimson.relative;
    let error = ratio * (violet.sigma / violet.relative).hypot(crimson.sigma / crimson.relative);
    TwoPeaks {
        separation: Measured { value: r.value - v.value, error: r.error.hypot(v.error) },
        v_over_r: Measured { value: ratio, error },
    }
}

/// Velocity of the vertex of the parabola through a peak and its neighbours, which are about equally far.
fn vertex(pixels: &[Pixel], peak: usize) -> Measured {
    let [a, b, c] = [pixels[peak - 1], pixels[peak], pixels[peak + 1]];
    let step = (c.velocity - a.velocity) / 2.0;
    let (slope, bend) = (a.relative - c.relative, a.relative - 2.0 * b.relative + c.relative);
    let shift = 0.5 * slope / bend;
    let partial = [0.5 * (bend - slope), slope, 0.5 * (-bend - slope)].map(|value| value / (bend * bend));
    let variance: f64 = [a, b, c].iter().zip(partial).map(|(pixel, partial)| (pixel.sigma * partial).powi(2)).sum();
    Measured { value: b.velocity + shift * step, error: variance.sqrt() * step }
}
