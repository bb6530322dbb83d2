//! What `train`, `predict` and `simulate` share: options that the library names.

use clap::Args;
use clap::builder::RangedU64ValueParser;
use ml_job_learning::engine::device::Device;
use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};

/// Where to compute.
#[derive(Debug, Clone, Args)]
pub(super) struct ComputeOptions {
    /// What computes: auto, cpu or cuda
    #[arg(long, value_name = "DEVICE", default_value = "auto", value_parser = named::<Device>)]
    pub(super) device: Device,

    /// Threads of the CPU [default: all cores]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) threads: usize,
}

/// Reads a word that the library knows; the error lists the words that there are.
pub(super) fn named<T: DeserializeOwned>(word: &str) -> Result<T, String> {
    T::deserialize(StrDeserializer::<Error>::new(word)).map_err(|error| error.to_string())
}

/// Reads a number of at least 1.
pub(super) fn at_least_one() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..)
}

#[cfg(test)]
mod tests {
    use ml_job_learning::strategy::QueryStrategy;

    use super::*;

    #[test]
    fn a_word_that_nobody_knows_is_answered_with_those_that_there_are() {
        assert_eq!(named::<QueryStrategy>("least_confidence"), Ok(QueryStrategy::LeastConfidence));
        let error = named::<QueryStrategy>("entrophy").unwrap_err();
        assert!(error.contains("entrophy") && error.contains("`entropy`"), "{error}");
    }
}
