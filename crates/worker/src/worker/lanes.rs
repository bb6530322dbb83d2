//! From which queues to take next: jobs for a GPU only while a GPU is free.

use std::collections::BTreeMap;
use std::sync::Arc;

use ml_job_domain::JobType;
use ml_job_queue::{Consumer, Delivery, Queue, QueueError};

use crate::gpu::{Gpu, GpuPool};
use crate::module::Module;

/// Where a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Jobs that need a place and nothing else.
    Plain,
    /// Jobs that need a GPU besides.
    Gpu,
}

/// The worker's subscriptions. On a machine without a GPU all types share one: what may use a GPU does without.
pub(super) struct Lanes {
    plain: Option<Box<dyn Consumer>>,
    gpu: Option<Box<dyn Consumer>>,
    gpus: GpuPool,
}

impl Lanes {
    pub(super) async fn new(
        queue: &dyn Queue,
        modules: &BTreeMap<JobType, Arc<Module>>,
        gpus: GpuPool,
    ) -> Result<Self, QueueError> {
        let needs_gpu = |module: &Module| module.uses_gpu && gpus.count() > 0;
        let types = |wanted: bool| {
            let wanted = modules.iter().filter(move |(_, module)| needs_gpu(module) == wanted);
            wanted.map(|(job_type, _)| job_type.clone()).collect::<Vec<_>>()
        };
        let plain = subscribe(queue, &types(false)).await?;
        let gpu = subscribe(queue, &types(true)).await?;
        Ok(Self { plain, gpu, gpus })
    }

    /// Waits for the next message that could be run now. Cancel safe, as [`Consumer::next`] is.
    pub(super) async fn next(&mut self) -> (Lane, Delivery) {
        loop {
            let has_gpu = self.gpus.has_free();
            if !has_gpu && let Some(gpu) = &mut self.gpu {
                gpu.pause().await;
            }
            tokio::select! {
                delivery = next(&mut self.plain) => return (Lane::Plain, delivery),
                delivery = next(&mut self.gpu), if has_gpu => return (Lane::Gpu, delivery),
                () = self.gpus.freed(), if !has_gpu && self.gpu.is_some() => {}
            }
        }
    }

    /// The GPU for a job of a lane.
    pub(super) fn gpu(&self, lane: Lane) -> Option<Gpu> {
        match lane {
            Lane::Plain => None,
            Lane::Gpu => self.gpus.take(),
        }
    }

    /// Stops receiving until the next call of [`Lanes::next`].
    pub(super) async fn pause(&mut self) {
        for consumer in [&mut self.plain, &mut self.gpu].into_iter().flatten() {
            consumer.pause().await;
        }
    }
}

async fn subscribe(queue: &dyn Queue, types: &[JobType]) -> Result<Option<Box<dyn Consumer>>, QueueError> {
    if types.is_empty() { Ok(None) } else { queue.consumer(types).await.map(Some) }
}

async fn next(consumer: &mut Option<Box<dyn Consumer>>) -> Delivery {
    match consumer {
        Some(consumer) => consumer.next().await,
        None => std::future::pending().await,
    }
}
