//! `POST /api/jobs/{job_id}/next`: from an iteration and its labels to the next iteration.

use std::collections::BTreeMap;

use axum::extract::State;
use ml_job_domain::{Job, JobId, NewJob, Phase};
use ml_job_store::LabellingFilter;
use serde_json::Value;

use super::{JobPath, TAG};
use crate::extract::Path;
use crate::files::FilesError;
use crate::idempotency::{self, Answer, Key};
use crate::iteration::{IterationRule, PreviousIteration};
use crate::problem::Problem;
use crate::{ApiState, configs, jobs};

/// The largest file that a rule reads.
const FILE_MAX_BYTES: u64 = 4 * 1024 * 1024;
/// The longest label of a job, in characters.
const LABEL_MAX: usize = 50;

/// Create the next iteration of a job
///
/// Makes the next iteration's config from this job's config and the labels that people gave, writes the labels and the
/// performance estimates into this job's directory (`oracle_data.json`, `perf_est_list.json`, `perf_est.json`), and creates
/// the next job, PENDING, with `parent_job_id` naming this one. No file needs to be edited.
#[utoipa::path(
    post, path = "/api/jobs/{job_id}/next", tag = TAG, params(JobPath, Key),
    responses(
        (status = 201, description = "The next job, PENDING", body = Job,
            headers(("Location" = String, description = "The job's path"))),
        (status = 409, description = "The job has not completed, its type has no iterations, or labels are missing"),
        (status = 422, description = "The job's id or its config is not valid"),
        (status = 507, description = "No space is left for the job's directory"),
    ),
)]
pub(crate) async fn create_next_job(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    key: Key,
) -> Result<Answer, Problem> {
    let key = key.of(&state, &())?;
    if let Some(answer) = idempotency::known(&state, key.as_ref()).await? {
        return Ok(answer);
    }
    let job = jobs::find(&state, job_id).await?;
    let rule = state.iterations.get(&job.job_type);
    let rule = rule.ok_or_else(|| Problem::conflict(format!("{} jobs have no iterations.", job.job_type)))?;
    let (Phase::Completed, Some(config)) = (job.phase, &job.config) else {
        let reason = format!("The next iteration needs a COMPLETED job: this one is {}.", job.phase);
        return Err(Problem::conflict(reason));
    };
    let labellings = state.store.list_labellings(job_id, &LabellingFilter::default(), None).await?.items;
    let files = read_files(&state, &job, rule).await?;
    let previous = PreviousIteration { job: &job, config, labellings: &labellings, files };
    let next = (rule.plan)(&previous).map_err(Problem::conflict)?;
    configs::check(&state, &job.job_type, &next.config).await?;
    for (name, content) in &next.files {
        let content = content.to_string().into_bytes();
        state.files.write(&configs::directory(&job)?, &configs::file_name(name)?, content).await?;
    }
    let request = NewJob {
        job_type: job.job_type.clone(),
        label: next_label(&job.label, Job::iteration_in(&next.config)),
        description: job.description.clone(),
        config: Some(next.config),
        parent_job_id: Some(job_id),
    };
    let next = request.into_job(JobId::new(), state.clock.now());
    jobs::create(&state, &next, key).await
}

