//! A broker that a test can break, wipe and look into.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use ml_job_domain::{ControlMessage, JobMessage, JobType};
use ml_job_queue::{Consumer, MemoryQueue, Queue, QueueError};
use tokio::sync::mpsc;

/// The in-process broker, with a record of what was published and switches for what can go wrong.
pub(crate) struct TestQueue {
    inner: MemoryQueue,
    published: Mutex<Vec<String>>,
    is_wiped: AtomicBool,
    /// How many messages it still takes.
    takes: AtomicUsize,
    refused: AtomicUsize,
    panics: AtomicBool,
    is_durable: AtomicBool,
}

impl TestQueue {
    pub(super) fn new() -> Self {
        Self {
            inner: MemoryQueue::new(),
            published: Mutex::default(),
            is_wiped: AtomicBool::new(false),
            takes: AtomicUsize::new(usize::MAX),
            refused: AtomicUsize::new(0),
            panics: AtomicBool::new(false),
            is_durable: AtomicBool::new(false),
        }
    }

    /// From now on nothing is taken.
    pub(crate) fn break_down(&self) {
        self.break_down_after(0);
    }

    /// So many messages are taken, and then none.
    pub(crate) fn break_down_after(&self, messages: usize) {
        self.takes.store(messages, Ordering::SeqCst);
    }

    pub(crate) fn repair(&self) {
        self.break_down_after(usize::MAX);
    }

    /// All messages are lost.
    pub(crate) fn wipe(&self) {
        self.is_wiped.store(true, Ordering::SeqCst);
    }

    pub(crate) fn panic_on_ping(&self) {
        self.panics.store(true, Ordering::SeqCst);
    }

    pub(crate) fn pretend_to_be_durable(&self) {
        self.is_durable.store(true, Ordering::SeqCst);
    }

    /// The ids of the jobs that were published, in order.
    pub(crate) fn published(&self) -> Vec<String> {
        self.published.lock().unwrap().clone()
    }

    /// How many messages were refused.
    pub(crate) fn refused(&self) -> usize {
        self.refused.load(Ordering::SeqCst)
    }

    pub(crate) async fn control(&self) -> mpsc::Receiver<ControlMessage> {
        self.inner.control().await.unwrap()
    }

    fn take(&self) -> Result<(), QueueError> {
        let left = self.takes.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map(drop).map_err(|_| {
            self.refused.fetch_add(1, Ordering::SeqCst);
            QueueError::NotTaken
        })
    }
}

#[async_trait]
impl Queue for TestQueue {
    async fn publish(&self, message: &JobMessage) -> Result<(), QueueError> {
        self.take()?;
        self.inner.publish(message).await?;
        self.published.lock().unwrap().push(message.job_id.to_string());
        Ok(())
    }

    async fn publish_control(&self, message: &ControlMessage) -> Result<(), QueueError> {
        self.take()?;
        self.inner.publish_control(message).await
    }

    async fn consumer(&self, types: &[JobType]) -> Result<Box<dyn Consumer>, QueueError> {
        self.inner.consumer(types).await
    }

    async fn control(&self) -> Result<mpsc::Receiver<ControlMessage>, QueueError> {
        self.inner.control().await
    }

    async fn depth(&self, job_type: &JobType) -> Result<u64, QueueError> {
        if self.is_wiped.load(Ordering::SeqCst) { Ok(0) } else { self.inner.depth(job_type).await }
    }

    async fn ping(&self) -> Result<(), QueueError> {
        assert!(!self.panics.load(Ordering::SeqCst), "the secret reason of a panic");
        if self.takes.load(Ordering::SeqCst) == 0 { Err(QueueError::NotTaken) } else { Ok(()) }
    }

    fn is_durable(&self) -> bool {
        self.is_durable.load(Ordering::SeqCst)
    }
}
