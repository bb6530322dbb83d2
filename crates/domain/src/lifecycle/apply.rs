//! The rules, one function for each event.

use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde_json::Value;

use super::{Change, Event, JobState, Outbox, Refusal, Rules, Told};
use crate::protocol::{ClaimRequest, EndRequest, Heartbeat, ReleaseRequest};
use crate::{Action, Job, JobFailure, LogLevel, LogLine, Phase};

/// What follows when `event` happens at `now` to a job in `state`.
///
/// # Errors
/// [`Refusal`] where the event does not come to pass; nothing changes then.
pub fn apply(state: &JobState, event: Event<'_>, now: DateTime<Utc>, rules: &Rules) -> Result<Change, Refusal> {
    match event {
        Event::Run { config } => run(state, config, now),
        Event::Claim(request) => claim(state, request, now, rules),
        Event::Heartbeat(heartbeat) => hear(state, heartbeat, now, rules),
        Event::Release(request) => release(state, request, now, rules),
        Event::Complete(request) => end(state, Action::Complete, request, now),
        Event::Fail(request) => end(state, Action::Error, request, now),
        Event::Abort => Ok(state.clone().ended(state.job.phase.after(Action::Abort)?, now)),
        Event::Sweep => sweep(state, now, rules),
        Event::Delete => delete(state),
    }
}

/// Hands a PENDING job to the workers, with the config that it is to run with.
fn run(state: &JobState, config: &Value, now: DateTime<Utc>) -> Result<Change, Refusal> {
    let mut next = state.clone();
    next.job.phase = state.job.phase.after(Action::Run)?;
    next.job.iteration = Job::iteration_in(config);
    next.job.config = Some(config.clone());
    Ok(next.waiting(now, now, None))
}

/// Gives a waiting job to a worker until its lease ends, under the next attempt number.
///
/// A job may be claimed once its earlier claim has ended or its lease has run out, by the same worker too. What an earlier
/// attempt reported, its labellings included, is forgotten. A claim that is repeated, because its answer was lost, is the
/// same claim and costs nothing.
fn claim(state: &JobState, request: &ClaimRequest, now: DateTime<Utc>, rules: &Rules) -> Result<Change, Refusal> {
    if state.job.phase != Phase::Processing {
        return Err(Refusal::NotProcessing(state.job.phase));
    }
    let mut next = state.clone();
    if state.is_claim_of(request) {
        next.extend_lease(now, rules.lease);
        return Ok(next.silently());
    }
    if state.is_held(now) {
        return Err(Refusal::Held { worker: state.job.worker.clone().unwrap_or_default() });
    }
    if !request.types.contains(&state.job.job_type) {
        return Err(Refusal::WrongType(state.job.job_type.clone()));
    }
    if state.is_claimed() {
        // The sweeper was slower than the next worker: the silence counts all the same.
        if let Some(given_up) = next.count_loss(now, rules) {
            return Ok(Change { refusal: Some(Refusal::AttemptsUsedUp), ..given_up });
        }
    }
    next.job.attempt = Some(state.job.attempt.unwrap_or(0).saturating_add(1));
    next.job.worker = Some(request.worker.clone());
    next.job.started_at = Some(now);
    next.job.progress = None;
    next.job.metrics = None;
    next.job.error = None;
    next.lease_expires_at = Some(later(now, rules.lease));
    next.claim_nonce = request.nonce;
    let change = next.telling([Told::Phase], Outbox::Remove);
    Ok(Change { drops_labellings: state.job.attempt.is_some(), ..change })
}

/// Extends the worker's lease, and keeps what it reports.
fn hear(state: &JobState, heartbeat: &Heartbeat, now: DateTime<Utc>, rules: &Rules) -> Result<Change, Refusal> {
    // To be at it, the job must be such that it could end well.
    state.hears(heartbeat.attempt, Action::Complete)?;
    let mut next = state.clone();
    next.extend_lease(now, rules.lease);
    let log = (!heartbeat.log.is_empty()).then(|| Told::Log(heartbeat.log.clone()));
    let progress = heartbeat.progress.clone();
    if progress.is_some() {
        next.job.progress.clone_from(&progress);
    }
    if heartbeat.metrics.is_some() {
        next.job.metrics.clone_from(&heartbeat.metrics);
    }
    Ok(next.telling(log.into_iter().chain(progress.map(Told::Progress)), Outbox::Keep))
}

/// Takes a job back from its worker.
///
/// Without a failure it waits for another worker at once, and the attempt does not count. With one it is tried again after a
/// growing pause, and ends in ERROR once its attempts are used up.
fn release(state: &JobState, request: &ReleaseRequest, now: DateTime<Utc>, rules: &Rules) -> Result<Change, Refusal> {
    let given_up = state.hears(request.attempt, Action::Error)?;
    let mut next = state.clone();
    let Some(failure) = &request.error else { return Ok(next.waiting(now, now, None)) };
    next.failed_attempts = next.failed_attempts.saturating_add(1);
    if next.attempts_used() >= rules.max_attempts {
        next.job.error = Some(failure.clone());
        return Ok(next.ended(given_up, now));
    }
    let again = later(now, rules.retry.after(next.failed_attempts));
    let message = format!("attempt {} failed: {}; it is tried again at {again}", request.attempt, failure.message);
    Ok(next.waiting(now, again, Some(message)))
}

