//! Datasets of a result that grow row by row, gathered in memory until a chunk is full.

use hdf5::types::TypeDescriptor;
use hdf5::{Dataset, Group, H5Type};
use ml_job_disk::written::{self, Text};
use ndarray::{ArrayView1, ArrayView2, s};

use crate::config::Dtype;

/// Size in bytes of a chunk of fluxes: large enough for fast disks, small enough for HDF5's cache of 1 MiB.
const CHUNK_BYTES: usize = 512 << 10;

/// Values in a chunk of names or facts.
const COLUMN_CHUNK: usize = 4096;

/// A matrix of fluxes, or of their inverse variances, in one of its precisions.
pub(super) enum Fluxes {
    Double(Matrix<f64>),
    Single(Matrix<f32>),
}

impl Fluxes {
    pub(super) fn create(file: &hdf5::File, name: &str, points: usize, dtype: Dtype) -> hdf5::Result<Self> {
        Ok(match dtype {
            Dtype::Float64 => Self::Double(Matrix::create(file, name, points)?),
            Dtype::Float32 => Self::Single(Matrix::create(file, name, points)?),
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "single precision is what the user asked for")]
    pub(super) fn add(&mut self, row: &[f64]) -> hdf5::Result<()> {
        match self {
            Self::Double(matrix) => matrix.add(row.iter().copied()),
            Self::Single(matrix) => matrix.add(row.iter().map(|&flux| flux as f32)),
        }
    }

    pub(super) fn flush(&mut self) -> hdf5::Result<()> {
        match self {
            Self::Double(matrix) => matrix.flush(),
            Self::Single(matrix) => matrix.flush(),
        }
    }
}

/// Rows that are gathered until a chunk of them is full.
pub(super) struct Matrix<T> {
    dataset: Dataset,
    points: usize,
    chunk_rows: usize,
    staged: Vec<T>,
    written: usize,
}

impl<T: H5Type> Matrix<T> {
    pub(super) fn create(file: &hdf5::File, name: &str, points: usize) -> hdf5::Result<Self> {
        let chunk_rows = (CHUNK_BYTES / (points * size_of::<T>())).max(1);
        let dataset = file
            .new_dataset::<T>()
            .obj_track_times(false)
            .chunk((chunk_rows, points))
            .shape((0.., points))
            .create(name)?;
        Ok(Self { dataset, points, chunk_rows, staged: Vec::with_capacity(chunk_rows * points), written: 0 })
    }

    pub(super) fn add(&mut self, row: impl Iterator<Item = T>) -> hdf5::Result<()> {
        self.staged.extend(row);
        if self.staged.len() == self.chunk_rows * self.points { self.flush() } else { Ok(()) }
    }

    pub(super) fn flush(&mut self) -> hdf5::Result<()> {
        let rows = self.staged.len() / self.points;
        if rows == 0 {
            return Ok(());
        }
        let end = self.written + rows;
        self.dataset.resize((end, self.points))?;
        let view = ArrayView2::from_shape((rows, self.points), &self.staged)?;
        self.dataset.write_slice(view, s![self.written..end, ..])?;
        self.written = end;
        self.staged.clear();
        Ok(())
    }
}

/// One value for each spectrum, gathered until a chunk is full.
pub(super) struct Column<T> {
    dataset: Dataset,
    /// Bytes of a value in the file.
    pub(super) width: usize,
    staged: Vec<T>,
    written: usize,
}

impl<T: H5Type> Column<T> {
    pub(super) fn create(group: &Group, name: &str, stored: &TypeDescriptor) -> hdf5::Result<Self> {
        let builder = group.new_dataset_builder().obj_track_times(false).empty_as(stored);
        let dataset = builder.chunk(COLUMN_CHUNK).shape(0..).create(name)?;
        Ok(Self { dataset, width: stored.size(), staged: Vec::with_capacity(COLUMN_CHUNK), written: 0 })
    }

    pub(super) fn add(&mut self, value: T) -> hdf5::Result<()> {
        self.staged.push(value);
        if self.staged.len() == COLUMN_CHUNK { self.flush() } else { Ok(()) }
    }

    pub(super) fn flush(&mut self) -> hdf5::Result<()> {
        if self.staged.is_empty() {
            return Ok(());
        }
        let end = self.written + self.staged.len();
        self.dataset.resize(end)?;
        self.dataset.write_slice(ArrayView1::from(&self.staged), s![self.written..end])?;
        self.written = end;
        self.staged.clear();
        Ok(())
    }
}

/// Names that are read and written at once where a column is widened.
const COPIED_NAMES: usize = 65_536;

impl Column<Text> {
    /// Makes room for longer texts: names with targets are longer than those of the files, which are all that is known first.
    pub(super) fn widen(&mut self, group: &Group, name: &str, longest: usize) -> hdf5::Result<()> {
        self.flush()?;
        group.unlink(name)?;
        let mut wider = Self::create(group, name, &written::text_type(longest))?;
        wider.dataset.resize(self.written)?;
        for start in (0..self.written).step_by(COPIED_NAMES) {
            let part = s![start..(start + COPIED_NAMES).min(self.written)];
            wider.dataset.write_slice(&self.dataset.read_slice_1d::<Text, _>(part)?, part)?;
        }
        wider.written = self.written;
        *self = wider;
        Ok(())
    }

    pub(super) fn add_text(&mut self, text: &str) -> hdf5::Result<()> {
        self.add(written::text(text, self.width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_names_is_widened_without_losing_any() {
        let folder = tempfile::tempdir().unwrap();
        let file = written::create_file(&folder.path().join("x.h5")).unwrap();
        let mut names = Column::create(&file, "filenames", &written::text_type(10)).unwrap();
        let short: Vec<String> = (0..5000).map(|number| format!("s-{number}.fits")).collect();
        for name in &short {
            names.add_text(name).unwrap();
        }
        let long = format!("plate.fits#{}", "7".repeat(60));
        names.widen(&file, "filenames", long.len()).unwrap();
        names.add_text(&long).unwrap();
        names.flush().unwrap();
        let read = file.dataset("filenames").unwrap().read_1d::<Text>().unwrap();
        assert_eq!(read.len(), 5001);
        assert!(read.iter().zip(short.iter().chain([&long])).all(|(read, name)| read.as_str() == name));
    }
}
