//! Reading what a module writes.

use std::time::Duration;

use ml_job_domain::LogLevel;
use tokio::io::AsyncRead;
use tokio_util::sync::CancellationToken;

use super::journal::Journal;
use super::labelling::Labeller;
use super::stop::{Stop, StopReason};
use crate::process::{LINE_MAX_BYTES, Line, LineReader};
use crate::protocol::{ModuleFailure, ModuleLine, Parsed, parse};
use crate::text::clean_line;
use ml_job_domain::FailureClass;

/// How long to listen after the module has ended: a process that left its group may hold the pipe open for ever.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// A module's output, up to its end.
struct Output<R> {
    lines: LineReader<R>,
    /// Cancelled when the module has ended.
    ended: CancellationToken,
}

impl<R: AsyncRead + Unpin> Output<R> {
    fn new(stream: R, ended: CancellationToken) -> Self {
        Self { lines: LineReader::new(stream, LINE_MAX_BYTES), ended }
    }

    async fn next(&mut self) -> Option<Line> {
        // A pipe that cannot be read any more is a pipe that has ended.
        tokio::select! {
            biased;
            line = self.lines.next() => return line.ok().flatten(),
            () = self.ended.cancelled() => {}
        }
        tokio::time::timeout(LAST_WORDS, self.lines.next()).await.ok()?.ok().flatten()
    }
}

/// Reads standard error: text for the log. Always true: no result is lost here.
pub(crate) async fn read_text(stream: impl AsyncRead + Unpin, ended: CancellationToken, journal: Journal) -> bool {
    let mut output = Output::new(stream, ended);
    while let Some(line) = output.next().await {
        journal.line(LogLevel::Info, clean_line(&line.bytes, line.dropped_bytes)).await;
    }
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
    is_whole
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
