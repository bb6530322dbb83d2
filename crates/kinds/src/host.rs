//! What a job of a built-in type finds in its process, and how it speaks to the worker.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ml_job_disk::without_byte_order_mark;
use ml_job_domain::{FailureClass, LogLevel, Observer, Progress, ShownSpectrum, causes};
use serde_json::{Map, Value};

use crate::protocol::{ModuleFailure, ModuleLine, ModuleLog};

/// The shortest time between two progress lines.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(200);
/// How many labellings go into one line of the protocol.
const LABELLINGS_PER_LINE: usize = 500;

/// Where a job of a built-in type finds everything, and whom it tells: the [`Observer`] of its work.
#[derive(Debug)]
pub struct Host {
    /// The config file, JSON.
    config: PathBuf,
    /// Where results belong.
    pub job_dir: PathBuf,
    /// The files root, which contains the job's directory.
    pub files_dir: PathBuf,
    /// The archive of spectra.
    pub spectra_dir: PathBuf,
    /// How many threads it may use.
    pub threads: usize,
    /// Set when it should stop.
    stopping: Arc<AtomicBool>,
    stream: File,
    last_progress: Option<Instant>,
}

/// Why a job has no result.
#[derive(Debug)]
pub enum End {
    /// It failed.
    Failed(ModuleFailure),
    /// It was asked to stop.
    Stopped,
}

impl End {
    /// A failure that the person can mend.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Failed(ModuleFailure { class: FailureClass::Usage, message: message.into(), chain: Vec::new() })
    }

    /// A failure with its causes; without a class the work was asked to stop.
    pub fn of(class: Option<FailureClass>, error: &dyn std::error::Error) -> Self {
        let Some(class) = class else { return Self::Stopped };
        let mut chain = causes(error);
        Self::Failed(ModuleFailure { class, message: chain.remove(0), chain })
    }
}

impl Host {
    /// Takes standard output for the protocol. What libraries print there from now on goes to standard error.
    pub(crate) fn take(config: PathBuf, job_dir: PathBuf) -> std::io::Result<Self> {
        let stopping = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(signal_hook::consts::SIGTERM, Arc::clone(&stopping))?;
        let stream = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
        rustix::stdio::dup2_stdout(std::io::stderr())?;
        Ok(Self {
            config,
            job_dir,
            files_dir: std::env::var_os("FILES_DIR_PATH").unwrap_or_default().into(),
            spectra_dir: std::env::var_os("SPECTRA_DIR_PATH").unwrap_or_default().into(),
            threads: threads(),
            stopping,
            stream,
            last_progress: None,
        })
    }

    /// The config, which has to be there.
    pub(crate) fn read_config(&self) -> Result<Value, End> {
        match std::fs::read(&self.config) {
            Ok(text) => serde_json::from_slice(without_byte_order_mark(&text))
                .map_err(|error| End::usage(format!("the config is not valid: {error}"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(End::usage("the job has no config.json")),
            Err(error) => Err(End::of(Some(FailureClass::Transient), &error)),
        }
    }

    /// Says what the job measured.
    pub fn metrics(&mut self, metrics: Map<String, Value>) {
        self.write(&ModuleLine::Metrics(metrics));
    }

    /// Asks people about spectra.
    pub fn labellings(&mut self, labellings: &[ShownSpectrum]) {
        for line in labellings.chunks(LABELLINGS_PER_LINE) {
            self.write(&ModuleLine::Labellings(line.to_vec()));
        }
    }

    /// Says why there is no result.
    pub(crate) fn fail(&mut self, failure: ModuleFailure) {
        self.write(&ModuleLine::Error(failure));
    }

    fn write(&mut self, line: &ModuleLine) {
        let Ok(mut json) = serde_json::to_vec(line) else { return };
        json.push(b'\n');
        // Where nobody reads any more, the worker is gone, and the supervisor is about to end this process.
        let _ = self.stream.write_all(&json);
    }
}

impl Observer for Host {
    /// Most calls are dropped, so that it may be called for every file. The last one, when `done` reaches `total`, never is.
    fn progress(&mut self, progress: Progress) {
        let is_last = progress.total == Some(progress.done);
        let is_due = self.last_progress.is_none_or(|last| last.elapsed() >= PROGRESS_INTERVAL);
        if is_last || is_due {
            self.last_progress = Some(Instant::now());
            self.write(&ModuleLine::Progress(progress));
        }
    }

    fn log(&mut self, level: LogLevel, line: &str) {
        self.write(&ModuleLine::Log(ModuleLog { level, message: line.to_owned() }));
    }

    fn is_cancelled(&mut self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

fn threads() -> usize {
    let told = std::env::var("ML_JOB_THREADS").ok().and_then(|threads| threads.parse().ok());
    told.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}
