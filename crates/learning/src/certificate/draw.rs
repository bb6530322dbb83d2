//! Which rows an audit draws: a function of list, seed and audit that a script in any language computes again.
//!
//! The generator of [`rng`](crate::rng) is not used here on purpose: a certificate has to be checked by people without our code.
//! SHA-256 is in every standard library, and its values cannot be told from uniform ones.

use std::collections::BinaryHeap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::finite::real;

/// The hash of a frozen list: SHA-256 over each stratum's names in bytewise order, each followed by a line feed, each stratum
/// preceded by a line `# name`.
pub fn list_hash<'a>(strata: impl IntoIterator<Item = (&'a str, &'a [String])>) -> String {
    let mut hash = Sha256::new();
    for (stratum, names) in strata {
        hash.update(format!("# {stratum}\n"));
        for name in names {
            hash.update(format!("{name}\n"));
        }
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The seal of a draw of unequal probability: SHA-256 over the seal before it, the row, and the bits of its numbers.
///
/// Whoever changes a number must change all seals from there on, of which one may have been published.
pub fn seal(before: &str, row: &str, numbers: [f64; 3]) -> String {
    let numbers = numbers.map(|number| format!("{:016x}", number.to_bits())).join("/");
    hex(&Sha256::digest(format!("{before}/{row}/{numbers}")))
}

/// Where the chance of one audit comes from.
#[derive(Debug, Clone, Copy)]
pub struct Lot<'a> {
    /// The hash of the frozen list.
    pub list: &'a str,
    /// The seed.
    pub seed: u64,
    /// The number of the audit, from 1.
    pub audit: u32,
}

impl Lot<'_> {
    fn digest(&self, what: impl std::fmt::Display, index: usize) -> [u8; 32] {
        Sha256::digest(format!("{}/{}/{}/{what}/{index}", self.list, self.seed, self.audit)).into()
    }

    /// The seal before the first draw.
    pub fn first_seal(&self) -> String {
        hex(&self.digest("seal", 0))
    }

    /// The first `n` of the `size` positions of a stratum in drawn order: those with the smallest hash.
    pub fn order(&self, stratum: usize, size: usize, n: usize) -> Vec<usize> {
        let mut first = BinaryHeap::new();
        for position in 0..size {
            let key = (self.digest(stratum, position), position);
            if first.len() < n {
                first.push(key);
            } else if first.peek().is_some_and(|last| key < *last) {
                first.pop();
                first.push(key);
            }
        }
        first.into_sorted_vec().into_iter().map(|(_, position)| position).collect()
    }

    /// The uniform number in [0, 1) that decides draw `t` (from 0) of a yield: the first 53 bits of its hash.
    pub fn uniform(&self, t: usize) -> f64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.digest("yield", t)[..8]);
        #[expect(clippy::cast_precision_loss, reason = "53 bits")]
        let bits = (u64::from_be_bytes(first) >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }
}

/// One draw of unequal probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighted {
    /// What was drawn.
    pub index: usize,
    /// Its probability.
    pub q: f64,
    /// Probability of all unlabelled ones before it, so that `below ≤ u < below + q`.
    pub below: f64,
    /// One over the smallest probability.
    pub z_max: f64,
}

/// Draws one of the unlabelled by `u` in [0, 1): half uniformly, half in proportion to the score. `None` where all are labelled.
/// Scores that are not positive numbers count as 0.
pub fn weighted(scores: &[f64], labelled: &[bool], u: f64) -> Option<Weighted> {
    let score = |i: usize| if scores[i].is_finite() { scores[i].max(0.0) } else { 0.0 };
    let open = || (0..scores.len()).filter(|&i| !labelled[i]);
    let (mut count, mut sum, mut least) = (0, 0.0, f64::INFINITY);
    for i in open() {
        count += 1;
        sum += score(i);
        least = f64::min(least, score(i));
    }
    if count == 0 {
        return None;
    }
    let q = |score: f64| {
        let uniform = 1.0 / real(count);
        if sum > 0.0 { 0.5 * uniform + 0.5 * score / sum } else { uniform }
    };
    let (mut below, mut drawn) = (0.0, None);
    for index in open() {
        let own = q(score(index));
        drawn = Some(Weighted { index, q: own, below, z_max: 1.0 / q(least) });
        if u < below + own {
            break;
        }
        below += own;
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOT: Lot<'static> = Lot { list: "00", seed: 7, audit: 1 };

    #[test]
    fn the_order_is_a_permutation_and_its_beginning_does_not_depend_on_its_length() {
        let all = LOT.order(0, 50, 50);
        let mut sorted = all.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
        assert_eq!(LOT.order(0, 50, 8), all[..8]);
        assert_eq!(LOT.order(0, 50, 80), all);
        assert_ne!(LOT.order(1, 50, 50), all, "each stratum has its own");
        assert_ne!(Lot { audit: 2, ..LOT }.order(0, 50, 50), all, "each audit has its own");
    }

    #[test]
    fn every_position_comes_first_about_equally_often() {
        let mut counts = [0; 5];
        for seed in 0..2000 {
            counts[Lot { seed, ..LOT }.order(0, 5, 1)[0]] += 1;
        }
        // Binomial(2000, 0.2): 400 ± 18.
        assert!(counts.iter().all(|&n: &i32| (n - 400).abs() < 80), "{counts:?}");
    }

    #[test]
    fn probabilities_are_half_uniform_and_half_by_score() {
        let scores = [0.0, 3.0, 1.0, f64::NAN];
        let labelled = [false, false, false, true];
        let at = |u| weighted(&scores, &labelled, u).unwrap();
        // q = 1/6, 1/6 + 3/8, 1/6 + 1/8.
        for (u, index, q) in
            [(0.0, 0, 1.0 / 6.0), (0.16, 0, 1.0 / 6.0), (0.17, 1, 13.0 / 24.0), (0.999_999, 2, 7.0 / 24.0)]
        {
            let drawn = at(u);
            assert_eq!(drawn.index, index, "{u}");
            assert!((drawn.q - q).abs() < 1e-15 && (drawn.z_max - 6.0).abs() < 1e-12);
            assert!(drawn.below <= u && u < drawn.below + drawn.q);
        }
        assert_eq!(weighted(&scores, &[true; 4], 0.5), None);
        let uniform = weighted(&[0.0, -1.0], &[false; 2], 0.7).unwrap();
        assert_eq!((uniform.index, uniform.q, uniform.z_max), (1, 0.5, 2.0));
    }

    #[test]
    fn the_hash_of_a_list_is_the_one_that_a_shell_computes() {
        // printf '# list\na\nb\n' | sha256sum
        let names = ["a".to_owned(), "b".to_owned()];
        let hash = list_hash([("list", &names[..])]);
        assert_eq!(hash, "a15aebe6d6eb630ead6f8a56fe2950e1ec38e3585afa85864d4a91243d19d3d0");
    }
}
