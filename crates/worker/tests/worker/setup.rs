//! A worker in this process, with its API, its queue, and modules written as shell scripts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ml_job_domain::{Clock, Job, JobId, JobMessage, JobType, MESSAGE_VERSION, NewJob, SystemClock};
use ml_job_queue::{MemoryQueue, Queue};
use ml_job_worker::{ModuleHost, WorkerConfig, WorkerError};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::api::{DEADLINE, TestApi};

/// The host of modules that the tests start.
pub(crate) const HOST: &str = env!("CARGO_BIN_EXE_ml-job-worker-test-host");

pub(crate) struct Setup {
    pub(crate) dir: TempDir,
    pub(crate) api: TestApi,
    pub(crate) queue: MemoryQueue,
}

pub(crate) struct RunningWorker {
    pub(crate) shutdown: CancellationToken,
    task: AbortOnDropHandle<Result<(), WorkerError>>,
}

impl Setup {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for name in ["files", "spectra", "modules", "scratch"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        let api = TestApi::start(&dir.path().join("files"), &dir.path().join("spectra")).await;
        Self { dir, api, queue: MemoryQueue::new() }
    }

    /// A setup with one job type, `SCRIPT`, and a worker that runs it.
    pub(crate) async fn with_script(script: &str) -> (Self, RunningWorker) {
        let setup = Self::new().await;
        setup.module("SCRIPT", script, "");
        let worker = setup.start(setup.config());
        (setup, worker)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Adds a job type whose jobs run a shell script; `more` is added to its manifest.
    pub(crate) fn module(&self, job_type: &str, script: &str, more: &str) {
        let modules = self.path("modules");
        let script_path = modules.join(format!("{job_type}.sh"));
        std::fs::write(&script_path, script).unwrap();
        let manifest = format!(
            "type = {job_type:?}\ntitle = \"A script\"\ndescription = \"For a test.\"\ncommand = [\"sh\", {:?}]\n\
             config_schema = {{ type = \"object\" }}\nconfig_example = {{}}\n{more}\n",
            script_path.to_str().unwrap()
        );
        std::fs::write(modules.join(format!("{job_type}.toml")), manifest).unwrap();
    }

    pub(crate) fn config(&self) -> WorkerConfig {
        let mut config = WorkerConfig::new(self.api.url.parse().unwrap(), self.path("files"), self.path("spectra"));
        config.modules_dir = Some(self.path("modules"));
        config.scratch_dir = self.path("scratch");
        config.module_host = ModuleHost { program: HOST.into(), args: vec![] };
        config.kill_grace = Duration::from_secs(1);
        config.shutdown_grace = DEADLINE;
        config.gpus = Some(vec![]);
        config
    }

    pub(crate) fn start(&self, config: WorkerConfig) -> RunningWorker {
        RunningWorker::start(config, self.queue.clone())
    }

    /// A job that waits for a worker, known to the API and in the queue.
    pub(crate) async fn queue_job(&self, job_type: &str, config: Value) -> JobId {
        let job = job(job_type, config);
        let id = job.job_id;
        self.api.add_job(&job).await;
        self.publish(id, job_type).await;
        id
    }

    pub(crate) async fn publish(&self, job_id: JobId, job_type: &str) {
        let job_type: JobType = job_type.parse().unwrap();
        let message = JobMessage { v: MESSAGE_VERSION, job_id, job_type, attempt: 0, enqueued_at: SystemClock.now() };
        self.queue.publish(&message).await.unwrap();
    }

    pub(crate) async fn queue_script(&self) -> JobId {
        self.queue_job("SCRIPT", json!({})).await
    }

    pub(crate) fn job_dir(&self, id: JobId) -> PathBuf {
        self.path("files").join(self.api.dir_path(id).trim_start_matches('/'))
    }

    pub(crate) fn log_of(&self, id: JobId) -> String {
        std::fs::read_to_string(self.job_dir(id).join("log.txt")).unwrap()
    }

    /// The process ids that a script wrote, one a line, into `pids` in the job's directory.
    pub(crate) async fn pids_of(&self, id: JobId, count: usize) -> Vec<u32> {
        let path = self.job_dir(id).join("pids");
        wait_until("the script's process ids", || {
            let text = std::fs::read_to_string(&path).ok()?;
            let pids: Vec<u32> = text.lines().filter_map(|line| line.parse().ok()).collect();
            (text.ends_with('\n') && pids.len() == count).then_some(pids)
        })
        .await
    }
}

impl RunningWorker {
    pub(crate) fn start(config: WorkerConfig, queue: MemoryQueue) -> Self {
        let shutdown = CancellationToken::new();
        let running = ml_job_worker::run(config, Arc::new(queue), shutdown.clone());
        Self { shutdown, task: AbortOnDropHandle::new(tokio::spawn(running)) }
    }

    /// Asks the worker to stop, and waits until it has.
    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.ended().await.unwrap();
    }

    pub(crate) async fn ended(self) -> Result<(), WorkerError> {
        tokio::time::timeout(DEADLINE, self.task).await.expect("the worker stops").unwrap()
    }
}

pub(crate) fn job(job_type: &str, config: Value) -> Job {
    let request = NewJob {
        job_type: job_type.parse().unwrap(),
        label: "Test".into(),
        description: None,
        config: Some(config),
        parent_job_id: None,
        space_id: None,
    };
    request.into_job(JobId::new(), SystemClock.now())
}

/// Looks again and again until there is something to see: for what no notification tells.
pub(crate) async fn wait_until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let found = tokio::time::timeout(DEADLINE, async {
        loop {
            match look() {
                Some(found) => return found,
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    });
    found.await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

/// Whether a process runs; one that has ended and waits to be reaped does not.
pub(crate) fn is_alive(pid: u32) -> bool {
    let stat = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("stat"));
    stat.is_ok_and(|stat| !stat.rsplit(')').next().unwrap().trim_start().starts_with(['Z', 'X']))
}

pub(crate) async fn wait_until_gone(pids: &[u32]) {
    wait_until("the processes to be gone", || (!pids.iter().any(|pid| is_alive(*pid))).then_some(())).await;
}
