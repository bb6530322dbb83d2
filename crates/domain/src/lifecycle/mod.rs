//! The life of a job: whatever happens to it, and what follows.
//!
//! [`apply()`] is the whole of it, pure and total: from a [`JobState`], an [`Event`], the time and the [`Rules`] follows either
//! a [`Change`] or a [`Refusal`], in which case nothing changes. The store locks a job, asks here, and stores what the change
//! says in one transaction; nobody else decides. Which phase follows which is [`Phase::after`]'s to say, drawn in
//! `docs/state-machine.md` beside the invariants, which a test holds against random lives.
//!
//! To add an event, extend [`Event`]; the compiler asks for its rule.

mod apply;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

pub use apply::apply;

use crate::protocol::{ClaimRequest, EndRequest, Heartbeat, ReleaseRequest};
use crate::{Action, Backoff, Job, JobType, LogLine, Phase, PhaseConflict, Progress};

/// A job, and what is kept beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct JobState {
    /// The job as everybody sees it.
    pub job: Job,
    /// When the open claim ends unless a heartbeat comes; absent while no claim is open.
    pub lease_expires_at: Option<DateTime<Utc>>,
    /// What the worker called the open claim, where it did.
    pub claim_nonce: Option<Uuid>,
    /// How many claims ended in a failure that may pass.
    pub failed_attempts: u32,
    /// How many claims ended in silence.
    pub lost_attempts: u32,
}

impl JobState {
    /// Whether a claim is open: nobody has ended it or taken the job back, though its lease may have run out.
    pub const fn is_claimed(&self) -> bool {
        self.lease_expires_at.is_some()
    }

    /// Whether a worker holds the job at `now`: a claim is open, and its lease runs.
    pub fn is_held(&self, now: DateTime<Utc>) -> bool {
        self.lease_expires_at.is_some_and(|end| end > now)
    }

    /// How many of the job's attempts are used up. One that was handed back without a failure does not count.
    pub const fn attempts_used(&self) -> u32 {
        self.failed_attempts.saturating_add(self.lost_attempts)
    }

    /// Whether a worker that speaks for `attempt` is heard, so that it may do `action`.
    ///
    /// The lease may have run out: as long as nobody took the job back, it is the worker's.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] where the job is past that, [`Refusal::StaleAttempt`] where the claim is over.
    pub fn hears(&self, attempt: u32, action: Action) -> Result<Phase, Refusal> {
        let phase = self.job.phase.after(action)?;
        if self.job.attempt == Some(attempt) && self.is_claimed() {
            Ok(phase)
        } else {
            Err(Refusal::StaleAttempt { current: self.job.attempt })
        }
    }
}

/// Something that happens to a job.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event<'a> {
    /// A person hands it to the workers, with the config that it is to run with.
    Run {
        /// The config.
        config: &'a Value,
    },
    /// A worker asks for it.
    Claim(&'a ClaimRequest),
    /// Its worker is still at it.
    Heartbeat(&'a Heartbeat),
    /// Its worker hands it back.
    Release(&'a ReleaseRequest),
    /// A worker says that it ended well.
    Complete(&'a EndRequest),
    /// A worker says that it failed.
    Fail(&'a EndRequest),
    /// A person stops it.
    Abort,
    /// The platform looks whether its worker fell silent.
    Sweep,
    /// A person deletes it.
    Delete,
}

/// What an administrator has decided about the life of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How long a claim lasts without a heartbeat.
    pub lease: Duration,
    /// How many attempts may fail or fall silent before the job is given up.
    pub max_attempts: u32,
    /// The pauses after failed attempts.
    pub retry: Backoff,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(10),
            max_attempts: 3,
            retry: Backoff::new(Duration::from_secs(5), Duration::from_mins(5)),
        }
    }
}

/// What follows from an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The job afterwards; absent: it is gone, with all that belongs to it.
    pub state: Option<JobState>,
    /// What whoever listens to the job is told, in this order.
    pub told: Vec<Told>,
    /// What becomes of the job's message in the outbox.
    pub outbox: Outbox,
    /// Whether the labellings that workers posted are dropped: a new attempt posts its own.
    pub drops_labellings: bool,
    /// Why the one who asked is refused all the same.
    pub refusal: Option<Refusal>,
}

/// One thing that listeners are told.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// The phase, the claim or the attempt changed: the job itself.
    Phase,
    /// New lines of the log.
    Log(Vec<LogLine>),
    /// How far the job is; what was told of that before is outdated.
    Progress(Progress),
}

/// What becomes of a job's message in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outbox {
    /// It stays, or stays away.
    Keep,
    /// A new one takes its place.
    Put {
        /// When it may be published.
        available_at: DateTime<Utc>,
    },
    /// It is withdrawn.
    Remove,
}

/// Why an event does not come to pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The job's phase does not allow it.
    #[error(transparent)]
    Conflict(#[from] PhaseConflict),
    /// A claim of a job that does not wait for a worker.
    #[error("the job is {0}, not PROCESSING")]
    NotProcessing(Phase),
    /// A claim of a job that a worker holds, perhaps the very one that asks.
    #[error("the worker {worker} holds the job")]
    Held {
        /// Who.
        worker: String,
    },
    /// A claim by a worker that cannot run jobs of this type.
    #[error("the job is of type {0}, which the worker does not run")]
    WrongType(JobType),
    /// A claim of a job that was found lost for the last time; it is in ERROR now.
    #[error("the job's attempts are used up")]
    AttemptsUsedUp,
    /// A word of a worker whose claim is over.
    #[error("the claim is over")]
    StaleAttempt {
        /// The number of the newest claim, open or not.
        current: Option<u32>,
    },
    /// A sweep over a job whose worker is not known to be lost.
    #[error("no worker of the job is lost")]
    NotLost,
    /// A deletion of a job that has to be aborted first.
    #[error("the job is PROCESSING")]
    Processing,
}
