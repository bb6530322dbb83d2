//! Lost messages: the database says that jobs wait, the broker has nothing for anyone.
//!
//! A job that was published a while ago and is still unclaimed is either behind others in its queue (then the queue is not
//! empty) or its message is gone: a wiped broker, a restart of the in-process one. Its message is published again then. A
//! message too many does no harm, since a job is claimed once.

use chrono::TimeDelta;
use ml_job_domain::{JobType, sentence};
use ml_job_store::StoreError;

use crate::ApiState;

/// At start: a broker that does not outlive its process has nothing, so everything that waits is published again.
pub(crate) async fn start(state: &ApiState) -> Result<(), StoreError> {
    if state.queue.is_durable() {
        return reconcile(state).await;
    }
    for manifest in state.store.list_job_types().await? {
        requeue(state, &manifest.job_type, TimeDelta::zero()).await?;
    }
    Ok(())
}

/// Publishes again what waits although the broker has no message for it.
pub(crate) async fn reconcile(state: &ApiState) -> Result<(), StoreError> {
    let age = TimeDelta::from_std(state.config.reconcile_after).unwrap_or(TimeDelta::MAX);
    for manifest in state.store.list_job_types().await? {
        let job_type = manifest.job_type;
        // The cheap question first: usually nothing waits.
        if state.store.count_waiting(&job_type).await? == 0 {
            continue;
        }
        match state.queue.depth(&job_type).await {
            Ok(0) => requeue(state, &job_type, age).await?,
            Ok(_) => {}
            Err(error) => {
                let error = sentence(&error);
                tracing::debug!(error, "Reconciler: the broker does not tell how much waits for {job_type}: {error}");
            }
        }
    }
    Ok(())
}

async fn requeue(state: &ApiState, job_type: &JobType, age: TimeDelta) -> Result<(), StoreError> {
    let now = state.clock.now();
    // The store takes what was published *before* a time; at start that is everything up to and including now.
    let before = if age.is_zero() { now + TimeDelta::microseconds(1) } else { now - age };
    let requeued = state.store.requeue_unqueued(job_type, before, now).await?;
    if requeued > 0 {
        tracing::warn!(job.r#type = %job_type, requeued, "The broker had no message for {requeued} waiting jobs of type {job_type}; they are published again");
        state.metrics.requeued(requeued);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::dispatcher::publish_due;
    use crate::test_app::TestApp;

    #[tokio::test]
    async fn after_the_broker_was_wiped_jobs_still_run_in_order() {
        let app = TestApp::new().await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            app.clock.advance(Duration::from_secs(1));
            ids.push(app.queued_job().await.0["job_id"].as_str().unwrap().to_owned());
        }
        publish_due(&app.state).await.unwrap();
        app.queue.wipe();
        reconcile(&app.state).await.unwrap();
        assert_eq!(publish_due(&app.state).await.unwrap(), 0, "a worker may be about to claim them");
        app.clock.advance(Duration::from_secs(16));
        reconcile(&app.state).await.unwrap();
        assert_eq!(publish_due(&app.state).await.unwrap(), 3);
        assert_eq!(app.queue.published()[3..], ids);
    }

    #[tokio::test]
    async fn jobs_that_wait_behind_others_are_left_alone() {
        let app = TestApp::new().await;
        app.queued_job().await;
        publish_due(&app.state).await.unwrap();
        app.clock.advance(Duration::from_hours(1));
        reconcile(&app.state).await.unwrap();
        assert_eq!(app.due_outbox().await.len(), 0);
    }

    #[tokio::test]
    async fn jobs_that_are_claimed_are_left_alone() {
        let app = TestApp::new().await;
        app.claimed_job("w1").await;
        app.queue.wipe();
        app.clock.advance(Duration::from_hours(1));
        reconcile(&app.state).await.unwrap();
        assert_eq!(app.due_outbox().await.len(), 0);
    }

    #[tokio::test]
    async fn at_start_an_in_process_broker_gets_everything_at_once() {
        let app = TestApp::new().await;
        let (job, _) = app.queued_job().await;
        publish_due(&app.state).await.unwrap();
        app.queue.wipe();
        start(&app.state).await.unwrap();
        publish_due(&app.state).await.unwrap();
        let id = job["job_id"].as_str().unwrap();
        assert_eq!(app.queue.published(), [id, id]);
    }

    #[tokio::test]
    async fn at_start_a_durable_broker_is_believed() {
        let app = TestApp::new().await;
        app.queue.pretend_to_be_durable();
        app.queued_job().await;
        publish_due(&app.state).await.unwrap();
        start(&app.state).await.unwrap();
        assert_eq!(app.due_outbox().await.len(), 0);
    }
}
