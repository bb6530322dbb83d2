//! What happens next, by chance: mostly what the parties would do, now and then what they should not.

use chrono::{DateTime, TimeDelta, Utc};
use ml_job_domain::lifecycle::{Event, JobState};
use ml_job_domain::protocol::{ClaimRequest, EndRequest, Heartbeat, ReleaseRequest};
use ml_job_domain::{JobFailure, JobType, LogLevel, LogLine, Progress};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use uuid::Uuid;

/// An event that owns what it tells.
#[derive(Debug)]
pub(crate) enum Happening {
    Run(Value),
    Claim(ClaimRequest),
    Heartbeat(Heartbeat),
    Release(ReleaseRequest),
    Complete(EndRequest),
    Fail(EndRequest),
    Abort,
    Sweep,
    Delete,
}

impl Happening {
    pub(crate) fn event(&self) -> Event<'_> {
        match self {
            Self::Run(config) => Event::Run { config },
            Self::Claim(request) => Event::Claim(request),
            Self::Heartbeat(heartbeat) => Event::Heartbeat(heartbeat),
            Self::Release(request) => Event::Release(request),
            Self::Complete(request) => Event::Complete(request),
            Self::Fail(request) => Event::Fail(request),
            Self::Abort => Event::Abort,
            Self::Sweep => Event::Sweep,
            Self::Delete => Event::Delete,
        }
    }

    pub(crate) fn by_chance(rng: &mut ChaCha8Rng, state: &JobState, now: DateTime<Utc>) -> Self {
        match rng.random_range(0..100) {
            0..12 => Self::Run(json!({ "iteration": rng.random_range(0..3_u32) })),
            12..42 => Self::Claim(claim(rng, state)),
            42..62 => Self::Heartbeat(heartbeat(rng, state, now)),
            62..76 => Self::Release(ReleaseRequest {
                worker: worker(rng),
                attempt: attempt(rng, state),
                error: rng.random_bool(0.7).then(failure),
            }),
            76..79 => Self::Complete(end(rng, state, now)),
            79..82 => Self::Fail(end(rng, state, now)),
            82..84 => Self::Abort,
            84..97 => Self::Sweep,
            _ => Self::Delete,
        }
    }
}

fn worker(rng: &mut ChaCha8Rng) -> String {
    format!("worker-{}", rng.random_range(0..2))
}

/// Mostly the newest attempt, else one around it.
fn attempt(rng: &mut ChaCha8Rng, state: &JobState) -> u32 {
    let newest = state.job.attempt.unwrap_or(0);
    if rng.random_bool(0.8) { newest } else { (newest + rng.random_range(0..4)).saturating_sub(2) }
}

/// Mostly a new claim, else the one that is open once more.
fn claim(rng: &mut ChaCha8Rng, state: &JobState) -> ClaimRequest {
    let types: Vec<JobType> = if rng.random_bool(0.9) { vec![state.job.job_type.clone()] } else { Vec::new() };
    match (state.claim_nonce, &state.job.worker) {
        (Some(nonce), Some(worker)) if rng.random_bool(0.3) => {
            ClaimRequest { worker: worker.clone(), types, nonce: Some(nonce) }
        }
        _ => ClaimRequest {
            worker: worker(rng),
            types,
            nonce: rng.random_bool(0.7).then(|| Uuid::from_u128(rng.random_range(0..3))),
        },
    }
}

fn heartbeat(rng: &mut ChaCha8Rng, state: &JobState, now: DateTime<Utc>) -> Heartbeat {
    let line = LogLine { at: now, level: LogLevel::Info, message: String::new() };
    Heartbeat {
        worker: worker(rng),
        attempt: attempt(rng, state),
        progress: rng.random_bool(0.3).then(Progress::default),
        log: vec![line; rng.random_range(0..2)],
        metrics: rng.random_bool(0.2).then(|| json!(1)),
    }
}

fn end(rng: &mut ChaCha8Rng, state: &JobState, now: DateTime<Utc>) -> EndRequest {
    EndRequest {
        started_at: now - TimeDelta::seconds(rng.random_range(0..100)),
        ended_at: now,
        attempt: rng.random_bool(0.8).then(|| attempt(rng, state)),
        metrics: None,
        error: rng.random_bool(0.5).then(failure),
    }
}

fn failure() -> JobFailure {
    JobFailure { code: "transient".to_owned(), message: "the disk is full".to_owned() }
}
