//! Connecting, and what only a server has: other processes that share the database.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::time::Duration;

use ml_job_domain::lifecycle::{Event, Rules};
use ml_job_domain::{Clock as _, JobId, JobType, NewJob};
use ml_job_store::{AddJob, Applied, ConnectOptions, Role, Store, StoreError};
use ml_job_testkit::{MockClock, TestDatabase, wait_for, wait_for_some};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(20);

fn quick() -> ConnectOptions {
    ConnectOptions { connect_timeout: Duration::from_millis(300), ..ConnectOptions::default() }
}

async fn connect(database: &TestDatabase) -> Store {
    Store::connect(database.url(), &ConnectOptions::default()).await.unwrap()
}

async fn check_writable(store: &Store) -> Result<(), StoreError> {
    store.check_writable(MockClock::new().now()).await
}

async fn queued_job(store: &Store) -> JobId {
    let id = pending_job(store).await;
    run(store, id).await;
    id
}

async fn run(store: &Store, id: JobId) {
    let config = serde_json::json!({});
    let now = MockClock::new().now();
    let run = store.apply(id, Event::Run { config: &config }, now, &Rules::default()).await.unwrap();
    assert!(matches!(run, Applied::Done(_)));
}

async fn pending_job(store: &Store) -> JobId {
    let clock = MockClock::new();
    let request = NewJob {
        job_type: JobType::DATA_PREPROCESSING.parse().unwrap(),
        label: "shared".to_owned(),
        description: None,
        config: None,
        parent_job_id: None,
        space_id: None,
    };
    let job = request.into_job(JobId::new(), clock.now());
    assert_eq!(store.add_job(&job, None).await.unwrap(), AddJob::Added);
    job.job_id
}

#[tokio::test]
async fn a_url_of_another_kind_is_refused() {
    for url in ["mysql://host/db", "", "ml-job.sqlite", "sqlite::memory:", "sqlite:x?mode=memory", "postgres://[bad"] {
        let error = Store::connect(url, &quick()).await.unwrap_err();
        assert!(matches!(error, StoreError::UnsupportedUrl { .. }), "{url}: {error:?}");
    }
}

