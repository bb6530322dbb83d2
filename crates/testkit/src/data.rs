//! The shared folder of real spectra that some tests read.

use std::path::{Path, PathBuf};

/// The folder of real spectra, where this machine has one.
///
/// It is named by the environment variable `ML_JOB_TEST_DATA` or, failing that, is `shared/data` beside the repository.
/// Where it is missing this says so on standard error, and the test that asked should pass without doing anything.
pub fn data_dir() -> Option<PathBuf> {
    let dir = std::env::var_os("ML_JOB_TEST_DATA").map_or_else(default_dir, PathBuf::from);
    if dir.is_dir() {
        return Some(dir);
    }
    #[expect(clippy::print_stderr, reason = "a test that was skipped must say so")]
    {
        eprintln!("SKIPPED: no real spectra in {} (set ML_JOB_TEST_DATA to their folder)", dir.display());
    }
    None
}

fn default_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")
}
