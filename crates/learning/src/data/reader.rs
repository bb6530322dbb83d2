//! Reading spectra from HDF5, a chunk of rows at a time.

use std::ops::Range;
use std::path::{Path, PathBuf};

use hdf5::types::{FixedAscii, FixedUnicode, TypeDescriptor, VarLenAscii, VarLenUnicode};
use hdf5::{Dataset, File, H5Type};
use ml_job_disk::enclosed::{EnclosedError, Values, open_dataset, virtual_sources};
use ndarray::s;

use super::Names;
use crate::error::LearningError;

/// Bytes of fluxes that one read may bring.
const CHUNK_BYTES: usize = 16 << 20;
/// Names read at once.
const NAMES_PER_READ: usize = 65_536;
/// The longest fixed-length name that is understood, in bytes.
const LONGEST_NAME: usize = 256;

/// An open HDF5 file of spectra: `fluxes` `[rows, points]` and, as far as they are asked for, `filenames`, `wave` and `labels`.
#[derive(Debug)]
pub struct SpectraFile {
    path: PathBuf,
    shown: PathBuf,
    file: File,
    fluxes: Dataset,
    sources: Vec<String>,
    rows: usize,
    points: usize,
}

impl SpectraFile {
    /// Opens `path`, which errors call `shown`: a name that means something to the user and tells nothing about the server.
    ///
    /// # Errors
    /// When the file is no HDF5, is truncated, or has no two-dimensional numeric dataset `fluxes`.
    pub fn open(path: &Path, shown: &Path) -> Result<Self, LearningError> {
        let file = File::open(path).map_err(|error| {
            if path.is_file() {
                LearningError::hdf5(shown, "open it as HDF5: it is truncated or of another kind", error)
            } else {
                LearningError::data(shown, "There is no such file.")
            }
        })?;
        let fluxes = dataset(&file, shown, "fluxes")?;
        let sources = virtual_sources(&fluxes)
            .map_err(|error| LearningError::hdf5(shown, "read the layout of \"fluxes\"", error))?;
        let numeric = fluxes.dtype().and_then(|kind| kind.to_descriptor());
        if !matches!(numeric, Ok(TypeDescriptor::Float(_))) {
            return Err(LearningError::data(shown, "Dataset \"fluxes\" does not hold floating-point numbers."));
        }
        let &[rows, points] = &fluxes.shape()[..] else {
            let message =
                format!("Dataset \"fluxes\" has {} dimensions instead of 2 (spectra, points).", fluxes.ndim());
            return Err(LearningError::data(shown, message));
        };
        if points == 0 {
            return Err(LearningError::data(shown, "Dataset \"fluxes\" has spectra of no points."));
        }
        Ok(Self { path: path.to_owned(), shown: shown.to_owned(), file, fluxes, sources, rows, points })
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user calls the file.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// The other files that the fluxes are read from, as HDF5 finds them: the name that the file tells, in its directory.
    pub fn sources(&self) -> impl Iterator<Item = PathBuf> {
        let directory = self.path.parent().unwrap_or(Path::new("."));
        self.sources.iter().filter(|source| source.as_str() != ".").map(|source| directory.join(source))
    }

    /// Number of spectra.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Samples of each spectrum.
    pub fn points(&self) -> usize {
        self.points
    }

    /// Whether `fluxes` is stored in double precision.
    pub fn is_double(&self) -> bool {
        self.fluxes.dtype().is_ok_and(|kind| kind.size() == 8)
    }

    /// The wavelength grid `wave` in Å, `[points]`.
    ///
    /// # Errors
    /// When it is missing, not numeric, of another length, not finite or not rising.
    pub fn wave(&self) -> Result<Vec<f64>, LearningError> {
        let wave: Vec<f64> = self.read_all("wave")?;
        if wave.len() != self.points {
            let message = format!("Dataset \"wave\" has {} points but \"fluxes\" has {}.", wave.len(), self.points);
            return Err(LearningError::data(&self.shown, message));
        }
        if wave.iter().any(|point| !point.is_finite()) || wave.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(LearningError::data(&self.shown, "Dataset \"wave\" does not rise from point to point."));
        }
        Ok(wave)
    }

