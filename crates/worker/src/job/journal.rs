//! What happens in a job, kept twice: in `log.txt` for good, and in memory until a heartbeat has carried it to the API.

use std::collections::VecDeque;
use std::sync::Arc;

use ml_job_domain::{Clock, LogLevel, LogLine, Progress};
use parking_lot::Mutex;
use serde_json::{Map, Value};
use tokio::sync::Notify;

use super::log::JobLog;
use crate::protocol::ModuleFailure;
use crate::text::clean_line;

/// How many log lines wait for the API in an outage; the oldest give way. The store keeps fewer.
const WAITING_LINES: usize = 10_000;

/// How much text one heartbeat carries beyond its first line: the API bounds its requests.
const TEXT_MAX_BYTES: usize = 512 << 10;

/// The largest metrics, as JSON.
const METRICS_MAX_BYTES: usize = 128 << 10;

/// A job's journal. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Journal {
    log: JobLog,
    clock: Arc<dyn Clock>,
    news: Arc<Mutex<News>>,
    /// Woken when there is something new.
    pub(crate) changed: Arc<Notify>,
}

/// What the API does not know yet, and what the job said of itself.
#[derive(Default)]
struct News {
    progress: Option<Progress>,
    lines: VecDeque<LogLine>,
    left_out: u64,
    metrics: Map<String, Value>,
    metrics_changed: bool,
    failure: Option<ModuleFailure>,
}

/// What one heartbeat carries.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Beat {
    pub(crate) progress: Option<Progress>,
    pub(crate) lines: Vec<LogLine>,
    pub(crate) metrics: Option<Value>,
}

impl Beat {
    pub(crate) fn is_empty(&self) -> bool {
        self.progress.is_none() && self.lines.is_empty() && self.metrics.is_none()
    }
}

impl Journal {
    pub(crate) fn new(log: JobLog, clock: Arc<dyn Clock>) -> Self {
        Self { log, clock, news: Arc::default(), changed: Arc::default() }
    }

    /// Writes a text of one or more lines to `log.txt` and tells the API.
    pub(crate) async fn say(&self, level: LogLevel, text: &str) {
        for line in text.lines() {
            self.line(level, clean_line(line.as_bytes(), 0)).await;
        }
    }

    /// The same for one line that is clean already.
    pub(crate) async fn line(&self, level: LogLevel, message: String) {
        let at = self.clock.now();
        self.log.line(at, level, &message).await;
        self.tell(|news| {
            if news.lines.len() == WAITING_LINES {
                news.lines.pop_front();
                news.left_out += 1;
            }
            news.lines.push_back(LogLine { at, level, message });
        });
    }

    /// Writes to `log.txt` only: what people should find who look for a cause, and nobody else.
    pub(crate) async fn detail(&self, level: LogLevel, text: &str) {
        for line in text.lines() {
            self.log.line(self.clock.now(), level, &clean_line(line.as_bytes(), 0)).await;
        }
    }

    /// Returns when `log.txt` is on the disk.
    pub(crate) async fn flush(&self) {
        self.log.flush().await;
    }

    pub(crate) fn progress(&self, progress: Progress) {
        self.tell(|news| news.progress = Some(progress));
    }

    /// Adds to the job's metrics; false where they would become too large, and stay as they were.
    #[must_use]
    pub(crate) fn metrics(&self, metrics: Map<String, Value>) -> bool {
        self.tell(|news| {
            let mut merged = news.metrics.clone();
            merged.extend(metrics);
            let fits = serde_json::to_string(&merged).is_ok_and(|json| json.len() <= METRICS_MAX_BYTES);
            if fits {
                news.metrics = merged;
                news.metrics_changed = true;
            }
            fits
        })
    }

    /// All metrics so far; `None` where there are none.
    pub(crate) fn all_metrics(&self) -> Option<Value> {
        let news = self.news.lock();
        (!news.metrics.is_empty()).then(|| Value::Object(news.metrics.clone()))
    }

    /// Keeps why the module failed; what it says first counts.
    pub(crate) fn failed(&self, failure: ModuleFailure) {
        self.news.lock().failure.get_or_insert(failure);
    }

    /// Why the module says that it failed.
    pub(crate) fn failure(&self) -> Option<ModuleFailure> {
        self.news.lock().failure.clone()
    }

