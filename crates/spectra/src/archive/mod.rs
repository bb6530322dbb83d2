//! Finding a spectrum by its name in an archive of millions of files, without searching the archive.

mod extract;
mod name;
mod position;
mod walk;

use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use chrono::{Days, NaiveDate};
use parking_lot::Mutex;

pub use extract::to_fits;
pub use name::{SpectrumName, SpectrumNameError, escape, plain_name, plate_of_name, strip_compression, unescape};
pub use position::{parse_dec, parse_ra};
pub use walk::{DirectoryMark, Listing, WalkedDirectory, WalkedFile};

use name::COMPRESSIONS;

/// How long a listing of directories is believed. A plate that was copied in just now is found after this at the latest.
const LISTING_LIFETIME: Duration = Duration::from_secs(30);

/// Directories that a listing keeps of each level: ten times the plates of LAMOST.
const MAX_DIRECTORIES: usize = 100_000;

/// A read-only archive of spectra: a directory whose layout follows one of the surveys.
///
/// A file is looked for at places that its name tells (`<root>/<PLANID>/<name>`, `<root>/<yyyymmdd>/<PLANID>/<name>`,
/// `<root>/<name>`), then in the directories of the first and second level, which are listed at most twice a minute. Each
/// place costs a system call or two. What lies deeper is known to an index that others keep, for which [`Archive::list`]
/// reads one directory after another. The administrator owns the archive and may link directories and files into it, so
/// links are followed; only regular files are ever handed out.
#[derive(Debug)]
pub struct Archive {
    root: PathBuf,
    first_level: Cached,
    second_level: Cached,
}

/// What a directory of the archive holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveDirectory {
    /// Names of its directories, sorted.
    pub directories: Vec<String>,
    /// How many spectra lie in it, without those of its directories.
    pub spectra: usize,
}

/// A spectrum's file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Where the file is.
    pub path: PathBuf,
    /// Which of the spectra in the file is meant; empty for the only one.
    pub target: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// When its content changed last.
    pub modified_at: Option<SystemTime>,
}

impl Located {
    /// The file's name on disk, as [`escape`] writes it.
    pub fn file_name(&self) -> String {
        escape(self.path.file_name().unwrap_or_default())
    }
}

impl Archive {
    /// An archive below `root`, which need not exist yet.
    pub fn open(root: impl Into<PathBuf>) -> Self {
        let (first_level, second_level) = (Cached::default(), Cached::default());
        Self { root: root.into(), first_level, second_level }
    }

