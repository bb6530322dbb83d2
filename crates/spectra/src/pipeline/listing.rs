//! Which files a run reads, in which order, in little memory.
//!
//! A release has millions of spectra, and their names are all that a run must know beforehand, to sort them. They are kept
//! packed, in sorted runs of some thousands of one directory, and merged while they are read.

use std::collections::HashSet;
use std::fs::{DirEntry, FileType};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use itertools::Itertools as _;
use ml_job_domain::FieldError;

use super::PreprocessError;
use crate::config::PreprocessConfig;
use crate::packed::{EXTENSION, PackedNames};

/// Names that are sorted at once; bounds what listing needs beside the packed names.
const RUN_NAMES: usize = 4096;

/// A file to read. Files are in the order of their names; those of one name in that of their directories, plain before gzip.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    /// Name on disk without a trailing `.gz`: the name in the result.
    pub(super) name: String,
    directory: Arc<Path>,
    /// Whether the name on disk ends in `.gz`.
    pub(super) is_gzip: bool,
}

impl Candidate {
    /// The path of the file, written into `path`.
    pub(super) fn path_into(&self, path: &mut PathBuf) {
        path.clear();
        path.push(&self.directory);
        path.push(&self.name);
        if self.is_gzip {
            path.as_mut_os_string().push(".gz");
        }
    }
}

/// Everything that a run will read.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Sorted names, each run of one directory.
    runs: Vec<(Arc<Path>, PackedNames)>,
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
            listing: Self::default(),
            directories: vec![root.into()],
            seen: HashSet::new(),
        };
        walk.run(root)?;
        Ok(walk.listing)
    }

    /// All files in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Candidate> + Send {
        self.runs.iter().map(|(directory, names)| files(directory, names)).kmerge()
    }
}

/// The files of a run.
fn files(directory: &Arc<Path>, names: &PackedNames) -> impl Iterator<Item = Candidate> + Send {
    let mut names = names.unpack();
    std::iter::from_fn(move || {
        let (name, is_gzip) = names.next()?;
        let name = String::from_utf8_lossy(name).into_owned();
        Some(Candidate { name, directory: Arc::clone(directory), is_gzip })
    })
}

/// The state of a listing while directories are read.
struct Walk {
    recursive: bool,
    pattern: Option<glob::Pattern>,
    listing: Listing,
    /// Those that were read, and those that are to be.
    directories: Vec<Arc<Path>>,
    /// Device and inode of the directories that were read: links may lead in circles.
    seen: HashSet<(u64, u64)>,
}

impl Walk {
    fn run(&mut self, root: &Path) -> Result<(), PreprocessError> {
        let mut next = 0;
        while let Some(directory) = self.directories.get(next).cloned() {
            if let Err(error) = self.read_directory(&directory) {
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
        self.listing.closed.sort_unstable();
        Ok(())
    }

    fn read_directory(&mut self, directory: &Arc<Path>) -> io::Result<()> {
        if self.recursive {
            let metadata = std::fs::metadata(directory)?;
            if !self.seen.insert((metadata.dev(), metadata.ino())) {
                return Ok(());
            }
        }
        let mut names = Vec::new();
        let read = self.read_entries(directory, &mut names);
        self.finish_run(directory, &mut names);
        read
    }

    /// Reads the entries of a directory; names that do not fill a run are left in `names`.
    fn read_entries(&mut self, directory: &Arc<Path>, names: &mut Vec<(String, bool)>) -> io::Result<()> {
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            let Ok(kind) = followed_type(&entry) else {
                // A link to nowhere, or an entry that was deleted just now.
                self.listing.ignored += 1;
                continue;
            };
            if kind.is_dir() {
                if self.recursive && !is_hidden(&entry) {
                    self.directories.push(entry.path().into());
                }
            } else if kind.is_file()
                && let Some(name) = self.wanted_name(&entry)
            {
                names.push(name);
                if names.len() == RUN_NAMES {
                    self.finish_run(directory, names);
                }
            } else {
                self.listing.ignored += 1;
            }
        }
        Ok(())
    }

    /// The entry's name without `.gz`, and whether it has it, if it is that of a FITS file and matches the pattern.
    fn wanted_name(&self, entry: &DirEntry) -> Option<(String, bool)> {
        let on_disk = entry.file_name().into_string().ok()?;
        let (name, is_gzip) = on_disk.strip_suffix(".gz").map_or((on_disk.as_str(), false), |name| (name, true));
        let fits = name.ends_with(EXTENSION) && !name.starts_with('.');
        let wanted = self.pattern.as_ref().is_none_or(|pattern| pattern.matches(name) || pattern.matches(&on_disk));
        (fits && wanted).then(|| (name.to_owned(), is_gzip))
    }

    /// Sorts and packs the names at hand.
    fn finish_run(&mut self, directory: &Arc<Path>, names: &mut Vec<(String, bool)>) {
        if names.is_empty() {
            return;
        }
        names.sort_unstable();
        self.listing.files += names.len() as u64;
        let longest = names.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        self.listing.longest = self.listing.longest.max(longest);
        let packed = names.iter().map(|(name, is_gzip)| (name.as_str(), *is_gzip)).collect();
        self.listing.runs.push((Arc::clone(directory), packed));
        names.clear();
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
                file.path_into(&mut path);
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
