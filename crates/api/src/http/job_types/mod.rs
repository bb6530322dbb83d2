//! `/api/job-types/…`.

pub(crate) mod list;
pub(crate) mod put;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "job types";
