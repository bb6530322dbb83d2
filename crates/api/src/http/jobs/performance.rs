//! `GET /api/jobs/{job_id}/performance`: what a job's predictions are worth, by the labels that people have given so far.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use ml_job_domain::{PerformanceEstimate, SpectrumSet};
use ml_job_store::LabellingFilter;

use super::{JobPath, TAG};
use crate::extract::Path;
use crate::problem::Problem;
use crate::{ApiState, jobs, opinions};

/// Get the estimated precision of a job's predictions
///
/// Judged by the labels that people have given so far to the job's spectra of the set `PERFORMANCE_ESTIMATION`, and by no other.
/// `classes` are the config's `candidate_classes` or else those that these spectra were predicted to be of. Without labels precision
/// and bound are absent.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/performance", tag = TAG, params(JobPath),
    responses((status = 200, description = "The estimate", body = PerformanceEstimate)),
)]
pub(crate) async fn get_job_performance(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
) -> Result<Json<PerformanceEstimate>, Problem> {
    let job = jobs::find(&state, job_id).await?;
    let filter = LabellingFilter { spectrum_set: Some(SpectrumSet::PerformanceEstimation) };
    let mut labellings = state.store.list_labellings(job_id, &filter, None).await?.items;
    opinions::take_combined(&mut labellings, &opinions::combined_of(&state, &job).await?);
    let kinds = Arc::clone(&state.kinds);
    Ok(Json(tokio::task::spawn_blocking(move || kinds.performance(&job, &labellings)).await?))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::{Value, json};

    use crate::test_app::{TestApp, UNKNOWN_ID};

    async fn label(app: &TestApp, job: &Value, spectrum: &str, set: &str, label: Option<&str>) {
        let mut labelling = json!({ "job_id": job["job_id"], "spectrum_filename": spectrum, "spectrum_set": set,
            "sequence_iteration": 0, "model_prediction": "peak" });
        if let Some(label) = label {
            labelling["user_label"] = label.into();
        }
        assert_eq!(app.post("/api/labellings/", &labelling).await.status, StatusCode::CREATED);
    }

    #[tokio::test]
    async fn only_the_labels_of_the_jobs_own_sample_are_judged() {
        let app = TestApp::new().await;
        let (job, path) = app.completed_job("w").await;
        let (other, _) = app.completed_job("w").await;
        for (spectrum, set, said) in [
            ("a.fits", "PERFORMANCE_ESTIMATION", Some("peak")),
            ("b.fits", "PERFORMANCE_ESTIMATION", Some("other")),
            ("c.fits", "PERFORMANCE_ESTIMATION", None),
            ("d.fits", "ORACLE", Some("peak")),
            ("e.fits", "CANDIDATE", Some("peak")),
        ] {
            label(&app, &job, spectrum, set, said).await;
        }
        label(&app, &other, "a.fits", "PERFORMANCE_ESTIMATION", Some("peak")).await;
        let response = app.get(&format!("{path}/performance/")).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        let overall = json!({ "labelled": 2, "correct": 1, "precision": 0.5, "lower_bound_95": 0.0 });
        assert_eq!(response.json(), json!({ "iteration": 0, "overall": overall, "classes": [] }));
    }

    #[tokio::test]
    async fn without_labels_there_is_no_number() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        let estimate = app.get(&format!("{path}/performance")).await.json();
        assert_eq!(estimate["overall"], json!({ "labelled": 0, "correct": 0 }));
    }

    #[tokio::test]
    async fn an_unknown_job_has_no_performance() {
        let app = TestApp::new().await;
        let response = app.get(&format!("/api/jobs/{UNKNOWN_ID}/performance")).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
    }
}