    /// Whether the file has a dataset of that name.
    pub fn has(&self, name: &str) -> bool {
        self.file.link_exists(name)
    }

    /// The text attribute `name` of the file, where it has one.
    pub fn text_attribute(&self, name: &str) -> Option<String> {
        let text: VarLenUnicode = self.file.attr(name).ok()?.read_scalar().ok()?;
        Some(text.as_str().to_owned())
    }

    /// The names of the spectra, `filenames`: HDF5 strings of variable or fixed length.
    ///
    /// # Errors
    /// When the dataset is missing, not of text, or does not have one name for each spectrum.
    pub fn names(&self) -> Result<Names, LearningError> {
        let names = dataset(&self.file, &self.shown, "filenames")?;
        if names.shape() != [self.rows] {
            let message = format!(
                "Dataset \"filenames\" has shape {:?} but \"fluxes\" has {} spectra.",
                names.shape(),
                self.rows
            );
            return Err(LearningError::data(&self.shown, message));
        }
        let kind = names
            .dtype()
            .and_then(|kind| kind.to_descriptor())
            .map_err(|error| LearningError::hdf5(&self.shown, "read the type of dataset \"filenames\"", error))?;
        match kind {
            TypeDescriptor::VarLenUnicode => self.read_names(&names, VarLenUnicode::as_str),
            TypeDescriptor::VarLenAscii => self.read_names(&names, VarLenAscii::as_str),
            TypeDescriptor::FixedUnicode(n) if n <= LONGEST_NAME => {
                self.read_names(&names, FixedUnicode::<LONGEST_NAME>::as_str)
            }
            TypeDescriptor::FixedAscii(n) if n <= LONGEST_NAME => {
                self.read_names(&names, FixedAscii::<LONGEST_NAME>::as_str)
            }
            other => {
                let message = format!(
                    "Dataset \"filenames\" is of type {other} instead of text of at most {LONGEST_NAME} bytes."
                );
                Err(LearningError::data(&self.shown, message))
            }
        }
    }

    fn read_names<T: H5Type>(&self, dataset: &Dataset, text: impl Fn(&T) -> &str) -> Result<Names, LearningError> {
        let mut names = Names::new();
        for start in (0..self.rows).step_by(NAMES_PER_READ) {
            let end = self.rows.min(start + NAMES_PER_READ);
            let part = dataset
                .read_slice_1d::<T, _>(s![start..end])
                .map_err(|error| LearningError::hdf5(&self.shown, "read dataset \"filenames\"", error))?;
            part.iter().for_each(|name| names.push(text(name)));
        }
        Ok(names)
    }

    /// The class indices `labels`, each below `classes`.
    ///
    /// # Errors
    /// When the dataset is missing, not of integers, of another length, or has a label outside the classes.
    pub fn labels(&self, classes: usize) -> Result<Vec<u32>, LearningError> {
        let data = dataset(&self.file, &self.shown, "labels")?;
        let kind = data.dtype().and_then(|kind| kind.to_descriptor());
        if !matches!(kind, Ok(TypeDescriptor::Integer(_) | TypeDescriptor::Unsigned(_))) {
            return Err(LearningError::data(&self.shown, "Dataset \"labels\" does not hold integers."));
        }
        let labels: Vec<i64> = self.read_all("labels")?;
        if labels.len() != self.rows {
            let message = format!("Dataset \"labels\" has {} labels for {} spectra.", labels.len(), self.rows);
            return Err(LearningError::data(&self.shown, message));
        }
        let check = |(row, label): (usize, &i64)| match u32::try_from(*label) {
            Ok(class) if (class as usize) < classes => Ok(class),
            _ => {
                let message =
                    format!("Dataset \"labels\" has label {label} in row {row}, outside the {classes} classes.");
                Err(LearningError::data(&self.shown, message))
            }
        };
        labels.iter().enumerate().map(check).collect()
    }

