//! What lists may show to the caller, and whether what was begun may go on.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ml_job_domain::SpaceId;
use ml_job_domain::access::{Need, Role};
use ml_job_store::{Eyes, Sight};
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::IntoParams;

use super::Who;
use super::place::Concern;
use crate::ApiState;
use crate::extract::Query;
use crate::problem::Problem;

/// What a list may show to the caller: as a parameter of a handler, with the space that the query chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen(pub(crate) Sight);

/// Which space.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChosenSpace {
    /// Only what lies in this space.
    space_id: Option<SpaceId>,
}

impl IntoParams for Seen {
    fn into_params(
        parameter_in_provider: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
    ) -> Vec<utoipa::openapi::path::Parameter> {
        ChosenSpace::into_params(parameter_in_provider)
    }
}

impl Seen {
    /// What this caller may see, of all spaces.
    fn by(state: &ApiState, who: &Who) -> Result<Eyes, Problem> {
        match who {
            _ if state.accounts.is_none() => Ok(Eyes::All),
            Who::Worker => Ok(Eyes::All),
            Who::Person(person) if person.user.role == Role::Administrator => Ok(Eyes::All),
            Who::Person(person) => Ok(Eyes::Person(person.user.user_id)),
            Who::Visitor(visit) => Ok(Eyes::Visitor(visit.space_id)),
            Who::Stranger => Err(Problem::sign_in_first()),
        }
    }
}

impl FromRequestParts<ApiState> for Seen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Query(ChosenSpace { space_id }) = Query::from_request_parts(parts, state).await?;
        let who = Who::from_request_parts(parts, state).await?;
        Ok(Self(Sight { eyes: Self::by(state, &who)?, chosen: space_id }))
    }
}

/// Why a request was let through.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) headers: HeaderMap,
    pub(super) need: Need,
    pub(super) concern: Concern,
}

/// That a request was let through, to be asked again while what it began goes on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Admission(pub(super) Option<Arc<Admitted>>);

impl FromRequestParts<ApiState> for Admission {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Asks from time to time whether a client may still listen to a stream: who signs out, or loses the right, hears no more.
pub(crate) struct Listening {
    admission: Admission,
    asked_at: Instant,
}

impl Listening {
    pub(crate) fn new(admission: Admission) -> Self {
        Self { admission, asked_at: Instant::now() }
    }

    /// Whether the client may still listen; the answer before stands for a while.
    pub(crate) async fn may_go_on(&mut self, state: &ApiState) -> bool {
        if self.asked_at.elapsed() < state.config.admission_interval {
            return true;
        }
        self.asked_at = Instant::now();
        match self.admission.holds(state).await {
            Ok(holds) => holds,
            Err(problem) => {
                tracing::warn!(problem = problem.detail(), "An event stream ends: {}", problem.detail());
                false
            }
        }
    }

    /// Waits until it is worth asking again: for ever where there are no accounts.
    pub(crate) async fn next_time(&self, state: &ApiState) {
        if state.accounts.is_none() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep_until(self.asked_at + state.config.admission_interval).await;
    }
}
