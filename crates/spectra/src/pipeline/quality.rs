//! The table of quality of a run: distributions that a person can read, whatever the number of spectra.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::sky::{ARCSEC, groups};
use crate::prepare::{Quality, quantile};

/// Stars closer than this \[arcsec\] are one: the fibres of LAMOST and SDSS see 3 arcsec.
const SAME_STAR_ARCSEC: f64 = 3.0;

/// Limits of the classes of the histograms.
const SNR_LIMITS: [f64; 10] = [0.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0, f64::INFINITY];
const SHARE_LIMITS: [f64; 9] = [0.0, 1e-9, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, f64::INFINITY];
const SPIKE_LIMITS: [f64; 7] = [0.0, 1.0, 2.0, 3.0, 5.0, 10.0, f64::INFINITY];

/// How good the spectra of a result are, within the windows of the grid.
///
/// In JSON each measure is an object with the number of spectra that it is known of, quantiles, and a histogram; see
/// [`Distribution`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QualityTable {
    /// Signal-to-noise ratio of a pixel.
    pub snr: Distribution,
    /// Of how many spectra the noise is that of their inverse variances; of the others it is their scatter (`DER_SNR`).
    pub snr_from_ivar: u64,
    /// Share of the pixels that are bad: inverse variance 0, masked, or not finite.
    pub bad_fraction: Distribution,
    /// Share of the grid points that a spectrum does not cover.
    pub outside_fraction: Distribution,
    /// Pixels in a spectrum that look like cosmic rays or dead ones without being marked.
    pub spikes: Distribution,
    /// Resolving power, where it is known.
    pub resolving_power: Distribution,
    /// Stars with several spectra (within 3 arcsec).
    pub repeated_stars: u64,
    /// Spectra of these stars.
    pub spectra_of_repeated_stars: u64,
}

/// How a measure is distributed over the spectra.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Of how many spectra it is known.
    pub known: u64,
    /// Its quantiles by name (`min`, `p05`, `p25`, `median`, `p75`, `p95`, `max`); empty where it is known of none.
    pub quantiles: BTreeMap<String, f64>,
    /// How many spectra lie in each class.
    pub histogram: Vec<Class>,
}

/// A class of a histogram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Least value of the class.
    pub from: f64,
    /// Values are below this; absent in the last class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
    /// How many spectra.
    pub spectra: u64,
}

impl Distribution {
    fn of(mut values: Vec<f64>, limits: &[f64]) -> Self {
        values.retain(|value| value.is_finite());
        let names =
            [("min", 0.0), ("p05", 0.05), ("p25", 0.25), ("median", 0.5), ("p75", 0.75), ("p95", 0.95), ("max", 1.0)];
        let histogram = limits.windows(2).map(|limits| {
            // What lies below the first limit is in the first class.
            let is_first = limits[0] == 0.0;
            let inside = |value: &&f64| (is_first || **value >= limits[0]) && **value < limits[1];
            let spectra = values.iter().filter(inside).count() as u64;
            Class { from: limits[0], below: Some(limits[1]).filter(|limit| limit.is_finite()), spectra }
        });
        let histogram = if limits.is_empty() { Vec::new() } else { histogram.collect() };
        let known = values.len() as u64;
        let quantile = |(name, share): (&str, f64)| Some((name.to_owned(), quantile(&mut values, share)?));
        Self { known, histogram, quantiles: names.into_iter().filter_map(quantile).collect() }
    }
}

/// Gathers what the table is made of: forty bytes for each spectrum.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    snr: Vec<f64>,
    from_ivar: u64,
    bad_fraction: Vec<f64>,
    outside_fraction: Vec<f64>,
    spikes: Vec<f64>,
    resolving_power: Vec<f64>,
    positions: Vec<(f64, f64)>,
}

impl Gathered {
    pub(super) fn add(&mut self, quality: &Quality, ra: Option<f64>, dec: Option<f64>) {
        self.snr.push(quality.snr.unwrap_or(f64::NAN));
        self.from_ivar += u64::from(quality.is_from_ivar);
        self.bad_fraction.push(quality.bad_fraction);
        self.outside_fraction.push(quality.outside_fraction);
        self.spikes.push(f64::from(quality.spikes));
        self.resolving_power.push(quality.resolving_power.unwrap_or(f64::NAN));
        self.positions.push((ra.unwrap_or(f64::NAN), dec.unwrap_or(f64::NAN)));
    }

    /// The table, and the group of repeated observations that each spectrum belongs to.
    pub(super) fn finish(self) -> (QualityTable, Vec<Option<u32>>) {
        let groups = groups(&self.positions, SAME_STAR_ARCSEC * ARCSEC);
        let repeated_stars = groups.iter().flatten().max().map_or(0, |last| u64::from(*last) + 1);
        let table = QualityTable {
            snr: Distribution::of(self.snr, &SNR_LIMITS),
            snr_from_ivar: self.from_ivar,
            bad_fraction: Distribution::of(self.bad_fraction, &SHARE_LIMITS),
            outside_fraction: Distribution::of(self.outside_fraction, &SHARE_LIMITS),
            spikes: Distribution::of(self.spikes, &SPIKE_LIMITS),
            resolving_power: Distribution::of(self.resolving_power, &[]),
            repeated_stars,
            spectra_of_repeated_stars: groups.iter().flatten().count() as u64,
        };
        (table, groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_value_is_in_one_class() {
        let values = vec![-1.0, 0.0, 2.9, 3.0, 250.0, f64::NAN];
        let distribution = Distribution::of(values, &SNR_LIMITS);
        assert_eq!(distribution.known, 5);
        assert_eq!(
            distribution.histogram.iter().map(|class| class.spectra).collect::<Vec<_>>(),
            [3, 1, 0, 0, 0, 0, 0, 0, 1]
        );
        assert_eq!(distribution.histogram[8].below, None);
        assert_eq!((distribution.quantiles["min"], distribution.quantiles["median"]), (-1.0, 2.9));
        assert!(Distribution::of(vec![], &SNR_LIMITS).quantiles.is_empty());
    }

    #[test]
    fn spectra_of_one_star_are_one_group() {
        let mut gathered = Gathered::default();
        for (ra, dec) in [(Some(10.0), Some(1.0)), (None, None), (Some(10.0002), Some(1.0)), (Some(20.0), Some(1.0))] {
            gathered.add(&Quality { snr: Some(5.0), ..Quality::default() }, ra, dec);
        }
        let (table, groups) = gathered.finish();
        assert_eq!((table.repeated_stars, table.spectra_of_repeated_stars), (1, 2));
        assert_eq!(groups, [Some(0), None, Some(0), None]);
    }
}
