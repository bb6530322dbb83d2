//! Stopping jobs: by message, by refusal, by force.

use std::time::{Duration, Instant};

use ml_job_domain::ControlMessage;
use ml_job_queue::Queue;

use crate::setup::{Setup, wait_until, wait_until_gone};

/// A script with a child of its own; both write their process ids.
const FAMILY: &str = r"
    sleep 1000 &
    printf '%s\n%s\n' $$ $! > pids.new
    mv pids.new pids
    wait
";

/// The same, deaf to SIGTERM.
const STUBBORN: &str = r"
    trap '' TERM
    sleep 1000 &
    printf '%s\n%s\n' $$ $! > pids.new
    mv pids.new pids
    wait
    wait
    sleep 1000
";

#[tokio::test]
async fn an_abort_stops_the_whole_group_within_two_seconds() {
    let (setup, worker) = Setup::with_script(FAMILY).await;
    let id = setup.queue_script().await;
    let pids = setup.pids_of(id, 2).await;
    setup.api.abort(id).await;
    let aborted = Instant::now();
    setup.queue.publish_control(&ControlMessage::abort(id)).await.unwrap();
    wait_until_gone(&pids).await;
    assert!(aborted.elapsed() < Duration::from_secs(2), "it took {:?}", aborted.elapsed());
    wait_until("the log's last line", || setup.log_of(id).contains("aborted by the user after ").then_some(())).await;
    worker.stop().await;
    setup.api.look(|state| {
        assert_eq!(state.count("/end/") + state.count("/release"), 0, "the API knows already");
    });
}

#[tokio::test]
async fn what_does_not_listen_to_sigterm_is_killed() {
    let (setup, worker) = Setup::with_script(STUBBORN).await;
    let id = setup.queue_script().await;
    let pids = setup.pids_of(id, 2).await;
    setup.queue.publish_control(&ControlMessage::abort(id)).await.unwrap();
    wait_until_gone(&pids).await;
    worker.stop().await;
}

#[tokio::test]
async fn an_abort_whose_message_is_lost_is_heard_at_the_next_heartbeat() {
    let (setup, worker) = Setup::with_script(FAMILY).await;
    let id = setup.queue_script().await;
    let pids = setup.pids_of(id, 2).await;
    setup.api.abort(id).await;
    wait_until_gone(&pids).await;
    wait_until("the log's last line", || setup.log_of(id).contains("aborted by the user after ").then_some(())).await;
    worker.stop().await;
}

#[tokio::test]
async fn a_worker_whose_claim_is_lost_stops_and_stays_silent() {
    let (setup, worker) = Setup::with_script(FAMILY).await;
    let id = setup.queue_script().await;
    let pids = setup.pids_of(id, 2).await;
    setup.api.give_away(id).await;
    wait_until_gone(&pids).await;
    let expected = format!("the job is not this worker's any more: The live attempt of job {id} is number 2.");
    wait_until("the log's last line", || setup.log_of(id).contains(&expected).then_some(())).await;
    worker.stop().await;
    setup.api.look(|state| assert_eq!(state.count("/end/") + state.count("/release"), 0));
}

#[tokio::test]
async fn a_refused_claim_is_dropped_and_the_next_job_runs() {
    let (setup, worker) = Setup::with_script("exit 0").await;
    let aborted = crate::setup::job("SCRIPT", serde_json::json!({}));
    let unknown_id = aborted.job_id;
    setup.publish(unknown_id, "SCRIPT").await;
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    let job_type = "SCRIPT".parse().unwrap();
    assert_eq!(setup.queue.depth(&job_type).await.unwrap(), 0);
    worker.stop().await;
}
