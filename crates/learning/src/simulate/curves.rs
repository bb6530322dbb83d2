//! Learning curves and their bands over seeds.

use serde::{Deserialize, Serialize};

use super::arm::Arm;
use super::paired::Paired;

/// All that a simulation found: the content of `curves.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curves {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Spectra of each class in the whole set.
    pub class_counts: Vec<usize>,
    /// One for each strategy.
    pub curves: Vec<Curve>,
}

/// How one strategy learns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The strategy, with its model where that is not the one of the whole comparison.
    pub strategy: Arm,
    /// The rounds of each seed.
    pub seeds: Vec<Vec<Point>>,
    /// The rounds over all seeds.
    pub bands: Vec<Band>,
    /// Labels until the target against those of the first arm; absent where nothing is searched.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub paired: Option<Paired>,
    /// The audits of the last lists, one for each seed whose search ended with a list; empty where none is audited.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub audits: Vec<Audited>,
}

/// What an audit certified of the list at the end of a search, beside what is true of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Audited {
    /// Spectra on the list.
    pub list: usize,
    /// Of them wanted.
    pub right: usize,
    /// Labels that the audit spent.
    pub labels: usize,
    /// So many at least are wanted, as the audit certifies after any of its labels with a risk of
    /// [`AUDIT_ALPHA`](super::AUDIT_ALPHA).
    pub bound: usize,
}

impl Audited {
    /// Whether the certificate was wrong.
    pub const fn missed(&self) -> bool {
        self.bound > self.right
    }
}

/// The model after a round, measured on the test part, and on the pool what it found there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Labels spent so far.
    pub labels: usize,
    /// Share of right predictions.
    pub accuracy: f64,
    /// Mean of the classes' F1 scores.
    pub macro_f1: f64,
    /// Recall of each class; absent for a class that the test part does not have.
    pub recall: Vec<Option<f64>>,
    /// Labels spent on each class.
    pub class_counts: Vec<usize>,
    /// Whether all labels were of one class, so that nothing could be learnt yet.
    #[serde(default)]
    pub cold: bool,
    /// What was found of the wanted classes; absent where nothing is searched.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub yielded: Option<Yield>,
}

/// What was found of the wanted classes. Stars are counted, not spectra.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Yield {
    /// Wanted stars in the pool.
    pub wanted: usize,
    /// Of them labelled.
    pub labelled: usize,
    /// Share of them that is labelled or predicted in a wanted class.
    pub listed: f64,
    /// Share of right ones among all predicted in a wanted class without a label; absent of none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub precision: Option<f64>,
    /// Length of the shortest list by probability that, with the labelled ones, holds the target's share of the wanted stars.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub list: Option<usize>,
    /// Whether that list, the labelled ones among it, has the target's precision.
    pub reached: bool,
}

/// What an arm cost. It is kept apart from the curves, which are the same each time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// The arm.
    pub strategy: Arm,
    /// Rounds over all seeds.
    pub rounds: usize,
    /// Seconds of choosing, training and predicting in a round, on average.
    pub seconds: f64,
}

/// Mean and spread of one quantity over seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// Sample standard deviation, 0 for a single seed.
    pub deviation: f64,
}

/// A round over all seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Labels spent so far.
    pub labels: usize,
    /// Share of right predictions.
    pub accuracy: Spread,
    /// Mean of the classes' F1 scores.
    pub macro_f1: Spread,
    /// Recall of each class; absent where no seed's test part has the class.
    pub recall: Vec<Option<Spread>>,
}

impl Cost {
    /// Adds a round.
    #[expect(clippy::cast_precision_loss, reason = "some hundred rounds")]
    pub(super) fn add(&mut self, seconds: f64) {
        self.seconds = (self.seconds * self.rounds as f64 + seconds) / (self.rounds + 1) as f64;
        self.rounds += 1;
    }
}

impl Spread {
    /// Of some values; absent of none.
    #[expect(clippy::cast_precision_loss, reason = "a few seeds")]
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let deviation = if values.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 };
        (!values.is_empty()).then_some(Self { mean, deviation })
    }
}

impl Curve {
    /// Of no seed yet.
    pub const fn empty(strategy: Arm) -> Self {
        Self { strategy, seeds: Vec::new(), bands: Vec::new(), paired: None, audits: Vec::new() }
    }

    /// Adds a round of the newest seed.
    pub(super) fn add(&mut self, point: Point) {
        if let Some(rounds) = self.seeds.last_mut() {
            rounds.push(point);
        }
        self.summarise();
    }

    /// Fills the bands from the seeds, as far as all seeds go.
    pub(super) fn summarise(&mut self) {
        let rounds = self.seeds.iter().map(Vec::len).min().unwrap_or(0);
        self.bands = (0..rounds).filter_map(|round| self.band(round)).collect();
    }

    fn band(&self, round: usize) -> Option<Band> {
        let points: Vec<&Point> = self.seeds.iter().map(|seed| &seed[round]).collect();
        let spread =
            |value: &dyn Fn(&Point) -> f64| Spread::of(&points.iter().map(|point| value(point)).collect::<Vec<_>>());
        let first = points.first()?;
        let recall =
            |class: usize| Spread::of(&points.iter().filter_map(|point| point.recall[class]).collect::<Vec<_>>());
        Some(Band {
            labels: first.labels,
            accuracy: spread(&|point| point.accuracy)?,
            macro_f1: spread(&|point| point.macro_f1)?,
            recall: (0..first.recall.len()).map(recall).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_means_and_deviations_of_the_rounds_that_all_seeds_have() {
        let point = |labels, accuracy, recall| Point {
            labels,
            accuracy,
            macro_f1: 0.5,
            recall: vec![recall],
            class_counts: vec![labels],
            ..Point::default()
        };
        let seeds = vec![vec![point(10, 0.5, Some(1.0)), point(20, 0.9, None)], vec![point(10, 0.7, None)]];
        let strategy = Arm::of(crate::strategy::QueryStrategy::Entropy);
        let mut curve = Curve { strategy, seeds, bands: Vec::new(), paired: None, audits: Vec::new() };
        curve.summarise();
        assert_eq!(curve.bands.len(), 1);
        let band = &curve.bands[0];
        assert!((band.accuracy.mean - 0.6).abs() < 1e-12);
        assert!((band.accuracy.deviation - 0.02_f64.sqrt()).abs() < 1e-12);
        assert_eq!(band.recall, [Some(Spread { mean: 1.0, deviation: 0.0 })]);
    }
}
