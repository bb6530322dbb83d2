//! Spectra in HDF5 files: reading in chunks, labelled sets in memory, results written under a temporary name.

mod classes;
mod labelled;
mod opening;
mod preparation;
mod reader;
mod writer;

use std::path::Path;

use crate::error::LearningError;

pub use labelled::{Contradiction, LabelledSet, contradiction};
pub use ml_job_disk::Names;
pub(crate) use preparation::check_alike;
pub use preparation::{PREPARATION_ATTRIBUTE, Preparation};
pub use reader::SpectraFile;
pub use writer::{ResultFile, write_bytes, write_json};

/// Numbers of single precision that are held in memory at once at most, 16 GiB of them.
pub(crate) const MOST_NUMBERS: usize = 1 << 32;

/// Refuses spectra of `file` that, with `each` numbers for one, would not fit into memory, before any is allocated.
pub(crate) fn check_memory(file: &Path, spectra: usize, each: usize) -> Result<(), LearningError> {
    if spectra.saturating_mul(each) <= MOST_NUMBERS {
        return Ok(());
    }
    let message = format!("{spectra} spectra with {each} numbers each are more than fit into memory.");
    Err(LearningError::data(file, message))
}
