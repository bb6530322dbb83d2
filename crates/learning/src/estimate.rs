//! The performance estimate: precision of each candidate class from a random sample that a person has labelled, with its bound.
//!
//! Škoda et al. 2020 give a one-sided 95 % bound by Student's t, which is undefined for a sample without a miss. The exact binomial bound
//! of Clopper and Pearson (1934) holds for every sample size, so that is what we give.

use ml_job_domain::{PerformanceEstimate, Precision};

/// Confidence of the one-sided lower bounds.
pub const CONFIDENCE: f64 = 0.95;

/// Judges pairs of (prediction, label): a prediction is right when the label is the same class.
pub fn judge(iteration: u32, candidate_classes: &[String], pairs: &[(&str, &str)]) -> PerformanceEstimate {
    let tally = |class: Option<&String>| {
        let own = |(predicted, _): &&(&str, &str)| class.is_none_or(|class| class == predicted);
        let labelled = pairs.iter().filter(own).count();
        let correct = pairs.iter().filter(own).filter(|(predicted, label)| predicted == label).count();
        precision(class.cloned(), correct, labelled)
    };
    let classes = candidate_classes.iter().map(|class| tally(Some(class))).collect();
    PerformanceEstimate { iteration, overall: tally(None), classes }
}

/// The precision of `correct` right ones among `labelled`.
fn precision(class: Option<String>, correct: usize, labelled: usize) -> Precision {
    #[expect(clippy::cast_precision_loss, reason = "people label far fewer than 2^52 spectra")]
    let precision = (labelled > 0).then(|| correct as f64 / labelled as f64);
    let lower_bound_95 = precision.map(|_| lower_bound(correct, labelled, CONFIDENCE));
    Precision { class, labelled, correct, precision, lower_bound_95 }
}

// Bisection of the exact tail is right to 1e-14; the inverse beta function of statrs 0.19 only to 1e-10 (11 of 500).
/// The one-sided Clopper–Pearson lower bound: the share `p` for which `successes` or more of `trials` have probability
/// `1 - confidence`. 0 where there is no success.
///
/// # Panics
/// When there are more successes than trials.
pub fn lower_bound(successes: usize, trials: usize, confidence: f64) -> f64 {
    assert!(successes <= trials, "{successes} successes in {trials} trials");
    if successes == 0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    // The tail rises with p, so bisection ends at neighbouring floating-point numbers.
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if upper_tail(successes, trials, middle) < 1.0 - confidence { low = middle } else { high = middle }
    }
    low
}

/// P(X ≥ `successes`) of a binomial distribution with `trials` and `p`.
fn upper_tail(successes: usize, trials: usize, p: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "people label far fewer than 2^52 spectra")]
    let n = |n: usize| n as f64;
    let odds = (p / (1.0 - p)).ln();
    // ln of the binomial terms by their recurrence from k = 0, summed from `successes` on.
    let mut term = n(trials) * (1.0 - p).ln();
    let mut tail = if successes == 0 { term.exp() } else { 0.0 };
    for k in 1..=trials {
        term += (n(trials - k + 1) / n(k)).ln() + odds;
        if k >= successes {
            tail += term.exp();
        }
    }
    tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_miss_the_bound_is_the_root_of_the_error_rate() {
        // P(all n right) = p^n = 0.05.
        for n in [1, 10, 30, 1000] {
            let expected = 0.05_f64.powf(1.0 / n as f64);
            assert!((lower_bound(n, n, 0.95) - expected).abs() < 1e-12, "{n}");
        }
    }

    #[test]
    fn known_bounds_are_met() {
        // Beta quantiles, computed with 40 digits.
        for (k, n, expected) in [
            (9, 10, 0.605_836_697_563_495_3),
            (5, 10, 0.222_441_101_008_129_13),
            (95, 100, 0.897_746_622_356_725_5),
            (1, 10, 0.005_116_196_891_823_706),
            (3, 7, 0.128_756_392_804_242_72),
            (11, 500, 0.012_385_684_192_361_354),
        ] {
            let bound = lower_bound(k, n, 0.95);
            assert!((bound - expected).abs() < 1e-14, "{k} of {n}: {bound}");
        }
        assert_eq!(lower_bound(0, 10, 0.95), 0.0);
        assert_eq!(lower_bound(0, 0, 0.95), 0.0);
    }

    #[test]
    fn each_candidate_class_is_judged_by_its_own_predictions() {
        let classes = ["double peak".to_owned(), "single peak".to_owned()];
        let pairs = [("double peak", "double peak"), ("double peak", "other"), ("single peak", "single peak")];
        let estimate = judge(2, &classes, &pairs);
        assert_eq!((estimate.overall.correct, estimate.overall.labelled), (2, 3));
        assert_eq!(estimate.classes[0].precision, Some(0.5));
        assert_eq!(estimate.classes[1].precision, Some(1.0));
        assert!((estimate.classes[1].lower_bound_95.unwrap() - 0.05).abs() < 1e-12);
    }

    #[test]
    fn without_labels_there_is_neither_precision_nor_bound() {
        let estimate = judge(1, &["double peak".to_owned()], &[]);
        for precision in [&estimate.overall, &estimate.classes[0]] {
            assert_eq!((precision.labelled, precision.precision, precision.lower_bound_95), (0, None, None));
        }
    }
}
