//! Reading a part of a `result.h5`: the grid, and some rows with their names and header facts.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use hdf5::types::{TypeDescriptor, VarLenUnicode};
use hdf5::{Dataset, File};
use ndarray::{Array2, s};
use serde::Serialize;

use ml_job_disk::enclosed::{
    EnclosedError, Values, check_shape, matrix_shape, member_names, open_dataset, open_group, read_texts,
    virtual_sources, visit_texts,
};

/// Columns of header facts at most: a hundred times those that preprocessing writes.
const MAX_COLUMNS: usize = 1000;

/// Classes of a network at most.
const MAX_CLASSES: usize = 1000;

/// Fluxes that one call may bring: 200 spectra of 20,000 points.
const MAX_FLUXES: usize = 4_000_000;

/// Names that are searched at a time.
const SEARCH_CHUNK: usize = 65_536;

/// Why a file is not a matrix of spectra that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MatrixError {
    /// It lacks something that a matrix of spectra has.
    #[error("the file is no matrix of spectra: {detail}")]
    NotAMatrix {
        /// What it lacks.
        detail: String,
    },
    /// More is asked for than one answer holds.
    #[error("{rows} spectra of {points} points are too many at once: at most {MAX_FLUXES} fluxes")]
    TooMany {
        /// Spectra that were asked for.
        rows: usize,
        /// Points of each.
        points: usize,
    },
    /// HDF5 cannot read it.
    #[error("the file cannot be read as HDF5")]
    Hdf5(#[from] hdf5::Error),
}

impl From<EnclosedError> for MatrixError {
    fn from(error: EnclosedError) -> Self {
        match error {
            EnclosedError::Hdf5(error) => Self::Hdf5(error),
            other => Self::NotAMatrix { detail: other.to_string() },
        }
    }
}

/// A matrix of spectra on disk: one grid of wavelengths, one row of fluxes for each spectrum.
///
/// Nothing but what is asked for is in memory, and nothing is read from other files: the results of active learning refer to
/// their pool, see [`pool_data_path`](Self::pool_data_path).
#[derive(Debug)]
pub struct SpectrumMatrix {
    file: File,
    names: Dataset,
    fluxes: Dataset,
    wave: Vec<f64>,
    rows: usize,
    /// Whether the fluxes are this file's own.
    holds_fluxes: bool,
    config: Option<serde_json::Value>,
    predictions: Option<Predictions>,
}

/// The datasets of predictions.
#[derive(Debug)]
struct Predictions {
    classes: Vec<String>,
    labels: Dataset,
    probabilities: Dataset,
    entropies: Dataset,
}

/// One row of a [`SpectrumMatrix`].
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixRow {
    /// Its place, from 0.
    pub index: usize,
    /// Name of the spectrum's file.
    pub name: String,
    /// Flux at each point of the grid, in the scale of the preprocessing; NaN throughout where the pool holds the fluxes.
    pub fluxes: Vec<f64>,
    /// What the header of the spectrum states, by name; what it does not state is left out.
    pub metadata: BTreeMap<String, Fact>,
    /// What a network said about it, where the file is the result of active learning.
    pub prediction: Option<Prediction>,
}

/// What a network said about a spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The most probable class.
    pub class: String,
    /// The probability of each class, in the order of the classes.
    pub probabilities: Vec<(String, f64)>,
    /// Entropy of the probabilities, in nats.
    pub entropy: f64,
}

/// A header fact.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Fact {
    /// A finite number.
    Number(f64),
    /// A text that is not empty.
    Text(String),
}

/// Where each spectrum lies among the others.
const COORDINATES: &str = "coordinates";

/// The keys under which configs of jobs name the matrix that their result refers to.
const POOL_KEYS: [&str; 3] = ["pool_data_path", "pool_path", "data_path"];

impl SpectrumMatrix {
    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// Where it is no HDF5 file, or lacks `filenames`, `wave` or `fluxes`, or their sizes contradict each other.
    pub fn open(path: &Path) -> Result<Self, MatrixError> {
        let file = File::open(path)?;
        let own = |name: &str| open_dataset(&file, name, Values::Own);
        let (names, wave) = (own("filenames")?, own("wave")?);
        let fluxes = open_dataset(&file, "fluxes", Values::Virtual)?;
        let holds_fluxes = virtual_sources(&fluxes)?.is_empty();
        let [rows, points] = matrix_shape(&fluxes)?;
        check_shape(&names, &[rows])?;
        check_shape(&wave, &[points])?;
        let wave = wave.read_1d::<f64>()?.to_vec();
        let config = config_of(&file);
        let predictions = Predictions::of(&file, config.as_ref(), rows);
        Ok(Self { file, names, fluxes, wave, rows, holds_fluxes, config, predictions })
    }