/// The files that the rule wants and the job has. One that is no JSON is as good as missing: the rule says what it needs.
async fn read_files(
    state: &ApiState,
    job: &Job,
    rule: &IterationRule,
) -> Result<BTreeMap<&'static str, Value>, Problem> {
    let directory = configs::directory(job)?;
    let mut files = BTreeMap::new();
    for name in rule.reads {
        match state.files.read(&directory, &configs::file_name(name)?, FILE_MAX_BYTES).await {
            Ok(content) => {
                if let Ok(content) = serde_json::from_slice(&content) {
                    files.insert(*name, content);
                }
            }
            Err(FilesError::NoSuchFile | FilesError::NoSuchDirectory) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(files)
}

/// The label with the iteration behind it, instead of the one that is there.
fn next_label(label: &str, iteration: Option<u32>) -> String {
    let Some(iteration) = iteration else { return label.to_owned() };
    let base = label.rsplit_once(" #").filter(|(_, n)| n.bytes().all(|b| b.is_ascii_digit())).map_or(label, |(b, _)| b);
    let suffix = format!(" #{iteration}");
    let room = LABEL_MAX - suffix.chars().count();
    base.chars().take(room).chain(suffix.chars()).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use ml_job_domain::Phase;
    use serde_json::json;

    use super::next_label;
    use crate::iteration::{IterationRule, NextIteration, PreviousIteration};
    use crate::test_app::{TestApp, UNKNOWN_ID};

    /// Counts the labels: `{"points": labels}`, and keeps them in a file.
    fn plan(previous: &PreviousIteration<'_>) -> Result<NextIteration, String> {
        let labels: Vec<&String> = previous.labellings.iter().filter_map(|l| l.user_label.as_ref()).collect();
        if labels.is_empty() {
            return Err("No spectrum has a label yet.".into());
        }
        let earlier = previous.files.get("labels.json").and_then(|file| file.as_array()).map_or(0, Vec::len);
        Ok(NextIteration {
            config: json!({ "points": labels.len() + earlier }),
            files: vec![("labels.json", json!(labels))],
        })
    }

    async fn app() -> TestApp {
        TestApp::with(|dependencies| {
            let rule = IterationRule { reads: &["labels.json"], plan };
            dependencies.iterations.insert("COUNT".parse().unwrap(), rule);
        })
        .await
    }

    #[tokio::test]
    async fn labels_make_the_next_job() {
        let app = app().await;
        let (job, path) = app.completed_job("w").await;
        let labelling = json!({ "job_id": job["job_id"], "spectrum_filename": "a.fits", "spectrum_set": "ORACLE",
            "sequence_iteration": 0, "user_label": "peak" });
        app.post("/api/labellings/", &labelling).await;

        let response = app.post_empty(&format!("{path}/next")).await;
        assert_eq!(response.status, StatusCode::CREATED, "{}", response.text());
        let next = response.json();
        assert_eq!(next["phase"], Phase::Pending.as_str());
        assert_eq!(next["parent_job_id"], job["job_id"]);
        assert_eq!(next["config"], json!({ "points": 1 }));
        assert_eq!(app.read_file(job["dir_path"].as_str().unwrap(), "labels.json"), br#"["peak"]"#);
        assert!(!app.read_file(next["dir_path"].as_str().unwrap(), "config.json").is_empty());

        let again = app.post_empty(&format!("{path}/next/")).await.json();
        assert_eq!(again["config"], json!({ "points": 2 }), "the file of the first time was read");
    }

    #[tokio::test]
    async fn without_labels_the_rule_says_what_is_missing() {
        let app = app().await;
        let (_, path) = app.completed_job("w").await;
        let response = app.post_empty(&format!("{path}/next")).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        assert_eq!(response.json()["detail"], "No spectrum has a label yet.");
    }

    #[tokio::test]
    async fn only_completed_jobs_of_types_that_iterate_have_a_next() {
        let with_rules = app().await;
        let (_, path) = with_rules.pending_job().await;
        let response = with_rules.post_empty(&format!("{path}/next")).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        assert!(response.text().contains("PENDING"), "{}", response.text());

        let without_rules = TestApp::new().await;
        let (_, path) = without_rules.completed_job("w").await;
        let response = without_rules.post_empty(&format!("{path}/next")).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        assert!(response.text().contains("no iterations"), "{}", response.text());

        let unknown = with_rules.post_empty(&format!("/api/jobs/{UNKNOWN_ID}/next")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }

    #[test]
    fn labels_count_iterations() {
        assert_eq!(next_label("Be stars", Some(1)), "Be stars #1");
        assert_eq!(next_label("Be stars #1", Some(2)), "Be stars #2");
        assert_eq!(next_label("Be #stars", Some(2)), "Be #stars #2");
        assert_eq!(next_label(&"ž".repeat(50), Some(10)).chars().count(), 50);
        assert_eq!(next_label("x", None), "x");
    }
}
