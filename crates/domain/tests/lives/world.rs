//! One job, and what the store and the broker keep of it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ml_job_domain::lifecycle::{Change, JobState, Outbox, Refusal, Rules, apply};
use ml_job_domain::{Backoff, JobId, JobType, NewJob};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use crate::chance::Happening;

/// Everything around a job.
pub(crate) struct World {
    rng: ChaCha8Rng,
    rules: Rules,
    now: DateTime<Utc>,
    state: Option<JobState>,
    messages: Messages,
}

/// Where the job's message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Messages {
    pub(crate) in_outbox: bool,
    pub(crate) in_broker: bool,
}

/// An event, and all that was so before and after it.
#[derive(Debug)]
pub(crate) struct Moment {
    pub(crate) now: DateTime<Utc>,
    pub(crate) rules: Rules,
    pub(crate) before: JobState,
    pub(crate) happening: Happening,
    pub(crate) outcome: Result<Change, Refusal>,
    /// The job after the event, whether or not it came to pass; absent: it is gone.
    pub(crate) after: Option<JobState>,
    pub(crate) messages: Messages,
}

/// A worker that says something about a job that it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaker {
    Attempt(u32),
    /// One of those that never claim.
    WithoutAttempt,
    Nobody,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let job_type: JobType = JobType::DATA_PREPROCESSING.parse().unwrap();
        let request = NewJob {
            job_type,
            label: "x".into(),
            description: None,
            config: None,
            parent_job_id: None,
            space_id: None,
        };
        let job = request.into_job(JobId::from(Uuid::from_u128(u128::from(seed))), DateTime::UNIX_EPOCH);
        let rules = Rules {
            lease: Duration::from_secs(rng.random_range(2..20)),
            max_attempts: rng.random_range(1..5),
            retry: Backoff::new(Duration::from_secs(5), Duration::from_mins(5)),
        };
        let messages = Messages { in_outbox: false, in_broker: false };
        let state = JobState { job, lease_expires_at: None, claim_nonce: None, failed_attempts: 0, lost_attempts: 0 };
        Self { rng, rules, now: DateTime::UNIX_EPOCH, state: Some(state), messages }
    }

    /// The next event; none where the job is gone.
    pub(crate) fn next(&mut self) -> Option<Moment> {
        let before = self.state.clone()?;
        // Parties have clocks of their own, which may be behind.
        self.now += TimeDelta::milliseconds(self.rng.random_range(-2_000..8_000));
        if self.messages.in_outbox && self.rng.random_bool(0.3) {
            self.messages = Messages { in_outbox: false, in_broker: true };
        }
        let happening = Happening::by_chance(&mut self.rng, &before, self.now);
        let outcome = apply(&before, happening.event(), self.now, &self.rules);
        if let Ok(change) = &outcome {
            self.store(&before, change);
        }
        let after = self.state.clone();
        let (now, rules, messages) = (self.now, self.rules, self.messages);
        Some(Moment { now, rules, before, happening, outcome, after, messages })
    }

    /// Does what a store does.
    fn store(&mut self, before: &JobState, change: &Change) {
        self.state.clone_from(&change.state);
        self.messages.in_outbox = match change.outbox {
            Outbox::Keep => self.messages.in_outbox,
            Outbox::Put { .. } => true,
            Outbox::Remove => false,
        };
        // A worker that claims takes the message from the broker; every other reader of a message drops it.
        let claimed = change.state.as_ref().is_some_and(|after| after.job.attempt != before.job.attempt);
        self.messages.in_broker &= !claimed;
    }
}

impl Moment {
    /// The kind of event, and what came of it.
    pub(crate) fn summary(&self) -> String {
        let what = match self.happening {
            Happening::Run(_) => "run",
            Happening::Claim(_) => "claim",
            Happening::Heartbeat(_) => "heartbeat",
            Happening::Release(_) => "release",
            Happening::Complete(_) => "complete",
            Happening::Fail(_) => "fail",
            Happening::Abort => "abort",
            Happening::Sweep => "sweep",
            Happening::Delete => "delete",
        };
        format!("{what}: {}", self.result())
    }

    fn result(&self) -> &'static str {
        match self.refusal() {
            None if self.is_repeated_claim() => "repeated",
            None => "done",
            Some(Refusal::Conflict(_)) => "conflict",
            Some(Refusal::NotProcessing(_)) => "not processing",
            Some(Refusal::Held { .. }) => "held",
            Some(Refusal::WrongType(_)) => "wrong type",
            Some(Refusal::AttemptsUsedUp) => "attempts used up",
            Some(Refusal::StaleAttempt { .. }) => "stale attempt",
            Some(Refusal::NotLost) => "not lost",
            Some(Refusal::Processing) => "processing",
        }
    }

    /// What the one who asked is told instead of a yes.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match &self.outcome {
            Ok(change) => change.refusal.as_ref(),
            Err(refusal) => Some(refusal),
        }
    }

    /// Whether the event came to pass.
    pub(crate) fn is_done(&self) -> bool {
        self.refusal().is_none()
    }

    /// Whether the worker that holds the open claim asks for it once more.
    pub(crate) fn is_repeated_claim(&self) -> bool {
        let Happening::Claim(request) = &self.happening else { return false };
        let is_same = request.nonce.is_some() && request.nonce == self.before.claim_nonce;
        is_same && self.before.is_claimed() && self.before.job.worker.as_ref() == Some(&request.worker)
    }

    /// Whether a worker got the job under a new attempt number.
    pub(crate) fn grants_a_claim(&self) -> bool {
        self.is_done() && matches!(self.happening, Happening::Claim(_)) && !self.is_repeated_claim()
    }

    /// Who speaks, where the event is a word of a worker about the job that it runs.
    pub(crate) fn speaker(&self) -> Speaker {
        match &self.happening {
            Happening::Heartbeat(heartbeat) => Speaker::Attempt(heartbeat.attempt),
            Happening::Release(request) => Speaker::Attempt(request.attempt),
            Happening::Complete(request) | Happening::Fail(request) => {
                request.attempt.map_or(Speaker::WithoutAttempt, Speaker::Attempt)
            }
            Happening::Run(_) | Happening::Claim(_) | Happening::Abort | Happening::Sweep | Happening::Delete => {
                Speaker::Nobody
            }
        }
    }
}
