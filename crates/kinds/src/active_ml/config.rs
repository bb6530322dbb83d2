//! The configuration of an `ACTIVE_ML` job.

use ml_job_domain::FieldError;
use ml_job_domain::opinion::CombineLabels;
use ml_job_learning::pool::PREDICTION_BATCH;
use ml_job_learning::train::TrainingOptions;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use ml_job_learning::balance::Balance;
use ml_job_learning::classify::{MOST_MEMBERS, ModelKind};
use ml_job_learning::engine::Adam;
use ml_job_learning::engine::device::Device;
use ml_job_learning::strategy::{InitialQuery, QueryStrategy};

/// Longest class name in characters: labellings store no more.
const LONGEST_CLASS: usize = 30;

/// One iteration of active learning. Paths are relative to the root of the files.
///
/// An empty string for a path means that it is absent. The keys `result_dir_path` and `job_dir` of the predecessor are accepted and
/// ignored; any other unknown key is an error that names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
// An empty path is read as an absent one, so the field is optional here, and yet every iteration needs a pool.
#[schemars(title = "Active learning", extend("required" = ["classes", "pool_data_path"]))]
pub struct ActiveMlConfig {
    /// Number of this iteration. 0 only chooses spectra to label; from 1 on a network is trained on the labels.
    #[serde(default)]
    #[schemars(title = "Iteration")]
    pub iteration: u32,
    /// Names of all classes, each at most 30 characters. A label is a position in this list.
    #[schemars(title = "Classes", length(min = 2), extend("uniqueItems" = true, "examples" = [["other", "single peak", "double peak"]]))]
    pub classes: Vec<String>,
    /// The classes that are searched for, some of the classes.
    #[serde(default)]
    #[schemars(title = "Candidate classes", extend("uniqueItems" = true, "examples" = [["double peak"]]))]
    pub candidate_classes: Vec<String>,
    /// HDF5 file of all spectra: the result of a preprocessing job.
    #[serde(default, deserialize_with = "empty_is_absent", skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Pool", extend("format" = "file-path"))]
    pub pool_data_path: Option<String>,
    /// HDF5 file of the spectra labelled so far, `training_data.h5` of the iteration before.
    #[serde(default, deserialize_with = "empty_is_absent", skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Training data", extend("format" = "file-path"))]
    pub training_data_path: Option<String>,
    /// HDF5 file that holds the newly labelled spectra, `result.h5` of the iteration before.
    #[serde(default, deserialize_with = "empty_is_absent", skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Training data to add", extend("format" = "file-path"))]
    pub training_data_to_add_path: Option<String>,
    /// JSON file of the new labels: `{"filenames": [...], "labels": [class position, ...]}`.
    #[serde(default, deserialize_with = "empty_is_absent", skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Labels to add", extend("format" = "file-path"))]
    pub oracle_data_to_add_path: Option<String>,
    /// JSON list of the performance estimates so far: one number for each iteration from 1 on, so `iteration - 1` numbers.
    #[serde(default, deserialize_with = "empty_is_absent", skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Performance estimates", extend("format" = "file-path"))]
    pub perf_est_list_path: Option<String>,
    /// Spectra that the oracle is asked to label.
    #[serde(default = "default::oracle_batch_size")]
    #[schemars(title = "Oracle set", range(min = 1))]
    pub oracle_batch_size: usize,
    /// Spectra, random among those predicted in a candidate class, whose labels tell how good the predictions are.
    #[serde(default = "default::perf_est_batch_size")]
    #[schemars(title = "Performance estimation set", range(min = 1))]
    pub perf_est_batch_size: usize,
    /// Whether all spectra predicted in a candidate class are listed.
    #[serde(default)]
    #[schemars(title = "Show candidates", extend("x-begin" = true))]
    pub show_candidates: bool,
    /// Whether the trained network is kept.
    #[serde(default)]
    #[schemars(title = "Save the model")]
    pub save_model: bool,
    /// Whether the result gets a copy of the pool's fluxes instead of a reference to them.
    #[serde(default)]
    #[schemars(title = "Copy the pool")]
    pub copy_pool: bool,
    /// An epoch counts as better when the training loss fell by more than this.
    #[serde(default = "default::min_delta_train")]
    #[schemars(title = "Smallest gain", range(min = 0.0))]
    pub min_delta_train: f64,
    /// Training ends after so many epochs in a row that were not better.
    #[serde(default = "default::patience_train")]
    #[schemars(title = "Patience", range(min = 1))]
    pub patience_train: usize,
    /// Spectra in a minibatch of the training.
    #[serde(default = "default::batch_size_train")]
    #[schemars(title = "Training batch", range(min = 1))]
    pub batch_size_train: usize,
    /// Most epochs of the training.
    #[serde(default = "default::epochs_train")]
    #[schemars(title = "Epochs", range(min = 1))]
    pub epochs_train: usize,
    /// Spectra predicted at once. It decides about memory, never about results.
    #[serde(default = "default::batch_size_predict")]
    #[schemars(title = "Prediction batch", range(min = 1))]
    pub batch_size_predict: usize,
    /// Seed of everything random.
    #[serde(default)]
    #[schemars(title = "Seed")]
    pub seed: u64,
    /// Which model learns from the labels.
    #[serde(default, skip_serializing_if = "is_network")]
    #[schemars(title = "Model")]
    pub model: ModelKind,
    /// Networks that learn from different seeds and answer together, 1 to 20. With several `bald` asks where they disagree. Other
    /// models have no members.
    #[serde(default = "default::members", skip_serializing_if = "is_one")]
    #[schemars(title = "Networks", range(min = 1, max = 20))]
    pub members: usize,
    /// How the spectra for the oracle are chosen.
    #[serde(default)]
    #[schemars(title = "Query strategy")]
    pub query_strategy: QueryStrategy,
    /// How iteration 0 chooses.
    #[serde(default)]
    #[schemars(title = "Initial query")]
    pub initial_query: InitialQuery,
    /// How unequal classes are treated in training.
    #[serde(default)]
    #[schemars(title = "Class balance")]
    pub balance: Balance,
    /// What computes.
    #[serde(default)]
    #[schemars(title = "Device")]
    pub device: Device,
    /// Share of the oracle and estimation sets that two people are asked about, neither of whom sees what the other or the model says
    /// before she has answered. Absent: 0.1. It counts on an instance with two labellers or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Double-blind labels", range(min = 0.0, max = 1.0))]
    pub double_blind: Option<f64>,
    /// Which label counts where people differ and nobody has settled it.
    #[serde(default, skip_serializing_if = "CombineLabels::is_default")]
    #[schemars(title = "Combined label")]
    pub combine_labels: CombineLabels,
    /// Step size of the optimiser (Adam).
    #[serde(default = "default::learning_rate")]
    #[schemars(title = "Learning rate", extend("exclusiveMinimum" = 0.0))]
    pub learning_rate: f64,
    /// Ignored: a key of the predecessor.
    #[serde(default, skip_serializing)]
    #[schemars(title = "Result directory", extend("deprecated" = true))]
    pub result_dir_path: Option<serde_json::Value>,
    /// Ignored: a key of the predecessor.
    #[serde(default, skip_serializing)]
    #[schemars(title = "Job directory", extend("deprecated" = true))]
    pub job_dir: Option<serde_json::Value>,
}

