//! Why a preprocessing run failed as a whole.

use std::io;

use ml_job_disk::errno_of;
use ml_job_domain::{FailureClass, FieldError};

/// Reasons that a sentence tells: the others are in the report.
const TOLD_REASONS: usize = 5;

/// Why files were left out: for each reason how many, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons(pub(super) Vec<(u64, super::SkippedFile)>);

impl Reasons {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The reasons between two texts; nothing where there is none.
    pub fn after(&self, before: &str, behind: &str) -> String {
        if self.is_empty() { String::new() } else { format!("{before}{self}{behind}") }
    }
}

impl std::fmt::Display for Reasons {
    /// For example `2 truncated_data (first a.fits: truncated FITS file …); 1 empty (b.fits: the file is empty)`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, (count, file)) in self.0.iter().take(TOLD_REASONS).enumerate() {
            let (separator, first) = (if number == 0 { "" } else { "; " }, if *count > 1 { "first " } else { "" });
            let code = file.code.replace('_', " ");
            write!(formatter, "{separator}{count} {code} ({first}{}: {})", file.filename, file.reason)?;
        }
        match self.0.len().saturating_sub(TOLD_REASONS) {
            0 => Ok(()),
            more => write!(formatter, "; and {more} other reasons"),
        }
    }
}

/// Why a run has no result. No sentence holds a path of the server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PreprocessError {
    /// The configuration breaks its rules.
    #[error("the configuration is not valid: {}", join(.0))]
    Config(Vec<FieldError>),
    /// The directory with the spectra does not exist, or it is a file.
    #[error("the data directory does not exist")]
    UnknownDirectory,
    /// The directory with the spectra may not be read.
    #[error("the data directory cannot be read")]
    UnreadableDirectory(#[source] io::Error),
    /// There is no spectrum to read.
    #[error("the data directory holds no spectrum{}", Reasons::after(.ignored, " (it holds ", ")"))]
    NoFiles {
        /// What it holds instead.
        ignored: Reasons,
    },
    /// Not one of the files became a row of the result.
    #[error("none of the {files} files could be used{}", Reasons::after(.reasons, ": ", ""))]
    NothingReadable {
        /// How many files were tried.
        files: u64,
        /// Why they were left out.
        reasons: Reasons,
    },
    /// The catalogue cannot be used.
    #[error(transparent)]
    Catalogue(crate::catalogue::CatalogueError),
    /// No spectrum covers any part of the wavelength grid.
    #[error("no spectrum covers the grid from {start} Å to {end} Å; the first, {filename}, {reason}")]
    GridOutOfRange {
        /// First wavelength of the grid \[Å\].
        start: f64,
        /// Last wavelength of the grid \[Å\].
        end: f64,
        /// Name of the first spectrum.
        filename: String,
        /// What that one covers.
        reason: String,
    },
    /// One file is bad, and the configuration asks to fail then.
    #[error("{filename} cannot be used: {reason}")]
    BadFile {
        /// Name of the file.
        filename: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The host ran out of something that every file needs.
    #[error("the host is out of resources at {filename}")]
    Resources {
        /// The file at which it was noticed.
        filename: String,
        /// What was missing.
        #[source]
        source: crate::error::ReadError,
    },
    /// The disk of the result is full.
    #[error("no space is left for the result")]
    DiskFull,
    /// The result cannot be written.
    #[error("the result cannot be written")]
    Write(#[source] io::Error),
    /// The HDF5 library refused to write.
    #[error("the HDF5 result cannot be written")]
    Hdf5(#[source] hdf5::Error),
    /// The caller asked to stop.
    #[error("preprocessing was cancelled")]
    Cancelled,
}

impl PreprocessError {
    /// Who can do something about the failure; `None` where the run was asked to stop, which is none.
    pub fn class(&self) -> Option<FailureClass> {
        Some(match self {
            Self::Config(_)
            | Self::UnknownDirectory
            | Self::NoFiles { .. }
            | Self::NothingReadable { .. }
            | Self::GridOutOfRange { .. }
            | Self::Catalogue(_)
            | Self::BadFile { .. } => FailureClass::Usage,
            Self::UnreadableDirectory(error) if error.kind() == io::ErrorKind::PermissionDenied => FailureClass::Usage,
            Self::UnreadableDirectory(_) | Self::Resources { .. } | Self::DiskFull | Self::Write(_) | Self::Hdf5(_) => {
                FailureClass::Transient
            }
            Self::Cancelled => return None,
        })
    }

    /// Whether the run wrote `report.json` all the same: it names every file then.
    pub fn has_report(&self) -> bool {
        matches!(self, Self::NoFiles { .. } | Self::NothingReadable { .. } | Self::GridOutOfRange { .. })
    }

    /// A stable name of the failure for programs, in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Config(_) => "invalid_config",
            Self::UnknownDirectory => "unknown_directory",
            Self::UnreadableDirectory(_) => "unreadable_directory",
            Self::NoFiles { .. } => "no_files",
            Self::NothingReadable { .. } => "nothing_readable",
            Self::Catalogue(_) => "unusable_catalogue",
            Self::GridOutOfRange { .. } => "grid_out_of_range",
            Self::BadFile { .. } => "bad_file",
            Self::Resources { .. } => "out_of_resources",
            Self::DiskFull => "disk_full",
            Self::Write(_) | Self::Hdf5(_) => "write_failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl From<crate::catalogue::CatalogueError> for PreprocessError {
    fn from(error: crate::catalogue::CatalogueError) -> Self {
        Self::Catalogue(error)
    }
}

impl From<hdf5::Error> for PreprocessError {
    fn from(error: hdf5::Error) -> Self {
        match errno_of(&error) {
            Some(libc::ENOSPC | libc::EDQUOT | libc::EFBIG) => Self::DiskFull,
            _ => Self::Hdf5(error),
        }
    }
}

impl From<io::Error> for PreprocessError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::DiskFull,
            _ => Self::Write(error),
        }
    }
}

fn join(errors: &[FieldError]) -> String {
    // A person at a terminal knows fields by their names.
    let field = |error: &FieldError| format!("{}: {}", error.pointer.trim_start_matches('/'), error.message);
    errors.iter().map(field).collect::<Vec<_>>().join("; ")
}