    /// The directory that holds the archive.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the directory at `path`, relative to the archive, holds; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn browse(&self, path: &str) -> io::Result<Option<ArchiveDirectory>> {
        let Some(place) = self.place(path) else { return Ok(None) };
        let entries = match std::fs::read_dir(place) {
            Ok(entries) => entries,
            Err(error) if is_absence(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut found = ArchiveDirectory::default();
        for entry in entries {
            let entry = entry?;
            if is_directory(&entry)? {
                found.directories.extend(Some(escape(&entry.file_name())).filter(|name| !name.starts_with('.')));
            } else if is_spectrum_name(&entry.file_name()) {
                found.spectra += 1;
            }
        }
        found.directories.sort_unstable();
        Ok(Some(found))
    }

    /// Finds the file of a spectrum without an index; `None` if there is none where it usually is.
    ///
    /// A name without the suffix of a compression finds the plain file, or else the packed one.
    ///
    /// # Errors
    ///
    /// Where a place cannot be looked at for another reason than that nothing is there.
    pub fn locate(&self, name: &SpectrumName) -> io::Result<Option<Located>> {
        let lamost = name.lamost();
        let with_plan = |directory: &Path| lamost.map(|lamost| directory.join(lamost.plan));
        let nights = lamost.into_iter().flat_map(|lamost| nights(lamost.lmjd));
        let plates =
            with_plan(&self.root).into_iter().chain(nights.filter_map(|night| with_plan(&self.root.join(night))));
        if let Some(found) = probe_all(plates.chain([self.root.clone()]), name)? {
            return Ok(Some(found));
        }
        let first = self.first_level.get(|| subdirectories(std::slice::from_ref(&self.root)))?;
        let beneath = first.iter().flat_map(|directory| with_plan(directory).into_iter().chain([directory.clone()]));
        let found = probe_all(beneath, name)?;
        // LAMOST files of two levels stand in a directory of their plan, which was tried above.
        if found.is_some() || lamost.is_some() {
            return Ok(found);
        }
        probe_all(self.second_level.get(|| subdirectories(&first))?.iter().cloned(), name)
    }

    /// Finds the file of a spectrum in the directory at `path`, whose parts are written as [`escape`] does.
    ///
    /// # Errors
    ///
    /// Where it cannot be looked at.
    pub fn locate_in(&self, path: &str, name: &SpectrumName) -> io::Result<Option<Located>> {
        self.place(path).map_or(Ok(None), |place| probe_for(&place, name, &COMPRESSIONS))
    }
}

/// Looks into one directory after another.
fn probe_all(directories: impl IntoIterator<Item = PathBuf>, name: &SpectrumName) -> io::Result<Option<Located>> {
    directories.into_iter().find_map(|directory| probe(&directory, name).transpose()).transpose()
}

/// Looks for the plain, then the packed file in one directory; as they are most often packed.
fn probe(directory: &Path, name: &SpectrumName) -> io::Result<Option<Located>> {
    probe_for(directory, name, &COMPRESSIONS[..1])
}

/// Looks for the plain file, then for the packed ones in one directory.
fn probe_for(directory: &Path, name: &SpectrumName, compressions: &[&str]) -> io::Result<Option<Located>> {
    for (file, target) in name.readings() {
        let Some(file) = name::unescape(file) else { continue };
        let with = |suffix: &str| {
            let mut file = file.clone();
            file.push(suffix);
            directory.join(file)
        };
        for suffix in std::iter::once("").chain(compressions.iter().copied()) {
            if let Some(found) = regular_file(with(suffix))? {
                return Ok(Some(Located { target: target.to_owned(), ..found }));
            }
        }
    }
    Ok(None)
}

/// Whether a file is named as spectra usually are, packed or not.
fn is_spectrum_name(name: &std::ffi::OsStr) -> bool {
    let name = escape(name);
    let suffix = Path::new(strip_compression(&name)).extension().and_then(std::ffi::OsStr::to_str);
    let is_usual = suffix.is_some_and(|suffix| ["fits", "fit", "fts"].contains(&suffix.to_ascii_lowercase().as_str()));
    is_usual && !name.starts_with('.')
}

fn regular_file(path: PathBuf) -> io::Result<Option<Located>> {
    match std::fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() => Ok(Some(Located {
            path,
            target: String::new(),
            size_bytes: metadata.len(),
            modified_at: metadata.modified().ok(),
        })),
        Ok(_) => Ok(None),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether an error says that nothing is there: also where a file stands in place of a directory, or a link goes in circles.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename)
        || matches!(error.raw_os_error(), Some(libc::ELOOP | libc::ENAMETOOLONG))
}

/// Names of directories in which the night of a local modified Julian day may stand.
///
/// The day changes at midnight, while LAMOST names directories by the evening before: an observation of the day 55859
/// (2011-10-25) stands in `20111024`.
fn nights(lmjd: i64) -> impl Iterator<Item = String> {
    [-1, 0, 1].into_iter().filter_map(move |days| calendar_date(lmjd.checked_add(days)?))
}

/// `yyyymmdd` of a modified Julian day, in the Gregorian calendar.
pub(crate) fn calendar_date(mjd: i64) -> Option<String> {
    // MJD 0 is 1858-11-17; a thousand years on, nobody names directories so.
    let zero = NaiveDate::from_ymd_opt(1858, 11, 17)?;
    let days = u64::try_from(mjd).ok().filter(|days| *days <= 1_000_000)?;
    Some(zero.checked_add_days(Days::new(days))?.format("%Y%m%d").to_string())
}

/// The directories in some directories, sorted, links followed.
fn subdirectories(parents: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut directories = Vec::new();
    for parent in parents {
        let entries = match std::fs::read_dir(parent) {
            Ok(entries) => entries,
            Err(error) if is_absence(&error) || error.kind() == io::ErrorKind::PermissionDenied => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            if is_directory(&entry)? {
                directories.push(entry.path());
            }
            if directories.len() >= MAX_DIRECTORIES {
                break;
            }
        }
    }
    directories.sort_unstable();
    Ok(directories)
}

