//! Lost workers: a claim whose heartbeats stopped is taken back, and its job queued again or given up.
//!
//! One process leads; it also runs the [reconciler], which looks after lost messages, and begins the [campaigns] that a process that died left undone.

use ml_job_domain::sentence;
use ml_job_store::{Role, StoreError};
use tokio::time::Instant;

use crate::duty::{Duty, rest};
use crate::{ApiState, campaigns, reconciler};

/// Sweeps and reconciles until shutdown, while this process leads.
pub(crate) async fn run(state: ApiState) {
    let mut duty = Duty::new(Role::Sweeper);
    let mut reconciled: Option<Instant> = None;
    // While the API or its database was away, no worker could renew its lease: each gets the time to do so, or an outage
    // would cost every job that runs.
    let mut sweep_from = Instant::now() + state.config.lease;
    while !state.shutdown.is_cancelled() {
        if let Err(error) = step(&state, &mut duty, &mut reconciled, sweep_from).await {
            let error = sentence(&error);
            tracing::warn!(error, "Sweeper: {error}; trying again");
            sweep_from = Instant::now() + state.config.lease;
        }
        rest(&state, state.config.sweep_interval).await;
    }
}

async fn step(
    state: &ApiState,
    duty: &mut Duty,
    reconciled: &mut Option<Instant>,
    sweep_from: Instant,
) -> Result<(), StoreError> {
    if !duty.is_ours(state).await? {
        return Ok(());
    }
    if Instant::now() >= sweep_from {
        sweep(state).await?;
    }
    match reconciled {
        Some(at) if at.elapsed() < state.config.reconcile_interval => {}
        Some(at) => {
            *at = Instant::now();
            reconciler::reconcile(state).await?;
            campaigns::begin_all(state).await?;
        }
        None => {
            reconciler::start(state).await?;
            campaigns::begin_all(state).await?;
            *reconciled = Some(Instant::now());
        }
    }
    Ok(())
}

/// Takes back the claims that have expired.
pub(crate) async fn sweep(state: &ApiState) -> Result<(), StoreError> {
    for job in state.store.sweep(state.clock.now(), &state.config.rules()).await? {
        let id = job.job_id;
        let worker = job.worker.as_deref().unwrap_or("unknown");
        if job.phase.is_final() {
            tracing::error!(job.id = %id, worker, "The worker {worker} was lost; job {id} is given up");
            state.metrics.claim_expired("given_up");
        } else {
            tracing::warn!(job.id = %id, worker, "The worker {worker} was lost; job {id} is queued again");
            state.metrics.claim_expired("requeued");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ml_job_testkit::wait_for;
    use serde_json::json;

    use super::*;
    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_job_whose_worker_died_is_queued_again() {
        // In the predecessor it stayed PROCESSING for ever.
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        app.clock.advance(Duration::from_secs(9));
        sweep(&app.state).await.unwrap();
        assert_eq!(app.due_outbox().await.len(), 0, "a slow worker is no dead worker");
        app.clock.advance(Duration::from_secs(2));
        sweep(&app.state).await.unwrap();
        assert_eq!(app.due_outbox().await.len(), 1);
        let claim = app.post(&format!("{path}/claim"), &json!({ "worker": "w2", "types": ["COUNT"] })).await;
        assert_eq!(claim.json()["attempt"], 2);
    }

    #[tokio::test]
    async fn a_job_that_loses_every_worker_is_given_up_with_a_sentence() {
        let app = TestApp::new().await;
        let (_, path) = app.claimed_job("w1").await;
        for attempt in 2..=3 {
            app.clock.advance(Duration::from_secs(11));
            sweep(&app.state).await.unwrap();
            let claim = app.post(&format!("{path}/claim"), &json!({ "worker": "w1", "types": ["COUNT"] })).await;
            assert_eq!(claim.json()["attempt"], attempt);
        }
        app.clock.advance(Duration::from_secs(11));
        sweep(&app.state).await.unwrap();
        let job = app.get(&path).await.json();
        assert_eq!((&job["phase"], &job["error"]["code"]), (&json!("ERROR"), &json!("worker_lost")));
        assert!(job["error"]["message"].as_str().unwrap().contains('3'), "{job}");
    }

    #[tokio::test]
    async fn the_task_sweeps_by_itself_and_ends_with_the_server() {
        // The task lets a lease pass in real time first; claims expire by the clock of the test.
        let app = TestApp::with(|d| {
            d.config.sweep_interval = Duration::from_millis(10);
            d.config.lease = Duration::from_millis(50);
        })
        .await;
        app.claimed_job("w1").await;
        let task = tokio::spawn(run(app.state.clone()));
        app.clock.advance(Duration::from_secs(11));
        wait_for(async || app.due_outbox().await.len() == 1, Duration::from_secs(10)).await;
        app.shutdown.cancel();
        tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap();
    }
}
