//! What a write came to. A refusal is an answer, not an error: the caller decides what it means.

use ml_job_domain::protocol::Claim;
use ml_job_domain::{Job, JobId, JobType, Labelling, LabellingId, Phase, PhaseConflict};

use crate::Repetition;

/// What became of a new job.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum AddJob {
    /// It is stored.
    Added,
    /// The key of its request came before; nothing was stored.
    Repeated(Repetition),
    /// The job that it was to continue does not exist; nothing was stored.
    NoSuchParent,
}

/// What became of RUN or ABORT.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Transition {
    /// It is done; the job as it is now.
    Done(Box<Job>),
    /// There is no such job.
    NotFound,
    /// The job's phase does not allow it; nothing changed.
    Conflict(PhaseConflict),
}

/// What became of a deletion.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum DeleteJob {
    /// It is gone, with its labellings and events; the job as it was.
    Deleted(Box<Job>),
    /// There is no such job.
    NotFound,
    /// The job is PROCESSING and has to be aborted first; nothing changed.
    Processing,
}

/// What became of something that a worker said about a job that it claimed.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum FencedOutcome {
    /// It is done; the job as it is now.
    Done(Box<Job>),
    /// There is no such job.
    NotFound,
    /// The job is not PROCESSING any more; nothing changed.
    Conflict(PhaseConflict),
    /// The claim that the worker speaks for is over; nothing changed.
    StaleAttempt {
        /// The number of the newest claim, live or not.
        current: Option<u32>,
    },
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum ClaimOutcome {
    /// The job is the worker's until the lease ends.
    Claimed(Box<Claim>),
    /// There is no such job.
    NotFound,
    /// The worker does not get the job.
    Refused(ClaimRefusal),
}

/// Why a worker does not get a job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    /// The job does not wait for a worker.
    #[error("the job is {0}, not PROCESSING")]
    NotProcessing(Phase),
    /// A worker holds a live claim, perhaps the very one that asks.
    #[error("the worker {worker} holds the job")]
    Held {
        /// Who.
        worker: String,
    },
    /// The worker cannot run jobs of this type.
    #[error("the job is of type {0}, which the worker does not run")]
    WrongType(JobType),
}

/// A job whose worker fell silent.
#[derive(Debug, Clone, PartialEq)]
pub struct Swept {
    /// The job as it is now.
    pub job: Job,
    /// What was decided.
    pub outcome: SweepOutcome,
}

/// What is done with a job whose worker fell silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SweepOutcome {
    /// It waits for another worker.
    Requeued,
    /// Its attempts are used up: it is in ERROR.
    GivenUp,
}

/// What became of new labellings.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum AddLabellings {
    /// All are stored.
    Added,
    /// The key of their request came before; none was stored.
    Repeated(Repetition),
    /// One names a job that does not exist; none was stored.
    NoSuchJob(JobId),
    /// The claim that the worker speaks for is over for this job; none was stored.
    StaleAttempt {
        /// The job.
        job: JobId,
    },
}

/// What became of a change to a job's texts.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum PatchJob {
    /// It is stored; the job as it is now.
    Patched(Box<Job>),
    /// There is no such job.
    NotFound,
    /// The job is not what the caller took it for; nothing changed.
    PreconditionFailed,
}

/// What became of labels.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum PatchLabellings {
    /// All are stored; the labellings as they are now, in the order of their ids.
    Patched(Vec<Labelling>),
    /// One is for a labelling that does not exist; none was stored.
    NoSuchLabelling(LabellingId),
    /// This labelling is not what the caller took it for; none was stored.
    PreconditionFailed(LabellingId),
}
