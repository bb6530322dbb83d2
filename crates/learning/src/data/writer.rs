//! Writing results, each file all or nothing.

use std::ops::Range;
use std::path::{Path, PathBuf};

use hdf5::{Dataset, File, H5Type};
use ml_job_disk::enclosed::MAX_TEXT_BYTES;
use ml_job_disk::{AtomicFile, write_atomically, written};
use ndarray::{ArrayView2, s};
use serde::Serialize;

use super::SpectraFile;
use crate::error::LearningError;

/// Names written at once.
const NAMES_PER_WRITE: usize = 16_384;

/// Writes bytes to `place`, all or nothing.
///
/// # Errors
/// When the disk is full or fails.
pub fn write_bytes(place: &Path, bytes: &[u8]) -> Result<(), LearningError> {
    write_atomically(place, bytes).map_err(|error| LearningError::io(shown(place), "write it", error))
}

/// Writes a value as JSON to `place`, all or nothing.
///
/// # Errors
/// When the disk is full or fails.
pub fn write_json<T: Serialize>(place: &Path, value: &T) -> Result<(), LearningError> {
    let mut bytes =
        serde_json::to_vec(value).map_err(|error| LearningError::Json { file: shown(place), source: error })?;
    bytes.push(b'\n');
    write_bytes(place, &bytes)
}

/// What messages call a file that we write: its plain name.
fn shown(place: &Path) -> PathBuf {
    PathBuf::from(place.file_name().unwrap_or_default())
}

/// An HDF5 file in the making. The same content gives the same bytes: no times are stored.
#[derive(Debug)]
pub struct ResultFile {
    atomic: AtomicFile,
    file: File,
    shown: PathBuf,
}

