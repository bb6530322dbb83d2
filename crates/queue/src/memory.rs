//! The broker within one process: no server to install, nothing that outlives the process.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use ml_job_domain::{ControlMessage, JobMessage, JobType};
use tokio::sync::{Notify, mpsc};
use tracing::{error, warn};

use crate::delivery::Receipt;
use crate::{CONTROL_BUFFER, Consumer, Delivery, Outcome, Queue, QueueError};

/// A broker within one process. Clones share the same queues.
#[derive(Clone, Default)]
pub struct MemoryQueue {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Woken whenever a waiting consumer may find something.
    changed: Notify,
}

#[derive(Default)]
struct State {
    /// Numbers messages in the order of publication, and consumers.
    last_number: u64,
    /// Per type, by number: what is given back returns to its place.
    ready: HashMap<JobType, BTreeMap<u64, JobMessage>>,
    /// Which consumer holds an unsettled message of which type.
    held: HashSet<(u64, JobType)>,
    listeners: Vec<mpsc::Sender<ControlMessage>>,
}

impl State {
    fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}

impl Shared {
    /// Runs `change` on the state. A panic elsewhere leaves no half-made change behind, so poisoning means nothing here.
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl MemoryQueue {
    /// An empty broker.
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl Queue for MemoryQueue {
    async fn publish(&self, message: &JobMessage) -> Result<(), QueueError> {
        self.shared.with(|state| {
            let number = state.number();
            state.ready.entry(message.job_type.clone()).or_default().insert(number, message.clone());
        });
        self.shared.changed.notify_waiters();
        Ok(())
    }

    async fn publish_control(&self, message: &ControlMessage) -> Result<(), QueueError> {
        self.shared.with(|state| {
            state.listeners.retain(|listener| match listener.try_send(message.clone()) {
                Ok(()) => true,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    warn!(job.id = %message.job_id, "A worker reads its control messages too slowly: one was dropped");
                    true
                }
                Err(mpsc::error::TrySendError::Closed(_)) => false,
            });
        });
        Ok(())
    }

    async fn consumer(&self, types: &[JobType]) -> Result<Box<dyn Consumer>, QueueError> {
        let number = self.shared.with(State::number);
        Ok(Box::new(MemoryConsumer { shared: Arc::clone(&self.shared), number, types: types.to_vec() }))
    }

    async fn control(&self) -> Result<mpsc::Receiver<ControlMessage>, QueueError> {
        let (sender, receiver) = mpsc::channel(CONTROL_BUFFER);
        self.shared.with(|state| state.listeners.push(sender));
        Ok(receiver)
    }

    async fn depth(&self, job_type: &JobType) -> Result<u64, QueueError> {
        Ok(self.shared.with(|state| state.ready.get(job_type).map_or(0, |queue| queue.len() as u64)))
    }

    async fn ping(&self) -> Result<(), QueueError> {
        Ok(())
    }

    fn is_durable(&self) -> bool {
        false
    }
}

struct MemoryConsumer {
    shared: Arc<Shared>,
    number: u64,
    /// In the order in which they are looked at: the type that was served last comes last.
    types: Vec<JobType>,
}

impl MemoryConsumer {
    /// Takes the first message of the first type that has one and is not held already.
    fn take(&mut self) -> Option<Delivery> {
        let consumer = self.number;
        let (at, number, message) = self.shared.with(|state| {
            for (at, job_type) in self.types.iter().enumerate() {
                if state.held.contains(&(consumer, job_type.clone())) {
                    continue;
                }
                if let Some((number, message)) = state.ready.get_mut(job_type).and_then(BTreeMap::pop_first) {
                    state.held.insert((consumer, job_type.clone()));
                    return Some((at, number, message));
                }
            }
            None
        })?;
        let served = self.types.remove(at);
        self.types.push(served);
        let receipt = MemoryReceipt { shared: Arc::clone(&self.shared), consumer, number, message: message.clone() };
        Some(Delivery::new(message, receipt))
    }
}

#[async_trait]
impl Consumer for MemoryConsumer {
    async fn next(&mut self) -> Delivery {
        let shared = Arc::clone(&self.shared);
        loop {
            // Listen before looking, so that what is published in between is not missed.
            let changed = shared.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some(delivery) = self.take() {
                return delivery;
            }
            changed.await;
        }
    }

    /// Nothing is ever received ahead of time.
    async fn pause(&mut self) {}
}

struct MemoryReceipt {
    shared: Arc<Shared>,
    consumer: u64,
    number: u64,
    message: JobMessage,
}

impl MemoryReceipt {
    fn finish(self, outcome: Outcome) {
        let Self { shared, consumer, number, message } = self;
        if outcome == Outcome::Reject {
            error!(job.id = %message.job_id, "The message for job {} was rejected", message.job_id);
        }
        shared.with(|state| {
            state.held.remove(&(consumer, message.job_type.clone()));
            if outcome == Outcome::Retry {
                state.ready.entry(message.job_type.clone()).or_default().insert(number, message);
            }
        });
        shared.changed.notify_waiters();
    }
}

#[async_trait]
impl Receipt for MemoryReceipt {
    async fn settle(self: Box<Self>, outcome: Outcome) -> Result<(), QueueError> {
        self.finish(outcome);
        Ok(())
    }

    fn give_back(self: Box<Self>) {
        self.finish(Outcome::Retry);
    }
}
