//! Publishing, with the broker's word that it has the message.

use std::collections::HashSet;
use std::sync::Arc;

use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::ShortString;
use lapin::{BasicProperties, Channel, Confirmation};
use ml_job_domain::{ControlMessage, JobMessage, JobType};
use tokio::sync::Mutex;

use super::link::Link;
use super::topology::Topology;
use crate::{QueueError, wire};

/// AMQP's delivery mode for messages that survive a restart of the broker.
const PERSISTENT: u8 = 2;

/// Publishes one message at a time: the broker returns what it cannot route without saying which message that was,
/// so only with one on its way is it certain which one came back.
pub(crate) struct Publisher {
    link: Arc<Link>,
    topology: Arc<Topology>,
    session: Mutex<Option<Session>>,
}

/// A channel with confirms on, and the queues that are known to exist.
struct Session {
    channel: Channel,
    declared: HashSet<JobType>,
}

/// What is put on the wire.
struct Letter {
    exchange: ShortString,
    routing_key: ShortString,
    /// Whether some queue has to take it.
    mandatory: bool,
    properties: BasicProperties,
    body: Vec<u8>,
}

impl Publisher {
    pub(crate) fn new(link: Arc<Link>, topology: Arc<Topology>) -> Self {
        Self { link, topology, session: Mutex::new(None) }
    }

    /// Publishes a job to the queue of its type, which is made if need be.
    ///
    /// # Errors
    ///
    /// [`QueueError`] where the broker did not confirm it.
    pub(crate) async fn publish(&self, message: &JobMessage) -> Result<(), QueueError> {
        let letter = Letter {
            exchange: self.topology.jobs(),
            routing_key: message.job_type.as_str().into(),
            mandatory: true,
            properties: properties("job")
                .with_delivery_mode(PERSISTENT)
                .with_message_id(message.job_id.to_string().into()),
            body: wire::encode(message).map_err(QueueError::Encode)?,
        };
        self.send(letter, Some(&message.job_type)).await
    }

    /// Publishes to all workers. Not mandatory: with no worker there is nobody to tell.
    ///
    /// # Errors
    ///
    /// [`QueueError`] where the broker did not confirm it.
    pub(crate) async fn publish_control(&self, message: &ControlMessage) -> Result<(), QueueError> {
        let letter = Letter {
            exchange: self.topology.control(),
            routing_key: "".into(),
            mandatory: false,
            properties: properties("control"),
            body: wire::encode(message).map_err(QueueError::Encode)?,
        };
        self.send(letter, None).await
    }

    async fn send(&self, letter: Letter, queue: Option<&JobType>) -> Result<(), QueueError> {
        let mut slot = self.session.lock().await;
        // Out of the slot while in use: after a failure, or when the caller gives up waiting, a confirm may still be
        // under way, and the next message must not be taken for this one.
        let mut session = match slot.take() {
            Some(session) if session.channel.status().connected() => session,
            _ => self.open().await?,
        };
        if let Some(job_type) = queue
            && !session.declared.contains(job_type)
        {
            let declaring = self.topology.declare_queue(&session.channel, job_type);
            self.link.request("declaring a queue", declaring).await?;
            session.declared.insert(job_type.clone());
        }
        let confirmation = self.link.request("publishing a message", confirmed(&session.channel, &letter)).await?;
        let outcome = match confirmation {
            Confirmation::Ack(None) => Ok(()),
            Confirmation::Ack(Some(_)) | Confirmation::Nack(Some(_)) => {
                // Somebody deleted the queue: the next attempt makes it anew.
                session.declared.clear();
                Err(QueueError::Unroutable { routing_key: letter.routing_key.to_string() })
            }
            Confirmation::Nack(None) | Confirmation::NotRequested => Err(QueueError::NotTaken),
        };
        *slot = Some(session);
        outcome
    }

    async fn open(&self) -> Result<Session, QueueError> {
        let channel = self.link.channel().await?;
        let preparing = async {
            // The broker may have been wiped since.
            self.topology.declare_exchanges(&channel).await?;
            channel.confirm_select(ConfirmSelectOptions::default()).await
        };
        self.link.request("preparing to publish", preparing).await?;
        Ok(Session { channel, declared: HashSet::new() })
    }
}

/// Sends the letter and waits for what the broker says.
async fn confirmed(channel: &Channel, letter: &Letter) -> lapin::Result<Confirmation> {
    let options = BasicPublishOptions { mandatory: letter.mandatory, ..Default::default() };
    let confirm = channel
        .basic_publish(
            letter.exchange.clone(),
            letter.routing_key.clone(),
            options,
            &letter.body,
            letter.properties.clone(),
        )
        .await?;
    confirm.await
}

fn properties(kind: &str) -> BasicProperties {
    BasicProperties::default().with_content_type("application/json".into()).with_type(kind.into())
}
