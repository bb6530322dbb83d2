//! What the calling thread does with the chunks: rows into the result, remarks into the report.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use ml_job_domain::Progress;

use super::error::Reasons;
use super::file::DUPLICATE;
use super::listing::Listing;
use super::look::{FirstLook, format_name, medium_name};
use super::output::{ResultFile, write_report};
use super::quality::Gathered;
use super::report::{Grid, Report, SkippedFile};
use super::row::{Chunk, Made, OUT_OF_RANGE, Remark};
use super::{PreprocessError, UNIT};
use crate::catalogue::{Catalogue, CatalogueUse};
use crate::config::{OnBadFile, PreprocessConfig};
use crate::grid::WaveGrid;
use crate::spectrum::SurveyFormat;

/// Writes rows and gathers the report.
pub(super) struct Collector<'a> {
    result: ResultFile,
    report: Report,
    points: usize,
    ivar_points: usize,
    config: &'a PreprocessConfig,
    output: PathBuf,
    looked_at: u64,
    entries: u64,
    /// The first file that was left out for each reason, in the order in which reasons came up.
    reasons: Vec<SkippedFile>,
    last_name: String,
    /// Names that could be those of other spectra too, if there can be such.
    odd_names: Option<HashSet<String>>,
    formats: Vec<(Option<SurveyFormat>, u64)>,
    gathered: Option<Gathered>,
    catalogue: Option<(CatalogueUse, Vec<bool>)>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        output: &Path,
        config: &'a PreprocessConfig,
        listing: &Listing,
        grid: &WaveGrid,
        catalogue: Option<&Catalogue>,
    ) -> Result<Self, PreprocessError> {
        let points = grid.points().len();
        let windows = config.all_windows();
        let (start, end) = grid.range();
        let windows = if windows.len() > 1 { windows } else { Vec::new() };
        let mut report = Report::new(Grid { start, end, points, windows }, listing.ignored.clone());
        for directory in &listing.closed {
            let reason = "the directory cannot be read".to_owned();
            let filename = format!("{directory}/");
            report.skipped.add(SkippedFile { filename, code: "unreadable_directory".to_owned(), reason });
        }
        Ok(Self {
            result: ResultFile::create(output, config, grid, listing.longest, catalogue)?,
            report,
            points,
            ivar_points: if config.ivar { points } else { 0 },
            config,
            output: output.to_owned(),
            looked_at: 0,
            entries: listing.files,
            reasons: Vec::new(),
            last_name: String::new(),
            odd_names: listing.has_odd_names.then(HashSet::new),
            formats: Vec::new(),
            gathered: config.quality.then(Gathered::default),
            catalogue: catalogue.map(|catalogue| (catalogue.unused(), vec![false; catalogue.len()])),
        })
    }

    /// Takes note of the first look.
    pub(super) fn see(&mut self, look: FirstLook) {
        self.report.first_look = look;
    }

    pub(super) fn progress(&self) -> Progress {
        Progress::new(self.looked_at, self.entries, UNIT)
    }

    pub(super) fn add(&mut self, chunk: Chunk) -> Result<(), PreprocessError> {
        self.looked_at += chunk.looked_at;
        self.report.files += chunk.files;
        for remark in chunk.remarks {
            self.note(remark)?;
        }
        let mut ivars = chunk.ivars.chunks_exact(self.ivar_points.max(1));
        for (made, row) in chunk.spectra.iter().zip(chunk.rows.chunks_exact(self.points)) {
            let ivar = if self.ivar_points > 0 { ivars.next().unwrap_or_default() } else { &[] };
            if self.is_taken(&made.name) {
                let reason = "another spectrum of this name came first".to_owned();
                let file = SkippedFile { filename: made.name.clone(), code: DUPLICATE.to_owned(), reason };
                self.note(Remark::Skipped { file, is_bad: false })?;
                continue;
            }
            self.result.add(made, row, ivar)?;
            self.count(made);
        }
        Ok(())
    }

    /// Whether a row has this name already.
    fn is_taken(&mut self, name: &str) -> bool {
        if self.report.spectra > 0 && self.last_name == name {
            return true;
        }
        self.last_name.clear();
        self.last_name.push_str(name);
        let is_odd = || name.contains(['#', char::REPLACEMENT_CHARACTER]);
        self.odd_names.as_mut().is_some_and(|names| is_odd() && !names.insert(name.to_owned()))
    }

    fn count(&mut self, made: &Made) {
        self.report.spectra += 1;
        self.report.taken_at_rest += u64::from(made.is_at_rest);
        let medium = medium_name(made.meta.medium);
        match self.report.media.get_mut(medium) {
            Some(count) => *count += 1,
            None => _ = self.report.media.insert(medium.to_owned(), 1),
        }
        match self.formats.iter_mut().find(|(format, _)| *format == made.meta.format) {
            Some((_, count)) => *count += 1,
            None => self.formats.push((made.meta.format, 1)),
        }
        if let (Some(gathered), Some(quality)) = (&mut self.gathered, &made.quality) {
            gathered.add(quality, made.meta.ra, made.meta.dec);
        }
        if let (Some((uses, used)), Some(listed)) = (&mut self.catalogue, made.listed) {
            uses.matched_spectra += 1;
            uses.ambiguous_spectra += u64::from(listed.is_ambiguous);
            used[listed.row] = true;
        }
    }

    fn note(&mut self, remark: Remark) -> Result<(), PreprocessError> {
        match remark {
            Remark::Renamed(file) => self.report.renamed.add(file),
            Remark::Escaped(file) => self.report.escaped.add(file),
            Remark::Overhanging(file) => self.report.overhanging.add(file),
            Remark::Mended(file) => self.report.remarks.add(file),
            Remark::Ignored(file) => {
                self.report.ignored_entries += 1;
                self.report.ignored.add(file);
            }
            Remark::Resources { filename, source } => return Err(PreprocessError::Resources { filename, source }),
            Remark::Skipped { file, is_bad } => {
                if is_bad && self.config.on_bad_file == OnBadFile::Fail {
                    return Err(PreprocessError::BadFile { filename: file.filename, reason: file.reason });
                }
                if !self.report.skipped.by_code.contains_key(&file.code) {
                    self.reasons.push(file.clone());
                }
                self.report.skipped.add(file);
            }
        }
        Ok(())
    }

    /// Completes the result and the report; the report alone where there is no row.
    pub(super) fn finish(mut self) -> Result<Report, PreprocessError> {
        let formats: BTreeMap<_, _> =
            self.formats.drain(..).map(|(format, count)| (format_name(format), count)).collect();
        self.report.formats = formats;
        self.report.ignored.settle();
        if let Some((mut uses, used)) = self.catalogue.take() {
            uses.unmatched_rows = used.iter().filter(|used| !**used).count() as u64;
            self.report.catalogue = Some(uses);
        }
        let groups = self.gathered.take().map(Gathered::finish).map(|(table, groups)| {
            self.report.quality = Some(table);
            groups
        });
        if self.report.spectra > 0 {
            self.result.finish(&self.report, groups.as_deref())?;
            return Ok(self.report);
        }
        drop(self.result);
        write_report(&self.output, &self.report)?;
        Err(failure(&self.report, self.reasons))
    }
}

/// Why there is no row.
fn failure(report: &Report, first: Vec<SkippedFile>) -> PreprocessError {
    if report.files == 0 {
        return PreprocessError::NoFiles { ignored: report.ignored.reasons() };
    }
    let out_of_range = report.skipped.by_code.get(OUT_OF_RANGE);
    if out_of_range == Some(&report.skipped.total)
        && let Some(SkippedFile { filename, reason, .. }) = first.first().cloned()
    {
        let (start, end) = (report.grid.start, report.grid.end);
        return PreprocessError::GridOutOfRange { start, end, filename, reason };
    }
    let mut reasons: Vec<_> =
        first.into_iter().map(|file| (report.skipped.by_code.get(&file.code).copied().unwrap_or(1), file)).collect();
    reasons.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    PreprocessError::NothingReadable { files: report.files, reasons: Reasons(reasons) }
}
