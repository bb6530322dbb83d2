//! Listening to what is said to all workers.

use std::error::Error;
use std::sync::Arc;

use futures::StreamExt;
use lapin::Channel;
use ml_job_domain::ControlMessage;
use tokio::sync::mpsc;
use tracing::{error, warn};

use super::RETRY;
use super::link::Link;
use super::topology::Topology;
use crate::{CONTROL_BUFFER, QueueError, wire};

/// Listens until the receiver is dropped.
///
/// # Errors
///
/// [`QueueError`] when the first subscription fails; later ones are taken up again by themselves.
pub(crate) async fn listen(
    link: Arc<Link>,
    topology: Arc<Topology>,
) -> Result<mpsc::Receiver<ControlMessage>, QueueError> {
    let first = subscribe(&link, &topology).await?;
    let (sender, receiver) = mpsc::channel(CONTROL_BUFFER);
    tokio::spawn(async move {
        tokio::select! {
            () = sender.closed() => {}
            () = forward(&link, &topology, first, &sender) => {}
        }
    });
    Ok(receiver)
}

/// A channel has to be kept for as long as its subscription is read.
type Subscription = (Channel, lapin::Consumer);

async fn subscribe(link: &Link, topology: &Topology) -> Result<Subscription, QueueError> {
    let channel = link.channel().await?;
    let subscribing = async {
        topology.declare_exchanges(&channel).await?;
        topology.listen_to_control(&channel).await
    };
    let consumer = link.request("listening to control messages", subscribing).await?;
    Ok((channel, consumer))
}

/// Hands over what comes in, over one subscription after the other.
async fn forward(link: &Link, topology: &Topology, first: Subscription, sender: &mpsc::Sender<ControlMessage>) {
    let mut subscription = first;
    loop {
        while let Some(Ok(received)) = subscription.1.next().await {
            match wire::decode::<ControlMessage>(&received.data) {
                Ok(message) => {
                    if sender.send(message).await.is_err() {
                        return;
                    }
                }
                Err(reason) => {
                    error!(error = &reason as &dyn Error, "A control message cannot be understood; it is ignored");
                }
            }
        }
        warn!("Control messages are not heard any more; connecting again");
        let mut retry = RETRY;
        subscription = loop {
            match subscribe(link, topology).await {
                Ok(subscription) => break subscription,
                Err(failure) => warn!(error = &failure as &dyn Error, "Cannot listen to control messages yet"),
            }
            tokio::time::sleep(retry.next_delay()).await;
        };
    }
}
