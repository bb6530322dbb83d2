//! The kinds of jobs, one home each. Between science and platform: knows files, spectra and networks, and no service.
//!
//! - [`data_preprocessing`], [`active_ml`]: the built-in ones; [`catalogue`] lists them.
//! - [`module`], [`protocol`]: job types of external programs, and what a module says.
//! - [`host`]: what runs in a job's process.

pub mod active_ml;
pub mod catalogue;
pub mod data_preprocessing;
pub mod host;
pub mod module;
pub mod protocol;
mod report;