/// Links are followed.
fn is_directory(entry: &DirEntry) -> io::Result<bool> {
    let kind = entry.file_type()?;
    Ok(kind.is_dir() || (kind.is_symlink() && entry.path().is_dir()))
}

type Directories = Arc<Vec<PathBuf>>;

/// A listing that is made again when it is too old.
#[derive(Debug, Default)]
struct Cached(Mutex<Option<(Instant, Directories)>>);

impl Cached {
    /// The listing; one caller makes it while the others wait for it.
    fn get(&self, list: impl FnOnce() -> io::Result<Vec<PathBuf>>) -> io::Result<Directories> {
        let mut cached = self.0.lock();
        if let Some((made_at, directories)) = cached.as_ref()
            && made_at.elapsed() < LISTING_LIFETIME
        {
            return Ok(Arc::clone(directories));
        }
        let directories = Arc::new(list()?);
        *cached = Some((Instant::now(), Arc::clone(&directories)));
        Ok(directories)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(files: &[&str]) -> (tempfile::TempDir, Archive) {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "spectrum").unwrap();
        }
        let archive = Archive::open(root.path());
        (root, archive)
    }

    fn find(archive: &Archive, name: &str) -> Option<String> {
        let found = archive.locate(&name.parse().unwrap()).unwrap()?;
        Some(found.path.strip_prefix(archive.root()).unwrap().to_str().unwrap().to_owned())
    }

    #[test]
    fn every_layout_is_found() {
        for (file, name) in [
            ("F5902/spec-55859-F5902_sp01-001.fits", "spec-55859-F5902_sp01-001.fits"),
            ("F5902/spec-55859-F5902_sp01-001.fits.gz", "spec-55859-F5902_sp01-001.fits"),
            ("20111024/F5902/spec-55859-F5902_sp01-001.fits.gz", "spec-55859-F5902_sp01-001.fits"),
            ("dr5/F5902/spec-55859-F5902_sp01-001.fits", "spec-55859-F5902_sp01-001.fits"),
            ("any/spec-55859-F5902_sp01-001.fits", "spec-55859-F5902_sp01-001.fits"),
            ("spec-55859-F5902_sp01-001.fits", "spec-55859-F5902_sp01-001.fits"),
            ("4055/spec-4055-55359-0001.fits", "spec-4055-55359-0001.fits"),
            ("v5_7_0/4055/spec-4055-55359-0001.fits", "spec-4055-55359-0001.fits"),
            ("x.fits.gz", "x.fits.gz"),
        ] {
            let (_root, archive) = archive(&[file]);
            assert_eq!(find(&archive, name).as_deref(), Some(file));
        }
    }

    #[test]
    fn days_beyond_any_calendar_have_no_night() {
        for day in [i64::MIN, -1, 1_000_001, i64::MAX] {
            assert_eq!(calendar_date(day), None);
            assert!(nights(day).count() <= 1, "{day}");
        }
        assert_eq!(nights(0).collect::<Vec<_>>(), ["18581117", "18581118"]);
    }

    #[test]
    fn directories_are_browsed_and_nothing_outside() {
        let (_root, archive) =
            archive(&["F5902/a.fits", "F5902/b.fits.gz", "F5902/notes.txt", "F5902/deep/c.fits", ".x/d.fits"]);
        let top = archive.browse("/").unwrap().unwrap();
        assert_eq!((top.directories, top.spectra), (vec!["F5902".to_owned()], 0));
        let plate = archive.browse("F5902").unwrap().unwrap();
        assert_eq!((plate.directories, plate.spectra), (vec!["deep".to_owned()], 2));
        for none in ["F5903", "F5902/a.fits", "../", "/F5902/../..", "x\0"] {
            assert_eq!(archive.browse(none).unwrap(), None, "{none:?}");
        }
    }

    #[test]
    fn the_plain_file_comes_before_the_packed_one() {
        let (_root, archive) = archive(&["p/x.fits", "p/x.fits.gz"]);
        let found = archive.locate(&"x.fits".parse().unwrap()).unwrap().unwrap();
        assert_eq!((found.file_name().as_str(), found.size_bytes), ("x.fits", 8));
        assert_eq!(find(&archive, "x.fits.gz").as_deref(), Some("p/x.fits.gz"));
    }

    #[test]
    fn a_directory_picks_one_of_several_files_of_the_same_name_packed_in_any_way() {
        let (_root, archive) = archive(&["a/x.fits", "b/c/x.fits", "b/y.bz2", "b/z #1.fits.zst"]);
        let find = |path: &str, name: &str| {
            let found = archive.locate_in(path, &name.parse().unwrap()).unwrap()?;
            Some((found.path.strip_prefix(archive.root()).unwrap().to_str().unwrap().to_owned(), found.target))
        };
        let found = |path: &str, target: &str| Some((path.to_owned(), target.to_owned()));
        assert_eq!(find("/b/c", "x.fits"), found("b/c/x.fits", ""));
        assert_eq!(find("/b/", "y"), found("b/y.bz2", ""));
        assert_eq!(find("/b", "z #1.fits"), found("b/z #1.fits.zst", ""));
        assert_eq!(find("/b", "z #1.fits#COADD_B"), found("b/z #1.fits.zst", "COADD_B"));
        for (path, name) in [("/b", "x.fits"), ("/nope", "x.fits"), ("/b/../a", "x.fits"), ("/..", "x.fits")] {
            assert_eq!(find(path, name), None, "{path} {name}");
        }
    }

    #[test]
    fn a_file_that_is_named_with_a_number_sign_comes_before_a_spectrum_in_another() {
        let (_root, archive) = archive(&["p/a.fits", "p/a.fits#2"]);
        let target = |name: &str| archive.locate(&name.parse().unwrap()).unwrap().map(|found| found.target);
        assert_eq!(target("a.fits#2").as_deref(), Some(""));
        assert_eq!(target("a.fits#3").as_deref(), Some("3"));
    }

    #[test]
    fn what_is_not_there_is_none_also_in_no_archive() {
        let (_root, archive) = archive(&["p/x.fits"]);
        assert_eq!(find(&archive, "y.fits"), None);
        assert_eq!(find(&archive, "spec-55859-F5902_sp01-001.fits"), None);
        assert_eq!(find(&Archive::open("/nonexistent"), "y.fits"), None);
    }

    #[test]
    fn linked_directories_are_followed_but_only_files_are_handed_out() {
        let (disk, _) = archive(&["spec-55859-F5902_sp01-001.fits"]);
        let (root, archive) = archive(&["p/keep.fits"]);
        std::os::unix::fs::symlink(disk.path(), root.path().join("F5902")).unwrap();
        assert!(find(&archive, "spec-55859-F5902_sp01-001.fits").is_some());
        std::fs::create_dir(root.path().join("folder.fits")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", root.path().join("zero.fits")).unwrap();
        std::os::unix::fs::symlink("loop.fits", root.path().join("loop.fits")).unwrap();
        for name in ["folder.fits", "zero.fits", "loop.fits"] {
            assert_eq!(find(&archive, name), None, "{name}");
        }
    }

    #[test]
    fn a_plate_is_found_without_listing_the_archive() {
        let (root, archive) = archive(&["F5902/spec-55859-F5902_sp01-001.fits"]);
        assert!(find(&archive, "spec-55859-F5902_sp01-001.fits").is_some());
        assert!(archive.first_level.0.lock().is_none());
        // A plate that comes later is found at once: its place follows from the name.
        std::fs::create_dir(root.path().join("F5907")).unwrap();
        std::fs::write(root.path().join("F5907/spec-55859-F5907_sp01-001.fits"), "x").unwrap();
        assert!(find(&archive, "spec-55859-F5907_sp01-001.fits").is_some());
    }

    #[test]
    fn a_modified_julian_day_is_a_date() {
        assert_eq!(calendar_date(0).as_deref(), Some("18581117"));
        assert_eq!(calendar_date(51_544).as_deref(), Some("20000101"));
        assert_eq!(calendar_date(51_603).as_deref(), Some("20000229"));
        assert_eq!(calendar_date(55_858).as_deref(), Some("20111024"));
        assert_eq!(calendar_date(-5), None);
    }
}
