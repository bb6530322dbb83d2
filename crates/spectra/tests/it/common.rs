//! What these tests share.

use std::path::{Path, PathBuf};

use ml_job_domain::Unobserved;
use ml_job_spectra::{PreprocessConfig, PreprocessError, Report, preprocess};
use ndarray::{Array1, Array2};

/// A directory of spectra and a place for the result.
pub(crate) struct Run {
    folder: tempfile::TempDir,
}

/// The numbers of a `result.h5`.
#[derive(Debug, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) names: Vec<String>,
    pub(crate) wave: Array1<f64>,
    pub(crate) fluxes: Array2<f64>,
}

impl Run {
    /// A directory with these files.
    pub(crate) fn new(files: &[(&str, Vec<u8>)]) -> Self {
        let run = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(run.input()).unwrap();
        std::fs::create_dir(run.folder.path().join("job")).unwrap();
        for (name, bytes) in files {
            let path = run.input().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        run
    }

    pub(crate) fn input(&self) -> PathBuf {
        self.folder.path().join("spectra")
    }

    pub(crate) fn output(&self) -> PathBuf {
        self.folder.path().join("job/result.h5")
    }

    pub(crate) fn preprocess(&self, config: &PreprocessConfig) -> Result<Report, PreprocessError> {
        preprocess(&self.input(), &self.output(), config, 2, &mut Unobserved)
    }

    /// The report as it stands beside the result.
    pub(crate) fn report(&self) -> Report {
        serde_json::from_slice(&std::fs::read(self.output().with_file_name("report.json")).unwrap()).unwrap()
    }

    pub(crate) fn matrix(&self) -> Matrix {
        read_matrix(&self.output())
    }

    /// What stands in the directory of the result.
    pub(crate) fn left_behind(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("job")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A grid of 100 points around Hα.
pub(crate) fn grid() -> PreprocessConfig {
    PreprocessConfig::new("", 6519.0, 6732.0, 100)
}

/// Reads a result or reference.
pub(crate) fn read_matrix(path: &Path) -> Matrix {
    let file = hdf5::File::open(path).unwrap();
    let matrix = ml_job_spectra::SpectrumMatrix::open(path).unwrap();
    let names = matrix.rows(0..matrix.len()).unwrap().into_iter().map(|row| row.name).collect();
    Matrix {
        names,
        wave: file.dataset("wave").unwrap().read_1d().unwrap(),
        fluxes: file.dataset("fluxes").unwrap().read_2d().unwrap(),
    }
}
