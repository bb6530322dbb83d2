//! Arms against the first one, paired over seeds.

use serde::{Deserialize, Serialize};

use super::curves::Curve;

/// Quantiles of Student's t for a two-sided interval of 95 %, for 1 to 30 degrees of freedom.
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const T_OF_MANY: f64 = 1.96;

/// Labels that an arm needed against those of the first arm, over the seeds that both have finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    /// Seeds.
    pub seeds: usize,
    /// Seeds in which the arm did not reach the target; its labels there count as all that were spent, a lower limit.
    pub not_reached: usize,
    /// The same of the first arm.
    pub first_not_reached: usize,
    /// Median of the arm's labels.
    pub median_labels: f64,
    /// Geometric mean of the ratios of labels.
    pub ratio: f64,
    /// Interval of 95 % of that mean (Student's t on the logarithms); absent with one seed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interval: Option<[f64; 2]>,
}

/// The geometric mean of numbers from their logarithms, and its interval of 95 % by Student's t; no interval of a single one.
#[expect(clippy::cast_precision_loss, reason = "some hundred numbers")]
pub fn geometric_mean(logs: &[f64]) -> (f64, Option<[f64; 2]>) {
    let n = logs.len();
    let mean = logs.iter().sum::<f64>() / n as f64;
    let interval = (n > 1).then(|| {
        let variance = logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / (n as f64 - 1.0);
        let half = T.get(n - 2).unwrap_or(&T_OF_MANY) * (variance / n as f64).sqrt();
        [(mean - half).exp(), (mean + half).exp()]
    });
    (mean.exp(), interval)
}

impl Paired {
    /// Compares an arm with the first one; `None` where they share no seed.
    #[expect(clippy::cast_precision_loss, reason = "labels and seeds are few")]
    pub fn between(first: &Curve, arm: &Curve) -> Option<Self> {
        let needed = |curve: &Curve, seed: usize| {
            let rounds = curve.seeds.get(seed)?;
            let reached =
                rounds.iter().find(|point| point.yielded.as_ref().is_some_and(|y| y.reached)).map(|point| point.labels);
            Some((reached.or(rounds.last().map(|point| point.labels))? as f64, reached.is_some()))
        };
        let pairs: Vec<_> =
            (0..first.seeds.len()).filter_map(|seed| Some((needed(first, seed)?, needed(arm, seed)?))).collect();
        let logs: Vec<f64> = pairs.iter().map(|(first, arm)| (arm.0 / first.0).ln()).collect();
        let n = logs.len();
        if n == 0 {
            return None;
        }
        let (ratio, interval) = geometric_mean(&logs);
        let mut labels: Vec<f64> = pairs.iter().map(|(_, arm)| arm.0).collect();
        labels.sort_by(f64::total_cmp);
        Some(Self {
            seeds: n,
            not_reached: pairs.iter().filter(|(_, arm)| !arm.1).count(),
            first_not_reached: pairs.iter().filter(|(first, _)| !first.1).count(),
            median_labels: f64::midpoint(labels[(n - 1) / 2], labels[n / 2]),
            ratio,
            interval,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{Arm, Point, Yield};
    use crate::strategy::QueryStrategy;

    fn curve(seeds: &[&[(usize, bool)]]) -> Curve {
        let point = |(labels, reached): &(usize, bool)| Point {
            labels: *labels,
            yielded: Some(Yield { reached: *reached, ..Yield::default() }),
            ..Point::default()
        };
        let seeds = seeds.iter().map(|rounds| rounds.iter().map(point).collect()).collect();
        Curve { strategy: Arm::of(QueryStrategy::Random), seeds, bands: Vec::new(), paired: None, audits: Vec::new() }
    }

    #[test]
    fn half_the_labels_in_every_seed_is_a_ratio_of_a_half_without_doubt() {
        let first = curve(&[&[(100, false), (200, true)], &[(100, true)]]);
        let half = curve(&[&[(100, true)], &[(50, true), (75, true)]]);
        let found = Paired::between(&first, &half).unwrap();
        assert_eq!((found.seeds, found.not_reached, found.median_labels), (2, 0, 75.0));
        assert!((found.ratio - 0.5).abs() < 1e-12);
        let [low, high] = found.interval.unwrap();
        assert!((low - 0.5).abs() < 1e-12 && (high - 0.5).abs() < 1e-12);
    }

    #[test]
    fn what_was_not_reached_is_said() {
        let first = curve(&[&[(100, false), (200, false)]]);
        let found = Paired::between(&first, &curve(&[&[(150, true)]])).unwrap();
        assert_eq!((found.first_not_reached, found.not_reached, found.interval), (1, 0, None));
        assert!((found.ratio - 0.75).abs() < 1e-12);
    }
}
