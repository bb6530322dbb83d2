//! `POST /api/jobs/{job_id}/process/{action}`: RUN hands a job to the workers, ABORT stops it.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::lifecycle::Event;
use ml_job_domain::{ControlMessage, Job, JobId, sentence};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::TAG;
use crate::access::Who;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, jobs};

/// How long the broker may take to tell the workers of an abort; their next heartbeat tells them too.
const CONTROL_TIMEOUT: Duration = Duration::from_secs(5);

/// Which job, and what to do with it.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ProcessPath {
    /// The job's id.
    job_id: JobId,
    /// What to do.
    #[param(inline)]
    action: ProcessAction,
}

/// What a person can do with a job.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum ProcessAction {
    Run,
    Abort,
}

/// Run or abort a job
///
/// RUN reads `config.json` in the job's directory, validates it, and queues the job; workers take jobs of one type
/// strictly in the order of RUN. ABORT takes effect at once, whether or not a worker runs the job.
#[utoipa::path(
    post, path = "/api/jobs/{job_id}/process/{action}", tag = TAG, params(ProcessPath),
    responses(
        (status = 202, description = "The job: PROCESSING after RUN, ABORTED after ABORT", body = Job),
        (status = 409, description = "The job's phase does not allow it"),
        (status = 422, description = "`config.json` is missing or not valid, or the action unknown"),
        (status = 507, description = "The quota of the job's space is used up"),
    ),
)]
pub(crate) async fn process_job(
    State(state): State<ApiState>,
    who: Who,
    Path(ProcessPath { job_id, action }): Path<ProcessPath>,
) -> Result<(StatusCode, Json<Job>), Problem> {
    let job = match action {
        ProcessAction::Run => {
            // Before it runs, or its end might come first.
            if let Some(person) = who.person() {
                state.store.watch_job(job_id, person.user.user_id).await?;
            }
            jobs::run(&state, job_id).await?
        }
        ProcessAction::Abort => abort(&state, job_id).await?,
    };
    Ok((StatusCode::ACCEPTED, Json(job)))
}

