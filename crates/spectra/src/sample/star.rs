//! Who a generated star is: its place in the archive and its physics, drawn from its own random stream.

use rand::{Rng, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{SampleClass, SampleConfig};
use crate::units::LIGHT_KM_S;

/// Spectra on one plate: a tenth of the 4,000 fibres of LAMOST, so that small archives have several plates.
const PLATE_SPECTRA: u64 = 400;
/// Spectrographs of LAMOST.
const SPECTROGRAPHS: u64 = 16;
/// Fibres of a spectrograph among which one of a plate's 25 spectra chooses.
const FIBRE_STEP: u64 = 10;

/// Where a spectrum stands in the archive.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// Local modified Julian day.
    pub(super) lmjd: u64,
    /// Name of the plan, and of the plate's directory.
    pub(super) plan: String,
    /// Spectrograph, from 1.
    pub(super) spectrograph: u64,
    /// Fibre, from 1.
    pub(super) fibre: u64,
    /// Right ascension and declination of the plate's centre \[deg\].
    centre: (f64, f64),
}

impl Place {
    pub(super) fn file_name(&self) -> String {
        format!("spec-{}-{}_sp{:02}-{:03}.fits", self.lmjd, self.plan, self.spectrograph, self.fibre)
    }
}

/// A star with everything that its spectrum shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Star {
    pub(super) place: Place,
    pub(super) class: SampleClass,
    /// Right ascension \[deg\].
    pub(super) ra: f64,
    /// Declination \[deg\].
    pub(super) dec: f64,
    /// Effective temperature \[K\].
    pub(super) teff: f64,
    pub(super) redshift: f64,
    /// Signal-to-noise ratio in the r band.
    pub(super) snr: f64,
    /// Magnitude in the r band.
    pub(super) magnitude: f64,
    /// Extinction in V \[mag\].
    pub(super) extinction: f64,
    /// Projected rotation \[km/s\].
    pub(super) rotation: f64,
    /// Strength of metal lines relative to the sun's.
    pub(super) metals: f64,
    /// Equivalent width of the Hα emission \[Å\], 0 without.
    pub(super) emission_ew: f64,
    /// Full width at half maximum of an emission peak \[km/s\].
    pub(super) emission_width: f64,
    /// Distance of the two peaks \[km/s\], 0 for one peak.
    pub(super) separation: f64,
    /// Share of the violet peak in the emission of both.
    pub(super) violet_share: f64,
    /// Depth of the atmosphere's oxygen bands.
    pub(super) airmass: f64,
}

/// A random stream of its own for each purpose: spectra count up, plates down.
pub(super) fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number);
    random
}

/// A normally distributed number (Box and Muller 1958).
pub(super) fn normal(random: &mut impl Rng) -> f64 {
    let (radius, angle): (f64, f64) = (1.0 - random.random::<f64>(), random.random());
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}

impl Star {
    /// The star of number `index`.
    pub(super) fn draw(config: &SampleConfig, index: u64) -> Self {
        let place = Self::place(config.seed, index);
        let random = &mut stream(config.seed, index);
        let class = match random.random::<f64>() {
            share if share < config.double_peak_fraction => SampleClass::DoublePeak,
            share if share < config.double_peak_fraction + config.single_peak_fraction => SampleClass::SinglePeak,
            _ => SampleClass::Other,
        };
        let teff = temperature(class, random);
        let (distance, angle) = (2.3 * random.random::<f64>().sqrt(), std::f64::consts::TAU * random.random::<f64>());
        let dec = (place.centre.1 + distance * angle.sin()).clamp(-89.0, 89.0);
        let ra = (place.centre.0 + distance * angle.cos() / dec.to_radians().cos()).rem_euclid(360.0);
        let magnitude: f64 = 17.5 - 5.0 * random.random::<f64>().powi(2);
        // Bright stars have a better spectrum, with a spread for seeing and fibre position.
        let snr = (10_f64.powf(0.2 * (17.2 - magnitude) + 1.0) * (0.35 * normal(random)).exp()).clamp(5.0, 250.0);
        let rotation = if teff > 7500.0 { random.random_range(30.0..300.0) } else { random.random_range(2.0..40.0) };
        let mut star = Self {
            place,
            class,
            ra,
            dec,
            teff,
            redshift: 55.0 * normal(random) / LIGHT_KM_S,
            snr,
            magnitude,
            extinction: -0.35 * (1.0 - random.random::<f64>()).ln(),
            rotation,
            metals: (0.25 * normal(random)).exp(),
            emission_ew: 0.0,
            emission_width: 0.0,
            separation: 0.0,
            violet_share: 0.5,
            airmass: random.random_range(0.6..1.3),
        };
        star.light_up(random);
        star
    }

