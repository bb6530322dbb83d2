//! An API in memory, over real HTTP, that claims, fences and forgets as it is told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use ml_job_domain::protocol::{Claim, ClaimRequest, EndRequest, Heartbeat, ReleaseRequest};
use ml_job_domain::{Job, JobFailure, JobId, Phase};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// How long a test waits for anything.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// What the API does instead of what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Does nothing, and answers with this status, like a proxy.
    Status(u16),
    /// Does nothing, and refuses with this status and a problem document, like the API itself.
    Refuse(u16),
    /// Does nothing, and closes the connection.
    HangUp,
    /// Does it, and closes the connection.
    LoseReply,
}

/// A job as this API knows it.
pub(crate) struct FakeJob {
    pub(crate) job: Job,
    pub(crate) attempt: u32,
    pub(crate) is_held: bool,
    /// Texts that heartbeats brought.
    pub(crate) log: Vec<String>,
    /// The last progress that heartbeats brought.
    pub(crate) progress: Value,
    pub(crate) labellings: Vec<Value>,
    /// The sizes of the batches that the labellings came in.
    pub(crate) batches: Vec<usize>,
    /// `COMPLETE` or `ERROR`, and what came with it.
    pub(crate) end: Option<(String, EndRequest)>,
    pub(crate) releases: Vec<Option<JobFailure>>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) jobs: HashMap<JobId, FakeJob>,
    pub(crate) job_types: HashMap<String, Value>,
    /// Requests to the end: method and path.
    pub(crate) requests: Vec<String>,
    faults: Vec<(&'static str, Fault, u32)>,
}

impl State {
    pub(crate) fn count(&self, part: &str) -> usize {
        self.requests.iter().filter(|request| request.contains(part)).count()
    }
}

/// The API.
pub(crate) struct FakeApi {
    pub(crate) url: String,
    shared: Arc<Shared>,
    _server: AbortOnDropHandle<()>,
}

struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    lease_s: f64,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl FakeApi {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared { state: Mutex::default(), changed: watch::Sender::new(()), lease_s: 2.0 });
        let serving = Arc::clone(&shared);
        let server = tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(connection, Arc::clone(&serving)));
            }
        });
        Self { url, shared, _server: AbortOnDropHandle::new(server) }
    }

    /// Makes the next `times` requests whose method and path contain `part` go wrong.
    pub(crate) fn fault(&self, part: &'static str, fault: Fault, times: u32) {
        self.shared.lock().faults.push((part, fault, times));
    }

    pub(crate) fn add_job(&self, job: Job) {
        let job_id = job.job_id;
        let fake = FakeJob {
            job,
            attempt: 0,
            is_held: false,
            log: vec![],
            progress: Value::Null,
            labellings: vec![],
            batches: vec![],
            end: None,
            releases: vec![],
        };
        self.shared.lock().jobs.insert(job_id, fake);
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.shared.lock())
    }

    /// Waits until `look` finds what it looks for.
    pub(crate) async fn wait_for<T>(&self, what: &str, mut look: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut changes = self.shared.changed.subscribe();
        let found = tokio::time::timeout(DEADLINE, async {
            loop {
                if let Some(found) = look(&mut self.shared.lock()) {
                    return found;
                }
                changes.changed().await.unwrap();
            }
        });
        let Ok(found) = found.await else {
            panic!("waited in vain for {what}; requests: {:#?}", self.shared.lock().requests);
        };
        found
    }

    /// Waits for the job's end; gives `COMPLETE` or `ERROR`, and what came with it.
    pub(crate) async fn end_of(&self, id: JobId) -> (String, EndRequest) {
        self.wait_for("the end of the job", |state| state.jobs[&id].end.clone()).await
    }
}

async fn serve(connection: TcpStream, shared: Arc<Shared>) {
    let mut stream = BufReader::new(connection);
    while let Some((method, path, attempt, body)) = read_request(&mut stream).await {
        let fault = take_fault(&shared, &format!("{method} {path}"));
        let (status, answer) = match fault {
            Some(Fault::HangUp) => return,
            Some(Fault::Status(status)) => (status, None),
            Some(Fault::Refuse(status)) => (status, Some(json!({ "detail": "refused for the test" }))),
            Some(Fault::LoseReply) | None => {
                let (status, answer) = handle(&shared, &method, &path, attempt, &body);
                (status, Some(answer))
            }
        };
        shared.lock().requests.push(format!("{method} {path} {status}"));
        shared.changed.send_replace(());
        if fault == Some(Fault::LoseReply) {
            return;
        }
        let content_type = match (&answer, status) {
            (None, _) => "text/html",
            (_, 200..300) => "application/json",
            _ => "application/problem+json",
        };
        let body = answer.map_or_else(|| "<html>Bad Gateway</html>".into(), |answer| answer.to_string());
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n",
            if status == 204 { 0 } else { body.len() }
        );
        let body = if status == 204 { "" } else { &body };
        if stream.get_mut().write_all(format!("{head}{body}").as_bytes()).await.is_err() {
            return;
        }
    }
}

