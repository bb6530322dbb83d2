//! What a certificate may spend and what it costs, what no method can do, and when to go on.

use super::CertificateError;
use super::finite::{Finite, real};

/// The risk that the `audit`-th audit of a campaign (from 1) may spend: `6α/(π² j²)`. All audits together spend at most `alpha`,
/// since `Σ 1/j² = π²/6`.
///
/// # Panics
/// When `audit` is 0.
pub fn alpha_of_audit(alpha: f64, audit: u32) -> f64 {
    assert!(audit > 0, "audits are counted from 1");
    let j = f64::from(audit);
    alpha * 6.0 / (std::f64::consts::PI * std::f64::consts::PI * j * j)
}

/// What each of `parts` certificates of one audit may spend.
pub fn alpha_of_part(alpha: f64, audit: u32, parts: u32) -> f64 {
    alpha_of_audit(alpha, audit) / f64::from(parts.max(1))
}

/// The price of a precision certificate: the fewest labels after which the bound reaches `target`.
///
/// A share `precision` of what is drawn is right; `known` of the list are right already. `None` where all labels would not do.
pub fn price_of_precision(list: &Finite, known: usize, precision: f64, target: f64, alpha: f64) -> Option<usize> {
    let wanted = target * real(known + list.size());
    let enough = |drawn: usize| real(known + list.least(drawn, share_of(drawn, precision), alpha)) >= wanted;
    first(list.size(), enough)
}

/// The state of a recall certificate as one supposes it.
#[derive(Debug, Clone, Copy)]
pub struct Supposed<'a> {
    /// Rare ones that are labelled already.
    pub found: usize,
    /// List, near misses and rest.
    pub strata: [&'a Finite; 3],
    /// The share of rare ones in each.
    pub rare: [f64; 3],
    /// The risk of each.
    pub alpha: [f64; 3],
    /// The share of the labels that each gets.
    pub labels: [f64; 3],
}

impl Supposed<'_> {
    /// The recall that is certified after `labels` of all strata together.
    pub fn recall(&self, labels: usize) -> f64 {
        let [list, near, rest] = [0, 1, 2].map(|i| {
            let drawn = share_of(labels, self.labels[i]).min(self.strata[i].size());
            let hits = share_of(drawn, self.rare[i]);
            if i == 0 {
                self.strata[i].least(drawn, hits, self.alpha[i])
            } else {
                self.strata[i].most(drawn, hits, self.alpha[i])
            }
        });
        recall(self.found + list, near + rest)
    }

    /// The price of a recall certificate: the fewest labels after which `target` is reached, or `None`.
    pub fn price(&self, target: f64) -> Option<usize> {
        let most = (0..3).filter(|&i| self.labels[i] > 0.0).map(|i| real(self.strata[i].size()) / self.labels[i]);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of labels")]
        let most = most.fold(0.0, f64::max).ceil() as usize;
        first(most, |labels| self.recall(labels) >= target)
    }
}

/// Found and certain, out of these and what may be missed. 1 where there is nothing to find.
pub(super) fn recall(held: usize, missed: usize) -> f64 {
    if held + missed == 0 { 1.0 } else { real(held) / real(held + missed) }
}

/// `share` of `n`, to the nearest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
fn share_of(n: usize, share: f64) -> usize {
    ((real(n) * share.clamp(0.0, 1.0)).round() as usize).min(n)
}

/// The first count up to `most` that is enough. Rounding makes "enough" flicker near its beginning, so the last stretch is searched.
fn first(most: usize, enough: impl Fn(usize) -> bool) -> Option<usize> {
    let (mut low, mut high) = (0, 1);
    while high < most && !enough(high) {
        low = high;
        high = (high * 2).min(most);
    }
    if !enough(high.min(most)) {
        return None;
    }
    while high - low > 16 {
        let middle = usize::midpoint(low, high);
        if enough(middle) { high = middle } else { low = middle }
    }
    (low..=high.min(most)).find(|&n| enough(n))
}