    /// The magnitude of each spectrum, `metadata/magnitude`, NaN where it is unknown; `None` where the file holds none.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn magnitudes(&self) -> Result<Option<Vec<f64>>, LearningError> {
        let Ok(column) = open_dataset(&self.file, "metadata/magnitude", Values::Own) else { return Ok(None) };
        if column.shape() != [self.rows] {
            return Ok(None);
        }
        let read = column.read_raw::<f64>();
        read.map(Some).map_err(|error| LearningError::hdf5(&self.shown, "read dataset \"metadata/magnitude\"", error))
    }

    /// Reads the fluxes of some neighbouring spectra, `[rows, points]`, in single precision.
    ///
    /// # Errors
    /// When the file ends too early or the disk fails.
    pub fn read_rows(&self, rows: Range<usize>) -> Result<Vec<f32>, LearningError> {
        let action = || format!("read spectra {} to {} of dataset \"fluxes\"", rows.start, rows.end);
        let fluxes = self
            .fluxes
            .read_slice_2d::<f32, _>(s![rows.clone(), ..])
            .map_err(|error| LearningError::hdf5(&self.shown, action(), error))?;
        Ok(fluxes.into_raw_vec_and_offset().0)
    }

    /// Reads the fluxes of the given spectra, `[indices, points]`, in the order given.
    ///
    /// # Errors
    /// When the disk fails or a spectrum has a flux that is not finite.
    pub fn gather(&self, indices: &[usize], names: &Names) -> Result<Vec<f32>, LearningError> {
        let mut fluxes = Vec::with_capacity(indices.len() * self.points);
        let mut rest = indices;
        while let Some(&start) = rest.first() {
            let run = rest.iter().zip(start..).take_while(|(index, expected)| **index == *expected).count();
            let run = run.min(self.rows_per_chunk());
            fluxes.extend(self.read_rows(start..start + run)?);
            rest = &rest[run..];
        }
        self.refuse_non_finite(&fluxes, |row| names.get(indices[row]).to_owned())?;
        Ok(fluxes)
    }

    /// Spectra that one read should bring.
    pub fn rows_per_chunk(&self) -> usize {
        (CHUNK_BYTES / (4 * self.points)).max(1)
    }

    /// Refuses NaN and infinite fluxes; `name` tells which spectrum row `i` of `fluxes` is.
    ///
    /// # Errors
    /// A sentence that names the spectrum and the point.
    pub fn refuse_non_finite(&self, fluxes: &[f32], name: impl Fn(usize) -> String) -> Result<(), LearningError> {
        match fluxes.iter().position(|flux| !flux.is_finite()) {
            None => Ok(()),
            Some(at) => {
                let (row, point) = (at / self.points, at % self.points);
                let what = if fluxes[at].is_nan() { "NaN" } else { "infinite" };
                let message = format!("The flux of spectrum {} is {what} at point {point}.", name(row));
                Err(LearningError::data(&self.shown, message))
            }
        }
    }

    fn read_all<T: H5Type>(&self, name: &str) -> Result<Vec<T>, LearningError> {
        let data = dataset(&self.file, &self.shown, name)?;
        if data.ndim() != 1 {
            let message = format!("Dataset \"{name}\" has {} dimensions instead of 1.", data.ndim());
            return Err(LearningError::data(&self.shown, message));
        }
        data.read_raw().map_err(|error| LearningError::hdf5(&self.shown, format!("read dataset \"{name}\""), error))
    }
}

/// Opens a dataset, or says which ones there are instead.
fn dataset(file: &File, shown: &Path, name: &str) -> Result<Dataset, LearningError> {
    // Only fluxes may lie in another file: those of a selection in that of its pool.
    let values = if name == "fluxes" { Values::Virtual } else { Values::Own };
    match open_dataset(file, name, values) {
        Ok(dataset) => return Ok(dataset),
        Err(EnclosedError::Missing(_)) => {}
        Err(EnclosedError::Hdf5(error)) => {
            return Err(LearningError::hdf5(shown, format!("open dataset \"{name}\""), error));
        }
        Err(other) => return Err(LearningError::data(shown, format!("The file is refused: {other}."))),
    }
    let mut present = file.member_names().unwrap_or_default();
    present.sort_unstable();
    let message = if present.is_empty() {
        format!("Dataset \"{name}\" is missing; the file is empty.")
    } else {
        format!("Dataset \"{name}\" is missing; the file has: {}.", present.join(", "))
    };
    Err(LearningError::data(shown, message))
}
