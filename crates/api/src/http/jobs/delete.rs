//! `DELETE /api/jobs/{job_id}`: forget a job and its labellings; with `purge`, its files too.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::lifecycle::Event;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{JobPath, TAG};
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::{ApiState, jobs};

/// What goes with the job.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteQuery {
    /// Whether the job's directory is deleted too.
    #[serde(default)]
    #[param(default = false)]
    purge: bool,
}

/// Delete a job
///
/// Its labellings go with it. Its directory stays unless `purge` is `true`.
#[utoipa::path(
    delete, path = "/api/jobs/{job_id}", tag = TAG, params(JobPath, DeleteQuery),
    responses(
        (status = 204, description = "The job is gone"),
        (status = 409, description = "The job is PROCESSING, or belongs to a campaign"),
    ),
)]
pub(crate) async fn delete_job(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    Query(query): Query<DeleteQuery>,
) -> Result<StatusCode, Problem> {
    if let Some(place) = state.store.lookup_campaign_place(job_id).await? {
        let detail = format!("The job belongs to the campaign {}: delete the campaign first.", place.campaign_id);
        return Err(Problem::conflict(detail));
    }
    let deleted = jobs::apply(&state, job_id, Event::Delete).await?;
    let job = deleted.map_err(|_| Problem::conflict("A job that is PROCESSING cannot be deleted; ABORT it first."))?;
    tracing::info!(job.id = %job_id, "Deleted job {job_id}");
    if query.purge {
        jobs::delete_directory(&state, &job).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn a_job_goes_and_its_directory_stays() {
        let app = TestApp::new().await;
        let (job, path) = app.pending_job().await;
        assert_eq!(app.delete(&path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.delete(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.list_dir(job["dir_path"].as_str().unwrap()), ["config.json"]);
    }

    #[tokio::test]
    async fn purge_deletes_the_directory_too() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        assert_eq!(app.delete(&format!("{path}?purge=true")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.list_dir("/JOBS"), Vec::<String>::new());
    }

    #[tokio::test]
    async fn a_job_that_is_processing_stays_with_its_files() {
        let app = TestApp::new().await;
        let (job, path) = app.pending_job().await;
        app.post_empty(&format!("{path}/process/RUN")).await;
        let response = app.delete(&format!("{path}?purge=true")).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        assert_eq!(response.json()["detail"], "A job that is PROCESSING cannot be deleted; ABORT it first.");
        assert_eq!(app.list_dir(job["dir_path"].as_str().unwrap()), ["config.json"]);
    }

    #[tokio::test]
    async fn an_unknown_job_and_a_strange_purge_are_refused() {
        let app = TestApp::new().await;
        assert_eq!(app.delete(&format!("/api/jobs/{UNKNOWN_ID}")).await.status, StatusCode::NOT_FOUND);
        let (_, path) = app.pending_job().await;
        let response = app.delete(&format!("{path}?purge=maybe")).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(response.json()["errors"][0]["message"], "must be `true` or `false`");
    }
}
