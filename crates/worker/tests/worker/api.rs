//! The real API over a store of its own, with faults before it and a record of what it was asked.

use std::collections::HashMap;
use std::future::IntoFuture as _;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use ml_job_api::files::FilesRoot;
use ml_job_api::{ApiConfig, ApiDependencies, ApiState};
use ml_job_domain::lifecycle::{Event, Rules};
use ml_job_domain::protocol::{ClaimRequest, EndRequest, Heartbeat, ReleaseRequest};
use ml_job_domain::{Clock, Job, JobFailure, JobId, Labelling, NewLabelling, SystemClock};
use ml_job_kinds::Catalogue;
use ml_job_queue::MemoryQueue;
use ml_job_spectra::Archive;
use ml_job_store::{AddJob, Applied, ConnectOptions, LabellingFilter, Store};
use ml_job_testkit::TestDatabase;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// How long a test waits for anything.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// What happens to a request on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is answered with this status by something that is not the API, like a proxy.
    Status(u16),
    /// It is answered with this status and a problem document, like the API's own.
    Refuse(u16),
    /// It is lost, and the connection closed.
    HangUp,
    /// It arrives, but the connection is closed before the answer.
    LoseReply,
    /// It arrives, but the answer never comes.
    Stall,
}

/// What the API was asked, and what it said.
#[derive(Default)]
pub(crate) struct Record {
    requests: Vec<(String, Bytes)>,
    faults: Vec<(&'static str, Fault, u32)>,
    /// The directories of the jobs that were added.
    dir_paths: HashMap<JobId, String>,
}

impl Record {
    /// Requests to the end: method, path and status.
    pub(crate) fn requests(&self) -> impl Iterator<Item = &str> {
        self.requests.iter().map(|(request, _)| request.as_str())
    }

    pub(crate) fn count(&self, part: &str) -> usize {
        self.requests().filter(|request| request.contains(part)).count()
    }

    /// Texts that heartbeats brought.
    pub(crate) fn log_of(&self, id: JobId) -> Vec<String> {
        let heartbeats = self.accepted::<Heartbeat>(&format!("{id}/heartbeat "));
        heartbeats.into_iter().flat_map(|(_, heartbeat)| heartbeat.log).map(|line| line.message).collect()
    }

    /// The reasons for which a job was handed back.
    pub(crate) fn releases_of(&self, id: JobId) -> Vec<Option<JobFailure>> {
        let releases = self.accepted::<ReleaseRequest>(&format!("{id}/release "));
        releases.into_iter().map(|(_, release)| release.error).collect()
    }

    /// `COMPLETE` or `ERROR`, and what came with it.
    pub(crate) fn end_of(&self, id: JobId) -> Option<(String, EndRequest)> {
        let (request, end) = self.accepted(&format!("{id}/end/")).pop()?;
        Some((request.split(['/', ' ']).rev().nth(1)?.to_owned(), end))
    }

    /// The sizes of the batches that labellings came in.
    pub(crate) fn batches(&self) -> Vec<usize> {
        let batches = self.accepted::<Vec<NewLabelling>>("POST /api/labellings/batch");
        batches.into_iter().map(|(_, batch)| batch.len()).collect()
    }

    /// The accepted requests with `part` in them, and their bodies, oldest first.
    fn accepted<T: DeserializeOwned>(&self, part: &str) -> Vec<(&str, T)> {
        let accepted = self.requests.iter().filter(|(line, _)| line.contains(part) && line.contains(" 20"));
        accepted.map(|(line, body)| (line.as_str(), serde_json::from_slice(body).unwrap())).collect()
    }
}

/// The API.
pub(crate) struct TestApi {
    pub(crate) url: String,
    pub(crate) store: Store,
    desk: Arc<Desk>,
    _server: AbortOnDropHandle<()>,
    _database: TestDatabase,
}

/// Where requests pass on their way to the API.
#[derive(Default)]
struct Desk {
    record: Mutex<Record>,
    changed: watch::Sender<()>,
}

impl TestApi {
    /// An API with these roots. Nothing in it happens by itself: no dispatcher, no sweeper.
    pub(crate) async fn start(files: &Path, spectra: &Path) -> Self {
        let database = TestDatabase::sqlite();
        let config = ApiConfig { lease: Duration::from_secs(2), ..ApiConfig::default() };
        let dependencies = dependencies(&database, MemoryQueue::new(), files, spectra, config).await;
        let store = dependencies.store.clone();
        let desk = Arc::new(Desk::default());
        let router = ml_job_api::router(ApiState::new(dependencies, CancellationToken::new()))
            .layer(from_fn_with_state(Arc::clone(&desk), pass));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = axum::serve(listener, router).into_future();
        let server = AbortOnDropHandle::new(tokio::spawn(async { serving.await.unwrap() }));
        Self { url, store, desk, _server: server, _database: database }
    }

    /// Makes the next `times` requests whose method and path contain `part` go wrong.
    pub(crate) fn fault(&self, part: &'static str, fault: Fault, times: u32) {
        self.desk.lock().faults.push((part, fault, times));
    }

