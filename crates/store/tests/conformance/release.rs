use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::{EventKind, JobId, Phase};
use ml_job_store::Applied;

use crate::harness::{JobLife as _, TestStore, accepted, disk_full, done};

conformance![
    a_worker_that_shuts_down_hands_its_job_back_at_once,
    a_job_that_was_handed_back_has_all_its_attempts,
    the_number_of_a_released_attempt_is_not_used_again,
    a_failed_attempt_is_tried_again_after_a_growing_pause,
    a_job_fails_when_its_attempts_are_used_up,
    an_old_attempt_cannot_hand_the_job_back,
];

async fn a_worker_that_shuts_down_hands_its_job_back_at_once(store: TestStore) {
    let claim = store.claimed("handed back").await;
    store.advance(4);
    let job = accepted(store.hand_back(claim.job.job_id, 1, None).await);
    assert_eq!((job.phase, job.started_at, job.queued_at), (Phase::Processing, None, Some(store.now())));
    assert_eq!(store.job(job.job_id).await, job);
    let outbox = store.due_outbox(store.now(), 10).await.unwrap();
    assert_eq!(outbox.iter().map(|row| row.message.job_id).collect::<Vec<_>>(), [job.job_id]);
    assert_eq!(outbox[0].message.attempt, 1);
}

async fn a_job_that_was_handed_back_has_all_its_attempts(store: TestStore) {
    let id = store.queued("many shutdowns").await.job_id;
    for attempt in 1..=10 {
        assert_eq!(store.claim(id).await.attempt, attempt);
        assert_eq!(accepted(store.hand_back(id, attempt, None).await).phase, Phase::Processing);
    }
}

async fn the_number_of_a_released_attempt_is_not_used_again(store: TestStore) {
    let id = store.claimed("fenced").await.job.job_id;
    accepted(store.hand_back(id, 1, None).await);
    assert_eq!(store.claim(id).await.attempt, 2);
    assert_eq!(store.beat(id, 1).await, Applied::Refused(Refusal::StaleAttempt { current: Some(2) }));
}

async fn a_failed_attempt_is_tried_again_after_a_growing_pause(store: TestStore) {
    let id = store.queued("disk full").await.job_id;
    for (attempt, pause) in [(1, 5), (2, 10)] {
        store.claim(id).await;
        accepted(store.hand_back(id, attempt, Some(disk_full())).await);
        let events = store.events_after(id, 0, 100).await.unwrap();
        let log: Vec<_> = events.iter().filter(|event| event.kind == EventKind::Log).collect();
        assert!(log.last().unwrap().data["message"].as_str().unwrap().contains("the disk is full"));
        assert_eq!(log.last().unwrap().data["level"], "warn");
        store.advance(pause - 1);
        assert_eq!(store.due_outbox(store.now(), 10).await.unwrap(), []);
        assert_eq!(store.count_outbox().await.unwrap(), 1);
        store.advance(1);
        assert_eq!(store.due_outbox(store.now(), 10).await.unwrap().len(), 1);
    }
}

async fn a_job_fails_when_its_attempts_are_used_up(store: TestStore) {
    let id = store.queued("always full").await.job_id;
    for attempt in 1..=2 {
        store.claim(id).await;
        assert_eq!(accepted(store.hand_back(id, attempt, Some(disk_full())).await).phase, Phase::Processing);
    }
    store.claim(id).await;
    store.advance(8);
    let job = accepted(store.hand_back(id, 3, Some(disk_full())).await);
    assert_eq!((job.phase, &job.error, job.execution_duration), (Phase::Error, &Some(disk_full()), Some(8.0)));
    assert_eq!(store.job(id).await, job);
    assert_eq!(store.count_outbox().await.unwrap(), 0);
}

async fn an_old_attempt_cannot_hand_the_job_back(store: TestStore) {
    assert_eq!(store.hand_back(JobId::new(), 1, None).await, Applied::NotFound);
    let id = store.claimed("fenced").await.job.job_id;
    store.advance(10);
    let second = store.claim(id).await;
    assert_eq!(store.hand_back(id, 1, None).await, Applied::Refused(Refusal::StaleAttempt { current: Some(2) }));
    assert_eq!(store.job(id).await, second.job);
    done(store.abort_job(id, store.now()).await.unwrap());
    assert!(matches!(store.hand_back(id, 2, Some(disk_full())).await, Applied::Refused(Refusal::Conflict(_))));
}
