//! `POST /api/jobs/{job_id}/next`: from an iteration and its labels to the next iteration.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use ml_job_disk::without_byte_order_mark;
use ml_job_domain::{Job, JobId, NewJob, NextIteration, Phase, PreviousIteration};
use ml_job_store::LabellingFilter;
use serde_json::Value;

use super::{JobPath, TAG};
use crate::extract::Path;
use crate::files::{FileName, FilesError};
use crate::idempotency::{self, Answer, Key};
use crate::problem::Problem;
use crate::{ApiState, configs, jobs, opinions};

/// The largest file that is read for the next iteration.
const FILE_MAX_BYTES: u64 = 4 * 1024 * 1024;
/// The longest label of a job, in characters.
const LABEL_MAX: usize = 50;

/// Create the next iteration of a job
///
/// Makes the next iteration's config from this job's config and the labels that people gave, and creates the next job, PENDING, with
/// `parent_job_id` naming this one. The labels and the performance estimates are written into the next job's own directory
/// (`oracle_data.json`, `perf_est_list.json`, `perf_est.json`); this job's stays as it is. No file needs to be edited.
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
    let mut job = jobs::find(&state, job_id).await?;
    let combined = opinions::combined_of(&state, &job).await?;
    let Some(reads) = state.kinds.reads(&job.job_type) else { return Err(no_iterations(&state, &job).await?) };
    let (Phase::Completed, Some(config)) = (job.phase, job.config.take()) else {
        let reason = format!("The next iteration needs a COMPLETED job: this one is {}.", job.phase);
        return Err(Problem::conflict(reason));
    };
    let (job_type, description) = (job.job_type.clone(), job.description.clone());
    let label = next_label(&job.label, job.iteration.map(|iteration| iteration + 1));
    let request = NewJob {
        job_type,
        label,
        description,
        config: None,
        parent_job_id: Some(job_id),
        space_id: Some(job.space_id),
    };
    // Its directory has to be known before its config, which names files in there.
    let mut next = request.into_job(JobId::new(), state.clock.now());
    let mut labellings = state.store.list_labellings(job_id, &LabellingFilter::default(), None).await?.items;
    opinions::take_combined(&mut labellings, &combined);
    let files = read_files(&state, &job, &reads).await?;
    let previous = PreviousIteration { job, config, labellings, files, next_dir_path: next.dir_path.clone() };
    let NextIteration { config, files } = plan(&state, previous).await?;
    configs::check(&state, &next.job_type, &config, next.space_id).await?;
    next.iteration = Job::iteration_in(&config);
    next.config = Some(config);
    jobs::create(&state, &next, &files, key).await
}

/// Why a job has no next one: it never has, or only the workers know how.
async fn no_iterations(state: &ApiState, job: &Job) -> Result<Problem, Problem> {
    let Job { job_type, .. } = job;
    let iterates = state.store.lookup_job_type(job_type).await?.is_some_and(|manifest| manifest.iterates);
    Ok(Problem::conflict(if iterates {
        format!(
            "This API has no program of {job_type} jobs to make the next iteration: start it with --modules-dir (MODULES_DIR)."
        )
    } else {
        format!("{job_type} jobs have no iterations.")
    }))
}

/// The next iteration, as the job's type makes it.
async fn plan(state: &ApiState, previous: PreviousIteration) -> Result<NextIteration, Problem> {
    let kinds = Arc::clone(&state.kinds);
    let job_type = previous.job.job_type.clone();
    let planned = tokio::task::spawn_blocking(move || kinds.next(&previous)).await?;
    let next = planned.map_err(Problem::conflict)?;
    // A program may say anything.
    match next.files.keys().find(|name| name.parse::<FileName>().is_err()) {
        Some(name) => {
            Err(Problem::conflict(format!("The program of {job_type} jobs names a file `{name}`, which is none.")))
        }
        None => Ok(next),
    }
}

