//! Which files a run reads, in which order, in little memory.
//!
//! A release has millions of spectra, and their names are all that a run must know beforehand, to sort them. They are kept
//! packed, in sorted runs of some thousands of one directory, and merged while they are read.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{DirEntry, FileType};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use itertools::Itertools as _;
use ml_job_disk::enclosed::MAX_TEXT_BYTES;
use ml_job_domain::FieldError;

use super::PreprocessError;
use super::names::{COMPRESSIONS, PackedNames, escaped, split};
use super::report::{Ignored, SkippedFile};
use crate::archive::plain_name;
use crate::config::PreprocessConfig;

/// Names that are sorted at once; bounds what listing needs beside the packed names.
const RUN_NAMES: usize = 4096;

/// Suffixes of FITS files: what is named so should be a spectrum, and the report says why it is not.
const FITS_SUFFIXES: [&str; 4] = [".fits", ".fit", ".fts", ".fz"];

/// A file to read. Files are in the order of their names; those of one name in that of their directories, plain before packed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    /// Name on disk without the suffix of a compression.
    raw: Vec<u8>,
    directory: Arc<Path>,
    /// Which of [`COMPRESSIONS`] the name on disk ends in.
    compression: u8,
}

impl Candidate {
    /// The path of the file, written into `path`.
    pub(super) fn path_into(&self, path: &mut PathBuf) {
        path.clear();
        path.push(&self.directory);
        path.push(OsStr::from_bytes(&self.raw));
        path.as_mut_os_string().push(COMPRESSIONS[usize::from(self.compression)]);
    }

    /// The name in the result: bytes that are no UTF-8 and control characters are replaced there.
    pub(super) fn name(&self) -> String {
        plain_name(OsStr::from_bytes(&self.raw))
    }

    /// Whether both have one name in the result.
    pub(super) fn is_namesake(&self, other: &Self) -> bool {
        self.raw == other.raw
    }

    /// Whether the result has the name as it is.
    pub(super) fn is_plain(&self) -> bool {
        is_plain(&self.raw)
    }

    /// Whether the name says that it is FITS; of others the content alone decides.
    pub(super) fn is_named_fits(&self) -> bool {
        FITS_SUFFIXES.iter().any(|suffix| {
            self.raw.len() > suffix.len()
                && self.raw[self.raw.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes())
        })
    }

    /// Where it lies below the data directory, for people.
    pub(super) fn shown(&self, root: &Path) -> String {
        let mut path = PathBuf::new();
        self.path_into(&mut path);
        shown(root, &path)
    }
}

/// Whether a name is UTF-8 without control characters.
fn is_plain(name: &[u8]) -> bool {
    str::from_utf8(name).is_ok_and(|name| !name.chars().any(char::is_control))
}

/// A path below the data directory, for people.
fn shown(root: &Path, path: &Path) -> String {
    escaped(path.strip_prefix(root).unwrap_or(path).as_os_str().as_bytes())
}

/// Everything that a run will read.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Sorted names, each run of one directory.
    runs: Vec<(Arc<Path>, PackedNames)>,
    /// Number of files.
    pub(super) files: u64,
    /// Entries that will not be read, and why.
    pub(super) ignored: Ignored,
    /// Bytes of the longest name.
    pub(super) longest: usize,
    /// Names that are too long for a result.
    pub(super) long_names: u64,
    /// Whether a name could be that of another spectrum too: it has a `#`, is not UTF-8, or has a control character.
    pub(super) has_odd_names: bool,
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
            root,
            recursive: config.recursive,
            pattern,
            listing: Self::default(),
            directories: vec![root.into()],
            seen: HashSet::new(),
        };
        walk.run()?;
        walk.listing.ignored.settle();
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
        let (name, compression) = names.next()?;
        Some(Candidate { raw: name.to_vec(), directory: Arc::clone(directory), compression })
    })
}

/// The state of a listing while directories are read.
struct Walk<'a> {
    root: &'a Path,
    recursive: bool,
    pattern: Option<glob::Pattern>,
    listing: Listing,
    /// Those that were read, and those that are to be.
    directories: Vec<Arc<Path>>,
    /// Device and inode of the directories that were read: links may lead in circles.
    seen: HashSet<(u64, u64)>,
}

/// A name without the suffix of its compression, and the number of that.
type Name = (Vec<u8>, u8);