    /// How many spectra it holds.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether it holds no spectrum.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The wavelength of each point \[Å\].
    pub fn wave(&self) -> &[f64] {
        &self.wave
    }

    /// Where the fluxes lie, if not here: the pool that active learning read them from, relative to the root of the files.
    pub fn pool_data_path(&self) -> Option<&str> {
        let config = self.config.as_ref().filter(|_| !self.holds_fluxes)?;
        POOL_KEYS.iter().find_map(|key| config.get(*key)?.as_str())
    }

    /// The rows of a range, which is cut at the end of the matrix.
    ///
    /// # Errors
    ///
    /// Where HDF5 cannot read them.
    pub fn rows(&self, range: Range<usize>) -> Result<Vec<MatrixRow>, MatrixError> {
        let range = range.start.min(self.rows)..range.end.min(self.rows);
        if range.is_empty() {
            return Ok(Vec::new());
        }
        self.check_amount(range.len())?;
        let names = read_texts(&self.names, range.clone())?;
        let fluxes = if self.holds_fluxes {
            self.fluxes.read_slice_2d::<f64, _>(s![range.clone(), ..])?
        } else {
            Array2::from_elem((range.len(), self.wave.len()), f64::NAN)
        };
        let facts = self.facts(range.clone())?;
        let predictions = match &self.predictions {
            Some(predictions) => predictions.rows(range.clone())?.into_iter().map(Some).collect(),
            None => vec![None; range.len()],
        };
        let rows = range.zip(names).zip(fluxes.rows()).zip(facts).zip(predictions);
        Ok(rows
            .map(|((((index, name), fluxes), metadata), prediction)| {
                let fluxes = fluxes.to_vec();
                MatrixRow { index, name, fluxes, metadata, prediction }
            })
            .collect())
    }

    /// Refuses to read so many rows at once that one answer would not hold them.
    ///
    /// # Errors
    ///
    /// [`MatrixError::TooMany`].
    pub fn check_amount(&self, rows: usize) -> Result<(), MatrixError> {
        let points = self.wave.len();
        if rows.saturating_mul(points) > MAX_FLUXES { Err(MatrixError::TooMany { rows, points }) } else { Ok(()) }
    }

    /// Where these spectra stand, in the order of the names; `None` for one that the matrix does not hold.
    ///
    /// Preprocessing sorts by name, so that a few looks find each; a matrix in another order is searched as a whole.
    ///
    /// # Errors
    ///
    /// Where HDF5 cannot read the names.
    pub fn find(&self, names: &[String]) -> Result<Vec<Option<usize>>, MatrixError> {
        let mut found = names.iter().map(|name| self.bisect(name)).collect::<Result<Vec<_>, _>>()?;
        for start in (0..self.rows).step_by(SEARCH_CHUNK) {
            if found.iter().all(Option::is_some) {
                break;
            }
            let mut row = start..;
            visit_texts(&self.names, start..(start + SEARCH_CHUNK).min(self.rows), |name| {
                let row = row.next();
                for (place, _) in
                    found.iter_mut().zip(names).filter(|(place, wanted)| place.is_none() && name == *wanted)
                {
                    *place = row;
                }
            })?;
        }
        Ok(found)
    }

