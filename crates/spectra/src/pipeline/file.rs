//! From one file to the rows of its spectra.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ml_job_disk::enclosed::MAX_TEXT_BYTES;

use super::listing::Candidate;
use super::report::{Escaped, Overhanging, Renamed, SkippedFile};
use super::row::{Chunk, Failure, Made, Refused, Remark, RowMaker};
use super::sniff;
use crate::catalogue::Catalogue;
use crate::config::PreprocessConfig;
use crate::error::ReadError;
use crate::grid::WaveGrid;
use crate::prepare::{Plan, Refusal};
use crate::readers::{Extent, SpectrumReader, Want};
use crate::spectrum::{ReadRemark, Spectrum};

/// Bytes that the rows of one file may take in memory: a plate of 5,000 spectra on a grid of 10,000 points.
const MOST_BYTES: usize = 512 << 20;

/// The code of the second spectrum of a name.
pub(super) const DUPLICATE: &str = "duplicate_name";

/// Makes rows of files; one per thread.
pub(super) struct FileReader<'a> {
    root: &'a Path,
    catalogue: Option<&'a Catalogue>,
    targets: Option<glob::Pattern>,
    want: Want,
    reader: SpectrumReader,
    spectrum: Spectrum,
    path: PathBuf,
    maker: RowMaker<'a>,
}

impl<'a> FileReader<'a> {
    pub(super) fn new(
        config: &'a PreprocessConfig,
        root: &'a Path,
        grid: &'a WaveGrid,
        catalogue: Option<&'a Catalogue>,
    ) -> Self {
        let is_plain = Plan::new(config).is_plain();
        // A redshift out of the catalogue is not known before the spectrum is read, nor whether an unknown one is taken as 0.
        let knows_range = config.redshift_column.is_none() && config.unknown_redshift == <_>::default();
        let want = Want {
            range: Some(grid.range()).filter(|_| is_plain && knows_range),
            rest_frame: config.rest_frame,
            quality: config.mask_bad_pixels || !is_plain,
            every_target: config.targets_pattern().is_some(),
        };
        Self {
            root,
            catalogue,
            targets: config.targets_pattern().and_then(|pattern| glob::Pattern::new(pattern).ok()),
            want,
            reader: SpectrumReader::new(),
            spectrum: Spectrum::default(),
            path: PathBuf::new(),
            maker: RowMaker::new(config, grid, catalogue),
        }
    }

    /// Adds a file to a chunk: the rows of its spectra, or the reason why there are none.
    pub(super) fn add(&mut self, file: &Candidate, chunk: &mut Chunk) {
        file.path_into(&mut self.path);
        let name = file.name();
        if !file.is_named_fits()
            && let Err(Refused { code, reason }) = sniff::may_be_spectrum(&self.path)
        {
            let file = SkippedFile { filename: file.shown(self.root), code: code.to_owned(), reason };
            chunk.remarks.push(Remark::Ignored(file));
            return;
        }
        if self.catalogue.is_some_and(|catalogue| !catalogue.may_hold(&name)) {
            chunk.files += 1;
            self.refuse(file, Refusal::unwanted("not_in_catalogue", "the catalogue has no row for it"), chunk);
            return;
        }
        match self.read(file, name, chunk) {
            Ok(()) => chunk.files += 1,
            // What is not named as FITS and cannot be understood at all never was a spectrum.
            Err(error @ (ReadError::NotFits { .. } | ReadError::Unsupported { .. })) if !file.is_named_fits() => {
                let file = SkippedFile {
                    filename: file.shown(self.root),
                    code: "not_a_spectrum".to_owned(),
                    reason: ml_job_domain::sentence(&error),
                };
                chunk.remarks.push(Remark::Ignored(file));
            }
            Err(error) => {
                chunk.files += 1;
                if error.is_resource_exhaustion() {
                    chunk.remarks.push(Remark::Resources { filename: file.shown(self.root), source: error });
                } else {
                    self.refuse(file, error.into(), chunk);
                }
            }
        }
    }

