//! What an experiment wants of several labellers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{DrawKind, Labelling, SpectrumSet};

/// Share of the labellings that two people are asked about, unless the experiment says otherwise.
const SHARE: f64 = 0.1;

/// Which label counts where people differ and nobody has settled it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CombineLabels {
    /// The one that most people gave, and of two that are even the one that was given first.
    #[default]
    Majority,
    /// The one that is most probable by how each person answers elsewhere (Dawid & Skene 1979).
    DawidSkene,
}

impl CombineLabels {
    /// Whether it is what is taken where nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What an experiment wants of several labellers: of a campaign its plan says it, else the job's config.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelRules {
    /// Share of the labellings that two people are asked about, 0 to 1.
    pub double_blind: f64,
    /// Which label counts where they differ.
    pub combine: CombineLabels,
    /// What decides which labellings these are.
    pub seed: u64,
}

impl Default for LabelRules {
    fn default() -> Self {
        Self { double_blind: SHARE, combine: CombineLabels::Majority, seed: 0 }
    }
}

impl LabelRules {
    /// The rules of a config: of its keys `double_blind`, `combine_labels` and `seed` those that are there and make sense. What a
    /// job's type refuses never comes here.
    pub fn of_config(config: &Value) -> Self {
        let standard = Self::default();
        let share = config.get("double_blind").and_then(Value::as_f64).filter(|share| (0.0..=1.0).contains(share));
        let combine = config.get("combine_labels").and_then(|name| CombineLabels::deserialize(name).ok());
        Self {
            double_blind: share.unwrap_or(standard.double_blind),
            combine: combine.unwrap_or(standard.combine),
            seed: config.get("seed").and_then(Value::as_u64).unwrap_or(standard.seed),
        }
    }

    /// Whether two people are asked about a labelling: by the seed, so that the same experiment asks the same again.
    ///
    /// Never of a candidate, of what a person chose herself, or of a repeat, which asks the same person again.
    pub fn is_double(&self, labelling: &Labelling) -> bool {
        let kind = labelling.draw.as_ref().map(|draw| draw.kind);
        if labelling.spectrum_set == SpectrumSet::Candidate || matches!(kind, Some(DrawKind::Chosen | DrawKind::Repeat))
        {
            return false;
        }
        let set = labelling.spectrum_set.as_str();
        let place = labelling.sequence_iteration.to_le_bytes();
        let parts = [&self.seed.to_le_bytes()[..], &place, set.as_bytes(), labelling.spectrum_filename.as_bytes()];
        unit(&parts) < self.double_blind
    }
}

/// A number of [0, 1) that the parts alone decide: FNV-1a (Fowler, Noll & Vo), with the last mixing of `SplitMix64` (Steele, Lea & Flood
/// 2014), since FNV leaves the upper bits of short texts alike. Nothing that must be hard to guess hangs on it.
#[expect(clippy::cast_precision_loss, reason = "the 53 bits that are left fit a double")]
fn unit(parts: &[&[u8]]) -> f64 {
    let fnv = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = parts.iter().copied().flatten().fold(0xcbf2_9ce4_8422_2325, fnv);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((hash ^ (hash >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Draw, JobId, LabellingId, ShownSpectrum};

    fn labelling(name: &str, set: SpectrumSet, draw: Option<DrawKind>) -> Labelling {
        let shown = ShownSpectrum { draw: draw.map(Draw::of), ..ShownSpectrum::new(name, set, 3) };
        shown.into_new(JobId::new()).into_labelling(LabellingId::new())
    }

    fn doubles(rules: &LabelRules) -> Vec<usize> {
        let oracle = |n: &usize| labelling(&format!("spec-{n}.fits"), SpectrumSet::Oracle, None);
        (0..10_000).filter(|n| rules.is_double(&oracle(n))).collect()
    }

    #[test]
    fn the_seed_alone_decides_which_labellings_two_people_are_asked_about() {
        let rules = LabelRules { seed: 7, ..LabelRules::default() };
        let chosen = doubles(&rules);
        assert_eq!(chosen, doubles(&rules), "ids of labellings are made anew, and change nothing");
        assert_ne!(chosen, doubles(&LabelRules { seed: 8, ..rules }));
        // Four standard deviations of a binomial around a tenth.
        assert!((880..=1120).contains(&chosen.len()), "{}", chosen.len());
        assert_eq!(doubles(&LabelRules { double_blind: 1.0, ..rules }).len(), 10_000);
        assert_eq!(doubles(&LabelRules { double_blind: 0.0, ..rules }).len(), 0);
        let more = doubles(&LabelRules { double_blind: 0.2, ..rules });
        assert!(chosen.iter().all(|n| more.contains(n)), "a larger share keeps those of a smaller one");
    }

    #[test]
    fn candidates_choices_and_repeats_are_asked_of_one_person() {
        let rules = LabelRules { double_blind: 1.0, ..LabelRules::default() };
        let is_double = |set, draw| rules.is_double(&labelling("a.fits", set, draw));
        assert!(is_double(SpectrumSet::Oracle, Some(DrawKind::Audit)));
        assert!(is_double(SpectrumSet::PerformanceEstimation, None));
        assert!(!is_double(SpectrumSet::Candidate, None));
        assert!(!is_double(SpectrumSet::Oracle, Some(DrawKind::Chosen)));
        assert!(!is_double(SpectrumSet::Oracle, Some(DrawKind::Repeat)));
    }

    #[test]
    fn a_config_says_what_it_wants_and_nonsense_says_nothing() {
        let config = json!({ "double_blind": 0.5, "combine_labels": "dawid_skene", "seed": 3 });
        let rules = LabelRules { double_blind: 0.5, combine: CombineLabels::DawidSkene, seed: 3 };
        assert_eq!(LabelRules::of_config(&config), rules);
        assert_eq!(LabelRules::of_config(&json!({})), LabelRules::default());
        let odd = json!({ "double_blind": 3, "combine_labels": "dice", "seed": -1 });
        assert_eq!(LabelRules::of_config(&odd), LabelRules::default());
    }
}
