//! Regular files, opened without ever waiting on a pipe or touching a device.

use std::fs::File;
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt as _};
use std::path::Path;
use std::time::SystemTime;

use cap_std::fs::{Dir, OpenOptions, OpenOptionsExt};
use headers::ETag;
use rustix::fs::OFlags;

use super::{FileName, FilesError};

/// An open regular file, and what is known of it.
#[derive(Debug)]
pub struct OpenFile {
    file: File,
    size_bytes: u64,
    modified: SystemTime,
    etag: ETag,
}

impl OpenFile {
    /// # Errors
    /// `None` where the file is not a regular one.
    fn new(file: File) -> io::Result<Option<Self>> {
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Ok(None);
        }
        // A file that is replaced gets another inode, one that is written to another time or size.
        let etag =
            format!("\"{:x}-{:x}-{:x}.{:x}\"", metadata.ino(), metadata.len(), metadata.mtime(), metadata.mtime_nsec());
        let etag = etag.parse().map_err(io::Error::other)?;
        Ok(Some(Self { size_bytes: metadata.len(), modified: metadata.modified()?, etag, file }))
    }

    /// Its size in bytes.
    pub const fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// When its content last changed.
    pub const fn modified(&self) -> SystemTime {
        self.modified
    }

    /// A validator of its content: a strong entity tag (RFC 9110, section 8.8.3).
    pub const fn etag(&self) -> &ETag {
        &self.etag
    }

    /// The file, positioned at its start.
    pub fn into_std(self) -> File {
        self.file
    }
}

/// Without `NONBLOCK`, opening a pipe would wait for a writer for ever.
const FLAGS: OFlags = OFlags::NONBLOCK.union(OFlags::NOCTTY);

#[expect(clippy::cast_possible_wrap, reason = "flags are bits; the standard library takes them signed")]
const fn flags() -> i32 {
    FLAGS.bits() as i32
}

/// Opens a regular file of a directory for reading.
pub(super) fn open_beneath(directory: &Dir, name: &FileName) -> Result<OpenFile, FilesError> {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags());
    let open = |name: &str| OpenFile::new(directory.open_with(name, &options)?.into_std());
    open(name.as_str()).map_err(|error| FilesError::of_file("open", error))?.ok_or(FilesError::NoSuchFile)
}

/// Opens a regular file anywhere, for the read-only archive; `None` where it is something else.
///
/// # Errors
/// I/O errors.
pub fn open_regular(path: &Path) -> io::Result<Option<OpenFile>> {
    OpenFile::new(std::fs::OpenOptions::new().read(true).custom_flags(flags()).open(path)?)
}
