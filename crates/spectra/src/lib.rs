//! From FITS files of surveys to one uniform matrix of spectra in HDF5.
//!
//! A plain synchronous library: it knows no service, no database and no job. It reads the low-resolution spectra of
//! LAMOST ([DR1 to DR8](SurveyFormat::LamostImage), [DR9 and later](SurveyFormat::LamostCoadd)) and the spectra of
//! [SDSS and BOSS](SurveyFormat::Sdss), plain or gzipped, recognised by their content and not by their names. What it
//! cannot read correctly it refuses with one sentence ([`ReadError`]); it never guesses a number.
//!
//! It is no general FITS library, does not reduce or calibrate spectra, and reads no light curves or images.
//!
//! # Reading order
//!
//! 1. [`Spectrum`] and [`SpectrumMeta`]: what a file says; [`read_spectrum`] gets one, [`Spectrum::downsample`] thins it for
//!    a plot.
//! 2. [`PreprocessConfig`]: what the user asks for; [`preprocess`]: from a directory to `result.h5` and [`Report`].
//! 3. [`linspace`], [`interpolate`] and [`scale()`]: the arithmetic, equal to `NumPy` and scikit-learn.
//! 4. [`Archive`]: finding a spectrum by its [`SpectrumName`].
//! 5. [`sample`]: a synthetic archive to try everything on.
//!
//! # How to add a survey format
//!
//! Write one file in `readers/` with a type that implements `SurveyReader`: recognise the layout from the headers (answer
//! `NotMine` otherwise), check sizes against the file, fill the [`Spectrum`]. Add one line to `READERS` in `readers/mod.rs`
//! and a variant to [`SurveyFormat`]. For unusual encodings of the layout add it to `readers/cfitsio.rs` too, and the test
//! that compares both readers covers it.

mod archive;
mod config;
mod error;
mod fits;
mod matrix;
mod packed;
mod pipeline;
mod plot;
mod readers;
mod resample;
pub mod sample;
mod scale;
mod spectrum;

pub use archive::{
    Archive, ArchiveDirectory, DirectoryMark, Listing, Located, SpectrumName, SpectrumNameError, WalkedDirectory,
    WalkedFile, escape, parse_dec, parse_ra, plate_of_name, strip_compression, to_fits, unescape,
};
pub use config::{Dtype, MAX_POINTS, MAX_WAVELENGTH, OnBadFile, PreprocessConfig, Scaling};
pub use error::ReadError;
pub use matrix::{Fact, MatrixError, MatrixRow, Prediction, SpectrumMatrix};
pub use pipeline::{
    Grid, Listed, MAX_LISTED, Overhanging, PreprocessError, Renamed, Report, Skipped, SkippedFile, preprocess,
};
pub use readers::{SpectrumReader, read_spectrum};
pub use resample::{interpolate, linspace};
pub use scale::scale;
pub use spectrum::{Medium, ObjectClass, ReadRemark, Spectrum, SpectrumMeta, SurveyFormat};
