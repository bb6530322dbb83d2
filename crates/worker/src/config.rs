//! What a worker has to be told, read once by the program that starts it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use ml_job_accounts::WorkerTokens;
use ml_job_domain::JobType;
use reqwest::Url;

/// How a worker runs.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// The worker's name, unique among all workers, at most 255 characters; see [`default_name`].
    pub name: String,
    /// The API's root, such as `http://127.0.0.1:10000` or `http://ml-job-api:8000/api`; `/api` is added where no path is given.
    pub api_url: Url,
    /// What the worker shows to an API with accounts; read again for every request, so that it may be replaced meanwhile. Jobs are
    /// not told of it.
    pub tokens: Option<WorkerTokens>,
    /// How many jobs run at once, at least 1.
    pub concurrency: usize,
    /// The root of the job directories; must exist.
    pub files_dir: PathBuf,
    /// The archive of spectra; only read.
    pub spectra_dir: PathBuf,
    /// A directory of `*.toml` manifests of further job types.
    pub modules_dir: Option<PathBuf>,
    /// Which of its job types the worker takes on; `None` means all.
    pub types: Option<Vec<JobType>>,
    /// How long running jobs may go on after the worker was asked to stop; then they are handed back.
    pub shutdown_grace: Duration,
    /// How long a module may take to end after SIGTERM; then it is killed.
    pub kill_grace: Duration,
    /// How many threads a job may use; `None` means the machine's cores divided by `concurrency`.
    pub threads_per_job: Option<usize>,
    /// By how much the priority of jobs is lowered, 0 to 19, so that the services beside them stay quick.
    pub nice: u8,
    /// The GPUs, as `CUDA_VISIBLE_DEVICES` names them; `None` means those that the machine shows.
    pub gpus: Option<Vec<String>>,
    /// Where jobs get a directory for temporary files (`TMPDIR`), deleted when they end; must exist.
    pub scratch_dir: PathBuf,
    /// How the program is started that runs built-in modules and supervises all.
    pub module_host: ModuleHost,
}

impl WorkerConfig {
    /// How many jobs run at once unless told otherwise.
    pub const CONCURRENCY: usize = 2;
    /// How long running jobs may go on at a stop unless told otherwise: less than service managers wait before they kill.
    pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(5);

    /// The defaults; what has none comes from the machine.
    pub fn new(api_url: Url, files_dir: impl Into<PathBuf>, spectra_dir: impl Into<PathBuf>) -> Self {
        Self {
            name: default_name(),
            api_url,
            tokens: None,
            concurrency: Self::CONCURRENCY,
            files_dir: files_dir.into(),
            spectra_dir: spectra_dir.into(),
            modules_dir: None,
            types: None,
            shutdown_grace: Self::SHUTDOWN_GRACE,
            kill_grace: Duration::from_secs(5),
            threads_per_job: None,
            nice: 10,
            gpus: None,
            scratch_dir: std::env::temp_dir(),
            module_host: ModuleHost::this_program(),
        }
    }

    /// The threads that a job may use, at least 1.
    pub fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from) / self.concurrency.max(1);
        self.threads_per_job.unwrap_or_else(cores).max(1)
    }
}

/// The program whose arguments reach [`module_main`](crate::module_main).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleHost {
    /// The program.
    pub program: PathBuf,
    /// What comes before the arguments of [`module_main`](crate::module_main).
    pub args: Vec<OsString>,
}

impl ModuleHost {
    /// This very program, called as `… module …`.
    ///
    /// On Linux by its link in `/proc`, which goes on working when an upgrade replaces the file.
    pub fn this_program() -> Self {
        let linked = PathBuf::from("/proc/self/exe");
        let program =
            if linked.exists() { linked } else { std::env::current_exe().unwrap_or_else(|_| "ml-job".into()) };
        Self { program, args: vec!["module".into()] }
    }
}

/// A name that no other worker has: host, process and a random part.
pub fn default_name() -> String {
    let system = rustix::system::uname();
    let host: String = system.nodename().to_string_lossy().chars().take(200).collect();
    let random = uuid::Uuid::new_v4().simple().to_string();
    format!("{host}-{}-{}", std::process::id(), &random[..6])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_always_has_a_thread() {
        let mut config = WorkerConfig::new("http://localhost".parse().unwrap(), "files", "spectra");
        config.concurrency = 10_000;
        assert_eq!(config.threads(), 1);
        config.threads_per_job = Some(3);
        assert_eq!(config.threads(), 3);
    }

    #[test]
    fn names_differ() {
        assert_ne!(default_name(), default_name());
        assert!((1..=255).contains(&default_name().chars().count()));
    }
}
