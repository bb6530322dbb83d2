//! `result.h5` of a job that says something of each spectrum of a matrix.

use std::path::Path;

use ml_job_learning::data::{PREPARATION_ATTRIBUTE, Preparation, ResultFile};
use ml_job_learning::error::LearningError;
use ml_job_learning::pool::Pool;
use serde::Serialize;

/// Name of the main result in a job's directory.
pub(crate) const RESULT_FILE: &str = "result.h5";

/// Facts of a matrix that come along with whatever is made of it, where it has them.
pub(crate) const FACTS: [&str; 4] = ["ra", "dec", "snr", "magnitude"];

/// Begins `result.h5` in `job_dir` with the spectra of `pool`, which stay where they are: `filenames`, `fluxes`, `wave` where
/// there is one, the [facts](FACTS) in `metadata`, and how they were prepared. The caller adds what it has to say, and finishes the file.
///
/// # Errors
/// When the disk is full or fails.
pub(crate) fn begin(job_dir: &Path, pool: &Pool, config: &impl Serialize) -> Result<ResultFile, LearningError> {
    let file = ResultFile::create(&job_dir.join(RESULT_FILE))?;
    file.write_names("filenames", pool.names().longest(), pool.names().iter())?;
    if pool.file().has("wave") {
        file.write("wave", &pool.file().wave()?)?;
    }
    file.make_group("metadata")?;
    for name in FACTS {
        if let Some(values) = pool.column(name)? {
            file.write(&format!("metadata/{name}"), &values)?;
        }
    }
    // The way from here to there is that between real places.
    let here = job_dir.canonicalize().map_err(|error| LearningError::io("the job's directory", "find it", error))?;
    let way = crate::files::relative(&here, pool.file().path());
    file.refer_to_fluxes(pool.file(), &way.to_string_lossy(), pool.runs())?;
    if let Some(preparation) = Preparation::of(pool.file()) {
        file.write_attribute(PREPARATION_ATTRIBUTE, &preparation.to_text())?;
    }
    file.write_attribute("config", &serde_json::to_string(config).unwrap_or_default())?;
    file.write_attribute("version", env!("CARGO_PKG_VERSION"))?;
    Ok(file)
}
