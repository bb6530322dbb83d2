//! Ratings of one spectrum from its class probabilities (Settles 2009); larger is more uncertain.

/// Entropy in nats; `0 · ln 0` is 0.
pub fn entropy(probabilities: &[f32]) -> f64 {
    let term = |&p: &f32| if p > 0.0 { -f64::from(p) * f64::from(p).ln() } else { 0.0 };
    probabilities.iter().map(term).sum()
}

/// 1 minus the distance between the two largest probabilities.
pub fn margin(probabilities: &[f32]) -> f64 {
    let (mut first, mut second) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for &p in probabilities {
        if p > first {
            (first, second) = (p, first);
        } else if p > second {
            second = p;
        }
    }
    1.0 - (f64::from(first) - f64::from(second))
}

/// 1 minus the largest probability.
pub fn least_confidence(probabilities: &[f32]) -> f64 {
    1.0 - probabilities.iter().copied().fold(f64::NEG_INFINITY, |most, p| most.max(f64::from(p)))
}

/// Entropy of the passes' mean minus the mean of the passes' entropies, in nats: what the passes disagree about. 0 without passes.
pub fn mutual_information(passes: &[&[f32]]) -> f64 {
    let Some(first) = passes.first() else { return 0.0 };
    #[expect(clippy::cast_precision_loss, reason = "a few dozen passes")]
    let n = passes.len() as f64;
    let total = (0..first.len()).map(|class| passes.iter().map(|pass| f64::from(pass[class])).sum::<f64>() / n);
    let of_mean: f64 = total.map(|p| if p > 0.0 { -p * p.ln() } else { 0.0 }).sum();
    let mean_of: f64 = passes.iter().map(|pass| entropy(pass)).sum::<f64>() / n;
    of_mean - mean_of
}

#[cfg(test)]
mod tests {
    use super::*;

    const LN_2: f64 = std::f64::consts::LN_2;

    #[test]
    fn entropy_is_zero_for_certainty_and_the_log_of_the_classes_for_ignorance() {
        assert_eq!(entropy(&[1.0, 0.0]), 0.0);
        assert!((entropy(&[0.5, 0.5]) - LN_2).abs() < 1e-15);
        assert!((entropy(&[0.5, 0.25, 0.25]) - 1.5 * LN_2).abs() < 1e-15);
    }

    #[test]
    fn margin_and_confidence_by_hand() {
        assert_eq!(margin(&[0.125, 0.625, 0.25]), 1.0 - 0.375);
        assert_eq!(margin(&[0.5, 0.5]), 1.0);
        assert_eq!(least_confidence(&[0.125, 0.625, 0.25]), 0.375);
    }

    #[test]
    fn passes_that_agree_tell_nothing_and_passes_that_contradict_each_other_one_bit() {
        assert!(mutual_information(&[&[0.5, 0.5], &[0.5, 0.5]]).abs() < 1e-15);
        assert!((mutual_information(&[&[1.0, 0.0], &[0.0, 1.0]]) - LN_2).abs() < 1e-15);
        assert_eq!(mutual_information(&[]), 0.0);
    }
}