/// The defaults that are not zero, empty or absent.
mod default {
    use super::{Adam, PREDICTION_BATCH, TrainingOptions};

    pub(super) const fn oracle_batch_size() -> usize {
        100
    }
    pub(super) const fn perf_est_batch_size() -> usize {
        10
    }
    pub(super) const fn min_delta_train() -> f64 {
        TrainingOptions::STANDARD.min_delta
    }
    pub(super) const fn patience_train() -> usize {
        TrainingOptions::STANDARD.patience
    }
    pub(super) const fn batch_size_train() -> usize {
        TrainingOptions::STANDARD.batch_size
    }
    pub(super) const fn epochs_train() -> usize {
        TrainingOptions::STANDARD.epochs
    }
    pub(super) const fn batch_size_predict() -> usize {
        PREDICTION_BATCH
    }
    pub(super) const fn members() -> usize {
        1
    }
    pub(super) const fn learning_rate() -> f64 {
        Adam::LEARNING_RATE
    }
}

fn empty_is_absent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|path| !path.is_empty()))
}

/// The model of the predecessor, which its front end does not know as a key.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn is_network(model: &ModelKind) -> bool {
    *model == ModelKind::Network
}

/// One network, which the predecessor's front end does not know as a key either.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn is_one(members: &usize) -> bool {
    *members == 1
}

impl ActiveMlConfig {
    /// A configuration of iteration 0 with the defaults.
    pub fn new(classes: Vec<String>, candidate_classes: Vec<String>, pool_data_path: impl Into<String>) -> Self {
        let defaults = serde_json::from_value(json!({ "classes": [] })).expect("everything else has a default");
        Self { classes, candidate_classes, pool_data_path: Some(pool_data_path.into()), ..defaults }
    }