#[tokio::test]
async fn a_sqlite_file_is_made_and_found_again() {
    let database = TestDatabase::sqlite();
    let store = connect(&database).await;
    store.migrate().await.unwrap();
    let id = queued_job(&store).await;
    store.close().await;
    assert!(check_writable(&store).await.unwrap_err().is_transient());
    assert!(connect(&database).await.lookup_job(id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_sqlite_file_may_have_any_name() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["what?.sqlite", "100%.sqlite", "#1 & 2.sqlite", "%41?mode=memory", "žluť.sqlite"] {
        let path = folder.path().join(name);
        let store = Store::open_file(&path, &ConnectOptions::default()).await.unwrap();
        store.migrate().await.unwrap();
        let id = queued_job(&store).await;
        store.close().await;
        assert!(path.is_file(), "{name}");
        let again = Store::open_file(&path, &ConnectOptions::default()).await.unwrap();
        assert!(again.lookup_job(id).await.unwrap().is_some(), "{name}");
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_an_error_at_once() {
    let error = Store::connect("sqlite:/no/such/folder/x.sqlite", &ConnectOptions::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "the database failed while opening the file");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://postgres@{}/x", listener.local_addr().unwrap());
    drop(listener);
    let error = Store::connect(&url, &quick()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://postgres@{}/x", listener.local_addr().unwrap());
    let error = Store::connect(&url, &quick()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_an_error_at_once() {
    let database = TestDatabase::postgres();
    let url = database.url().to_owned();
    drop(database);
    let patient = ConnectOptions { connect_timeout: Duration::from_mins(10), ..ConnectOptions::default() };
    let error = timeout(SOON, Store::connect(&url, &patient)).await.unwrap().unwrap_err();
    assert!(matches!(error, StoreError::Driver { .. }), "{error:?}");
}

/// Lets connections through to `server` from now on.
async fn forward(listener: TcpListener, server: SocketAddr) {
    while let Ok((mut client, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut server = TcpStream::connect(server).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        });
    }
}

#[tokio::test]
async fn a_server_that_starts_late_is_waited_for() {
    let database = TestDatabase::postgres();
    let options: sqlx::postgres::PgConnectOptions = database.url().parse().unwrap();
    let server = tokio::net::lookup_host((options.get_host(), options.get_port())).await.unwrap().next().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let url = {
        let mut url = url_parts(database.url());
        url.host = address.to_string();
        url.join()
    };
    let connecting = tokio::spawn(async move { Store::connect(&url, &ConnectOptions::default()).await });
    // The first attempt was refused by now or will be soon; either way the store gets through in the end.
    let listener = wait_for_some(async || TcpListener::bind(address).await.ok(), SOON).await;
    tokio::spawn(forward(listener, server));
    let store = timeout(SOON, connecting).await.unwrap().unwrap().unwrap();
    store.migrate().await.unwrap();
    check_writable(&store).await.unwrap();
}

/// A URL whose host can be replaced.
struct UrlParts {
    before: String,
    host: String,
    after: String,
}

impl UrlParts {
    fn join(&self) -> String {
        format!("{}{}{}", self.before, self.host, self.after)
    }
}

fn url_parts(url: &str) -> UrlParts {
    let start = url.find('@').or_else(|| url.find("//").map(|at| at + 1)).unwrap() + 1;
    let end = start + url[start..].find('/').unwrap();
    UrlParts { before: url[..start].to_owned(), host: url[start..end].to_owned(), after: url[end..].to_owned() }
}

#[tokio::test]
async fn another_process_hears_of_new_messages_and_events() {
    let database = TestDatabase::postgres();
    let (writer, reader) = (connect(&database).await, connect(&database).await);
    writer.migrate().await.unwrap();
    let id = pending_job(&writer).await;
    let mut listener = reader.listen(id);
    // The reader is told once that it may have missed something as soon as it listens.
    timeout(SOON, reader.outbox_changed()).await.unwrap();
    run(&writer, id).await;
    timeout(SOON, reader.outbox_changed()).await.unwrap();
    timeout(SOON, listener.changed()).await.unwrap();
    // A deletion leaves no event, and is heard nevertheless.
    let now = MockClock::new().now();
    for event in [Event::Abort, Event::Delete] {
        assert!(matches!(writer.apply(id, event, now, &Rules::default()).await.unwrap(), Applied::Done(_)));
        timeout(SOON, listener.changed()).await.unwrap();
    }
}

#[tokio::test]
async fn one_process_leads_and_another_takes_over() {
    let database = TestDatabase::postgres();
    let (first, second) = (connect(&database).await, connect(&database).await);
    let mut leader = first.try_lead(Role::Dispatcher).await.unwrap().expect("nobody leads yet");
    assert!(leader.still_held().await);
    assert!(second.try_lead(Role::Dispatcher).await.unwrap().is_none());
    // Another duty is free.
    assert!(second.try_lead(Role::Sweeper).await.unwrap().is_some());
    drop(leader);
    wait_for(async || second.try_lead(Role::Dispatcher).await.unwrap().is_some(), SOON).await;
}

#[tokio::test]
async fn a_leader_that_was_cut_off_knows_it() {
    let database = TestDatabase::postgres();
    let store = connect(&database).await;
    let mut leader = store.try_lead(Role::Sweeper).await.unwrap().expect("nobody leads yet");
    let mut admin = PgConnection::connect(database.url()).await.unwrap();
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    admin.execute(kill).await.unwrap();
    wait_for(async || !leader.still_held().await, SOON).await;
    wait_for(async || store.try_lead(Role::Sweeper).await.unwrap().is_some(), SOON).await;
}

#[tokio::test]
async fn a_database_of_one_process_is_led_by_it() {
    let database = TestDatabase::sqlite();
    let store = connect(&database).await;
    let mut leader = store.try_lead(Role::Dispatcher).await.unwrap().expect("there is nobody else");
    assert!(leader.still_held().await);
}

/// The connections of a store die with the server's sessions; new ones are made by themselves.
#[tokio::test]
async fn a_store_survives_the_loss_of_its_connections() {
    let database = TestDatabase::postgres();
    let store = connect(&database).await;
    store.migrate().await.unwrap();
    let id = queued_job(&store).await;
    let mut admin = PgConnection::connect(database.url()).await.unwrap();
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.execute(kill).await.unwrap();
    wait_for(async || store.lookup_job(id).await.is_ok_and(|job| job.is_some()), SOON).await;
    // The wake-ups come back too.
    while timeout(Duration::from_millis(100), store.outbox_changed()).await.is_ok() {}
    let other = connect(&database).await;
    wait_for(
        async || {
            queued_job(&other).await;
            timeout(Duration::from_secs(1), store.outbox_changed()).await.is_ok()
        },
        SOON,
    )
    .await;
}

#[tokio::test]
async fn what_happened_while_nothing_could_be_heard_is_found() {
    let database = TestDatabase::postgres();
    let (writer, reader) = (connect(&database).await, connect(&database).await);
    writer.migrate().await.unwrap();
    let id = pending_job(&writer).await;
    timeout(SOON, reader.outbox_changed()).await.unwrap();
    let mut listener = reader.listen(id);
    let mut admin = PgConnection::connect(database.url()).await.unwrap();
    admin.execute("ALTER TABLE job_events DISABLE TRIGGER job_events_notified").await.unwrap();
    run(&writer, id).await;
    let heard = timeout(Duration::from_millis(200), listener.changed()).await;
    assert!(heard.is_err(), "nothing tells the reader yet");
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.execute(kill).await.unwrap();
    timeout(SOON, listener.changed()).await.unwrap();
}
