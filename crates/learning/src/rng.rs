//! All randomness comes from one recorded seed.
//!
//! Whatever is drawn in sequence has a [`Purpose`] and thereby a `ChaCha` stream of its own: adding a use, or drawing more
//! often in one, changes nothing in the others. Dropout masks are no sequence: each bit is a function of a key, the layer, the
//! sample and the unit, so that it does not matter who computes it when. The key of training is [`training_masks`], that of
//! Monte-Carlo prediction the seed itself.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// The generator behind every random decision of this crate.
pub type Random = ChaCha8Rng;

/// What a stream of random numbers is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Initial weights.
    Weights,
    /// Order of the training samples; the index is the epoch.
    Shuffle,
    /// Synthetic samples of SMOTE.
    Smote,
    /// Choice of the oracle set.
    Query,
    /// Choice of the performance-estimation set.
    PerformanceEstimate,
    /// Initial t-SNE positions and its subsample.
    Tsne,
    /// Split of a labelled set into train and test.
    Split,
    /// Simulated audits; the index is the run.
    Coverage,
    /// First basis of the principal components.
    Components,
    /// Trees of an isolation forest; the index is the tree.
    Forest,
    /// Extremely randomised trees; the index is the tree.
    Trees,
    /// Draws of a sampling plan; the index is the round.
    Plan,
    /// Folds of a cross-validation.
    Folds,
    /// What a campaign asks again, and the order in which it asks; the index is the round.
    Repeat,
    /// Spectra that lines are put into, and the lines; the index is the round.
    Injection,
    /// Seeds of an ensemble's members; the index is the member.
    Member,
    /// Samples of spectra for the interval of an agreement.
    Agreement,
}

impl Purpose {
    /// Numbers that must never change: results recorded with a seed depend on them.
    const fn number(self) -> u64 {
        match self {
            Self::Weights => 1,
            Self::Shuffle => 2,
            Self::Smote => 3,
            Self::Query => 4,
            Self::PerformanceEstimate => 5,
            Self::Tsne => 6,
            Self::Split => 7,
            Self::Coverage => 64,
            Self::Components => 8,
            Self::Forest => 9,
            Self::Trees => 10,
            Self::Plan => 11,
            Self::Folds => 12,
            Self::Repeat => 13,
            Self::Injection => 14,
            Self::Member => 15,
            Self::Agreement => 16,
        }
    }
}

/// The stream of `seed` for `purpose`, the `index`-th of its kind.
pub fn stream(seed: u64, purpose: Purpose, index: u64) -> Random {
    let mut random = Random::seed_from_u64(mix(seed ^ mix(purpose.number())));
    random.set_stream(index);
    random
}

/// The key of the dropout masks of training, apart from that of Monte-Carlo prediction under the same seed. It must never change.
pub const fn training_masks(seed: u64) -> u64 {
    mix(seed ^ 0x6472_6f70_6f75_7421)
}

/// The 64-bit finaliser of `SplitMix64` (Steele, Lea and Flood 2014): each input bit flips each output bit with probability ½.
#[inline]
pub(crate) const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// `n` distinct numbers below `bound`, or all of them where there are fewer, each set equally likely, in ascending order.
pub fn sample_without_replacement(bound: usize, n: usize, random: &mut Random) -> Vec<usize> {
    let mut chosen = rand::seq::index::sample(random, bound, n.min(bound)).into_vec();
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn streams_of_one_seed_differ_by_purpose_and_index_and_repeat() {
        let first = |purpose, index| stream(7, purpose, index).random::<u64>();
        assert_eq!(first(Purpose::Query, 0), first(Purpose::Query, 0));
        assert_ne!(first(Purpose::Query, 0), first(Purpose::Query, 1));
        assert_ne!(first(Purpose::Query, 0), first(Purpose::Smote, 0));
    }

    #[test]
    fn the_masks_of_training_are_those_of_earlier_results() {
        assert_eq!([training_masks(0), training_masks(7)], [0x2457_12c2_e097_b77e, 0xf5db_9ee4_493d_025f]);
        assert_ne!(training_masks(7), 7, "the key of Monte-Carlo prediction");
    }

    #[test]
    fn a_sample_has_distinct_members_and_at_most_all_of_them() {
        let mut random = stream(1, Purpose::Query, 0);
        let some = sample_without_replacement(10, 4, &mut random);
        assert_eq!(some.len(), 4);
        assert!(some.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(sample_without_replacement(3, 9, &mut random), vec![0, 1, 2]);
    }
}
