//! The folder of real spectra, shared by the unit tests of the readers and the tests of the pipeline.

use std::path::{Path, PathBuf};

/// The folder named by `ML_JOB_TEST_DATA`, else `shared/data` beside the repository; says so where there is none, and the
/// test that asked should pass without doing anything.
pub(crate) fn data_dir() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("ML_JOB_TEST_DATA").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("SKIPPED: no real spectra in {} (set ML_JOB_TEST_DATA to their folder)", folder.display());
    None
}