    /// The spectra that are most like one, nearest first, without itself: by the dataset `coordinates` `[rows, width]`, in which rounds of
    /// campaigns keep where each spectrum lies.
    ///
    /// # Errors
    ///
    /// Where the matrix has no such dataset, or HDF5 cannot read it.
    pub fn similar(&self, row: usize, count: usize) -> Result<Vec<usize>, MatrixError> {
        let coordinates = open_dataset(&self.file, COORDINATES, Values::Own)?;
        let [rows, width] = matrix_shape(&coordinates)?;
        check_shape(&coordinates, &[self.rows, width])?;
        let here = coordinates.read_slice_1d::<f32, _>(s![row.min(rows.saturating_sub(1)), ..])?;
        let mut nearest: Vec<(f32, usize)> = Vec::new();
        for start in (0..rows).step_by(SEARCH_CHUNK) {
            let end = (start + SEARCH_CHUNK).min(rows);
            let chunk = coordinates.read_slice_2d::<f32, _>(s![start..end, ..])?;
            let distance = |there: ndarray::ArrayView1<'_, f32>| {
                here.iter().zip(there).map(|(a, b)| (a - b) * (a - b)).sum::<f32>()
            };
            nearest.extend(chunk.rows().into_iter().map(distance).zip(start..end).filter(|(_, other)| *other != row));
            nearest.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            nearest.truncate(count);
        }
        Ok(nearest.into_iter().map(|(_, row)| row).collect())
    }

    /// Where the name stands, provided that the names are sorted.
    fn bisect(&self, name: &str) -> Result<Option<usize>, MatrixError> {
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low + (high - low) / 2;
            let [found] = &read_texts(&self.names, middle..middle + 1)?[..] else { return Ok(None) };
            match found.as_str().cmp(name) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Ok(Some(middle)),
            }
        }
        Ok(None)
    }

    /// The header facts of a range, one map for each row.
    fn facts(&self, range: Range<usize>) -> Result<Vec<BTreeMap<String, Fact>>, MatrixError> {
        let mut facts = vec![BTreeMap::new(); range.len()];
        let group = match open_group(&self.file, "metadata") {
            Ok(group) => group,
            Err(EnclosedError::Missing(_)) => return Ok(facts),
            Err(error) => return Err(error.into()),
        };
        for name in member_names(&group, MAX_COLUMNS)? {
            let Ok(column) = open_dataset(&group, &name, Values::Own) else { continue };
            if column.shape() != [self.rows] {
                continue;
            }
            let is_number = matches!(
                column.dtype()?.to_descriptor()?,
                TypeDescriptor::Float(_) | TypeDescriptor::Integer(_) | TypeDescriptor::Unsigned(_)
            );
            if is_number {
                let values = column.read_slice_1d::<f64, _>(s![range.clone()])?;
                for (facts, value) in facts.iter_mut().zip(values).filter(|(_, value)| value.is_finite()) {
                    facts.insert(name.clone(), Fact::Number(value));
                }
            } else {
                let values = match read_texts(&column, range.clone()) {
                    Ok(values) => values,
                    Err(EnclosedError::Refused { .. }) => continue,
                    Err(error) => return Err(error.into()),
                };
                for (facts, value) in facts.iter_mut().zip(values).filter(|(_, value)| !value.is_empty()) {
                    facts.insert(name.clone(), Fact::Text(value));
                }
            }
        }
        Ok(facts)
    }
}

impl Predictions {
    /// The predictions in a file; `None` where it has none, or they do not fit its spectra and classes.
    fn of(file: &File, config: Option<&serde_json::Value>, rows: usize) -> Option<Self> {
        let dataset = |name: &str| open_dataset(file, name, Values::Own).ok();
        let predictions = Self {
            classes: classes_of(file, config).filter(|classes| classes.len() <= MAX_CLASSES)?,
            labels: dataset("labels")?,
            probabilities: dataset("probabilities")?,
            entropies: dataset("entropies")?,
        };
        let fits = predictions.labels.shape() == [rows]
            && predictions.probabilities.shape() == [rows, predictions.classes.len()]
            && predictions.entropies.shape() == [rows];
        fits.then_some(predictions)
    }

    fn rows(&self, range: Range<usize>) -> Result<Vec<Prediction>, MatrixError> {
        let labels = self.labels.read_slice_1d::<i64, _>(s![range.clone()])?;
        let probabilities = self.probabilities.read_slice_2d::<f64, _>(s![range.clone(), ..])?;
        let entropies = self.entropies.read_slice_1d::<f64, _>(s![range])?;
        let rows = labels.into_iter().zip(probabilities.rows()).zip(entropies);
        Ok(rows
            .map(|((label, probabilities), entropy)| Prediction {
                class: usize::try_from(label)
                    .ok()
                    .and_then(|label| self.classes.get(label))
                    .cloned()
                    .unwrap_or_default(),
                probabilities: self.classes.iter().cloned().zip(probabilities.iter().copied()).collect(),
                entropy,
            })
            .collect())
    }
}

/// The config of the job that wrote the file.
fn config_of(file: &File) -> Option<serde_json::Value> {
    json_attribute(file, "config")
}

/// Names of the classes: the attribute `classes`, where a saved model brought them, or else those of the job's config.
fn classes_of(file: &File, config: Option<&serde_json::Value>) -> Option<Vec<String>> {
    let names = |value: &serde_json::Value| -> Option<Vec<String>> {
        value.as_array()?.iter().map(|class| Some(class.as_str()?.to_owned())).collect()
    };
    let own = json_attribute(file, "classes").as_ref().and_then(names);
    own.or_else(|| config?.get("classes").and_then(names))
}

