//! Reading what a module writes.

use std::time::Duration;

use ml_job_domain::{FailureClass, LogLevel};
use tokio::io::AsyncRead;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use super::journal::Journal;
use super::labelling::Labeller;
use super::stop::{Stop, StopReason};
use crate::process::{LINE_MAX_BYTES, Line, LineReader};
use crate::protocol::{ModuleFailure, ModuleLine, Parsed, parse};
use crate::text::clean_line;

/// How long to wait, in all, for more of an output after the module has ended: a process that left its group may hold the
/// pipe open for ever.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How much is read, at most, after the module has ended: what a pipe holds, so all that the module wrote itself.
const LAST_WORDS_BYTES: u64 = 1 << 20;

/// A module's output, up to its end.
struct Output<R> {
    lines: LineReader<R>,
    /// Cancelled when the module has ended.
    ended: CancellationToken,
    /// What is left of [`LAST_WORDS`]. Time in which nobody reads does not count: the module's words wait in the pipe.
    patience: Duration,
    /// Up to which byte is read, once the module has ended.
    limit: Option<u64>,
}

impl<R: AsyncRead + Unpin> Output<R> {
    fn new(stream: R, ended: CancellationToken) -> Self {
        Self { lines: LineReader::new(stream, LINE_MAX_BYTES), ended, patience: LAST_WORDS, limit: None }
    }

    /// The next line; `None` at the end, which comes at the latest when the module has had its last words.
    async fn next(&mut self) -> Option<Line> {
        if !self.ended.is_cancelled() {
            // A pipe that cannot be read any more is a pipe that has ended.
            tokio::select! {
                biased;
                line = self.lines.next() => return line.ok().flatten(),
                () = self.ended.cancelled() => {}
            }
        }
        let limit = *self.limit.get_or_insert(self.lines.read_bytes() + LAST_WORDS_BYTES);
        if self.lines.read_bytes() > limit {
            self.patience = Duration::ZERO;
        }
        if self.was_cut() {
            return None;
        }
        let waiting = Instant::now();
        let line = timeout(self.patience, self.lines.next()).await;
        self.patience = self.patience.saturating_sub(waiting.elapsed());
        line.ok()?.ok()?
    }

    /// Whether somebody else goes on writing.
    fn was_cut(&self) -> bool {
        self.patience.is_zero()
    }
}

/// Reads standard error: text for the log. Always true: no result is lost here.
pub(crate) async fn read_text(stream: impl AsyncRead + Unpin, ended: CancellationToken, journal: Journal) -> bool {
    let mut output = Output::new(stream, ended);
    while let Some(line) = output.next().await {
        journal.line(LogLevel::Info, clean_line(&line.bytes, line.dropped_bytes)).await;
    }
    note_cut(&output, "error", &journal).await;
    true
}

/// Reads standard output: the protocol, and text for the log. False where results were lost on their way to the API.
pub(crate) async fn read_protocol(
    stream: impl AsyncRead + Unpin,
    ended: CancellationToken,
    journal: Journal,
    mut labeller: Labeller,
    stop: Stop,
) -> bool {
    let mut is_whole = true;
    let mut output = Output::new(stream, ended);
    while let Some(line) = output.next().await {
        match parse_whole(&line) {
            Parsed::Text => journal.line(LogLevel::Info, clean_line(&line.bytes, line.dropped_bytes)).await,
            Parsed::Line(ModuleLine::Progress(progress)) => journal.progress(progress),
            Parsed::Line(ModuleLine::Log(log)) => journal.say(log.level, &log.message).await,
            Parsed::Line(ModuleLine::Metrics(metrics)) => {
                if !journal.metrics(metrics) {
                    journal.say(LogLevel::Warn, "metrics were left out: they are too large for a few numbers").await;
                }
            }
            Parsed::Line(ModuleLine::Labellings(labellings)) => is_whole &= labeller.post(labellings).await,
            Parsed::Line(ModuleLine::Error(failure)) => journal.failed(failure),
            Parsed::Malformed { key, problem } => {
                let message = format!("the module wrote a `{key}` line that was not understood: {problem}");
                journal.line(LogLevel::Warn, clean_line(message.as_bytes(), 0)).await;
                journal.line(LogLevel::Warn, clean_line(&line.bytes, line.dropped_bytes)).await;
                // Progress that is lost is a pity; results or reasons that are lost are a wrong end of the job.
                if matches!(key, "labellings" | "error") {
                    let failure = ModuleFailure { class: FailureClass::Fatal, message, chain: Vec::new() };
                    journal.failed(failure.clone());
                    stop.now(StopReason::Broken(failure));
                }
            }
        }
    }
    note_cut(&output, "output", &journal).await;
    is_whole
}

async fn note_cut<R: AsyncRead + Unpin>(output: &Output<R>, name: &str, journal: &Journal) {
    if output.was_cut() {
        let text =
            format!("another process holds the module's standard {name} open: what it writes from now on is dropped");
        journal.say(LogLevel::Warn, &text).await;
    }
}

/// A line that was cut is no JSON any more, yet may have been meant for the worker.
fn parse_whole(line: &Line) -> Parsed {
    if line.dropped_bytes == 0 {
        return parse(&line.bytes);
    }
    for key in ["labellings", "metrics", "error", "log", "progress"] {
        if line.bytes.trim_ascii_start().starts_with(format!("{{\"{key}\"").as_bytes()) {
            return Parsed::Malformed { key, problem: format!("it has more than {LINE_MAX_BYTES} bytes") };
        }
    }
    Parsed::Text
}
