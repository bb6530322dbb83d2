//! The last word about a job: how its end, or its return to the queue, reaches the API.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ml_job_domain::protocol::{EndRequest, ReleaseRequest};
use ml_job_domain::{Action, FailureClass, JobFailure, sentence};
use tracing::{error, warn};

use super::heartbeat::Pulse;
use super::journal::Journal;
use super::run::JobRun;
use super::verdict::Verdict;
use crate::api::{ApiError, Fenced, persist};

impl JobRun {
    /// Tells the API, however long it is away.
    pub(super) async fn report(&self, verdict: &Verdict, run: Option<(&Pulse, &Journal)>) {
        if matches!(verdict, Verdict::Aborted | Verdict::Lost(_)) {
            return;
        }
        let give_up = &self.context.give_up;
        if let Some((pulse, _)) = run
            && let Some(Ok(Fenced::Lost(detail))) = pulse.drain(give_up).await
        {
            return self.note_lost(&detail);
        }
        let id = self.job.job_id;
        let answer = match verdict {
            Verdict::Complete => {
                let end = self.end_request(run, None);
                persist(give_up, || self.context.client.end(id, Action::Complete, &end)).await
            }
            Verdict::Fail(failure) => {
                let end = self.end_request(run, Some(failure.shown.clone()));
                persist(give_up, || self.context.client.end(id, Action::Error, &end)).await
            }
            Verdict::TryAgain(failure) => self.release(Some(failure.shown.clone())).await,
            Verdict::HandBack => self.release(None).await,
            Verdict::Aborted | Verdict::Lost(_) => return,
        };
        match answer {
            Some(Ok(Fenced::Accepted(()))) => {}
            Some(Ok(Fenced::Lost(detail))) => self.note_lost(&detail),
            Some(Err(error)) => {
                error!(job.id = %id, job.attempt = self.attempt, error = sentence(&error), "The API refused the end of job {id}");
                self.report_refused().await;
            }
            None => {
                warn!(job.id = %id, job.attempt = self.attempt, "The worker ends before the API heard of the end of job {id}: it will run again");
            }
        }
    }

    /// The API refused a report for what is in it: one that holds nothing of the module's is better than a job without an end.
    async fn report_refused(&self) {
        let message = "the API refused the job's report: tell an administrator".to_owned();
        let end = self.end_request(None, Some(JobFailure { code: FailureClass::Fatal.as_str().into(), message }));
        let answer =
            persist(&self.context.give_up, || self.context.client.end(self.job.job_id, Action::Error, &end)).await;
        if let Some(Err(error)) = answer {
            error!(job.id = %self.job.job_id, error = sentence(&error), "The API refuses every end of job {}", self.job.job_id);
        }
    }

    async fn release(&self, error: Option<JobFailure>) -> Option<Result<Fenced<()>, ApiError>> {
        let release = ReleaseRequest { worker: self.context.config.name.clone(), attempt: self.attempt, error };
        persist(&self.context.give_up, || self.context.client.release(self.job.job_id, &release)).await
    }

    fn end_request(&self, run: Option<(&Pulse, &Journal)>, error: Option<JobFailure>) -> EndRequest {
        let started_at = self.job.started_at.unwrap_or_else(|| self.context.clock.now());
        EndRequest {
            started_at,
            ended_at: later(started_at, self.started.elapsed()),
            attempt: Some(self.attempt),
            metrics: run.and_then(|(_, journal)| journal.all_metrics()),
            error,
        }
    }

    fn note_lost(&self, detail: &str) {
        let id = self.job.job_id;
        warn!(job.id = %id, job.attempt = self.attempt, api.detail = detail, "The end of job {id} was not wanted any more");
    }
}

/// `start` and what a monotonic clock measured since: right even where the clocks of API and worker differ.
fn later(start: DateTime<Utc>, elapsed: Duration) -> DateTime<Utc> {
    chrono::TimeDelta::from_std(elapsed).ok().and_then(|elapsed| start.checked_add_signed(elapsed)).unwrap_or(start)
}
