//! Why a preprocessing run failed as a whole.

use std::io;

use ml_job_domain::{FailureClass, FieldError};

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
    /// There is no FITS file to read.
    #[error("the data directory holds no FITS file{}", if *.ignored == 0 { String::new() } else { format!(" ({ignored} other entries were ignored)") })]
    NoFiles {
        /// Entries that are no FITS files, or do not match the pattern.
        ignored: u64,
    },
    /// Not one of the files became a row of the result.
    #[error("none of the {files} files could be used; the first, {filename}, was left out: {reason}")]
    NothingReadable {
        /// How many files were tried.
        files: u64,
        /// Name of the first of them.
        filename: String,
        /// Why that one was left out.
        reason: String,
    },
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
            | Self::BadFile { .. } => FailureClass::Usage,
            Self::UnreadableDirectory(error) if error.kind() == io::ErrorKind::PermissionDenied => FailureClass::Usage,
            Self::UnreadableDirectory(_) | Self::Resources { .. } | Self::DiskFull | Self::Write(_) | Self::Hdf5(_) => {
                FailureClass::Transient
            }
            Self::Cancelled => return None,
        })
    }

    /// A stable name of the failure for programs, in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Config(_) => "invalid_config",
            Self::UnknownDirectory => "unknown_directory",
            Self::UnreadableDirectory(_) => "unreadable_directory",
            Self::NoFiles { .. } => "no_files",
            Self::NothingReadable { .. } => "nothing_readable",
            Self::GridOutOfRange { .. } => "grid_out_of_range",
            Self::BadFile { .. } => "bad_file",
            Self::Resources { .. } => "out_of_resources",
            Self::DiskFull => "disk_full",
            Self::Write(_) | Self::Hdf5(_) => "write_failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl From<hdf5::Error> for PreprocessError {
    fn from(error: hdf5::Error) -> Self {
        // HDF5 only passes the number of the system's error on in the text of its message.
        let text = format!("{error:?} {error}");
        let full =
            [libc::ENOSPC, libc::EDQUOT, libc::EFBIG].iter().any(|errno| text.contains(&format!("errno = {errno},")));
        if full { Self::DiskFull } else { Self::Hdf5(error) }
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
