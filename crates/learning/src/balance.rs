//! Balancing classes: SMOTE (Chawla et al. 2002) as imbalanced-learn does it, or weights in the loss.

use std::borrow::Cow;

use ml_job_domain::{LogLevel, Observer};
use rand::RngExt;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data::{LabelledSet, MOST_NUMBERS};
use crate::error::LearningError;
use crate::rng::{Purpose, stream};

/// Nearest neighbours that a synthetic spectrum may lean towards.
pub const NEIGHBOURS: usize = 5;

/// How unequal classes are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Balance {
    /// Synthetic spectra until every class is as large as the largest.
    #[default]
    Smote,
    /// Each class's loss is weighted by the inverse of its share.
    ClassWeights,
    /// Classes are left as they are.
    None,
}

impl Balance {
    /// The set to train on, and the weight of each class's loss where these do the balancing. Notices go into the log.
    pub(crate) fn apply<'a>(
        self,
        set: &'a LabelledSet,
        class_names: &[String],
        seed: u64,
        observer: &mut dyn Observer,
    ) -> Result<(Cow<'a, LabelledSet>, Option<Vec<f32>>), LearningError> {
        Ok(match self {
            Self::Smote => {
                check_growth(&set.class_counts(class_names.len()), set.points)?;
                let (balanced, notices) = smote(set, class_names, seed);
                for notice in notices {
                    observer.log(LogLevel::Info, &notice);
                }
                (Cow::Owned(balanced), None)
            }
            Self::ClassWeights => (Cow::Borrowed(set), Some(class_weights(set, class_names.len()))),
            Self::None => (Cow::Borrowed(set), None),
        })
    }
}

/// Refuses a set whose classes, made as large as the largest, would not fit into memory.
fn check_growth(counts: &[usize], points: usize) -> Result<(), LearningError> {
    let largest = counts.iter().copied().max().unwrap_or(0);
    let present = counts.iter().filter(|&&n| n > 0).count();
    let balanced = largest.saturating_mul(present);
    if balanced.saturating_mul(points) <= MOST_NUMBERS {
        return Ok(());
    }
    let message = format!(
        "SMOTE would make {balanced} spectra of {points} points, more than fit into memory: class_weights balances without."
    );
    Err(LearningError::config("balance", message))
}

/// Enlarges every class that has members to the size of the largest; returns the set and notices for the log.
///
/// A synthetic spectrum lies at a random place between a random member of its class and one of that member's five nearest
/// neighbours in the class (Euclidean, ties by position). A class of fewer than six members uses as many as it has; one of a single
/// member is repeated.
pub fn smote(set: &LabelledSet, class_names: &[String], seed: u64) -> (LabelledSet, Vec<String>) {
    let mut balanced = set.clone();
    let mut notices = Vec::new();
    let counts = set.class_counts(class_names.len());
    let largest = counts.iter().copied().max().unwrap_or(0);
    for (class, name) in class_names.iter().enumerate() {
        let missing = largest - counts[class];
        if counts[class] == 0 || missing == 0 {
            continue;
        }
        let members: Vec<usize> = (0..set.len()).filter(|&i| set.labels[i] as usize == class).collect();
        let k = NEIGHBOURS.min(members.len() - 1);
        if k == 0 {
            notices.push(format!("SMOTE: class \"{name}\" has a single spectrum, which is repeated {missing} times."));
        } else if k < NEIGHBOURS {
            notices.push(format!(
                "SMOTE: class \"{name}\" has {} spectra, so {k} instead of {NEIGHBOURS} neighbours are used.",
                members.len()
            ));
        }
        let spectra: Vec<&[f32]> = members.iter().map(|&i| set.spectrum(i)).collect();
        let neighbours: Vec<_> = (0..members.len()).into_par_iter().map(|own| nearest(&spectra, own, k)).collect();
        let mut random = stream(seed, Purpose::Smote, class as u64);
        for i in 0..missing {
            let own = random.random_range(0..members.len());
            let place: f32 = random.random();
            let spectrum = spectra[own].to_vec();
            let spectrum = if k == 0 {
                spectrum
            } else {
                let other = spectra[neighbours[own][random.random_range(0..k)].1];
                spectrum.iter().zip(other).map(|(own, other)| own + place * (other - own)).collect()
            };
            balanced.push(&format!("{name} {i} (synthetic)"), &spectrum, set.labels[members[own]]);
        }
    }
    (balanced, notices)
}

