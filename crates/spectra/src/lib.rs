//! From FITS files of surveys to one uniform matrix of spectra in HDF5.
//!
//! A plain synchronous library: it knows no service, no database and no job. It reads the spectra of LAMOST, SDSS, DESI and
//! of other surveys and observatories (see [`SurveyFormat`]), one or many in a file, recognised by their content and not by
//! their names. What it cannot read correctly it refuses with one sentence ([`ReadError`]); it never guesses a number without
//! a remark ([`ReadRemark`]).
//!
//! It reads as well the tables of one spectrum or of many that services and people hand out: [`VOTable`](SurveyFormat::VoTable),
//! [ECSV](SurveyFormat::Ecsv), [CSV](SurveyFormat::Csv) and [columns of text](SurveyFormat::Text); each of all these plain or
//! packed ([`Compression`]), recognised by content.
//!
//! It is no general FITS library, does not reduce or calibrate spectra, and reads no light curves or images of the sky.
//!
//! # Reading order
//!
//! 1. [`Spectrum`] and [`SpectrumMeta`]: what a file says; [`read_spectrum`] gets one, [`Spectrum::downsample`] thins it for
//!    a plot.
//! 2. [`PreprocessConfig`]: what the user asks for; [`preprocess`]: from a directory to `result.h5` and [`Report`].
//! 3. [`linspace`], [`interpolate`] and [`scale()`]: the arithmetic, equal to `NumPy` and scikit-learn.
//! 4. [`to_angstrom`], [`to_vacuum`], [`to_air`]: units and media of wavelengths.
//! 5. [`Archive`]: finding a spectrum by its [`SpectrumName`].
//! 6. [`lines`]: what is measured of spectral lines, and [`measure_lines`] of those of a whole directory.
//! 7. [`sample`]: a synthetic archive to try everything on.
//!
//! # How to add a survey format
//!
//! Write one file in `readers/` with a type that implements `Layout`: recognise the layout from headers and units (answer
//! `NotMine` otherwise), check sizes against the file, fill the [`Spectrum`] and hand it over; where a file holds many, one
//! after another, each under its target. `columns::read` takes the columns of a table, `Picture` the rows of an image,
//! whatever their type; `axis::settle` comes last and knows the rules about wavelengths. Add one line to `GENERAL` in
//! `readers/mod.rs` and a variant to [`SurveyFormat`].

mod archive;
mod catalogue;
mod compression;
mod config;
mod error;
mod fits;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod grid;
pub mod lines;
mod matrix;
mod medium;
mod pipeline;
mod plot;
mod prepare;
mod readers;
mod rebin;
mod resample;
pub mod sample;
mod scale;
mod spectrum;
mod table;
mod units;

pub use archive::{
    Archive, ArchiveDirectory, DirectoryMark, Listing, Located, SpectrumName, SpectrumNameError, WalkedDirectory,
    WalkedFile, escape, parse_dec, parse_ra, plain_name, plate_of_name, strip_compression, to_fits, unescape,
};
pub use catalogue::{Catalogue, CatalogueError, CatalogueUse, KnownMatch, KnownStars};
pub use compression::{Compression, strip_suffix as strip_compression_suffix};
pub use config::{
    AssumedMedium, Continuum, Dtype, MAX_POINTS, MAX_WAVELENGTH, OnBadFile, PreprocessConfig, Resampling, Scaling,
    UnknownRedshift, WavelengthMedium,
};
pub use error::ReadError;
pub use fits::{HeaderCard, HeaderUnit, read_header};
pub use matrix::{Fact, MatrixError, MatrixRow, Prediction, SpectrumMatrix};
pub use medium::{to_air, to_vacuum};
pub use pipeline::{
    Class, Distribution, Emission, Escaped, FirstLook, Grid, Ignored, Injected, LineTask, Listed, MAX_LISTED,
    MAX_NAMED, MeasuredRow, Overhanging, Places, PreprocessError, QualityTable, Reasons, Remarks, Renamed, Report,
    Skipped, SkippedFile, first_look, inject, measure_lines, preprocess, preprocess_at,
};
pub use readers::{SpectrumReader, read_spectrum};
pub use resample::{interpolate, linspace};
pub use scale::scale;
pub use spectrum::{Medium, ObjectClass, ReadRemark, Spectrum, SpectrumMeta, SurveyFormat};
pub use table::{Table, TableColumn, TableValues};
pub use units::to_angstrom;
