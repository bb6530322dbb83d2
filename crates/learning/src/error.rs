//! What can go wrong, and whose business it is.

use std::path::PathBuf;

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
        source: std::io::Error,
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

    /// An HDF5 failure on `file`.
    pub(crate) fn hdf5(file: impl Into<PathBuf>, action: impl Into<String>, source: hdf5::Error) -> Self {
        Self::Hdf5 { file: file.into(), action: action.into(), source }
    }

    /// An I/O failure on `file`.
    pub fn io(file: impl Into<PathBuf>, action: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io { file: file.into(), action: action.into(), source }
    }

    /// What is to be done about this failure; `None` where the work was asked to stop.
    pub fn class(&self) -> Option<FailureClass> {
        Some(match self {
            Self::Config(_) | Self::Data { .. } | Self::Json { .. } | Self::Device { .. } => FailureClass::Usage,
            // Reading a user's file fails because of the file; writing fails because of the disk.
            Self::Hdf5 { action, .. } => {
                if action.starts_with("write") || action.starts_with("create") {
                    FailureClass::Transient
                } else {
                    FailureClass::Usage
                }
            }
            Self::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound
                | std::io::ErrorKind::InvalidInput
                | std::io::ErrorKind::InvalidData
                | std::io::ErrorKind::IsADirectory
                | std::io::ErrorKind::NotADirectory => FailureClass::Usage,
                _ => FailureClass::Transient,
            },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_worth_another_attempt_and_a_missing_file_is_not() {
        let full = LearningError::io("/x", "write", std::io::Error::from(std::io::ErrorKind::StorageFull));
        let missing = LearningError::io("/x", "open", std::io::Error::from(std::io::ErrorKind::NotFound));
        assert_eq!(full.class(), Some(FailureClass::Transient));
        assert_eq!(missing.class(), Some(FailureClass::Usage));
    }

    #[test]
    fn the_cause_is_not_repeated_in_the_sentence() {
        let error = LearningError::io("/pool.h5", "open it", std::io::Error::other("the cause"));
        assert_eq!(error.to_string(), "/pool.h5: cannot open it");
    }
}