    /// Moves what is new into `beat`, which may hold what an earlier heartbeat failed to carry; at most `max_lines` lines in all.
    pub(crate) fn fill(&self, beat: &mut Beat, max_lines: usize) {
        let mut news = self.news.lock();
        if let Some(progress) = news.progress.take() {
            beat.progress = Some(progress);
        }
        if std::mem::take(&mut news.metrics_changed) {
            beat.metrics = Some(Value::Object(news.metrics.clone()));
        }
        let mut room = max_lines.saturating_sub(beat.lines.len()).min(news.lines.len());
        let mut text_bytes: usize = beat.lines.iter().map(|line| line.message.len()).sum();
        if room > 0 && news.left_out > 0 {
            let left_out = std::mem::take(&mut news.left_out);
            let message = format!("[{left_out} lines are only in log.txt]");
            beat.lines.push(LogLine { at: news.lines[0].at, level: LogLevel::Warn, message });
            room -= 1;
        }
        while room > 0 && text_bytes < TEXT_MAX_BYTES {
            let Some(line) = news.lines.pop_front() else { break };
            text_bytes += line.message.len();
            beat.lines.push(line);
            room -= 1;
        }
    }

    /// Whether log lines wait that the last heartbeat had no room for.
    pub(crate) fn has_lines(&self) -> bool {
        !self.news.lock().lines.is_empty()
    }

    fn tell<T>(&self, change: impl FnOnce(&mut News) -> T) -> T {
        let told = change(&mut self.news.lock());
        self.changed.notify_one();
        told
    }
}

#[cfg(test)]
mod tests {
    use ml_job_domain::SystemClock;
    use serde_json::json;

    use super::*;

    fn journal() -> Journal {
        let file = std::fs::OpenOptions::new().append(true).open("/dev/null").unwrap();
        Journal::new(JobLog::new(cap_std::fs::File::from_std(file)).unwrap(), Arc::new(SystemClock))
    }

    fn texts(beat: &Beat) -> Vec<&str> {
        beat.lines.iter().map(|line| line.message.as_str()).collect()
    }

    #[tokio::test]
    async fn progress_is_coalesced_and_metrics_are_merged() {
        let journal = journal();
        for done in 0..100 {
            journal.progress(Progress { done, ..Progress::default() });
        }
        assert!(journal.metrics(json!({"a": 1, "b": 1}).as_object().unwrap().clone()));
        assert!(journal.metrics(json!({"b": 2}).as_object().unwrap().clone()));
        assert!(!journal.metrics(json!({"b": "x".repeat(METRICS_MAX_BYTES)}).as_object().unwrap().clone()));
        let mut beat = Beat::default();
        journal.fill(&mut beat, 10);
        assert_eq!(beat.progress.as_ref().map(|progress| progress.done), Some(99));
        assert_eq!(beat.metrics, Some(json!({"a": 1, "b": 2})));

        let mut next = Beat::default();
        journal.fill(&mut next, 10);
        assert!(next.is_empty(), "{next:?}");
        assert_eq!(journal.all_metrics(), Some(json!({"a": 1, "b": 2})));
    }

    #[tokio::test]
    async fn lines_wait_for_room_in_their_order() {
        let journal = journal();
        journal.say(LogLevel::Info, "1\n2\n3\n4\n5").await;
        let mut beat = Beat::default();
        journal.fill(&mut beat, 2);
        assert_eq!(texts(&beat), ["1", "2"]);
        // The heartbeat failed: what it carried stays first.
        journal.fill(&mut beat, 3);
        assert_eq!(texts(&beat), ["1", "2", "3"]);
        assert!(journal.has_lines());
        let mut next = Beat::default();
        journal.fill(&mut next, 10);
        assert_eq!(texts(&next), ["4", "5"]);
        assert!(!journal.has_lines());
    }

    #[tokio::test]
    async fn a_heartbeat_carries_a_bounded_amount_of_text() {
        let journal = journal();
        for _ in 0..3 {
            journal.line(LogLevel::Info, "x".repeat(TEXT_MAX_BYTES)).await;
        }
        let mut beat = Beat::default();
        journal.fill(&mut beat, 1000);
        assert_eq!(beat.lines.len(), 1);
        assert!(journal.has_lines());
    }

    #[tokio::test]
    async fn in_a_long_outage_the_oldest_lines_give_way_and_that_is_said() {
        let journal = journal();
        for number in 0..WAITING_LINES + 7 {
            journal.line(LogLevel::Info, number.to_string()).await;
        }
        let mut beat = Beat::default();
        journal.fill(&mut beat, 3);
        assert_eq!(texts(&beat), ["[7 lines are only in log.txt]", "7", "8"]);
    }
}