    /// A configuration to start from.
    pub fn example() -> serde_json::Value {
        let classes = ["other", "single peak", "double peak"].map(str::to_owned);
        let config = Self::new(classes.to_vec(), classes[1..].to_vec(), "/JOBS/job_preprocessing/result.h5");
        // Plain fields always have a JSON form.
        serde_json::to_value(config).unwrap_or_default()
    }

    /// What is wrong with the configuration by itself, without looking at any file.
    pub fn problems(&self) -> Vec<FieldError> {
        let mut problems = self.class_problems();
        let mut refuse = |field: &str, message: String| {
            problems.push(FieldError { pointer: format!("/{field}"), message });
        };
        if self.pool_data_path.is_none() {
            refuse("pool_data_path", "pool_data_path is missing: it names the HDF5 file of the spectra.".into());
        }
        for (field, value) in [
            ("oracle_batch_size", self.oracle_batch_size),
            ("perf_est_batch_size", self.perf_est_batch_size),
            ("patience_train", self.patience_train),
            ("batch_size_train", self.batch_size_train),
            ("epochs_train", self.epochs_train),
            ("batch_size_predict", self.batch_size_predict),
        ] {
            if value == 0 {
                refuse(field, format!("{field} must be at least 1, not 0."));
            }
        }
        let rate = Adam::with_rate(self.learning_rate).learning_rate;
        if !(rate > 0.0 && rate.is_finite()) {
            refuse("learning_rate", format!("learning_rate must be above 0, not {}.", self.learning_rate));
        }
        if !(self.min_delta_train >= 0.0 && self.min_delta_train.is_finite()) {
            refuse("min_delta_train", format!("min_delta_train must be at least 0, not {}.", self.min_delta_train));
        }
        if self.double_blind.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            refuse("double_blind", "double_blind must be a share, 0 to 1.".into());
        }
        if self.model != ModelKind::Network && self.query_strategy == QueryStrategy::Bald {
            let message = format!("bald needs the network's dropout, which the model {} has not.", self.model.name());
            refuse("query_strategy", message);
        }
        if !(1..=MOST_MEMBERS).contains(&self.members) {
            refuse("members", format!("members must be 1 to {MOST_MEMBERS} networks, not {}.", self.members));
        } else if self.members > 1 && self.model != ModelKind::Network {
            let message =
                format!("members counts networks, which the model {} has not: leave it out.", self.model.name());
            refuse("members", message);
        }
        if self.iteration > 0 {
            let pair = (&self.training_data_to_add_path, &self.oracle_data_to_add_path);
            match pair {
                (Some(_), None) => refuse(
                    "oracle_data_to_add_path",
                    "training_data_to_add_path needs oracle_data_to_add_path, the labels of its spectra.".into(),
                ),
                (None, Some(_)) => refuse(
                    "training_data_to_add_path",
                    "oracle_data_to_add_path needs training_data_to_add_path, the spectra that it labels.".into(),
                ),
                (None, None) if self.training_data_path.is_none() => refuse(
                    "training_data_path",
                    format!(
                        "Iteration {} has no training data: give training_data_path, or training_data_to_add_path with \
                         oracle_data_to_add_path.",
                        self.iteration
                    ),
                ),
                _ => {}
            }
        }
        if self.iteration > 1 && self.perf_est_list_path.is_none() {
            let (iteration, expected) = (self.iteration, self.iteration - 1);
            refuse(
                "perf_est_list_path",
                format!("Iteration {iteration} needs perf_est_list_path, a list of {expected} numbers."),
            );
        }
        problems
    }

    fn class_problems(&self) -> Vec<FieldError> {
        let mut problems = Vec::new();
        let mut refuse = |pointer: String, message: String| problems.push(FieldError { pointer, message });
        if self.classes.len() < 2 {
            refuse("/classes".into(), format!("classes must name at least 2 classes, not {}.", self.classes.len()));
        }
        for (i, class) in self.classes.iter().enumerate() {
            if class.is_empty() || class.chars().count() > LONGEST_CLASS {
                refuse(
                    format!("/classes/{i}"),
                    format!("Class \"{class}\" must have 1 to {LONGEST_CLASS} characters."),
                );
            }
            if self.classes[..i].contains(class) {
                refuse(format!("/classes/{i}"), format!("Class \"{class}\" is there twice."));
            }
        }
        for (i, class) in self.candidate_classes.iter().enumerate() {
            if !self.classes.contains(class) {
                let known = self.classes.join(", ");
                let message = format!("Candidate class \"{class}\" is not one of the classes: {known}.");
                refuse(format!("/candidate_classes/{i}"), message);
            }
            if self.candidate_classes[..i].contains(class) {
                refuse(format!("/candidate_classes/{i}"), format!("Candidate class \"{class}\" is there twice."));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use ml_job_domain::JobKinds as _;

    use super::*;
    use crate::Catalogue;

    fn problems(config: &serde_json::Value) -> Vec<FieldError> {
        Catalogue::load(None).unwrap().check(&"ACTIVE_ML".parse().unwrap(), config)
    }

    fn first_problem(config: &serde_json::Value) -> FieldError {
        problems(config).remove(0)
    }

    #[test]
    fn a_configuration_of_the_predecessor_is_understood() {
        let config: ActiveMlConfig = serde_json::from_value(json!({
            "iteration": 0, "classes": ["a", "b"], "candidate_classes": ["b"], "pool_data_path": "/JOBS/x/result.h5",
            "training_data_path": "", "training_data_to_add_path": "", "oracle_data_to_add_path": "", "perf_est_list_path": "",
            "oracle_batch_size": 100, "perf_est_batch_size": 10, "show_candidates": false, "save_model": false,
            "min_delta_train": 0.001, "patience_train": 10, "batch_size_train": 64, "epochs_train": 1000,
            "batch_size_predict": 16384, "result_dir_path": "/somewhere", "job_dir": "x"
        }))
        .unwrap();
        assert_eq!(config.training_data_path, None);
        let expected = ActiveMlConfig::new(vec!["a".into(), "b".into()], vec!["b".into()], "/JOBS/x/result.h5");
        assert_eq!(ActiveMlConfig { result_dir_path: None, job_dir: None, ..config }, expected);
    }

    #[test]
    fn classes_are_as_long_as_labels_may_be_in_any_script() {
        let classes = |class: String| problems(&json!({"classes": [class, "b"], "pool_data_path": "p"}));
        assert_eq!(classes("星".repeat(30)), []);
        assert_eq!(classes("ä".repeat(30)), []);
        assert!(classes("星".repeat(31))[0].message.contains("1 to 30 characters"));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let problem = first_problem(&json!({"classes": ["a", "b"], "pool_data_path": "p", "orcale_batch_size": 5}));
        assert!(problem.message.contains("orcale_batch_size"), "{problem:?}");
    }

    #[test]
    fn each_contradiction_points_to_its_field() {
        let base = json!({"classes": ["a", "b"], "candidate_classes": ["b"], "pool_data_path": "p"});
        let cases = [
            (json!({"classes": ["a"], "candidate_classes": []}), "/classes"),
            (json!({"classes": ["a", "a"], "candidate_classes": []}), "/classes/1"),
            (json!({"candidate_classes": ["c"]}), "/candidate_classes/0"),
            (json!({"pool_data_path": ""}), "/pool_data_path"),
            (json!({"oracle_batch_size": 0}), "/oracle_batch_size"),
            (json!({"perf_est_batch_size": 0}), "/perf_est_batch_size"),
            (json!({"batch_size_train": 0}), "/batch_size_train"),
            (json!({"batch_size_predict": 0}), "/batch_size_predict"),
            (json!({"epochs_train": 0}), "/epochs_train"),
            (json!({"model": "trees", "query_strategy": "bald"}), "/query_strategy"),
            (json!({"members": 0}), "/members"),
            (json!({"members": 21}), "/members"),
            (json!({"model": "trees", "members": 3}), "/members"),
            (json!({"learning_rate": 0.0}), "/learning_rate"),
            (json!({"min_delta_train": -1.0}), "/min_delta_train"),
            (json!({"iteration": 1}), "/training_data_path"),
            (json!({"iteration": 1, "training_data_to_add_path": "x"}), "/oracle_data_to_add_path"),
            (json!({"iteration": 1, "oracle_data_to_add_path": "x"}), "/training_data_to_add_path"),
            (json!({"iteration": 2, "training_data_path": "x"}), "/perf_est_list_path"),
        ];
        for (change, pointer) in cases {
            let mut json = base.clone();
            json.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            assert_eq!(first_problem(&json).pointer, pointer, "{json}");
        }
    }

    #[test]
    fn the_schema_describes_every_field_and_the_example_is_valid() {
        let schema = schemars::schema_for!(ActiveMlConfig).to_value();
        let fields = schema["properties"].as_object().unwrap();
        for key in ActiveMlConfig::example().as_object().unwrap().keys().chain([&"job_dir".to_owned()]) {
            assert!(fields.contains_key(key), "{key} is not in the schema");
        }
        for (name, field) in fields {
            assert!(field.get("title").is_some(), "{name} has no title");
            assert!(field.get("description").is_some(), "{name} has no description");
        }
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["required"], serde_json::json!(["classes", "pool_data_path"]));
        assert_eq!(fields["oracle_batch_size"]["default"], 100);
        assert_eq!(problems(&ActiveMlConfig::example()), []);
    }
}
