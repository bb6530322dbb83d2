//! Many listeners cost next to nothing: they are woken by what happens to their own job only.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ml_job_domain::lifecycle::{Event, Rules};
use ml_job_domain::protocol::{ClaimRequest, Heartbeat};
use ml_job_domain::{Clock as _, JobId, JobType, LogLevel, LogLine, NewJob};
use ml_job_store::{AddJob, Applied, ConnectOptions, Store};
use ml_job_testkit::{MockClock, TestDatabase};
use serde_json::json;
use tokio::time::timeout;
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};

const SOON: Duration = Duration::from_secs(20);

/// Counts the queries that the driver tells of.
#[derive(Clone, Default)]
struct Queries(Arc<AtomicUsize>);

impl Subscriber for Queries {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &tracing::Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

async fn apply(store: &Store, id: JobId, event: Event<'_>) {
    let applied = store.apply(id, event, MockClock::new().now(), &Rules::default()).await.unwrap();
    assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
}

async fn job(store: &Store) -> JobId {
    let job_type: JobType = JobType::DATA_PREPROCESSING.parse().unwrap();
    let request =
        NewJob { job_type, label: "x".into(), description: None, config: None, parent_job_id: None, space_id: None };
    let job = request.into_job(JobId::new(), MockClock::new().now());
    assert_eq!(store.add_job(&job, None).await.unwrap(), AddJob::Added);
    job.job_id
}

/// How many queries all of us make while a job writes into its log and another process hears of it.
async fn queries_of_a_line(queries: &Queries, writer: &Store, reader: &Store, id: JobId) -> usize {
    let line = LogLine { at: MockClock::new().now(), level: LogLevel::Info, message: "busy".to_owned() };
    let (worker, log) = ("w".to_owned(), vec![line]);
    let beat = Heartbeat { worker, attempt: 1, progress: None, log, metrics: None };
    let mut listener = reader.listen(id);
    let before = queries.0.load(Ordering::Relaxed);
    apply(writer, id, Event::Heartbeat(&beat)).await;
    timeout(SOON, listener.changed()).await.unwrap();
    // Whoever was woken beside us gets the time to ask.
    for _ in 0..2000 {
        tokio::task::yield_now().await;
    }
    queries.0.load(Ordering::Relaxed) - before
}

#[tokio::test]
async fn a_thousand_idle_listeners_ask_nothing_when_another_job_is_busy() {
    let queries = Queries::default();
    tracing::subscriber::set_global_default(queries.clone()).unwrap();
    let database = TestDatabase::postgres();
    let connect = async || Store::connect(database.url(), &ConnectOptions::default()).await.unwrap();
    let (writer, reader) = (connect().await, connect().await);
    writer.migrate().await.unwrap();
    let (busy, quiet) = (job(&writer).await, job(&writer).await);
    let types = vec![JobType::DATA_PREPROCESSING.parse().unwrap()];
    apply(&writer, busy, Event::Run { config: &json!({}) }).await;
    apply(&writer, busy, Event::Claim(&ClaimRequest { worker: "w".to_owned(), types, nonce: None })).await;
    // The reader looks for what it missed as soon as it listens.
    timeout(SOON, reader.outbox_changed()).await.unwrap();

    let alone = queries_of_a_line(&queries, &writer, &reader, busy).await;
    assert!(alone > 0, "queries are counted");
    let woken = Arc::new(AtomicUsize::new(0));
    for _ in 0..1000 {
        let (reader, woken) = (reader.clone(), Arc::clone(&woken));
        let mut listener = reader.listen(quiet);
        tokio::spawn(async move {
            loop {
                listener.changed().await;
                reader.events_after(quiet, 0, 10).await.unwrap();
                woken.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    assert_eq!(queries_of_a_line(&queries, &writer, &reader, busy).await, alone);
    assert_eq!(woken.load(Ordering::Relaxed), 0);
    // They do listen.
    apply(&writer, quiet, Event::Abort).await;
    ml_job_testkit::wait_for(async || woken.load(Ordering::Relaxed) >= 1000, SOON).await;
}