    /// Adds a file of which a namesake came before: that one stays.
    pub(super) fn add_duplicate(&self, file: &Candidate, chunk: &mut Chunk) {
        chunk.files += 1;
        let reason = format!("another file of the name {} came first", file.name());
        self.refuse(file, Refusal::unwanted(DUPLICATE, reason), chunk);
    }

    fn refuse(&self, file: &Candidate, refusal: Refusal, chunk: &mut Chunk) {
        let Refusal { code, reason, is_bad } = refusal;
        let file = SkippedFile { filename: file.shown(self.root), code: code.to_owned(), reason };
        chunk.remarks.push(Remark::Skipped { file, is_bad });
    }

    /// Reads the file, and all of it again where a part did not tell enough.
    fn read(&mut self, file: &Candidate, name: String, chunk: &mut Chunk) -> Result<(), ReadError> {
        let mut rows = FileRows::new(file, name, self.root, self.targets.as_ref(), &mut self.maker, chunk);
        let mut read = self
            .reader
            .read_each(&self.path, &self.want, &mut self.spectrum, &mut |extent, spectrum| rows.take(extent, spectrum));
        if read.is_ok() && !rows.again.is_empty() {
            let again = std::mem::take(&mut rows.again);
            let want = Want { range: None, ..self.want };
            read = self.reader.read_each(&self.path, &want, &mut self.spectrum, &mut |extent, spectrum| {
                if again.contains(&spectrum.target) { rows.take(extent, spectrum) } else { ControlFlow::Continue(()) }
            });
        }
        // What was read of a file that is damaged further on stays.
        rows.finish();
        read
    }
}

/// The rows of the spectra of one file, as they come.
struct FileRows<'a, 'm> {
    file: &'a Candidate,
    name: String,
    root: &'a Path,
    targets: Option<&'a glob::Pattern>,
    maker: &'a mut RowMaker<'m>,
    chunk: &'a mut Chunk,
    /// Rows of the chunk before this file.
    before: usize,
    /// Spectra seen, whatever became of them.
    seen: u64,
    /// Spectra that do not match the pattern of targets.
    unmatched: u64,
    /// Targets of which all pixels are needed.
    again: HashSet<String>,
    /// Whether the rows are more than fit in memory.
    is_too_large: bool,
}

impl<'a, 'm> FileRows<'a, 'm> {
    fn new(
        file: &'a Candidate,
        name: String,
        root: &'a Path,
        targets: Option<&'a glob::Pattern>,
        maker: &'a mut RowMaker<'m>,
        chunk: &'a mut Chunk,
    ) -> Self {
        let before = chunk.spectra.len();
        Self {
            file,
            name,
            root,
            targets,
            maker,
            chunk,
            before,
            seen: 0,
            unmatched: 0,
            again: HashSet::new(),
            is_too_large: false,
        }
    }

