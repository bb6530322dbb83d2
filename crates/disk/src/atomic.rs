//! Files that come into being complete or not at all.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use uuid::Uuid;

/// A file that is written under a temporary name beside its place, and gets its own name when it is complete.
///
/// Readers see the old file or the new one, never a part. Where it is dropped without [`commit`](Self::commit), the temporary
/// file is removed and what stood in its place stays.
#[derive(Debug)]
pub struct AtomicFile {
    directory: Dir,
    name: PathBuf,
    temporary: PathBuf,
    /// The directory's path, for libraries that open files themselves.
    beside: PathBuf,
}

impl AtomicFile {
    /// A file at `place`. The temporary name is always the same, so that a killed run leaves at most one behind.
    ///
    /// A symbolic link is followed: the file that it names, which need not exist yet, is replaced, and the link stays.
    ///
    /// # Errors
    /// Where something else than a regular file stands there (a device, a pipe, a directory), which is never replaced; where
    /// the directory does not exist or cannot be opened.
    pub fn new(place: &Path) -> io::Result<Self> {
        let place = behind_links(place)?;
        if place.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            let name = place.file_name().unwrap_or_default().to_string_lossy();
            let message = format!("what stands at {name} is not a regular file");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let name = place.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
        let beside =
            place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        let mut temporary = std::ffi::OsString::from(".");
        temporary.push(name);
        temporary.push(".partial");
        Ok(Self {
            directory: Dir::open_ambient_dir(&beside, ambient_authority())?,
            name: name.into(),
            temporary: temporary.into(),
            beside,
        })
    }

    /// A file `name` of an open directory, under a temporary name of its own that begins with `prefix`: several may be
    /// written at once, and the last one stays.
    ///
    /// # Errors
    /// Where the handle cannot be duplicated.
    pub fn within(directory: &Dir, name: &str, prefix: &str) -> io::Result<Self> {
        Ok(Self {
            directory: directory.try_clone()?,
            name: name.into(),
            temporary: format!("{prefix}{}", Uuid::now_v7().simple()).into(),
            beside: PathBuf::new(),
        })
    }

    /// Where to write until [`Self::commit`], for libraries that open files by path.
    pub fn temporary(&self) -> PathBuf {
        self.beside.join(&self.temporary)
    }

    /// Creates the temporary file, empty; what a killed run left there is overwritten.
    ///
    /// # Errors
    /// I/O errors.
    pub fn create(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        Ok(self.directory.open_with(&self.temporary, &options)?.into_std())
    }

    /// Flushes the temporary file to disk and gives it its name, which is durable as well.
    ///
    /// # Errors
    /// I/O errors: a full disk, for example.
    pub fn commit(self) -> io::Result<()> {
        self.directory.open(&self.temporary)?.sync_all()?;
        self.directory.rename(&self.temporary, &self.directory, &self.name)?;
        // The new name survives a crash only when the directory does.
        self.directory.open(".")?.sync_all()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        // After `commit` the temporary name is gone, and removing it fails as it should.
        let _ = self.directory.remove_file(&self.temporary);
    }
}

/// Where a chain of links leads, whether something is there or not.
fn behind_links(place: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const MOST_LINKS: usize = 40;
    let mut place = place.to_owned();
    for _ in 0..MOST_LINKS {
        if !place.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) {
            return Ok(place);
        }
        let target = place.read_link()?;
        place = place.parent().unwrap_or(Path::new("")).join(target);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "the links lead in a circle"))
}

/// Writes `bytes` to `place`, all or nothing.
///
/// # Errors
/// As [`AtomicFile`]'s.
pub fn write_atomically(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = AtomicFile::new(place)?;
    file.create()?.write_all(bytes)?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn the_old_file_stays_until_the_new_one_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("x");
        write_atomically(&place, b"old").unwrap();
        let file = AtomicFile::new(&place).unwrap();
        file.create().unwrap().write_all(b"the first ha").unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"old");
        drop(file);
        assert_eq!(fs::read(&place).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no litter");
        write_atomically(&place, b"new").unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"new");
    }

    #[test]
    fn a_link_stays_and_its_target_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("disk")).unwrap();
        let (target, link) = (folder.path().join("disk/x"), folder.path().join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(target).unwrap(), b"new");
        // Relative links, one to another, the last to a file that is not there yet.
        let (first, second) = (folder.path().join("first"), folder.path().join("disk/second"));
        std::os::unix::fs::symlink("disk/second", &first).unwrap();
        std::os::unix::fs::symlink("y", &second).unwrap();
        write_atomically(&first, b"newer").unwrap();
        assert!(first.symlink_metadata().unwrap().is_symlink() && second.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(folder.path().join("disk/y")).unwrap(), b"newer");
        std::os::unix::fs::symlink("circle", folder.path().join("circle")).unwrap();
        assert!(AtomicFile::new(&folder.path().join("circle")).is_err());
    }

    #[test]
    fn what_is_no_regular_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = UnixListener::bind(&socket).unwrap();
        let through_a_link = folder.path().join("link");
        std::os::unix::fs::symlink(&socket, &through_a_link).unwrap();
        for place in [&socket, &through_a_link, &folder.path().to_owned()] {
            assert_eq!(write_atomically(place, b"x").unwrap_err().kind(), io::ErrorKind::InvalidInput);
        }
        assert!(socket.symlink_metadata().unwrap().file_type().is_socket());
    }

    #[test]
    fn two_writers_of_one_name_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let directory = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let (first, second) =
            (AtomicFile::within(&directory, "x", ".u-").unwrap(), AtomicFile::within(&directory, "x", ".u-").unwrap());
        first.create().unwrap().write_all(b"first").unwrap();
        second.create().unwrap().write_all(b"second").unwrap();
        second.commit().unwrap();
        first.commit().unwrap();
        assert_eq!(directory.read("x").unwrap(), b"first");
        assert_eq!(directory.entries().unwrap().count(), 1);
    }
}
