//! The worker with the real API, its store and its queue.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use ml_job_api::ApiConfig;
use ml_job_queue::MemoryQueue;
use ml_job_testkit::{TestDatabase, wait_for, wait_for_some};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::api::{DEADLINE, dependencies};
use crate::setup::{HOST, RunningWorker, Setup, is_alive, wait_until, wait_until_gone};

const LEASE: Duration = Duration::from_secs(1);

/// A tick of the job takes at least as long.
const TICK: Duration = Duration::from_millis(10);

/// Ticks until the file `go` is in the job's directory; says who it is.
const UNTIL_GO: &str = "
    echo $$ > pids.new; mv pids.new pids
    tick=0
    while ! [ -e go ]; do
        tick=$((tick + 1)); echo '{\"progress\":{\"done\":'$tick'}}'
        sleep 0.01
    done
    echo '{\"metrics\":{\"answer\":42}}'
";

struct Platform {
    setup: Setup,
    database: TestDatabase,
    queue: MemoryQueue,
    address: SocketAddr,
    http: reqwest::Client,
    api: Option<RunningApi>,
}

struct RunningApi {
    shutdown: CancellationToken,
    task: AbortOnDropHandle<()>,
}

impl Platform {
    async fn new() -> Self {
        let setup = Setup::new().await;
        setup.module("SCRIPT", UNTIL_GO, "");
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
        let (database, queue) = (TestDatabase::sqlite(), MemoryQueue::new());
        let mut platform = Self { setup, database, queue, address, http, api: None };
        platform.start_api().await;
        platform
    }

    async fn start_api(&mut self) {
        let config = ApiConfig { lease: LEASE, sweep_interval: Duration::from_millis(100), ..ApiConfig::default() };
        let [files, spectra] = ["files", "spectra"].map(|name| self.setup.path(name));
        let dependencies = dependencies(&self.database, self.queue.clone(), &files, &spectra, config).await;
        let listener = TcpListener::bind(self.address).await.unwrap();
        let shutdown = CancellationToken::new();
        let serving = ml_job_api::serve(listener, dependencies, shutdown.clone());
        let task = AbortOnDropHandle::new(tokio::spawn(async { serving.await.unwrap() }));
        self.api = Some(RunningApi { shutdown, task });
    }

    async fn stop_api(&mut self) {
        let api = self.api.take().unwrap();
        api.shutdown.cancel();
        tokio::time::timeout(DEADLINE, api.task).await.expect("the API stops").unwrap();
    }

    fn start_worker(&self) -> RunningWorker {
        let mut config = self.setup.config();
        config.api_url = self.url("").parse().unwrap();
        RunningWorker::start(config, self.queue.clone())
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/api{path}", self.address)
    }

    async fn get(&self, path: &str) -> Value {
        self.http.get(self.url(path)).send().await.unwrap().json().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let response = self.http.post(self.url(path)).json(body).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {:?}", response.text().await);
        response.json().await.unwrap()
    }

    /// Creates a job as soon as its type is known, and runs it; gives its id.
    async fn run_job(&self) -> String {
        let is_declared = async || {
            let types = self.get("/job-types/").await;
            types.as_array().unwrap().iter().any(|known| known["type"] == "SCRIPT")
        };
        wait_for(is_declared, DEADLINE).await;
        let job = self.post("/jobs/", &json!({ "type": "SCRIPT", "label": "Test", "config": { "x": 1 } })).await;
        let id = job["job_id"].as_str().unwrap().to_owned();
        self.post(&format!("/jobs/{id}/process/RUN"), &Value::Null).await;
        id
    }

    async fn job_in(&self, id: &str, phase: &str) -> Value {
        let path = format!("/jobs/{id}");
        let job_in_phase = async || {
            let job = self.get(&path).await;
            (job["phase"] == phase).then_some(job)
        };
        wait_for_some(job_in_phase, DEADLINE).await
    }

    async fn dir_of(&self, id: &str) -> PathBuf {
        let job = self.get(&format!("/jobs/{id}")).await;
        self.setup.path("files").join(job["dir_path"].as_str().unwrap().trim_start_matches('/'))
    }

    /// The process of the job, once it runs.
    async fn pid_of(&self, id: &str) -> u32 {
        let pids = self.dir_of(id).await.join("pids");
        wait_until("the job's process", || std::fs::read_to_string(&pids).ok()?.trim().parse().ok()).await
    }

    async fn let_go(&self, id: &str) {
        std::fs::write(self.dir_of(id).await.join("go"), "").unwrap();
    }
}

#[tokio::test]
async fn a_job_goes_through_the_whole_platform() {
    let platform = Platform::new().await;
    let worker = platform.start_worker();
    let id = platform.run_job().await;
    let pid = platform.pid_of(&id).await;
    let running = platform.get(&format!("/jobs/{id}")).await;
    assert_eq!((&running["phase"], &running["attempt"]), (&json!("PROCESSING"), &json!(1)));
    assert!(is_alive(pid) && running["worker"].is_string());
    platform.let_go(&id).await;
    let job = platform.job_in(&id, "COMPLETED").await;
    assert_eq!(job["metrics"], json!({ "answer": 42 }));
    assert!(job["execution_duration"].as_f64().unwrap() > 0.0);
    let log = platform.http.get(platform.url(&format!("/jobs/{id}/log"))).send().await.unwrap();
    assert!(log.text().await.unwrap().contains("completed after "));
    worker.stop().await;
}

