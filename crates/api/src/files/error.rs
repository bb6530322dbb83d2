//! What can go wrong with a file.

use std::io::{self, ErrorKind};

use rustix::io::Errno;

use crate::problem::Problem;

/// A failed access to the files root.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is no such regular file, or only a link that leads out of the root.
    #[error("there is no such file")]
    NoSuchFile,
    /// There is no such directory, or only a link that leads out of the root.
    #[error("there is no such directory")]
    NoSuchDirectory,
    /// The name is taken.
    #[error("the name is taken")]
    Exists,
    /// The name belongs to a directory.
    #[error("the name belongs to a directory")]
    IsADirectory,
    /// The file is larger than allowed.
    #[error("the file is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// The disk or the quota is full, or the file too large for the file system.
    #[error("no space is left")]
    Full(#[source] io::Error),
    /// Anything else that the file system says.
    #[error("could not {doing} the file")]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
}

impl FilesError {
    /// The error of an operation on a file.
    pub(super) fn of_file(doing: &'static str, error: io::Error) -> Self {
        match Errno::from_io_error(&error) {
            // A name that is too long, a loop of links, a pipe without a reader or a socket: no file can be had there.
            Some(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::NAMETOOLONG | Errno::NXIO | Errno::XDEV) => {
                Self::NoSuchFile
            }
            Some(Errno::EXIST | Errno::NOTEMPTY) => Self::Exists,
            Some(Errno::ISDIR) => Self::IsADirectory,
            Some(Errno::NOSPC | Errno::DQUOT | Errno::FBIG) => Self::Full(error),
            // cap-std's own refusal of a path that leads out of the root carries no error number.
            None if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::NotFound) => Self::NoSuchFile,
            _ => Self::Io { doing, source: error },
        }
    }

    /// The error of an operation on a directory.
    pub(super) fn of_directory(doing: &'static str, error: io::Error) -> Self {
        match Self::of_file(doing, error) {
            Self::NoSuchFile => Self::NoSuchDirectory,
            other => other,
        }
    }
}

impl From<FilesError> for Problem {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::NoSuchFile => Self::not_found("There is no such file."),
            FilesError::NoSuchDirectory => Self::not_found("There is no such directory."),
            FilesError::Exists => Self::conflict("Something of that name is there already."),
            FilesError::IsADirectory => Self::invalid_field("filename", "is the name of a directory"),
            FilesError::TooLarge { limit_bytes } => Self::too_large(limit_bytes),
            FilesError::Full(_) => Self::storage_full(error),
            FilesError::Io { .. } => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    #[test]
    fn a_full_disk_is_507_whatever_it_is_called() {
        for errno in [Errno::NOSPC, Errno::DQUOT, Errno::FBIG] {
            let error = FilesError::of_file("write", errno.into());
            assert_eq!(Problem::from(error).status(), StatusCode::INSUFFICIENT_STORAGE);
        }
    }

    #[test]
    fn an_unexpected_error_is_500() {
        let error = FilesError::of_file("read", Errno::IO.into());
        assert_eq!(Problem::from(error).status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
