//! One connection to the broker, opened when needed and opened again when lost.

use std::time::Duration;

use lapin::protocol::{AMQPErrorKind, AMQPHardError, AMQPSoftError};
use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties, ErrorKind};
use tokio::sync::Mutex;
use tracing::debug;

use crate::QueueError;

/// AMQP's reply code for "closed on purpose".
const REPLY_SUCCESS: u16 = 200;
/// How long a channel that is no longer needed may take to say goodbye.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// One connection, shared by whatever opens channels on it.
pub(crate) struct Link {
    uri: AMQPUri,
    name: String,
    request_timeout: Duration,
    connection: Mutex<Option<Connection>>,
}

impl Link {
    /// A link that is not connected yet.
    pub(crate) fn new(uri: AMQPUri, name: String, request_timeout: Duration) -> Self {
        Self { uri, name, request_timeout, connection: Mutex::new(None) }
    }

    /// Waits for the broker's answer to a request, but not for ever.
    ///
    /// # Errors
    ///
    /// As [`in_time`].
    pub(crate) async fn request<T>(
        &self,
        doing: &'static str,
        request: impl Future<Output = lapin::Result<T>>,
    ) -> Result<T, QueueError> {
        in_time(doing, self.request_timeout, request).await
    }

    /// A new channel, over the connection there is or else a new one. One attempt.
    ///
    /// # Errors
    ///
    /// [`QueueError`] when the broker does not answer, refuses us, or is slow.
    pub(crate) async fn channel(&self) -> Result<Channel, QueueError> {
        let mut slot = self.connection.lock().await;
        if let Some(connection) = slot.as_ref()
            && connection.status().connected()
        {
            match self.request("opening a channel", connection.create_channel()).await {
                Ok(channel) => return Ok(channel),
                Err(error) => debug!(error = &error as &dyn std::error::Error, "The connection was lost"),
            }
        }
        *slot = None;
        let options = ConnectionProperties::default().with_connection_name(self.name.as_str().into());
        let connecting = Connection::connect_uri(self.uri.clone(), options);
        let connection = self.request("connecting to the broker", connecting).await.map_err(refused)?;
        let channel = self.request("opening a channel", connection.create_channel()).await?;
        *slot = Some(connection);
        Ok(channel)
    }
}

/// Tells a broker that said no from one that said nothing.
fn refused(error: QueueError) -> QueueError {
    match error {
        QueueError::Driver { source, .. } if says_no(&source) => QueueError::Refused(source),
        error => error,
    }
}

fn says_no(error: &lapin::Error) -> bool {
    let ErrorKind::ProtocolError(error) = error.kind() else { return false };
    match error.kind() {
        AMQPErrorKind::Soft(kind) => matches!(kind, AMQPSoftError::ACCESSREFUSED),
        AMQPErrorKind::Hard(kind) => matches!(kind, AMQPHardError::NOTALLOWED | AMQPHardError::INVALIDPATH),
    }
}

/// Waits for an answer of the broker, but not for ever.
///
/// # Errors
///
/// [`QueueError::Driver`] or [`QueueError::TimedOut`], each with what was attempted.
pub(crate) async fn in_time<T>(
    doing: &'static str,
    after: Duration,
    request: impl Future<Output = lapin::Result<T>>,
) -> Result<T, QueueError> {
    match tokio::time::timeout(after, request).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(source)) => Err(QueueError::Driver { doing, source }),
        Err(_) => Err(QueueError::TimedOut { doing, after }),
    }
}

/// Closes a channel that is no longer needed. A channel that is gone already needs no closing, so nothing can fail.
pub(crate) async fn close_channel(channel: Channel) {
    if !channel.status().connected() {
        return;
    }
    let closing = channel.close(REPLY_SUCCESS, "done".into());
    if let Err(error) = in_time("closing a channel", CLOSE_TIMEOUT, closing).await {
        debug!(error = &error as &dyn std::error::Error, "A channel was not closed in good order");
    }
}
