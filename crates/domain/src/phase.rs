//! The phase machine of a job, drawn in `docs/state-machine.md`.

use serde::{Deserialize, Serialize};

use crate::named::named;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Phase {
    /// Created; nobody has asked for it to run.
    Pending,
    /// Asked to run: *queued* while no worker holds a live claim on it, *running* with one.
    Processing,
    /// Ended well; its results are in its directory.
    Completed,
    /// Ended badly; `error` says why.
    Error,
    /// Stopped by a person.
    Aborted,
}

/// What can be done to a job's phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Action {
    /// Hand the job to the workers.
    Run,
    /// A worker reports success.
    Complete,
    /// A worker reports failure, or the platform gives the job up.
    Error,
    /// A person stops the job.
    Abort,
}

/// An action that the job's phase does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{action} is not possible: the job is {phase}")]
pub struct PhaseConflict {
    /// The phase that the job is in.
    pub phase: Phase,
    /// What was asked for.
    pub action: Action,
}

impl Phase {
    /// The phase after `action`.
    ///
    /// # Errors
    /// [`PhaseConflict`] where the machine has no such transition.
    pub fn after(self, action: Action) -> Result<Self, PhaseConflict> {
        match (self, action) {
            (Self::Pending, Action::Run) => Ok(Self::Processing),
            (Self::Processing, Action::Complete) => Ok(Self::Completed),
            (Self::Processing, Action::Error) => Ok(Self::Error),
            (Self::Pending | Self::Processing, Action::Abort) => Ok(Self::Aborted),
            (Self::Pending, Action::Complete | Action::Error)
            | (Self::Processing, Action::Run)
            | (
                Self::Completed | Self::Error | Self::Aborted,
                Action::Run | Action::Complete | Action::Error | Action::Abort,
            ) => Err(PhaseConflict { phase: self, action }),
        }
    }

    /// Whether no action leads out of this phase.
    pub fn is_final(self) -> bool {
        Action::ALL.into_iter().all(|action| self.after(action).is_err())
    }
}

named!(
    Phase,
    "phase of a job",
    Pending = "PENDING",
    Processing = "PROCESSING",
    Completed = "COMPLETED",
    Error = "ERROR",
    Aborted = "ABORTED"
);
named!(Action, "action on a job", Run = "RUN", Complete = "COMPLETE", Error = "ERROR", Abort = "ABORT");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_in_the_documentation_is_the_machine() {
        let drawn = include_str!("../../../docs/state-machine.md");
        let mut transitions = Vec::new();
        for phase in Phase::ALL {
            for action in Action::ALL {
                if let Ok(next) = phase.after(action) {
                    transitions.push(format!("    {phase} --> {next}: {action}"));
                }
            }
        }
        let drawn: Vec<&str> = drawn.lines().filter(|line| line.contains("-->") && !line.contains("[*]")).collect();
        assert_eq!(drawn, transitions);
    }

    #[test]
    fn a_phase_that_has_ended_allows_nothing() {
        let ended: Vec<Phase> = Phase::ALL.into_iter().filter(|phase| phase.is_final()).collect();
        assert_eq!(ended, [Phase::Completed, Phase::Error, Phase::Aborted]);
    }

    #[test]
    fn a_conflict_names_the_action_and_the_phase() {
        let conflict = Phase::Completed.after(Action::Run).unwrap_err();
        assert_eq!(conflict.to_string(), "RUN is not possible: the job is COMPLETED");
    }

    #[test]
    fn every_phase_is_read_back_from_its_name() {
        for phase in Phase::ALL {
            assert_eq!(phase.as_str().parse(), Ok(phase));
        }
        assert!("pending".parse::<Phase>().is_err());
    }
}
