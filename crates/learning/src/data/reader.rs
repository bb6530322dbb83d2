//! Reading spectra from HDF5, a chunk of rows at a time.

use std::ops::Range;
use std::path::{Path, PathBuf};

use hdf5::types::{TypeDescriptor, VarLenUnicode};
use hdf5::{Dataset, File, H5Type};
use ml_job_disk::enclosed::{
    EnclosedError, Values, matrix_shape, member_names, open_dataset, virtual_datasets, virtual_sources, visit_texts,
};
use ndarray::s;
use sha2::{Digest as _, Sha256};

use super::{Names, check_memory, opening};
use crate::error::LearningError;
use crate::features::Layout;

/// Bytes of fluxes that one read may bring.
const CHUNK_BYTES: usize = 16 << 20;
/// Datasets that a message lists at most.
const MOST_LISTED: usize = 50;

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
    /// Embeddings that are read behind the fluxes, and the numbers of one.
    embeddings: Option<(Dataset, usize)>,
}

impl SpectraFile {
    /// Opens `path`, which errors call `shown`: a name that means something to the user and tells nothing about the server.
    ///
    /// # Errors
    /// When the file is no HDF5, is truncated, is open elsewhere for writing, or has no two-dimensional numeric dataset `fluxes`.
    pub fn open(path: &Path, shown: &Path) -> Result<Self, LearningError> {
        let file = opening::open(path, shown)?;
        let fluxes = dataset(&file, shown, "fluxes")?;
        let sources = sources(&fluxes, shown)?;
        let numeric = fluxes.dtype().and_then(|kind| kind.to_descriptor());
        if !matches!(numeric, Ok(TypeDescriptor::Float(_))) {
            return Err(LearningError::data(shown, "Dataset \"fluxes\" does not hold floating-point numbers."));
        }
        if fluxes.ndim() != 2 {
            let message =
                format!("Dataset \"fluxes\" has {} dimensions instead of 2 (spectra, points).", fluxes.ndim());
            return Err(LearningError::data(shown, message));
        }
        let [rows, points] = matrix_shape(&fluxes).map_err(|error| refused(shown, "fluxes", error))?;
        if points == 0 {
            return Err(LearningError::data(shown, "Dataset \"fluxes\" has spectra of no points."));
        }
        let (path, shown) = (path.to_owned(), shown.to_owned());
        Ok(Self { path, shown, file, fluxes, sources, rows, points, embeddings: None })
    }

    /// The same file, whose rows are followed by their `embeddings` `[rows, n]`, where it has that dataset.
    ///
    /// # Errors
    /// When the dataset is not of floating-point numbers, not two-dimensional, or not of one row for each spectrum.
    pub fn with_embeddings(mut self) -> Result<Self, LearningError> {
        const NAME: &str = "embeddings";
        if !self.has(NAME) {
            return Ok(self);
        }
        let dataset = dataset(&self.file, &self.shown, NAME)?;
        let kind = dataset.dtype().and_then(|kind| kind.to_descriptor());
        let (rows, shape) = (self.rows, dataset.shape());
        if !matches!(kind, Ok(TypeDescriptor::Float(_))) || dataset.ndim() != 2 || shape[0] != rows || shape[1] == 0 {
            let message =
                format!("Dataset \"{NAME}\" must be {rows} rows of floating-point numbers, not of shape {shape:?}.");
            return Err(LearningError::data(&self.shown, message));
        }
        let [_, width] = matrix_shape(&dataset).map_err(|error| refused(&self.shown, NAME, error))?;
        self.embeddings = Some((dataset, width));
        Ok(self)
    }

    /// Where the numbers of a row are.
    pub fn layout(&self) -> Layout {
        Layout { points: self.points, embedding: self.embeddings.as_ref().map_or(0, |(_, width)| *width) }
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
        self.sources.iter().map(|source| directory.join(source))
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
        let wave: Vec<f64> = self.read_all("wave", self.points, "points")?;
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
        let dataset = self.column("filenames", self.rows, "spectra")?;
        let mut names = Names::default();
        visit_texts(&dataset, 0..self.rows, |name| names.push(name))
            .map_err(|error| refused(&self.shown, "filenames", error))?;
        Ok(names)
    }

