//! What a built-in module says to the worker.

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use ml_job_domain::{LogLevel, Progress};
use serde_json::{Map, Value};

use crate::protocol::{ModuleFailure, ModuleLine, ModuleLog};
use ml_job_domain::{FailureClass, ShownSpectrum};

/// The shortest time between two progress lines.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(200);

/// Writes the lines of the [protocol](crate::protocol).
#[derive(Debug)]
pub(crate) struct Reporter {
    stream: File,
    last_progress: Option<Instant>,
}

/// Why a module has no result.
#[derive(Debug)]
pub(crate) enum ModuleEnd {
    /// It failed.
    Failed(ModuleFailure),
    /// It was asked to stop.
    Stopped,
}

impl ModuleEnd {
    /// A failure that the person can mend.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::failed(FailureClass::Usage, message.into(), Vec::new())
    }

    /// A failure with its causes.
    pub(crate) fn of(class: FailureClass, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut causes = ml_job_domain::causes(error);
        let message = causes.remove(0);
        Self::failed(class, message, causes)
    }

    pub(crate) fn failed(class: FailureClass, message: String, chain: Vec<String>) -> Self {
        Self::Failed(ModuleFailure { class, message, chain })
    }
}

impl Reporter {
    /// Takes standard output for the protocol. What libraries print there from now on goes to standard error.
    pub(crate) fn take_stdout() -> std::io::Result<Self> {
        let stream = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
        rustix::stdio::dup2_stdout(std::io::stderr())?;
        Ok(Self { stream, last_progress: None })
    }

    /// Says how far the job is; most calls are dropped, so that it may be called for every file. The last one, when
    /// `done` reaches `total`, is never dropped.
    pub(crate) fn progress(&mut self, progress: Progress) {
        let is_last = progress.total == Some(progress.done);
        let is_due = self.last_progress.is_none_or(|last| last.elapsed() >= PROGRESS_INTERVAL);
        if is_last || is_due {
            self.last_progress = Some(Instant::now());
            self.write(&ModuleLine::Progress(progress));
        }
    }

    pub(crate) fn log(&mut self, level: LogLevel, message: impl Into<String>) {
        self.write(&ModuleLine::Log(ModuleLog { level, message: message.into() }));
    }

    pub(crate) fn metrics(&mut self, metrics: Map<String, Value>) {
        self.write(&ModuleLine::Metrics(metrics));
    }

    pub(crate) fn labellings(&mut self, labellings: Vec<ShownSpectrum>) {
        self.write(&ModuleLine::Labellings(labellings));
    }

    pub(crate) fn error(&mut self, failure: ModuleFailure) {
        self.write(&ModuleLine::Error(failure));
    }

    fn write(&mut self, line: &ModuleLine) {
        let Ok(mut json) = serde_json::to_vec(line) else { return };
        json.push(b'\n');
        // Where nobody reads any more, the worker is gone, and the supervisor is about to end this process.
        let _ = self.stream.write_all(&json);
    }
}
