//! `GET /api/job-types/`: which kinds of jobs there are, and what their configs look like.

use axum::extract::State;
use ml_job_domain::JobTypeManifest;

use super::TAG;
use crate::ApiState;
use crate::extract::Json;
use crate::problem::Problem;

/// List job types
///
/// With the JSON Schema (draft 2020-12) of each type's config: enough to make a form.
#[utoipa::path(
    get, path = "/api/job-types/", tag = TAG,
    responses((status = 200, description = "The types, by name", body = Vec<JobTypeManifest>)),
)]
pub(crate) async fn list_job_types(State(state): State<ApiState>) -> Result<Json<Vec<JobTypeManifest>>, Problem> {
    Ok(Json(state.store.list_job_types().await?))
}

#[cfg(test)]
mod tests {
    use crate::test_app::TestApp;

    #[tokio::test]
    async fn the_builtin_types_are_known_without_a_worker() {
        let app = TestApp::new().await;
        let types = app.get("/api/job-types/").await.json();
        assert_eq!(types[0]["type"], "COUNT");
        assert_eq!(types[0]["config_schema"]["type"], "object");
    }
}
