//! Duties that one process does for all that share a database.

use std::time::Duration;

use ml_job_store::{Leadership, Role, StoreError};

use crate::ApiState;

/// A duty, and whether this process has it.
pub(crate) struct Duty {
    role: Role,
    held: Option<Leadership>,
}

impl Duty {
    pub(crate) const fn new(role: Role) -> Self {
        Self { role, held: None }
    }

    /// Whether this process has the duty; takes it over where nobody else has it.
    pub(crate) async fn is_ours(&mut self, state: &ApiState) -> Result<bool, StoreError> {
        let role = self.role;
        if let Some(held) = &mut self.held
            && !held.still_held().await
        {
            tracing::warn!("{role:?}: another process may lead now");
            self.held = None;
        }
        if self.held.is_none() {
            self.held = state.store.try_lead(role).await?;
            if self.held.is_some() {
                tracing::debug!("{role:?}: this process leads");
            }
        }
        Ok(self.held.is_some())
    }

    /// Whether this process had the duty when it last asked.
    pub(crate) const fn was_ours(&self) -> bool {
        self.held.is_some()
    }
}

/// Waits, though not beyond a shutdown.
pub(crate) async fn rest(state: &ApiState, pause: Duration) {
    tokio::select! {
        () = state.shutdown.cancelled() => {}
        () = tokio::time::sleep(pause) => {}
    }
}
