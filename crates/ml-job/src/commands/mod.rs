//! The commands, one file each.

pub(crate) mod api;
pub(crate) mod certify;
pub(crate) mod demo;
pub(crate) mod health;
mod learning;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod predict;
pub(crate) mod preprocess;
pub(crate) mod sample;
pub(crate) mod simulate;
pub(crate) mod train;
pub(crate) mod up;
pub(crate) mod worker;

use std::future::Future;
use std::io::{self, Write as _};
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ml_job_domain::{LogLevel, Observer, Progress};
use tokio_util::sync::CancellationToken;

use crate::logging::Volume;

/// Runs an asynchronous command with logging.
pub(crate) fn serve(volume: Volume, command: impl Future<Output = Result<()>>) -> Result<()> {
    crate::logging::start(volume);
    block_on(command)
}

/// Runs an asynchronous command.
pub(crate) fn block_on(command: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")?;
    let outcome = runtime.block_on(command);
    // Blocking reads that hang on a dead disk must not keep the process alive.
    runtime.shutdown_timeout(Duration::from_secs(2));
    outcome
}

/// A token that is cancelled by Ctrl-C or SIGTERM. A second signal ends the process at once.
pub(crate) fn shutdown_on_signal() -> Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        let mut stopping = false;
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if stopping {
                std::process::exit(130);
            }
            stopping = true;
            tracing::info!("Stopping; a second signal stops at once");
            cancelled.cancel();
        }
    });
    Ok(token)
}

/// A progress bar on standard error; silent where that is no terminal.
#[derive(Clone)]
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new(what: &'static str) -> Self {
        let style = "{msg:24} {wide_bar} {human_pos} of {human_len}  {per_sec}  {eta} left";
        let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar =
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style).with_message(what);
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    /// Leaves the bar where it is, full.
    pub(crate) fn finish(&self) {
        self.0.finish();
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

/// Shows what a library reports.
impl Observer for Bar {
    fn progress(&mut self, progress: Progress) {
        progress.total.into_iter().for_each(|total| self.0.set_length(total));
        self.0.set_position(progress.done);
    }

    fn log(&mut self, level: LogLevel, line: &str) {
        let mark = if level == LogLevel::Warn { "warning: " } else { "" };
        self.0.suspend(|| warn(&format!("{mark}{line}")));
    }
}

/// Prints a line to standard output. Where nobody reads it any more, or the disk behind it is full, the work is done all the same, and
/// the exit status is that of the work: only the second is told, on standard error.
pub(crate) fn say(text: &str) {
    if let Err(error) = print(format!("{text}\n").as_bytes()) {
        warn(&format!("cannot write to standard output: {error}; it would have said: {text}"));
    }
}

/// Writes to standard output. A reader that has closed it, as `head` does, has read enough: that is no error.
pub(crate) fn print(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// Prints a line to standard error, where it can be written to: there is nobody left to tell that it cannot.
pub(crate) fn warn(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// How many threads this machine runs at once.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
