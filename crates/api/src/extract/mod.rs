//! Extractors whose refusals are [`Problem`](crate::problem::Problem)s with a pointer and a sentence for each field.

mod json;
mod path;
mod query;
mod sentence;
mod strict;

pub(crate) use json::{Json, WorkerJson};
pub(crate) use path::Path;
pub(crate) use query::Query;
pub(crate) use query::pairs;
pub(crate) use sentence::escape;
