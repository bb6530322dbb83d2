//! Where a campaign stands.

use serde::{Deserialize, Serialize};

use super::AuditKind;

/// Confirmed spectra of a wanted class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found {
    /// The class.
    pub class: String,
    /// How many spectra a person put into it.
    pub confirmed: u64,
}

/// A range in which a number probably lies. It is no certificate: nothing was fixed before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Estimate {
    /// Its lower end.
    pub from: f64,
    /// The best guess.
    pub value: f64,
    /// Its upper end.
    pub to: f64,
}

/// Whether a person says the same of a spectrum again.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SelfAgreement {
    /// Spectra that were labelled twice.
    pub pairs: u64,
    /// Those with the same label twice.
    pub same: u64,
    /// Cohen's κ; absent where it has no value (one class only).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kappa: Option<f64>,
}

/// Where a campaign stands: what is found, what may be left, what to do next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assessment {
    /// Spectra of the search domain; absent before the first round.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pool: Option<u64>,
    /// Spectra with a label that is a class.
    pub labelled: u64,
    /// Spectra of which the person could not tell.
    pub unsure: u64,
    /// Spectra of the newest round that wait for a label.
    pub waiting: u64,
    /// Confirmed spectra, for each wanted class.
    pub found: Vec<Found>,
    /// Spectra in the newest list, confirmed ones included; absent while there is no model.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listed: Option<u64>,
    /// Stars that they are of: spectra within 3″ of one another are of one. Absent where the newest list does not tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listed_stars: Option<u64>,
    /// Mean calibrated probability of the listed spectra; absent while there is no model.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected_precision: Option<f64>,
    /// How many wanted spectra the domain holds, by the random draws; absent while there are none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub total: Option<Estimate>,
    /// Wanted spectra that the next 100 labels are expected to find; absent while there is no model.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected_per_100: Option<f64>,
    /// Labels that a certificate of the precision at the target of 0.9 will cost about; absent while there is no list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub price: Option<u64>,
    /// Whether the person agrees with herself; absent while nothing was asked twice.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub agreement: Option<SelfAgreement>,
    /// What to do next, in one sentence.
    pub advice: String,
    /// The audits.
    pub audits: Vec<AuditState>,
}

/// What an audit has found out so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditState {
    /// Which of the audits, from 1.
    pub number: u32,
    /// What it is to find out.
    pub kind: AuditKind,
    /// The classes that it certifies, together.
    pub classes: Vec<String>,
    /// How often its bound may be wrong: its share of the campaign's.
    pub alpha: f64,
    /// Spectra in the frozen list.
    pub listed: u64,
    /// SHA-256 of the frozen list.
    pub list_sha256: String,
    /// Draws that wait for an answer or have one: none where every spectrum of the list is confirmed already.
    pub draws: u64,
    /// Draws with an answer so far, without a gap.
    pub answered: u64,
    /// Those of them that the person could not tell.
    pub unsure: u64,
    /// Precision, or recall, is above this at every look, with confidence `1 − alpha`: *unsure* counts as wrong. Absent before
    /// the list is frozen.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bound: Option<f64>,
    /// The plain estimate, in which *unsure* counts neither way; absent without an answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub estimate: Option<f64>,
}
