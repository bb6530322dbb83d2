//! `PUT /api/job-types/{type}`: a worker says what it can run.

use axum::extract::State;
use ml_job_domain::{FieldError, JobType, JobTypeManifest};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Json, Path};
use crate::http::WORKER_TAG;
use crate::problem::Problem;
use crate::{ApiState, config_check};

/// Which type.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct TypePath {
    /// The name of the type.
    #[serde(rename = "type")]
    #[param(rename = "type")]
    job_type: JobType,
}

/// Declare a job type
///
/// For workers, which declare what they can run when they start. The last declaration counts.
#[utoipa::path(
    put, path = "/api/job-types/{type}", tag = WORKER_TAG, params(TypePath), request_body = JobTypeManifest,
    responses(
        (status = 200, description = "The type as it is known now", body = JobTypeManifest),
        (status = 409, description = "The type is built in, and declared otherwise"),
        (status = 422, description = "The schema is not one or too large, the example does not follow it, or the names differ"),
    ),
)]
pub(crate) async fn put_job_type(
    State(state): State<ApiState>,
    Path(TypePath { job_type }): Path<TypePath>,
    Json(manifest): Json<JobTypeManifest>,
) -> Result<Json<JobTypeManifest>, Problem> {
    let mut problems = Vec::new();
    if manifest.job_type != job_type {
        problems.push(FieldError::new("/type", format!("must be `{job_type}`, as in the path")));
    }
    if manifest.title.is_empty() {
        problems.push(FieldError::new("/title", "must not be empty"));
    }
    let documents = [
        ("/config_schema", Some(&manifest.config_schema)),
        ("/config_example", Some(&manifest.config_example)),
        ("/metrics_schema", manifest.metrics_schema.as_ref()),
    ];
    for (pointer, document) in documents {
        if document.is_some_and(|document| !document.is_object()) {
            problems.push(FieldError::new(pointer, "must be an object"));
        }
    }
    problems.extend(wrong_in_schema(&manifest).await?);
    Problem::unless_valid(problems)?;
    if let Some(built_in) = state.kinds.built_in(&job_type) {
        // The workers of this platform declare what it knows already; those of earlier versions left out what is optional.
        let JobTypeManifest { metrics_schema, results, iterates, .. } = built_in.clone();
        let is_known = built_in == JobTypeManifest { metrics_schema, results, iterates, ..manifest };
        return if is_known { Ok(Json(built_in)) } else { Err(is_built_in(&job_type)) };
    }
    state.store.put_job_type(&manifest, state.clock.now()).await?;
    tracing::info!(job.r#type = %job_type, "Job type {job_type} was declared");
    Ok(Json(manifest))
}

/// What is wrong with the schemas, or with the example by its.
async fn wrong_in_schema(manifest: &JobTypeManifest) -> Result<Vec<FieldError>, Problem> {
    let JobTypeManifest { config_schema, config_example, metrics_schema, .. } = manifest.clone();
    let check = move || {
        let mut wrong = config_check::check(&config_schema, &config_example, "/config_example")
            .unwrap_or_else(|error| vec![FieldError::new("/config_schema", error.to_string())]);
        if let Some(Err(error)) = metrics_schema.as_ref().map(config_check::compile) {
            wrong.push(FieldError::new("/metrics_schema", error.to_string()));
        }
        wrong
    };
    Ok(tokio::task::spawn_blocking(check).await?)
}

fn is_built_in(job_type: &JobType) -> Problem {
    Problem::conflict(format!(
        "{job_type} is a built-in job type and cannot be declared otherwise; a worker of another version may be running."
    ))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_type_that_a_worker_declares_can_be_used_at_once() {
        let app = TestApp::new().await;
        let manifest = json!({
            "type": "ECHO", "title": "Echo", "description": "Says it again.",
            "config_schema": { "type": "object", "required": ["text"] }, "config_example": { "text": "x" },
        });
        for _ in 0..2 {
            assert_eq!(app.put("/api/job-types/ECHO", &manifest).await.status, StatusCode::OK);
        }
        assert_eq!(app.get("/api/job-types").await.json().as_array().unwrap().len(), 2);
        let job = json!({ "type": "ECHO", "label": "x", "config": {} });
        assert_eq!(app.post("/api/jobs", &job).await.json()["errors"][0]["pointer"], "/config/text");
    }

    #[tokio::test]
    async fn a_built_in_type_is_declared_as_it_is_or_not_at_all() {
        let app = TestApp::new().await;
        let mut manifest = app.get("/api/job-types").await.json()[0].clone();
        assert_eq!(app.put("/api/job-types/COUNT", &manifest).await.status, StatusCode::OK);
        manifest["config_schema"] = json!({ "type": "object" });
        let response = app.put("/api/job-types/COUNT", &manifest).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        assert!(response.json()["detail"].as_str().unwrap().starts_with("COUNT is a built-in job type"));
    }

    #[tokio::test]
    async fn a_schema_that_would_take_all_memory_is_refused_with_a_sentence() {
        let app = TestApp::new().await;
        let level = |n: usize| json!({ "anyOf": vec![json!({ "$ref": format!("#/$defs/d{}", n + 1) }); 10] });
        let definitions: serde_json::Map<_, _> = (0..9).map(|n| (format!("d{n}"), level(n))).collect();
        let manifest = json!({
            "type": "LAUGH", "title": "x", "description": "", "config_example": {},
            "config_schema": { "$defs": definitions, "$ref": "#/$defs/d0" },
        });
        let response = app.put("/api/job-types/LAUGH", &manifest).await;
        assert_eq!(
            (response.status, response.pointers()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["/config_schema".into()])
        );
    }

    #[tokio::test]
    async fn a_manifest_that_contradicts_itself_is_refused() {
        let app = TestApp::new().await;
        let manifest = json!({
            "type": "ECHO", "title": "", "description": "", "config_schema": { "type": "nonsense" }, "config_example": {},
        });
        let response = app.put("/api/job-types/OTHER", &manifest).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        let pointers: Vec<String> = response.pointers();
        assert_eq!(pointers, ["/type", "/title", "/config_schema"]);
        let manifest = json!({
            "type": "ECHO", "title": "x", "description": "", "config_schema": true, "config_example": [],
        });
        let pointers = app.put("/api/job-types/ECHO", &manifest).await.pointers();
        assert_eq!(pointers, ["/config_schema", "/config_example"]);
    }
}
