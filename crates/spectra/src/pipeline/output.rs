//! `result.h5`: rows in, in their order, byte for byte the same for the same rows.
//!
//! | object | type | what |
//! |---|---|---|
//! | `filenames` | fixed-length UTF-8 strings (n) | name on disk without `.gz` |
//! | `wave` | float64 (points) | the wavelength grid \[Å\] |
//! | `fluxes` | float64 or float32 (n × points) | resampled and scaled fluxes |
//! | `metadata/…` | one dataset (n) per header fact | NaN or an empty string where the header states nothing |
//! | attributes of `/` | | `config` (JSON), `version`, `files`, `spectra`, `skipped` |

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use hdf5::types::TypeDescriptor;
use hdf5::{Dataset, Group, H5Type};
use ml_job_disk::AtomicFile;
use ml_job_disk::written::{self, Text};
use ndarray::{ArrayView1, ArrayView2, s};

use super::{PreprocessError, Report};
use crate::config::{Dtype, PreprocessConfig};
use crate::spectrum::SpectrumMeta;

/// Size in bytes of a chunk of fluxes: large enough for fast disks, small enough for HDF5's cache of 1 MiB.
const CHUNK_BYTES: usize = 512 << 10;

/// Values in a chunk of names or facts.
const COLUMN_CHUNK: usize = 4096;

