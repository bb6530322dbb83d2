//! What can go wrong between this program and the broker.

use std::time::Duration;

use crate::WireError;

/// A failure to talk to the broker. The cause, where there is one, is the `source` and not repeated in the text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// The broker's URL is not one.
    #[error("the broker's URL is invalid: {0}")]
    InvalidUrl(String),
    /// The prefix of the queue names cannot be used.
    #[error("`{0}` cannot name a queue: 1 to 100 letters, digits, `.`, `_` and `-`, not starting with `amq.`")]
    InvalidPrefix(String),
    /// The broker answered, and refused us: wrong user, password or virtual host. Waiting does not help.
    #[error("the broker refused the connection: check user, password and virtual host")]
    Refused(#[source] lapin::Error),
    /// No broker answered in the time that start-up may take.
    #[error("no broker answered within {waited:?}")]
    Unavailable {
        /// How long it was tried.
        waited: Duration,
        /// How the last try ended.
        #[source]
        source: Box<QueueError>,
    },
    /// The connection or the broker failed.
    #[error("{doing} failed")]
    Driver {
        /// What was attempted.
        doing: &'static str,
        /// What the AMQP library says.
        #[source]
        source: lapin::Error,
    },
    /// The broker did not answer in time.
    #[error("{doing} took longer than {after:?}")]
    TimedOut {
        /// What was attempted.
        doing: &'static str,
        /// How long it was waited for.
        after: Duration,
    },
    /// The broker had no queue for the message and returned it.
    #[error("no queue takes messages of `{routing_key}`: the broker returned it")]
    Unroutable {
        /// The message's routing key: the job type.
        routing_key: String,
    },
    /// The broker could not store the message.
    #[error("the broker did not take the message")]
    NotTaken,
    /// The connection over which a delivery came is gone: the broker will deliver it again.
    #[error("the delivery was lost with its connection: the broker delivers it again")]
    DeliveryLost,
    /// A message could not be written as JSON.
    #[error("a message could not be written")]
    Encode(#[source] WireError),
}

impl QueueError {
    /// Whether trying again later can help; false where an administrator has to change something.
    pub fn is_transient(&self) -> bool {
        !matches!(self, Self::InvalidUrl(_) | Self::InvalidPrefix(_) | Self::Refused(_) | Self::Encode(_))
    }
}
