//! The names of all spectra of an archive, for searching: millions of them in a few bytes each.

use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::{SpectrumName, subdirectories};
use crate::packed::PackedNames;

/// How long the names are believed; an older list still answers while a new one is made.
const LIFETIME: Duration = Duration::from_mins(10);

/// A spectrum that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name, as [`Archive::locate`](super::Archive::locate) takes it.
    pub name: String,
    /// The directory that it lies in, relative to the archive: empty for the archive's own.
    pub directory: PathBuf,
}

/// What a search brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchResult {
    /// How many names match.
    pub total: usize,
    /// The first of them, by directory and name.
    pub first: Vec<Found>,
    /// Whether the whole archive was searched; `false` while its directories are still being read.
    pub is_complete: bool,
}

/// The names, read when somebody first searches, and again when they are old.
#[derive(Debug, Default)]
pub(super) struct Index {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The newest complete list, and when it was completed.
    complete: Option<(Instant, Vec<Arc<Directory>>)>,
    /// The list in the making.
    building: Option<Vec<Arc<Directory>>>,
    /// Why there is none, until somebody was told.
    failure: Option<io::Error>,
}

impl Index {
    /// Searches the names for a text, whatever its case. Waits for at most `patience` until the archive was read as a whole.
    pub(super) fn search(
        self: &Arc<Self>,
        root: &Path,
        text: &str,
        limit: usize,
        patience: Duration,
    ) -> io::Result<SearchResult> {
        let (directories, is_complete) = self.directories(root, patience)?;
        let text = text.to_lowercase();
        let mut result = SearchResult { is_complete, ..SearchResult::default() };
        for directory in directories {
            let mut names = directory.names.unpack();
            while let Some((name, _)) = names.next() {
                if contains(name, text.as_bytes()) {
                    result.total += 1;
                    if result.first.len() < limit {
                        let name = String::from_utf8_lossy(name).into_owned();
                        result.first.push(Found { name, directory: directory.path.clone() });
                    }
                }
            }
        }
        Ok(result)
    }

    /// What is known now, and whether that is everything.
    fn directories(self: &Arc<Self>, root: &Path, patience: Duration) -> io::Result<(Vec<Arc<Directory>>, bool)> {
        let mut state = self.state.lock();
        let is_fresh = state.complete.as_ref().is_some_and(|(made_at, _)| made_at.elapsed() < LIFETIME);
        if !is_fresh && state.building.is_none() {
            state.building = Some(Vec::new());
            let (index, root) = (Arc::clone(self), root.to_owned());
            std::thread::spawn(move || index.build(&root));
        }
        let is_waiting = |state: &mut State| state.complete.is_none() && state.building.is_some();
        self.changed.wait_while_for(&mut state, is_waiting, patience);
        match (&state.complete, &state.building) {
            (Some((_, directories)), _) => Ok((directories.clone(), true)),
            (None, Some(directories)) => Ok((directories.clone(), false)),
            (None, None) => Err(state.failure.take().unwrap_or_else(|| io::Error::other("the archive was not listed"))),
        }
    }

    /// Reads the directories in which [`Archive::locate`](super::Archive::locate) finds spectra.
    fn build(&self, root: &Path) {
        self.conclude(|| self.read(root));
    }

    /// Takes what `read` has gathered as the list, or its failure: also a panic, after which nobody may wait for ever.
    fn conclude(&self, read: impl FnOnce() -> io::Result<()>) {
        let outcome = catch_unwind(AssertUnwindSafe(read))
            .unwrap_or_else(|_| Err(io::Error::other("the thread that lists the archive panicked")));
        let mut state = self.state.lock();
        let built = state.building.take().unwrap_or_default();
        match outcome {
            Ok(()) => state.complete = Some((Instant::now(), built)),
            Err(error) => state.failure = Some(error),
        }
        drop(state);
        self.changed.notify_all();
    }

    fn read(&self, root: &Path) -> io::Result<()> {
        let first = subdirectories(std::slice::from_ref(&root.to_owned()))?;
        let second = subdirectories(&first)?;
        let mut all: Vec<PathBuf> = std::iter::once(root.to_owned()).chain(first).chain(second).collect();
        all.sort_unstable();
        for directory in all {
            let directory = Directory::read(root, &directory);
            if !directory.names.is_empty()
                && let Some(building) = &mut self.state.lock().building
            {
                building.push(Arc::new(directory));
            }
        }
        Ok(())
    }
}

