//! Job directories: beneath the files root, whatever the API or a link says.

use std::path::{Component, Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, OpenOptions};

/// The root of the job directories.
#[derive(Debug)]
pub(crate) struct FilesDir {
    dir: Dir,
    path: PathBuf,
}

/// Why a directory below the files root cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FilesDirError {
    /// The root itself cannot be opened.
    #[error("cannot open the files directory {}", path.display())]
    Root {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A path that is not of the form `/a/b`.
    #[error("`{0}` is no path of a job's directory")]
    InvalidPath(String),
    /// A job's directory cannot be made or opened.
    #[error("cannot use the job's directory {dir_path}")]
    Job {
        /// Which, relative to the root.
        dir_path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A job's directory.
#[derive(Debug)]
pub(crate) struct JobDir {
    dir: Dir,
    /// Where it is, for other programs.
    pub(crate) path: PathBuf,
}

impl FilesDir {
    /// The root at `path`, which must exist: a worker that made it would hide that a disk is not mounted.
    pub(crate) fn open(path: &Path) -> Result<Self, FilesDirError> {
        let open = || {
            let path = path.canonicalize()?;
            Ok(Self { dir: Dir::open_ambient_dir(&path, ambient_authority())?, path })
        };
        open().map_err(|source| FilesDirError::Root { path: path.to_owned(), source })
    }

    /// Where it is, absolute.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The directory of a job, made if it is missing. Links that lead out of the root are refused.
    pub(crate) fn job_dir(&self, dir_path: &str) -> Result<JobDir, FilesDirError> {
        let relative = relative(dir_path).ok_or_else(|| FilesDirError::InvalidPath(dir_path.to_owned()))?;
        let open = || {
            self.dir.create_dir_all(relative)?;
            self.dir.open_dir(relative)
        };
        let dir = open().map_err(|source| FilesDirError::Job { dir_path: dir_path.to_owned(), source })?;
        Ok(JobDir { dir, path: self.path.join(relative) })
    }
}

impl JobDir {
    /// Opens a file of the directory for appending.
    pub(crate) fn append(&self, name: &str) -> std::io::Result<File> {
        self.dir.open_with(name, OpenOptions::new().append(true).create(true))
    }
}

/// `/a/b` as `a/b`; nothing that is empty, or has a `.`, a `..` or a second root in it.
fn relative(dir_path: &str) -> Option<&Path> {
    let path = Path::new(dir_path.strip_prefix('/')?);
    let is_plain = path.components().all(|component| matches!(component, Component::Normal(_)));
    (is_plain && !path.as_os_str().is_empty() && !dir_path.contains('\0')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_directory_is_made_where_it_belongs() {
        let root = tempfile::tempdir().unwrap();
        let files = FilesDir::open(root.path()).unwrap();
        let job = files.job_dir("/JOBS/job_x_1").unwrap();
        assert_eq!(job.path, root.path().canonicalize().unwrap().join("JOBS/job_x_1"));
        assert!(job.path.is_dir());
        files.job_dir("/JOBS/job_x_1").unwrap();
    }

    #[test]
    fn nothing_leads_out_of_the_root() {
        let root = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("link")).unwrap();
        let files = FilesDir::open(root.path()).unwrap();
        for bad in ["", "/", "JOBS/x", "/../x", "/JOBS/../../x", "//etc", "/JOBS/./..", "/a\0b"] {
            let error = files.job_dir(bad).unwrap_err();
            assert!(matches!(error, FilesDirError::InvalidPath(_)), "{bad:?}: {error:?}");
        }
        assert!(matches!(files.job_dir("/link/x").unwrap_err(), FilesDirError::Job { .. }));
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);

        let job = files.job_dir("/JOBS/x").unwrap();
        std::os::unix::fs::symlink(outside.path().join("stolen"), job.path.join("log.txt")).unwrap();
        assert!(job.append("log.txt").is_err());
    }
}
