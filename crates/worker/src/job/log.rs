//! `log.txt`: what a person reads about a job, written line by line, so that it survives the worker.

use std::io::Write;

use cap_std::fs::File;
use chrono::{DateTime, SecondsFormat, Utc};
use ml_job_domain::LogLevel;
use tokio::sync::{mpsc, oneshot};
use tracing::warn;

/// How many lines may wait for the disk; a module that writes faster than the disk is slowed down.
const WAITING_LINES: usize = 1024;

/// A writer of `log.txt`, on a thread of its own, because a disk may be slow. Cheap to clone.
///
/// A full disk stops no job: lines that cannot be written are counted, and the next that can be says how many are missing.
#[derive(Debug, Clone)]
pub(crate) struct JobLog {
    requests: mpsc::Sender<Request>,
}

#[derive(Debug)]
enum Request {
    Line(String),
    Flush(oneshot::Sender<()>),
}

impl JobLog {
    /// Appends to `file`, until the last clone is dropped.
    pub(crate) fn new(file: File) -> std::io::Result<Self> {
        let (requests, received) = mpsc::channel(WAITING_LINES);
        std::thread::Builder::new().name("log.txt".into()).spawn(move || write(file, received))?;
        Ok(Self { requests })
    }

    /// Appends a line. `text` must be one line.
    pub(crate) async fn line(&self, at: DateTime<Utc>, level: LogLevel, text: &str) {
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        // The thread ends only after the last sender.
        let _ = self.requests.send(Request::Line(format!("{at} {} {text}\n", name(level)))).await;
    }

    /// Returns when all lines are on the disk.
    pub(crate) async fn flush(&self) {
        let (done, is_done) = oneshot::channel();
        if self.requests.send(Request::Flush(done)).await.is_ok() {
            let _ = is_done.await;
        }
    }
}

const fn name(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Info => "INFO ",
        LogLevel::Warn => "WARN ",
        LogLevel::Error => "ERROR",
    }
}

fn write(mut file: File, mut requests: mpsc::Receiver<Request>) {
    let mut missing = 0_u64;
    while let Some(request) = requests.blocking_recv() {
        match request {
            Request::Line(line) => {
                let noted =
                    missing == 0 || writeln!(file, "[{missing} lines are missing: the disk was full or away]").is_ok();
                match file.write_all(line.as_bytes()) {
                    Ok(()) if noted => missing = 0,
                    Ok(()) => {}
                    Err(error) => {
                        if missing == 0 {
                            warn!(error = error.to_string(), "A job's log.txt cannot be written");
                        }
                        missing += 1;
                    }
                }
            }
            Request::Flush(done) => {
                // What a full disk did not take is counted above; nothing else can be done about it here.
                let _ = file.sync_data();
                let _ = done.send(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_are_appended_with_time_and_level() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.txt");
        std::fs::write(&path, "earlier\n").unwrap();
        let file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        let log = JobLog::new(File::from_std(file)).unwrap();
        log.line(DateTime::UNIX_EPOCH, LogLevel::Info, "one").await;
        log.line(DateTime::UNIX_EPOCH, LogLevel::Error, "two").await;
        log.flush().await;
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "earlier\n1970-01-01T00:00:00.000Z INFO  one\n1970-01-01T00:00:00.000Z ERROR two\n");
    }

    #[tokio::test]
    async fn a_full_disk_stops_nobody() {
        let file = std::fs::OpenOptions::new().append(true).open("/dev/full").unwrap();
        let log = JobLog::new(File::from_std(file)).unwrap();
        for _ in 0..10 {
            log.line(DateTime::UNIX_EPOCH, LogLevel::Info, "lost").await;
        }
        log.flush().await;
    }
}
