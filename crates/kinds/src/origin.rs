//! Where the spectra of a matrix come from: the files of the archive, as the matrix was made of them.

use std::path::Path;

use ml_job_learning::data::SpectraFile;
use ml_job_spectra::{Archive, PreprocessConfig, Spectrum, SpectrumName, SpectrumReader};

/// The directory of the archive that a matrix was made of, and how.
#[derive(Debug)]
pub(crate) struct Origin {
    archive: Archive,
    /// How the matrix was made.
    pub(crate) config: PreprocessConfig,
}

impl Origin {
    /// Of the matrix in `file`, whose spectra lie in `archive`.
    ///
    /// # Errors
    /// In half a sentence, why its spectra cannot be read again.
    pub(crate) fn of(file: &SpectraFile, archive: &Path) -> Result<Self, String> {
        if archive.as_os_str().is_empty() {
            return Err("there is no archive".into());
        }
        let config: PreprocessConfig = file
            .text_attribute("config")
            .and_then(|config| serde_json::from_str(&config).ok())
            .ok_or("the matrix does not say how its spectra were prepared")?;
        config.validate_values().map_err(|_| "the matrix does not say how its spectra were prepared")?;
        let directory = config.input_dir(archive).map_err(|error| error.message)?;
        Ok(Self { archive: Archive::open(directory), config })
    }

    /// Reads the spectrum that the matrix calls `name`, as observed.
    ///
    /// # Errors
    /// In half a sentence about such spectra, why this one cannot be read.
    pub(crate) fn read(&self, name: &str, reader: &mut SpectrumReader, spectrum: &mut Spectrum) -> Result<(), String> {
        let name: SpectrumName = name.parse().map_err(|_| "their names are none of the archive")?;
        let located = self.archive.locate(&name).ok().flatten().ok_or("they are not found in the archive")?;
        reader
            .read_target(&located.path, &located.target, spectrum)
            .map(drop)
            .map_err(|error| format!("they cannot be read ({})", error.code()))
    }
}
