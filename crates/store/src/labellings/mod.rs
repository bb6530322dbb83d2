//! The tables `labellings` and `labelling_changes`: which spectra a job shows to a person, and what the person said.

mod add;
mod history;
mod list;
mod patch;
mod row;

use chrono::{DateTime, Utc};

pub(crate) use add::delete_of_workers;
pub use history::LabellingChange;

/// Who says something of spectra, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// The name of an account, which is never given to another one.
    pub author: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}