/// The honest limit: the labels without a single hit that it takes to bound the missed ones below `share` of all rare ones.
///
/// Where `prevalence` of the search domain is rare, these are `ln(1/α)/(share·prevalence)` (the rule of three). Every method that
/// assumes nothing about scores needs them.
///
/// # Errors
/// When a share is not in (0, 1).
pub fn labels_without_a_hit(prevalence: f64, share: f64, alpha: f64) -> Result<f64, CertificateError> {
    for (what, value) in [("prevalence", prevalence), ("share", share), ("α", alpha)] {
        if !(value > 0.0 && value < 1.0) {
            return Err(CertificateError::Malformed(format!("the {what} must lie between 0 and 1, not be {value}")));
        }
    }
    Ok((alpha.ln() / (-share * prevalence).ln_1p()).ceil())
}

/// New rare ones to expect among the next labels: the sum of their calibrated probabilities.
pub fn expected_new(probabilities: impl IntoIterator<Item = f64>) -> f64 {
    probabilities.into_iter().filter(|p| p.is_finite()).map(|p| p.clamp(0.0, 1.0)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::{ALPHA, Prior, RECALL_LABELS, RECALL_SHARES};
    use super::*;

    #[test]
    fn all_audits_together_spend_no_more_than_alpha() {
        let spent: f64 = (1..=100_000).map(|audit| alpha_of_audit(0.05, audit)).sum();
        assert!(spent < 0.05 && spent > 0.049_999, "{spent}");
        // science of the campaign: 0.030, 0.0076, 0.0034.
        for (audit, alpha) in [(1, 0.030_396), (2, 0.007_599), (3, 0.003_377)] {
            assert!((alpha_of_audit(0.05, audit) - alpha).abs() < 1e-6);
        }
        assert!((alpha_of_part(0.05, 1, 2) - 0.015_198).abs() < 1e-6);
    }

    #[test]
    fn the_limit_is_the_rule_of_three() {
        for (prevalence, labels) in [(0.06, 498.0), (0.01, 2995.0), (0.0015, 19_970.0)] {
            let computed = labels_without_a_hit(prevalence, 0.1, 0.05).unwrap();
            assert!((computed - labels).abs() < 2.0, "{computed}");
        }
        assert!(labels_without_a_hit(0.0, 0.1, 0.05).is_err());
    }

    #[test]
    fn the_price_buys_the_target_and_one_label_less_does_not() {
        let list = Finite::new(1000, Prior::LIST).unwrap();
        for (precision, target) in [(1.0, 0.9), (0.9, 0.8), (0.95, 0.9)] {
            let price = price_of_precision(&list, 0, precision, target, ALPHA).unwrap();
            let bound = |n| real(list.least(n, share_of(n, precision), ALPHA)) / 1000.0;
            assert!(bound(price) >= target && bound(price - 1) < target, "{precision} {target}: {price}");
        }
        assert_eq!(price_of_precision(&list, 0, 0.8, 0.9, ALPHA), None);
        assert!(price_of_precision(&list, 5000, 0.9, 0.8, ALPHA).unwrap() <= 1, "known ones alone reach it");
    }

    #[test]
    fn the_price_of_recall_is_that_of_the_measured_campaign() {
        // List 1395 (1372 rare), near misses 1500 (118), rest 26,505 (71); 199 found: 600 labels gave 0.685 in the mean of 2,000
        // audits. Here the counts are rounded, and only the last look counts.
        let strata = [(1395, Prior::LIST), (1500, Prior::NEAR), (26_505, Prior::REST)];
        let strata = strata.map(|(size, prior)| Finite::new(size, prior).unwrap());
        let supposed = Supposed {
            found: 199,
            strata: [&strata[0], &strata[1], &strata[2]],
            rare: [0.984, 0.0787, 0.002_68],
            alpha: RECALL_SHARES.map(|share| share * ALPHA),
            labels: RECALL_LABELS,
        };
        assert!((supposed.recall(600) - 0.685).abs() < 0.04, "{}", supposed.recall(600));
        let price = supposed.price(0.65).unwrap();
        assert!((350..600).contains(&price), "{price}");
        assert!(supposed.recall(price) >= 0.65);
        assert_eq!(Supposed { rare: [0.5, 0.1, 0.1], ..supposed }.price(0.9), None, "no list of these rates has it");
    }

    #[test]
    fn expected_stars_are_a_sum_of_probabilities() {
        assert!((expected_new([0.5, 0.25, f64::NAN, 2.0]) - 1.75).abs() < 1e-15);
    }
}
