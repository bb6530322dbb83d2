//! A made-up archive of which the truth is known.

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;

use crate::run_command;

/// Synthetic spectra in the directory `archive` of a folder of their own, which goes with the value.
#[derive(Debug)]
pub struct SampleArchive {
    root: TempDir,
    /// The class of each spectrum, by its name.
    pub truth: BTreeMap<String, String>,
}

impl SampleArchive {
    /// Makes so many spectra, the same for the same seed.
    ///
    /// # Panics
    /// Where the program does not.
    pub fn make(count: u32, seed: u64) -> Self {
        let root = tempfile::tempdir().expect("a temporary directory");
        let (count, seed) = (count.to_string(), seed.to_string());
        let made = run_command(root.path(), ["sample", "--output", "archive", "--count", &count, "--seed", &seed]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let truth = std::fs::read_to_string(root.path().join("archive/truth.csv")).expect("the truth");
        let class = |line: &str| {
            let mut fields = line.split(',').map(str::to_owned);
            Some((fields.next()?, fields.next()?))
        };
        Self { truth: truth.lines().skip(1).filter_map(class).collect(), root }
    }

    /// The folder: what a platform takes as the root of its archive.
    pub fn root(&self) -> &Path {
        self.root.path()
    }
}
