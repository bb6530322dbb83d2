//! Runs jobs: takes them from the queue, claims them from the API, supervises one process each, reports how they end.
//!
//! The worker knows the API, the queue and the files; it never speaks to the database. It does no science itself: a job
//! is the process of a *module*, so that a crash in native code, a lack of memory, a loop without end or an abort costs
//! that job only.
//!
//! Reading order: [`WorkerConfig`] → [`run`] → [`module_main`] (what runs in the child process). What a job type is, and what a
//! module says, is in `ml-job-kinds`.

mod api;
mod config;
mod gpu;
mod job;
mod process;
mod scratch;
mod stats;
mod text;
mod worker;

use std::ffi::OsString;
use std::process::ExitCode;

pub use api::http_client;
pub use config::{ModuleHost, WorkerConfig, default_name};
use ml_job_kinds::{module, protocol};
pub use worker::{WorkerError, run};

/// Runs what the arguments (those after `module`) say: a built-in job type, or the supervisor of any module.
///
/// For the worker's child processes, not for people: the program that hosts the worker calls it for its hidden
/// subcommand `module`, before it does anything else.
pub fn module_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter().peekable();
    match args.next_if(|word| word == "supervise") {
        Some(_) => process::supervisor::main(args),
        None => ml_job_kinds::process::module_main(args),
    }
}
