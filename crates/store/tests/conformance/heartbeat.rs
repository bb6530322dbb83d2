use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::protocol::Heartbeat;
use ml_job_domain::{EventKind, JobId, LogLevel, LogLine, Progress};
use ml_job_store::Applied;
use serde_json::json;

use crate::harness::{JobLife as _, MAX_ATTEMPTS, TestStore, accepted, heartbeat, rules};

conformance![
    a_heartbeat_extends_the_lease,
    a_heartbeat_stores_what_it_brings_and_keeps_the_rest,
    a_late_heartbeat_is_heard_until_someone_takes_the_job,
    an_old_attempt_is_not_heard,
    a_job_that_nobody_holds_hears_no_heartbeat,
    log_lines_become_events_in_order,
    the_newest_2000_log_lines_are_kept,
    one_progress_event_is_kept,
];

fn line(message: String) -> LogLine {
    LogLine { at: std::time::UNIX_EPOCH.into(), level: LogLevel::Info, message }
}

async fn a_heartbeat_extends_the_lease(store: TestStore) {
    let claim = store.claimed("alive").await;
    for _ in 0..5 {
        store.advance(9);
        accepted(store.beat(claim.job.job_id, 1).await);
        assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap(), []);
    }
    store.advance(10);
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap().len(), 1);
}

async fn a_heartbeat_stores_what_it_brings_and_keeps_the_rest(store: TestStore) {
    let id = store.claimed("progress").await.job.job_id;
    let progress = Progress {
        done: 1200,
        total: Some(u64::from(u32::MAX) * 2),
        unit: Some("spectra".to_owned()),
        message: Some("reading".to_owned()),
    };
    let beat = Heartbeat { progress: Some(progress.clone()), ..heartbeat(1) };
    accepted(store.heartbeat(id, &beat, store.now()).await.unwrap());
    let beat = Heartbeat { metrics: Some(json!({ "skipped": 3 })), ..heartbeat(1) };
    let job = accepted(store.heartbeat(id, &beat, store.now()).await.unwrap());
    assert_eq!((&job.progress, &job.metrics), (&Some(progress), &Some(json!({ "skipped": 3 }))));
    assert_eq!(store.job(id).await, job);
}

async fn a_late_heartbeat_is_heard_until_someone_takes_the_job(store: TestStore) {
    let id = store.claimed("late").await.job.job_id;
    store.advance(11);
    accepted(store.beat(id, 1).await);
    store.advance(11);
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap().len(), 1);
    assert_eq!(store.beat(id, 1).await, Applied::Refused(Refusal::StaleAttempt { current: Some(1) }));
}

async fn an_old_attempt_is_not_heard(store: TestStore) {
    let id = store.claimed("fenced").await.job.job_id;
    store.advance(11);
    let second = store.claim(id).await;
    let beat = Heartbeat { progress: Some(Progress::default()), ..heartbeat(1) };
    let outcome = store.heartbeat(id, &beat, store.now()).await.unwrap();
    assert_eq!(outcome, Applied::Refused(Refusal::StaleAttempt { current: Some(2) }));
    assert_eq!(store.beat(id, 3).await, Applied::Refused(Refusal::StaleAttempt { current: Some(2) }));
    assert_eq!(store.job(id).await, second.job);
    store.advance(11);
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap().len(), 1);
}

async fn a_job_that_nobody_holds_hears_no_heartbeat(store: TestStore) {
    assert_eq!(store.beat(JobId::new(), 1).await, Applied::NotFound);
    let pending = store.pending("pending").await;
    assert!(matches!(store.beat(pending.job_id, 1).await, Applied::Refused(Refusal::Conflict(_))));
    let queued = store.queued("queued").await;
    assert_eq!(store.beat(queued.job_id, 1).await, Applied::Refused(Refusal::StaleAttempt { current: None }));
}

async fn log_lines_become_events_in_order(store: TestStore) {
    let id = store.claimed("talkative").await.job.job_id;
    let before = store.last_event_id(id).await.unwrap();
    let messages = ["zeta", "alpha", "with \u{0} NUL", "\"quoted\" \\ and ž", ""];
    let log: Vec<LogLine> = messages.iter().map(|message| line((*message).to_owned())).collect();
    let beat = Heartbeat { log: log.clone(), ..heartbeat(1) };
    accepted(store.heartbeat(id, &beat, store.now()).await.unwrap());
    let events = store.events_after(id, before, 100).await.unwrap();
    assert!(events.iter().all(|event| event.kind == EventKind::Log && event.job_id == id));
    let read: Vec<LogLine> = events.iter().map(|event| serde_json::from_value(event.data.clone()).unwrap()).collect();
    assert_eq!(read, log);
    assert_eq!(store.last_event_id(id).await.unwrap(), events.last().unwrap().event_id);
}

async fn the_newest_2000_log_lines_are_kept(store: TestStore) {
    let id = store.claimed("very talkative").await.job.job_id;
    for batch in 0..3 {
        let log = (0..900).map(|n| line(format!("line {}", batch * 900 + n))).collect();
        accepted(store.heartbeat(id, &Heartbeat { log, ..heartbeat(1) }, store.now()).await.unwrap());
    }
    let events = store.events_after(id, 0, 10_000).await.unwrap();
    let lines: Vec<&str> = events
        .iter()
        .filter(|event| event.kind == EventKind::Log)
        .map(|event| event.data["message"].as_str().unwrap())
        .collect();
    assert_eq!((lines.len(), lines[0], lines[1999]), (2000, "line 700", "line 2699"));
    // What tells of the phase is not pushed out by chatter.
    assert_eq!(events.iter().filter(|event| event.kind == EventKind::Phase).count(), 2);
}

async fn one_progress_event_is_kept(store: TestStore) {
    let id = store.claimed("steps").await.job.job_id;
    for done in 1..=5 {
        let progress = Some(Progress { done, ..Progress::default() });
        accepted(store.heartbeat(id, &Heartbeat { progress, ..heartbeat(1) }, store.now()).await.unwrap());
    }
    let events = store.events_after(id, 0, 100).await.unwrap();
    let progress: Vec<_> = events.iter().filter(|event| event.kind == EventKind::Progress).collect();
    assert_eq!(progress.len(), 1);
    assert_eq!(progress[0].data["done"], 5);
    assert_eq!(progress[0].event_id, store.last_event_id(id).await.unwrap());
}
