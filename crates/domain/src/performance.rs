//! What the predictions of an iteration are worth, by the labels that people gave to a random sample of them.

use serde::{Deserialize, Serialize};

/// Precision of one class, or of all candidate classes together, in one iteration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Precision {
    /// The class; absent for all candidate classes together.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub class: Option<String>,
    /// Labelled spectra that were predicted as it.
    pub labelled: usize,
    /// Those where the label agrees.
    pub correct: usize,
    /// `correct / labelled`; absent without labels.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub precision: Option<f64>,
    /// The precision is above this with 95 % confidence (Clopper–Pearson, one-sided); absent without labels.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lower_bound_95: Option<f64>,
}

/// The estimate of one iteration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerformanceEstimate {
    /// The iteration whose predictions were judged.
    pub iteration: u32,
    /// All candidate classes together: the number of `perf_est_list.json`.
    pub overall: Precision,
    /// Each candidate class.
    pub classes: Vec<Precision>,
}
