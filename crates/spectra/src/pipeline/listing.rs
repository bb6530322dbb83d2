//! Which files a run reads, in which order, in little memory.
//!
//! A release has millions of spectra, and their names are all that a run must know beforehand, to sort them. They are kept
//! sorted in runs of some thousands, each written with only what differs from the name before (about ten bytes for a
//! name of 45), and merged while they are read.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashSet};
use std::fs::{DirEntry, FileType};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use ml_job_disk::{pack_name, unpack_name};
use ml_job_domain::FieldError;

use super::PreprocessError;
use crate::config::PreprocessConfig;

/// Names that are sorted at once; bounds what listing needs beside the packed names.
const RUN_NAMES: usize = 4096;

/// How every name ends, which therefore is not kept.
const EXTENSION: &str = ".fits";

/// Flags before a packed name: the name on disk ends in `.gz`; the index of another directory than before follows.
const IS_GZIP: u8 = 1;
const HAS_DIRECTORY: u8 = 2;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Name on disk without a trailing `.gz`: the name in the result.
    pub(super) name: String,
    /// Whether the name on disk ends in `.gz`.
    pub(super) is_gzip: bool,
    /// Index of its directory in [`Listing::directories`].
    directory: u32,
}

/// Everything that a run will read.
#[derive(Debug)]
pub(super) struct Listing {
    directories: Vec<PathBuf>,
    runs: Vec<Vec<u8>>,
    /// Number of files.
    pub(super) files: u64,
    /// Entries that are no FITS files or do not match the pattern.
    pub(super) ignored: u64,
    /// Bytes of the longest name.
    pub(super) longest: usize,
    /// Directories inside the data directory that may not be read.
    pub(super) closed: Vec<String>,
}

impl Listing {
    /// Lists `root`, and the directories in it if the configuration says so.
    ///
    /// # Errors
    ///
    /// An unknown or unreadable directory, a bad pattern.
    pub(super) fn new(root: &Path, config: &PreprocessConfig) -> Result<Self, PreprocessError> {
        let pattern = config.pattern().map(glob::Pattern::new).transpose().map_err(|error| {
            let message = format!("not a file name pattern: {}", error.msg);
            PreprocessError::Config(vec![FieldError::new("/filename_pattern", message)])
        })?;
        let mut walk = Walk {
            recursive: config.recursive,
            pattern,
            listing: Self {
                directories: vec![root.to_owned()],
                runs: Vec::new(),
                files: 0,
                ignored: 0,
                longest: 0,
                closed: Vec::new(),
            },
            batch: Vec::new(),
            seen: HashSet::new(),
        };
        walk.run(root)?;
        Ok(walk.listing)
    }

    /// The path of a file, written into `path`.
    pub(super) fn path_into(&self, file: &Candidate, path: &mut PathBuf) {
        path.clear();
        path.push(&self.directories[file.directory as usize]);
        path.push(&file.name);
        if file.is_gzip {
            path.as_mut_os_string().push(".gz");
        }
    }

    /// All files in the order of their names; files of one name in the order of their directories, plain before gzip.
    pub(super) fn iter(&self) -> Sorted<'_> {
        let mut heads = BinaryHeap::new();
        for run in &self.runs {
            let mut cursor = Cursor::new(run);
            if let Some(file) = cursor.next() {
                heads.push(Reverse(Head { file, cursor, listing: self }));
            }
        }
        Sorted { heads }
    }

    fn order(&self, left: &Candidate, right: &Candidate) -> Ordering {
        let directory = |file: &Candidate| &self.directories[file.directory as usize];
        left.name
            .as_bytes()
            .cmp(right.name.as_bytes())
            .then_with(|| directory(left).cmp(directory(right)))
            .then_with(|| left.is_gzip.cmp(&right.is_gzip))
    }
}

/// The state of a listing while directories are read.
struct Walk {
    recursive: bool,
    pattern: Option<glob::Pattern>,
    listing: Listing,
    batch: Vec<Candidate>,
    /// Device and inode of the directories that were read: links may lead in circles.
    seen: HashSet<(u64, u64)>,
}

