use ml_job_domain::JobId;
use tokio::time::timeout;

use crate::harness::{JobLife as _, SOON, TestStore, done};

conformance![
    messages_come_in_the_order_of_run,
    a_message_that_was_taken_is_gone,
    a_message_that_was_replaced_survives_the_removal_of_the_old_one,
    an_addition_wakes_the_dispatcher,
    an_addition_is_remembered_while_nobody_waits,
];

async fn due(store: &TestStore, limit: u32) -> Vec<JobId> {
    let rows = store.due_outbox(store.now(), limit).await.unwrap();
    rows.iter().map(|row| row.message.job_id).collect()
}

async fn messages_come_in_the_order_of_run(store: TestStore) {
    let first = store.pending("created first").await.job_id;
    let second = store.pending("run first").await.job_id;
    for id in [second, first] {
        done(store.run_job(id, &serde_json::json!({}), store.now()).await.unwrap());
    }
    assert_eq!(due(&store, 10).await, [second, first]);
    assert_eq!(due(&store, 1).await, [second]);
}

async fn a_message_that_was_taken_is_gone(store: TestStore) {
    for label in ["a", "b", "c"] {
        store.queued(label).await;
    }
    let rows = store.due_outbox(store.now(), 10).await.unwrap();
    store.delete_outbox(&[rows[0].outbox_id, rows[2].outbox_id, 4711], store.now()).await.unwrap();
    assert_eq!(due(&store, 10).await, [rows[1].message.job_id]);
    store.delete_outbox(&[], store.now()).await.unwrap();
    assert_eq!(store.count_outbox().await.unwrap(), 1);
}

/// The dispatcher publishes slowly; meanwhile a worker claims the job and hands it back.
async fn a_message_that_was_replaced_survives_the_removal_of_the_old_one(store: TestStore) {
    let job = store.queued("quick").await;
    let old = store.due_outbox(store.now(), 10).await.unwrap();
    store.claim(job.job_id).await;
    crate::harness::accepted(store.hand_back(job.job_id, 1, None).await);
    store.delete_outbox(&[old[0].outbox_id], store.now()).await.unwrap();
    assert_eq!(due(&store, 10).await, [job.job_id]);
}

async fn an_addition_wakes_the_dispatcher(store: TestStore) {
    let job = store.pending("wake").await;
    // On a server, listening begins with one wake-up for whatever was missed.
    while timeout(std::time::Duration::from_millis(200), store.outbox_changed()).await.is_ok() {}
    let (woken, ()) = tokio::join!(timeout(SOON, store.outbox_changed()), async {
        done(store.run_job(job.job_id, &serde_json::json!({}), store.now()).await.unwrap());
    });
    woken.expect("the dispatcher is woken");
}

async fn an_addition_is_remembered_while_nobody_waits(store: TestStore) {
    store.queued("remembered").await;
    timeout(SOON, store.outbox_changed()).await.expect("the addition is remembered");
}
