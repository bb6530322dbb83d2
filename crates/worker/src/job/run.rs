//! Runs one claimed job: prepare, supervise, judge; `report.rs` tells the API.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ml_job_disk::{Root, RootError};
use ml_job_domain::protocol::Claim;
use ml_job_domain::{Clock, FailureClass, Job, JobFailure, LogLevel, Phase, causes, sentence};
use tempfile::TempDir;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::{error, info};

use super::dir::JobDir;
use super::heartbeat::Pulse;
use super::journal::Journal;
use super::labelling::Labeller;
use super::log::JobLog;
use super::output::{read_protocol, read_text};
use super::stop::{Stop, StopReason};
use super::verdict::{Ending, Failure, Verdict, judge, verdict};
use crate::api::ApiClient;
use crate::config::WorkerConfig;
use crate::gpu::Gpu;
use crate::module::{JobEnvironment, Module, ModuleCommand, variables};
use crate::process::{Exit, ModuleProcess, SpawnRequest};
use crate::protocol::ModuleFailure;
use crate::scratch::Scratch;

/// How long a process may take to vanish after SIGKILL before its supervisor is killed as well.
const KILL_PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait for the API when it is only to say why a claim was lost.
const LOOKUP_PATIENCE: Duration = Duration::from_secs(5);

/// What all jobs of a worker share.
pub(crate) struct JobContext {
    pub(crate) config: WorkerConfig,
    pub(crate) client: ApiClient,
    pub(crate) files: Root,
    pub(crate) scratch: Scratch,
    pub(crate) clock: Arc<dyn Clock>,
    /// Cancelled when the worker must end, whether or not the API has heard everything.
    pub(crate) give_up: CancellationToken,
}

/// One attempt at one job.
pub(crate) struct JobRun {
    pub(super) context: Arc<JobContext>,
    pub(super) job: Job,
    pub(super) attempt: u32,
    pub(super) lease: Duration,
    module: Arc<Module>,
    gpu: Option<Gpu>,
    stop: Stop,
    pub(super) started: Instant,
}

/// What a job has while it runs.
struct Workplace {
    dir: JobDir,
    journal: Journal,
    /// Holds the config file, and whatever temporary files the module makes.
    scratch: TempDir,
    config_path: PathBuf,
}

/// A job's workplace cannot be made.
#[derive(Debug, thiserror::Error)]
enum WorkplaceError {
    #[error("cannot use the job's directory")]
    Dir(#[from] RootError),
    #[error("cannot {doing}")]
    Io {
        doing: &'static str,
        #[source]
        source: std::io::Error,
    },
}

impl JobRun {
    pub(crate) fn new(
        context: Arc<JobContext>,
        claim: Claim,
        module: Arc<Module>,
        gpu: Option<Gpu>,
        stop: Stop,
    ) -> Self {
        let Claim { job, attempt, lease_s } = claim;
        let lease = Duration::try_from_secs_f64(lease_s).unwrap_or_default().max(Duration::from_millis(100));
        Self { context, job, attempt, lease, module, gpu, stop, started: Instant::now() }
    }

    /// Runs the job to its end, and reports it; gives a word for the statistics.
    pub(crate) async fn run(self) -> &'static str {
        info!(job.id = %self.job.job_id, job.attempt = self.attempt, job.type = %self.job.job_type, "Job {} started", self.job.job_id);
        let verdict = match self.make_workplace().await {
            Ok(workplace) => self.run_in(workplace).await,
            Err(error) => {
                error!(job.id = %self.job.job_id, error = sentence(&error), "Job {} has no place to run", self.job.job_id);
                let shown = "the job's directory cannot be used: tell an administrator";
                let verdict = Verdict::TryAgain(Failure::new(FailureClass::Transient, shown, causes(&error)));
                self.report(&verdict, None).await;
                verdict
            }
        };
        let word = word(&verdict);
        info!(
            job.id = %self.job.job_id,
            job.attempt = self.attempt,
            job.outcome = word,
            job.seconds = self.started.elapsed().as_secs_f64(),
            "Job {} ended: {word}", self.job.job_id
        );
        word
    }

