//! Receiving jobs, over a connection that may be lost at any time.

use std::collections::BTreeSet;
use std::error::Error;
use std::future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, SelectAll};
use futures::{FutureExt, StreamExt};
use lapin::Channel;
use lapin::options::{
    BasicAckOptions, BasicCancelOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions, BasicRejectOptions,
};
use lapin::types::{FieldTable, ShortString};
use ml_job_domain::{JobMessage, JobType};
use tokio::time::Instant;
use tracing::{debug, error, warn};

use super::RETRY;
use super::link::{Link, close_channel, in_time};
use super::topology::Topology;
use crate::delivery::Receipt;
use crate::{Consumer, Delivery, Outcome, QueueError, wire};

/// How many unsettled messages the broker sends per type. More would be taken from workers that are free.
const PREFETCH: u16 = 1;
/// How long pausing waits for the broker. After that, the end of the channel gives everything back.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(5);

/// A subscription that opens a channel when it is asked for the first job, and a new one whenever that is lost.
pub(crate) struct AmqpConsumer {
    source: Arc<Source>,
    state: State,
}

/// How far a subscription is.
enum State {
    Closed,
    /// Kept here and not in [`Consumer::next`], so that a caller who asks often and never waits long still gets there.
    Opening(BoxFuture<'static, Session>),
    Open(Session),
}

/// Where the jobs come from: all that it takes to subscribe.
struct Source {
    link: Arc<Link>,
    topology: Arc<Topology>,
    types: BTreeSet<JobType>,
    renew_after: Duration,
}

/// Subscriptions on one channel.
struct Session {
    channel: Channel,
    tags: Vec<ShortString>,
    /// What comes in; `None` when the broker ended one of the subscriptions.
    incoming: SelectAll<BoxStream<'static, Option<lapin::Result<lapin::message::Delivery>>>>,
    /// Until when it may bring nothing without being doubted.
    trusted_until: Instant,
    /// Shared with every delivery that is handed out and not settled.
    held: Arc<()>,
}

impl Session {
    /// Whether all that was handed out is settled.
    fn holds_nothing(&self) -> bool {
        Arc::strong_count(&self.held) == 1
    }
}

impl AmqpConsumer {
    pub(crate) fn new(link: Arc<Link>, topology: Arc<Topology>, types: &[JobType], renew_after: Duration) -> Self {
        let source = Source { link, topology, types: types.iter().cloned().collect(), renew_after };
        Self { source: Arc::new(source), state: State::Closed }
    }
}

impl Source {
    async fn open(&self) -> Result<Session, QueueError> {
        let channel = self.link.channel().await?;
        let mut session = Session {
            channel,
            tags: Vec::new(),
            incoming: SelectAll::new(),
            trusted_until: Instant::now() + self.renew_after,
            held: Arc::new(()),
        };
        self.link.request("subscribing to jobs", self.subscribe(&mut session)).await?;
        Ok(session)
    }

    async fn subscribe(&self, session: &mut Session) -> lapin::Result<()> {
        let channel = &session.channel;
        self.topology.declare_exchanges(channel).await?;
        // Not `global`: each subscription on the channel has a limit of its own.
        channel.basic_qos(PREFETCH, BasicQosOptions { global: false }).await?;
        for job_type in &self.types {
            self.topology.declare_queue(channel, job_type).await?;
            let queue = self.topology.queue(job_type);
            let options = BasicConsumeOptions::default();
            let consumer = channel.basic_consume(queue, "".into(), options, FieldTable::default()).await?;
            session.tags.push(consumer.tag());
            let ended = stream::once(future::ready(None));
            session.incoming.push(consumer.map(Some).chain(ended).boxed());
        }
        Ok(())
    }

