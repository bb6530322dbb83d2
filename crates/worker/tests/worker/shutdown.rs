//! Stopping a worker in good order.

use std::time::Duration;

use ml_job_domain::Phase;
use ml_job_queue::Queue;

use crate::api::Fault;
use crate::setup::{Setup, wait_until_gone};

#[tokio::test]
async fn a_job_may_finish_in_the_grace() {
    let (setup, worker) =
        Setup::with_script("echo $$ > pids; while ! [ -e go ]; do sleep 0.01; done; echo done > result").await;
    let id = setup.queue_script().await;
    setup.pids_of(id, 1).await;
    let second = setup.queue_job("SCRIPT", serde_json::json!({})).await;
    setup.pids_of(second, 1).await;
    let waiting = setup.queue_script().await;
    worker.shutdown.cancel();
    for id in [id, second] {
        std::fs::write(setup.job_dir(id).join("go"), "").unwrap();
    }
    worker.ended().await.unwrap();
    assert_eq!(setup.api.look(|record| record.end_of(id)).unwrap().0, "COMPLETE");
    assert_eq!(setup.api.job(waiting).await.attempt, None, "a stopping worker takes no more");
    assert_eq!(setup.queue.depth(&"SCRIPT".parse().unwrap()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_job_that_does_not_finish_in_the_grace_is_handed_back() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "echo $$ > pids; sleep 1000", "");
    let mut config = setup.config();
    config.shutdown_grace = Duration::from_millis(50);
    let worker = setup.start(config);
    let id = setup.queue_script().await;
    let pids = setup.pids_of(id, 1).await;
    worker.stop().await;
    wait_until_gone(&pids).await;
    setup.api.look(|record| {
        assert_eq!(record.releases_of(id), [None], "without a reason, so that the attempt does not count");
        assert!(record.end_of(id).is_none());
    });
    let job = setup.api.job(id).await;
    assert_eq!((job.phase, job.started_at), (Phase::Processing, None), "it waits for another worker");
    assert!(setup.log_of(id).contains("handed back: the worker shuts down"));
}

#[tokio::test]
async fn a_message_whose_job_could_not_be_claimed_goes_back() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "exit 0", "");
    setup.api.fault("/claim", Fault::HangUp, u32::MAX);
    let worker = setup.start(setup.config());
    let job_type = "SCRIPT".parse().unwrap();
    setup.queue_script().await;
    crate::setup::wait_until("the message to be taken", || {
        setup.api.look(|record| (record.requests().count() > 0).then_some(()))
    })
    .await;
    while setup.queue.depth(&job_type).await.unwrap() > 0 {
        tokio::task::yield_now().await;
    }
    worker.stop().await;
    assert_eq!(setup.queue.depth(&job_type).await.unwrap(), 1);
}

#[tokio::test]
async fn a_claim_that_may_have_been_granted_is_handed_back() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "exit 0", "");
    setup.api.fault("/claim", Fault::Stall, 1);
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    setup.api.wait_for("the claim", |record| (record.count("/claim 200") == 1).then_some(())).await;
    worker.stop().await;
    assert_eq!(setup.api.look(|record| record.releases_of(id)), [None]);
    let job = setup.api.job(id).await;
    assert_eq!((job.attempt, job.started_at), (Some(1), None), "it waits for another worker");
    let job_type = "SCRIPT".parse().unwrap();
    assert_eq!(setup.queue.depth(&job_type).await.unwrap(), 0, "and the API makes it a new message");
}
