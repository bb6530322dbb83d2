//! Writing a file so that nobody ever sees half of it.

use std::fs::File;
use std::io::{self, Write as _};

use bytes::Bytes;
use cap_std::fs::Dir;
use ml_job_disk::AtomicFile;
use tokio::io::AsyncWriteExt as _;

use super::names::TEMPORARY_PREFIX;
use super::{FileEntry, FileName, FilesError};

/// An upload under way: no thread waits for it. Dropping it before [`finish`](Self::finish) leaves the old file as it was.
#[derive(Debug)]
pub struct Upload {
    directory: Dir,
    name: FileName,
    temporary: AtomicFile,
    content: tokio::fs::File,
    received_bytes: u64,
    limit_bytes: Option<u64>,
}

impl Upload {
    pub(super) fn begin(directory: Dir, name: FileName, limit_bytes: Option<u64>) -> Result<Self, FilesError> {
        if directory.metadata(name.as_str()).is_ok_and(|metadata| metadata.is_dir()) {
            return Err(FilesError::IsADirectory);
        }
        let (temporary, content) = create(&directory, &name).map_err(failed)?;
        Ok(Self { directory, name, temporary, content: content.into(), received_bytes: 0, limit_bytes })
    }

    /// Adds to the file.
    ///
    /// # Errors
    /// [`FilesError::TooLarge`], [`FilesError::Full`] and I/O errors, be it of what was added before.
    pub async fn write(&mut self, chunk: Bytes) -> Result<(), FilesError> {
        self.received_bytes += chunk.len() as u64;
        if let Some(limit_bytes) = self.limit_bytes.filter(|limit| self.received_bytes > *limit) {
            return Err(FilesError::TooLarge { limit_bytes });
        }
        self.content.write_all(&chunk).await.map_err(failed)
    }

    /// Makes the file visible under its name.
    ///
    /// # Errors
    /// [`FilesError::Full`], [`FilesError::IsADirectory`] and I/O errors.
    pub async fn finish(mut self) -> Result<FileEntry, FilesError> {
        self.content.flush().await.map_err(failed)?;
        let Self { directory, name, temporary, .. } = self;
        super::blocking(move || {
            temporary.commit().map_err(failed)?;
            entry(&directory, &name)
        })
        .await
    }
}

fn create(directory: &Dir, name: &FileName) -> io::Result<(AtomicFile, File)> {
    let temporary = AtomicFile::within(directory, name.as_str(), TEMPORARY_PREFIX)?;
    let content = temporary.create()?;
    Ok((temporary, content))
}

fn failed(error: io::Error) -> FilesError {
    FilesError::of_file("write", error)
}

fn entry(directory: &Dir, name: &FileName) -> Result<FileEntry, FilesError> {
    let metadata = directory.metadata(name.as_str()).map_err(|error| FilesError::of_file("look at", error))?;
    let modified = metadata.modified().map_err(|error| FilesError::of_file("look at", error))?;
    Ok(FileEntry { filename: name.to_string(), size: metadata.len(), modified_at: modified.into_std().into() })
}

/// Writes a small file in one step.
pub(super) fn write(directory: &Dir, name: &FileName, content: &[u8]) -> Result<(), FilesError> {
    let write = || {
        let (temporary, mut file) = create(directory, name)?;
        file.write_all(content)?;
        temporary.commit()
    };
    write().map_err(failed)
}
