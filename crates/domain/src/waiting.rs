//! Why a job waits, and how many are to begin before it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Phase;
use crate::named::named;

/// What a job waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// For the end of the pause after a failure.
    Retry,
    /// For another job of its space to end: the space may run no more at once.
    Quota,
    /// For others that are to begin before it.
    Turn,
    /// For a worker: it is next.
    Worker,
}

named!(WaitReason, "reason to wait", Retry = "retry", Quota = "quota", Turn = "turn", Worker = "worker");

/// How a job stands in the queue, counted at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its phase.
    pub phase: Phase,
    /// Whether a worker holds it.
    pub is_claimed: bool,
    /// When it may be handed out again, after a failure.
    pub retry_at: Option<DateTime<Utc>>,
    /// Whether its message is with the broker.
    pub is_published: bool,
    /// Jobs of its type that the broker has before it; all that the broker has, where it has not got this one.
    pub published_ahead: u64,
    /// Jobs of its type and space that are held back before it.
    pub own_ahead: u64,
    /// For each other space how many jobs of its type are held back.
    pub held_elsewhere: Vec<u64>,
    /// Jobs of its type that workers run.
    pub running: u64,
    /// Jobs of its space that workers run or the broker has.
    pub active_in_space: u64,
    /// How many of those its space may have.
    pub quota_jobs: Option<u32>,
}

/// Why a job waits.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Waiting {
    /// For what; absent: it does not wait.
    pub reason: Option<WaitReason>,
    /// How many jobs of its type are to begin before it, about: spaces take turns. Absent where that is not known.
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub ahead: Option<u64>,
    /// How many jobs of its type workers run now.
    #[cfg_attr(feature = "openapi", schema(example = 2))]
    pub running: u64,
    /// When it is tried again, after a failure.
    pub retry_at: Option<DateTime<Utc>>,
    /// The same in a sentence.
    #[cfg_attr(feature = "openapi", schema(example = "3 jobs of this type are to begin before it; 2 run now."))]
    pub sentence: String,
}

/// Why a job waits that stands so.
pub fn explain(standing: &Standing) -> Waiting {
    let Standing { phase, running, retry_at, .. } = *standing;
    let told = |reason, ahead, sentence: String| Waiting { reason, ahead, running, retry_at, sentence };
    if phase != Phase::Processing {
        return told(None, None, format!("It does not wait: it is {phase}."));
    }
    if standing.is_claimed {
        return told(None, None, "It does not wait: a worker runs it.".to_owned());
    }
    if let Some(at) = retry_at {
        return told(Some(WaitReason::Retry), None, format!("It failed, and is tried again at {}.", at.to_rfc3339()));
    }
    if let Some(most) = standing.quota_jobs
        && !standing.is_published
        && standing.active_in_space >= u64::from(most)
    {
        let sentence = match most {
            0 => "Its space may run no jobs: an administrator sets the quota.".to_owned(),
            1 => "Another job of its space runs or is about to; it may run one at once.".to_owned(),
            _ => format!(
                "{} jobs of its space run or are about to; it may run {most} at once.",
                standing.active_in_space
            ),
        };
        return told(Some(WaitReason::Quota), None, sentence);
    }
    let ahead = ahead(standing);
    let now = match running {
        0 => "no worker takes jobs of this type at the moment: none is there, or all are busy with others".to_owned(),
        1 => "1 runs now".to_owned(),
        more => format!("{more} run now"),
    };
    match ahead {
        0 => told(Some(WaitReason::Worker), Some(0), format!("It is the next of its type; {now}.")),
        1 => told(Some(WaitReason::Turn), Some(1), format!("1 job of this type is to begin before it; {now}.")),
        more => {
            told(Some(WaitReason::Turn), Some(more), format!("{more} jobs of this type are to begin before it; {now}."))
        }
    }
}

/// What the broker has comes first; of what is held back each space gets its turn: before the third job of one come at most three
/// of each other.
fn ahead(standing: &Standing) -> u64 {
    if standing.is_published {
        return standing.published_ahead;
    }
    let turns = standing.own_ahead + 1;
    let others: u64 = standing.held_elsewhere.iter().map(|held| (*held).min(turns)).sum();
    standing.published_ahead + standing.own_ahead + others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published() -> Standing {
        Standing {
            phase: Phase::Processing,
            is_claimed: false,
            retry_at: None,
            is_published: true,
            published_ahead: 0,
            own_ahead: 0,
            held_elsewhere: vec![],
            running: 2,
            active_in_space: 1,
            quota_jobs: None,
        }
    }

    #[test]
    fn a_job_that_runs_or_has_ended_does_not_wait() {
        for standing in [
            Standing { phase: Phase::Completed, ..published() },
            Standing { phase: Phase::Pending, ..published() },
            Standing { is_claimed: true, ..published() },
        ] {
            let told = explain(&standing);
            assert_eq!((told.reason, told.ahead), (None, None), "{}", told.sentence);
        }
    }

    #[test]
    fn the_next_waits_for_a_worker_and_others_for_their_turn() {
        let next = explain(&published());
        assert_eq!((next.reason, next.ahead), (Some(WaitReason::Worker), Some(0)));
        assert_eq!(next.sentence, "It is the next of its type; 2 run now.");
        let nobody = explain(&Standing { running: 0, ..published() });
        assert!(nobody.sentence.contains("no worker takes jobs of this type"), "{}", nobody.sentence);
        let third = explain(&Standing { published_ahead: 2, ..published() });
        assert_eq!((third.reason, third.ahead), (Some(WaitReason::Turn), Some(2)));
    }

    #[test]
    fn spaces_take_turns_so_a_long_queue_of_one_hardly_delays_another() {
        let held = Standing { is_published: false, published_ahead: 4, ..published() };
        let first_of_another = Standing { own_ahead: 0, held_elsewhere: vec![1000, 3], ..held.clone() };
        assert_eq!(explain(&first_of_another).ahead, Some(4 + 1 + 1));
        let last_of_many = Standing { own_ahead: 999, held_elsewhere: vec![1, 3], ..held };
        assert_eq!(explain(&last_of_many).ahead, Some(4 + 999 + 4));
    }

    #[test]
    fn a_quota_and_a_failure_are_told_first() {
        let full = Standing { is_published: false, active_in_space: 2, quota_jobs: Some(2), ..published() };
        assert_eq!(explain(&full).reason, Some(WaitReason::Quota));
        assert_eq!(explain(&Standing { quota_jobs: Some(3), ..full.clone() }).reason, Some(WaitReason::Worker));
        assert_eq!(explain(&Standing { is_published: true, ..full.clone() }).reason, Some(WaitReason::Worker));
        let retried = Standing { retry_at: Some(DateTime::UNIX_EPOCH), ..full };
        assert_eq!(explain(&retried).reason, Some(WaitReason::Retry));
    }
}
