use ml_job_domain::{EventKind, Job, JobId};
use tokio::time::timeout;

use crate::harness::{JobLife as _, SOON, TestStore, done};

conformance![
    events_are_read_after_a_number,
    a_phase_event_is_the_job_without_its_config,
    each_job_has_its_own_events,
    a_commit_wakes_the_listeners,
];

async fn events_are_read_after_a_number(store: TestStore) {
    let claim = store.claimed("eventful").await;
    let id = claim.job.job_id;
    store.complete(&claim).await;
    let all = store.events_after(id, 0, 100).await.unwrap();
    assert_eq!(all.len(), 3);
    assert!(all.is_sorted_by_key(|event| event.event_id));
    assert_eq!(store.events_after(id, all[0].event_id, 100).await.unwrap(), all[1..]);
    assert_eq!(store.events_after(id, 0, 2).await.unwrap(), all[..2]);
    assert_eq!(store.events_after(id, all[2].event_id, 100).await.unwrap(), []);
    assert_eq!(store.last_event_id(id).await.unwrap(), all[2].event_id);
    assert_eq!(store.last_event_id(JobId::new()).await.unwrap(), 0);
}

async fn a_phase_event_is_the_job_without_its_config(store: TestStore) {
    let job = store.queued("told").await;
    let event = store.events_after(job.job_id, 0, 1).await.unwrap().remove(0);
    assert_eq!(event.kind, EventKind::Phase);
    let told: Job = serde_json::from_value(event.data).unwrap();
    assert!(job.config.is_some());
    assert_eq!(told, Job { config: None, ..job });
}

async fn each_job_has_its_own_events(store: TestStore) {
    let first = store.queued("first").await;
    let second = store.queued("second").await;
    done(store.abort_job(second.job_id, store.now()).await.unwrap());
    assert_eq!(store.events_after(first.job_id, 0, 100).await.unwrap().len(), 1);
    assert_eq!(store.events_after(second.job_id, 0, 100).await.unwrap().len(), 2);
}

async fn a_commit_wakes_the_listeners(store: TestStore) {
    let job = store.pending("heard").await;
    let mut listeners = [store.listen(job.job_id), store.listen(job.job_id)];
    done(store.run_job(job.job_id, &serde_json::json!({}), store.now()).await.unwrap());
    for listener in &mut listeners {
        timeout(SOON, listener.changed()).await.expect("the listener is woken");
    }
}