    /// SHA-256 of the file, and of those that hold its fluxes where they lie elsewhere, one after another; in hexadecimal digits.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn sha256(&self) -> Result<String, LearningError> {
        let failed = |error| LearningError::io(self.shown.display().to_string(), "read it", error);
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 20];
        for path in std::iter::once(self.path().to_owned()).chain(self.sources()) {
            let mut file = std::fs::File::open(path).map_err(failed)?;
            loop {
                match std::io::Read::read(&mut file, &mut buffer).map_err(failed)? {
                    0 => break,
                    bytes => hash.update(&buffer[..bytes]),
                }
            }
        }
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A header fact of each spectrum: the numbers in `metadata/<name>`, NaN where it is unknown; `None` where the file holds none.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn facts(&self, name: &str) -> Result<Option<Vec<f64>>, LearningError> {
        let path = format!("metadata/{name}");
        let Ok(column) = open_dataset(&self.file, &path, Values::Own) else { return Ok(None) };
        if column.shape() != [self.rows] {
            return Ok(None);
        }
        let read = column.read_raw::<f64>();
        read.map(Some).map_err(|error| LearningError::reading(&self.shown, format!("read dataset \"{path}\""), error))
    }

    /// Reads some neighbouring rows in single precision: the fluxes `[rows, points]`, each spectrum followed by its embedding where
    /// they are [asked for](Self::with_embeddings).
    ///
    /// # Errors
    /// When the file ends too early or the disk fails.
    pub fn read_rows(&self, rows: Range<usize>) -> Result<Vec<f32>, LearningError> {
        let read = |dataset: &Dataset, name: &str| {
            let action = || format!("read spectra {} to {} of dataset \"{name}\"", rows.start, rows.end);
            dataset
                .read_slice_2d::<f32, _>(s![rows.clone(), ..])
                .map_err(|error| LearningError::reading(&self.shown, action(), error))
                .map(|values| values.into_raw_vec_and_offset().0)
        };
        let fluxes = read(&self.fluxes, "fluxes")?;
        let Some((dataset, width)) = &self.embeddings else { return Ok(fluxes) };
        let embeddings = read(dataset, "embeddings")?;
        let pairs = fluxes.chunks_exact(self.points).zip(embeddings.chunks_exact(*width));
        Ok(pairs.flat_map(|(fluxes, embedding)| fluxes.iter().chain(embedding)).copied().collect())
    }

    /// Reads the rows of the given spectra, `[indices, points]` without embeddings, in the order given; `name` tells what the `i`-th of them is called.
    ///
    /// # Errors
    /// When the disk fails or a spectrum has a flux that is not finite.
    pub fn gather<'n>(&self, indices: &[usize], name: impl Fn(usize) -> &'n str) -> Result<Vec<f32>, LearningError> {
        let width = self.layout().width();
        check_memory(&self.shown, indices.len(), width)?;
        let mut fluxes = Vec::with_capacity(indices.len() * width);
        let mut rest = indices;
        while let Some(&start) = rest.first() {
            let run = rest.iter().zip(start..).take_while(|(index, expected)| **index == *expected).count();
            let run = run.min(self.rows_per_chunk());
            fluxes.extend(self.read_rows(start..start + run)?);
            rest = &rest[run..];
        }
        if let Some(at) = fluxes.iter().position(|flux| !flux.is_finite()) {
            let (name, what) = (name(at / width), self.place_of(at % width, fluxes[at]));
            return Err(LearningError::data(
                &self.shown,
                format!("Spectrum {name} has a value that is not finite: {what}."),
            ));
        }
        Ok(fluxes)
    }

    /// Says which number of a row is not finite: a flux, or a number of the embedding.
    pub(crate) fn place_of(&self, at: usize, value: f32) -> String {
        let what = if value.is_nan() { "NaN" } else { "infinite" };
        if at < self.points {
            format!("{what} at point {at}")
        } else {
            format!("{what} in its embedding, at {}", at - self.points)
        }
    }

    /// Spectra that one read should bring.
    pub fn rows_per_chunk(&self) -> usize {
        (CHUNK_BYTES / (4 * self.layout().width())).max(1)
    }

    /// The shape of a dataset, and what its values are.
    pub(super) fn kind_of(&self, name: &str) -> Result<(Vec<usize>, Option<TypeDescriptor>), LearningError> {
        let data = dataset(&self.file, &self.shown, name)?;
        Ok((data.shape(), data.dtype().and_then(|kind| kind.to_descriptor()).ok()))
    }

    /// The values of a dataset that has as many of them as there are spectra, or points of one.
    pub(super) fn read_all<T: H5Type>(&self, name: &str, length: usize, what: &str) -> Result<Vec<T>, LearningError> {
        let read = self.column(name, length, what)?.read_raw();
        read.map_err(|error| LearningError::reading(&self.shown, format!("read dataset \"{name}\""), error))
    }

    /// Opens a dataset of a known length; nothing is read of one that claims another.
    fn column(&self, name: &str, length: usize, what: &str) -> Result<Dataset, LearningError> {
        let data = dataset(&self.file, &self.shown, name)?;
        let shape = data.shape();
        if shape == [length] {
            return Ok(data);
        }
        let message = format!("Dataset \"{name}\" has shape {shape:?} but \"fluxes\" has {length} {what}.");
        Err(LearningError::data(&self.shown, message))
    }
}

