//! What is compared: a model with a way of asking.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::classify::ModelKind;
use crate::strategy::QueryStrategy;

/// How an arm chooses what to label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asking {
    /// A random batch first, then by a query strategy.
    Strategy(QueryStrategy),
    /// By the sampling plan of a campaign, from the first round on.
    Campaign,
}

/// One arm of a comparison, written `model:strategy`, or `strategy` alone for the model of the whole comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Arm {
    /// The model; absent for that of the whole comparison.
    pub model: Option<ModelKind>,
    /// How it asks.
    pub asking: Asking,
}

impl Arm {
    /// A strategy with the model of the whole comparison.
    pub const fn of(strategy: QueryStrategy) -> Self {
        Self { model: None, asking: Asking::Strategy(strategy) }
    }

    /// The strategy, where it is one.
    pub const fn strategy(self) -> Option<QueryStrategy> {
        match self.asking {
            Asking::Strategy(strategy) => Some(strategy),
            Asking::Campaign => None,
        }
    }
}

impl From<QueryStrategy> for Arm {
    fn from(strategy: QueryStrategy) -> Self {
        Self::of(strategy)
    }
}

impl fmt::Display for Arm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asking = self.strategy().map_or("campaign", QueryStrategy::name);
        let name = self.model.map_or_else(|| asking.to_owned(), |model| format!("{}:{asking}", model.name()));
        f.pad(&name)
    }
}

impl From<Arm> for String {
    fn from(arm: Arm) -> Self {
        arm.to_string()
    }
}

impl TryFrom<String> for Arm {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Arm {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (model, asking) = match text.split_once(':') {
            Some((model, asking)) => (Some(model_named(model)?), asking),
            None => (None, text),
        };
        let asking = match asking {
            "campaign" => Asking::Campaign,
            strategy => Asking::Strategy(strategy.parse().map_err(|error| format!("{error}, campaign"))?),
        };
        Ok(Self { model, asking })
    }
}

fn model_named(name: &str) -> Result<ModelKind, String> {
    let known = ModelKind::ALL;
    known.into_iter().find(|model| model.name() == name).ok_or_else(|| {
        let names = known.map(ModelKind::name).join(", ");
        format!("\"{name}\" is no model; there are: {names}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_are_written_as_they_are_read() {
        for text in ["entropy", "linear:random", "linear_svm:campaign", "campaign", "network:diverse_margin"] {
            assert_eq!(text.parse::<Arm>().unwrap().to_string(), text);
        }
        assert!("tree:margin".parse::<Arm>().unwrap_err().contains("trees"));
        assert!("trees:margins".parse::<Arm>().unwrap_err().contains("campaign"));
    }
}
