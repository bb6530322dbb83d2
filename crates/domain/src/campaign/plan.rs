//! What a campaign searches for, and where.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::FieldError;
use crate::opinion::{CombineLabels, LabelRules};
use crate::validate::check_text;

/// The answer of a person who cannot tell: it is no class, teaches nothing, and counts against every bound.
pub const UNSURE: &str = "UNSURE";

const CLASS_MAX: usize = 30;
const CLASSES_MAX: usize = 10;
const EXAMPLES_MAX: usize = 10_000;
const ROUND_MAX: u32 = 1000;
/// JSON numbers are exact up to here in every language.
const SEED_MAX: u64 = (1 << 53) - 1;

/// Where the spectra come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PoolSource {
    /// A matrix that is there: its path below the files root.
    Matrix(String),
    /// The config of a job of the type `DATA_PREPROCESSING`, which makes the matrix first.
    Preprocessing(Value),
}

/// What learns from the labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CampaignModel {
    /// Whichever but the network predicts best the labels that it has not seen; `linear_svm` while they are few.
    #[default]
    Auto,
    /// Logistic regression on principal components and line templates.
    Linear,
    /// Logistic regression with a radial kernel, as a support vector machine has it, on the same.
    Svm,
    /// The mean of these two: best with few labels.
    LinearSvm,
    /// Randomised trees.
    Trees,
    /// The mean of linear, kernel and trees: best with many labels.
    Mean,
    /// Three convolutional networks of different seeds, averaged; slowest.
    Network,
}

/// What a campaign searches for, and where. It is chosen before the first label, and never changes: a bound is only worth
/// what was fixed before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CampaignPlan {
    /// Where the spectra come from.
    pub pool: PoolSource,
    /// The classes that a person tells apart, 2 to 10.
    #[cfg_attr(feature = "openapi", schema(min_items = 2, max_items = 10, example = json!(["other", "single peak", "double peak"])))]
    pub classes: Vec<String>,
    /// Those of them that are searched for.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, example = json!(["double peak"])))]
    pub wanted: Vec<String>,
    /// Spectra of the pool that are known to be of a wanted class: the first round asks for what is like them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// The line that the wanted spectra show \[Å\], where there is one: the first round asks for where it stands out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(exclusive_minimum = 0, example = 6564.6))]
    pub line: Option<f64>,
    /// The search domain: only spectra with at least this signal-to-noise ratio. What is claimed later is claimed of it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub min_snr: Option<f64>,
    /// The search domain: only spectra that cover at least this share of the region, 0 to 1. The matrix must have been made with
    /// `quality`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1))]
    pub min_coverage: Option<f64>,
    /// What learns from the labels.
    #[serde(default)]
    pub model: CampaignModel,
    /// How many spectra the first round shows, 10 to 1000.
    #[serde(default = "hundred")]
    #[cfg_attr(feature = "openapi", schema(default = 100, minimum = 10, maximum = 1000))]
    pub first_round: u32,
    /// How many each later round shows, 10 to 1000.
    #[serde(default = "hundred")]
    #[cfg_attr(feature = "openapi", schema(default = 100, minimum = 10, maximum = 1000))]
    pub round: u32,
    /// How often all certificates of the campaign together may be wrong, above 0 and at most 0.5.
    #[serde(default = "five_percent")]
    #[cfg_attr(feature = "openapi", schema(default = 0.05, exclusive_minimum = 0, maximum = 0.5))]
    pub alpha: f64,
    /// Share of what is drawn that two people are asked about, neither of whom sees what the other or the model says before she has
    /// answered: 0 to 1; absent: 0.1. It counts where a round or audit begins with two labellers or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1))]
    pub double_blind: Option<f64>,
    /// Which label counts where people differ and nobody has settled it.
    #[serde(default, skip_serializing_if = "CombineLabels::is_default")]
    pub combine_labels: CombineLabels,
    /// What every random choice comes from: the same seed and the same labels give the same campaign.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(maximum = 9_007_199_254_740_991_u64))]
    pub seed: u64,
}

const fn hundred() -> u32 {
    100
}

const fn five_percent() -> f64 {
    0.05
}

