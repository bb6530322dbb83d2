//! What runs in a job's process: `… module <TYPE> <CONFIG> <DIRECTORY>`.

use std::ffi::OsString;
use std::process::ExitCode;

use ml_job_domain::Observer as _;

use crate::catalogue::BUILT_IN;
use crate::host::{End, Host};
use crate::kind::BuiltIn;

/// What a shell reports for a process that ended because of SIGTERM.
const STOPPED: u8 = 143;

/// Runs what the arguments (those after `module`) say: a job of a built-in type.
///
/// For the worker's child processes, not for people: the program that hosts the worker calls it for its hidden
/// subcommand `module`, before it does anything else.
pub fn module_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let kind = args.next().and_then(|word| BUILT_IN.iter().find(|kind| word == kind.job_type));
    let (Some(kind), Some(config), Some(job_dir)) = (kind, args.next(), args.next()) else {
        eprintln!("usage: module TYPE CONFIG DIRECTORY (called by the worker)");
        return ExitCode::FAILURE;
    };
    match Host::take(config.into(), job_dir.into()) {
        Ok(host) => run(kind, host),
        Err(error) => {
            eprintln!("the module cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(kind: &BuiltIn, mut host: Host) -> ExitCode {
    match (kind.run)(&mut host) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Failed(failure)) => {
            host.fail(failure);
            ExitCode::FAILURE
        }
        Err(End::Stopped) => {
            debug_assert!(host.is_cancelled(), "a module stops only when asked to");
            ExitCode::from(STOPPED)
        }
    }
}
