//! Runs jobs: takes them from the queue, claims them from the API, supervises one process each, reports how they end.
//!
//! The worker knows the API, the queue and the files; it never speaks to the database. It does no science itself: a job
//! is the process of a *module*, so that a crash in native code, a lack of memory, a loop without end or an abort costs
//! that job only. The science of the built-in modules is in `ml-job-spectra` and `ml-job-learning`.
//!
//! Reading order: [`WorkerConfig`] → [`run`] → [`protocol`] (what a module says) → [`Module`] and [`load_modules`]
//! (what a job type is) → [`module_main`] (what runs in the child process).
//!
//! To add a job type in Rust, see `builtin/mod.rs`; in any other language, see [`load_modules`].

mod api;
mod builtin;
mod config;
mod gpu;
mod job;
mod module;
mod process;
pub mod protocol;
mod scratch;
mod stats;
mod text;
mod worker;

pub use builtin::{builtin_modules, module_main};
pub use config::{ModuleHost, WorkerConfig, default_name};
pub use module::{ManifestError, Module, RegistryError, load_modules};
pub use worker::{WorkerError, run};