impl CampaignPlan {
    /// Everything wrong with the plan, with pointers below `base`.
    pub fn problems(&self, base: &str) -> Vec<FieldError> {
        let mut errors = self.class_problems(base);
        let mut wrong = |field: &str, message: String| errors.push(FieldError::new(format!("{base}/{field}"), message));
        for (field, size) in [("first_round", self.first_round), ("round", self.round)] {
            if !(10..=ROUND_MAX).contains(&size) {
                wrong(field, format!("must be 10 to {ROUND_MAX} spectra, is {size}"));
            }
        }
        if !(self.alpha > 0.0 && self.alpha <= 0.5) {
            wrong("alpha", format!("must be above 0 and at most 0.5, is {}", self.alpha));
        }
        if self.seed > SEED_MAX {
            wrong("seed", format!("must be at most {SEED_MAX}, is {}", self.seed));
        }
        if self.line.is_some_and(|line| !(line.is_finite() && line > 0.0)) {
            wrong("line", "must be a wavelength above 0 Å".to_owned());
        }
        if self.min_snr.is_some_and(|snr| !(snr.is_finite() && snr >= 0.0)) {
            wrong("min_snr", "must be a signal-to-noise ratio of 0 or more".to_owned());
        }
        if self.min_coverage.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            wrong("min_coverage", "must be a share of the region, 0 to 1".to_owned());
        }
        if self.double_blind.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            wrong("double_blind", "must be a share of the spectra, 0 to 1".to_owned());
        }
        if self.examples.len() > EXAMPLES_MAX {
            wrong("examples", format!("must be at most {EXAMPLES_MAX}, are {}", self.examples.len()));
        }
        if matches!(&self.pool, PoolSource::Matrix(path) if path.trim_matches('/').is_empty()) {
            wrong("pool/matrix", "must name a result.h5 below the files root".to_owned());
        }
        errors
    }

    /// What the campaign wants of several labellers.
    pub fn label_rules(&self) -> LabelRules {
        let standard = LabelRules::default();
        let double_blind = self.double_blind.unwrap_or(standard.double_blind);
        LabelRules { double_blind, combine: self.combine_labels, seed: self.seed }
    }

    fn class_problems(&self, base: &str) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if !(2..=CLASSES_MAX).contains(&self.classes.len()) {
            let message = format!("must be 2 to {CLASSES_MAX} classes, are {}", self.classes.len());
            errors.push(FieldError::new(format!("{base}/classes"), message));
        }
        for (place, class) in self.classes.iter().enumerate() {
            let pointer = format!("{base}/classes/{place}");
            check_text(&mut errors, &pointer, Some(class), CLASS_MAX);
            if class == UNSURE {
                errors.push(FieldError::new(
                    &pointer,
                    format!("{UNSURE} is the answer of a person who cannot tell, not a class"),
                ));
            }
            if self.classes[..place].contains(class) {
                errors.push(FieldError::new(&pointer, format!("`{class}` is there twice")));
            }
        }
        errors.extend(FieldError::of_unknown_classes(&format!("{base}/wanted"), &self.wanted, &self.classes));
        let wanted = self.classes.iter().filter(|class| self.wanted.contains(class)).count();
        if wanted == 0 || (wanted == self.classes.len() && wanted > 0) {
            let message = "must name at least one of the classes, and leave one that is not searched for";
            errors.push(FieldError::new(format!("{base}/wanted"), message));
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(changes: &Value) -> CampaignPlan {
        let mut plan =
            json!({ "pool": { "matrix": "/JOBS/x/result.h5" }, "classes": ["other", "peak"], "wanted": ["peak"] });
        for (key, value) in changes.as_object().unwrap() {
            plan[key] = value.clone();
        }
        serde_json::from_value(plan).unwrap()
    }

    #[test]
    fn what_is_left_out_is_as_the_field_does_it() {
        let plan = plan(&json!({}));
        assert_eq!(plan.problems(""), []);
        assert_eq!((plan.first_round, plan.round, plan.alpha, plan.model), (100, 100, 0.05, CampaignModel::Auto));
        assert_eq!(plan.label_rules(), LabelRules::default());
    }

    #[test]
    fn each_wrong_field_is_pointed_at() {
        for (changes, pointer) in [
            (json!({ "classes": ["peak"] }), "/plan/classes"),
            (json!({ "classes": ["other", "peak", "peak"] }), "/plan/classes/2"),
            (json!({ "classes": ["other", "peak", ""] }), "/plan/classes/2"),
            (json!({ "classes": ["other", "peak", "UNSURE"] }), "/plan/classes/2"),
            (json!({ "wanted": ["peek"] }), "/plan/wanted/0"),
            (json!({ "wanted": [] }), "/plan/wanted"),
            (json!({ "wanted": ["other", "peak"] }), "/plan/wanted"),
            (json!({ "round": 5 }), "/plan/round"),
            (json!({ "first_round": 1001 }), "/plan/first_round"),
            (json!({ "alpha": 0.0 }), "/plan/alpha"),
            (json!({ "seed": 9_007_199_254_740_992_u64 }), "/plan/seed"),
            (json!({ "line": -1.0 }), "/plan/line"),
            (json!({ "min_snr": -1.0 }), "/plan/min_snr"),
            (json!({ "min_coverage": 1.5 }), "/plan/min_coverage"),
            (json!({ "double_blind": -0.1 }), "/plan/double_blind"),
            (json!({ "pool": { "matrix": "/" } }), "/plan/pool/matrix"),
        ] {
            let problems = plan(&changes).problems("/plan");
            assert_eq!(problems[0].pointer, pointer, "{changes}: {problems:?}");
        }
    }
}
