//! Krippendorff's α for names, and how far it can be believed.

use std::collections::HashMap;

use rand::RngExt as _;

use crate::rng::{Purpose, stream};

/// Samples of the bootstrap.
const SAMPLES: usize = 1000;
/// The ends of the 95 % interval among them.
const ENDS: [f64; 2] = [0.025, 0.975];

/// A number and the interval in which it lies in 95 of 100 samples of the spectra.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub from: f64,
    /// The number.
    pub value: f64,
    /// Upper end.
    pub to: f64,
}

/// Krippendorff's α for names (2011, *Computing Krippendorff's Alpha-Reliability*), of any number of answers to each spectrum.
///
/// Spectra with one answer alone do not count. `None` where nothing can be compared, or all answers are one and the same.
pub fn alpha(items: &[Vec<usize>]) -> Option<f64> {
    let items: Vec<Item> = items.iter().filter_map(|answers| Item::of(answers)).collect();
    of(items.iter())
}

/// The same with the interval of a bootstrap over the spectra (percentiles of 1000 samples). The same seed gives the same interval.
pub fn alpha_interval(items: &[Vec<usize>], seed: u64) -> Option<Interval> {
    let items: Vec<Item> = items.iter().filter_map(|answers| Item::of(answers)).collect();
    let value = of(items.iter())?;
    let mut random = stream(seed, Purpose::Agreement, 0);
    let mut samples: Vec<f64> = Vec::with_capacity(SAMPLES);
    for _ in 0..SAMPLES {
        let sample: Vec<&Item> = (0..items.len()).map(|_| &items[random.random_range(0..items.len())]).collect();
        // A sample of one answer alone has no α.
        samples.extend(of(sample.into_iter()));
    }
    samples.sort_by(f64::total_cmp);
    let [from, to] = ENDS.map(|share| quantile(&samples, share).unwrap_or(value));
    Some(Interval { from: from.min(value), value, to: to.max(value) })
}

/// The answers to a spectrum: how often each was given, and how much they contradict each other.
struct Item {
    counts: Vec<(usize, u64)>,
    answers: u64,
    /// Ordered pairs of different answers.
    different: u64,
}

impl Item {
    fn of(answers: &[usize]) -> Option<Self> {
        if answers.len() < 2 {
            return None;
        }
        let mut counts: HashMap<usize, u64> = HashMap::new();
        answers.iter().for_each(|answer| *counts.entry(*answer).or_default() += 1);
        let all = answers.len() as u64;
        let different = counts.values().map(|count| count * (all - count)).sum();
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_unstable();
        Some(Self { counts, answers: all, different })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of labels are far smaller than 2^52")]
fn of<'a>(items: impl Iterator<Item = &'a Item>) -> Option<f64> {
    let mut counts: HashMap<usize, u64> = HashMap::new();
    let (mut answers, mut observed) = (0_u64, 0.0);
    for item in items {
        item.counts.iter().for_each(|(answer, count)| *counts.entry(*answer).or_default() += count);
        answers += item.answers;
        observed += item.different as f64 / (item.answers - 1) as f64;
    }
    let expected: u64 = counts.values().map(|count| count * (answers - count)).sum();
    (expected > 0).then(|| 1.0 - (answers - 1) as f64 * observed / expected as f64)
}

/// The value below which this share of sorted numbers lies, between two of them where it falls between.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among a thousand numbers"
)]
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share * last as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    Some(sorted[below] + part * (sorted[(below + 1).min(last)] - sorted[below]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four observers and twelve units, some of which some did not see: Krippendorff (2011), where α for names is 0.743.
    fn krippendorff() -> Vec<Vec<usize>> {
        let rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        let answer =
            |row: &&str, unit: usize| row.as_bytes()[unit].is_ascii_digit().then(|| usize::from(row.as_bytes()[unit]));
        (0..12).map(|unit| rows.iter().filter_map(|row| answer(row, unit)).collect()).collect()
    }

    #[test]
    fn the_worked_example_has_its_number() {
        assert!((alpha(&krippendorff()).unwrap() - 0.743_421_052_631_579).abs() < 1e-12);
    }

    #[test]
    fn neither_the_order_nor_the_names_matter() {
        let items = krippendorff();
        let turned: Vec<Vec<usize>> =
            items.iter().rev().map(|item| item.iter().rev().map(|answer| 100 - answer).collect()).collect();
        assert!((alpha(&turned).unwrap() - alpha(&items).unwrap()).abs() < 1e-12);
        let alone: Vec<Vec<usize>> = items.iter().cloned().chain([vec![9], vec![]]).collect();
        assert_eq!(alpha(&alone), alpha(&items), "an answer alone compares to nothing");
    }

    #[test]
    fn perfect_agreement_is_one_and_one_answer_alone_says_nothing() {
        assert_eq!(alpha(&[vec![0, 0], vec![1, 1, 1]]), Some(1.0));
        assert_eq!(alpha(&[vec![2, 2], vec![2, 2]]), None);
        assert_eq!(alpha(&[vec![0], vec![1]]), None);
        // Two answers always swapped: 1 − (4 − 1) · (2 + 2) / (2 · 2 · 2).
        assert_eq!(alpha(&[vec![0, 1], vec![1, 0]]), Some(-0.5));
    }

    #[test]
    fn the_interval_holds_the_number_narrows_with_more_spectra_and_repeats_by_its_seed() {
        let few = krippendorff();
        let many: Vec<Vec<usize>> = (0..20).flat_map(|_| few.clone()).collect();
        let (wide, narrow) = (alpha_interval(&few, 1).unwrap(), alpha_interval(&many, 1).unwrap());
        for interval in [wide, narrow] {
            assert!(
                interval.from <= interval.value && interval.value <= interval.to && interval.to <= 1.0,
                "{interval:?}"
            );
        }
        assert!(narrow.to - narrow.from < (wide.to - wide.from) / 2.0, "{narrow:?} {wide:?}");
        assert_eq!(alpha_interval(&few, 1), Some(wide));
        assert_ne!(alpha_interval(&few, 2), Some(wide));
        let perfect = alpha_interval(&[vec![0, 0], vec![1, 1]], 1).unwrap();
        assert_eq!(perfect, Interval { from: 1.0, value: 1.0, to: 1.0 });
    }

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
        assert_eq!(quantile(&[5.0], 0.975), Some(5.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
