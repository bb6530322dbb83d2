//! A directory beyond which no path leads.

use std::io;
use std::os::fd::AsRawFd as _;
use std::path::{Component, Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

/// A directory, and everything beneath it; nothing else is ever reached through it.
///
/// Paths are those of requests and configs: `/a/b` or `a/b`, relative to the root. Symbolic links are followed as long as they
/// stay beneath it, which the operating system's handles decide (cap-std), not a comparison of texts.
#[derive(Debug)]
pub struct Root {
    directory: Dir,
    path: PathBuf,
}

/// Why a path cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RootError {
    /// It is empty, or holds `..`, `.` or a NUL.
    #[error("`{path}` is no plain path")]
    NotPlain {
        /// The path as it was given.
        path: String,
    },
    /// It leads out of the root.
    #[error("`{path}` leads out of the root")]
    Escapes {
        /// The path as it was given.
        path: String,
    },
    /// The operating system refuses it.
    #[error("`{path}` cannot be opened")]
    Io {
        /// The path as it was given.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Root {
    /// The directory at `path`, which must exist.
    ///
    /// # Errors
    /// I/O errors.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        Ok(Self { directory: Dir::open_ambient_dir(&path, ambient_authority())?, path })
    }

    /// Where it is, absolute and without links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The real place of an existing file or directory: absolute, without links, beneath the root.
    ///
    /// # Errors
    /// [`RootError`]; with [`io::ErrorKind::NotFound`] inside where nothing stands there.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, RootError> {
        let place = plain(path)?;
        let options = {
            use cap_std::fs::OpenOptionsExt as _;
            let mut options = cap_std::fs::OpenOptions::new();
            // A pipe would wait for a writer otherwise.
            options.read(true).custom_flags(O_NONBLOCK);
            options
        };
        let real = if place.as_os_str().is_empty() {
            return Ok(self.path.clone());
        } else if self.directory.metadata(place).map_err(|source| refused(path, source))?.is_dir() {
            let directory = self.directory.open_dir(place).map_err(|source| refused(path, source))?;
            real_path(directory.as_raw_fd())
        } else {
            let file = self.directory.open_with(place, &options).map_err(|source| refused(path, source))?;
            real_path(file.as_raw_fd())
        };
        real.map_err(|source| refused(path, source))
    }

    /// The directory at `path`, made with its parents where it is missing.
    ///
    /// # Errors
    /// [`RootError`].
    pub fn make_directory(&self, path: &str) -> Result<Dir, RootError> {
        let place = plain(path)?;
        if place.as_os_str().is_empty() {
            return Err(RootError::NotPlain { path: path.to_owned() });
        }
        self.directory
            .create_dir_all(place)
            .and_then(|()| self.directory.open_dir(place))
            .map_err(|source| refused(path, source))
    }

    /// Whether an absolute path without links lies beneath the root.
    pub fn holds(&self, place: &Path) -> bool {
        place.starts_with(&self.path)
    }
}

/// `O_NONBLOCK` of Linux.
const O_NONBLOCK: i32 = 0o4000;

/// Where an open file stands: what the kernel says of the descriptor.
fn real_path(descriptor: std::os::fd::RawFd) -> io::Result<PathBuf> {
    std::fs::read_link(format!("/proc/self/fd/{descriptor}"))
}

fn refused(path: &str, source: io::Error) -> RootError {
    let path = path.to_owned();
    // cap-std answers this where a link or a path would leave the directory.
    if source.kind() == io::ErrorKind::PermissionDenied && source.raw_os_error().is_none() {
        RootError::Escapes { path }
    } else {
        RootError::Io { path, source }
    }
}

/// The path relative to the root; refused where it is not made of names alone.
fn plain(path: &str) -> Result<&Path, RootError> {
    let relative = Path::new(path.trim_start_matches('/'));
    let is_plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if is_plain && !path.contains('\0') { Ok(relative) } else { Err(RootError::NotPlain { path: path.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_as_long_as_they_stay_inside() {
        let outer = tempfile::tempdir().unwrap();
        let inside = outer.path().canonicalize().unwrap().join("files");
        fs::create_dir_all(inside.join("JOBS/a")).unwrap();
        fs::write(inside.join("JOBS/a/pool.h5"), "x").unwrap();
        symlink("a", inside.join("JOBS/b")).unwrap();
        let root = Root::open(&inside).unwrap();
        for path in ["/JOBS/a/pool.h5", "JOBS/a/pool.h5", "/JOBS/b/pool.h5"] {
            assert_eq!(root.resolve(path).unwrap(), inside.join("JOBS/a/pool.h5"), "{path}");
        }
        assert_eq!(root.resolve("/JOBS/b").unwrap(), inside.join("JOBS/a"));
        assert_eq!(root.resolve("/").unwrap(), inside);
    }

    #[test]
    fn nothing_leads_out() {
        let outer = tempfile::tempdir().unwrap();
        let inside = outer.path().join("files");
        fs::create_dir_all(&inside).unwrap();
        fs::write(outer.path().join("secret"), "x").unwrap();
        symlink(outer.path(), inside.join("up")).unwrap();
        symlink("../secret", inside.join("secret")).unwrap();
        let root = Root::open(&inside).unwrap();
        for path in ["../secret", "/a/../../secret", "/./x", "a\0b"] {
            assert!(matches!(root.resolve(path), Err(RootError::NotPlain { .. })), "{path:?}");
        }
        for path in ["up/secret", "secret", "up"] {
            assert!(matches!(root.resolve(path), Err(RootError::Escapes { .. })), "{path}: {:?}", root.resolve(path));
            assert!(root.make_directory(path).is_err(), "{path}");
        }
        let missing = root.resolve("/none").unwrap_err();
        assert!(
            matches!(&missing, RootError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound),
            "{missing:?}"
        );
        assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_directory_is_made_with_its_parents() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::open(folder.path()).unwrap();
        root.make_directory("/JOBS/job_x_1").unwrap();
        root.make_directory("/JOBS/job_x_1").unwrap();
        assert!(folder.path().join("JOBS/job_x_1").is_dir());
        assert!(matches!(root.make_directory("/"), Err(RootError::NotPlain { .. })));
    }
}
