//! What a directory holds.

use cap_std::fs::Dir;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{DirPath, FilesError, is_temporary};

/// The content of a directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Listing {
    /// The directory, relative to the files root.
    #[schema(value_type = String, example = "/JOBS")]
    pub parent_dir_path: DirPath,
    /// Files and directories together.
    pub total: usize,
    /// How many files.
    pub file_count: usize,
    /// How many directories.
    pub directory_count: usize,
    /// The files, by name.
    pub files: Vec<FileEntry>,
    /// The directories, by name.
    pub directories: Vec<DirectoryEntry>,
}

/// A file in a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FileEntry {
    /// Its name.
    #[schema(example = "config.json")]
    pub filename: String,
    /// Its size in bytes.
    #[schema(example = 312)]
    pub size: u64,
    /// When its content last changed.
    pub modified_at: DateTime<Utc>,
}

/// A directory in a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DirectoryEntry {
    /// Its name.
    #[schema(example = "JOBS")]
    pub dirname: String,
}

impl Listing {
    /// Keeps the directories of these names.
    pub(crate) fn retain_directories(&mut self, keeps: impl Fn(&str) -> bool) {
        self.directories.retain(|directory| keeps(&directory.dirname));
        self.recount();
    }

    /// Keeps the files of these names.
    pub(crate) fn retain_files(&mut self, keeps: impl Fn(&str) -> bool) {
        self.files.retain(|file| keeps(&file.filename));
        self.recount();
    }

    fn recount(&mut self) {
        self.file_count = self.files.len();
        self.directory_count = self.directories.len();
        self.total = self.file_count + self.directory_count;
    }
}

/// Lists `directory`. Left out: unfinished uploads, devices and pipes, links that lead nowhere or out of the root, and
/// names that are not UTF-8, since no request could name them.
pub(super) fn list(directory: &Dir, path: &DirPath) -> Result<Listing, FilesError> {
    let error = |error| FilesError::of_directory("list", error);
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for entry in directory.entries().map_err(error)? {
        let Ok(name) = entry.map_err(error)?.file_name().into_string() else { continue };
        if is_temporary(&name) {
            continue;
        }
        // Gone since it was listed, or a link that leads nowhere.
        let Ok(metadata) = directory.metadata(&name) else { continue };
        if metadata.is_dir() {
            directories.push(DirectoryEntry { dirname: name });
        } else if metadata.is_file() {
            let modified_at = metadata.modified().map_err(error)?.into_std().into();
            files.push(FileEntry { filename: name, size: metadata.len(), modified_at });
        }
    }
    files.sort_unstable_by(|a, b| a.filename.cmp(&b.filename));
    directories.sort_unstable_by(|a, b| a.dirname.cmp(&b.dirname));
    Ok(Listing {
        parent_dir_path: path.clone(),
        total: files.len() + directories.len(),
        file_count: files.len(),
        directory_count: directories.len(),
        files,
        directories,
    })
}
