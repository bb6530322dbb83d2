//! `GET /api/jobs/`: the jobs, newest first, by page.

use axum::extract::State;
use ml_job_domain::{FieldError, Job, JobId, JobType, Phase};
use ml_job_store::JobFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::TAG;
use crate::ApiState;
use crate::access::Seen;
use crate::extract::{Json, Query};
use crate::page::Paged;
use crate::problem::Problem;

/// A page of ten, unless another number is asked for.
type JobsPage = Paged<10, 1000>;

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Only jobs in this phase.
    phase: Option<Phase>,
    /// Only jobs of this type.
    #[serde(rename = "type")]
    #[param(rename = "type")]
    job_type: Option<JobType>,
    /// Only jobs whose label contains this text, in upper or lower case.
    #[param(max_length = 255)]
    q: Option<String>,
    /// Only jobs that continue this one.
    parent_job_id: Option<JobId>,
}

/// A page of jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobList {
    /// How many jobs there are in all, with this filter.
    total: u64,
    /// How many were passed over.
    offset: u64,
    /// How many were asked for.
    limit: u64,
    /// The jobs, newest first.
    jobs: Vec<Job>,
}

/// List jobs
///
/// Newest first, by page: those that the caller may see.
#[utoipa::path(
    get, path = "/api/jobs/", tag = TAG, params(JobsPage, ListQuery, Seen),
    responses((status = 200, description = "A page of jobs", body = JobList)),
)]
pub(crate) async fn list_jobs(
    State(state): State<ApiState>,
    Seen(sight): Seen,
    Query(ListQuery { phase, job_type, q, parent_job_id }): Query<ListQuery>,
    Paged(page): JobsPage,
) -> Result<Json<JobList>, Problem> {
    let is_long = q.as_ref().is_some_and(|q| q.chars().count() > 255);
    Problem::unless_valid(is_long.then(|| FieldError::new("q", "must have at most 255 characters")))?;
    let filter = JobFilter { phase, job_type, q: q.filter(|q| !q.is_empty()), parent_job_id };
    let listed = state.store.list_jobs(sight, &filter, page).await?;
    Ok(Json(JobList { total: listed.total, offset: page.offset, limit: page.limit, jobs: listed.items }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;
    use serde_json::{Value, json};

    use crate::test_app::TestApp;

    fn labels(list: &Value) -> Vec<&str> {
        list["jobs"].as_array().unwrap().iter().map(|job| job["label"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn jobs_come_newest_first_by_page() {
        let app = TestApp::new().await;
        for n in 1..=12 {
            app.clock.advance(Duration::from_secs(1));
            app.create_job(&json!({ "type": "COUNT", "label": format!("job {n}") })).await;
        }
        let list = app.get("/api/jobs/").await.json();
        assert_eq!((&list["total"], &list["offset"], &list["limit"]), (&json!(12), &json!(0), &json!(10)));
        assert_eq!(labels(&list)[..2], ["job 12", "job 11"]);
        assert_eq!(labels(&list).len(), 10);
        let list = app.get("/api/jobs?offset=10&limit=5").await.json();
        assert_eq!(labels(&list), ["job 2", "job 1"]);
        let list = app.get("/api/jobs?limit=0").await.json();
        assert_eq!((&list["total"], labels(&list).len()), (&json!(12), 0));
    }

    #[tokio::test]
    async fn filters_narrow_the_list_and_its_total() {
        let app = TestApp::new().await;
        let parent = app.create_job(&json!({ "type": "COUNT", "label": "Alpha" })).await;
        let child = json!({ "type": "COUNT", "label": "beta 50%", "parent_job_id": parent["job_id"] });
        app.create_job(&child).await;
        app.create_job(&json!({ "type": "COUNT", "label": "gamma" })).await;
        app.post_empty(&format!("/api/jobs/{}/process/ABORT", parent["job_id"].as_str().unwrap())).await;
        let parent_filter = format!("parent_job_id={}", parent["job_id"].as_str().unwrap());
        let table = [
            ("phase=ABORTED", vec!["Alpha"]),
            ("phase=PENDING&type=COUNT", vec!["gamma", "beta 50%"]),
            ("type=OTHER", vec![]),
            ("q=ALPHA", vec!["Alpha"]),
            ("q=50%25", vec!["beta 50%"]),
            ("q=", vec!["gamma", "beta 50%", "Alpha"]),
            (parent_filter.as_str(), vec!["beta 50%"]),
        ];
        for (query, expected) in table {
            let list = app.get(&format!("/api/jobs/?{query}")).await.json();
            assert_eq!(labels(&list), expected, "{query}");
            assert_eq!(list["total"], expected.len(), "{query}");
        }
    }

    #[tokio::test]
    async fn a_parameter_that_cannot_be_read_is_named() {
        let app = TestApp::new().await;
        let table = [
            ("offset=-1", "offset", "must be a whole number, 0 or more"),
            ("limit=ten", "limit", "must be a whole number, 0 or more"),
            ("limit=1001", "limit", "must be at most 1000"),
            ("offset=18446744073709551615", "offset", "must be at most"),
            ("offset=18446744073709551616", "offset", "is too large a number"),
            ("phase=RUNNING", "phase", "`RUNNING` is unknown here; possible: `PENDING`"),
            ("type=x-y", "type", "cannot name a job type"),
            ("parent_job_id=1", "parent_job_id", "`1` is not a UUID"),
            ("q=%00", "q", "must not contain a NUL character"),
        ];
        for (query, pointer, message) in table {
            let response = app.get(&format!("/api/jobs/?{query}")).await;
            assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            let error = &response.json()["errors"][0];
            assert_eq!(error["pointer"], pointer, "{query}");
            assert!(error["message"].as_str().unwrap().contains(message), "{query}: {error}");
        }
    }
}