    async fn make_workplace(&self) -> Result<Workplace, WorkplaceError> {
        let context = Arc::clone(&self.context);
        let dir_path = self.job.dir_path.clone();
        let config = self.job.config.as_ref().map(ToString::to_string);
        let make = move || {
            let io = |doing| move |source| WorkplaceError::Io { doing, source };
            let dir = JobDir::make(&context.files, &dir_path)?;
            let log = dir.append("log.txt").and_then(JobLog::new).map_err(io("open log.txt"))?;
            let scratch = context.scratch.for_job().map_err(io("make a directory for temporary files"))?;
            let config_path = match config {
                Some(config) => {
                    let path = scratch.path().join("config.json");
                    std::fs::write(&path, config).map_err(io("write the job's config"))?;
                    path
                }
                // A job that was made by another program: the file is all there is.
                None => dir.path.join("config.json"),
            };
            let journal = Journal::new(log, Arc::clone(&context.clock));
            Ok(Workplace { dir, journal, scratch, config_path })
        };
        tokio::task::spawn_blocking(make).await.unwrap_or_else(|panicked| {
            Err(WorkplaceError::Io { doing: "make the job's workplace", source: std::io::Error::other(panicked) })
        })
    }

    async fn run_in(&self, workplace: Workplace) -> Verdict {
        let journal = workplace.journal.clone();
        journal.say(LogLevel::Info, &self.headline()).await;
        let (client, worker) = (self.context.client.clone(), self.context.config.name.clone());
        let pulse = Pulse::new(client, self.job.job_id, worker, self.attempt, self.lease, journal.clone());
        let pulse = Arc::new(pulse);
        let beating = {
            let (pulse, stop) = (Arc::clone(&pulse), self.stop.clone());
            AbortOnDropHandle::new(tokio::spawn(async move { pulse.run(&stop).await }))
        };
        let mut verdict = match self.refusal(&workplace).await {
            Some(refusal) => judge(refusal),
            None => verdict(&self.run_process(&workplace).await, journal.failure(), self.stop.reason()),
        };
        if matches!(verdict, Verdict::Lost(_)) && self.was_aborted().await {
            verdict = Verdict::Aborted;
        }
        self.note(&verdict, &journal).await;
        // Before the API hears of the end: whoever then looks finds the whole log.
        journal.flush().await;
        self.report(&verdict, Some((&pulse, &journal))).await;
        drop(beating);
        // A module may have left gigabytes.
        let _ = tokio::task::spawn_blocking(move || drop(workplace.scratch)).await;
        verdict
    }

    /// What the job's type finds wrong with the config, beyond its schema: the API may not have had the program to ask.
    async fn refusal(&self, workplace: &Workplace) -> Option<ModuleFailure> {
        let (module, path) = (Arc::clone(&self.module), workplace.config_path.clone());
        // A config that cannot be read is the run's to explain.
        let check = move || module.refuse(&serde_json::from_slice(&std::fs::read(path).ok()?).ok()?);
        tokio::task::spawn_blocking(check).await.ok().flatten()
    }

    fn headline(&self) -> String {
        let Job { job_id, job_type, .. } = &self.job;
        let (attempt, worker) = (self.attempt, &self.context.config.name);
        let gpu = self.gpu.as_ref().map(|gpu| format!(", GPU {}", gpu.name())).unwrap_or_default();
        let threads = self.context.config.threads();
        let version = env!("CARGO_PKG_VERSION");
        format!(
            "job {job_id} ({job_type}), attempt {attempt}, on {worker}, ML Job Manager {version}, {threads} threads{gpu}"
        )
    }

    /// Runs the module until it, and everything that it started, has ended.
    async fn run_process(&self, workplace: &Workplace) -> Ending {
        let journal = &workplace.journal;
        let (mut process, stdout, stderr) = match ModuleProcess::spawn(&self.spawn_request(workplace)) {
            Ok(spawned) => spawned,
            Err(error) => {
                return Ending { exit: Exit::NotStarted(sentence(&error)), is_whole: true };
            }
        };
        let ended = CancellationToken::new();
        let over = self.context.give_up.child_token();
        let labeller =
            Labeller::new(self.context.client.clone(), self.job.job_id, self.attempt, self.stop.clone(), over.clone());
        let mut reading = tokio::task::JoinSet::new();
        reading.spawn(read_protocol(stdout, ended.clone(), journal.clone(), labeller, self.stop.clone()));
        reading.spawn(read_text(stderr, ended.clone(), journal.clone()));
        let exit = self.watch(&mut process).await;
        ended.cancel();
        // Labellings that the module wrote before it ended may still be on their way, unless the job is stopped.
        let giving_up = async {
            self.stop.stopped().await;
            over.cancel();
            std::future::pending::<()>().await;
        };
        let is_whole = tokio::select! {
            taken_over = reading.join_all() => taken_over.into_iter().all(|is_whole| is_whole),
            () = giving_up => false,
        };
        Ending { exit, is_whole }
    }

