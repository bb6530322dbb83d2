//! Emission of known shape in observed spectra.
//!
//! Of the lines with one peak half are Gaussians and half have the wings of a Lorentzian; of those with two half are two Gaussians,
//! unequal by up to a factor of 1.7, and half one broad Gaussian with a narrow core absorbed, as a shell has it. The generator of
//! `ml-job sample` makes none of wings and cores, and the models' bank of shapes holds no absorbed cores.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use ml_job_learning::data::LabelledSet;
use ml_job_learning::features::{H_ALPHA, Layout};
use ml_job_learning::rng::{Purpose, Random, stream};
use ml_job_learning::simulate::Archive;
use rand::RngExt;

const LIGHT: f64 = 299_792.458;
const FWHM: f64 = 2.354_820_045;
/// Resolving power of the spectra.
const RESOLUTION: f64 = 1800.0;
/// Shares of lines with one peak and with two.
const SINGLE: f64 = 0.04;
const DOUBLE: f64 = 0.02;
/// Redshifts beyond this are no velocities of stars.
const FASTEST: f64 = 0.005;
const POINTS: usize = 140;

/// The spectra of `flux` `[n, pixels]` on `wavelength` in Å around Hα, lines of equivalent widths between `widths` Å in some; redshifts and
/// positions from the table of labels beside, where there is one.
pub(super) fn open(place: &Path, widths: [f64; 2], seed: u64) -> Result<Archive, Box<dyn Error>> {
    let file = hdf5::File::open(place)?;
    let (fluxes, wavelength) =
        (file.dataset("flux")?.read_2d::<f64>()?, file.dataset("wavelength")?.read_raw::<f64>()?);
    let names = file.dataset("id")?.read_raw::<hdf5::types::FixedAscii<64>>()?;
    let table = place.to_string_lossy().replace("-flux.h5", "-labels.csv");
    let table = std::fs::read_to_string(table).unwrap_or_default();
    let known = facts(&table);
    #[expect(clippy::cast_precision_loss, reason = "a few points")]
    let grid: Vec<f64> = (0..POINTS).map(|i| 6519.0 + 213.0 * i as f64 / (POINTS - 1) as f64).collect();
    let mut random = stream(seed, Purpose::Split, 1);
    let mut set = LabelledSet::new(POINTS);
    let mut positions = Vec::new();
    for (row, name) in fluxes.rows().into_iter().zip(&names) {
        let [ra, dec, z] = known.get(name.as_str()).copied().unwrap_or([f64::NAN, f64::NAN, 0.0]);
        let mut flux: Vec<f64> =
            grid.iter().map(|at| at_wavelength(&wavelength, row.as_slice().unwrap_or_default(), *at)).collect();
        let chance: f64 = random.random();
        let label = if chance < DOUBLE { 2 } else { u32::from(chance < DOUBLE + SINGLE) };
        if label > 0 {
            let z = if z.abs() < FASTEST { z } else { 0.0 };
            inject(&mut flux, &grid, label == 2, H_ALPHA * (1.0 + z), widths, &mut random);
        }
        set.push(name.as_str(), &minmax(&flux), label);
        positions.push((ra, dec));
    }
    Ok(Archive::new(set, Layout::fluxes(POINTS), Some(&grid), Some(&positions)))
}

/// Right ascension, declination and redshift by file, from a table with those columns.
fn facts(table: &str) -> HashMap<&str, [f64; 3]> {
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| header.iter().position(|column| *column == name);
    let (Some(file), Some(ra), Some(dec), Some(z)) = (column("file"), column("ra"), column("dec"), column("z")) else {
        return HashMap::new();
    };
    let fact = |line: &'_ str| {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |at: usize| fields.get(at).and_then(|field| field.parse().ok()).unwrap_or(f64::NAN);
        [number(ra), number(dec), number(z)]
    };
    lines.filter_map(|line| Some((line.split(',').nth(file)?, fact(line)))).collect()
}

fn at_wavelength(wavelength: &[f64], flux: &[f64], at: f64) -> f64 {
    let right = wavelength.partition_point(|point| *point < at).clamp(1, wavelength.len() - 1);
    let share = (at - wavelength[right - 1]) / (wavelength[right] - wavelength[right - 1]);
    flux[right - 1] + share.clamp(0.0, 1.0) * (flux[right] - flux[right - 1])
}

/// Adds a line above the continuum, which is the median of the window.
fn inject(flux: &mut [f64], grid: &[f64], double: bool, centre: f64, widths: [f64; 2], random: &mut Random) {
    let mut sorted = flux.to_vec();
    sorted.sort_by(f64::total_cmp);
    let continuum = sorted[sorted.len() / 2];
    let width = widths[0] * (widths[1] / widths[0]).powf(random.random());
    let other_shape = random.random_bool(0.5);
    let angstrom = |velocity: f64| velocity / LIGHT * centre;
    let sigma = |fwhm: f64| angstrom(fwhm / FWHM).hypot(centre / RESOLUTION / FWHM);
    let gauss = |d: f64, sigma: f64| (-0.5 * (d / sigma).powi(2)).exp() / (sigma * std::f64::consts::TAU.sqrt());
    let profile: Box<dyn Fn(f64) -> f64> = match (double, other_shape) {
        (false, false) => {
            let sigma = sigma(random.random_range(120.0..380.0));
            Box::new(move |d| gauss(d, sigma))
        }
        (false, true) => {
            let half = angstrom(random.random_range(80.0..250.0)).hypot(centre / RESOLUTION / 2.0);
            Box::new(move |d| half / (std::f64::consts::PI * (d * d + half * half)))
        }
        (true, false) => {
            let separation: f64 = random.random_range(230.0..560.0);
            let sigma = sigma(separation * random.random_range(0.35..0.55));
            let (half, blue) = (angstrom(separation / 2.0), random.random_range(0.37..0.63));
            Box::new(move |d| blue * gauss(d + half, sigma) + (1.0 - blue) * gauss(d - half, sigma))
        }
        (true, true) => {
            let broad: f64 = random.random_range(400.0..750.0);
            let (outer, inner) = (sigma(broad), sigma(broad * random.random_range(0.25..0.4)));
            let lost = random.random_range(0.35..0.55);
            Box::new(move |d| (gauss(d, outer) - lost * gauss(d, inner)) / (1.0 - lost))
        }
    };
    flux.iter_mut().zip(grid).for_each(|(value, at)| *value += continuum * width * profile(at - centre));
}

/// Smallest to −1, largest to 1, as the preprocessing does.
fn minmax(flux: &[f64]) -> Vec<f32> {
    let (low, high) =
        flux.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
    let range = if high > low { high - low } else { 1.0 };
    #[expect(clippy::cast_possible_truncation, reason = "fluxes are of single precision")]
    let scaled = flux.iter().map(|value| (2.0 * (value - low) / range - 1.0) as f32).collect();
    scaled
}
