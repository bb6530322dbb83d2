//! From the outbox to the broker: whatever RUN has stored is published, in order, until the broker confirms it.
//!
//! One process leads. It is woken by the store, else it looks every second. A row is deleted only when its message was
//! confirmed; where that deletion fails the message is published twice, which a claim makes harmless.
//!
//! With accounts, spaces take turns: of each type the broker has a few messages of a space at once, and gets the next when a worker
//! has taken one. So a job does not wait behind the thousand that another space has queued. Within a space the order stays.

use std::time::Duration;

use ml_job_domain::{Backoff, sentence};
use ml_job_queue::QueueError;
use ml_job_store::{Role, StoreError};

use crate::ApiState;
use crate::duty::{Duty, rest};

/// How many messages are published between two deletions.
const BATCH: u32 = 100;
/// How many messages of one space and type wait with the broker, where spaces take turns: enough that no worker waits for the next
/// one, few enough that another space's job is near the front.
const WAITING_OF_SPACE: u32 = 4;
/// The first and the longest pause after a failure.
const PAUSE_MIN: Duration = Duration::from_millis(250);
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Why nothing more was published.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DispatchError {
    #[error("the outbox cannot be read or emptied")]
    Store(#[from] StoreError),
    #[error("the broker does not take messages")]
    Queue(#[from] QueueError),
}

/// Publishes until shutdown, while this process leads.
pub(crate) async fn run(state: ApiState) {
    let mut duty = Duty::new(Role::Dispatcher);
    let mut pauses = Backoff::new(PAUSE_MIN, PAUSE_MAX);
    while !state.shutdown.is_cancelled() {
        match step(&state, &mut duty).await {
            Ok(()) => {
                pauses.reset();
                wait_for_work(&state, duty.was_ours()).await;
            }
            Err(error) => {
                let (error, pause) = (sentence(&error), pauses.next_delay());
                tracing::warn!(error, "Dispatcher: {error}; trying again in {pause:?}");
                rest(&state, pause).await;
            }
        }
    }
}

async fn step(state: &ApiState, duty: &mut Duty) -> Result<(), DispatchError> {
    if duty.is_ours(state).await? {
        publish_due(state).await?;
    }
    Ok(())
}

/// Publishes everything that is due, in order; answers how many messages.
///
/// # Errors
/// Where the broker or the store fails. What was confirmed before is deleted nevertheless.
pub(crate) async fn publish_due(state: &ApiState) -> Result<u64, DispatchError> {
    let mut published = 0;
    loop {
        let now = state.clock.now();
        let rows = if state.accounts.is_some() {
            state.store.fair_outbox(now, BATCH, WAITING_OF_SPACE).await?
        } else {
            state.store.due_outbox(now, BATCH).await?
        };
        let mut confirmed = Vec::with_capacity(rows.len());
        let mut failure = None;
        for row in &rows {
            match state.queue.publish(&row.message).await {
                Ok(()) => confirmed.push(row.outbox_id),
                Err(error) => {
                    // The next one must not overtake this one.
                    failure = Some(error);
                    break;
                }
            }
        }
        if !confirmed.is_empty() {
            state.store.delete_outbox(&confirmed, state.clock.now()).await?;
            published += confirmed.len() as u64;
            state.metrics.published(confirmed.len() as u64);
        }
        match failure {
            Some(error) => return Err(error.into()),
            None if rows.len() < BATCH as usize => return Ok(published),
            None => {}
        }
    }
}

/// Waits for a new row, or for the next look: rows may become due by time alone, or be added by another process.
async fn wait_for_work(state: &ApiState, leads: bool) {
    let changed = async {
        if leads {
            state.store.outbox_changed().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = changed => {}
        () = rest(state, state.config.dispatch_interval) => {}
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ml_job_testkit::wait_for;

    use super::*;
    use crate::test_app::TestApp;

    #[tokio::test]
    async fn jobs_are_published_in_the_order_of_run() {
        let app = TestApp::new().await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(app.queued_job().await.0["job_id"].as_str().unwrap().to_owned());
        }
        assert_eq!(publish_due(&app.state).await.unwrap(), 5);
        assert_eq!(app.queue.published(), ids);
        assert_eq!(app.due_outbox().await.len(), 0);
        assert_eq!(publish_due(&app.state).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn more_than_a_batch_is_published_at_once() {
        let app = TestApp::new().await;
        for _ in 0..=BATCH {
            app.queued_job().await;
        }
        assert_eq!(publish_due(&app.state).await.unwrap(), u64::from(BATCH) + 1);
    }

    #[tokio::test]
    async fn what_the_broker_did_not_confirm_stays_and_nothing_overtakes_it() {
        // The predecessor published without confirms: a broker that failed dropped jobs silently.
        let app = TestApp::new().await;
        for _ in 0..3 {
            app.queued_job().await;
        }
        app.queue.break_down_after(1);
        assert!(matches!(publish_due(&app.state).await, Err(DispatchError::Queue(_))));
        assert_eq!((app.queue.published().len(), app.due_outbox().await.len()), (1, 2));
        app.queue.repair();
        assert_eq!(publish_due(&app.state).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn the_task_publishes_what_run_stores_and_gets_over_an_outage() {
        let app = TestApp::with(|d| d.config.dispatch_interval = Duration::from_millis(20)).await;
        app.queue.break_down();
        let task = tokio::spawn(run(app.state.clone()));
        let (job, _) = app.queued_job().await;
        wait_for(async || app.queue.refused() > 0, Duration::from_secs(10)).await;
        app.queue.repair();
        wait_for(async || app.queue.published() == [job["job_id"].as_str().unwrap()], Duration::from_secs(10)).await;
        wait_for(async || app.due_outbox().await.is_empty(), Duration::from_secs(10)).await;
        app.shutdown.cancel();
        tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap();
    }
}
