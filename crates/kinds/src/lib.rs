//! The kinds of jobs, one home each. Between science and platform: it knows files, spectra and networks, and no service.
//!
//! - [`data_preprocessing`], [`active_ml`], [`campaign`], [`anomaly`], [`classify`], [`simulation`], [`crossmatch`],
//!   [`line_measurements`]: the built-in ones, each with its config and its form, what a schema cannot say, the step to the next
//!   iteration, the run, its metrics and result files; [`catalogue`] lists them, [`kind`] says what each has to be.
//! - [`module`], [`protocol`]: job types of external programs, and what a program says; they have the same powers.
//! - [`host`]: what a job of a built-in type finds; [`process`]: the process that it runs in.
//!
//! To add a job type in Rust, see [`catalogue`]; in any other language, `docs/job-types.md`.

pub mod active_ml;
mod agreement;
pub mod anomaly;
pub mod campaign;
pub mod catalogue;
pub mod classify;
pub mod crossmatch;
pub mod data_preprocessing;
mod files;
pub mod host;
mod injection;
pub mod kind;
pub mod line_measurements;
mod matrix;
pub mod module;
mod origin;
mod performance;
pub mod process;
pub mod protocol;
pub mod simulation;

pub use catalogue::Catalogue;