    /// Adds a job that waits for a worker.
    pub(crate) async fn add_job(&self, job: &Job) {
        self.desk.lock().dir_paths.insert(job.job_id, job.dir_path.clone());
        assert_eq!(self.store.add_job(job, None).await.unwrap(), AddJob::Added);
        let config = job.config.as_ref().unwrap();
        self.happen(job.job_id, Event::Run { config }, SystemClock.now()).await;
    }

    /// Aborts a job, and tells nobody.
    pub(crate) async fn abort(&self, id: JobId) {
        self.happen(id, Event::Abort, SystemClock.now()).await;
    }

    /// Gives a job to another worker, as if the lease had run out.
    pub(crate) async fn give_away(&self, id: JobId) {
        let types = vec![self.job(id).await.job_type];
        let request = ClaimRequest { worker: "another".into(), types, nonce: None };
        self.happen(id, Event::Claim(&request), SystemClock.now() + TimeDelta::hours(1)).await;
    }

    /// Lets something happen to a job behind the API's back.
    async fn happen(&self, id: JobId, event: Event<'_>, at: DateTime<Utc>) {
        let applied = self.store.apply(id, event, at, &Rules::default()).await.unwrap();
        assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
    }

    pub(crate) async fn job(&self, id: JobId) -> Job {
        self.store.lookup_job(id).await.unwrap().unwrap()
    }

    pub(crate) async fn labellings(&self, id: JobId) -> Vec<Labelling> {
        self.store.list_labellings(id, &LabellingFilter::default(), None).await.unwrap().items
    }

    pub(crate) fn dir_path(&self, id: JobId) -> String {
        self.desk.lock().dir_paths[&id].clone()
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&Record) -> T) -> T {
        look(&self.desk.lock())
    }

    /// Waits until `look` finds what it looks for.
    pub(crate) async fn wait_for<T>(&self, what: &str, mut look: impl FnMut(&Record) -> Option<T>) -> T {
        let mut changes = self.desk.changed.subscribe();
        let found = tokio::time::timeout(DEADLINE, async {
            loop {
                if let Some(found) = look(&self.desk.lock()) {
                    return found;
                }
                changes.changed().await.unwrap();
            }
        });
        let Ok(found) = found.await else {
            panic!("waited in vain for {what}; requests: {:#?}", self.desk.lock().requests().collect::<Vec<_>>());
        };
        found
    }

    /// Waits for the job's end; gives `COMPLETE` or `ERROR`, and what came with it.
    pub(crate) async fn end_of(&self, id: JobId) -> (String, EndRequest) {
        self.wait_for("the end of the job", |record| record.end_of(id)).await
    }
}

/// What an API of these tests is built from.
pub(crate) async fn dependencies(
    database: &TestDatabase,
    queue: MemoryQueue,
    files: &Path,
    spectra: &Path,
    config: ApiConfig,
) -> ApiDependencies {
    let store = Store::connect(database.url(), &ConnectOptions::default()).await.unwrap();
    store.migrate().await.unwrap();
    ApiDependencies {
        store,
        queue: Arc::new(queue),
        files: FilesRoot::open(files).unwrap(),
        archive: Archive::open(spectra).into(),
        clock: Arc::new(SystemClock),
        config,
        kinds: Arc::new(Catalogue::load(None).unwrap()),
        ui: None,
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap()
    }

    fn take_fault(&self, request: &str) -> Option<Fault> {
        let mut record = self.lock();
        let is_due = |(part, _, times): &&mut (&str, Fault, u32)| *times > 0 && request.contains(*part);
        let (_, fault, times) = record.faults.iter_mut().find(is_due)?;
        *times -= 1;
        Some(*fault)
    }
}

/// Lets a request through to the API, unless something is to happen to it.
async fn pass(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let line = format!("{} {}", head.method, head.uri);
    let fault = desk.take_fault(&line);
    let response = match fault {
        Some(Fault::HangUp) => hang_up(),
        Some(Fault::Status(status)) => answer(status, "text/html", "<html>Bad Gateway</html>".into()),
        Some(Fault::Refuse(status)) => {
            answer(status, "application/problem+json", json!({ "detail": "refused for the test" }).to_string())
        }
        Some(Fault::LoseReply | Fault::Stall) | None => {
            next.run(Request::from_parts(head, Body::from(body.clone()))).await
        }
    };
    desk.lock().requests.push((format!("{line} {}", response.status().as_u16()), body));
    desk.changed.send_replace(());
    match fault {
        Some(Fault::LoseReply) => hang_up(),
        Some(Fault::Stall) => std::future::pending().await,
        _ => response,
    }
}

fn answer(status: u16, content_type: &'static str, body: String) -> Response {
    (StatusCode::from_u16(status).unwrap(), [(header::CONTENT_TYPE, content_type)], body).into_response()
}

/// Ends the task of the connection, which closes it without a word.
fn hang_up() -> ! {
    std::panic::resume_unwind(Box::new("the connection is closed for the test"))
}