    fn take(&mut self, extent: Result<Extent, ReadError>, spectrum: &mut Spectrum) -> ControlFlow<()> {
        self.seen += 1;
        if self.targets.is_some_and(|pattern| !pattern.matches(&spectrum.target)) {
            self.unmatched += 1;
            return ControlFlow::Continue(());
        }
        let mut overhang = None;
        let target = std::mem::take(&mut spectrum.target);
        spectrum.target.clone_from(&target);
        let made = extent
            .map_err(Failure::from)
            .and_then(|extent| self.maker.make(&self.name, extent, spectrum, &mut overhang));
        match made {
            Ok(made) => self.add(made, &target, overhang, std::mem::take(&mut spectrum.remarks)),
            Err(Failure::NeedsWhole) => {
                self.again.insert(target);
            }
            Err(Failure::Resources(source)) => {
                self.chunk.remarks.push(Remark::Resources { filename: self.shown(&target), source });
                return ControlFlow::Break(());
            }
            Err(Failure::Refused(refusal)) => self.skip(&target, refusal),
        }
        let bytes = (self.chunk.spectra.len() - self.before) * size_of_val(&self.maker.row[..]);
        self.is_too_large = bytes > MOST_BYTES;
        if self.is_too_large { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn shown(&self, target: &str) -> String {
        let file = self.file.shown(self.root);
        if target.is_empty() { file } else { format!("{file}#{target}") }
    }

    fn skip(&mut self, target: &str, Refusal { code, reason, is_bad }: Refusal) {
        let file = SkippedFile { filename: self.shown(target), code: code.to_owned(), reason };
        self.chunk.remarks.push(Remark::Skipped { file, is_bad });
    }

    fn add(&mut self, made: Made, target: &str, overhang: Option<(f64, f64)>, remarks: Vec<ReadRemark>) {
        let name = if target.is_empty() { self.name.clone() } else { format!("{}#{target}", self.name) };
        if name.len() > MAX_TEXT_BYTES {
            let reason = format!("its name has {} bytes, a result takes {MAX_TEXT_BYTES}", name.len());
            return self.skip(target, Refusal::bad("name_too_long", reason));
        }
        let chunk = &mut *self.chunk;
        chunk.rows.extend_from_slice(&self.maker.row);
        chunk.ivars.extend_from_slice(&self.maker.ivar);
        if let Some(stated) =
            made.meta.header_filename.as_ref().filter(|stated| target.is_empty() && differs(stated, &name))
        {
            let renamed = Renamed { filename: name.clone(), header_filename: stated.clone() };
            chunk.remarks.push(Remark::Renamed(renamed));
        }
        if !self.file.is_plain() {
            let filename = self.file.shown(self.root);
            chunk.remarks.push(Remark::Escaped(Escaped { name: name.clone(), filename }));
        }
        if let Some((covers_from, covers_to)) = overhang {
            let overhanging = Overhanging { filename: name.clone(), covers_from, covers_to };
            chunk.remarks.push(Remark::Overhanging(overhanging));
        }
        for ReadRemark { code, detail } in remarks {
            let file = SkippedFile { filename: name.clone(), code: code.to_owned(), reason: detail };
            chunk.remarks.push(Remark::Mended(file));
        }
        chunk.spectra.push(Made { name, ..made });
    }

    /// Brings the rows into the order of their names, each name once, and says what is missing.
    fn finish(mut self) {
        if self.is_too_large {
            self.drop_rows();
        } else if self.seen > 0 && self.unmatched == self.seen {
            let reason = format!("none of its {} spectra matches the pattern of targets", self.seen);
            self.skip("", Refusal::unwanted("no_such_target", reason));
        }
        if self.seen > 1 {
            self.sort();
        }
    }

    fn drop_rows(&mut self) {
        let points = self.maker.row.len();
        self.chunk.spectra.truncate(self.before);
        self.chunk.rows.truncate(self.before * points);
        self.chunk.ivars.truncate(self.before * self.maker.ivar.len());
        let reason =
            format!("the rows of its spectra take more than {MOST_BYTES} bytes: choose fewer points or targets");
        self.skip("", Refusal::bad("too_many_spectra", reason));
    }

    fn sort(&mut self) {
        let own = &self.chunk.spectra[self.before..];
        if own.windows(2).all(|pair| pair[0].name < pair[1].name) {
            return;
        }
        let mut order: Vec<usize> = (0..own.len()).collect();
        order.sort_by(|&left, &right| own[left].name.cmp(&own[right].name));
        reorder(&mut self.chunk.rows, self.before, self.maker.row.len(), &order);
        reorder(&mut self.chunk.ivars, self.before, self.maker.ivar.len(), &order);
        let mut own: Vec<Option<Made>> = self.chunk.spectra.drain(self.before..).map(Some).collect();
        self.chunk.spectra.extend(order.into_iter().filter_map(|place| own[place].take()));
    }
}

/// Puts the rows of `width` values from row `before` on into another order.
fn reorder(values: &mut Vec<f64>, before: usize, width: usize, order: &[usize]) {
    let own = values.split_off(before * width);
    for &place in order {
        values.extend_from_slice(&own[place * width..(place + 1) * width]);
    }
}

/// Whether a header states another name than the file has.
fn differs(stated: &str, name: &str) -> bool {
    stated.strip_suffix(".gz").unwrap_or(stated) != name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::listing::Listing;

    /// What becomes of spectra with these targets and fluxes in the file `plate.fits`.
    fn rows_of(targets: &[(&str, f64)], change: impl FnOnce(&mut PreprocessConfig)) -> Chunk {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("plate.fits"), "").unwrap();
        let mut config = PreprocessConfig::new("", 1.0, 3.0, 3);
        config.scaling = crate::config::Scaling::None;
        change(&mut config);
        let file = Listing::new(root.path(), &config).unwrap().iter().next().unwrap();
        let grid = WaveGrid::new(&config);
        let (mut maker, mut chunk) = (RowMaker::new(&config, &grid, None), Chunk::default());
        let pattern = config.targets_pattern().map(|pattern| glob::Pattern::new(pattern).unwrap());
        let mut rows = FileRows::new(&file, file.name(), root.path(), pattern.as_ref(), &mut maker, &mut chunk);
        for &(target, flux) in targets {
            let mut spectrum = Spectrum {
                target: target.to_owned(),
                wavelength: vec![0.0, 1.0, 2.0, 4.0],
                flux: vec![flux; 4],
                ..Spectrum::default()
            };
            let extent = if flux < 0.0 { Err(ReadError::Empty) } else { Ok(Extent::Whole) };
            if rows.take(extent, &mut spectrum).is_break() {
                break;
            }
        }
        rows.finish();
        chunk
    }

    fn names(chunk: &Chunk) -> Vec<&str> {
        chunk.spectra.iter().map(|made| made.name.as_str()).collect()
    }

    fn skipped(chunk: &Chunk) -> Vec<(&str, &str)> {
        fn skipped(remark: &Remark) -> Option<(&str, &str)> {
            if let Remark::Skipped { file, .. } = remark { Some((&file.filename, &file.code)) } else { None }
        }
        chunk.remarks.iter().filter_map(skipped).collect()
    }

    #[test]
    fn spectra_of_one_file_are_rows_in_the_order_of_their_targets() {
        let chunk = rows_of(&[("30", 3.0), ("100", 1.0), ("7", -1.0), ("200", 2.0)], |config| config.ivar = true);
        assert_eq!(names(&chunk), ["plate.fits#100", "plate.fits#200", "plate.fits#30"]);
        assert_eq!(chunk.rows, [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0]);
        assert_eq!(chunk.ivars.len(), 9);
        // One damaged spectrum costs none of the others.
        assert_eq!(skipped(&chunk), [("plate.fits#7", "empty")]);
    }

    #[test]
    fn the_only_spectrum_of_a_file_has_its_name() {
        assert_eq!(names(&rows_of(&[("", 1.0)], |_| {})), ["plate.fits"]);
    }

    #[test]
    fn a_name_that_a_result_cannot_hold_is_refused() {
        let long = "7".repeat(250);
        assert_eq!(skipped(&rows_of(&[(&long, 1.0)], |_| {})), [(&*format!("plate.fits#{long}"), "name_too_long")]);
    }

    #[test]
    fn a_pattern_chooses_among_targets() {
        let arms = [("COADD_B", 1.0), ("COADD_R", 2.0), ("R-84177456", 3.0)];
        let with = |pattern: &str| rows_of(&arms, |config| config.targets = Some(pattern.into()));
        assert_eq!(names(&with("COADD_R")), ["plate.fits#COADD_R"]);
        assert_eq!(names(&with("COADD_*")), ["plate.fits#COADD_B", "plate.fits#COADD_R"]);
        assert_eq!(skipped(&with("x")), [("plate.fits", "no_such_target")]);
    }
}