impl Walk {
    fn run(&mut self, root: &Path) -> Result<(), PreprocessError> {
        let mut next = 0;
        while let Some(directory) = self.listing.directories.get(next).cloned() {
            if let Err(error) = self.read_directory(&directory, next) {
                if next == 0 {
                    return Err(match error.kind() {
                        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => PreprocessError::UnknownDirectory,
                        _ => PreprocessError::UnreadableDirectory(error),
                    });
                }
                let inside = directory.strip_prefix(root).unwrap_or(&directory);
                self.listing.closed.push(inside.to_string_lossy().into_owned());
            }
            next += 1;
        }
        self.finish_run();
        self.listing.closed.sort_unstable();
        Ok(())
    }

    fn read_directory(&mut self, directory: &Path, index: usize) -> io::Result<()> {
        if self.recursive {
            let metadata = std::fs::metadata(directory)?;
            if !self.seen.insert((metadata.dev(), metadata.ino())) {
                return Ok(());
            }
        }
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            let Ok(kind) = followed_type(&entry) else {
                // A link to nowhere, or an entry that was deleted just now.
                self.listing.ignored += 1;
                continue;
            };
            if kind.is_dir() {
                if self.recursive && !is_hidden(&entry) {
                    self.listing.directories.push(entry.path());
                }
            } else if kind.is_file()
                && let Some(file) = self.candidate(&entry, index)
            {
                self.listing.files += 1;
                self.listing.longest = self.listing.longest.max(file.name.len());
                self.batch.push(file);
                if self.batch.len() == RUN_NAMES {
                    self.finish_run();
                }
            } else {
                self.listing.ignored += 1;
            }
        }
        Ok(())
    }

    /// The entry as a file to read, if its name is that of a FITS file and matches the pattern.
    fn candidate(&self, entry: &DirEntry, directory: usize) -> Option<Candidate> {
        let on_disk = entry.file_name().into_string().ok()?;
        let (name, is_gzip) = match on_disk.strip_suffix(".gz") {
            Some(name) => (name, true),
            None => (on_disk.as_str(), false),
        };
        let fits = name.strip_suffix(EXTENSION).is_some() && !name.starts_with('.');
        let wanted = self.pattern.as_ref().is_none_or(|pattern| pattern.matches(name) || pattern.matches(&on_disk));
        let directory = u32::try_from(directory).ok()?;
        (fits && wanted).then(|| Candidate { name: name.to_owned(), is_gzip, directory })
    }

    /// Sorts and packs the names at hand.
    fn finish_run(&mut self) {
        let mut batch = std::mem::take(&mut self.batch);
        batch.sort_unstable_by(|left, right| self.listing.order(left, right));
        let mut packed = Vec::new();
        let (mut previous, mut directory): (&[u8], _) = (&[], None);
        for file in &batch {
            let name = file.name.strip_suffix(EXTENSION).unwrap_or(&file.name).as_bytes();
            let moves = directory != Some(file.directory);
            packed.push((u8::from(file.is_gzip) * IS_GZIP) | (u8::from(moves) * HAS_DIRECTORY));
            if moves {
                packed.extend_from_slice(&file.directory.to_le_bytes());
            }
            // Names of files have at most 255 bytes, so that each fits.
            pack_name(&mut packed, previous, name);
            (previous, directory) = (name, Some(file.directory));
        }
        if !packed.is_empty() {
            packed.shrink_to_fit();
            self.listing.runs.push(packed);
        }
        batch.clear();
        self.batch = batch;
    }
}

/// The kind of an entry; links are followed, which costs a system call only for links.
fn followed_type(entry: &DirEntry) -> io::Result<FileType> {
    let kind = entry.file_type()?;
    if kind.is_symlink() { Ok(std::fs::metadata(entry.path())?.file_type()) } else { Ok(kind) }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Unpacks one run.
struct Cursor<'a> {
    rest: &'a [u8],
    current: Vec<u8>,
    directory: u32,
}

impl<'a> Cursor<'a> {
    fn new(run: &'a [u8]) -> Self {
        Self { rest: run, current: Vec::new(), directory: 0 }
    }

    fn next(&mut self) -> Option<Candidate> {
        let (&flags, mut rest) = self.rest.split_first()?;
        if flags & HAS_DIRECTORY != 0 {
            let (directory, behind) = rest.split_first_chunk()?;
            (self.directory, rest) = (u32::from_le_bytes(*directory), behind);
        }
        self.rest = unpack_name(rest, &mut self.current)?;
        let name = format!("{}{EXTENSION}", String::from_utf8_lossy(&self.current));
        Some(Candidate { name, is_gzip: flags & IS_GZIP != 0, directory: self.directory })
    }
}

