//! How far people agree: what is asked of the science, and what it answers.

use serde::{Deserialize, Serialize};

use super::Opinion;
use crate::{Labelling, LabellingId};

/// A labelling with all that people say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The labelling as it is kept.
    pub labelling: Labelling,
    /// The opinions, in the order in which they were given.
    pub opinions: Vec<Opinion>,
}

/// A number with an interval from a seeded bootstrap over the labellings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgreementInterval {
    /// Lower end of the 95 % interval.
    pub from: f64,
    /// The number.
    pub value: f64,
    /// Upper end.
    pub to: f64,
}

/// Two people who answered the same spectra.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgreementPair {
    /// One.
    pub first: String,
    /// The other.
    pub second: String,
    /// Spectra that both answered blindly.
    pub both: u64,
    /// Those with the same answer.
    pub same: u64,
    /// Cohen's κ; absent where it has no value (both always say one and the same).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kappa: Option<f64>,
}

/// How often a person said something of spectra whose label that counts is this.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LabelConfusion {
    /// The label that counts.
    pub counts: String,
    /// What the person said.
    pub said: String,
    /// How often.
    pub spectra: u64,
}

/// How probably a person says something of a spectrum of a class, by Dawid & Skene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reliability {
    /// What the spectrum is.
    pub is: String,
    /// What the person says of it.
    pub says: String,
    /// How probably.
    pub probability: f64,
}

/// One of those who labelled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgreementPerson {
    /// Who.
    pub name: String,
    /// Spectra that the person has labelled.
    pub labelled: u64,
    /// Her answers against the labels that count, of spectra that two people or more labelled; what never happened is left out.
    pub confusion: Vec<LabelConfusion>,
    /// The same as probabilities, by Dawid & Skene; none while fewer than two people labelled the same spectra.
    pub reliability: Vec<Reliability>,
}

/// A label that the opinions together make most probable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CombinedLabel {
    /// The labelling.
    pub labelling_id: LabellingId,
    /// The label.
    pub label: String,
    /// How probable it is, by Dawid & Skene.
    pub probability: f64,
}

/// How far people agree, by what they said blindly of the same spectra.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agreement {
    /// Spectra that two people answered blindly.
    pub both: u64,
    /// Spectra that wait for the second of two answers.
    pub waiting: u64,
    /// Those who labelled, by name.
    pub people: Vec<AgreementPerson>,
    /// Each two of them who answered the same spectra blindly.
    pub pairs: Vec<AgreementPair>,
    /// Fleiss' κ; absent where it has no value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fleiss_kappa: Option<f64>,
    /// Krippendorff's α for names; absent where it has no value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alpha: Option<AgreementInterval>,
    /// The most probable labels of the spectra that people differ about.
    pub combined: Vec<CombinedLabel>,
    /// Spectra that people differ about, and that nobody has settled.
    pub disagreements: u64,
}
