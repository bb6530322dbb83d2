//! The invariants of `docs/state-machine.md`, each with its check of one moment.

use ml_job_domain::lifecycle::{JobState, Outbox, Refusal, Told};
use ml_job_domain::{Action, Phase};

use crate::chance::Happening;
use crate::world::Moment;

/// A sentence of the documentation, and whether it holds in a moment.
type Invariant = (&'static str, fn(&Moment) -> bool);

pub(crate) const INVARIANTS: [Invariant; 20] = [
    ("A job in a final phase changes no more; it can only be deleted.", |moment| {
        !moment.before.job.phase.is_final() || gone(moment) || same(moment)
    }),
    ("The phase changes only as drawn.", |moment| {
        after(moment, |after| {
            let from = moment.before.job.phase;
            from == after.job.phase || Action::ALL.into_iter().any(|action| from.after(action) == Ok(after.job.phase))
        })
    }),
    (
        "An attempt number is given once, and is one more than the last; only a claim that is granted takes one.",
        |moment| {
            let (before, granted) = (moment.before.job.attempt, moment.grants_a_claim());
            after(moment, |after| {
                if granted { after.job.attempt == Some(before.unwrap_or(0) + 1) } else { after.job.attempt == before }
            })
        },
    ),
    (
        "Only a job in PROCESSING has an open claim, and at most one: while a lease runs, no other claim is granted.",
        |moment| {
            after(moment, |after| !after.is_claimed() || after.job.phase == Phase::Processing)
                && !(moment.grants_a_claim() && moment.before.is_held(moment.now))
        },
    ),
    ("A lease that runs ends by a word of its holder or by ABORT, and by nothing else.", |moment| {
        let taken = moment.before.is_held(moment.now)
            && moment
                .after
                .as_ref()
                .is_none_or(|after| !after.is_claimed() || after.job.attempt != moment.before.job.attempt);
        let is_holder = moment.word_of().is_some_and(|attempt| attempt == moment.before.job.attempt);
        !taken || is_holder || matches!(moment.happening, Happening::Abort)
    }),
    (
        "Of the workers that name an attempt, the holder of the newest one is heard as long as its claim is open, and no other.",
        |moment| {
            let Some(Some(attempt)) = moment.word_of() else { return true };
            let before = &moment.before;
            let is_holder =
                before.job.phase == Phase::Processing && before.is_claimed() && before.job.attempt == Some(attempt);
            moment.is_done() == is_holder
        },
    ),
    ("A worker that names no attempt is heard while the job is in PROCESSING and no lease runs.", |moment| {
        let Some(None) = moment.word_of() else { return true };
        let before = &moment.before;
        moment.is_done() == (before.job.phase == Phase::Processing && !before.is_held(moment.now))
    }),
    ("A job that waits for a worker has a message in the outbox or in the broker.", |moment| {
        after(moment, |after| !waits(after) || moment.messages.in_outbox || moment.messages.in_broker)
    }),
    ("Only a job that waits has a message in the outbox.", |moment| {
        !moment.messages.in_outbox || moment.after.as_ref().is_some_and(waits)
    }),
    ("The attempts used never exceed the maximum, and a job that has used all of them is over.", |moment| {
        after(moment, |after| {
            let (used, maximum) = (after.attempts_used(), moment.rules.max_attempts);
            used <= maximum && (used < maximum || after.job.phase.is_final())
        })
    }),
    (
        "An attempt is used up by a failure that its worker reports or by a silence longer than its lease, and counts once.",
        |moment| {
            let failed =
                matches!(&moment.happening, Happening::Release(request) if request.error.is_some()) && moment.is_done();
            let silent = moment.before.is_claimed() && !moment.before.is_held(moment.now);
            after(moment, |after| {
                let lost = after.lost_attempts - moment.before.lost_attempts;
                after.failed_attempts - moment.before.failed_attempts == u32::from(failed) && lost <= u32::from(silent)
            })
        },
    ),
    ("A lost attempt is counted by whoever takes the job away first, be it the sweeper or the next claim.", |moment| {
        let silent = moment.before.is_claimed() && !moment.before.is_held(moment.now);
        let is_taken = silent
            && match moment.happening {
                Happening::Sweep => true,
                Happening::Claim(_) => moment.grants_a_claim() || moment.refusal() == Some(&Refusal::AttemptsUsedUp),
                _ => false,
            };
        !is_taken || after(moment, |after| after.lost_attempts == moment.before.lost_attempts + 1)
    }),
    ("`ended_at` is set in the final phases, and only there.", |moment| {
        after(moment, |after| after.job.ended_at.is_some() == after.job.phase.is_final())
    }),
    ("A heartbeat or a repeated claim never shortens a lease.", |moment| {
        let extends =
            moment.is_done() && (matches!(moment.happening, Happening::Heartbeat(_)) || moment.is_repeated_claim());
        !extends
            || after(moment, |after| {
                after.lease_expires_at >= moment.before.lease_expires_at
                    && after.lease_expires_at >= Some(moment.now + moment.rules.lease)
            })
    }),
    ("A claim that is repeated under its nonce is the same claim: nothing changes but the lease.", |moment| {
        !moment.is_repeated_claim()
            || after(moment, |after| {
                let lease_expires_at = moment.before.lease_expires_at;
                JobState { lease_expires_at, ..after.clone() } == moment.before
            }) && moment
                .outcome
                .as_ref()
                .is_ok_and(|change| change.told.is_empty() && change.outbox == Outbox::Keep && !change.drops_labellings)
    }),
    (
        "A new attempt sees nothing of an earlier one: progress, metrics, error and the labellings of workers are gone.",
        |moment| {
            !moment.grants_a_claim()
                || after(moment, |after| {
                    after.job.progress.is_none() && after.job.metrics.is_none() && after.job.error.is_none()
                }) && moment
                    .outcome
                    .as_ref()
                    .is_ok_and(|change| change.drops_labellings == moment.before.job.attempt.is_some())
        },
    ),
    ("ABORT works from PENDING and from PROCESSING, whoever holds the job.", |moment| {
        !matches!(moment.happening, Happening::Abort)
            || moment.is_done() != moment.before.job.phase.is_final()
                && after(moment, |after| after.job.phase.is_final())
    }),
    ("A job is deleted outside PROCESSING only, and always there.", |moment| {
        let deletes = matches!(moment.happening, Happening::Delete);
        gone(moment) == (deletes && moment.before.job.phase != Phase::Processing)
    }),
    (
        "What is refused changes nothing, but for a claim that finds the last attempt lost: the job is in ERROR then.",
        |moment| match moment.refusal() {
            None => true,
            Some(Refusal::AttemptsUsedUp) => after(moment, |after| after.job.phase == Phase::Error),
            Some(_) => same(moment),
        },
    ),
    ("Listeners are told of each change of phase, worker, attempt or claim, and of nothing else as one.", |moment| {
        let face =
            |state: &JobState| (state.job.phase, state.job.worker.clone(), state.job.attempt, state.is_claimed());
        let told = moment.outcome.as_ref().is_ok_and(|change| change.told.contains(&Told::Phase));
        after(moment, |after| (face(after) != face(&moment.before)) == told)
    }),
];

/// Whether it holds of the job after the event; a job that is gone has no faults.
fn after(moment: &Moment, holds: impl FnOnce(&JobState) -> bool) -> bool {
    moment.after.as_ref().is_none_or(holds)
}

fn gone(moment: &Moment) -> bool {
    moment.after.is_none()
}

fn same(moment: &Moment) -> bool {
    moment.after.as_ref() == Some(&moment.before)
}

fn waits(state: &JobState) -> bool {
    state.job.phase == Phase::Processing && !state.is_claimed()
}
