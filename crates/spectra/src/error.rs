//! Why a file could not be read as a spectrum.

use std::io;

use crate::compression::Compression;

/// Why one file is not a spectrum that we can read.
///
/// Every variant says one sentence for the astronomer and has a stable [`ReadError::code`] for programs. No sentence
/// holds the path: the caller knows which file it asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file is gone: deleted, or renamed after it was listed.
    #[error("the file does not exist")]
    NotFound,
    /// A directory, device or pipe stands under the name.
    #[error("it is not a regular file")]
    NotRegular,
    /// The operating system refused to open or read the file.
    #[error("the file cannot be read")]
    Io(#[source] io::Error),
    /// The file has no bytes at all.
    #[error("the file is empty")]
    Empty,
    /// The content is something else than FITS.
    #[error("not a FITS file: {found}")]
    NotFits {
        /// What the first bytes look like.
        found: &'static str,
    },
    /// The gzip stream stops before its end.
    #[error("truncated gzip stream")]
    TruncatedGzip,
    /// The gzip stream is damaged: wrong checksum, wrong length or invalid codes.
    #[error("damaged gzip stream")]
    CorruptGzip,
    /// A packed file of another kind stops before its end.
    #[error("truncated {} stream", kind.as_str())]
    TruncatedPacked {
        /// How the file is packed.
        kind: Compression,
    },
    /// A packed file of another kind is damaged: wrong checksum or invalid codes.
    #[error("damaged {} stream", kind.as_str())]
    CorruptPacked {
        /// How the file is packed.
        kind: Compression,
    },
    /// The file, or what it inflates to, is too big to be one spectrum.
    #[error("too large for one spectrum: more than {limit_bytes} bytes")]
    TooLarge {
        /// The size in bytes that is still accepted.
        limit_bytes: u64,
    },
    /// The file ends inside a FITS header.
    #[error("truncated FITS header: the END card is missing")]
    TruncatedHeader,
    /// The header declares more data than the file holds.
    #[error("truncated FITS file: the header declares {declared_bytes} bytes of data, the file holds {found_bytes}")]
    TruncatedData {
        /// Size in bytes of the data unit after the header.
        declared_bytes: u64,
        /// Bytes that the file has there.
        found_bytes: u64,
    },
    /// A header contradicts the FITS standard or its own layout.
    #[error("malformed FITS file: {detail}")]
    Malformed {
        /// What is wrong, in words.
        detail: String,
    },
    /// A table which is no FITS file is broken.
    #[error("malformed table: {detail}")]
    MalformedTable {
        /// What is wrong, in words.
        detail: String,
    },
    /// Valid FITS, but not a spectrum of a layout that we read.
    #[error("not a spectrum that can be read: {found}")]
    Unsupported {
        /// What the file holds.
        found: String,
    },
    /// The wavelengths are missing or not usable.
    #[error("unusable wavelengths: {detail}")]
    BadWavelength {
        /// What is wrong, in words.
        detail: String,
    },
    /// The file holds no spectrum under this name.
    #[error("the file holds no spectrum {target:?}")]
    NoSuchTarget {
        /// What was asked for, without the file's name.
        target: String,
    },
    /// The file holds several spectra, and one was asked for.
    #[error("the file holds several spectra: name one of them ({first}, {second}, …)")]
    SeveralTargets {
        /// The first of them.
        first: String,
        /// The second.
        second: String,
    },
    /// cfitsio, the reader of record for unusual files, refused the file.
    #[error("cfitsio cannot read the file")]
    Cfitsio(#[source] fitsio::errors::Error),
}

impl ReadError {
    /// A stable name of the variant for programs, in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "vanished",
            Self::NotRegular => "not_regular",
            Self::Io(_) => "unreadable",
            Self::Empty => "empty",
            Self::NotFits { .. } => "not_fits",
            Self::TruncatedGzip => "truncated_gzip",
            Self::CorruptGzip => "corrupt_gzip",
            Self::TruncatedPacked { .. } => "truncated_packed",
            Self::CorruptPacked { .. } => "corrupt_packed",
            Self::TooLarge { .. } => "too_large",
            Self::TruncatedHeader => "truncated_header",
            Self::TruncatedData { .. } => "truncated_data",
            Self::Malformed { .. } => "malformed",
            Self::MalformedTable { .. } => "malformed_table",
            Self::Unsupported { .. } => "unsupported",
            Self::BadWavelength { .. } => "bad_wavelength",
            Self::NoSuchTarget { .. } => "no_such_target",
            Self::SeveralTargets { .. } => "several_targets",
            Self::Cfitsio(_) => "cfitsio",
        }
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::Malformed { detail: detail.into() }
    }

    pub(crate) fn malformed_table(detail: impl Into<String>) -> Self {
        Self::MalformedTable { detail: detail.into() }
    }

    pub(crate) fn unsupported(found: impl Into<String>) -> Self {
        Self::Unsupported { found: found.into() }
    }

    pub(crate) fn bad_wavelength(detail: impl Into<String>) -> Self {
        Self::BadWavelength { detail: detail.into() }
    }

    /// Whether the host, not the file, is at fault, so that going on with other files is pointless.
    pub(crate) fn is_resource_exhaustion(&self) -> bool {
        matches!(self, Self::Io(error) if matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE | libc::ENOMEM)))
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Io(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_not_a_read_failure() {
        assert_eq!(ReadError::from(io::Error::from(io::ErrorKind::NotFound)).code(), "vanished");
        assert_eq!(ReadError::from(io::Error::from(io::ErrorKind::PermissionDenied)).code(), "unreadable");
    }
}
