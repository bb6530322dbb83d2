//! What happened to each file of a run: `report.json`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::error::Reasons;
use super::look::FirstLook;
use super::quality::QualityTable;
use crate::catalogue::CatalogueUse;

/// At most this many spectra are listed for one kind of remark; the count is always complete.
///
/// A report is read by people, and must not grow with a release of millions of spectra.
pub const MAX_LISTED: usize = 1000;

/// At most this many entries are named that are not in the result: all of them, but for an archive that is spoilt.
pub const MAX_NAMED: usize = 100_000;

/// What happened to the files of a run; written beside the result as `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this program.
    pub version: String,
    /// Files that are spectra, or whose names say so.
    pub files: u64,
    /// Spectra in the result.
    pub spectra: u64,
    /// Entries of the directory that were never meant to be spectra: those of `ignored`.
    pub ignored_entries: u64,
    /// First and last wavelength of the grid \[Å\], and its number of points.
    pub grid: Grid,
    /// Files that are not in the result, and why.
    pub skipped: Skipped,
    /// Files whose header states another name than they have on disk; the result has the name on disk.
    pub renamed: Listed<Renamed>,
    /// Spectra that do not cover the whole grid: the flux at their ends is repeated.
    pub overhanging: Listed<Overhanging>,
    /// Entries that are no spectra, hidden, of another kind, or do not match the pattern.
    #[serde(default)]
    pub ignored: Ignored,
    /// What readers had to decide or mend in spectra of the result.
    #[serde(default)]
    pub remarks: Remarks,
    /// Names of the result that differ from those on disk, because those are no UTF-8 or have control characters.
    #[serde(default)]
    pub escaped: Listed<Escaped>,
    /// Spectra of the result by the layout of their files.
    #[serde(default)]
    pub formats: BTreeMap<String, u64>,
    /// Spectra of the result by what their wavelengths are measured in: `vacuum`, `air`, `unknown`.
    #[serde(default)]
    pub media: BTreeMap<String, u64>,
    /// Spectra taken as they are, because their redshift is not known (`unknown_redshift: at_rest`).
    #[serde(default)]
    pub taken_at_rest: u64,
    /// What a sample told before the run.
    #[serde(default)]
    pub first_look: FirstLook,
    /// The table of quality, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<QualityTable>,
    /// What became of the rows of the catalogue, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<CatalogueUse>,
}

/// A wavelength grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// First wavelength \[Å\].
    pub start: f64,
    /// Last wavelength \[Å\].
    pub end: f64,
    /// Number of points.
    pub points: usize,
    /// First and last wavelength \[Å\] and number of points of each window, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<(f64, f64, usize)>,
}

/// Files that were left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Skipped {
    /// How many there are.
    pub total: u64,
    /// How many there are of each code.
    pub by_code: BTreeMap<String, u64>,
    /// The first of them ([`MAX_NAMED`] at most), by name.
    pub files: Vec<SkippedFile>,
}

/// A file that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedFile {
    /// Where it lies below the data directory, with `#` and the target where it is one spectrum of a file. Names that are not
    /// UTF-8 or have control characters have each such byte as `\xe9`, and each backslash as `\x5c`.
    pub filename: String,
    /// Stable name of the reason, in `snake_case`.
    pub code: String,
    /// The reason in one sentence.
    pub reason: String,
}

/// Entries that were never meant to be spectra.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ignored {
    /// How many there are.
    pub total: u64,
    /// How many there are of each code.
    pub by_code: BTreeMap<String, u64>,
    /// The first of them by name ([`MAX_NAMED`] at most).
    pub files: Vec<SkippedFile>,
}

/// Remarks about spectra that are in the result.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Remarks {
    /// How many there are.
    pub total: u64,
    /// How many there are of each code.
    pub by_code: BTreeMap<String, u64>,
    /// The first of them ([`MAX_LISTED`] at most), by name.
    pub files: Vec<SkippedFile>,
}