async fn abort(state: &ApiState, job_id: JobId) -> Result<Job, Problem> {
    let job = jobs::apply(state, job_id, Event::Abort).await?.map_err(|refusal| jobs::refused(&refusal))?;
    tracing::info!(job.id = %job_id, "Aborted job {job_id}");
    // The database has it; the message only makes the worker hear of it sooner, and nobody waits for it.
    let queue = std::sync::Arc::clone(&state.queue);
    tokio::spawn(async move {
        let message = ControlMessage::abort(job_id);
        match tokio::time::timeout(CONTROL_TIMEOUT, queue.publish_control(&message)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(job.id = %job_id, error = sentence(&error), "The workers were not told of the abort of job {job_id}");
            }
            Err(_) => {
                tracing::warn!(job.id = %job_id, "The workers were not told in time of the abort of job {job_id}");
            }
        }
    });
    Ok(job)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;
    use ml_job_domain::ControlAction;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn a_pending_job_is_accepted_with_the_config_in_its_file() {
        let app = TestApp::new().await;
        let (job, path) = app.pending_job().await;
        app.write_file(job["dir_path"].as_str().unwrap(), "config.json", b"{\"points\": 7, \"iteration\": 2}");
        let response = app.post_empty(&format!("{path}/process/RUN")).await;
        assert_eq!(response.status, StatusCode::ACCEPTED, "{}", response.text());
        let job = response.json();
        assert_eq!(job["phase"], "PROCESSING");
        assert_eq!(job["config"], json!({ "points": 7, "iteration": 2 }));
        assert_eq!(job["iteration"], 2);
        assert_eq!(job["queued_at"], "2026-01-01T12:00:00Z");
    }

    #[tokio::test]
    async fn running_it_twice_is_a_conflict_that_names_action_and_phase() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        app.post_empty(&format!("{path}/process/RUN")).await;
        let response = app.post_empty(&format!("{path}/process/RUN/")).await;
        assert_eq!(response.status, StatusCode::CONFLICT);
        assert_eq!(response.json()["detail"], "RUN is not possible: the job is PROCESSING.");
    }

    #[tokio::test]
    async fn of_many_concurrent_runs_one_wins() {
        // The predecessor read the phase and wrote it in two steps, so that two RUNs both passed.
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        let url = format!("{path}/process/RUN");
        let answers = futures::future::join_all((0..20).map(|_| app.post_empty(&url))).await;
        let accepted = answers.iter().filter(|answer| answer.status == StatusCode::ACCEPTED).count();
        let conflicts = answers.iter().filter(|answer| answer.status == StatusCode::CONFLICT).count();
        assert_eq!((accepted, conflicts), (1, 19));
    }

    #[tokio::test]
    async fn an_invalid_config_is_refused_before_it_is_queued() {
        let app = TestApp::new().await;
        let job = app.create_job(&json!({ "type": "COUNT", "label": "x" })).await;
        let directory = job["dir_path"].as_str().unwrap();
        let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
        let table: [(Option<&[u8]>, &str, &str); 7] = [
            (None, "/config", "there is no config.json in /JOBS/"),
            (Some(b"points = 3"), "/config", "config.json is not JSON"),
            (Some(b""), "/config", "config.json is not JSON"),
            (Some(b"[]"), "/config", "must be of type object, is array"),
            (Some(b"{\"points\": \"3\"}"), "/config/points", "must be of type integer, is string"),
            (Some(b"{\"points\": 3, \"pints\": 3}"), "/config/pints", "did you mean `points`?"),
            (Some(b"{\"points\": 13}"), "/config/points", "thirteen brings bad luck"),
        ];
        for (content, pointer, message) in table {
            if let Some(content) = content {
                app.write_file(directory, "config.json", content);
            }
            let response = app.post_empty(&format!("{path}/process/RUN")).await;
            assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{message}");
            let error = &response.json()["errors"][0];
            assert_eq!(error["pointer"], pointer);
            assert!(error["message"].as_str().unwrap().contains(message), "{error} should contain {message:?}");
            assert_eq!(app.get(&path).await.json()["phase"], "PENDING");
        }
    }

    #[tokio::test]
    async fn a_broker_that_is_down_loses_no_job() {
        // The predecessor published before it stored, and dropped the job where the broker was away.
        let app = TestApp::new().await;
        app.queue.break_down();
        let (_, path) = app.pending_job().await;
        let response = app.post_empty(&format!("{path}/process/RUN")).await;
        assert_eq!(response.status, StatusCode::ACCEPTED);
        assert_eq!(app.due_outbox().await.len(), 1);
    }

    #[tokio::test]
    async fn abort_works_while_the_broker_is_down() {
        // The predecessor's abort was a message to a worker: with nobody to hear it, it was lost.
        let app = TestApp::new().await;
        app.queue.break_down();
        let (_, path) = app.pending_job().await;
        app.post_empty(&format!("{path}/process/RUN")).await;
        let response = app.post_empty(&format!("{path}/process/ABORT")).await;
        assert_eq!((response.status, &response.json()["phase"]), (StatusCode::ACCEPTED, &json!("ABORTED")));
        assert_eq!(app.due_outbox().await.len(), 0, "an aborted job is not handed out any more");
    }

    #[tokio::test]
    async fn a_pending_job_can_be_aborted_once() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        let job = app.post_empty(&format!("{path}/process/ABORT")).await.json();
        assert_eq!((&job["phase"], &job["ended_at"]), (&json!("ABORTED"), &json!("2026-01-01T12:00:00Z")));
        for action in ["ABORT", "RUN"] {
            let response = app.post_empty(&format!("{path}/process/{action}")).await;
            assert_eq!(response.status, StatusCode::CONFLICT);
            assert_eq!(response.json()["detail"], format!("{action} is not possible: the job is ABORTED."));
        }
    }

    #[tokio::test]
    async fn the_workers_hear_of_an_abort() {
        let app = TestApp::new().await;
        let mut control = app.queue.control().await;
        let (job, path) = app.pending_job().await;
        app.post_empty(&format!("{path}/process/RUN")).await;
        app.post_empty(&format!("{path}/process/ABORT")).await;
        let message = tokio::time::timeout(Duration::from_secs(10), control.recv()).await.unwrap().unwrap();
        assert_eq!(
            (message.job_id.to_string(), message.action),
            (job["job_id"].as_str().unwrap().to_owned(), ControlAction::Abort)
        );
    }

    #[tokio::test]
    async fn an_unknown_job_or_action_is_refused() {
        let app = TestApp::new().await;
        for action in ["RUN", "ABORT"] {
            let response = app.post_empty(&format!("/api/jobs/{UNKNOWN_ID}/process/{action}")).await;
            assert_eq!(response.status, StatusCode::NOT_FOUND);
        }
        let response = app.post_empty(&format!("/api/jobs/{UNKNOWN_ID}/process/COMPLETE")).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(response.json()["errors"][0]["pointer"], "action");
    }
}
