//! `GET /api/jobs/{job_id}/agreement` and `/disagreements`: how far the people agree who label an experiment.

use axum::extract::State;
use ml_job_domain::JobId;
use ml_job_domain::opinion::{Agreement, LabelRules};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{JobPath, TAG};
use crate::ApiState;
use crate::access::Who;
use crate::extract::{Json, Path, Query};
use crate::opinions::{self, DisagreementList};
use crate::page::Paged;
use crate::problem::Problem;

pub(crate) type DisagreementPage = Paged<100, 1000>;

/// Which of them.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DisagreementQuery {
    /// Whether those that somebody has settled are listed too.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) settled: bool,
}

/// Get how far the people agree who label an experiment
///
/// Of the job and of those that it continues: κ and α of what two people said blindly of the same spectra, each person's answers against
/// the labels that count, and the labels that all answers together make most probable where people differ (Dawid & Skene).
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/agreement", tag = TAG, params(JobPath),
    responses((status = 200, description = "How far they agree", body = Agreement)),
)]
pub(crate) async fn get_job_agreement(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
) -> Result<Json<Agreement>, Problem> {
    let (rules, ids) = experiment(&state, job_id).await?;
    Ok(Json(opinions::agreement(&state, rules, &ids).await?))
}

/// List what people differ about in an experiment
///
/// In the job and those that it continues, each with what everybody says. Nobody has settled them yet, unless `settled` asks for all.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/disagreements", tag = TAG, params(JobPath, DisagreementPage, DisagreementQuery),
    responses((status = 200, description = "What they differ about", body = DisagreementList)),
)]
pub(crate) async fn list_job_disagreements(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    who: Who,
    Query(DisagreementQuery { settled }): Query<DisagreementQuery>,
    Paged(page): DisagreementPage,
) -> Result<Json<DisagreementList>, Problem> {
    let (_, ids) = experiment(&state, job_id).await?;
    Ok(Json(opinions::disagreements(&state, &who, &ids, settled, page).await?))
}

/// The experiment up to a job: what it wants, and its jobs.
async fn experiment(state: &ApiState, job_id: JobId) -> Result<(LabelRules, Vec<JobId>), Problem> {
    let jobs = opinions::experiment(state, job_id).await?;
    let rules = match jobs.last() {
        Some(job) => opinions::rules(state, job).await?,
        None => LabelRules::default(),
    };
    Ok((rules, jobs.into_iter().map(|job| job.job_id).collect()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::StatusCode;
    use ml_job_domain::access::Role;
    use serde_json::json;

    use crate::test_app::{CountKind, TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn an_experiment_is_a_job_and_those_that_it_continues() {
        let (app, worker) = TestApp::with_accounts().await;
        let (ada, bob) = (app.person("ada", Role::Member).await, app.person("bob", Role::Labeller).await);
        let (first, one) = app.experiment_by(&ada, &worker, 1, None).await;
        let (second, two) = app.experiment_by(&ada, &worker, 1, Some(&first)).await;
        for id in one.iter().chain(&two) {
            app.label_by(&ada, id, "peak").await;
            app.label_by(&bob, id, "other").await;
        }
        for (job, count) in [(&first, 1), (&second, 2)] {
            let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
            let queue = app.get_by(&bob, &format!("{path}/disagreements")).await.json();
            assert_eq!(queue["total"], count, "{queue}");
            let agreement = app.get_by(&bob, &format!("{path}/agreement")).await.json();
            assert_eq!(agreement["disagreements"], count);
        }
        let unknown = app.get_by(&ada, &format!("/api/jobs/{UNKNOWN_ID}/agreement")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn without_accounts_there_is_nothing_to_differ_about() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        assert_eq!(app.get(&format!("{path}/disagreements")).await.json(), json!({ "total": 0, "disagreements": [] }));
    }

    #[tokio::test]
    async fn the_next_iteration_learns_from_the_label_that_counts() {
        let (app, worker) = TestApp::with_accounts_and(|dependencies| {
            dependencies.kinds = Arc::new(CountKind { iterates: true });
        })
        .await;
        let (ada, bob) = (app.person("ada", Role::Member).await, app.person("bob", Role::Labeller).await);
        for (combine, expected) in [("majority", "peak"), ("dawid_skene", "other")] {
            let config = json!({ "points": 1, "double_blind": 1.0, "combine_labels": combine });
            let (job, ids) = app.experiment_with(&ada, &worker, 1, None, config).await;
            app.label_by(&ada, &ids[0], "peak").await;
            app.label_by(&bob, &ids[0], "other").await;
            app.complete_by(&ada, &worker, &job).await;
            let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
            let next = app.by(&ada, "POST", &format!("{path}/next"), None).await;
            assert_eq!(next.status, StatusCode::CREATED, "{}", next.text());
            let directory = next.json()["dir_path"].as_str().unwrap().to_owned();
            assert_eq!(app.read_file(&directory, "labels.json"), json!([expected]).to_string().as_bytes());
        }
    }
}