/// The names in one directory, sorted.
#[derive(Debug)]
struct Directory {
    /// Relative to the archive.
    path: PathBuf,
    names: PackedNames,
}

impl Directory {
    /// A directory that cannot be read holds none.
    fn read(root: &Path, directory: &Path) -> Self {
        let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        let names: BTreeSet<String> = entries.filter_map(|entry| spectrum_name(&entry)).collect();
        let path = directory.strip_prefix(root).unwrap_or(directory).to_owned();
        Self { path, names: names.iter().map(|name| (name.as_str(), false)).collect() }
    }
}

/// The name of a spectrum, without `.gz`; `None` for whatever else stands in a directory.
pub(super) fn spectrum_name(entry: &std::fs::DirEntry) -> Option<String> {
    let name = entry.file_name().into_string().ok()?;
    name.parse::<SpectrumName>().ok()?;
    if entry.file_type().ok()?.is_dir() {
        return None;
    }
    Some(name.strip_suffix(".gz").map(str::to_owned).unwrap_or(name))
}

/// Whether `name` holds `text`, which is in lower case.
fn contains(name: &[u8], text: &[u8]) -> bool {
    text.is_empty() || name.windows(text.len()).any(|part| part.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_mins(1);

    fn index(files: &[&str]) -> (tempfile::TempDir, Arc<Index>) {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "spectrum").unwrap();
        }
        (root, Arc::new(Index::default()))
    }

    fn names(result: &SearchResult) -> Vec<String> {
        result.first.iter().map(|found| found.directory.join(&found.name).to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn names_are_found_by_any_part_of_them() {
        let (root, index) = index(&[
            "F5902/spec-55859-F5902_sp01-001.fits",
            "F5902/spec-55859-F5902_sp01-002.fits.gz",
            "F5902/notes.txt",
            "20111024/F5907/spec-55859-F5907_sp01-001.fits",
            "a/b/too/deep.fits",
            "top.fits",
        ]);
        let search = |text: &str, limit| index.search(root.path(), text, limit, PATIENCE).unwrap();
        let all = search("", 10);
        assert_eq!((all.total, all.is_complete), (4, true));
        assert_eq!(
            names(&all),
            [
                "top.fits",
                "20111024/F5907/spec-55859-F5907_sp01-001.fits",
                "F5902/spec-55859-F5902_sp01-001.fits",
                "F5902/spec-55859-F5902_sp01-002.fits",
            ]
        );
        assert_eq!(names(&search("f5902_SP01-002", 10)), ["F5902/spec-55859-F5902_sp01-002.fits"]);
        let limited = search("-001", 1);
        assert_eq!((limited.total, limited.first.len()), (2, 1));
        assert_eq!(search("nope", 10), SearchResult { is_complete: true, ..SearchResult::default() });
    }

    #[test]
    fn whoever_does_not_wait_is_told_that_there_may_be_more() {
        let (root, index) = index(&["x.fits"]);
        // Somebody else is reading the archive.
        index.state.lock().building = Some(Vec::new());
        assert!(!index.search(root.path(), "x", 10, Duration::ZERO).unwrap().is_complete);
        index.build(root.path());
        assert_eq!(index.search(root.path(), "x", 10, Duration::ZERO).unwrap().total, 1);
    }

    #[test]
    fn a_panic_of_the_thread_that_lists_is_told_and_the_next_search_lists_again() {
        let (root, index) = index(&["x.fits"]);
        index.state.lock().building = Some(Vec::new());
        index.conclude(|| panic!("a bug"));
        assert!(index.state.lock().building.is_none());
        assert!(index.state.lock().failure.is_some());
        assert_eq!(index.search(root.path(), "x", 10, PATIENCE).unwrap().total, 1);
    }

    #[test]
    fn an_archive_that_is_not_there_holds_nothing() {
        let index = Arc::new(Index::default());
        let result = index.search(Path::new("/nonexistent"), "x", 10, PATIENCE).unwrap();
        assert_eq!(result, SearchResult { is_complete: true, ..SearchResult::default() });
    }

    #[test]
    fn an_archive_that_cannot_be_listed_is_an_error_each_time() {
        let index = Arc::new(Index::default());
        // No directory can have such a name.
        let root = PathBuf::from("x\0y");
        for _ in 0..2 {
            assert!(index.search(&root, "x", 10, PATIENCE).is_err());
        }
    }
}
