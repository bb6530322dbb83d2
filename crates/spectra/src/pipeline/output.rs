//! `result.h5`: rows in, in their order, byte for byte the same for the same rows.
//!
//! | object | type | what |
//! |---|---|---|
//! | `filenames` | fixed-length UTF-8 strings (n) | name on disk without `.gz` |
//! | `wave` | float64 (points) | the wavelength grid \[Å\] |
//! | `fluxes` | float64 or float32 (n × points) | resampled and scaled fluxes |
//! | `metadata/…` | one dataset (n) per header fact | NaN or an empty string where the header states nothing |
//! | attributes of `/` | | `config` (JSON), `version`, `files`, `spectra`, `skipped` |
//!
//! Strings have a fixed length (32, 64, 128 or 256 bytes, zero-padded): h5py reads them like those of variable length
//! (`asstr()` or bytes), they take a thirtieth of the space, and they do not scatter over a heap.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::str::FromStr as _;

use hdf5::types::{FixedUnicode, VarLenUnicode};
use hdf5::{Dataset, Group, H5Type};
use ml_job_disk::AtomicFile;
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
    /// Declared before the files: HDF5 closes its file before the temporary name is removed.
    rows: Rows,
    result: AtomicFile,
    report: AtomicFile,
}

/// The open HDF5 file and what it consists of.
struct Rows {
    fluxes: Fluxes,
    names: Names,
    metadata: Metadata,
    file: hdf5::File,
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
        let file =
            hdf5::File::with_options().with_fcpl(|plist| plist.obj_track_times(false)).create(result.temporary())?;
        let rows = Rows::build(file, config, grid, longest_name)?;
        Ok(Self { rows, result, report })
    }

    /// Adds a spectrum.
    ///
    /// # Errors
    ///
    /// Where HDF5 cannot write, on a full disk for example.
    pub(super) fn add(&mut self, name: &str, meta: &SpectrumMeta, row: &[f64]) -> Result<(), PreprocessError> {
        self.rows.names.add(name)?;
        self.rows.metadata.add(meta)?;
        self.rows.fluxes.add(row)?;
        Ok(())
    }

    /// Completes the result and the report beside it, and gives both their names: the result last, so that a result always has
    /// its report.
    ///
    /// # Errors
    ///
    /// Where something cannot be written; nothing stands under the final name then that was not there before.
    pub(super) fn finish(self, report: &Report) -> Result<(), PreprocessError> {
        let Self { rows, result, report: report_file } = self;
        rows.finish(report)?;
        // Both are complete and on the disk before either gets its name.
        File::open(result.temporary())?.sync_all()?;
        let text = serde_json::to_vec_pretty(report).map_err(std::io::Error::from)?;
        report_file.create()?.write_all(&text)?;
        report_file.commit()?;
        result.commit()?;
        Ok(())
    }
}

impl Rows {
    fn build(file: hdf5::File, config: &PreprocessConfig, grid: &[f64], longest_name: usize) -> hdf5::Result<Self> {
        let names = Names::create(&file, longest_name)?;
        let wave = file.new_dataset_builder().obj_track_times(false).with_data(grid).create("wave")?;
        text_attribute(&wave, "unit", "Angstrom")?;
        let fluxes = match config.dtype {
            Dtype::Float64 => Fluxes::Double(Matrix::create(&file, grid.len())?),
            Dtype::Float32 => Fluxes::Single(Matrix::create(&file, grid.len())?),
        };
        let group = file.create_group_builder().obj_track_times(false).create("metadata")?;
        let metadata = Metadata::create(&group)?;
        text_attribute(&file, "version", env!("CARGO_PKG_VERSION"))?;
        // A configuration of plain fields always has a JSON form.
        text_attribute(&file, "config", &serde_json::to_string(config).unwrap_or_default())?;
        Ok(Self { fluxes, names, metadata, file })
    }

    /// Writes what is gathered and the counts, and closes the file, so that all of it is handed to the system.
    fn finish(self, report: &Report) -> hdf5::Result<()> {
        let Self { mut fluxes, mut names, mut metadata, file } = self;
        fluxes.flush()?;
        names.flush()?;
        metadata.flush()?;
        for (name, count) in [("files", report.files), ("spectra", report.spectra), ("skipped", report.skipped.total)] {
            file.new_attr::<u64>().create(name)?.write_scalar(&count)?;
        }
        // HDF5 holds back writes until now, so a full disk may only show here.
        file.flush()?;
        drop((fluxes, names, metadata));
        file.close()
    }
}

fn text_attribute(object: &hdf5::Location, name: &str, text: &str) -> hdf5::Result<()> {
    // Only a NUL could not be written, and neither a version nor JSON holds one.
    let text = VarLenUnicode::from_str(text).unwrap_or_default();
    object.new_attr::<VarLenUnicode>().create(name)?.write_scalar(&text)
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
    staged: Vec<T>,
    written: usize,
}

impl<T: H5Type> Column<T> {
    fn create(group: &Group, name: &str) -> hdf5::Result<Self> {
        let dataset = group.new_dataset::<T>().obj_track_times(false).chunk(COLUMN_CHUNK).shape(0..).create(name)?;
        Ok(Self { dataset, staged: Vec::with_capacity(COLUMN_CHUNK), written: 0 })
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

impl<const N: usize> Column<FixedUnicode<N>> {
    fn add_text(&mut self, text: &str) -> hdf5::Result<()> {
        // A NUL would end the string early, and a character must not be cut in two.
        let text = &text[..text.find('\0').unwrap_or(text.len())];
        let end = text.floor_char_boundary(N);
        self.add(FixedUnicode::from_str(&text[..end]).unwrap_or_default())
    }
}

/// The names of the spectra, as long as the longest of them needs.
enum Names {
    To32(Column<FixedUnicode<32>>),
    To64(Column<FixedUnicode<64>>),
    To128(Column<FixedUnicode<128>>),
    To256(Column<FixedUnicode<256>>),
}

impl Names {
    fn create(file: &hdf5::File, longest: usize) -> hdf5::Result<Self> {
        Ok(match longest {
            0..=32 => Self::To32(Column::create(file, "filenames")?),
            33..=64 => Self::To64(Column::create(file, "filenames")?),
            65..=128 => Self::To128(Column::create(file, "filenames")?),
            _ => Self::To256(Column::create(file, "filenames")?),
        })
    }

    fn add(&mut self, name: &str) -> hdf5::Result<()> {
        match self {
            Self::To32(column) => column.add_text(name),
            Self::To64(column) => column.add_text(name),
            Self::To128(column) => column.add_text(name),
            Self::To256(column) => column.add_text(name),
        }
    }

    fn flush(&mut self) -> hdf5::Result<()> {
        match self {
            Self::To32(column) => column.flush(),
            Self::To64(column) => column.flush(),
            Self::To128(column) => column.flush(),
            Self::To256(column) => column.flush(),
        }
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
type FactText = FixedUnicode<48>;

/// The table of header facts.
struct Metadata {
    numbers: Vec<Column<f64>>,
    texts: Vec<Column<FactText>>,
}

impl Metadata {
    fn create(group: &Group) -> hdf5::Result<Self> {
        let numbers = NUMBERS.iter().map(|(name, _)| Column::create(group, name)).collect::<hdf5::Result<_>>()?;
        let texts = TEXTS.iter().map(|(name, _)| Column::create(group, name)).collect::<hdf5::Result<_>>()?;
        Ok(Self { numbers, texts })
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