/// The files that virtual fluxes lie in, in their datasets of the same name: any other could lead anywhere.
fn sources(fluxes: &Dataset, shown: &Path) -> Result<Vec<String>, LearningError> {
    let failed = |error| LearningError::reading(shown, "read the layout of \"fluxes\"", error);
    let (sources, datasets) = (virtual_sources(fluxes).map_err(failed)?, virtual_datasets(fluxes).map_err(failed)?);
    if let Some(other) = datasets.iter().find(|name| name.trim_start_matches('/') != "fluxes") {
        let message = format!("Its fluxes lie in a dataset `{other}`, not in fluxes of other files.");
        return Err(LearningError::data(shown, message));
    }
    if sources.iter().any(|source| source == ".") {
        return Err(LearningError::data(shown, "Its fluxes refer to themselves."));
    }
    Ok(sources)
}

/// Opens a dataset, or says which ones there are instead.
fn dataset(file: &File, shown: &Path, name: &str) -> Result<Dataset, LearningError> {
    // Only fluxes may lie in another file: those of a selection in that of its pool.
    let values = if name == "fluxes" { Values::Virtual } else { Values::Own };
    open_dataset(file, name, values).map_err(|error| match error {
        EnclosedError::Missing(_) => LearningError::data(shown, missing(file, name)),
        other => refused(shown, name, other),
    })
}

fn refused(shown: &Path, name: &str, error: EnclosedError) -> LearningError {
    match error {
        EnclosedError::Hdf5(error) => LearningError::reading(shown, format!("read dataset \"{name}\""), error),
        other => LearningError::data(shown, format!("The file is refused: {other}.")),
    }
}

fn missing(file: &File, name: &str) -> String {
    match member_names(file, MOST_LISTED) {
        Ok(present) if present.is_empty() => format!("Dataset \"{name}\" is missing; the file is empty."),
        Ok(mut present) => {
            present.sort_unstable();
            format!("Dataset \"{name}\" is missing; the file has: {}.", present.join(", "))
        }
        Err(_) => format!("Dataset \"{name}\" is missing among {} others.", file.len()),
    }
}

#[cfg(test)]
mod tests {
    use hdf5::types::FixedUnicode;

    use super::*;

    const N: usize = 8_000_000_000;

    /// A good file of two spectra of three points, except for the dataset that `make` replaces.
    fn file(folder: &Path, replaced: &str, make: impl Fn(&File)) -> PathBuf {
        let place = folder.join(format!("{replaced}.h5"));
        let file = File::create(&place).unwrap();
        let names: Vec<FixedUnicode<8>> = vec!["a".parse().unwrap(), "b".parse().unwrap()];
        let own = |name: &str| name != replaced;
        own("filenames").then(|| file.new_dataset_builder().with_data(&names).create("filenames").unwrap());
        own("wave").then(|| file.new_dataset_builder().with_data(&[1.0, 2.0, 3.0]).create("wave").unwrap());
        own("labels").then(|| file.new_dataset_builder().with_data(&[0_i64, 1]).create("labels").unwrap());
        own("fluxes").then(|| file.new_dataset::<f32>().shape((2, 3)).create("fluxes").unwrap());
        make(&file);
        file.close().unwrap();
        place
    }

    /// What the reader says to a file, whichever dataset it is about.
    fn sentence(place: &Path) -> String {
        let read = || {
            let file = SpectraFile::open(place, Path::new("x.h5"))?;
            file.names()?;
            file.wave()?;
            file.labels(2)?;
            file.read_rows(0..1)
        };
        let error = read().unwrap_err();
        assert_eq!(error.class(), Some(ml_job_domain::FailureClass::Usage), "{error:?}");
        error.to_string()
    }

