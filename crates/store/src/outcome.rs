//! What a write came to. A refusal is an answer, not an error: the caller decides what it means.

use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::{Job, JobId, Labelling, LabellingId};

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

/// What became of a new campaign.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum AddCampaign {
    /// It is stored.
    Added,
    /// The key of its request came before; nothing was stored.
    Repeated(Repetition),
}

/// What became of a new job of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum AddCampaignJob {
    /// It is stored, and has its place.
    Added,
    /// Another job has the place already; nothing was stored.
    Taken(JobId),
}

/// What became of something that happened to a job.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Applied {
    /// It is done; the job as it is now, or as it was before it was deleted.
    Done(Box<Job>),
    /// There is no such job.
    NotFound,
    /// It did not come to pass.
    Refused(Refusal),
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
    /// All are stored; the labellings as the person sees them now, in the order of their ids.
    Patched(Vec<Labelling>),
    /// One is for a labelling that does not exist; none was stored.
    NoSuchLabelling(LabellingId),
    /// This labelling is not what the caller took it for; none was stored.
    PreconditionFailed(LabellingId),
}

/// What became of settling a label.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Adjudicate {
    /// It is settled, or open again; the labelling as it is now.
    Settled(Box<Labelling>),
    /// There is no such labelling.
    NoSuchLabelling,
    /// Two people are asked about it, and an answer is missing; nothing changed.
    Waiting,
    /// Nobody has labelled it, so there is nothing to settle.
    NothingSaid,
}
