//! `PUT /api/job-types/{type}`: a worker says what it can run.

use axum::extract::State;
use ml_job_domain::{FieldError, JobType, JobTypeManifest};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::ApiState;
use crate::config_check;
use crate::extract::{Json, Path};
use crate::http::WORKER_TAG;
use crate::problem::Problem;

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
        (status = 422, description = "The schema is not one, the example does not follow it, or the names differ"),
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
    match config_check::check(&manifest.config_schema, &manifest.config_example, "/config_example") {
        Ok(errors) => problems.extend(errors),
        Err(error) => problems.push(FieldError::new("/config_schema", error.to_string())),
    }
    if let Some(Err(error)) = manifest.metrics_schema.as_ref().map(config_check::compile) {
        problems.push(FieldError::new("/metrics_schema", error.to_string()));
    }
    Problem::unless_valid(problems)?;
    state.store.put_job_type(&manifest, state.clock.now()).await?;
    tracing::info!(job.r#type = %job_type, "Job type {job_type} was declared");
    Ok(Json(manifest))
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
