//! Spectra in HDF5 files: reading in chunks, labelled sets in memory, results written under a temporary name.

mod labelled;
mod reader;
mod writer;

pub use labelled::LabelledSet;
pub use ml_job_disk::Names;
pub use reader::SpectraFile;
pub use writer::{ResultFile, write_bytes, write_json};
