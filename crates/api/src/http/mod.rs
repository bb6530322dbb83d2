//! The endpoints, one per file.

pub(crate) mod files;
pub(crate) mod job_types;
pub(crate) mod jobs;
pub(crate) mod labellings;
pub(crate) mod operations;
pub(crate) mod spectra;
