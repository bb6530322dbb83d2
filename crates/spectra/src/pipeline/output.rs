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

use hdf5::types::TypeDescriptor;
use hdf5::{Dataset, Group, H5Type};
use ml_job_disk::AtomicFile;
use ml_job_disk::written::{self, Text};
use ndarray::{ArrayView1, ArrayView2, s};

use super::look::medium_name;
use super::row::Made;
use super::{PreprocessError, Report};
use crate::catalogue::{Catalogue, Values};
use crate::config::{Dtype, PreprocessConfig};
use crate::grid::WaveGrid;
use crate::prepare::Quality;
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

/// A matrix of fluxes, or of their inverse variances, in one of its precisions.
enum Fluxes {
    Double(Matrix<f64>),
    Single(Matrix<f32>),
}

impl Fluxes {
    fn create(file: &hdf5::File, name: &str, points: usize, dtype: Dtype) -> hdf5::Result<Self> {
        Ok(match dtype {
            Dtype::Float64 => Self::Double(Matrix::create(file, name, points)?),
            Dtype::Float32 => Self::Single(Matrix::create(file, name, points)?),
        })
    }

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
    fn create(file: &hdf5::File, name: &str, points: usize) -> hdf5::Result<Self> {
        let chunk_rows = (CHUNK_BYTES / (points * size_of::<T>())).max(1);
        let dataset = file
            .new_dataset::<T>()
            .obj_track_times(false)
            .chunk((chunk_rows, points))
            .shape((0.., points))
            .create(name)?;
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

/// Names that are read and written at once where a column is widened.
const COPIED_NAMES: usize = 65_536;

impl Column<Text> {
    /// Makes room for longer texts: names with targets are longer than those of the files, which are all that is known first.
    fn widen(&mut self, group: &Group, name: &str, longest: usize) -> hdf5::Result<()> {
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

type QualityFact = (&'static str, fn(&Quality) -> Option<f64>);

/// The measures of quality that go into the result as numbers.
const QUALITIES: [QualityFact; 5] = [
    ("snr_window", |quality| quality.snr),
    ("bad_fraction", |quality| Some(quality.bad_fraction)),
    ("outside_fraction", |quality| Some(quality.outside_fraction)),
    ("spikes", |quality| Some(f64::from(quality.spikes))),
    ("resolving_power", |quality| quality.resolving_power),
];
/// The measure of quality that is a text.
const MEDIUM: &str = "medium";
/// The number of the star, for those with several spectra.
const GROUP: &str = "repeat_group";

/// Whether a name of `metadata` is that of a fact or measure of ours.
pub(crate) fn is_header_fact(name: &str) -> bool {
    let numbers = NUMBERS.iter().map(|(name, _)| *name);
    let own = numbers.chain(TEXTS.iter().map(|(name, _)| *name)).chain(QUALITIES.iter().map(|(name, _)| *name));
    own.chain([MEDIUM, GROUP]).any(|own| own == name)
}

/// The table of facts: of the headers, of quality, of the catalogue.
struct Metadata {
    numbers: Vec<Column<f64>>,
    texts: Vec<Column<Text>>,
    /// Where quality is asked for: its numbers, and the medium.
    quality: Option<(Vec<Column<f64>>, Column<Text>)>,
    listed: Vec<ListedColumn>,
    group: Group,
}

/// A column of the catalogue: its values by the rows of the catalogue, and where they go.
enum ListedColumn {
    Numbers(Vec<f64>, Column<f64>),
    Texts(Vec<String>, Column<Text>),
}

impl Metadata {
    fn create(group: Group, has_quality: bool, catalogue: Option<&Catalogue>) -> hdf5::Result<Self> {
        let (number, text) = (f64::type_descriptor(), TypeDescriptor::FixedUnicode(FACT_BYTES));
        let numbers = NUMBERS.iter().map(|(name, _)| Column::create(&group, name, &number));
        let numbers = numbers.collect::<hdf5::Result<_>>()?;
        let texts = TEXTS.iter().map(|(name, _)| Column::create(&group, name, &text)).collect::<hdf5::Result<_>>()?;
        let quality = || {
            let numbers = QUALITIES.iter().map(|(name, _)| Column::create(&group, name, &number));
            Ok::<_, hdf5::Error>((numbers.collect::<hdf5::Result<_>>()?, Column::create(&group, MEDIUM, &text)?))
        };
        let quality = has_quality.then(quality).transpose()?;
        let columns = catalogue.map(Catalogue::kept).unwrap_or_default().iter();
        let listed = columns.map(|column| ListedColumn::create(&group, &column.name, &column.values));
        let listed = listed.collect::<hdf5::Result<_>>()?;
        Ok(Self { numbers, texts, quality, listed, group })
    }

    fn add(&mut self, made: &Made) -> hdf5::Result<()> {
        let meta = &made.meta;
        for (column, (_, fact)) in self.numbers.iter_mut().zip(NUMBERS) {
            column.add(fact(meta).unwrap_or(f64::NAN))?;
        }
        for (column, (_, fact)) in self.texts.iter_mut().zip(TEXTS) {
            column.add_text(fact(meta).unwrap_or_default())?;
        }
        if let (Some((numbers, medium)), Some(quality)) = (&mut self.quality, &made.quality) {
            for (column, (_, fact)) in numbers.iter_mut().zip(QUALITIES) {
                column.add(fact(quality).unwrap_or(f64::NAN))?;
            }
            medium.add_text(medium_name(quality.medium))?;
        }
        for column in &mut self.listed {
            column.add(made.listed.map(|listed| listed.row))?;
        }
        Ok(())
    }

    /// Adds the star that each spectrum is of, NaN for stars with one only.
    fn add_groups(&mut self, groups: &[Option<u32>]) -> hdf5::Result<()> {
        let mut column = Column::create(&self.group, GROUP, &f64::type_descriptor())?;
        for group in groups {
            column.add(group.map_or(f64::NAN, f64::from))?;
        }
        column.flush()
    }

    fn flush(&mut self) -> hdf5::Result<()> {
        self.numbers.iter_mut().try_for_each(Column::flush)?;
        self.texts.iter_mut().try_for_each(Column::flush)?;
        if let Some((numbers, medium)) = &mut self.quality {
            numbers.iter_mut().try_for_each(Column::flush)?;
            medium.flush()?;
        }
        self.listed.iter_mut().try_for_each(ListedColumn::flush)
    }
}

impl ListedColumn {
    fn create(group: &Group, name: &str, values: &Values) -> hdf5::Result<Self> {
        Ok(match values {
            Values::Numbers(values) => {
                Self::Numbers(values.clone(), Column::create(group, name, &f64::type_descriptor())?)
            }
            Values::Texts(values) => {
                let longest = values.iter().map(String::len).max().unwrap_or(0);
                Self::Texts(values.clone(), Column::create(group, name, &written::text_type(longest))?)
            }
        })
    }

    fn add(&mut self, row: Option<usize>) -> hdf5::Result<()> {
        match self {
            Self::Numbers(values, column) => column.add(row.and_then(|row| values.get(row)).copied().unwrap_or(f64::NAN)),
            Self::Texts(values, column) => column.add_text(row.and_then(|row| values.get(row)).map_or("", String::as_str)),
        }
    }

    fn flush(&mut self) -> hdf5::Result<()> {
        match self {
            Self::Numbers(_, column) => column.flush(),
            Self::Texts(_, column) => column.flush(),
        }
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