    fn spawn_request<'a>(&'a self, workplace: &Workplace) -> SpawnRequest<'a> {
        let config = &self.context.config;
        let host = &config.module_host;
        let mut command: Vec<OsString> = match &self.module.command {
            ModuleCommand::BuiltIn(_) => std::iter::once(host.program.clone().into())
                .chain(host.args.iter().cloned())
                .chain([self.job.job_type.as_str().into()])
                .collect(),
            ModuleCommand::External(command) => command.clone(),
        };
        command.push(workplace.config_path.clone().into());
        command.push(workplace.dir.path.clone().into());
        let environment = JobEnvironment {
            job_id: self.job.job_id,
            attempt: self.attempt,
            config: &workplace.config_path,
            job_dir: &workplace.dir.path,
            files_dir: self.context.files.path(),
            spectra_dir: &config.spectra_dir,
            scratch_dir: workplace.scratch.path(),
            threads: config.threads(),
            gpu: self.gpu.as_ref().map(Gpu::name),
        };
        let env = variables(&environment, &self.module, std::env::vars_os());
        SpawnRequest { host, nice: config.nice, command, env, dir: workplace.dir.path.clone() }
    }

    /// Waits for the process to end; stops it when there is a reason to.
    async fn watch(&self, process: &mut ModuleProcess) -> Exit {
        let timeout = self.module.timeout.unwrap_or(Duration::MAX);
        tokio::select! {
            exit = process.wait() => return exit,
            _ = self.stop.stopped() => {}
            () = tokio::time::sleep(timeout) => self.stop.now(StopReason::TimedOut),
        }
        process.terminate().await;
        if let Ok(exit) = tokio::time::timeout(self.context.config.kill_grace, process.wait()).await {
            return exit;
        }
        process.kill().await;
        if let Ok(exit) = tokio::time::timeout(KILL_PATIENCE, process.wait()).await {
            return exit;
        }
        process.kill_without_supervisor();
        process.wait().await
    }

    /// Whether a lost claim was lost to an abort.
    async fn was_aborted(&self) -> bool {
        let lookup = self.context.client.lookup_job(self.job.job_id);
        let job = tokio::time::timeout(LOOKUP_PATIENCE, lookup).await;
        matches!(job, Ok(Ok(Some(job))) if job.phase == Phase::Aborted)
    }

    /// The last lines of `log.txt`.
    async fn note(&self, verdict: &Verdict, journal: &Journal) {
        let seconds = self.started.elapsed().as_secs_f64();
        match verdict {
            Verdict::Complete => journal.say(LogLevel::Info, &format!("completed after {seconds:.1} s")).await,
            Verdict::Fail(failure) | Verdict::TryAgain(failure) => {
                let JobFailure { code, message } = &failure.shown;
                let again = if matches!(verdict, Verdict::TryAgain(_)) { "; it may be tried again" } else { "" };
                journal.say(LogLevel::Error, &format!("failed ({code}) after {seconds:.1} s{again}: {message}")).await;
                // Causes may name what is nobody's business but the administrator's.
                for cause in failure.chain.iter().skip_while(|cause| *cause == message) {
                    journal.detail(LogLevel::Error, &format!("  because {cause}")).await;
                }
            }
            Verdict::HandBack => {
                journal.say(LogLevel::Warn, "handed back: the worker shuts down, and another goes on").await;
            }
            Verdict::Aborted => journal.say(LogLevel::Warn, &format!("aborted by the user after {seconds:.1} s")).await,
            Verdict::Lost(detail) => {
                let text = format!(
                    "attempt {} was stopped, because the job is not this worker's any more: {detail}",
                    self.attempt
                );
                journal.say(LogLevel::Warn, &text).await;
            }
        }
    }
}

const fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Complete => "completed",
        Verdict::Fail(_) => "failed",
        Verdict::TryAgain(_) => "retried",
        Verdict::HandBack => "handed_back",
        Verdict::Aborted => "aborted",
        Verdict::Lost(_) => "lost",
    }
}
