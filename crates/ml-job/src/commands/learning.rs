//! What `train`, `predict` and `simulate` share: options that the library names, and progress on a terminal.

use clap::Args;
use indicatif::ProgressBar;
use ml_job_domain::{LogLevel, Observer, Progress};
use ml_job_learning::engine::device::Device;
use ml_job_learning::error::LearningError;
use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};

use super::progress_bar;

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

/// Shows progress and log lines to a person.
pub(super) struct Shown {
    bar: ProgressBar,
}

impl Shown {
    pub(super) fn new(what: &'static str) -> Self {
        Self { bar: progress_bar(what) }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Shown {
    fn progress(&mut self, progress: Progress) {
        progress.total.into_iter().for_each(|total| self.bar.set_length(total));
        self.bar.set_position(progress.done);
    }

    fn log(&mut self, _: LogLevel, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }
}

/// The sentence of a failure, with its causes.
pub(super) fn failure(error: LearningError) -> anyhow::Error {
    anyhow::Error::new(error)
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