impl ResultFile {
    /// Starts the file that will be `place`.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn create(place: &Path) -> Result<Self, LearningError> {
        let shown = shown(place);
        let atomic = AtomicFile::new(place).map_err(|error| LearningError::io(&shown, "create it", error))?;
        let file = written::create_file(&atomic.temporary())
            .map_err(|error| LearningError::writing(&shown, "create it", error))?;
        Ok(Self { atomic, file, shown })
    }

    fn failed(&self, name: &str) -> impl Fn(hdf5::Error) -> LearningError {
        let shown = self.shown.clone();
        let action = format!("write dataset \"{name}\"");
        move |error| LearningError::writing(&shown, &action, error)
    }

    /// Makes a group, for datasets that are written as `group/name`.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn make_group(&self, name: &str) -> Result<(), LearningError> {
        let made = self.file.create_group_builder().obj_track_times(false).create(name);
        made.map(drop).map_err(|error| LearningError::writing(&self.shown, format!("make group \"{name}\""), error))
    }

    /// Writes a one-dimensional dataset of numbers.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn write<T: H5Type>(&self, name: &str, values: &[T]) -> Result<(), LearningError> {
        let dataset = self
            .file
            .new_dataset::<T>()
            .obj_track_times(false)
            .shape([values.len()])
            .create(name)
            .map_err(self.failed(name))?;
        if values.is_empty() { Ok(()) } else { dataset.write_raw(values).map_err(self.failed(name)) }
    }

    /// Writes names as fixed-length UTF-8, wide enough for the longest.
    ///
    /// # Errors
    /// When a name is longer than 256 bytes, or the disk is full or fails.
    pub fn write_names<'n>(
        &self,
        name: &str,
        longest: usize,
        mut names: impl ExactSizeIterator<Item = &'n str>,
    ) -> Result<(), LearningError> {
        if longest > MAX_TEXT_BYTES {
            let message = format!("A spectrum's name has {longest} bytes, more than {MAX_TEXT_BYTES}.");
            return Err(LearningError::data(&self.shown, message));
        }
        let n = names.len();
        let builder = self.file.new_dataset_builder().obj_track_times(false).empty_as(written::text_type(longest));
        let dataset = builder.shape([n]).create(name).map_err(self.failed(name))?;
        for start in (0..n).step_by(NAMES_PER_WRITE) {
            let part = names.by_ref().take(NAMES_PER_WRITE);
            let part: Vec<_> = part.map(|name| written::text(name, MAX_TEXT_BYTES)).collect();
            dataset.write_slice(&part, s![start..start + part.len()]).map_err(self.failed(name))?;
        }
        Ok(())
    }

    /// Writes a matrix of single precision, row-major `[rows, points]`.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn write_matrix(&self, name: &str, points: usize, values: &[f32]) -> Result<(), LearningError> {
        let rows = values.len() / points;
        let dataset = self.matrix::<f32>(name, rows, points)?;
        let view = ArrayView2::from_shape((rows, points), values).map_err(|error| {
            LearningError::data(&self.shown, format!("The matrix for dataset \"{name}\" has a wrong shape: {error}"))
        })?;
        if rows == 0 { Ok(()) } else { dataset.write(view).map_err(self.failed(name)) }
    }

    fn matrix<T: H5Type>(&self, name: &str, rows: usize, points: usize) -> Result<Dataset, LearningError> {
        let builder = self.file.new_dataset::<T>().obj_track_times(false).shape([rows, points]);
        builder.create(name).map_err(self.failed(name))
    }

    /// Makes `fluxes` a virtual dataset: the given runs of rows of `source`, one after the other, read from there when somebody reads
    /// them here. Where the source is gone, the values are NaN. `relative` is the source's path seen from this file's directory.
    ///
    /// # Errors
    /// When HDF5 refuses.
    pub fn refer_to_fluxes(
        &self,
        source: &SpectraFile,
        relative: &str,
        runs: &[Range<usize>],
    ) -> Result<(), LearningError> {
        if source.is_double() {
            self.refer::<f64>(source, relative, runs, f64::NAN)
        } else {
            self.refer::<f32>(source, relative, runs, f32::NAN)
        }
    }

    fn refer<T: H5Type + Into<hdf5::types::OwnedDynValue>>(
        &self,
        source: &SpectraFile,
        relative: &str,
        runs: &[Range<usize>],
        missing: T,
    ) -> Result<(), LearningError> {
        let (rows, points) = (runs.iter().map(ExactSizeIterator::len).sum::<usize>(), source.points());
        let mut builder = self.file.new_dataset::<T>().fill_value(missing).obj_track_times(false);
        let mut next = 0;
        for run in runs {
            let (from, to) = ((run.clone(), ..), (next..next + run.len(), ..));
            builder = builder.virtual_map(relative, "fluxes", [source.rows(), points], from, [rows, points], to);
            next += run.len();
        }
        builder.shape([rows, points]).create("fluxes").map(drop).map_err(self.failed("fluxes"))
    }

    /// Copies the given runs of rows of `source` into `fluxes`, a chunk at a time.
    ///
    /// # Errors
    /// When the source cannot be read, or the disk is full or fails.
    pub fn copy_fluxes(&self, source: &SpectraFile, runs: &[Range<usize>]) -> Result<(), LearningError> {
        let points = source.points();
        let dataset = self.matrix::<f32>("fluxes", runs.iter().map(ExactSizeIterator::len).sum(), points)?;
        let mut next = 0;
        for run in runs {
            for start in run.clone().step_by(source.rows_per_chunk()) {
                let end = run.end.min(start + source.rows_per_chunk());
                let values = source.read_rows(start..end)?;
                let view = ArrayView2::from_shape((end - start, points), &values).map_err(|error| {
                    LearningError::data(source.shown(), format!("A chunk of \"fluxes\" has a wrong shape: {error}"))
                })?;
                dataset.write_slice(view, s![next..next + (end - start), ..]).map_err(self.failed("fluxes"))?;
                next += end - start;
            }
        }
        Ok(())
    }

    /// Writes a text attribute of the file.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn write_attribute(&self, name: &str, text: &str) -> Result<(), LearningError> {
        written::write_attribute(&self.file, name, text).map_err(self.failed(name))
    }

    /// Completes the file.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn finish(self) -> Result<(), LearningError> {
        let Self { atomic, file, shown } = self;
        file.flush().and_then(|()| file.close()).map_err(|error| LearningError::writing(&shown, "write it", error))?;
        atomic.commit().map_err(|error| LearningError::io(&shown, "write it", error))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn pool(directory: &Path, rows: usize) -> SpectraFile {
        let place = directory.join("pool.h5");
        let file = ResultFile::create(&place).unwrap();
        let names: Vec<String> = (0..rows).map(|i| format!("s{i}.fits")).collect();
        file.write_names("filenames", 10, names.iter().map(String::as_str)).unwrap();
        file.write("wave", &[1.0, 2.0]).unwrap();
        let fluxes: Vec<f32> = (0..rows * 2).map(|i| i as f32).collect();
        file.write_matrix("fluxes", 2, &fluxes).unwrap();
        file.finish().unwrap();
        SpectraFile::open(&place, Path::new("pool.h5")).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let directory = tempfile::tempdir().unwrap();
        let file = pool(directory.path(), 3);
        assert_eq!(file.names().unwrap().iter().collect::<Vec<_>>(), ["s0.fits", "s1.fits", "s2.fits"]);
        assert_eq!(file.wave().unwrap(), [1.0, 2.0]);
        assert_eq!(file.read_rows(1..3).unwrap(), [2.0, 3.0, 4.0, 5.0]);
        assert_eq!(file.gather(&[2, 0], |i| ["s2.fits", "s0.fits"][i]).unwrap(), [4.0, 5.0, 0.0, 1.0]);
    }

    #[test]
    fn a_virtual_dataset_reads_the_chosen_rows_of_the_pool() {
        let directory = tempfile::tempdir().unwrap();
        let source = pool(directory.path(), 5);
        fs::create_dir(directory.path().join("job")).unwrap();
        let place = directory.path().join("job/result.h5");
        let file = ResultFile::create(&place).unwrap();
        file.refer_to_fluxes(&source, "../pool.h5", &[0..1, 3..5]).unwrap();
        file.finish().unwrap();
        let result = SpectraFile::open(&place, Path::new("result.h5")).unwrap();
        assert_eq!(result.read_rows(0..3).unwrap(), [0.0, 1.0, 6.0, 7.0, 8.0, 9.0]);
    }

    #[test]
    fn a_virtual_dataset_without_its_pool_is_not_a_number_instead_of_a_wrong_one() {
        let directory = tempfile::tempdir().unwrap();
        let source = pool(directory.path(), 2);
        let place = directory.path().join("result.h5");
        let file = ResultFile::create(&place).unwrap();
        file.refer_to_fluxes(&source, "pool.h5", &[0..1, 1..2]).unwrap();
        file.finish().unwrap();
        drop(source);
        fs::remove_file(directory.path().join("pool.h5")).unwrap();
        let result = SpectraFile::open(&place, Path::new("result.h5")).unwrap();
        assert!(result.read_rows(0..1).unwrap().iter().all(|flux| flux.is_nan()));
    }

    #[test]
    fn an_unfinished_file_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        drop(ResultFile::create(&directory.path().join("result.h5")).unwrap());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
