//! What the four requests of a worker about its job have in common: the same refusals.

use axum::response::{IntoResponse, Response};
use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::{FieldError, Job, JobId};
use ml_job_store::{Applied, StoreError};

use crate::problem::{Problem, internal_errors};

/// Why a worker is refused.
pub(crate) enum RouteError {
    NotFound(JobId),
    Refused(JobId, Refusal),
    Invalid(Vec<FieldError>),
    Internal(Problem),
}

internal_errors!(RouteError: StoreError);

impl IntoResponse for RouteError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound(id) => Problem::no_such_job(id),
            Self::Refused(id, Refusal::StaleAttempt { current }) => Problem::stale_attempt(id, current),
            Self::Refused(_, Refusal::Conflict(conflict)) => {
                Problem::conflict(format!("The job is {}.", conflict.phase))
            }
            Self::Refused(_, refusal) => Problem::conflict(format!("Not possible: {refusal}.")),
            Self::Invalid(errors) => Problem::invalid(errors),
            Self::Internal(problem) => problem,
        }
        .into_response()
    }
}

/// The job where the store accepted what the worker said.
pub(crate) fn accepted(applied: Applied, job_id: JobId) -> Result<Job, RouteError> {
    match applied {
        Applied::Done(job) => Ok(*job),
        Applied::NotFound => Err(RouteError::NotFound(job_id)),
        Applied::Refused(refusal) => Err(RouteError::Refused(job_id, refusal)),
    }
}

/// Nothing where all is well.
pub(crate) fn valid(errors: Vec<FieldError>) -> Result<(), RouteError> {
    if errors.is_empty() { Ok(()) } else { Err(RouteError::Invalid(errors)) }
}

/// What is wrong with an attempt number, if anything: claims are counted in 31 bits.
pub(crate) fn attempt_problems(attempt: u32) -> Vec<FieldError> {
    match i32::try_from(attempt) {
        Ok(_) => Vec::new(),
        Err(_) => vec![FieldError::new("/attempt", "must be at most 2147483647")],
    }
}
