use std::time::Duration;

use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::protocol::EndRequest;
use ml_job_domain::{Action, JobFailure, Phase};
use ml_job_store::Applied;
use serde_json::json;

use crate::harness::{JobLife as _, MAX_ATTEMPTS, TestStore, accepted, end, rules};

conformance![
    a_worker_completes_its_job,
    a_worker_reports_why_a_job_failed,
    an_old_attempt_cannot_end_the_job,
    a_late_end_does_not_revive_an_aborted_job,
    a_worker_that_never_claims_may_end_a_job_that_nobody_holds,
    the_metrics_of_heartbeats_stay_unless_the_end_brings_others,
];

async fn a_worker_completes_its_job(store: TestStore) {
    let claim = store.claimed("well done").await;
    let id = claim.job.job_id;
    let started_at = store.now();
    store.advance(12);
    let ended_at = started_at + Duration::from_nanos(12_500_000_999);
    let metrics = Some(json!({ "spectra": 3000 }));
    let request = EndRequest { started_at, ended_at, attempt: Some(1), metrics, error: None };
    let job = accepted(store.end_job(id, Action::Complete, &request, store.now()).await.unwrap());
    assert_eq!((job.phase, job.execution_duration), (Phase::Completed, Some(12.5)));
    assert_eq!(job.metrics, Some(json!({ "spectra": 3000 })));
    assert_eq!(store.job(id).await, job);
    let events = store.events_after(id, 0, 10).await.unwrap();
    assert_eq!(events.last().unwrap().data["phase"], "COMPLETED");
    // Nothing is left that the sweeper could stumble over.
    store.advance(1000);
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap(), []);
}

async fn a_worker_reports_why_a_job_failed(store: TestStore) {
    let claim = store.claimed("no such folder").await;
    let failure = JobFailure { code: "usage".to_owned(), message: "the directory X holds no FITS file".to_owned() };
    let request = EndRequest { error: Some(failure.clone()), ..end(store.now(), Some(1)) };
    let job = accepted(store.end_job(claim.job.job_id, Action::Error, &request, store.now()).await.unwrap());
    assert_eq!((job.phase, &job.error), (Phase::Error, &Some(failure)));
    assert_eq!(store.job(job.job_id).await, job);
}

async fn an_old_attempt_cannot_end_the_job(store: TestStore) {
    let first = store.claimed("cut off").await;
    let id = first.job.job_id;
    store.advance(11);
    let requeued = store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap()[0].clone();
    let late = store.end_job(id, Action::Complete, &end(store.now(), Some(1)), store.now()).await.unwrap();
    assert_eq!(late, Applied::Refused(Refusal::StaleAttempt { current: Some(1) }));
    assert_eq!(store.job(id).await, requeued);
    let second = store.claim(id).await;
    let late = store.end_job(id, Action::Error, &end(store.now(), Some(1)), store.now()).await.unwrap();
    assert_eq!(late, Applied::Refused(Refusal::StaleAttempt { current: Some(2) }));
    assert_eq!(store.job(id).await, second.job);
    assert_eq!(store.complete(&second).await.phase, Phase::Completed);
}

async fn a_late_end_does_not_revive_an_aborted_job(store: TestStore) {
    let claim = store.claimed("aborted").await;
    let id = claim.job.job_id;
    let aborted = crate::harness::done(store.abort_job(id, store.now()).await.unwrap());
    for attempt in [Some(1), None] {
        let late = store.end_job(id, Action::Complete, &end(store.now(), attempt), store.now()).await.unwrap();
        let Applied::Refused(Refusal::Conflict(conflict)) = late else {
            panic!("the end should be refused, but: {late:?}")
        };
        assert_eq!(conflict.to_string(), "COMPLETE is not possible: the job is ABORTED");
    }
    assert_eq!(store.job(id).await, aborted);
}

async fn a_worker_that_never_claims_may_end_a_job_that_nobody_holds(store: TestStore) {
    let queued = store.queued("predecessor").await;
    let request = end(store.now(), None);
    let job = accepted(store.end_job(queued.job_id, Action::Complete, &request, store.now()).await.unwrap());
    assert_eq!((job.phase, job.execution_duration), (Phase::Completed, Some(2.0)));
    assert_eq!(store.count_outbox().await.unwrap(), 0);

    let claim = store.claimed("held").await;
    let id = claim.job.job_id;
    let refused = store.end_job(id, Action::Complete, &end(store.now(), None), store.now()).await.unwrap();
    assert_eq!(refused, Applied::Refused(Refusal::StaleAttempt { current: Some(1) }));
    store.advance(10);
    accepted(store.end_job(id, Action::Complete, &end(store.now(), None), store.now()).await.unwrap());
}

async fn the_metrics_of_heartbeats_stay_unless_the_end_brings_others(store: TestStore) {
    let claim = store.claimed("metrics").await;
    let beat = ml_job_domain::protocol::Heartbeat { metrics: Some(json!({ "a": 1 })), ..crate::harness::heartbeat(1) };
    accepted(store.heartbeat(claim.job.job_id, &beat, store.now()).await.unwrap());
    assert_eq!(store.complete(&claim).await.metrics, Some(json!({ "a": 1 })));
}
