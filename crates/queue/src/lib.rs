//! The broker: how a job that waits reaches a worker, and how all workers hear that one was aborted.
//!
//! A message is a *hint*: the database is the truth. Losing, repeating or delaying a message loses no job, because
//! workers claim before they run and the API publishes again what nobody claimed. So this crate promises little and
//! keeps it: a message is handed over at least once, in the order in which it was published per job type, and
//! [`Queue::publish`] returns only when the broker has taken responsibility.
//!
//! Reading order: [`Queue`] → [`Consumer`] → [`Delivery`] and [`Outcome`] → [`AmqpQueue`] (RabbitMQ) and
//! [`MemoryQueue`] (one process, nothing to install). `tests/conformance.rs` runs one suite over both.
//!
//! To add a broker, implement [`Queue`] and [`Consumer`], make deliveries with a receipt of your own, and add it to the
//! conformance suite: the worker and the API need no change.

mod amqp;
mod delivery;
mod error;
mod memory;
mod wire;

use async_trait::async_trait;
use ml_job_domain::{ControlMessage, JobMessage, JobType};
use tokio::sync::mpsc;

pub use amqp::{AmqpConfig, AmqpQueue};
pub use delivery::{Delivery, Outcome};
pub use error::QueueError;
pub use memory::MemoryQueue;
pub use wire::WireError;

/// How many control messages wait for a worker that is slow to read them; more are dropped.
const CONTROL_BUFFER: usize = 256;

/// A broker that carries jobs from the API to the workers.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Puts a job at the end of its type's queue; returns when the broker has taken responsibility for it.
    ///
    /// # Errors
    ///
    /// [`QueueError`] when the broker is away, refuses the message, or does not confirm in time. The message may
    /// have arrived nevertheless: publishing it again is right, and harmless.
    async fn publish(&self, message: &JobMessage) -> Result<(), QueueError>;

    /// Tells all workers that listen now. A worker that is cut off misses it.
    ///
    /// # Errors
    ///
    /// [`QueueError`] when the broker is away or does not confirm in time. That no worker listens is no error.
    async fn publish_control(&self, message: &ControlMessage) -> Result<(), QueueError>;

    /// A subscription to the jobs of these types. It receives nothing until its first [`Consumer::next`].
    ///
    /// # Errors
    ///
    /// [`QueueError`] when the subscription cannot be prepared.
    async fn consumer(&self, types: &[JobType]) -> Result<Box<dyn Consumer>, QueueError>;

    /// What is said to all workers from now on. The stream survives lost connections (what was said meanwhile is
    /// missed) and ends only with the queue itself.
    ///
    /// # Errors
    ///
    /// [`QueueError`] when the first subscription fails.
    async fn control(&self) -> Result<mpsc::Receiver<ControlMessage>, QueueError>;

    /// How many messages of a type wait for a consumer; those that a consumer holds do not count.
    ///
    /// # Errors
    ///
    /// [`QueueError`] when the broker is away.
    async fn depth(&self, job_type: &JobType) -> Result<u64, QueueError>;

    /// Asks the broker for a sign of life.
    ///
    /// # Errors
    ///
    /// [`QueueError`] when it gives none.
    async fn ping(&self) -> Result<(), QueueError>;

    /// Whether messages outlive this process. Where they do not, whoever starts up publishes all queued jobs again.
    fn is_durable(&self) -> bool;
}

/// A subscription to the jobs of some types.
///
/// At most one message per type is held and not settled: the next one of that type comes after
/// [`Delivery::settle`], or after a [`pause`](Consumer::pause). Dropping a consumer gives back what it received and did not hand out.
#[async_trait]
pub trait Consumer: Send {
    /// Waits for the next job, first come, first served within a type; resumes if paused.
    ///
    /// Never ends: a lost connection is taken up again, with a growing delay. Cancel safe: a message that was
    /// received stays for the next call.
    async fn next(&mut self) -> Delivery;

    /// Stops receiving, until the next call of [`next`](Consumer::next).
    ///
    /// Whatever was received and not handed out goes back to its place in the queue, so that a worker without a free
    /// place withholds no job from the others (and `RabbitMQ` closes no channel for deliveries that are held too
    /// long). Deliveries that were handed out can still be settled.
    async fn pause(&mut self);
}
