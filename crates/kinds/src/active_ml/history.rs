//! The performance estimates of all iterations so far, in the two files that hold them.

use std::path::Path;

use ml_job_domain::PerformanceEstimate;
use ml_job_learning::data::write_json;
use ml_job_learning::error::LearningError;
use serde::{Deserialize, Serialize};

use super::config::ActiveMlConfig;
use super::training_set::read_json;
use crate::files::Files;

/// Name of the plain list of estimates in a job's directory.
pub const PERF_EST_LIST_FILE: &str = "perf_est_list.json";
/// Name of the estimates with their bounds in a job's directory.
pub const PERF_EST_FILE: &str = "perf_est.json";

/// All estimates so far, the content of [`PERF_EST_FILE`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PerformanceHistory {
    /// One estimate for each iteration that was judged, in order.
    pub iterations: Vec<PerformanceEstimate>,
}

/// The estimates that earlier iterations left.
pub(super) struct Performance {
    /// The plain numbers.
    pub(super) list: Vec<f64>,
    /// With their bounds, as far as they are known.
    pub(super) history: PerformanceHistory,
}

impl Performance {
    /// The estimates that the configuration names.
    pub(super) fn read(config: &ActiveMlConfig, files: &Files) -> Result<Self, LearningError> {
        let expected = config.iteration.saturating_sub(1) as usize;
        let Some(path) = &config.perf_est_list_path else {
            return Ok(Self { list: Vec::new(), history: PerformanceHistory::default() });
        };
        let place = files.resolve("perf_est_list_path", path)?;
        let list: Vec<f64> = read_json(&place, Path::new(path))?;
        if list.len() != expected {
            let message = format!(
                "perf_est_list_path: \"{path}\" has {} numbers; iteration {} needs {expected}.",
                list.len(),
                config.iteration
            );
            return Err(LearningError::config("perf_est_list_path", message));
        }
        // The bounds lie beside the list where the labels came through the platform; the predecessor's front end writes none.
        let beside = place.with_file_name(PERF_EST_FILE);
        let history = if beside.is_file() {
            read_json(&beside, Path::new(PERF_EST_FILE))?
        } else {
            PerformanceHistory::default()
        };
        Ok(Self { list, history })
    }

    /// Writes both files into a job's directory.
    pub(super) fn write(&self, directory: &Path) -> Result<(), LearningError> {
        write_json(&directory.join(PERF_EST_LIST_FILE), &self.list)?;
        write_json(&directory.join(PERF_EST_FILE), &self.history)
    }
}
