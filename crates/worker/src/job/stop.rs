//! Why a job's process is to be stopped before it ends by itself.

use std::sync::Arc;

use tokio::sync::watch;

use crate::protocol::ModuleFailure;

/// Why a job's process is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StopReason {
    /// A person aborted the job.
    Aborted,
    /// The API says that the job is not ours (any more): its sentence.
    ClaimLost(String),
    /// The worker shuts down, and the job is handed back.
    HandBack,
    /// The job took longer than its manifest allows.
    TimedOut,
    /// The job cannot succeed any more.
    Broken(ModuleFailure),
}

/// The switch that stops a job: the first reason counts. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Stop(Arc<watch::Sender<Option<StopReason>>>);

impl Stop {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }

    /// Stops the job, unless it is being stopped already.
    pub(crate) fn now(&self, reason: StopReason) {
        self.0.send_if_modified(|stopped| {
            let is_first = stopped.is_none();
            if is_first {
                *stopped = Some(reason);
            }
            is_first
        });
    }

    /// The reason, if there is one already.
    pub(crate) fn reason(&self) -> Option<StopReason> {
        self.0.borrow().clone()
    }

    /// Whether both are the same switch.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Waits for a reason. Cancel safe.
    pub(crate) async fn stopped(&self) -> StopReason {
        let mut changes = self.0.subscribe();
        loop {
            if let Some(reason) = changes.borrow_and_update().clone() {
                return reason;
            }
            // The sender is `self`, so it cannot be gone.
            let _ = changes.changed().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_reason_counts() {
        let stop = Stop::new();
        assert_eq!(stop.reason(), None);
        stop.now(StopReason::Aborted);
        stop.now(StopReason::HandBack);
        assert_eq!(stop.stopped().await, StopReason::Aborted);
    }
}
