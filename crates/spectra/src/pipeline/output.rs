//! `result.h5`: rows in, in their order, byte for byte the same for the same rows.
//!
//! | object | type | what |
//! |---|---|---|
//! | `filenames` | fixed-length UTF-8 strings (n) | name on disk without the suffix of a compression, with `#` and the target of one of many |
//! | `wave` | float64 (points) | the wavelength grid \[Å\] |
//! | `fluxes` | float64 or float32 (n × points) | resampled and scaled fluxes |
//! | `ivar` | as `fluxes` (n × points) | inverse variances of the fluxes, 0 without information; where asked for |
//! | `metadata/…` | one dataset (n) per header fact | NaN or an empty string where the header states nothing |
//! | `metadata/…` | one dataset (n) per measure of quality | where asked for: `snr_window`, `bad_fraction`, `outside_fraction`, `spikes`, `resolving_power`, `medium`, `repeat_group` |
//! | `metadata/…` | one dataset (n) per column of the catalogue | where there is one; `cat_…` where the name is taken |
//! | attributes of `/` | | `config` (JSON), `version`, `files`, `spectra`, `skipped` |

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use ml_job_disk::AtomicFile;
use ml_job_disk::written::{self, Text};

use super::columns::{Column, Fluxes};
use super::metadata::Metadata;
use super::row::Made;
use super::{PreprocessError, Report};
use crate::catalogue::Catalogue;
use crate::config::PreprocessConfig;
use crate::grid::WaveGrid;

/// A result that is being written under a temporary name beside its place.
///
/// Dropped before [`ResultFile::finish`], it leaves nothing behind.
pub(super) struct ResultFile {
    fluxes: Fluxes,
    ivars: Option<Fluxes>,
    names: Column<Text>,
    metadata: Metadata,
    /// Declared before the places: HDF5 closes its file before the temporary name is removed.
    file: hdf5::File,
    result: AtomicFile,
    report: AtomicFile,
}

impl ResultFile {
    /// Starts a result at `place`, for names of at most `longest_name` bytes.
    ///
    /// # Errors
    ///
    /// Where the file cannot be made.
    pub(super) fn create(
        place: &Path,
        config: &PreprocessConfig,
        grid: &WaveGrid,
        longest_name: usize,
        catalogue: Option<&Catalogue>,
    ) -> Result<Self, PreprocessError> {
        let grid = grid.points();
        let result = AtomicFile::new(place)?;
        let report = AtomicFile::new(&place.with_file_name("report.json"))?;
        // The system tells more clearly than HDF5 why a file cannot be made.
        drop(result.create()?);
        let file = written::create_file(&result.temporary())?;
        let names = Column::create(&file, "filenames", &written::text_type(longest_name))?;
        let wave = file.new_dataset_builder().obj_track_times(false).with_data(grid).create("wave")?;
        written::write_attribute(&wave, "unit", "Angstrom")?;
        let fluxes = Fluxes::create(&file, "fluxes", grid.len(), config.dtype)?;
        let ivars = config.ivar.then(|| Fluxes::create(&file, "ivar", grid.len(), config.dtype)).transpose()?;
        let group = file.create_group_builder().obj_track_times(false).create("metadata")?;
        let metadata = Metadata::create(group, config.quality, catalogue)?;
        written::write_attribute(&file, "version", env!("CARGO_PKG_VERSION"))?;
        // A configuration of plain fields always has a JSON form.
        written::write_attribute(&file, "config", &serde_json::to_string(config).unwrap_or_default())?;
        Ok(Self { fluxes, ivars, names, metadata, file, result, report })
    }

    /// Adds a spectrum: its row, and its inverse variances where they are kept.
    ///
    /// # Errors
    ///
    /// Where HDF5 cannot write, on a full disk for example.
    pub(super) fn add(&mut self, made: &Made, row: &[f64], ivar: &[f64]) -> Result<(), PreprocessError> {
        if made.name.len() > self.names.width {
            self.names.widen(&self.file, "filenames", made.name.len())?;
        }
        self.names.add_text(&made.name)?;
        self.metadata.add(made)?;
        self.fluxes.add(row)?;
        if let Some(ivars) = &mut self.ivars {
            ivars.add(ivar)?;
        }
        Ok(())
    }

    /// Completes the result and the report beside it, and gives both their names: the result last, so that a result always has
    /// its report.
    ///
    /// # Errors
    ///
    /// Where something cannot be written; nothing stands under the final name then that was not there before.
    pub(super) fn finish(self, report: &Report, groups: Option<&[Option<u32>]>) -> Result<(), PreprocessError> {
        let Self { result, report: report_file, file, mut fluxes, mut ivars, mut names, mut metadata } = self;
        fluxes.flush()?;
        ivars.as_mut().map_or(Ok(()), Fluxes::flush)?;
        if let Some(groups) = groups {
            metadata.add_groups(groups)?;
        }
        names.flush()?;
        metadata.flush()?;
        for (name, count) in [("files", report.files), ("spectra", report.spectra), ("skipped", report.skipped.total)] {
            file.new_attr::<u64>().create(name)?.write_scalar(&count)?;
        }
        // HDF5 holds back writes until now, so a full disk may only show here.
        file.flush()?;
        drop((fluxes, ivars, names, metadata));
        file.close()?;
        // Both are complete and on the disk before either gets its name.
        File::open(result.temporary())?.sync_all()?;
        let text = serde_json::to_vec_pretty(report).map_err(std::io::Error::from)?;
        report_file.create()?.write_all(&text)?;
        report_file.commit()?;
        result.commit()?;
        Ok(())
    }
}

/// Writes the report of a run without a result.
///
/// # Errors
///
/// Where it cannot be written.
pub(super) fn write_report(place: &Path, report: &Report) -> Result<(), PreprocessError> {
    let file = AtomicFile::new(&place.with_file_name("report.json"))?;
    let text = serde_json::to_vec_pretty(report).map_err(std::io::Error::from)?;
    file.create()?.write_all(&text)?;
    file.commit()?;
    Ok(())
}