impl Walk<'_> {
    fn run(&mut self) -> Result<(), PreprocessError> {
        let mut next = 0;
        while let Some(directory) = self.directories.get(next).cloned() {
            if let Err(error) = self.read_directory(&directory) {
                if next == 0 {
                    return Err(match error.kind() {
                        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => PreprocessError::UnknownDirectory,
                        _ => PreprocessError::UnreadableDirectory(error),
                    });
                }
                self.listing.closed.push(shown(self.root, &directory));
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
    fn read_entries(&mut self, directory: &Arc<Path>, names: &mut Vec<Name>) -> io::Result<()> {
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            match self.judge(&entry) {
                Judged::File(name) => {
                    names.push(name);
                    if names.len() == RUN_NAMES {
                        self.finish_run(directory, names);
                    }
                }
                Judged::Directory => self.directories.push(entry.path().into()),
                Judged::Ignored(code, reason) => {
                    let filename = shown(self.root, &entry.path());
                    self.listing.ignored.add(SkippedFile {
                        filename,
                        code: code.to_owned(),
                        reason: reason.to_owned(),
                    });
                }
            }
        }
        Ok(())
    }

    fn judge(&self, entry: &DirEntry) -> Judged {
        let on_disk = entry.file_name();
        if on_disk.as_bytes().starts_with(b".") {
            return Judged::Ignored("hidden", "its name begins with a dot: hidden files are not read");
        }
        let kind = match followed_type(entry) {
            Ok(kind) => kind,
            // A link to nowhere, or an entry that was deleted just now.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Judged::Ignored("broken_link", "it is a link to something that does not exist");
            }
            Err(_) => return Judged::Ignored("unreadable_entry", "it cannot be looked at"),
        };
        if kind.is_dir() {
            return if self.recursive {
                Judged::Directory
            } else {
                Judged::Ignored("directory", "it is a directory, and directories inside are not searched (recursive)")
            };
        }
        if !kind.is_file() {
            return Judged::Ignored("not_regular", special(kind));
        }
        let (name, compression) = split(on_disk.as_bytes());
        let matches = |pattern: &glob::Pattern| {
            let matches = |name: &[u8]| pattern.matches(&String::from_utf8_lossy(name));
            matches(name) || matches(on_disk.as_bytes())
        };
        if !self.pattern.as_ref().is_none_or(matches) {
            return Judged::Ignored("unmatched", "its name does not match the pattern");
        }
        Judged::File((name.to_vec(), compression))
    }

    /// Sorts and packs the names at hand.
    fn finish_run(&mut self, directory: &Arc<Path>, names: &mut Vec<Name>) {
        if names.is_empty() {
            return;
        }
        names.sort_unstable();
        let listing = &mut self.listing;
        listing.files += names.len() as u64;
        for (name, _) in names.iter() {
            let is_plain = is_plain(name);
            listing.has_odd_names |= !is_plain || name.contains(&b'#');
            // The result has three bytes for each that is replaced.
            let bytes = if is_plain { name.len() } else { plain_name(OsStr::from_bytes(name)).len() };
            listing.longest = listing.longest.max(bytes);
            listing.long_names += u64::from(bytes > MAX_TEXT_BYTES);
        }
        let packed = names.iter().map(|(name, compression)| (name.as_slice(), *compression)).collect();
        listing.runs.push((Arc::clone(directory), packed));
        names.clear();
    }
}

/// What becomes of an entry of a directory.
enum Judged {
    File(Name),
    Directory,
    /// It is not read: a code and the reason.
    Ignored(&'static str, &'static str),
}

/// What a file is that cannot be read like one.
fn special(kind: FileType) -> &'static str {
    if kind.is_socket() {
        "it is a socket"
    } else if kind.is_fifo() {
        "it is a pipe"
    } else {
        "it is a device"
    }
}

/// The kind of an entry; links are followed, which costs a system call only for links.
fn followed_type(entry: &DirEntry) -> io::Result<FileType> {
    let kind = entry.file_type()?;
    if kind.is_symlink() { Ok(std::fs::metadata(entry.path())?.file_type()) } else { Ok(kind) }
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
        assert_eq!(names(root.path(), &config()), ["B.fits", "a-1.fits", "a.fits.gz", "b.fits", "notes.txt", "ä.fits"]);
        let ignored = Listing::new(root.path(), &config()).unwrap().ignored;
        assert_eq!((ignored.total, ignored.files[0].filename.as_str()), (1, ".hidden.fits"));
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
        let ignored = Listing::new(root.path(), &config()).unwrap().ignored;
        let named: Vec<_> = ignored.files.iter().map(|file| (file.filename.as_str(), file.code.as_str())).collect();
        assert_eq!(named, [("l.fits", "broken_link"), ("p.fits", "not_regular")]);
    }

    #[test]
    fn a_name_that_is_no_utf8_is_read_and_told_apart() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join(OsStr::from_bytes(b"h\xe9lios.fits")), "").unwrap();
        let listing = Listing::new(root.path(), &config()).unwrap();
        let file = listing.iter().next().unwrap();
        assert_eq!((file.name().as_str(), file.shown(root.path()).as_str()), ("h\u{fffd}lios.fits", r"h\xe9lios.fits"));
        let mut path = PathBuf::new();
        file.path_into(&mut path);
        assert!(path.exists() && listing.has_odd_names && !file.is_plain());
        assert_eq!(listing.longest, 13);
    }

    #[test]
    fn the_suffix_says_only_what_should_be_fits() {
        let root = tempfile::tempdir().unwrap();
        touch(root.path(), &["a.FIT", "b.fts.bz2", "c.fits.fz", "d", "e.dat", "f.csv.gz", ".fits"]);
        let listing = Listing::new(root.path(), &config()).unwrap();
        let named: Vec<_> = listing.iter().filter(Candidate::is_named_fits).map(|file| file.name()).collect();
        assert_eq!((listing.files, named), (6, vec!["a.FIT".to_owned(), "b.fts".into(), "c.fits.fz".into()]));
    }
}
