//! The files of jobs and users, beneath one root that nothing can leave.
//!
//! Every access goes through a directory handle (cap-std): a name with `..`, an absolute name or a symbolic link that
//! leads outside is refused by construction. What is opened is checked *after* opening to be a regular file, so a
//! device or a pipe is never read. All I/O runs on the blocking pool.

mod error;
mod listing;
mod names;
mod open;
mod tree;
mod upload;

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use ml_job_disk::AtomicFile;

pub use error::FilesError;
pub use listing::{DirectoryEntry, FileEntry, Listing};
pub use names::{DirPath, FileName, InvalidName};
pub use open::{OpenFile, open_regular};
pub use upload::Upload;

use names::TEMPORARY_PREFIX;

/// The root of all files (`FILES_DIR_PATH`). Cheap to clone.
#[derive(Debug, Clone)]
pub struct FilesRoot {
    root: Arc<Dir>,
    path: Arc<PathBuf>,
}

impl FilesRoot {
    /// Opens the root; makes it where it is missing.
    ///
    /// # Errors
    /// Where it can neither be opened nor made.
    pub fn open(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        let root = Dir::open_ambient_dir(path, ambient_authority())?;
        Ok(Self { root: Arc::new(root), path: Arc::new(path.to_owned()) })
    }

    /// Where the root is on this machine.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a directory holds.
    ///
    /// # Errors
    /// [`FilesError::NoSuchDirectory`] and I/O errors.
    pub async fn list(&self, directory: &DirPath) -> Result<Listing, FilesError> {
        let directory = directory.clone();
        self.blocking(move |root| listing::list(&open_dir(root, &directory)?, &directory)).await
    }

