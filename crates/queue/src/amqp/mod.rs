//! RabbitMQ, spoken to over AMQP 0-9-1.
//!
//! Two connections per process, opened when first needed: one that publishes and one that consumes, because a broker
//! that runs out of memory or disk blocks the connections that publish, and workers must still acknowledge then.
//! What the broker holds for us is in [`topology`]; reconnecting is done here and not by the AMQP library, because a
//! delivery that was received over a lost connection must be forgotten, not acknowledged over the next one.

mod consumer;
mod control;
mod link;
mod publisher;
mod topology;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lapin::uri::AMQPUri;
use ml_job_domain::{Backoff, ControlMessage, JobMessage, JobType, shown_url};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tracing::{info, warn};

use self::consumer::AmqpConsumer;
use self::link::{Link, close_channel};
use self::publisher::Publisher;
use self::topology::Topology;
use crate::{Consumer, Queue, QueueError};

/// The pauses before the broker is tried again: one that comes back is found within seconds.
const RETRY: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));

/// How to reach RabbitMQ, and what our queues are called there.
#[derive(Clone)]
pub struct AmqpConfig {
    /// `amqp://user:password@host:port/vhost`, or `amqps://` for TLS; `%2f` is the virtual host `/`.
    pub url: String,
    /// The name of the exchange and the beginning of every other name (the setting `JOB_QUEUE`).
    pub prefix: String,
    /// How long start-up waits for a broker that does not answer yet.
    pub connect_timeout: Duration,
    /// How long one request to the broker may take, a publisher confirm included.
    pub request_timeout: Duration,
    /// After how long without a job a consumer subscribes anew.
    ///
    /// A broker can lose a subscription without a word: `RabbitMQ` does where a quorum queue is declared again while it
    /// is being deleted. Subscribing anew is the cheap way to find out.
    pub renew_after: Duration,
    /// What the broker's management page calls the connections of this process.
    pub name: String,
}

impl AmqpConfig {
    /// The broker at `url`, with names that begin with `prefix`; waits 60 s at start-up and 15 s for a confirm.
    pub fn new(url: impl Into<String>, prefix: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            prefix: prefix.into(),
            connect_timeout: Duration::from_mins(1),
            request_timeout: Duration::from_secs(15),
            renew_after: Duration::from_secs(20),
            name: "ml-job".to_owned(),
        }
    }
}

impl fmt::Debug for AmqpConfig {
    /// Everything but the URL, which holds a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AmqpConfig")
            .field("prefix", &self.prefix)
            .field("connect_timeout", &self.connect_timeout)
            .field("request_timeout", &self.request_timeout)
            .field("renew_after", &self.renew_after)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A RabbitMQ broker, version 3.10 or later.
pub struct AmqpQueue {
    topology: Arc<Topology>,
    publisher: Publisher,
    /// For requests whose failure closes the channel: nothing else may run on it.
    publishing: Arc<Link>,
    consuming: Arc<Link>,
    renew_after: Duration,
}

impl AmqpQueue {
    /// Connects, waiting for a broker that is still starting, and declares the exchanges and the dead-letter queue.
    ///
    /// # Errors
    ///
    /// [`QueueError::InvalidUrl`], [`QueueError::InvalidPrefix`] and [`QueueError::Refused`] at once;
    /// [`QueueError::Unavailable`] when nothing answered within [`AmqpConfig::connect_timeout`].
    pub async fn connect(config: &AmqpConfig) -> Result<Self, QueueError> {
        let topology = Arc::new(Topology::new(&config.prefix)?);
        let without_password = |reason: String| reason.replace(&config.url, &shown_url(&config.url));
        let uri = config.url.parse().map_err(|reason| QueueError::InvalidUrl(without_password(reason)));
        let mut uri: AMQPUri = uri?;
        // A peer that vanished without a word is noticed within two of these (RabbitMQ's own default is 60 s).
        uri.query.heartbeat.get_or_insert(20);
        let link = |part: &str| {
            let name = format!("{} ({part})", config.name);
            Arc::new(Link::new(uri.clone(), name, config.request_timeout))
        };
        let (publishing, consuming) = (link("publishes"), link("consumes"));

        let started = Instant::now();
        let mut retry = RETRY;
        loop {
            let failure = match declare(&publishing, &topology).await {
                Ok(()) => break,
                Err(failure) if !failure.is_transient() => return Err(failure),
                Err(failure) => failure,
            };
            let left = config.connect_timeout.saturating_sub(started.elapsed());
            if left.is_zero() {
                return Err(QueueError::Unavailable { waited: config.connect_timeout, source: Box::new(failure) });
            }
            warn!(error = &failure as &dyn std::error::Error, "Waiting for the broker");
            tokio::time::sleep(retry.next_delay().min(left)).await;
        }
        info!(queue.prefix = %config.prefix, "Connected to the broker");

        let publisher = Publisher::new(Arc::clone(&publishing), Arc::clone(&topology));
        Ok(Self { topology, publisher, publishing, consuming, renew_after: config.renew_after })
    }
}

/// Declares what does not depend on a job type.
async fn declare(link: &Link, topology: &Topology) -> Result<(), QueueError> {
    let channel = link.channel().await?;
    link.request("declaring the exchanges", topology.declare_exchanges(&channel)).await?;
    close_channel(channel).await;
    Ok(())
}

#[async_trait]
impl Queue for AmqpQueue {
    async fn publish(&self, message: &JobMessage) -> Result<(), QueueError> {
        self.publisher.publish(message).await
    }

    async fn publish_control(&self, message: &ControlMessage) -> Result<(), QueueError> {
        self.publisher.publish_control(message).await
    }

    async fn consumer(&self, types: &[JobType]) -> Result<Box<dyn Consumer>, QueueError> {
        let (link, topology) = (Arc::clone(&self.consuming), Arc::clone(&self.topology));
        Ok(Box::new(AmqpConsumer::new(link, topology, types, self.renew_after)))
    }

    async fn control(&self) -> Result<mpsc::Receiver<ControlMessage>, QueueError> {
        control::listen(Arc::clone(&self.consuming), Arc::clone(&self.topology)).await
    }

    async fn depth(&self, job_type: &JobType) -> Result<u64, QueueError> {
        let channel = self.publishing.channel().await?;
        // Declaring a queue that exists changes nothing and counts its messages.
        let depth =
            self.publishing.request("counting messages", self.topology.declare_queue(&channel, job_type)).await?;
        close_channel(channel).await;
        Ok(depth)
    }

    async fn ping(&self) -> Result<(), QueueError> {
        close_channel(self.publishing.channel().await?).await;
        Ok(())
    }

    fn is_durable(&self) -> bool {
        true
    }
}
