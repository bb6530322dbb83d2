//! A message in a worker's hand, and what becomes of it.

use std::fmt;

use async_trait::async_trait;
use ml_job_domain::JobMessage;

use crate::QueueError;

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has served: the job is claimed, or is not ours to run any more.
    Done,
    /// It goes back to its place in the queue, for this or another worker.
    Retry,
    /// It can never be used: it is put aside for an administrator.
    Reject,
}

/// One job's message, received and not yet settled. Dropping it unsettled gives it back, as [`Outcome::Retry`] does.
pub struct Delivery {
    /// What was published.
    pub message: JobMessage,
    receipt: Option<Box<dyn Receipt>>,
}

/// How one broker settles a delivery.
#[async_trait]
pub(crate) trait Receipt: Send + Sync {
    /// Tells the broker.
    async fn settle(self: Box<Self>, outcome: Outcome) -> Result<(), QueueError>;

    /// Gives the message back, without waiting.
    fn give_back(self: Box<Self>);
}

impl Delivery {
    /// A message and the way to settle it.
    pub(crate) fn new(message: JobMessage, receipt: impl Receipt + 'static) -> Self {
        Self { message, receipt: Some(Box::new(receipt)) }
    }

    /// Tells the broker what becomes of the message.
    ///
    /// # Errors
    ///
    /// [`QueueError`] when the connection is gone. The message is then delivered again, whatever the outcome was.
    pub async fn settle(mut self, outcome: Outcome) -> Result<(), QueueError> {
        match self.receipt.take() {
            Some(receipt) => receipt.settle(outcome).await,
            None => Ok(()),
        }
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        if let Some(receipt) = self.receipt.take() {
            receipt.give_back();
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("message", &self.message).finish_non_exhaustive()
    }
}