    /// How many bytes the files in these directories and below have; of links nothing. What is not there counts nothing.
    ///
    /// # Errors
    /// I/O errors of the root itself; a directory that cannot be read is passed over.
    pub async fn size_of(&self, directories: Vec<DirPath>) -> Result<u64, FilesError> {
        self.blocking(move |root| {
            Ok(directories.iter().map(|directory| tree::size_of(root, Path::new(directory.relative()))).sum())
        })
        .await
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// [`FilesError::NoSuchFile`] where there is none, or something else, or only a link that leaves the root.
    pub async fn open_file(&self, directory: &DirPath, name: &FileName) -> Result<OpenFile, FilesError> {
        let (directory, name) = (directory.clone(), name.clone());
        self.blocking(move |root| open::open_beneath(&dir_of_file(root, &directory)?, &name)).await
    }

    /// Starts an upload of a file of at most `limit_bytes`. The directory is made where it is missing.
    ///
    /// # Errors
    /// [`FilesError::NoSuchDirectory`] where something else is in its place, [`FilesError::IsADirectory`] where the name is
    /// taken by one, and I/O errors.
    pub async fn begin_upload(
        &self,
        directory: &DirPath,
        name: &FileName,
        limit_bytes: Option<u64>,
    ) -> Result<Upload, FilesError> {
        let (directory, name) = (directory.clone(), name.clone());
        self.blocking(move |root| Upload::begin(make_dir(root, &directory)?, name, limit_bytes)).await
    }

    /// Deletes a file, or a symbolic link (not what it points at).
    ///
    /// # Errors
    /// [`FilesError::NoSuchFile`], [`FilesError::IsADirectory`] and I/O errors.
    pub async fn delete_file(&self, directory: &DirPath, name: &FileName) -> Result<(), FilesError> {
        let (directory, name) = (directory.clone(), name.clone());
        self.blocking(move |root| {
            let directory = dir_of_file(root, &directory)?;
            let kind =
                directory.symlink_metadata(name.as_str()).map_err(|error| FilesError::of_file("look at", error))?;
            if kind.is_dir() {
                return Err(FilesError::IsADirectory);
            }
            directory.remove_file(name.as_str()).map_err(|error| FilesError::of_file("delete", error))
        })
        .await
    }

    /// Makes a directory.
    ///
    /// # Errors
    /// [`FilesError::Exists`], [`FilesError::NoSuchDirectory`] for the parent, and I/O errors.
    pub async fn create_directory(&self, parent: &DirPath, name: &FileName) -> Result<(), FilesError> {
        let (parent, name) = (parent.clone(), name.clone());
        self.blocking(move |root| {
            let parent = open_dir(root, &parent)?;
            parent.create_dir(name.as_str()).map_err(|error| FilesError::of_directory("make", error))
        })
        .await
    }

    /// Deletes a directory with all that is in it; symbolic links in it are removed, not followed.
    ///
    /// # Errors
    /// [`FilesError::NoSuchDirectory`] where there is none, or something else, and I/O errors.
    pub async fn delete_directory(&self, parent: &DirPath, name: &FileName) -> Result<(), FilesError> {
        let (parent, name) = (parent.clone(), name.clone());
        self.blocking(move |root| {
            let parent = open_dir(root, &parent)?;
            let found = parent.symlink_metadata(name.as_str());
            let found = found.map_err(|error| FilesError::of_directory("look at", error))?;
            if !found.is_dir() {
                return Err(FilesError::NoSuchDirectory);
            }
            tree::delete_directory(&parent, name.as_str()).map_err(|error| FilesError::of_directory("delete", error))
        })
        .await
    }

    /// Makes a directory and its parents; an existing one is left as it is.
    ///
    /// # Errors
    /// I/O errors.
    pub async fn ensure_directory(&self, directory: &DirPath) -> Result<(), FilesError> {
        let directory = directory.clone();
        self.blocking(move |root| make_dir(root, &directory).map(drop)).await
    }

    /// Writes a small file in one step: readers see the old one or the new one, whole.
    ///
    /// # Errors
    /// [`FilesError::NoSuchDirectory`], [`FilesError::Full`] and I/O errors.
    pub async fn write(&self, directory: &DirPath, name: &FileName, content: Vec<u8>) -> Result<(), FilesError> {
        let (directory, name) = (directory.clone(), name.clone());
        self.blocking(move |root| upload::write(&open_dir(root, &directory)?, &name, &content)).await
    }

    /// Reads a small file.
    ///
    /// # Errors
    /// [`FilesError::NoSuchFile`], [`FilesError::TooLarge`] beyond `limit_bytes`, and I/O errors.
    pub async fn read(&self, directory: &DirPath, name: &FileName, limit_bytes: u64) -> Result<Vec<u8>, FilesError> {
        let open = self.open_file(directory, name).await?;
        if open.size_bytes() > limit_bytes {
            return Err(FilesError::TooLarge { limit_bytes });
        }
        self.blocking(move |_| {
            let mut content = Vec::new();
            let read = open.into_std().take(limit_bytes).read_to_end(&mut content);
            read.map_err(|error| FilesError::of_file("read", error))?;
            Ok(content)
        })
        .await
    }

    /// Checks that the root can be written to, by making a file and deleting it.
    ///
    /// # Errors
    /// I/O errors, [`FilesError::Full`] where no space is left.
    pub async fn check_writable(&self) -> Result<(), FilesError> {
        self.blocking(|root| {
            let probe = AtomicFile::within(root, ".", TEMPORARY_PREFIX);
            let written = probe.and_then(|probe| probe.create()?.write_all(b"x"));
            written.map_err(|error| FilesError::of_file("write", error))
        })
        .await
    }

    /// Deletes what uploads that never ended have left, where older than `max_age`. Answers how many files.
    ///
    /// # Errors
    /// I/O errors of the root itself; a directory below it that cannot be read is passed over.
    pub async fn delete_stale_uploads(&self, max_age: std::time::Duration) -> Result<u64, FilesError> {
        self.blocking(move |root| {
            root.entries().map_err(|error| FilesError::of_directory("list", error))?;
            Ok(tree::delete_stale(root, max_age))
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Dir) -> Result<T, FilesError> + Send + 'static,
    ) -> Result<T, FilesError> {
        let root = Arc::clone(&self.root);
        blocking(move || work(&root)).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FilesError> + Send + 'static,
) -> Result<T, FilesError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| FilesError::Io { doing: "finish the work on", source: io::Error::other(error) })?
}

fn make_dir(root: &Dir, directory: &DirPath) -> Result<Dir, FilesError> {
    tree::make_directory(root, directory.relative()).map_err(|error| FilesError::of_directory("make", error))
}

fn open_dir(root: &Dir, directory: &DirPath) -> Result<Dir, FilesError> {
    root.open_dir(directory.relative()).map_err(|error| FilesError::of_directory("open", error))
}

/// Where the directory is none, the file is none either.
fn dir_of_file(root: &Dir, directory: &DirPath) -> Result<Dir, FilesError> {
    root.open_dir(directory.relative()).map_err(|error| FilesError::of_file("open", error))
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY_PREFIX)
}
