//! What can go wrong, and whose business it is.

use std::path::PathBuf;

/// Who has to act on a failure; it decides whether a job is tried again and what its owner reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The input or the configuration is wrong: the sentence goes to the user, a retry cannot help.
    Usage,
    /// A resource is away for now, a full disk for example: worth another attempt.
    Transient,
    /// A defect, ours or a library's.
    Fatal,
    /// The caller asked for the work to stop.
    Cancelled,
}

/// A failure of anything in this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LearningError {
    /// The configuration contradicts itself or the data; `pointer` is the JSON pointer of the field.
    #[error("{message}")]
    Config {
        /// JSON pointer of the field to change, `/iteration` for example.
        pointer: String,
        /// One sentence: what is wrong and what would be right.
        message: String,
    },
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
        Self::Config { pointer: format!("/{field}"), message: message.into() }
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

    /// The class of this failure.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Config { .. } | Self::Data { .. } | Self::Json { .. } | Self::Device { .. } => ErrorClass::Usage,
            // Reading a user's file fails because of the file; writing fails because of the disk.
            Self::Hdf5 { action, .. } => {
                if action.starts_with("write") || action.starts_with("create") {
                    ErrorClass::Transient
                } else {
                    ErrorClass::Usage
                }
            }
            Self::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound
                | std::io::ErrorKind::InvalidInput
                | std::io::ErrorKind::InvalidData
                | std::io::ErrorKind::IsADirectory
                | std::io::ErrorKind::NotADirectory => ErrorClass::Usage,
                _ => ErrorClass::Transient,
            },
            Self::Numeric { .. } => ErrorClass::Fatal,
            Self::Cancelled => ErrorClass::Cancelled,
        }
    }

    /// The JSON pointer of the configuration field at fault, where one is.
    pub fn pointer(&self) -> Option<&str> {
        match self {
            Self::Config { pointer, .. } => Some(pointer),
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
        assert_eq!(full.class(), ErrorClass::Transient);
        assert_eq!(missing.class(), ErrorClass::Usage);
    }

    #[test]
    fn the_cause_is_not_repeated_in_the_sentence() {
        let error = LearningError::io("/pool.h5", "open it", std::io::Error::other("the cause"));
        assert_eq!(error.to_string(), "/pool.h5: cannot open it");
    }
}
