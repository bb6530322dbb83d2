//! The HDF5 file of a preprocessing job, read as h5py would read it.

use std::path::Path;

use hdf5::types::{FixedUnicode, TypeDescriptor, VarLenUnicode};
use ndarray::{Array1, Array2};

/// The most bytes that a file name can have.
const LONGEST_NAME: usize = 255;

/// `filenames`, `wave` and `fluxes`.
#[derive(Debug)]
pub struct Matrix {
    /// One name a row.
    pub filenames: Vec<String>,
    /// The wavelengths, in Å.
    pub wave: Array1<f64>,
    /// One spectrum a row.
    pub fluxes: Array2<f64>,
}

impl Matrix {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read or lacks a dataset.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let file = hdf5::File::open(path)?;
        Ok(Self {
            filenames: texts(&file.dataset("filenames")?)?,
            wave: file.dataset("wave")?.read_1d()?,
            fluxes: file.dataset("fluxes")?.read_2d()?,
        })
    }

    /// The largest difference between two matrices.
    ///
    /// # Panics
    /// Where the names, the grids or the shapes differ.
    pub fn largest_difference(&self, other: &Self) -> f64 {
        assert_eq!(self.filenames, other.filenames);
        assert_eq!(self.fluxes.dim(), other.fluxes.dim());
        let grids = self.wave.iter().zip(&other.wave).map(|(a, b)| (a - b).abs());
        assert!(grids.fold(0.0, f64::max) < 1e-9, "the grids differ");
        self.fluxes.iter().zip(&other.fluxes).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }
}

/// The strings of a dataset, of fixed or variable length.
fn texts(dataset: &hdf5::Dataset) -> hdf5::Result<Vec<String>> {
    match dataset.dtype()?.to_descriptor()? {
        TypeDescriptor::VarLenUnicode => {
            Ok(dataset.read_1d::<VarLenUnicode>()?.iter().map(ToString::to_string).collect())
        }
        _ => Ok(dataset.read_1d::<FixedUnicode<LONGEST_NAME>>()?.iter().map(ToString::to_string).collect()),
    }
}
