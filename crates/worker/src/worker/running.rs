//! The jobs that run now, so that they can be stopped.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use ml_job_domain::JobId;
use parking_lot::Mutex;

use crate::job::{Stop, StopReason};

/// How many aborts of jobs that do not run here are remembered. An abort may arrive while the answer to a claim is on its
/// way; hundreds at once do not.
const REMEMBERED_ABORTS: usize = 1000;

/// The jobs that run now. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct RunningJobs(Arc<Mutex<Shared>>);

#[derive(Default)]
struct Shared {
    jobs: HashMap<JobId, Stop>,
    aborted: VecDeque<JobId>,
}

/// A job's place among them, until dropped.
pub(super) struct Entry {
    job_id: JobId,
    stop: Stop,
    jobs: RunningJobs,
}

impl RunningJobs {
    /// Adds a job; one whose abort was heard of already is stopped at once. (ABORTED is final: it never runs again.)
    pub(super) fn enter(&self, job_id: JobId) -> Entry {
        let stop = Stop::new();
        let mut shared = self.0.lock();
        if shared.aborted.contains(&job_id) {
            stop.now(StopReason::Aborted);
        }
        shared.jobs.insert(job_id, stop.clone());
        Entry { job_id, stop, jobs: self.clone() }
    }

    /// Stops a job that a person aborted.
    pub(super) fn abort(&self, job_id: JobId) {
        let mut shared = self.0.lock();
        if let Some(stop) = shared.jobs.get(&job_id) {
            return stop.now(StopReason::Aborted);
        }
        if shared.aborted.len() == REMEMBERED_ABORTS {
            shared.aborted.pop_front();
        }
        shared.aborted.push_back(job_id);
    }

    /// Stops all.
    pub(super) fn stop_all(&self, reason: &StopReason) {
        for stop in self.0.lock().jobs.values() {
            stop.now(reason.clone());
        }
    }
}

impl Entry {
    pub(super) fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut shared = self.jobs.0.lock();
        // A later attempt at the same job may have taken the place: after a lost lease both can be here for a moment.
        if shared.jobs.get(&self.job_id).is_some_and(|stop| stop.is(&self.stop)) {
            shared.jobs.remove(&self.job_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abort_that_overtakes_the_claim_counts() {
        let running = RunningJobs::default();
        let job_id = JobId::new();
        running.abort(job_id);
        assert_eq!(running.enter(job_id).stop().reason(), Some(StopReason::Aborted));
        assert_eq!(running.enter(JobId::new()).stop().reason(), None);
    }

    #[test]
    fn a_second_attempt_keeps_its_place_when_the_first_leaves() {
        let running = RunningJobs::default();
        let job_id = JobId::new();
        let first = running.enter(job_id);
        let second = running.enter(job_id);
        drop(first);
        running.abort(job_id);
        assert_eq!(second.stop().reason(), Some(StopReason::Aborted));
    }
}
