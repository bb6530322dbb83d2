use std::time::Duration;

use ml_job_domain::{JobFailure, Phase};

use crate::harness::{JobLife as _, MAX_ATTEMPTS, TestStore, accepted, active_ml, disk_full, preprocessing, rules};

conformance![
    a_job_whose_worker_fell_silent_is_queued_again,
    a_job_is_given_up_after_the_last_attempt,
    failures_and_silence_count_together,
    live_jobs_are_left_alone,
    lost_messages_are_published_again_in_order,
    what_is_not_lost_is_not_published_again,
];

async fn a_job_whose_worker_fell_silent_is_queued_again(store: TestStore) {
    let claim = store.claimed("silent").await;
    let id = claim.job.job_id;
    store.advance(10);
    let swept = store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap();
    assert_eq!(swept.len(), 1);
    assert_eq!(swept[0].phase, Phase::Processing);
    assert_eq!((swept[0].phase, swept[0].started_at), (Phase::Processing, None));
    assert_eq!(store.job(id).await, swept[0]);
    let outbox = store.due_outbox(store.now(), 10).await.unwrap();
    assert_eq!((outbox.len(), outbox[0].message.job_id, outbox[0].message.attempt), (1, id, 1));
    let events = store.events_after(id, 0, 10).await.unwrap();
    assert_eq!(events.last().unwrap().data["message"], "the worker worker-1 was lost; the job waits for another one");
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap(), []);
}

async fn a_job_is_given_up_after_the_last_attempt(store: TestStore) {
    for (max_attempts, sentence) in [(1, "the worker was lost once"), (3, "the worker was lost 3 times")] {
        let id = store.queued("killer").await.job_id;
        for attempt in 1..=max_attempts {
            store.claim(id).await;
            store.advance(30);
            let swept = store.sweep(store.now(), &rules(max_attempts)).await.unwrap();
            let given_up = attempt == max_attempts;
            assert_eq!(swept[0].phase, if given_up { Phase::Error } else { Phase::Processing });
        }
        let job = store.job(id).await;
        assert_eq!((job.phase, job.ended_at), (Phase::Error, Some(store.now())));
        let failure = JobFailure { code: "worker_lost".to_owned(), message: sentence.to_owned() };
        assert_eq!(job.error, Some(failure));
        assert_eq!(store.count_outbox().await.unwrap(), 0);
    }
}

async fn failures_and_silence_count_together(store: TestStore) {
    let id = store.queued("unlucky").await.job_id;
    store.claim(id).await;
    accepted(store.hand_back(id, 1, Some(disk_full())).await);
    for outcome in [Phase::Processing, Phase::Error] {
        store.claim(id).await;
        store.advance(30);
        assert_eq!(store.sweep(store.now(), &rules(3)).await.unwrap()[0].phase, outcome);
    }
    assert_eq!(store.job(id).await.error.unwrap().message, "the worker was lost 2 times");
}

async fn live_jobs_are_left_alone(store: TestStore) {
    store.pending("pending").await;
    store.queued("queued").await;
    let ended = store.claimed("ended").await;
    store.complete(&ended).await;
    store.advance(60);
    let alive = store.claimed("alive").await;
    store.advance(9);
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap(), []);
    assert_eq!(store.job(alive.job.job_id).await, alive.job);
}

async fn publish_all(store: &TestStore) {
    let ids: Vec<i64> = store.due_outbox(store.now(), 100).await.unwrap().iter().map(|row| row.outbox_id).collect();
    store.delete_outbox(&ids, store.now()).await.unwrap();
}

async fn lost_messages_are_published_again_in_order(store: TestStore) {
    let mut ids = Vec::new();
    for label in ["a", "b", "c", "d"] {
        ids.push(store.pending(label).await.job_id);
    }
    // Not in the order of creation.
    ids.swap(0, 2);
    for id in &ids {
        store.advance(1);
        let run = store.run_job(*id, &serde_json::json!({}), store.now()).await.unwrap();
        crate::harness::done(run);
    }
    publish_all(&store).await;
    assert_eq!(store.count_waiting(&preprocessing()).await.unwrap(), 4);
    store.advance(20);
    let before = store.now() - Duration::from_secs(15);
    assert_eq!(store.requeue_unqueued(&active_ml(), before, store.now()).await.unwrap(), 0);
    assert_eq!(store.requeue_unqueued(&preprocessing(), before, store.now()).await.unwrap(), 4);
    let again: Vec<_> =
        store.due_outbox(store.now(), 100).await.unwrap().iter().map(|row| row.message.job_id).collect();
    assert_eq!(again, ids);
    assert_eq!(store.count_waiting(&preprocessing()).await.unwrap(), 0);
}

async fn what_is_not_lost_is_not_published_again(store: TestStore) {
    store.pending("nobody asked").await;
    let held = store.claimed("held").await;
    store.complete(&store.claimed("ended").await).await;
    let cooling = store.claimed("cooling down").await;
    accepted(store.hand_back(cooling.job.job_id, 1, Some(disk_full())).await);
    store.advance(100);
    accepted(store.beat(held.job.job_id, 1).await);
    store.queued("just published").await;
    let now = store.now();
    let due = store.due_outbox(now, 100).await.unwrap();
    let just = due.last().unwrap().outbox_id;
    store.delete_outbox(&[just], now).await.unwrap();
    assert_eq!(store.requeue_unqueued(&preprocessing(), now, now).await.unwrap(), 0);
    assert_eq!(store.count_waiting(&preprocessing()).await.unwrap(), 1);
    assert_eq!(store.count_outbox().await.unwrap(), 1);
}
