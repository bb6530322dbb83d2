//! Job directories: beneath the files root, whatever the API or a link says.

use std::path::PathBuf;

use cap_std::fs::{Dir, File, OpenOptions};
use ml_job_disk::{Root, RootError};

/// A job's directory.
#[derive(Debug)]
pub(crate) struct JobDir {
    dir: Dir,
    /// Where it is, for other programs.
    pub(crate) path: PathBuf,
}

impl JobDir {
    /// The directory of a job, `/a/b`, made if it is missing. Links that lead out of the root are refused.
    pub(crate) fn make(root: &Root, dir_path: &str) -> Result<Self, RootError> {
        let relative = dir_path.strip_prefix('/').filter(|path| !path.starts_with('/'));
        let relative = relative.ok_or_else(|| RootError::NotPlain { path: dir_path.to_owned() })?;
        Ok(Self { dir: root.make_directory(relative)?, path: root.path().join(relative) })
    }

    /// Opens a file of the directory for appending.
    pub(crate) fn append(&self, name: &str) -> std::io::Result<File> {
        self.dir.open_with(name, OpenOptions::new().append(true).create(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_directory_is_made_where_it_belongs() {
        let root = tempfile::tempdir().unwrap();
        let files = Root::open(root.path()).unwrap();
        let job = JobDir::make(&files, "/JOBS/job_x_1").unwrap();
        assert_eq!(job.path, root.path().canonicalize().unwrap().join("JOBS/job_x_1"));
        assert!(job.path.is_dir());
        JobDir::make(&files, "/JOBS/job_x_1").unwrap();
    }

    #[test]
    fn nothing_leads_out_of_the_root() {
        let root = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("link")).unwrap();
        let files = Root::open(root.path()).unwrap();
        for bad in ["", "/", "JOBS/x", "/../x", "/JOBS/../../x", "//etc", "/JOBS/./..", "/a\0b"] {
            let error = JobDir::make(&files, bad).unwrap_err();
            assert!(matches!(error, RootError::NotPlain { .. }), "{bad:?}: {error:?}");
        }
        assert!(matches!(JobDir::make(&files, "/link/x").unwrap_err(), RootError::Escapes { .. }));
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);

        let job = JobDir::make(&files, "/JOBS/x").unwrap();
        std::os::unix::fs::symlink(outside.path().join("stolen"), job.path.join("log.txt")).unwrap();
        assert!(job.append("log.txt").is_err());
    }
}
