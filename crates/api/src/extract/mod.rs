//! Extractors whose refusals are [`Problem`](crate::problem::Problem)s with a pointer and a sentence for each field.

mod json;
pub(crate) mod nul;
mod object;
mod path;
mod query;
mod sentence;

pub(crate) use json::{Batch, Json, WorkerJson};
pub(crate) use object::Object;
pub(crate) use path::Path;
pub(crate) use query::Query;
pub(crate) use query::pairs;
pub(crate) use sentence::escape;
