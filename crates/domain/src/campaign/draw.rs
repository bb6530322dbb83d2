//! Why a spectrum is shown in a campaign, and how probable that was.

use serde::{Deserialize, Serialize};

use crate::named::named;

/// Why a spectrum was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DrawKind {
    /// The model is least sure of it.
    Uncertain,
    /// The model takes it for a wanted one, and is not sure yet.
    Probable,
    /// It is unlike the others.
    Anomaly,
    /// Together with others it covers the pool.
    Diverse,
    /// It is like an example that was given.
    Similar,
    /// By chance, with a probability that is recorded: it teaches and counts.
    Random,
    /// By chance out of a frozen list, or of what the list leaves out.
    Audit,
    /// It was labelled before: does the person say the same again?
    Repeat,
    /// A person chose it.
    Chosen,
}

named!(
    DrawKind,
    "kind of draw",
    Uncertain = "UNCERTAIN",
    Probable = "PROBABLE",
    Anomaly = "ANOMALY",
    Diverse = "DIVERSE",
    Similar = "SIMILAR",
    Random = "RANDOM",
    Audit = "AUDIT",
    Repeat = "REPEAT",
    Chosen = "CHOSEN"
);

impl DrawKind {
    /// Whether nobody may know what the model thinks of it before it is labelled: its label is to be a measurement.
    pub const fn is_blind(self) -> bool {
        matches!(self, Self::Random | Self::Audit | Self::Repeat)
    }
}

/// How a spectrum came to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Draw {
    /// Why.
    pub kind: DrawKind,
    /// The probability of this spectrum to be drawn among those that were left, where it was drawn by chance.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1))]
    pub probability: Option<f64>,
    /// The largest weight, one over the probability, that any spectrum left could have had then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub weight_max: Option<f64>,
    /// Other spectra of the pool that are of the same star, within 3″: shown together with it, and not asked about by themselves.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub same_star: Vec<String>,
}

/// How many spectra of one star are told beside the one that is asked about, at most.
pub const SAME_STAR_MAX: usize = 20;

impl Draw {
    /// A draw that was no chance.
    pub const fn of(kind: DrawKind) -> Self {
        Self { kind, probability: None, weight_max: None, same_star: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_uses_the_same_names() {
        for kind in DrawKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[test]
    fn what_measures_is_blind_and_what_teaches_need_not_be() {
        let blind: Vec<_> = DrawKind::ALL.into_iter().filter(|kind| kind.is_blind()).collect();
        assert_eq!(blind, [DrawKind::Random, DrawKind::Audit, DrawKind::Repeat]);
    }
}