fn json_attribute(file: &File, name: &str) -> Option<serde_json::Value> {
    let text: VarLenUnicode = file.attr(name).ok()?.read_scalar().ok()?;
    serde_json::from_str(text.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use hdf5::types::FixedUnicode;
    use ndarray::arr2;

    use super::*;

    /// A matrix of three spectra at two wavelengths, with names as h5py writes them.
    fn matrix(folder: &Path) -> SpectrumMatrix {
        let path = folder.join("result.h5");
        let file = File::create(&path).unwrap();
        let names: Vec<VarLenUnicode> =
            ["a.fits", "b.fits", "ž.fits"].iter().map(|name| name.parse().unwrap()).collect();
        file.new_dataset_builder().with_data(&names).create("filenames").unwrap();
        file.new_dataset_builder().with_data(&[5000.0, 5001.0]).create("wave").unwrap();
        let fluxes = arr2(&[[0.0_f32, 0.5], [1.0, 1.5], [2.0, f32::NAN]]);
        file.new_dataset_builder().with_data(&fluxes).create("fluxes").unwrap();
        let group = file.create_group("metadata").unwrap();
        group.new_dataset_builder().with_data(&[1.5, f64::NAN, 3.5]).create("ra").unwrap();
        let classes: Vec<FixedUnicode<8>> = ["STAR", "", "QSO"].iter().map(|class| class.parse().unwrap()).collect();
        group.new_dataset_builder().with_data(&classes).create("class").unwrap();
        file.close().unwrap();
        SpectrumMatrix::open(&path).unwrap()
    }

    #[test]
    fn a_part_is_read_with_its_facts() {
        let folder = tempfile::tempdir().unwrap();
        let matrix = matrix(folder.path());
        assert_eq!((matrix.len(), matrix.wave()), (3, &[5000.0, 5001.0][..]));
        let rows = matrix.rows(1..99).unwrap();
        assert_eq!(
            rows.iter().map(|row| (row.index, row.name.as_str())).collect::<Vec<_>>(),
            [(1, "b.fits"), (2, "ž.fits")]
        );
        assert_eq!(rows[0].fluxes, [1.0, 1.5]);
        assert!(rows[1].fluxes[1].is_nan());
        assert!(rows[0].metadata.is_empty());
        assert_eq!(rows[1].metadata["ra"], Fact::Number(3.5));
        assert_eq!(rows[1].metadata["class"], Fact::Text("QSO".into()));
        assert_eq!(matrix.rows(7..9).unwrap(), []);
    }

    #[test]
    fn spectra_are_found_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["ž.fits".to_owned(), "nope".to_owned(), "a.fits".to_owned()];
        assert_eq!(matrix(folder.path()).find(&names).unwrap(), [Some(2), None, Some(0)]);
    }

    #[test]
    fn the_most_similar_come_nearest_first() {
        let folder = tempfile::tempdir().unwrap();
        let without = matrix(folder.path()).similar(0, 2).unwrap_err().to_string();
        assert!(without.contains("coordinates"), "{without}");
        let file = File::open_rw(folder.path().join("result.h5")).unwrap();
        let coordinates = arr2(&[[0.0_f32, 0.0], [3.0, 4.0], [0.0, 1.0]]);
        file.new_dataset_builder().with_data(&coordinates).create("coordinates").unwrap();
        file.close().unwrap();
        let matrix = SpectrumMatrix::open(&folder.path().join("result.h5")).unwrap();
        assert_eq!(matrix.similar(0, 9).unwrap(), [2, 1]);
        assert_eq!(matrix.similar(1, 1).unwrap(), [2]);
    }

    #[test]
    fn names_in_another_order_are_found_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("result.h5");
        let file = File::create(&path).unwrap();
        let names: Vec<FixedUnicode<8>> = ["c", "a", "b"].iter().map(|name| name.parse().unwrap()).collect();
        file.new_dataset_builder().with_data(&names).create("filenames").unwrap();
        file.new_dataset_builder().with_data(&[5000.0]).create("wave").unwrap();
        file.new_dataset_builder().with_data(&arr2(&[[1.0], [2.0], [3.0]])).create("fluxes").unwrap();
        file.close().unwrap();
        let found = SpectrumMatrix::open(&path).unwrap().find(&["a".into(), "b".into(), "c".into()]).unwrap();
        assert_eq!(found, [Some(1), Some(2), Some(0)]);
    }

    /// A file of a few kilobytes can declare more than any memory holds; none of it is ever read.
    #[test]
    fn sizes_and_links_are_looked_at_before_anything_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |wave: usize, fluxes: (usize, usize), change: fn(&File)| {
            let path = folder.path().join("hostile.h5");
            let file = File::create(&path).unwrap();
            file.new_dataset::<FixedUnicode<8>>().chunk(64).shape(fluxes.0).create("filenames").unwrap();
            file.new_dataset::<f64>().chunk(64).shape(wave).create("wave").unwrap();
            file.new_dataset::<f64>().chunk((1, 64)).shape(fluxes).create("fluxes").unwrap();
            change(&file);
            file.close().unwrap();
            let read = SpectrumMatrix::open(&path).and_then(|matrix| matrix.rows(0..200));
            read.unwrap_err().to_string()
        };
        let nothing = |_: &File| {};
        assert!(refused(8_000_000_000, (300, 100), nothing).contains("its `wave` has the shape [8000000000]"));
        assert!(refused(8_000_000_000, (300, 8_000_000_000), nothing).contains("its `fluxes` has the shape"));
        assert!(refused(100, (1_000_000_000_000, 100), nothing).contains("its `fluxes` has the shape"));
        assert!(refused(100_000, (200, 100_000), nothing).contains("too many at once"));
        let linked = |file: &File| file.link_external("other.h5", "/people", "metadata").unwrap();
        assert!(refused(100, (300, 100), linked).contains("its `metadata` is a link"));
        let columns = |file: &File| {
            let group = file.create_group("metadata").unwrap();
            for column in 0..=MAX_COLUMNS {
                group.new_dataset::<f64>().shape(3).create(column.to_string().as_str()).unwrap();
            }
        };
        assert!(refused(100, (300, 100), columns).contains("its `metadata` has 1001 members instead of at most 1000"));
    }

    #[test]
    fn predictions_come_with_their_classes() {
        let folder = tempfile::tempdir().unwrap();
        drop(matrix(folder.path()));
        let path = folder.path().join("result.h5");
        let file = File::open_rw(&path).unwrap();
        let config: VarLenUnicode = r#"{"classes":["other","double"]}"#.parse().unwrap();
        file.new_attr::<VarLenUnicode>().create("config").unwrap().write_scalar(&config).unwrap();
        file.new_dataset_builder().with_data(&[0_i64, 1, 0]).create("labels").unwrap();
        let probabilities = arr2(&[[0.75_f32, 0.25], [0.5, 0.5], [1.0, 0.0]]);
        file.new_dataset_builder().with_data(&probabilities).create("probabilities").unwrap();
        assert_eq!(
            SpectrumMatrix::open(&path).unwrap().rows(0..1).unwrap()[0].prediction,
            None,
            "not all of it is there"
        );
        file.new_dataset_builder().with_data(&[0.5, 0.625, 0.0]).create("entropies").unwrap();
        file.close().unwrap();
        let rows = SpectrumMatrix::open(&path).unwrap().rows(1..2).unwrap();
        let expected = Prediction {
            class: "double".into(),
            probabilities: vec![("other".into(), 0.5), ("double".into(), 0.5)],
            entropy: 0.625,
        };
        assert_eq!(rows[0].prediction, Some(expected.clone()));
        // Of a saved model the config does not know the classes.
        let file = File::open_rw(&path).unwrap();
        file.delete_attr("config").unwrap();
        let classes: VarLenUnicode = r#"["other","double"]"#.parse().unwrap();
        file.new_attr::<VarLenUnicode>().create("classes").unwrap().write_scalar(&classes).unwrap();
        file.close().unwrap();
        assert_eq!(SpectrumMatrix::open(&path).unwrap().rows(1..2).unwrap()[0].prediction, Some(expected));
    }

    #[test]
    fn a_file_that_is_none_says_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.h5");
        std::fs::write(&path, "not HDF5").unwrap();
        assert!(matches!(SpectrumMatrix::open(&path), Err(MatrixError::Hdf5(_))));
        let file = File::create(&path).unwrap();
        file.new_dataset_builder().with_data(&[1.0]).create("wave").unwrap();
        file.close().unwrap();
        let error = SpectrumMatrix::open(&path).unwrap_err();
        assert_eq!(error.to_string(), "the file is no matrix of spectra: it has no dataset `filenames`");
    }
}
