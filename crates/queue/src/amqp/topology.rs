//! What the broker holds for us, all named after one prefix `P`:
//!
//! | name | what |
//! |---|---|
//! | `P` | direct exchange: jobs, routed by their type |
//! | `P.<TYPE>` | one durable quorum queue per job type |
//! | `P.dead-letters` | fan-out exchange and quorum queue: what no worker could understand |
//! | `P.control` | fan-out exchange: what is said to all workers, each of which listens with a queue of its own |
//!
//! Job types are upper case, so none of them can be called `dead-letters` or `control`.

use lapin::options::{BasicConsumeOptions, ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, ExchangeKind};
use ml_job_domain::JobType;

use crate::QueueError;

/// How often the broker may hand out one message before it puts it aside.
///
/// Practically without end, for a message says only that a job waits, and workers give it back for as long as the API
/// is away. The number must be given all the same: `RabbitMQ` 4 would put messages aside after 20 times, and a quorum
/// queue *without* a limit sends what is given back to its end instead of its place, out of turn
/// (<https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling>).
const DELIVERY_LIMIT: i32 = i32::MAX;

/// How many dead letters are kept; the oldest go first.
const DEAD_LETTERS_MAX: i32 = 10_000;

/// The names, and how to declare what they name. Declaring again what exists changes nothing.
#[derive(Debug)]
pub(crate) struct Topology {
    jobs: ShortString,
    dead_letters: ShortString,
    control: ShortString,
}

impl Topology {
    /// The names that begin with `prefix`.
    ///
    /// # Errors
    ///
    /// [`QueueError::InvalidPrefix`] where it cannot begin the name of a queue.
    pub(crate) fn new(prefix: &str) -> Result<Self, QueueError> {
        let is_plain = prefix.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        // The broker keeps names that begin with `amq.` for itself.
        if !is_plain || prefix.is_empty() || prefix.len() > 100 || prefix.starts_with("amq.") {
            return Err(QueueError::InvalidPrefix(prefix.to_owned()));
        }
        Ok(Self {
            jobs: prefix.into(),
            dead_letters: format!("{prefix}.dead-letters").into(),
            control: format!("{prefix}.control").into(),
        })
    }

    /// The exchange that routes jobs by their type.
    pub(crate) fn jobs(&self) -> ShortString {
        self.jobs.clone()
    }

    /// The exchange whose messages reach all workers.
    pub(crate) fn control(&self) -> ShortString {
        self.control.clone()
    }

    /// The queue of a type.
    pub(crate) fn queue(&self, job_type: &JobType) -> ShortString {
        format!("{}.{job_type}", self.jobs).into()
    }

    /// Declares the exchanges and the dead-letter queue.
    pub(crate) async fn declare_exchanges(&self, channel: &Channel) -> lapin::Result<()> {
        let durable = ExchangeDeclareOptions { durable: true, ..Default::default() };
        for (name, kind) in [
            (&self.jobs, ExchangeKind::Direct),
            (&self.dead_letters, ExchangeKind::Fanout),
            (&self.control, ExchangeKind::Fanout),
        ] {
            channel.exchange_declare(name.clone(), kind, durable, FieldTable::default()).await?;
        }
        let mut arguments = quorum();
        arguments.insert("x-max-length".into(), AMQPValue::LongInt(DEAD_LETTERS_MAX));
        declare_durable(channel, &self.dead_letters, arguments).await?;
        bind(channel, &self.dead_letters, &self.dead_letters, "").await
    }

    /// Declares the queue of a type; returns how many messages wait there.
    pub(crate) async fn declare_queue(&self, channel: &Channel, job_type: &JobType) -> lapin::Result<u64> {
        let queue = self.queue(job_type);
        let mut arguments = quorum();
        arguments.insert("x-delivery-limit".into(), AMQPValue::LongInt(DELIVERY_LIMIT));
        arguments.insert("x-dead-letter-exchange".into(), AMQPValue::LongString(self.dead_letters.as_str().into()));
        let waiting = declare_durable(channel, &queue, arguments).await?;
        bind(channel, &queue, &self.jobs, job_type.as_str()).await?;
        Ok(u64::from(waiting))
    }

    /// Makes a queue for one listener, which the broker deletes with the listener's connection, and listens.
    pub(crate) async fn listen_to_control(&self, channel: &Channel) -> lapin::Result<lapin::Consumer> {
        let own = QueueDeclareOptions { exclusive: true, auto_delete: true, ..Default::default() };
        let queue = channel.queue_declare("".into(), own, FieldTable::default()).await?;
        bind(channel, queue.name(), &self.control, "").await?;
        // Nobody would deliver it again, so there is nothing to acknowledge.
        let options = BasicConsumeOptions { no_ack: true, ..Default::default() };
        channel.basic_consume(queue.name().clone(), "".into(), options, FieldTable::default()).await
    }
}

/// The arguments of a replicated queue: the only kind that `RabbitMQ` 4 still replicates.
fn quorum() -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    arguments
}

async fn declare_durable(channel: &Channel, name: &ShortString, arguments: FieldTable) -> lapin::Result<u32> {
    let durable = QueueDeclareOptions { durable: true, ..Default::default() };
    Ok(channel.queue_declare(name.clone(), durable, arguments).await?.message_count())
}

async fn bind(channel: &Channel, queue: &ShortString, exchange: &ShortString, key: &str) -> lapin::Result<()> {
    let options = QueueBindOptions::default();
    channel.queue_bind(queue.clone(), exchange.clone(), key.into(), options, FieldTable::default()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_the_prefix() {
        let topology = Topology::new("ml-jobs").unwrap();
        let job_type = "ACTIVE_ML".parse::<JobType>().unwrap();
        assert_eq!(topology.jobs().as_str(), "ml-jobs");
        assert_eq!(topology.queue(&job_type).as_str(), "ml-jobs.ACTIVE_ML");
        assert_eq!(topology.control().as_str(), "ml-jobs.control");
    }

    #[test]
    fn a_prefix_that_the_broker_would_refuse_is_refused_here() {
        let too_long = "x".repeat(101);
        for bad in ["", "amq.jobs", "jobs and more", "jobs/1", "jöbs", too_long.as_str()] {
            assert!(matches!(Topology::new(bad), Err(QueueError::InvalidPrefix(_))), "{bad:?}");
        }
    }
}
