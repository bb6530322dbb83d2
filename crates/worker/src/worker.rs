//! The worker itself: takes messages while it has free places, claims, runs, and stops in good order.

mod claim;
mod lanes;
mod running;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ml_job_disk::Root;
use ml_job_domain::{ControlAction, ControlMessage, JobType, SystemClock, sentence};
use ml_job_queue::{Delivery, Outcome, Queue, QueueError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};
use tracing::{info, warn};

use crate::api::{ApiClient, ApiError, persist};
use crate::config::WorkerConfig;
use crate::gpu::{Gpu, GpuPool, detect};
use crate::job::{JobContext, JobRun, StopReason};
use crate::module::{ManifestError, Module};
use crate::scratch::Scratch;
use crate::stats;
use claim::{Claimed, claim};
use lanes::Lanes;
use ml_job_kinds::catalogue::{Catalogue, ChoiceError};
use running::RunningJobs;

/// After the grace: how long to go on telling the API what became of the jobs, beyond the time that killing them takes.
const LAST_REPORTS: Duration = Duration::from_secs(10);

/// Why a worker cannot start.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The directory of manifests cannot be read.
    #[error(transparent)]
    Modules(#[from] ManifestError),
    /// Its job types make no sense.
    #[error(transparent)]
    Types(#[from] ChoiceError),
    /// The files directory cannot be used. It must exist: a worker that made it would hide that a disk is not mounted.
    #[error("cannot open the files directory {}", path.display())]
    Files {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// No directory for temporary files can be made.
    #[error("cannot make a directory for temporary files in {}", path.display())]
    Scratch {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The client of the API cannot be made.
    #[error("cannot make a client of the API")]
    Client(#[source] reqwest::Error),
    /// The API refuses a job type.
    #[error("the API refuses the job type {job_type}: {reason}")]
    TypeRefused {
        /// Which.
        job_type: JobType,
        /// Why.
        reason: String,
    },
    /// The broker cannot be used.
    #[error("cannot take jobs from the queue")]
    Queue(#[from] QueueError),
}

/// Takes jobs from the queue and runs them, until `shutdown` is cancelled.
///
/// Waits for the API to come up and declares its job types first. After `shutdown` it takes no more, gives running jobs
/// [`WorkerConfig::shutdown_grace`] to finish, stops and hands back those that did not, and returns.
///
/// # Errors
/// [`WorkerError`] when it cannot start; never for what happens later.
pub async fn run(config: WorkerConfig, queue: Arc<dyn Queue>, shutdown: CancellationToken) -> Result<(), WorkerError> {
    stats::describe();
    let catalogue = Catalogue::load(config.modules_dir.as_deref())?;
    catalogue.log_errors();
    let modules = catalogue.choose(config.types.as_deref())?;
    let files = Root::open(&config.files_dir)
        .map_err(|source| WorkerError::Files { path: config.files_dir.clone(), source })?;
    let scratch = Scratch::make(&config.scratch_dir)
        .map_err(|source| WorkerError::Scratch { path: config.scratch_dir.clone(), source })?;
    let client = ApiClient::new(config.api_url.clone(), config.tokens.clone()).map_err(WorkerError::Client)?;
    let gpus = config.gpus.clone().unwrap_or_else(|| {
        let visible = std::env::var("CUDA_VISIBLE_DEVICES").ok();
        detect(visible.as_deref(), Path::new("/dev"))
    });
    if !declare(&client, &modules, &shutdown).await? {
        return Ok(());
    }
    let control = queue.control().await?;
    let gpus = GpuPool::new(gpus);
    let lanes = Lanes::new(queue.as_ref(), &modules, gpus.clone()).await?;
    info!(
        worker.name = config.name,
        worker.concurrency = config.concurrency,
        worker.gpus = gpus.count(),
        job.types = ?modules.keys().map(JobType::as_str).collect::<Vec<_>>(),
        "Worker {} takes jobs", config.name
    );
    let give_up = CancellationToken::new();
    let context = JobContext { config, client, files, scratch, clock: Arc::new(SystemClock), give_up };
    let worker = Arc::new(Worker { context: Arc::new(context), modules, running: RunningJobs::default() });
    let obeying = AbortOnDropHandle::new(tokio::spawn(obey(control, Arc::clone(&worker))));
    let jobs = TaskTracker::new();
    take_jobs(&worker, lanes, &jobs, &shutdown).await;
    finish(&worker, &jobs).await;
    drop(obeying);
    info!(worker.name = worker.context.config.name, "Worker {} has stopped", worker.context.config.name);
    Ok(())
}

/// What the tasks of a worker share.
struct Worker {
    context: Arc<JobContext>,
    modules: BTreeMap<JobType, Arc<Module>>,
    running: RunningJobs,
}

/// Declares the job types, as soon as the API is there; false when the worker was stopped before.
async fn declare(
    client: &ApiClient,
    modules: &BTreeMap<JobType, Arc<Module>>,
    shutdown: &CancellationToken,
) -> Result<bool, WorkerError> {
    for (job_type, module) in modules {
        match persist(shutdown, || client.put_job_type(&module.manifest)).await {
            Some(Ok(())) => {}
            Some(Err(error)) => {
                let reason = match error {
                    ApiError::Refused { detail, .. } => detail,
                    error => sentence(&error),
                };
                return Err(WorkerError::TypeRefused { job_type: job_type.clone(), reason });
            }
            None => return Ok(false),
        }
    }
    Ok(true)
}

/// Stops jobs that people abort.
async fn obey(mut control: mpsc::Receiver<ControlMessage>, worker: Arc<Worker>) {
    while let Some(message) = control.recv().await {
        match message.action {
            ControlAction::Abort => worker.running.abort(message.job_id),
        }
    }
}

/// Takes a message whenever a place is free, until the worker is to stop.
async fn take_jobs(worker: &Arc<Worker>, mut lanes: Lanes, jobs: &TaskTracker, shutdown: &CancellationToken) {
    let places = Arc::new(Semaphore::new(worker.context.config.concurrency.max(1)));
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = shutdown.cancelled() => break,
        };
        // Nobody closes the semaphore.
        let Ok(place) = place else { break };
        let (lane, delivery) = tokio::select! {
            next = lanes.next() => next,
            () = shutdown.cancelled() => break,
        };
        let gpu = lanes.gpu(lane);
        // Before the claim, which may take long: no message may wait here for a place while another worker has one.
        if places.available_permits() == 0 {
            lanes.pause().await;
        }
        claim_and_run(worker, delivery, place, gpu, jobs, shutdown).await;
    }
    lanes.pause().await;
}

async fn claim_and_run(
    worker: &Arc<Worker>,
    delivery: Delivery,
    place: OwnedSemaphorePermit,
    gpu: Option<Gpu>,
    jobs: &TaskTracker,
    shutdown: &CancellationToken,
) {
    let job_id = delivery.message.job_id;
    let types: Vec<JobType> = worker.modules.keys().cloned().collect();
    let claimed = claim(&worker.context.client, job_id, &worker.context.config.name, &types, shutdown).await;
    let outcome = match &claimed {
        Claimed::Granted(_) | Claimed::Refused => Outcome::Done,
        Claimed::Unreachable => Outcome::Retry,
    };
    // A message that comes again, because the broker did not hear this, finds the job claimed, and is dropped then.
    if let Err(error) = delivery.settle(outcome).await {
        warn!(job.id = %job_id, error = sentence(&error), "The message for job {job_id} could not be settled");
    }
    let Claimed::Granted(granted) = claimed else { return };
    let Some(module) = worker.modules.get(&granted.job.job_type) else {
        // The API grants only the types that were asked for.
        warn!(job.id = %job_id, "Job {job_id} was granted, but its type {} is unknown here", granted.job.job_type);
        return;
    };
    let job_type = granted.job.job_type.clone();
    let entry = worker.running.enter(job_id);
    let run = JobRun::new(Arc::clone(&worker.context), *granted, Arc::clone(module), gpu, entry.stop());
    jobs.spawn(async move {
        let running = stats::Running::start();
        let started = tokio::time::Instant::now();
        let outcome = run.run().await;
        stats::job_ended(&job_type, outcome, started.elapsed());
        drop((running, entry, place));
    });
}

/// Lets jobs finish, then hands back those that did not.
async fn finish(worker: &Worker, jobs: &TaskTracker) {
    jobs.close();
    let config = &worker.context.config;
    if !jobs.is_empty() {
        info!(worker.jobs = jobs.len(), "Waiting up to {:?} for {} jobs to finish", config.shutdown_grace, jobs.len());
    }
    if tokio::time::timeout(config.shutdown_grace, jobs.wait()).await.is_ok() {
        return;
    }
    worker.running.stop_all(&StopReason::HandBack);
    if tokio::time::timeout(config.kill_grace + LAST_REPORTS, jobs.wait()).await.is_err() {
        worker.context.give_up.cancel();
        jobs.wait().await;
    }
}
