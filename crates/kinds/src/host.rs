//! What runs in the child process: `… module <TYPE> <CONFIG> <DIRECTORY>`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::DeserializeOwned;

use crate::catalogue::{BuiltIn, lookup};
use crate::report::{ModuleEnd, Reporter};
use ml_job_domain::FailureClass;

/// What a shell reports for a process that ended because of SIGTERM.
const STOPPED: u8 = 143;

/// Where a built-in module finds everything.
#[derive(Debug)]
pub(crate) struct ModuleRun {
    /// The config file, JSON.
    pub(crate) config: PathBuf,
    /// Where results belong.
    pub(crate) job_dir: PathBuf,
    /// The files root, which contains the job's directory.
    pub(crate) files_dir: PathBuf,
    /// The archive of spectra.
    pub(crate) spectra_dir: PathBuf,
    /// How many threads it may use.
    pub(crate) threads: usize,
    /// Set when it should stop.
    pub(crate) stopping: Arc<AtomicBool>,
    /// Whom to tell.
    pub(crate) report: Reporter,
}

impl ModuleRun {
    /// The config, which has to be there and in order.
    pub(crate) fn read_config<T: DeserializeOwned>(&self) -> Result<T, ModuleEnd> {
        let text = match std::fs::read(&self.config) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ModuleEnd::usage("the job has no config.json"));
            }
            Err(error) => return Err(ModuleEnd::of(FailureClass::Transient, &error)),
        };
        serde_json::from_slice(&text).map_err(|error| ModuleEnd::usage(format!("the config is not valid: {error}")))
    }
}

/// Runs what the arguments (those after `module`) say: a built-in module.
///
/// For the worker's child processes, not for people: the program that hosts the worker calls it for its hidden
/// subcommand `module`, before it does anything else.
pub fn module_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let usage = "usage: module TYPE CONFIG DIRECTORY (called by the worker)";
    match args.next() {
        Some(word) => {
            let module = word.to_str().and_then(lookup);
            let (Some(module), Some(config), Some(job_dir)) = (module, args.next(), args.next()) else {
                eprintln!("{usage}");
                return ExitCode::FAILURE;
            };
            run_module(module, Path::new(&config), Path::new(&job_dir))
        }
        None => {
            eprintln!("{usage}");
            ExitCode::FAILURE
        }
    }
}

fn run_module(module: &BuiltIn, config: &Path, job_dir: &Path) -> ExitCode {
    let stopping = Arc::new(AtomicBool::new(false));
    let prepared = signal_hook::flag::register(signal_hook::consts::SIGTERM, Arc::clone(&stopping))
        .and_then(|_| Reporter::take_stdout());
    let report = match prepared {
        Ok(report) => report,
        Err(error) => {
            eprintln!("the module cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut run = ModuleRun {
        config: config.to_owned(),
        job_dir: job_dir.to_owned(),
        files_dir: std::env::var_os("FILES_DIR_PATH").unwrap_or_default().into(),
        spectra_dir: std::env::var_os("SPECTRA_DIR_PATH").unwrap_or_default().into(),
        threads: threads(),
        stopping: Arc::clone(&stopping),
        report,
    };
    match (module.run)(&mut run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ModuleEnd::Failed(failure)) => {
            run.report.error(failure);
            ExitCode::FAILURE
        }
        Err(ModuleEnd::Stopped) => {
            debug_assert!(stopping.load(Ordering::Relaxed), "a module stops only when asked to");
            ExitCode::from(STOPPED)
        }
    }
}

fn threads() -> usize {
    let told = std::env::var("ML_JOB_THREADS").ok().and_then(|threads| threads.parse().ok());
    told.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}