    #[test]
    fn no_dataset_leads_into_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let secret = file(folder.path(), "secret", |file| {
            file.new_dataset::<f64>().shape((2, 3)).create("other").unwrap();
        });
        let secret = secret.to_str().unwrap();
        for name in ["filenames", "wave", "labels", "fluxes"] {
            let linked = file(folder.path(), name, |file| file.link_external(secret, "/wave", name).unwrap());
            assert!(sentence(&linked).contains("is a link"), "{}", sentence(&linked));
            let soft = file(folder.path(), name, |file| file.link_soft("/other", name).unwrap());
            assert!(sentence(&soft).contains("is a link"), "{}", sentence(&soft));
            let outside = file(folder.path(), name, |file| {
                let builder = file.new_dataset::<i64>().shape(3).with_dcpl(|p| p.external(secret, 0, 24));
                builder.create(name).unwrap();
            });
            assert!(sentence(&outside).contains("in other files"), "{}", sentence(&outside));
        }
        for name in ["filenames", "wave", "labels"] {
            let assembled = file(folder.path(), name, |file| {
                let builder = file.new_dataset::<i64>().shape(3);
                builder.with_dcpl(|p| p.virtual_map(secret, "wave", 3, .., 3, ..)).create(name).unwrap();
            });
            assert!(sentence(&assembled).contains("in other files"), "{}", sentence(&assembled));
        }
        for (source, dataset, expected) in [(secret, "other", "`other`"), (".", "fluxes", "themselves")] {
            let assembled = file(folder.path(), "fluxes", |file| {
                let builder = file.new_dataset::<f32>().shape((2, 3));
                let map = builder.with_dcpl(|p| p.virtual_map(source, dataset, (2, 3), .., (2, 3), ..));
                map.create("fluxes").unwrap();
            });
            assert!(sentence(&assembled).contains(expected), "{}", sentence(&assembled));
        }
    }

    #[test]
    fn what_a_small_file_claims_to_hold_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let claim = |name: &str, shape: &[usize]| {
            file(folder.path(), name, |file| {
                let chunk: Vec<usize> = shape.iter().map(|&n| n.min(1000)).collect();
                file.new_dataset::<i64>().chunk(chunk).shape(shape).create(name).unwrap();
            })
        };
        for (name, shape, expected) in [
            ("wave", &[N][..], "but \"fluxes\" has 3 points"),
            ("labels", &[N], "but \"fluxes\" has 2 spectra"),
            ("filenames", &[N], "but \"fluxes\" has 2 spectra"),
            ("filenames", &[2], "holds no texts"),
            ("labels", &[2, 1], "one column"),
        ] {
            let said = sentence(&claim(name, shape));
            assert!(said.contains(expected), "{name} {shape:?}: {said}");
        }
        for shape in [[2, N], [N, 3]] {
            let huge = file(folder.path(), "fluxes", |file| {
                file.new_dataset::<f32>().chunk((1, 3)).shape(shape).create("fluxes").unwrap();
            });
            assert!(sentence(&huge).contains("has the shape"), "{}", sentence(&huge));
        }
        let many = folder.path().join("many.h5");
        let file_of_many = File::create(&many).unwrap();
        file_of_many.new_dataset::<f32>().chunk((1, 1000)).shape((100_000, 1_000_000)).create("fluxes").unwrap();
        file_of_many.new_dataset::<i64>().chunk(1000).shape(100_000).create("labels").unwrap();
        file_of_many.close().unwrap();
        let refusal = super::super::LabelledSet::open(&many).unwrap_err().to_string();
        assert!(refusal.contains("100000 spectra with 1000000 numbers each"), "{refusal}");
        let long = file(folder.path(), "filenames", |file| {
            file.new_dataset::<FixedUnicode<5000>>().shape(2).create("filenames").unwrap();
        });
        assert!(sentence(&long).contains("texts of 5000 bytes"), "{}", sentence(&long));
        let packed = file(folder.path(), "labels", |file| {
            file.new_dataset::<i64>().chunk(2).shape(2).nbit().create("labels").unwrap();
        });
        assert!(sentence(&packed).contains("N-bit"), "{}", sentence(&packed));
        let crowded = file(folder.path(), "wave", |file| {
            (0..60).for_each(|i| drop(file.create_group(&format!("g{i}")).unwrap()));
        });
        assert!(sentence(&crowded).contains("missing among 63 others"), "{}", sentence(&crowded));
    }
}
