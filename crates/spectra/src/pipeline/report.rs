//! What happened to each file of a run: `report.json`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// At most this many files are listed for one kind of remark; the count is always complete.
///
/// A report is read by people, and must not grow with a release of millions of spectra.
pub const MAX_LISTED: usize = 1000;

/// What happened to the files of a run; written beside the result as `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this program.
    pub version: String,
    /// FITS files found (that match the pattern).
    pub files: u64,
    /// Spectra in the result.
    pub spectra: u64,
    /// Entries of the directory that are no FITS files or do not match the pattern.
    pub ignored_entries: u64,
    /// First and last wavelength of the grid \[Å\], and its number of points.
    pub grid: Grid,
    /// Files that are not in the result, and why.
    pub skipped: Skipped,
    /// Files whose header states another name than they have on disk; the result has the name on disk.
    pub renamed: Listed<Renamed>,
    /// Spectra that do not cover the whole grid: the flux at their ends is repeated.
    pub overhanging: Listed<Overhanging>,
}

/// A wavelength grid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// First wavelength \[Å\].
    pub start: f64,
    /// Last wavelength \[Å\].
    pub end: f64,
    /// Number of points.
    pub points: usize,
}

/// Files that were left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Skipped {
    /// How many there are.
    pub total: u64,
    /// How many there are of each code.
    pub by_code: BTreeMap<String, u64>,
    /// The first of them ([`MAX_LISTED`] at most), by name.
    pub files: Vec<SkippedFile>,
}

/// A file that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedFile {
    /// Name on disk.
    pub filename: String,
    /// Stable name of the reason, in `snake_case`.
    pub code: String,
    /// The reason in one sentence.
    pub reason: String,
}

/// Remarks of one kind: how many, and the first of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed<T> {
    /// How many there are.
    pub total: u64,
    /// The first of them ([`MAX_LISTED`] at most), by name.
    pub files: Vec<T>,
}

/// A file whose header states another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// Name on disk, without `.gz`.
    pub filename: String,
    /// FILENAME of the header.
    pub header_filename: String,
}

/// A spectrum that does not cover the whole grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overhanging {
    /// Name on disk, without `.gz`.
    pub filename: String,
    /// First wavelength that the spectrum covers \[Å\].
    pub covers_from: f64,
    /// Last wavelength that the spectrum covers \[Å\].
    pub covers_to: f64,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { total: 0, files: Vec::new() }
    }
}

impl<T> Listed<T> {
    pub(super) fn add(&mut self, file: T) {
        self.total += 1;
        if self.files.len() < MAX_LISTED {
            self.files.push(file);
        }
    }
}

impl Skipped {
    pub(super) fn add(&mut self, file: SkippedFile) {
        self.total += 1;
        if let Some(count) = self.by_code.get_mut(&file.code) {
            *count += 1;
        } else {
            self.by_code.insert(file.code.clone(), 1);
        }
        if self.files.len() < MAX_LISTED {
            self.files.push(file);
        }
    }
}

impl Report {
    /// A report of nothing yet.
    pub(super) fn new(files: u64, ignored_entries: u64, grid: Grid) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            files,
            spectra: 0,
            ignored_entries,
            grid,
            skipped: Skipped::default(),
            renamed: Listed::default(),
            overhanging: Listed::default(),
        }
    }

    /// One sentence for a log: how many of the files made it.
    pub fn summary(&self) -> String {
        let mut text = format!("{} of {} files are in the result", self.spectra, self.files);
        // Writing to a String cannot fail.
        if self.skipped.total > 0 {
            let reasons: Vec<String> =
                self.skipped.by_code.iter().map(|(code, count)| format!("{code}: {count}")).collect();
            let _ = write!(text, "; {} were left out ({})", self.skipped.total, reasons.join(", "));
        }
        if self.overhanging.total > 0 {
            let _ = write!(text, "; {} do not cover the whole grid", self.overhanging.total);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_all_and_lists_the_first() {
        let mut skipped = Skipped::default();
        for number in 0..MAX_LISTED + 5 {
            let code = if number % 2 == 0 { "empty" } else { "not_fits" };
            skipped.add(SkippedFile { filename: number.to_string(), code: code.into(), reason: String::new() });
        }
        assert_eq!((skipped.total, skipped.files.len()), (1005, MAX_LISTED));
        assert_eq!(skipped.by_code["empty"], 503);
        assert_eq!(skipped.files[0].filename, "0");
    }
}