    /// A session, however long that takes.
    async fn open_at_last(self: Arc<Self>) -> Session {
        let mut retry = RETRY;
        loop {
            match self.open().await {
                Ok(session) => {
                    debug!(queue.types = ?self.types, "Waiting for jobs");
                    return session;
                }
                Err(failure) => warn!(error = &failure as &dyn Error, "Cannot subscribe to jobs yet"),
            }
            tokio::time::sleep(retry.next_delay()).await;
        }
    }
}

#[async_trait]
impl Consumer for AmqpConsumer {
    async fn next(&mut self) -> Delivery {
        if self.source.types.is_empty() {
            return future::pending().await;
        }
        loop {
            let session = match &mut self.state {
                State::Open(session) => session,
                State::Opening(opening) => {
                    let session = opening.await;
                    self.state = State::Open(session);
                    continue;
                }
                State::Closed => {
                    self.state = State::Opening(Arc::clone(&self.source).open_at_last().boxed());
                    continue;
                }
            };
            let item = tokio::time::timeout_at(session.trusted_until, session.incoming.next()).await;
            session.trusted_until = Instant::now() + self.source.renew_after;
            let Ok(item) = item else {
                // While one is held, nothing else of its type can come: that says nothing about the subscription.
                if session.holds_nothing() {
                    debug!("Nothing came for a while; subscribing again");
                    self.pause().await;
                }
                continue;
            };
            match item {
                Some(Some(Ok(received))) => match wire::decode::<JobMessage>(&received.data) {
                    Ok(message) => {
                        let receipt = AmqpReceipt {
                            received,
                            _channel: session.channel.clone(),
                            _held: Arc::clone(&session.held),
                        };
                        return Delivery::new(message, receipt);
                    }
                    Err(reason) => put_aside(&received, &reason).await,
                },
                Some(Some(Err(failure))) => {
                    warn!(error = &failure as &dyn Error, "The subscription to jobs was lost; connecting again");
                    self.state = State::Closed;
                }
                Some(None) | None => {
                    warn!("The broker ended a subscription to jobs (was its queue deleted?); subscribing again");
                    let channel = session.channel.clone();
                    self.state = State::Closed;
                    close_channel(channel).await;
                }
            }
        }
    }

    async fn pause(&mut self) {
        let State::Open(mut session) = std::mem::replace(&mut self.state, State::Closed) else { return };
        let stopping = async {
            for tag in &session.tags {
                session.channel.basic_cancel(tag.clone(), BasicCancelOptions::default()).await?;
            }
            // Each subscription ends after what it had received already.
            while let Some(item) = session.incoming.next().await {
                if let Some(received) = item.transpose()? {
                    received.nack(BasicNackOptions { requeue: true, ..Default::default() }).await?;
                }
            }
            Ok(())
        };
        if let Err(failure) = in_time("pausing", PAUSE_TIMEOUT, stopping).await {
            debug!(error = &failure as &dyn Error, "Pausing met a connection that was being lost");
        }
        // The channel closes with its last user: now, or when the last delivery that was handed out is settled. What
        // the broker sent too late for the loop above goes back then.
    }
}

/// Rejects a message that nobody here understands: the broker moves it to the dead letters.
async fn put_aside(received: &lapin::message::Delivery, reason: &wire::WireError) {
    error!(
        error = reason as &dyn Error,
        queue.routing_key = %received.routing_key,
        message.size_bytes = received.data.len(),
        "A message cannot be understood; it is put aside among the dead letters"
    );
    // Where that fails the connection is gone, and the message comes again.
    if let Err(failure) = received.reject(BasicRejectOptions { requeue: false }).await {
        debug!(error = &failure as &dyn Error, "A message could not be rejected");
    }
}

/// The way to settle one delivery: over the channel that brought it, which it keeps open.
struct AmqpReceipt {
    received: lapin::message::Delivery,
    _channel: Channel,
    _held: Arc<()>,
}

#[async_trait]
impl Receipt for AmqpReceipt {
    async fn settle(self: Box<Self>, outcome: Outcome) -> Result<(), QueueError> {
        let told = match outcome {
            Outcome::Done => self.received.ack(BasicAckOptions::default()).await,
            Outcome::Retry => self.received.nack(BasicNackOptions { requeue: true, ..Default::default() }).await,
            Outcome::Reject => self.received.reject(BasicRejectOptions { requeue: false }).await,
        };
        match told {
            Ok(true) => Ok(()),
            Ok(false) => Err(QueueError::DeliveryLost),
            Err(source) => Err(QueueError::Driver { doing: "settling a message", source }),
        }
    }

    fn give_back(self: Box<Self>) {
        // Without a runtime the process is ending, and the connection's end gives the message back.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(failure) = self.settle(Outcome::Retry).await {
                    debug!(error = &failure as &dyn Error, "A message was not given back by hand");
                }
            });
        }
    }
}