/// A result that is being written under a temporary name beside its place.
///
/// Dropped before [`ResultFile::finish`], it leaves nothing behind.
pub(super) struct ResultFile {
    fluxes: Fluxes,
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
        grid: &[f64],
        longest_name: usize,
    ) -> Result<Self, PreprocessError> {
        let result = AtomicFile::new(place)?;
        let report = AtomicFile::new(&place.with_file_name("report.json"))?;
        // The system tells more clearly than HDF5 why a file cannot be made.
        drop(result.create()?);
        let file = written::create_file(&result.temporary())?;
        let names = Column::create(&file, "filenames", &written::text_type(longest_name))?;
        let wave = file.new_dataset_builder().obj_track_times(false).with_data(grid).create("wave")?;
        written::write_attribute(&wave, "unit", "Angstrom")?;
        let fluxes = match config.dtype {
            Dtype::Float64 => Fluxes::Double(Matrix::create(&file, grid.len())?),
            Dtype::Float32 => Fluxes::Single(Matrix::create(&file, grid.len())?),
        };
        let group = file.create_group_builder().obj_track_times(false).create("metadata")?;
        let metadata = Metadata::create(&group)?;
        written::write_attribute(&file, "version", env!("CARGO_PKG_VERSION"))?;
        // A configuration of plain fields always has a JSON form.
        written::write_attribute(&file, "config", &serde_json::to_string(config).unwrap_or_default())?;
        Ok(Self { fluxes, names, metadata, file, result, report })
    }

    /// Adds a spectrum.
    ///
    /// # Errors
    ///
    /// Where HDF5 cannot write, on a full disk for example.
    pub(super) fn add(&mut self, name: &str, meta: &SpectrumMeta, row: &[f64]) -> Result<(), PreprocessError> {
        self.names.add_text(name)?;
        self.metadata.add(meta)?;
        self.fluxes.add(row)?;
        Ok(())
    }

    /// Completes the result and the report beside it, and gives both their names: the result last, so that a result always has
    /// its report.
    ///
    /// # Errors
    ///
    /// Where something cannot be written; nothing stands under the final name then that was not there before.
    pub(super) fn finish(self, report: &Report) -> Result<(), PreprocessError> {
        let Self { result, report: report_file, file, mut fluxes, mut names, mut metadata } = self;
        fluxes.flush()?;
        names.flush()?;
        metadata.flush()?;
        for (name, count) in [("files", report.files), ("spectra", report.spectra), ("skipped", report.skipped.total)] {
            file.new_attr::<u64>().create(name)?.write_scalar(&count)?;
        }
        // HDF5 holds back writes until now, so a full disk may only show here.
        file.flush()?;
        drop((fluxes, names, metadata));
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

/// The matrix of fluxes in one of its precisions.
enum Fluxes {
    Double(Matrix<f64>),
    Single(Matrix<f32>),
}

impl Fluxes {
    #[expect(clippy::cast_possible_truncation, reason = "single precision is what the user asked for")]
    fn add(&mut self, row: &[f64]) -> hdf5::Result<()> {
        match self {
            Self::Double(matrix) => matrix.add(row.iter().copied()),
            Self::Single(matrix) => matrix.add(row.iter().map(|&flux| flux as f32)),
        }
    }

    fn flush(&mut self) -> hdf5::Result<()> {
        match self {
            Self::Double(matrix) => matrix.flush(),
            Self::Single(matrix) => matrix.flush(),
        }
    }
}

/// Rows that are gathered until a chunk of them is full.
struct Matrix<T> {
    dataset: Dataset,
    points: usize,
    chunk_rows: usize,
    staged: Vec<T>,
    written: usize,
}

impl<T: H5Type> Matrix<T> {
    fn create(file: &hdf5::File, points: usize) -> hdf5::Result<Self> {
        let chunk_rows = (CHUNK_BYTES / (points * size_of::<T>())).max(1);
        let dataset = file
            .new_dataset::<T>()
            .obj_track_times(false)
            .chunk((chunk_rows, points))
            .shape((0.., points))
            .create("fluxes")?;
        Ok(Self { dataset, points, chunk_rows, staged: Vec::with_capacity(chunk_rows * points), written: 0 })
    }

    fn add(&mut self, row: impl Iterator<Item = T>) -> hdf5::Result<()> {
        self.staged.extend(row);
        if self.staged.len() == self.chunk_rows * self.points { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> hdf5::Result<()> {
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
struct Column<T> {
    dataset: Dataset,
    /// Bytes of a value in the file.
    width: usize,
    staged: Vec<T>,
    written: usize,
}

impl<T: H5Type> Column<T> {
    fn create(group: &Group, name: &str, stored: &TypeDescriptor) -> hdf5::Result<Self> {
        let builder = group.new_dataset_builder().obj_track_times(false).empty_as(stored);
        let dataset = builder.chunk(COLUMN_CHUNK).shape(0..).create(name)?;
        Ok(Self { dataset, width: stored.size(), staged: Vec::with_capacity(COLUMN_CHUNK), written: 0 })
    }

    fn add(&mut self, value: T) -> hdf5::Result<()> {
        self.staged.push(value);
        if self.staged.len() == COLUMN_CHUNK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> hdf5::Result<()> {
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

impl Column<Text> {
    fn add_text(&mut self, text: &str) -> hdf5::Result<()> {
        self.add(written::text(text, self.width))
    }
}

type NumberFact = (&'static str, fn(&SpectrumMeta) -> Option<f64>);
type TextFact = (&'static str, fn(&SpectrumMeta) -> Option<&str>);

/// The header facts that go into the result as numbers; NaN where they are not stated.
const NUMBERS: [NumberFact; 6] = [
    ("ra", |meta| meta.ra),
    ("dec", |meta| meta.dec),
    ("z", SpectrumMeta::redshift),
    ("z_err", |meta| meta.redshift().and(meta.z_err)),
    ("snr", SpectrumMeta::snr),
    ("magnitude", SpectrumMeta::magnitude),
];

/// The header facts that go into the result as texts; empty where they are not stated.
const TEXTS: [TextFact; 4] = [
    ("class", |meta| meta.class.map(crate::spectrum::ObjectClass::as_str)),
    ("subclass", |meta| meta.subclass.as_deref()),
    ("targetname", |meta| meta.targetname.as_deref()),
    ("observed_at", |meta| meta.observed_at.as_deref()),
];

/// Bytes of a text fact: the longest in LAMOST and SDSS headers is 38.
const FACT_BYTES: usize = 48;

/// The table of header facts.
struct Metadata {
    numbers: Vec<Column<f64>>,
    texts: Vec<Column<Text>>,
}

impl Metadata {
    fn create(group: &Group) -> hdf5::Result<Self> {
        let (number, text) = (f64::type_descriptor(), TypeDescriptor::FixedUnicode(FACT_BYTES));
        let numbers = NUMBERS.iter().map(|(name, _)| Column::create(group, name, &number));
        let texts = TEXTS.iter().map(|(name, _)| Column::create(group, name, &text));
        Ok(Self { numbers: numbers.collect::<hdf5::Result<_>>()?, texts: texts.collect::<hdf5::Result<_>>()? })
    }

    fn add(&mut self, meta: &SpectrumMeta) -> hdf5::Result<()> {
        for (column, (_, fact)) in self.numbers.iter_mut().zip(NUMBERS) {
            column.add(fact(meta).unwrap_or(f64::NAN))?;
        }
        for (column, (_, fact)) in self.texts.iter_mut().zip(TEXTS) {
            column.add_text(fact(meta).unwrap_or_default())?;
        }
        Ok(())
    }

    fn flush(&mut self) -> hdf5::Result<()> {
        self.numbers.iter_mut().try_for_each(Column::flush)?;
        self.texts.iter_mut().try_for_each(Column::flush)
    }
}