#[tokio::test]
async fn labellings_of_a_script_are_those_of_its_job() {
    let platform = Platform::new().await;
    let script = r#"
        printf '{"labellings":['
        i=1
        while [ $i -lt 6000 ]; do
            printf '{"spectrum_filename":"s%d.fits","spectrum_set":"ORACLE","sequence_iteration":0},' $i
            i=$((i + 1))
        done
        printf '{"spectrum_filename":"last.fits","spectrum_set":"ORACLE","sequence_iteration":0,"model_prediction":"-"}]}\n'
    "#;
    platform.setup.module("SCRIPT", script, "");
    let worker = platform.start_worker();
    let id = platform.run_job().await;
    platform.job_in(&id, "COMPLETED").await;
    let listed = platform.get(&format!("/labellings/?job_id={id}&offset=5999&limit=1")).await;
    assert_eq!(listed["total"], 6000);
    assert_eq!(listed["labellings"][0]["spectrum_filename"], "last.fits");
    assert_eq!(listed["labellings"][0]["model_prediction"], "-");
    worker.stop().await;
}

#[tokio::test]
async fn a_reported_reason_reaches_the_api_as_it_was_said() {
    let platform = Platform::new().await;
    let line = r#"{"error":{"class":"usage","message":"the file x.h5 holds no dataset fluxes"}}"#;
    platform.setup.module("SCRIPT", &format!("echo '{line}'; exit 1"), "");
    let worker = platform.start_worker();
    let id = platform.run_job().await;
    let job = platform.job_in(&id, "ERROR").await;
    let expected = json!({ "code": "usage", "message": "the file x.h5 holds no dataset fluxes" });
    assert_eq!(job["error"], expected);
    worker.stop().await;
}

#[tokio::test]
async fn an_abort_through_the_api_stops_the_process_within_two_seconds() {
    let platform = Platform::new().await;
    let worker = platform.start_worker();
    let id = platform.run_job().await;
    let pid = platform.pid_of(&id).await;
    let aborted = std::time::Instant::now();
    platform.post(&format!("/jobs/{id}/process/ABORT"), &Value::Null).await;
    wait_until_gone(&[pid]).await;
    assert!(aborted.elapsed() < Duration::from_secs(2), "it took {:?}", aborted.elapsed());
    platform.job_in(&id, "ABORTED").await;
    worker.stop().await;
}

#[tokio::test]
async fn a_running_job_does_not_notice_an_api_that_is_away_for_longer_than_its_lease() {
    let mut platform = Platform::new().await;
    let worker = platform.start_worker();
    let id = platform.run_job().await;
    let pid = platform.pid_of(&id).await;
    platform.stop_api().await;
    // Only time makes a lease run out.
    tokio::time::sleep(LEASE * 2).await;
    platform.start_api().await;
    // Heartbeats tell of ticks. Those of two leases have come through again since the start: the lease was renewed.
    let path = format!("/jobs/{id}");
    let tick = async || platform.get(&path).await["progress"]["done"].as_u64().unwrap_or(0);
    let first = tick().await;
    let leases = 2 * u64::try_from(LEASE.as_millis() / TICK.as_millis()).unwrap();
    wait_for(async || tick().await >= first + leases, DEADLINE).await;
    assert!(is_alive(pid), "{}", platform.get(&path).await);
    platform.let_go(&id).await;
    let job = platform.job_in(&id, "COMPLETED").await;
    assert_eq!(job["attempt"], 1);
    worker.stop().await;
}

#[tokio::test]
async fn a_job_whose_worker_was_killed_runs_again_on_another() {
    let platform = Platform::new().await;
    let worker = platform.start_worker();
    let id = platform.run_job().await;
    let first = platform.pid_of(&id).await;
    platform.let_go(&id).await;
    platform.job_in(&id, "COMPLETED").await;
    worker.stop().await;
    wait_until_gone(&[first]).await;

    // A worker in a process of its own, which is killed in the middle of a job.
    let job = platform.post("/jobs/", &json!({ "type": "SCRIPT", "label": "Test", "config": {} })).await;
    let id = job["job_id"].as_str().unwrap().to_owned();
    platform.post(&format!("/jobs/{id}/process/RUN"), &Value::Null).await;
    let mut lost = Command::new(HOST)
        .args(["worker", &platform.url("")])
        .args(["files", "spectra", "modules"].map(|name| platform.setup.path(name)))
        .args([id.as_str(), "SCRIPT"])
        .env("TMPDIR", platform.setup.path("scratch"))
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let pid = platform.pid_of(&id).await;
    lost.kill().unwrap();
    lost.wait().unwrap();
    wait_until_gone(&[pid]).await;
    std::fs::remove_file(platform.dir_of(&id).await.join("pids")).unwrap();

    let worker = platform.start_worker();
    let second = platform.pid_of(&id).await;
    assert_ne!(second, pid);
    platform.let_go(&id).await;
    let job = platform.job_in(&id, "COMPLETED").await;
    assert_eq!(job["attempt"], 2);
    worker.stop().await;
}
