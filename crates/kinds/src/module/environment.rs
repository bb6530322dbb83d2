//! The environment of a job's process: what it needs, and nothing that the worker knows besides.
//!
//! | variable | meaning |
//! |---|---|
//! | `ML_JOB_PROTOCOL` | version of the [protocol](crate::protocol), `1` |
//! | `ML_JOB_ID`, `ML_JOB_TYPE`, `ML_JOB_ATTEMPT` | which job, of which type, and which attempt at it |
//! | `ML_JOB_CONFIG` | the config file, JSON; also the first argument |
//! | `ML_JOB_DIR` | the job's directory, for results; also the second argument and the working directory |
//! | `FILES_DIR_PATH`, `SPECTRA_DIR_PATH` | the roots that paths in configs are relative to |
//! | `ML_JOB_THREADS` | how many threads it may use; also `OMP_NUM_THREADS`, `OPENBLAS_NUM_THREADS`, `MKL_NUM_THREADS`, `RAYON_NUM_THREADS` |
//! | `CUDA_VISIBLE_DEVICES` | the GPU that is its own, where it has one |
//! | `TMPDIR` | a directory for temporary files, deleted when the job ends |
//!
//! Passed through from the worker: `PATH`, `HOME`, `LANG`, `LC_*`, `TZ`, `LD_LIBRARY_PATH`, `CUDA_*`, `NVIDIA_*`,
//! `RUST_BACKTRACE`. Database and broker addresses, passwords and tokens never are.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use ml_job_domain::JobId;

use super::Module;
use crate::protocol::PROTOCOL_VERSION;

const PASSED: [&str; 6] = ["PATH", "HOME", "LANG", "TZ", "LD_LIBRARY_PATH", "RUST_BACKTRACE"];
const PASSED_PREFIXES: [&str; 3] = ["LC_", "CUDA_", "NVIDIA_"];

/// What is particular to one run of one job.
pub struct JobEnvironment<'a> {
    /// The job.
    pub job_id: JobId,
    /// Which attempt at it.
    pub attempt: u32,
    /// The config file, JSON.
    pub config: &'a Path,
    /// Where results belong.
    pub job_dir: &'a Path,
    /// The files root.
    pub files_dir: &'a Path,
    /// The archive of spectra.
    pub spectra_dir: &'a Path,
    /// A directory for temporary files.
    pub scratch_dir: &'a Path,
    /// How many threads it may use.
    pub threads: usize,
    /// The GPU that is its own.
    pub gpu: Option<&'a str>,
}

/// The variables of a job's process, given those of the worker. Later ones win.
pub fn variables(
    job: &JobEnvironment<'_>,
    module: &Module,
    worker: impl Iterator<Item = (OsString, OsString)>,
) -> Vec<(OsString, OsString)> {
    let id = job.job_id.to_string();
    let attempt = job.attempt.to_string();
    let own: [(&str, &OsStr); 6] = [
        ("ML_JOB_ID", id.as_ref()),
        ("ML_JOB_ATTEMPT", attempt.as_ref()),
        ("ML_JOB_CONFIG", job.config.as_ref()),
        ("ML_JOB_DIR", job.job_dir.as_ref()),
        ("FILES_DIR_PATH", job.files_dir.as_ref()),
        ("SPECTRA_DIR_PATH", job.spectra_dir.as_ref()),
    ];
    let gpu = job.gpu.map(|gpu| ("CUDA_VISIBLE_DEVICES", OsStr::new(gpu)));
    let own: Vec<_> = own.into_iter().chain(gpu).collect();
    surroundings(module, job.scratch_dir, job.threads, &own, worker)
}

/// The variables of any process of a module; `own` is what it has besides.
pub(super) fn surroundings(
    module: &Module,
    scratch_dir: &Path,
    threads: usize,
    own: &[(&str, &OsStr)],
    service: impl Iterator<Item = (OsString, OsString)>,
) -> Vec<(OsString, OsString)> {
    let mut variables: Vec<(OsString, OsString)> = service.filter(|(name, _)| is_passed(name)).collect();
    let mut set = |name: &str, value: &OsStr| variables.push((name.into(), value.into()));
    set("ML_JOB_PROTOCOL", PROTOCOL_VERSION.to_string().as_ref());
    set("ML_JOB_TYPE", module.manifest.job_type.as_str().as_ref());
    set("TMPDIR", scratch_dir.as_ref());
    for name in ["ML_JOB_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"] {
        set(name, threads.to_string().as_ref());
    }
    let added = module.env.iter().map(|(name, value)| (name.as_str(), value.as_ref()));
    for (name, value) in own.iter().copied().chain(added) {
        set(name, value);
    }
    variables
}

fn is_passed(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    PASSED.contains(&name) || PASSED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_with_the_worker() {
        let passed: Vec<&str> = [
            "PATH",
            "LC_ALL",
            "CUDA_PATH",
            "DATABASE_URL",
            "BROKER_URL",
            "POSTGRES_PASSWORD",
            "API_URL",
            "AWS_SECRET_KEY",
            "LD_PRELOAD",
            "PATHS",
        ]
        .into_iter()
        .filter(|name| is_passed(OsStr::new(name)))
        .collect();
        assert_eq!(passed, ["PATH", "LC_ALL", "CUDA_PATH"]);
    }
}