/// The `k` rows nearest to the row `own` with their squared distances, nearest first, the earlier row on a tie.
pub(crate) fn nearest(rows: &[&[f32]], own: usize, k: usize) -> Vec<(f32, usize)> {
    let others = (0..rows.len()).filter(|&other| other != own);
    let mut others: Vec<(f32, usize)> = others.map(|other| (squared_distance(rows[own], rows[other]), other)).collect();
    let order = |a: &(f32, usize), b: &(f32, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if k < others.len() {
        others.select_nth_unstable_by(k, order);
        others.truncate(k);
    }
    others.sort_unstable_by(order);
    others
}

/// Square of the Euclidean distance.
pub(crate) fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// `n / (classes present · members)` for each class that has members, as scikit-learn's "balanced"; 0 for the others.
#[expect(clippy::cast_precision_loss, reason = "a labelled set has far fewer than 2^24 spectra")]
pub fn class_weights(set: &LabelledSet, classes: usize) -> Vec<f32> {
    let counts = set.class_counts(classes);
    let present = counts.iter().filter(|&&count| count > 0).count();
    let weight = |&count: &usize| if count == 0 { 0.0 } else { set.len() as f32 / (present * count) as f32 };
    counts.iter().map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(spectra: &[([f32; 2], u32)]) -> LabelledSet {
        let mut set = LabelledSet::new(2);
        spectra.iter().enumerate().for_each(|(i, (fluxes, label))| set.push(&format!("s{i}"), fluxes, *label));
        set
    }

    fn names() -> Vec<String> {
        ["many", "few", "none"].map(str::to_owned).to_vec()
    }

    #[test]
    fn every_class_with_members_grows_to_the_largest_and_the_originals_stay_in_front() {
        let original = set(&[([0.0, 0.0], 0), ([1.0, 0.0], 0), ([2.0, 0.0], 0), ([5.0, 5.0], 1), ([7.0, 5.0], 1)]);
        let (balanced, notices) = smote(&original, &names(), 1);
        assert_eq!(balanced.class_counts(3), [3, 3, 0]);
        assert_eq!(balanced.subset(&[0, 1, 2, 3, 4]), original);
        // Between the only two members: on their connecting line.
        let synthetic = balanced.spectrum(5);
        assert!((5.0..=7.0).contains(&synthetic[0]) && synthetic[1] == 5.0, "{synthetic:?}");
        assert_eq!(notices, ["SMOTE: class \"few\" has 2 spectra, so 1 instead of 5 neighbours are used."]);
    }

    #[test]
    fn a_single_member_is_repeated_with_a_notice() {
        let (balanced, notices) = smote(&set(&[([0.0, 0.0], 0), ([1.0, 0.0], 0), ([9.0, 8.0], 1)]), &names(), 1);
        assert_eq!(balanced.spectrum(3), [9.0, 8.0]);
        assert_eq!(notices, ["SMOTE: class \"few\" has a single spectrum, which is repeated 1 times."]);
    }

    #[test]
    fn the_nearest_neighbours_exclude_the_spectrum_itself_and_break_ties_by_position() {
        let set = set(&[([0.0, 0.0], 0), ([1.0, 0.0], 0), ([-1.0, 0.0], 0), ([5.0, 0.0], 0)]);
        let rows: Vec<&[f32]> = (0..4).map(|i| set.spectrum(i)).collect();
        let of = |own| nearest(&rows, own, 2).into_iter().map(|(_, other)| other).collect();
        let neighbours: Vec<Vec<usize>> = (0..4).map(of).collect();
        assert_eq!(neighbours, [vec![1, 2], vec![0, 2], vec![0, 1], vec![1, 0]]);
    }

    #[test]
    fn the_same_seed_makes_the_same_spectra_and_another_seed_others() {
        let set = set(&[([0.0, 0.0], 0), ([1.0, 0.0], 0), ([2.0, 0.0], 0), ([5.0, 5.0], 1), ([7.0, 5.0], 1)]);
        assert_eq!(smote(&set, &names(), 1), smote(&set, &names(), 1));
        assert_ne!(smote(&set, &names(), 1), smote(&set, &names(), 2));
    }

    #[test]
    fn a_set_that_would_grow_beyond_memory_is_refused_with_a_way_out() {
        check_growth(&[20_000, 30, 0], 4000).unwrap();
        check_growth(&[], 0).unwrap();
        for (counts, points) in [(vec![1_000_000; 1000], 140), (vec![usize::MAX, 1], 1), (vec![2, 2], usize::MAX)] {
            let error = check_growth(&counts, points).unwrap_err();
            assert_eq!(error.pointer(), Some("/balance"));
            assert!(error.to_string().contains("class_weights"), "{error}");
        }
    }

    #[test]
    fn class_weights_are_inverse_to_the_shares() {
        let set = set(&[([0.0, 0.0], 0), ([1.0, 0.0], 0), ([2.0, 0.0], 0), ([5.0, 5.0], 1)]);
        assert_eq!(class_weights(&set, 3), [4.0 / 6.0, 2.0, 0.0]);
    }
}
