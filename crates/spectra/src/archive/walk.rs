//! What the directories of an archive hold, for an index of it.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::{Archive, is_absence};
use crate::archive::name::{escape, strip_compression, unescape};

/// A file that may be a spectrum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WalkedFile {
    /// Its name on disk, as [`escape`] writes it.
    pub filename: String,
    /// The same without the suffix of a compression.
    pub name: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// When its content changed, in nanoseconds since 1970.
    pub modified_ns: i64,
}

/// A directory in a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WalkedDirectory {
    /// Its path, from the archive, as [`escape`] writes each part: starts with `/`.
    pub path: String,
    /// Whether a symbolic link leads to it.
    pub is_link: bool,
}

/// Which directory a path leads to, and when its list changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryMark {
    /// Device and inode.
    pub identity: String,
    /// When its list changed, in nanoseconds since 1970.
    pub modified_ns: i64,
}

/// Some of what a directory holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Files, sorted.
    pub files: Vec<WalkedFile>,
    /// Directories, sorted.
    pub directories: Vec<WalkedDirectory>,
}

/// Entries that are listed at once, and so held in memory.
const ENTRIES_MAX: usize = 4096;

impl Archive {
    /// Where a path is, whose parts are written as [`escape`] does; `None` for a path that leads outside.
    pub fn place(&self, path: &str) -> Option<PathBuf> {
        let mut place = self.root().to_owned();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let name = unescape(part).filter(|name| name != "." && name != ".." && !part.contains('\0'))?;
            place.push(name);
        }
        Some(place)
    }

    /// What a directory is; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where it cannot be looked at.
    pub fn mark(&self, path: &str) -> io::Result<Option<DirectoryMark>> {
        let Some(place) = self.place(path) else { return Ok(None) };
        match std::fs::metadata(place) {
            Ok(metadata) if metadata.is_dir() => Ok(Some(DirectoryMark {
                identity: format!("{}:{}", metadata.dev(), metadata.ino()),
                modified_ns: modified_ns(&metadata),
            })),
            Ok(_) => Ok(None),
            Err(error) if is_absence(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Hands what a directory holds to `visit`, some entries at a time; breaks off where that fails.
    ///
    /// Hidden entries are left out, and whatever is neither a file nor a directory. Links are followed; those that lead
    /// nowhere are left out too.
    ///
    /// # Errors
    ///
    /// Where the directory cannot be read, or what `visit` says.
    pub fn list(&self, path: &str, visit: &mut dyn FnMut(Listing) -> io::Result<()>) -> io::Result<()> {
        let Some(place) = self.place(path) else { return Ok(()) };
        let mut listing = Listing::default();
        for entry in std::fs::read_dir(&place)? {
            listing.add(path, &entry?);
            if listing.files.len() + listing.directories.len() >= ENTRIES_MAX {
                visit(std::mem::take(&mut listing).sorted())?;
            }
        }
        visit(listing.sorted())
    }

    /// Where a file is that the index knows; `None` where it is no regular file any more.
    ///
    /// # Errors
    ///
    /// Where it cannot be looked at.
    pub fn locate_file(&self, path: &str, filename: &str) -> io::Result<Option<super::Located>> {
        let file = Path::new(filename);
        let is_plain = file.components().count() == 1 && !filename.starts_with('.') && !filename.contains('/');
        match (self.place(path), unescape(filename)) {
            (Some(place), Some(name)) if is_plain => super::regular_file(place.join(name)),
            _ => Ok(None),
        }
    }
}

impl Listing {
    fn add(&mut self, path: &str, entry: &std::fs::DirEntry) {
        let name = entry.file_name();
        let Ok(kind) = entry.file_type() else { return };
        if name.as_encoded_bytes().starts_with(b".") {
            return;
        }
        let filename = escape(&name);
        if kind.is_dir() {
            return self.add_directory(path, &filename, false);
        }
        // A link that leads nowhere or in circles, or a file that is gone already.
        let Ok(metadata) = std::fs::metadata(entry.path()) else { return };
        if metadata.is_dir() {
            self.add_directory(path, &filename, true);
        } else if metadata.is_file() {
            self.files.push(WalkedFile {
                name: strip_compression(&filename).to_owned(),
                filename,
                size_bytes: metadata.len(),
                modified_ns: modified_ns(&metadata),
            });
        }
    }

    fn add_directory(&mut self, path: &str, name: &str, is_link: bool) {
        self.directories.push(WalkedDirectory { path: format!("{}/{name}", path.trim_end_matches('/')), is_link });
    }

    fn sorted(mut self) -> Self {
        self.files.sort_unstable();
        self.directories.sort_unstable();
        self
    }
}

fn modified_ns(metadata: &Metadata) -> i64 {
    metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    fn list(archive: &Archive, path: &str) -> Listing {
        let mut all = Listing::default();
        let mut visit = |some: Listing| {
            all.files.extend(some.files);
            all.directories.extend(some.directories);
            Ok(())
        };
        archive.list(path, &mut visit).unwrap();
        all
    }

    #[test]
    fn files_of_any_name_are_listed_and_nothing_hidden_or_odd() {
        let root = tempfile::tempdir().unwrap();
        for name in
            [&b"a.fits.gz"[..], b"b.FIT", b"no suffix", b"h\xe9lios.fits", b"._a.fits", b".hidden", b"new\nline"]
        {
            std::fs::write(root.path().join(OsStr::from_bytes(name)), "x").unwrap();
        }
        std::fs::create_dir(root.path().join("d")).unwrap();
        symlink(".", root.path().join("circle")).unwrap();
        symlink("nowhere", root.path().join("broken")).unwrap();
        symlink("itself", root.path().join("itself")).unwrap();
        symlink("/dev/null", root.path().join("device")).unwrap();
        symlink("b.FIT", root.path().join("link.fits")).unwrap();
        let archive = Archive::open(root.path());
        let found = list(&archive, "/");
        let names: Vec<&str> = found.files.iter().map(|file| file.filename.as_str()).collect();
        assert_eq!(names, ["a.fits.gz", "b.FIT", "h\\xe9lios.fits", "link.fits", "new\\x0aline", "no suffix"]);
        assert_eq!((found.files[0].name.as_str(), found.files[0].size_bytes), ("a.fits", 1));
        let directories: Vec<_> = found.directories.iter().map(|found| (found.path.as_str(), found.is_link)).collect();
        assert_eq!(directories, [("/circle", true), ("/d", false)]);
        assert_eq!(archive.mark("/circle").unwrap(), archive.mark("/").unwrap());
        assert!(archive.locate_file("/circle/circle", "h\\xe9lios.fits").unwrap().is_some());
    }

    #[test]
    fn long_lists_come_in_pieces() {
        let root = tempfile::tempdir().unwrap();
        for n in 0..=ENTRIES_MAX {
            std::fs::write(root.path().join(format!("{n}")), "").unwrap();
        }
        let mut sizes = Vec::new();
        let mut visit = |some: Listing| {
            sizes.push(some.files.len());
            Ok(())
        };
        Archive::open(root.path()).list("/", &mut visit).unwrap();
        assert_eq!(sizes, [ENTRIES_MAX, 1]);
    }

    #[test]
    fn paths_that_lead_outside_are_no_places() {
        let archive = Archive::open("/archive");
        assert_eq!(archive.place("/a//b/").as_deref(), Some(Path::new("/archive/a/b")));
        for path in ["/..", "/a/../..", "/.", "/a\0", "/\\x2e\\x2e", "/a\\x2fb"] {
            assert_eq!(archive.place(path), None, "{path:?}");
        }
        for name in ["..", "../x", "a/b", ".hidden", "", "\\x2e."] {
            assert_eq!(archive.locate_file("/", name).unwrap(), None, "{name:?}");
        }
    }
}