/// Ends a job as its worker reports.
///
/// With an attempt number, only the holder of that claim is heard. Without one (workers that never claim), the end is
/// accepted while nobody holds the job.
fn end(state: &JobState, action: Action, request: &EndRequest, now: DateTime<Utc>) -> Result<Change, Refusal> {
    let phase = match request.attempt {
        Some(attempt) => state.hears(attempt, action)?,
        None => state.job.phase.after(action)?,
    };
    if request.attempt.is_none() && state.is_held(now) {
        return Err(Refusal::StaleAttempt { current: state.job.attempt });
    }
    let mut next = state.clone();
    // What a database keeps, so that the answer and the row agree.
    next.job.started_at = Some(request.started_at.trunc_subsecs(6));
    if request.metrics.is_some() {
        next.job.metrics.clone_from(&request.metrics);
    }
    next.job.error = if phase == Phase::Error { request.error.clone() } else { None };
    Ok(next.ended(phase, request.ended_at.trunc_subsecs(6)))
}

/// Takes a job whose lease has run out from its worker: it waits for another one, or ends in ERROR once its attempts are
/// used up. A heartbeat, an end or an abort may have come first.
fn sweep(state: &JobState, now: DateTime<Utc>, rules: &Rules) -> Result<Change, Refusal> {
    if !state.is_claimed() || state.is_held(now) {
        return Err(Refusal::NotLost);
    }
    let mut next = state.clone();
    if let Some(given_up) = next.count_loss(now, rules) {
        return Ok(given_up);
    }
    let worker = state.job.worker.as_deref().unwrap_or("unknown");
    let message = format!("the worker {worker} was lost; the job waits for another one");
    Ok(next.waiting(now, now, Some(message)))
}

/// Deletes a job with its labellings and events, unless it is PROCESSING. Jobs that continue it lose their parent.
fn delete(state: &JobState) -> Result<Change, Refusal> {
    match state.job.phase {
        Phase::Processing => Err(Refusal::Processing),
        Phase::Pending | Phase::Completed | Phase::Error | Phase::Aborted => {
            Ok(Change { state: None, ..state.clone().telling([], Outbox::Remove) })
        }
    }
}

impl JobState {
    /// Whether the open claim is the one that the request asks for.
    fn is_claim_of(&self, request: &ClaimRequest) -> bool {
        self.is_claimed()
            && request.nonce.is_some()
            && self.claim_nonce == request.nonce
            && self.job.worker.as_ref() == Some(&request.worker)
    }

    /// A lease is never shortened, be it that clocks differ or that a shorter one was set.
    fn extend_lease(&mut self, now: DateTime<Utc>, lease: Duration) {
        self.lease_expires_at = self.lease_expires_at.max(Some(later(now, lease)));
    }

    /// Takes the job from its worker, if one holds it.
    fn end_claim(&mut self) {
        self.lease_expires_at = None;
        self.claim_nonce = None;
    }

    /// Counts an attempt that fell silent; the job's end where that was the last one.
    fn count_loss(&mut self, now: DateTime<Utc>, rules: &Rules) -> Option<Change> {
        self.lost_attempts = self.lost_attempts.saturating_add(1);
        let given_up = self.job.phase.after(Action::Error).ok()?;
        (self.attempts_used() >= rules.max_attempts).then(|| {
            self.job.error = Some(worker_lost(self.lost_attempts));
            self.clone().ended(given_up, now)
        })
    }

    /// The job waits for a worker, and is published from `available_at` on; `message` says in its log why.
    fn waiting(mut self, now: DateTime<Utc>, available_at: DateTime<Utc>, message: Option<String>) -> Change {
        self.end_claim();
        self.job.queued_at = Some(now);
        self.job.started_at = None;
        self.job.progress = None;
        let line = message.map(|message| Told::Log(vec![LogLine { at: now, level: LogLevel::Warn, message }]));
        self.telling([Told::Phase].into_iter().chain(line), Outbox::Put { available_at })
    }

    /// The job is over.
    fn ended(mut self, phase: Phase, ended_at: DateTime<Utc>) -> Change {
        self.end_claim();
        self.job.phase = phase;
        self.job.ended_at = Some(ended_at);
        self.job.execution_duration = Job::duration_s(self.job.started_at, self.job.ended_at);
        self.telling([Told::Phase], Outbox::Remove)
    }

    fn silently(self) -> Change {
        self.telling([], Outbox::Keep)
    }

    fn telling(self, told: impl IntoIterator<Item = Told>, outbox: Outbox) -> Change {
        let told = told.into_iter().collect();
        Change { state: Some(self), told, outbox, drops_labellings: false, refusal: None }
    }
}

fn worker_lost(times: u32) -> JobFailure {
    let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
    JobFailure { code: "worker_lost".to_owned(), message: format!("the worker was lost {times}") }
}

/// `now + delay`; a delay beyond all times is none.
fn later(now: DateTime<Utc>, delay: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(delay).ok().and_then(|delay| now.checked_add_signed(delay)).unwrap_or(now)
}