    /// Gives the star its emission.
    ///
    /// Peaks of discs lie 2·v·sin i apart; below about 250 km/s LAMOST (167 km/s) shows one peak, so doubles start there.
    fn light_up(&mut self, random: &mut impl Rng) {
        match self.class {
            SampleClass::Other => {}
            SampleClass::SinglePeak => {
                self.emission_ew = log_uniform(1.5, 30.0, random);
                self.emission_width = random.random_range(120.0..380.0);
            }
            SampleClass::DoublePeak => {
                self.emission_ew = log_uniform(2.5, 30.0, random);
                self.separation = random.random_range(270.0..560.0);
                self.emission_width = self.separation * random.random_range(0.35..0.55);
                self.violet_share = random.random_range(0.38..0.62);
            }
        }
    }

    /// Spectral type by temperature, for example `G5`.
    pub(super) fn subclass(&self) -> String {
        const TYPES: [(char, f64, f64); 7] = [
            ('O', 30_000.0, 45_000.0),
            ('B', 10_000.0, 30_000.0),
            ('A', 7500.0, 10_000.0),
            ('F', 6000.0, 7500.0),
            ('G', 5200.0, 6000.0),
            ('K', 3900.0, 5200.0),
            ('M', 2400.0, 3900.0),
        ];
        let &(letter, coolest, hottest) =
            TYPES.iter().find(|(_, coolest, _)| self.teff >= *coolest).unwrap_or(&TYPES[6]);
        let tenth = (10.0 * (hottest - self.teff) / (hottest - coolest)).floor().clamp(0.0, 9.0);
        format!("{letter}{tenth:.0}")
    }

    fn place(seed: u64, index: u64) -> Place {
        let (plate, number) = (index / PLATE_SPECTRA, index % PLATE_SPECTRA);
        let random = &mut stream(seed, u64::MAX - plate);
        let ra: f64 = random.random_range(0.0..360.0);
        let dec: f64 = random.random_range(-5.0_f64..58.0);
        let hours = ra / 15.0;
        let sign = if dec < 0.0 { 'S' } else { 'N' };
        let plan = format!("HD{}{sign}{}B{:02}", sexagesimal(hours), sexagesimal(dec.abs()), plate % 99 + 1);
        let fibre_random = stream(seed, u64::MAX / 2 - index).random_range(1..=FIBRE_STEP);
        Place {
            lmjd: random.random_range(55_860..59_700),
            plan,
            spectrograph: number % SPECTROGRAPHS + 1,
            fibre: number / SPECTROGRAPHS * FIBRE_STEP + fibre_random,
            centre: (ra, dec),
        }
    }
}

/// Temperatures as a magnitude-limited survey sees them; emission comes from hot Be stars and some cool young ones.
fn temperature(class: SampleClass, random: &mut impl Rng) -> f64 {
    let hot = class != SampleClass::Other && random.random::<f64>() < 0.75;
    if hot {
        return log_uniform(8500.0, 24_000.0, random);
    }
    match random.random::<f64>() {
        share if share < 0.05 => log_uniform(10_000.0, 20_000.0, random),
        share if share < 0.22 => random.random_range(7500.0..10_000.0),
        share if share < 0.52 => random.random_range(6000.0..7500.0),
        share if share < 0.78 => random.random_range(5200.0..6000.0),
        share if share < 0.94 => random.random_range(3900.0..5200.0),
        _ => random.random_range(3100.0..3900.0),
    }
}

fn log_uniform(low: f64, high: f64, random: &mut impl Rng) -> f64 {
    low * (high / low).powf(random.random())
}

/// `hhmmss` of hours, `ddmmss` of degrees.
pub(super) fn sexagesimal(value: f64) -> String {
    let (minutes, seconds) = ((value.fract() * 60.0), (value * 60.0).fract() * 60.0);
    format!("{:02.0}{:02.0}{:02.0}", value.floor(), minutes.floor(), seconds.floor())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn places_are_unique_and_fibres_exist() {
        let config = SampleConfig::default();
        let mut names = HashSet::new();
        for index in 0..2000 {
            let place = Star::draw(&config, index).place;
            assert!((1..=16).contains(&place.spectrograph) && (1..=250).contains(&place.fibre), "{place:?}");
            assert!(names.insert(place.file_name()), "{place:?}");
        }
    }

    #[test]
    fn the_shares_of_the_classes_are_those_asked_for() {
        let config = SampleConfig::default();
        let classes: Vec<_> = (0..20_000).map(|index| Star::draw(&config, index).class).collect();
        let share = |class| classes.iter().filter(|&&found| found == class).count();
        assert!((700..900).contains(&share(SampleClass::SinglePeak)), "{}", share(SampleClass::SinglePeak));
        assert!((330..470).contains(&share(SampleClass::DoublePeak)), "{}", share(SampleClass::DoublePeak));
    }

    #[test]
    fn a_seed_decides_everything() {
        let config = SampleConfig::default();
        assert_eq!(Star::draw(&config, 7), Star::draw(&config, 7));
        assert_ne!(Star::draw(&config, 7), Star::draw(&SampleConfig { seed: 2, ..config }, 7));
    }

    #[test]
    fn coordinates_are_written_as_in_designations() {
        assert_eq!(sexagesimal(10.5125), "103045");
    }
}
