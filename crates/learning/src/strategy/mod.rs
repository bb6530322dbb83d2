//! Query strategies: which spectra the oracle shall label next.
//!
//! A strategy is a pure function from what the network says to a choice of spectra. Most rate each spectrum on its own
//! ([`QueryStrategy::informativeness`]), so a pool streams through [`TopK`] and only the best are kept; equal ratings are ordered by
//! name, so the choice depends neither on the order of the pool nor on how it is cut into chunks. To add a strategy, add a variant here
//! and its rating to [`informativeness`](QueryStrategy::informativeness).

mod diverse;
mod top_k;
mod uncertainty;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::query::k_means_plus_plus;
use crate::rng::Random;

pub use diverse::farthest_first;
pub use top_k::TopK;
pub use uncertainty::{entropy, least_confidence, margin, mutual_information};

/// Passes of Monte-Carlo dropout behind `bald`.
pub const BALD_PASSES: usize = 20;
/// Diverse strategies choose among so many times as many spectra as are asked for.
pub const DIVERSE_POOL: usize = 10;

/// How the next spectra for the oracle are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryStrategy {
    /// Largest entropy of the class probabilities.
    #[default]
    Entropy,
    /// Smallest distance between the two largest probabilities.
    Margin,
    /// Smallest largest probability.
    LeastConfidence,
    /// Largest mutual information between prediction and weights, by Monte-Carlo dropout (Houlsby et al. 2011, Gal et al. 2017).
    Bald,
    /// Far apart from one another (in the penultimate layer) among those of largest entropy.
    DiverseEntropy,
    /// Spread by k-means++ among those of smallest margin.
    DiverseMargin,
    /// Most probable of a candidate class.
    MostProbable,
    /// At random: the yardstick.
    Random,
}

impl QueryStrategy {
    /// All strategies.
    pub const ALL: [Self; 8] = [
        Self::Entropy,
        Self::Margin,
        Self::LeastConfidence,
        Self::Bald,
        Self::DiverseEntropy,
        Self::DiverseMargin,
        Self::MostProbable,
        Self::Random,
    ];

    /// The name as in configurations.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entropy => "entropy",
            Self::Margin => "margin",
            Self::LeastConfidence => "least_confidence",
            Self::Bald => "bald",
            Self::DiverseEntropy => "diverse_entropy",
            Self::DiverseMargin => "diverse_margin",
            Self::MostProbable => "most_probable",
            Self::Random => "random",
        }
    }

    /// How much labelling the spectrum would tell: larger is better. `passes` are the probabilities of each Monte-Carlo pass, used by
    /// [`Self::Bald`] only; [`Self::Random`] finds all alike, and [`Self::MostProbable`] is rated by [`Self::rating`].
    pub fn informativeness(self, probabilities: &[f32], passes: &[&[f32]]) -> f64 {
        match self {
            Self::Entropy | Self::DiverseEntropy => entropy(probabilities),
            Self::Margin | Self::DiverseMargin => margin(probabilities),
            Self::LeastConfidence => least_confidence(probabilities),
            Self::Bald => mutual_information(passes),
            // Which classes are candidates, only the caller knows.
            Self::MostProbable | Self::Random => 0.0,
        }
    }

    /// As [`Self::informativeness`], where `wanted` says which classes are candidates.
    pub fn rating(self, probabilities: &[f32], passes: &[&[f32]], wanted: &[bool]) -> f64 {
        if self == Self::MostProbable {
            return probabilities.iter().zip(wanted).filter(|(_, wanted)| **wanted).map(|(p, _)| f64::from(*p)).sum();
        }
        self.informativeness(probabilities, passes)
    }

    /// How many of the best rated are kept for a query of `n`: diverse strategies choose among more.
    pub const fn kept(self, n: usize) -> usize {
        match self {
            Self::Random => 0,
            Self::DiverseEntropy | Self::DiverseMargin => n.saturating_mul(DIVERSE_POOL),
            Self::Entropy | Self::Margin | Self::LeastConfidence | Self::Bald | Self::MostProbable => n,
        }
    }

    /// Whether the best rated are then spread by distance.
    pub const fn is_diverse(self) -> bool {
        matches!(self, Self::DiverseEntropy | Self::DiverseMargin)
    }

    /// Chooses `n` of the best rated, best first, by their embeddings `[rows, width]`; `ratings` belong to the rows.
    pub fn spread(
        self,
        embeddings: &[f32],
        width: usize,
        ratings: &[f64],
        n: usize,
        random: &mut Random,
    ) -> Vec<usize> {
        match self {
            Self::DiverseMargin => {
                let weights: Vec<f64> = ratings.iter().map(|rating| rating.max(1e-9)).collect();
                k_means_plus_plus(embeddings, width, n, &weights, &[], random)
            }
            _ => farthest_first(embeddings, width, n),
        }
    }
}

impl std::str::FromStr for QueryStrategy {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.name() == name)
            .ok_or_else(|| format!("\"{name}\" is no query strategy; there are: {}", known()))
    }
}

/// How iteration 0 chooses, before there is a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InitialQuery {
    /// At random.
    #[default]
    Random,
    /// The first of the pool, as the predecessor did.
    First,
    /// Far apart from one another as fluxes, in a random sample of the pool.
    Diverse,
    /// Spread like the pool: k-means++ on principal components.
    KMeans,
    /// The strangest by an isolation forest.
    Anomaly,
    /// Those whose Hα stands highest above the continuum.
    LineIndex,
    /// Two fifths spread, two fifths strange, one fifth at random: a start that is not cold however rare the class.
    Mixed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_configuration() {
        for strategy in QueryStrategy::ALL {
            assert_eq!(strategy.name().parse(), Ok(strategy));
            assert_eq!(serde_json::to_value(strategy).unwrap(), strategy.name());
        }
        assert!("entropie".parse::<QueryStrategy>().unwrap_err().contains("least_confidence"));
    }

    #[test]
    fn two_classes_are_ranked_alike_by_the_three_uncertainties() {
        let sure = [0.9, 0.1];
        let unsure = [0.4, 0.6];
        for strategy in [QueryStrategy::Entropy, QueryStrategy::Margin, QueryStrategy::LeastConfidence] {
            assert!(strategy.informativeness(&unsure, &[]) > strategy.informativeness(&sure, &[]), "{strategy:?}");
        }
    }

    #[test]
    fn three_classes_are_ranked_differently_by_margin_and_entropy() {
        // Torn between two, or spread over all three with a clear first.
        let (torn, spread) = ([0.5, 0.5, 0.0], [0.5, 0.25, 0.25]);
        let rate = |strategy: QueryStrategy, p: &[f32]| strategy.informativeness(p, &[]);
        assert!(rate(QueryStrategy::Margin, &torn) > rate(QueryStrategy::Margin, &spread));
        assert!(rate(QueryStrategy::Entropy, &torn) < rate(QueryStrategy::Entropy, &spread));
        assert_eq!(rate(QueryStrategy::LeastConfidence, &torn), rate(QueryStrategy::LeastConfidence, &spread));
    }
}
