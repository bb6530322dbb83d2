//! `POST /api/jobs/`: ask for a job. It waits, PENDING, for its config and for RUN.

use std::collections::BTreeMap;

use axum::extract::State;
use ml_job_domain::{Job, JobId, NewJob};

use super::TAG;
use crate::access::{Who, space_of_new};
use crate::extract::Json;
use crate::idempotency::{self, Answer, Key};
use crate::problem::Problem;
use crate::{ApiState, configs, jobs};

/// Create a job
///
/// With `config` it is validated against the type's JSON Schema and written to `config.json` in the job's directory.
/// Without it, upload a `config.json` there before RUN.
#[utoipa::path(
    post, path = "/api/jobs/", tag = TAG, params(Key),
    request_body(content = NewJob, example = json!({
        "type": "DATA_PREPROCESSING", "label": "Be stars", "description": "Hα of one plate",
        "config": { "data_dir_path": "B6001", "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 140 },
    })),
    responses(
        (status = 201, description = "The job, PENDING", body = Job,
            headers(("Location" = String, description = "The job's path"))),
        (status = 507, description = "No space is left for the job's directory"),
    ),
)]
pub(crate) async fn create_job(
    State(state): State<ApiState>,
    who: Who,
    key: Key,
    Json(mut request): Json<NewJob>,
) -> Result<Answer, Problem> {
    let key = key.of(&state, &request)?;
    if let Some(answer) = idempotency::known(&state, key.as_ref()).await? {
        return Ok(answer);
    }
    Problem::unless_valid(request.problems())?;
    configs::known_type(&state, &request.job_type).await?;
    let space_id = space_of_new(&state, &who, request.space_id, request.parent_job_id).await?;
    request.space_id = Some(space_id);
    if let Some(config) = &request.config {
        configs::check(&state, &request.job_type, config, space_id).await?;
    }
    let job = request.into_job(JobId::new(), state.clock.now());
    jobs::create(&state, &job, &BTreeMap::new(), key).await
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_job_is_created_pending_with_its_directory_and_config() {
        let app = TestApp::new().await;
        let config = json!({ "points": 3 });
        let request = json!({ "type": "COUNT", "label": "Be stars", "config": config });
        let response = app.post("/api/jobs/", &request).await;
        assert_eq!(response.status, StatusCode::CREATED, "{}", response.text());
        let job = response.json();
        assert_eq!(job["phase"], "PENDING");
        assert_eq!(job["created_at"], "2026-01-01T12:00:00Z");
        assert_eq!(job["dir_path"], format!("/JOBS/job_be_stars_{}", job["job_id"].as_str().unwrap()));
        assert_eq!(response.header("location"), format!("/api/jobs/{}", job["job_id"].as_str().unwrap()));
        let written = app.read_file(job["dir_path"].as_str().unwrap(), "config.json");
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&written).unwrap(), config);
        assert_eq!(app.get(&format!("/api/jobs/{}", job["job_id"].as_str().unwrap())).await.json(), job);
    }

    #[tokio::test]
    async fn absent_values_are_left_out() {
        let app = TestApp::new().await;
        let job = app.post("/api/jobs", &json!({ "type": "COUNT", "label": "x" })).await.json();
        let keys: Vec<&String> = job.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["job_id", "dir_path", "type", "phase", "label", "created_at"]);
    }

    #[tokio::test]
    async fn each_wrong_field_is_named() {
        let app = TestApp::new().await;
        let long = "x".repeat(51);
        let table = [
            (json!({ "type": "COUNT" }), "/label", "is required"),
            (json!({ "type": "COUNT", "label": "" }), "/label", "must have 1 to 50 characters, has 0"),
            (json!({ "type": "COUNT", "label": long }), "/label", "must have 1 to 50 characters, has 51"),
            (json!({ "type": "COUNT", "label": "a\u{0}b" }), "/label", "must not contain a NUL character"),
            (json!({ "type": "COUNT", "label": "x", "description": 1 }), "/description", "must be a string"),
            (json!({ "type": "NOPE", "label": "x" }), "/type", "`NOPE` is no known job type; possible: `COUNT`"),
            (
                json!({ "type": "COUNT", "label": "x", "config": { "pionts": 1 } }),
                "/config/pionts",
                "did you mean `points`?",
            ),
            (
                json!({ "type": "COUNT", "label": "x", "config": { "points": 13 } }),
                "/config/points",
                "thirteen brings bad luck",
            ),
            (
                json!({ "type": "COUNT", "label": "x", "config": { "iteration": u32::MAX } }),
                "/config/iteration",
                "must be at most 2147483647",
            ),
            (
                json!({ "type": "COUNT", "label": "x", "parent_job_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab" }),
                "/parent_job_id",
                "is the id of no job",
            ),
        ];
        for (request, pointer, message) in table {
            let response = app.post("/api/jobs/", &request).await;
            assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{request}");
            let problem = response.json();
            let error = problem["errors"].as_array().unwrap().iter().find(|error| error["pointer"] == pointer);
            let found =
                error.unwrap_or_else(|| panic!("no error at {pointer}: {problem}"))["message"].as_str().unwrap();
            assert!(found.contains(message), "{found:?} should contain {message:?}");
        }
        assert_eq!(app.list_dir("/JOBS"), Vec::<String>::new(), "a refused job leaves no directory");
    }

    #[tokio::test]
    async fn a_body_that_is_no_json_is_refused_by_what_is_wrong() {
        let app = TestApp::new().await;
        let response = app.send("POST", "/api/jobs/", &[("content-type", "application/json")], "{\"type\":").await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(response.json()["detail"].as_str().unwrap().contains("is not JSON"));
        let response = app.send("POST", "/api/jobs/", &[("content-type", "text/plain")], "{}").await;
        assert_eq!(response.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let response = app.send("POST", "/api/jobs/", &[], "{}").await;
        assert_eq!(response.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_413() {
        let app = TestApp::with(|dependencies| dependencies.config.max_json_bytes = 100).await;
        let response = app.post("/api/jobs/", &json!({ "type": "COUNT", "label": "x".repeat(200) })).await;
        assert_eq!(response.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(response.json()["code"], "too_large");
    }
}