/// The files that are wanted and that the job has. One that is no JSON is as good as missing: the type says what it needs.
async fn read_files(state: &ApiState, job: &Job, names: &[String]) -> Result<BTreeMap<String, Value>, Problem> {
    let directory = configs::directory(job)?;
    let mut files = BTreeMap::new();
    for name in names {
        match state.files.read(&directory, &configs::file_name(name)?, FILE_MAX_BYTES).await {
            Ok(content) => {
                files.extend(
                    serde_json::from_slice(without_byte_order_mark(&content))
                        .ok()
                        .map(|content: Value| (name.clone(), content)),
                );
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
    use std::sync::Arc;

    use axum::http::StatusCode;
    use ml_job_domain::{JobKinds as _, Phase};
    use serde_json::{Value, json};

    use super::next_label;
    use crate::test_app::{CountKind, TestApp, UNKNOWN_ID};

    async fn app() -> TestApp {
        TestApp::with(|dependencies| dependencies.kinds = Arc::new(CountKind { iterates: true })).await
    }

    async fn label(app: &TestApp, job: &Value, spectrum: &str, label: &str) {
        let labelling = json!({ "job_id": job["job_id"], "spectrum_filename": spectrum, "spectrum_set": "ORACLE",
            "sequence_iteration": 0, "user_label": label });
        assert_eq!(app.post("/api/labellings/", &labelling).await.status, StatusCode::CREATED);
    }

    #[tokio::test]
    async fn labels_make_the_next_job() {
        let app = app().await;
        let (job, path) = app.completed_job("w").await;
        label(&app, &job, "a.fits", "peak").await;
        let left = app.list_dir(job["dir_path"].as_str().unwrap());

        let response = app.post_empty(&format!("{path}/next")).await;
        assert_eq!(response.status, StatusCode::CREATED, "{}", response.text());
        let next = response.json();
        assert_eq!(next["phase"], Phase::Pending.as_str());
        assert_eq!(next["parent_job_id"], job["job_id"]);
        assert_eq!(next["config"], json!({ "points": 1 }));
        let directory = next["dir_path"].as_str().unwrap();
        assert_eq!(app.read_file(directory, "labels.json"), br#"["peak"]"#);
        assert!(!app.read_file(directory, "config.json").is_empty());
        assert_eq!(app.list_dir(job["dir_path"].as_str().unwrap()), left, "the parent stays as it is");

        // What is said later leads to another job, and changes nothing of the first one.
        label(&app, &job, "b.fits", "other").await;
        let again = app.post_empty(&format!("{path}/next/")).await.json();
        assert_eq!(again["config"], json!({ "points": 2 }));
        assert_eq!(app.read_file(again["dir_path"].as_str().unwrap(), "labels.json"), br#"["peak","other"]"#);
        assert_eq!(app.read_file(directory, "labels.json"), br#"["peak"]"#);
    }

    #[tokio::test]
    async fn files_of_the_job_are_read_and_what_is_none_is_refused() {
        let app = app().await;
        let (job, path) = app.completed_job("w").await;
        label(&app, &job, "a.fits", "peak").await;
        app.write_file(job["dir_path"].as_str().unwrap(), "count.json", b"40");
        assert_eq!(app.post_empty(&format!("{path}/next")).await.json()["config"], json!({ "points": 41 }));

        app.write_file(job["dir_path"].as_str().unwrap(), "count.json", b"12");
        let unlucky = app.post_empty(&format!("{path}/next")).await;
        assert_eq!(unlucky.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unlucky.text());

        label(&app, &job, "b.fits", "../escape").await;
        let bad = app.post_empty(&format!("{path}/next")).await;
        assert_eq!(bad.status, StatusCode::CONFLICT, "{}", bad.text());
        assert!(bad.text().contains("names a file `../escape.json`"), "{}", bad.text());
    }

    #[tokio::test]
    async fn an_api_without_the_program_says_what_is_missing() {
        let app = TestApp::new().await;
        let (_, path) = app.completed_job("w").await;
        let declared = CountKind { iterates: true }.manifests().remove(0);
        app.state.store.put_job_type(&declared, app.state.clock.now()).await.unwrap();
        let response = app.post_empty(&format!("{path}/next")).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        assert!(response.text().contains("MODULES_DIR"), "{}", response.text());
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
