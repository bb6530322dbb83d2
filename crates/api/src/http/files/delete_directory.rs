//! `DELETE /api/files/directories/{dirname}`: delete a directory with all that is in it.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::{JobId, Phase};
use ml_job_store::{JobFilter, Page, Sight, StoreError};

use super::{DirectoryNamePath, ParentQuery, TAG};
use crate::ApiState;
use crate::extract::{Path, Query};
use crate::files::DirPath;
use crate::problem::Problem;

/// How many jobs are looked at per query.
const PAGE: u64 = 500;

/// Delete a directory
///
/// With everything in it; of symbolic links, the links. A directory that a PROCESSING job works in is kept (409).
#[utoipa::path(
    delete, path = "/api/files/directories/{dirname}", tag = TAG, params(DirectoryNamePath, ParentQuery),
    responses(
        (status = 204, description = "The directory is gone"),
        (status = 404, description = "There is no such directory"),
        (status = 409, description = "A job that is PROCESSING works in it"),
    ),
)]
pub(crate) async fn delete_directory(
    State(state): State<ApiState>,
    Path(DirectoryNamePath { dirname }): Path<DirectoryNamePath>,
    Query(ParentQuery { parent_dir_path }): Query<ParentQuery>,
) -> Result<StatusCode, Problem> {
    if let Some(id) = working_in(&state, &parent_dir_path.join(&dirname)).await? {
        let detail = format!("The directory belongs to job {id}, which is PROCESSING; ABORT it first.");
        return Err(Problem::conflict(detail));
    }
    state.files.delete_directory(&parent_dir_path, &dirname).await?;
    state.store.forget_directory(parent_dir_path.join(&dirname).as_str()).await?;
    state.usage.forget();
    tracing::info!("Deleted the directory {dirname} in {parent_dir_path}");
    Ok(StatusCode::NO_CONTENT)
}

/// A job that is PROCESSING in this directory or below it.
async fn working_in(state: &ApiState, directory: &DirPath) -> Result<Option<JobId>, StoreError> {
    let filter = JobFilter { phase: Some(Phase::Processing), ..JobFilter::default() };
    let mut page = Page { offset: 0, limit: PAGE };
    loop {
        let jobs = state.store.list_jobs(Sight::ALL, &filter, page).await?.items;
        let is_within = |path: &str| path.parse::<DirPath>().is_ok_and(|path| path.is_within(directory));
        if let Some(job) = jobs.iter().find(|job| is_within(&job.dir_path)) {
            return Ok(Some(job.job_id));
        }
        if (jobs.len() as u64) < page.limit {
            return Ok(None);
        }
        page.offset += PAGE;
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_directory_goes_with_all_that_is_in_it() {
        let app = TestApp::new().await;
        std::fs::create_dir_all(app.on_disk("/a/b/c")).unwrap();
        app.write_file("/a/b", "x", b"");
        app.write_file("/", "kept", b"");
        std::os::unix::fs::symlink("../kept", app.on_disk("/a/link")).unwrap();
        let url = "/api/files/directories/a?parent_dir_path=/";
        assert_eq!(app.delete(url).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.list_dir("/"), ["kept"]);
        assert_eq!(app.delete(url).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.delete("/api/files/directories/kept/?parent_dir_path=/").await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn the_root_cannot_be_deleted() {
        let app = TestApp::new().await;
        app.write_file("/", "kept", b"");
        for name in ["%2F", "%2e", ".%2f", "%2e%2e", ""] {
            let response = app.delete(&format!("/api/files/directories/{name}?parent_dir_path=/")).await;
            assert!(response.status.is_client_error(), "{name}: {}", response.status);
        }
        assert_eq!(app.list_dir("/"), ["kept"]);
    }

    #[tokio::test]
    async fn the_directory_of_a_running_job_stays() {
        let app = TestApp::new().await;
        let (job, path) = app.queued_job().await;
        let directory = job["dir_path"].as_str().unwrap().strip_prefix("/JOBS/").unwrap();
        for url in [
            format!("/api/files/directories/{directory}?parent_dir_path=/JOBS"),
            "/api/files/directories/JOBS?parent_dir_path=/".to_owned(),
        ] {
            let response = app.delete(&url).await;
            assert_eq!(response.status, StatusCode::CONFLICT, "{url}");
        }
        app.post_empty(&format!("{path}/process/ABORT")).await;
        let response = app.delete(&format!("/api/files/directories/{directory}?parent_dir_path=/JOBS")).await;
        assert_eq!(response.status, StatusCode::NO_CONTENT);
    }
}