/// A spectrum whose name is not UTF-8, or has control characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escaped {
    /// Its name in the result, where what is no UTF-8 and each control character is replaced by U+FFFD.
    pub name: String,
    /// Where it lies below the data directory, written as the index of the archive writes it: it is found under this name.
    pub filename: String,
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

/// Counts one more of a code.
fn count(by_code: &mut BTreeMap<String, u64>, code: &str) {
    if let Some(count) = by_code.get_mut(code) {
        *count += 1;
    } else {
        by_code.insert(code.to_owned(), 1);
    }
}

impl Skipped {
    pub(super) fn add(&mut self, file: SkippedFile) {
        self.total += 1;
        count(&mut self.by_code, &file.code);
        if self.files.len() < MAX_NAMED {
            self.files.push(file);
        }
    }
}

impl Remarks {
    pub(super) fn add(&mut self, file: SkippedFile) {
        self.total += 1;
        count(&mut self.by_code, &file.code);
        if self.files.len() < MAX_LISTED {
            self.files.push(file);
        }
    }
}

impl Ignored {
    /// Takes entries in any order; [`Ignored::settle`] is to follow the last.
    pub(super) fn add(&mut self, file: SkippedFile) {
        self.total += 1;
        count(&mut self.by_code, &file.code);
        self.files.push(file);
        if self.files.len() >= 2 * MAX_NAMED {
            self.settle();
        }
    }

    /// Keeps the first by name, in their order, so that a report does not depend on the order of a directory.
    pub(super) fn settle(&mut self) {
        self.files.sort_unstable_by(|one, other| one.filename.cmp(&other.filename));
        self.files.truncate(MAX_NAMED);
    }

    /// The reasons, each with the first entry by name that is listed for it.
    pub(super) fn reasons(&self) -> Reasons {
        let first =
            |code: &str| self.files.iter().filter(|file| file.code == code).min_by_key(|file| &file.filename).cloned();
        let mut reasons: Vec<_> =
            self.by_code.iter().filter_map(|(code, count)| Some((*count, first(code)?))).collect();
        reasons.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        Reasons(reasons)
    }
}

impl Report {
    /// A report of nothing yet.
    pub(super) fn new(grid: Grid, ignored: Ignored) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            files: 0,
            spectra: 0,
            ignored_entries: ignored.total,
            grid,
            skipped: Skipped::default(),
            renamed: Listed::default(),
            overhanging: Listed::default(),
            ignored,
            remarks: Remarks::default(),
            escaped: Listed::default(),
            formats: BTreeMap::new(),
            media: BTreeMap::new(),
            taken_at_rest: 0,
            first_look: FirstLook::default(),
            quality: None,
            catalogue: None,
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
        let (mut skipped, mut remarks) = (Skipped::default(), Remarks::default());
        for number in 0..MAX_NAMED + 5 {
            let code = if number % 2 == 0 { "empty" } else { "not_fits" };
            let file = SkippedFile { filename: number.to_string(), code: code.into(), reason: String::new() };
            skipped.add(file.clone());
            remarks.add(file);
        }
        assert_eq!((skipped.total, skipped.files.len()), (100_005, MAX_NAMED));
        assert_eq!((remarks.total, remarks.files.len()), (100_005, MAX_LISTED));
        assert_eq!(skipped.by_code["empty"], 50_003);
        assert_eq!(skipped.files[0].filename, "0");
    }

    #[test]
    fn ignored_entries_are_the_first_by_name_in_whatever_order_they_come() {
        let file = |number: usize| SkippedFile {
            filename: format!("{number:06}"),
            code: "hidden".into(),
            reason: String::new(),
        };
        let (mut forward, mut backward) = (Ignored::default(), Ignored::default());
        (0..3 * MAX_NAMED).for_each(|number| forward.add(file(number)));
        (0..3 * MAX_NAMED).rev().for_each(|number| backward.add(file(number)));
        forward.settle();
        backward.settle();
        assert_eq!(forward, backward);
        assert_eq!((forward.files.len(), forward.files[MAX_NAMED - 1].filename.as_str()), (MAX_NAMED, "099999"));
    }
}