fn take_fault(shared: &Shared, request: &str) -> Option<Fault> {
    let mut state = shared.lock();
    let (_, fault, times) = state.faults.iter_mut().find(|(part, _, times)| *times > 0 && request.contains(*part))?;
    *times -= 1;
    Some(*fault)
}

async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<(String, String, Option<u32>, Vec<u8>)> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|count| *count > 0)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut attempt) = (0, None);
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.ok()?;
        let Some((name, value)) = header.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "x-job-attempt" => attempt = value.trim().parse().ok(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((method, path, attempt, body))
}

fn handle(shared: &Shared, method: &str, path: &str, attempt: Option<u32>, body: &[u8]) -> (u16, Value) {
    let mut state = shared.lock();
    let path = path.strip_prefix("/api/").expect("the client knows the prefix");
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match (method, &parts[..]) {
        ("PUT", ["job-types", job_type]) => {
            state.job_types.insert((*job_type).into(), serde_json::from_slice(body).unwrap());
            (200, json!({}))
        }
        ("POST", ["labellings", "batch"]) => add_labellings(&mut state, attempt, body),
        ("GET", ["labellings"]) => {
            let id = query.split('&').find_map(|pair| pair.strip_prefix("job_id=")).unwrap();
            (200, json!({ "total": state.jobs[&id.parse().unwrap()].labellings.len(), "labellings": [] }))
        }
        (_, ["jobs", id, rest @ ..]) => {
            let Some(job) = state.jobs.get_mut(&id.parse().unwrap()) else { return problem(404, "no such job") };
            match (method, rest) {
                ("GET", []) => (200, json!(job.job)),
                ("POST", ["claim"]) => claim(job, shared.lease_s, body),
                ("POST", ["heartbeat"]) => heartbeat(job, body),
                ("POST", ["end", action]) => end(job, action, body),
                ("POST", ["release"]) => release(job, body),
                _ => panic!("{method} {path} is not known here"),
            }
        }
        _ => panic!("{method} {path} is not known here"),
    }
}

fn problem(status: u16, detail: &str) -> (u16, Value) {
    (status, json!({ "title": "x", "status": status, "detail": detail }))
}

impl FakeJob {
    fn is_current(&self, attempt: Option<u32>) -> bool {
        self.job.phase == Phase::Processing && self.is_held && attempt == Some(self.attempt)
    }
}

fn claim(job: &mut FakeJob, lease_s: f64, body: &[u8]) -> (u16, Value) {
    let request: ClaimRequest = serde_json::from_slice(body).unwrap();
    if job.job.phase != Phase::Processing || job.is_held || !request.types.contains(&job.job.job_type) {
        return problem(409, "the job is not to be claimed");
    }
    job.attempt += 1;
    job.is_held = true;
    job.labellings.clear();
    (200, json!(Claim { job: job.job.clone(), attempt: job.attempt, lease_s }))
}

fn heartbeat(job: &mut FakeJob, body: &[u8]) -> (u16, Value) {
    let request: Heartbeat = serde_json::from_slice(body).unwrap();
    if !job.is_current(Some(request.attempt)) {
        return problem(409, "another attempt runs");
    }
    assert!(request.log.len() <= ml_job_domain::protocol::MAX_LOG_LINES);
    job.log.extend(request.log.into_iter().map(|line| line.message));
    if let Some(progress) = request.progress {
        job.progress = json!(progress);
    }
    (200, json!({ "lease_expires_at": "2030-01-01T00:00:00Z" }))
}

fn end(job: &mut FakeJob, action: &str, body: &[u8]) -> (u16, Value) {
    let request: EndRequest = serde_json::from_slice(body).unwrap();
    if !job.is_current(request.attempt) {
        return problem(409, "the job has ended");
    }
    job.job.phase = if action == "COMPLETE" { Phase::Completed } else { Phase::Error };
    job.is_held = false;
    job.end = Some((action.into(), request));
    (200, json!(job.job))
}

fn release(job: &mut FakeJob, body: &[u8]) -> (u16, Value) {
    let request: ReleaseRequest = serde_json::from_slice(body).unwrap();
    if !job.is_current(Some(request.attempt)) {
        return problem(409, "another attempt runs");
    }
    job.is_held = false;
    job.releases.push(request.error);
    (200, json!(job.job))
}

fn add_labellings(state: &mut State, attempt: Option<u32>, body: &[u8]) -> (u16, Value) {
    let labellings: Vec<Value> = serde_json::from_slice(body).unwrap();
    let id: JobId = labellings[0]["job_id"].as_str().unwrap().parse().unwrap();
    let job = state.jobs.get_mut(&id).unwrap();
    if !job.is_current(attempt) {
        return problem(409, "another attempt runs");
    }
    job.batches.push(labellings.len());
    job.labellings.extend(labellings);
    (204, Value::Null)
}
