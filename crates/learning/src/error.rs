//! What can go wrong, and whose business it is.

use std::io;
use std::path::PathBuf;

use ml_job_disk::errno_of;
use ml_job_domain::{FailureClass, FieldError};

/// A failure of anything in this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LearningError {
    /// The configuration contradicts itself or the data: the field to change, and what would be right.
    #[error("{}", .0.message)]
    Config(#[from] FieldError),
    /// A data file does not hold what it must.
    #[error("{}: {message}", file.display())]
    Data {
        /// The file, as the user named it where that is known.
        file: PathBuf,
        /// One sentence that names the dataset and what is wrong with it.
        message: String,
    },
    /// An HDF5 call failed on a file.
    #[error("{}: cannot {action}", file.display())]
    Hdf5 {
        /// The file.
        file: PathBuf,
        /// What was attempted, in words that follow "cannot".
        action: String,
        /// Whose business it is.
        class: FailureClass,
        /// What the HDF5 library says.
        #[source]
        source: hdf5::Error,
    },
    /// A file could not be read or written.
    #[error("{}: cannot {action}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What was attempted, in words that follow "cannot".
        action: String,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// A JSON document is not what it must be.
    #[error("{}: is not the expected JSON", file.display())]
    Json {
        /// The file.
        file: PathBuf,
        /// What the parser says.
        #[source]
        source: serde_json::Error,
    },
    /// The numbers left the range in which training makes sense.
    #[error("{message}")]
    Numeric {
        /// One sentence.
        message: String,
    },
    /// The compute device failed; the message names batch size and device.
    #[error("{message}")]
    Device {
        /// One sentence.
        message: String,
    },
    /// The caller asked to stop.
    #[error("the work was cancelled")]
    Cancelled,
}

impl LearningError {
    /// A configuration error at the top-level field `field`.
    pub fn config(field: &str, message: impl Into<String>) -> Self {
        Self::Config(FieldError::new(format!("/{field}"), message))
    }

    /// A content error of `file`.
    pub fn data(file: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self::Data { file: file.into(), message: message.into() }
    }

    /// HDF5 could not read `file`: the file's fault, unless the operating system says that it is the disk's.
    pub fn reading(file: impl Into<PathBuf>, action: impl Into<String>, source: hdf5::Error) -> Self {
        let kind = errno_of(&source).map(|errno| io::Error::from_raw_os_error(errno).kind());
        let class = match kind {
            Some(kind) if kind != io::ErrorKind::PermissionDenied => class_of(kind),
            _ => FailureClass::Usage,
        };
        Self::Hdf5 { file: file.into(), action: action.into(), class, source }
    }

    /// HDF5 could not write `file`: the disk's fault.
    pub fn writing(file: impl Into<PathBuf>, action: impl Into<String>, source: hdf5::Error) -> Self {
        Self::Hdf5 { file: file.into(), action: action.into(), class: FailureClass::Transient, source }
    }

    /// An I/O failure on `file`.
    pub fn io(file: impl Into<PathBuf>, action: impl Into<String>, source: io::Error) -> Self {
        Self::Io { file: file.into(), action: action.into(), source }
    }

    /// What is to be done about this failure; `None` where the work was asked to stop.
    pub fn class(&self) -> Option<FailureClass> {
        Some(match self {
            Self::Config(_) | Self::Data { .. } | Self::Json { .. } | Self::Device { .. } => FailureClass::Usage,
            Self::Hdf5 { class, .. } => *class,
            Self::Io { source, .. } => class_of(source.kind()),
            Self::Numeric { .. } => FailureClass::Fatal,
            Self::Cancelled => return None,
        })
    }

    /// The JSON pointer of the configuration field at fault, where one is.
    pub fn pointer(&self) -> Option<&str> {
        match self {
            Self::Config(field) => Some(&field.pointer),
            _ => None,
        }
    }
}

/// Reading or writing that fails because of what a person named is theirs to mend, everything else is the disk's fault.
fn class_of(kind: io::ErrorKind) -> FailureClass {
    use io::ErrorKind::{InvalidData, InvalidInput, IsADirectory, NotADirectory, NotFound};
    match kind {
        NotFound | InvalidInput | InvalidData | IsADirectory | NotADirectory => FailureClass::Usage,
        _ => FailureClass::Transient,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_worth_another_attempt_and_a_missing_file_is_not() {
        let full = LearningError::io("/x", "write", io::Error::from(io::ErrorKind::StorageFull));
        let missing = LearningError::io("/x", "open", io::Error::from(io::ErrorKind::NotFound));
        assert_eq!(full.class(), Some(FailureClass::Transient));
        assert_eq!(missing.class(), Some(FailureClass::Usage));
    }

    #[test]
    fn what_hdf5_cannot_read_is_the_files_fault_unless_the_disk_fails() {
        let folder = tempfile::tempdir().unwrap();
        let damaged = folder.path().join("x.h5");
        std::fs::write(&damaged, "no HDF5").unwrap();
        let class = |place: &std::path::Path, fail: fn(PathBuf, String, hdf5::Error) -> LearningError| {
            fail(place.into(), "open it".into(), hdf5::File::open(place).unwrap_err()).class()
        };
        assert_eq!(class(&damaged, LearningError::reading), Some(FailureClass::Usage));
        assert_eq!(class("/nowhere.h5".as_ref(), LearningError::reading), Some(FailureClass::Usage));
        // Reading the unmapped start of the memory is an I/O error (EIO), as on a failing disk.
        assert_eq!(class("/proc/self/mem".as_ref(), LearningError::reading), Some(FailureClass::Transient));
        assert_eq!(class(&damaged, LearningError::writing), Some(FailureClass::Transient));
    }

    #[test]
    fn the_cause_is_not_repeated_in_the_sentence() {
        let error = LearningError::io("/pool.h5", "open it", io::Error::other("the cause"));
        assert_eq!(error.to_string(), "/pool.h5: cannot open it");
    }
}