/// The first file of a run that is not handed out yet.
struct Head<'a> {
    file: Candidate,
    cursor: Cursor<'a>,
    listing: &'a Listing,
}

impl Ord for Head<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.listing.order(&self.file, &other.file)
    }
}

impl PartialOrd for Head<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head<'_> {}

/// The files of a [`Listing`] in order.
pub(super) struct Sorted<'a> {
    heads: BinaryHeap<Reverse<Head<'a>>>,
}

impl Iterator for Sorted<'_> {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        let mut head = self.heads.peek_mut()?;
        match head.0.cursor.next() {
            Some(following) => Some(std::mem::replace(&mut head.0.file, following)),
            None => Some(std::collections::binary_heap::PeekMut::pop(head).0.file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> PreprocessConfig {
        PreprocessConfig::new("", 1.0, 2.0, 2)
    }

    fn touch(root: &Path, names: &[&str]) {
        for name in names {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
    }

    fn names(root: &Path, config: &PreprocessConfig) -> Vec<String> {
        let listing = Listing::new(root, config).unwrap();
        let mut path = PathBuf::new();
        listing
            .iter()
            .map(|file| {
                listing.path_into(&file, &mut path);
                path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()
            })
            .collect()
    }

    #[test]
    fn files_come_in_the_byte_order_of_their_names_without_gz() {
        let root = tempfile::tempdir().unwrap();
        touch(root.path(), &["b.fits", "a.fits.gz", "a-1.fits", "B.fits", "notes.txt", ".hidden.fits", "ä.fits"]);
        assert_eq!(names(root.path(), &config()), ["B.fits", "a-1.fits", "a.fits.gz", "b.fits", "ä.fits"]);
        assert_eq!(Listing::new(root.path(), &config()).unwrap().ignored, 2);
    }

    #[test]
    fn many_runs_merge_into_one_order() {
        let root = tempfile::tempdir().unwrap();
        let mut expected: Vec<String> =
            (0..2 * RUN_NAMES + 7).map(|i| format!("spec-{:08}.fits", (i * 7919) % 100_003)).collect();
        for name in &expected {
            std::fs::File::create(root.path().join(name)).unwrap();
        }
        expected.sort_unstable();
        assert_eq!(names(root.path(), &config()), expected);
    }

    #[test]
    fn subdirectories_are_read_on_request_and_circles_end() {
        let root = tempfile::tempdir().unwrap();
        touch(root.path(), &["x.fits", "p2/y.fits", "p1/y.fits", "p1/deep/a.fits"]);
        std::os::unix::fs::symlink("..", root.path().join("p1/circle")).unwrap();
        assert_eq!(names(root.path(), &config()), ["x.fits"]);
        let all = names(root.path(), &PreprocessConfig { recursive: true, ..config() });
        assert_eq!(all, ["p1/deep/a.fits", "x.fits", "p1/y.fits", "p2/y.fits"]);
    }

    #[test]
    fn a_pattern_narrows_the_files() {
        let root = tempfile::tempdir().unwrap();
        touch(root.path(), &["spec-1_sp01-1.fits.gz", "spec-1_sp02-1.fits"]);
        let with = |pattern: &str| {
            names(root.path(), &PreprocessConfig { filename_pattern: Some(pattern.into()), ..config() })
        };
        assert_eq!(with("*_sp01-*.fits"), ["spec-1_sp01-1.fits.gz"]);
        assert_eq!(with("*.gz"), ["spec-1_sp01-1.fits.gz"]);
        assert_eq!(with("").len(), 2);
    }

    #[test]
    fn missing_directories_and_files_are_told_from_empty_ones() {
        let root = tempfile::tempdir().unwrap();
        touch(root.path(), &["x.fits"]);
        let unknown = |name: &str| {
            matches!(Listing::new(&root.path().join(name), &config()), Err(PreprocessError::UnknownDirectory))
        };
        assert!(unknown("missing") && unknown("x.fits"));
    }

    #[test]
    fn pipes_and_dangling_links_are_no_candidates() {
        let root = tempfile::tempdir().unwrap();
        touch(root.path(), &["x.fits"]);
        std::os::unix::fs::symlink("nowhere", root.path().join("l.fits")).unwrap();
        std::os::unix::fs::symlink("x.fits", root.path().join("linked.fits")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(root.path().join("p.fits")).status().unwrap().success());
        assert_eq!(names(root.path(), &config()), ["linked.fits", "x.fits"]);
    }
}
