use futures::future::join_all;
use ml_job_domain::{Job, JobId, NewJob, SpectrumSet};
use ml_job_store::{AddJob, AddLabellings, IdempotencyKey, JobFilter, LabellingFilter, Page, Repetition, Sight, Store};
use serde_json::{Value, json};

use crate::harness::{MAX_ATTEMPTS, TestStore, labelling, new_job, rules};

conformance![
    a_job_that_is_asked_for_twice_is_created_once,
    a_key_belongs_to_one_request,
    a_key_belongs_to_one_scope,
    a_refused_request_leaves_no_key,
    labellings_that_are_posted_twice_are_stored_once,
    what_creates_no_row_is_remembered_too,
    of_20_equal_requests_at_once_one_creates,
    keys_are_forgotten_after_a_day,
];

fn key(store: &TestStore, name: &str, request: &[u8]) -> IdempotencyKey {
    IdempotencyKey::new("POST /api/jobs/", name, request, store.now())
}

fn job(store: &TestStore) -> Job {
    new_job("asked for").into_job(JobId::new(), store.now())
}

fn json_of(job: &Job) -> Value {
    serde_json::to_value(job).unwrap()
}

async fn count(store: &Store) -> u64 {
    store.list_jobs(Sight::ALL, &JobFilter::default(), Page { offset: 0, limit: 0 }).await.unwrap().total
}

async fn a_job_that_is_asked_for_twice_is_created_once(store: TestStore) {
    let (first, second) = (job(&store), job(&store));
    let answering = |job: &Job| key(&store, "k1", b"{}").answering(json_of(job));
    assert_eq!(store.lookup_idempotency_key(&answering(&first)).await.unwrap(), None);
    assert_eq!(store.add_job(&first, Some(&answering(&first))).await.unwrap(), AddJob::Added);
    let known = Repetition::Same(json_of(&first));
    assert_eq!(store.lookup_idempotency_key(&answering(&second)).await.unwrap(), Some(known.clone()));
    assert_eq!(store.add_job(&second, Some(&answering(&second))).await.unwrap(), AddJob::Repeated(known));
    assert_eq!(count(&store).await, 1);
}

async fn a_key_belongs_to_one_request(store: TestStore) {
    assert_eq!(store.add_job(&job(&store), Some(&key(&store, "k1", b"{}"))).await.unwrap(), AddJob::Added);
    let other = key(&store, "k1", b"{ }");
    let used = Repetition::KeyUsedForAnotherRequest;
    assert_eq!(store.lookup_idempotency_key(&other).await.unwrap(), Some(used.clone()));
    assert_eq!(store.add_job(&job(&store), Some(&other)).await.unwrap(), AddJob::Repeated(used));
    assert_eq!(count(&store).await, 1);
}

async fn a_key_belongs_to_one_scope(store: TestStore) {
    assert_eq!(store.add_job(&job(&store), Some(&key(&store, "k1", b"{}"))).await.unwrap(), AddJob::Added);
    let elsewhere = IdempotencyKey::new("POST /api/labellings/", "k1", b"{}", store.now());
    assert_eq!(store.lookup_idempotency_key(&elsewhere).await.unwrap(), None);
}

async fn a_refused_request_leaves_no_key(store: TestStore) {
    let parent = store.pending("parent").await;
    let orphan = |parent| NewJob { parent_job_id: Some(parent), ..new_job("x") }.into_job(JobId::new(), store.now());
    let key = key(&store, "k1", b"{}");
    assert_eq!(store.add_job(&orphan(JobId::new()), Some(&key)).await.unwrap(), AddJob::NoSuchParent);
    assert_eq!(store.add_job(&orphan(parent.job_id), Some(&key)).await.unwrap(), AddJob::Added);
}

async fn labellings_that_are_posted_twice_are_stored_once(store: TestStore) {
    let id = store.pending("shows").await.job_id;
    let key = key(&store, "k1", b"[]").answering(json!("stored"));
    let post = async || {
        let batch = ["a.fits", "b.fits"].map(|name| labelling(id, name, SpectrumSet::Oracle));
        store.add_labellings(&batch, None, Some(&key), None).await.unwrap()
    };
    assert_eq!(post().await, AddLabellings::Added);
    assert_eq!(post().await, AddLabellings::Repeated(Repetition::Same(json!("stored"))));
    assert_eq!(store.list_labellings(id, &LabellingFilter::default(), None).await.unwrap().total, 2);
}

async fn what_creates_no_row_is_remembered_too(store: TestStore) {
    let key = key(&store, "k1", b"").answering(json!({ "dirname": "x" }));
    assert_eq!(store.add_idempotency_key(&key).await.unwrap(), None);
    let known = Repetition::Same(json!({ "dirname": "x" }));
    assert_eq!(store.add_idempotency_key(&key).await.unwrap(), Some(known));
}

async fn of_20_equal_requests_at_once_one_creates(store: TestStore) {
    let other = store.another().await;
    let requests = (0..20).map(|n| {
        let asked: Store = if n % 2 == 0 { (*store).clone() } else { other.clone() };
        let job = job(&store);
        let key = key(&store, "k1", b"{}").answering(json_of(&job));
        tokio::spawn(async move { (asked.add_job(&job, Some(&key)).await.unwrap(), json_of(&job)) })
    });
    let outcomes: Vec<_> = join_all(requests).await.into_iter().map(Result::unwrap).collect();
    let created: Vec<_> = outcomes.iter().filter(|(outcome, _)| *outcome == AddJob::Added).collect();
    assert_eq!((created.len(), count(&store).await), (1, 1));
    let known = AddJob::Repeated(Repetition::Same(created[0].1.clone()));
    assert_eq!(outcomes.iter().filter(|(outcome, _)| *outcome == known).count(), 19);
}

async fn keys_are_forgotten_after_a_day(store: TestStore) {
    let key = key(&store, "k1", b"{}");
    assert_eq!(store.add_idempotency_key(&key).await.unwrap(), None);
    store.advance(24 * 3600);
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap(), []);
    assert!(store.lookup_idempotency_key(&key).await.unwrap().is_some());
    store.advance(1);
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap(), []);
    assert_eq!(store.lookup_idempotency_key(&key).await.unwrap(), None);
}
