//! What a JSON Schema cannot say about a config: handed to the API, which knows no science.

use std::collections::HashMap;

use ml_job_api::SemanticCheck;
use ml_job_domain::{FieldError, JobType};
use ml_job_kinds::active_ml::ActiveMlConfig;
use ml_job_spectra::PreprocessConfig;
use serde_json::Value;

/// The checks of the built-in job types.
pub(crate) fn semantic_checks() -> HashMap<JobType, SemanticCheck> {
    let checks: [(&str, SemanticCheck); 2] =
        [(JobType::DATA_PREPROCESSING, preprocessing), (JobType::ACTIVE_ML, active_learning)];
    checks.into_iter().filter_map(|(name, check)| Some((name.parse().ok()?, check))).collect()
}

fn preprocessing(config: &Value) -> Vec<FieldError> {
    match serde_json::from_value::<PreprocessConfig>(config.clone()) {
        Ok(config) => config.validate().err().unwrap_or_default(),
        Err(error) => vec![FieldError::new("", error.to_string())],
    }
}

fn active_learning(config: &Value) -> Vec<FieldError> {
    match ActiveMlConfig::from_json(config) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            problems.into_iter().map(|problem| FieldError::new(problem.pointer, problem.message)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_grid_that_runs_backwards_is_named() {
        let config = json!({ "data_dir_path": "x", "wave_start_point": 8000.0, "wave_end_point": 5000.0, "wave_point_count": 10 });
        let errors = preprocessing(&config);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].pointer, "/wave_end_point");
    }

    #[test]
    fn every_check_is_for_a_type_that_exists() {
        let known = ml_job_kinds::catalogue::builtin_modules();
        for job_type in semantic_checks().keys() {
            assert!(known.iter().any(|module| module.manifest().job_type == *job_type), "{job_type}");
        }
    }
}
