//! Writing a file so that nobody ever sees half of it: a temporary name in the same directory, flushed, then renamed.

use std::fs::File;
use std::io::{self, Write};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use cap_std::fs::{Dir, OpenOptions};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::names::TEMPORARY_PREFIX;
use super::{FileEntry, FileName, FilesError, is_temporary};

/// How many chunks may wait for the disk: bounds the memory of an upload.
const CHUNKS_AHEAD: usize = 8;

/// An upload under way. Dropping it before [`finish`](Self::finish) leaves the old file as it was.
#[derive(Debug)]
pub struct Upload {
    chunks: mpsc::Sender<Message>,
    writer: JoinHandle<Result<FileEntry, FilesError>>,
    received_bytes: u64,
    limit_bytes: Option<u64>,
}

#[derive(Debug)]
enum Message {
    Chunk(Bytes),
    Finish,
}

impl Upload {
    /// Must run on a blocking thread of a tokio runtime.
    pub(super) fn begin(directory: Dir, name: FileName, limit_bytes: Option<u64>) -> Result<Self, FilesError> {
        if directory.metadata(name.as_str()).is_ok_and(|metadata| metadata.is_dir()) {
            return Err(FilesError::IsADirectory);
        }
        let (chunks, mut received) = mpsc::channel(CHUNKS_AHEAD);
        let writer = tokio::task::spawn_blocking(move || {
            replace(&directory, &name, |file| {
                loop {
                    match received.blocking_recv() {
                        Some(Message::Chunk(chunk)) => file.write_all(&chunk)?,
                        Some(Message::Finish) => return Ok(()),
                        None => return Err(io::ErrorKind::UnexpectedEof.into()),
                    }
                }
            })?;
            entry(&directory, name)
        });
        Ok(Self { chunks, writer, received_bytes: 0, limit_bytes })
    }

    /// Adds to the file.
    ///
    /// # Errors
    /// [`FilesError::TooLarge`]; an error of the disk comes from [`finish`](Self::finish).
    pub async fn write(&mut self, chunk: Bytes) -> Result<(), FilesError> {
        self.received_bytes += chunk.len() as u64;
        if let Some(limit_bytes) = self.limit_bytes.filter(|limit| self.received_bytes > *limit) {
            return Err(FilesError::TooLarge { limit_bytes });
        }
        // A writer that has failed no longer listens; its error is told at the end.
        let _ = self.chunks.send(Message::Chunk(chunk)).await;
        Ok(())
    }

    /// Whether the disk has refused the file already, so that the rest need not be sent.
    pub fn has_failed(&self) -> bool {
        self.writer.is_finished()
    }

    /// Makes the file visible under its name.
    ///
    /// # Errors
    /// [`FilesError::Full`], [`FilesError::IsADirectory`] and I/O errors.
    pub async fn finish(self) -> Result<FileEntry, FilesError> {
        let _ = self.chunks.send(Message::Finish).await;
        drop(self.chunks);
        self.writer.await.map_err(|error| FilesError::Io { doing: "write", source: io::Error::other(error) })?
    }
}

fn entry(directory: &Dir, name: FileName) -> Result<FileEntry, FilesError> {
    let metadata = directory.metadata(name.as_str()).map_err(|error| FilesError::of_file("look at", error))?;
    let modified = metadata.modified().map_err(|error| FilesError::of_file("look at", error))?;
    Ok(FileEntry { filename: name.into(), size: metadata.len(), modified_at: modified.into_std().into() })
}

/// Writes a file under a temporary name, flushes it and gives it its name.
pub(super) fn replace(
    directory: &Dir,
    name: &FileName,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), FilesError> {
    let temporary = temporary_name();
    let written = write_and_rename(directory, &temporary, name, fill);
    if written.is_err() {
        // What cannot be deleted now is deleted as stale later.
        let _ = directory.remove_file(&temporary);
    }
    written.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => FilesError::CutOff,
        _ => FilesError::of_file("write", error),
    })
}

fn write_and_rename(
    directory: &Dir,
    temporary: &str,
    name: &FileName,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let mut new = directory.open_with(temporary, &options)?.into_std();
    fill(&mut new)?;
    new.flush()?;
    new.sync_all()?;
    drop(new);
    directory.rename(temporary, directory, name.as_str())?;
    // The new name is durable only when the directory is.
    directory.open(".")?.sync_all()
}

/// A name that no request can ask for.
pub(super) fn temporary_name() -> String {
    format!("{TEMPORARY_PREFIX}{}", Uuid::now_v7().simple())
}

/// Deletes unfinished uploads below `directory` that have not been written to for `max_age`.
pub(super) fn delete_stale(directory: &Dir, max_age: Duration) -> u64 {
    let Ok(entries) = directory.entries() else { return 0 };
    let mut deleted = 0;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            deleted += entry.open_dir().map_or(0, |below| delete_stale(&below, max_age));
        } else if name.to_str().is_some_and(is_temporary) {
            let age = metadata.modified().ok().and_then(|time| SystemTime::now().duration_since(time.into_std()).ok());
            if age.is_some_and(|age| age >= max_age) && directory.remove_file(&name).is_ok() {
                deleted += 1;
            }
        }
    }
    deleted
}

#[cfg(test)]
mod tests {
    use cap_std::ambient_authority;
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn a_disk_that_gets_full_leaves_the_old_file_and_no_litter() {
        let folder = tempfile::tempdir().unwrap();
        let directory = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let name: FileName = "x".parse().unwrap();
        replace(&directory, &name, |file| file.write_all(b"old")).unwrap();
        let refused = replace(&directory, &name, |file| {
            file.write_all(b"the first half")?;
            Err(Errno::NOSPC.into())
        });
        assert!(matches!(refused, Err(FilesError::Full(_))));
        assert_eq!(directory.read("x").unwrap(), b"old");
        assert_eq!(directory.entries().unwrap().count(), 1);
    }
}
