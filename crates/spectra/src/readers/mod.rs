//! The layouts of spectra, one file each behind [`Layout`], and the choice among them by what a file holds.
//!
//! The layouts that make up archives ([`LEAN`]) are asked first and read only the headers that they need. Where none of them
//! knows the file, the headers of all its units are read once, and the others ([`GENERAL`]) choose among these.

mod ascii_table;
mod axis;
mod cfitsio;
mod checksum;
mod columns;
mod csv;
mod describe;
mod desi;
mod ecsv;
mod facts;
mod fibres;
mod image;
mod lamost;
mod lamost_coadd;
mod lamost_image;
mod lamost_mrs;
mod multispec;
mod picture;
mod pixels;
mod request;
mod roles;
mod sdss;
mod sdss_apogee;
mod sdss_mwm;
mod sdss_plate;
mod sdss_spspec;
mod solution;
mod spextool;
mod table;
mod tables;
pub(crate) mod tabular;
mod text;
mod units;
pub(crate) mod votable;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use crate::compression::strip_suffix;
use crate::error::ReadError;
use crate::fits::{Content, Header, Table};
use crate::spectrum::{Spectrum, SpectrumMeta};
use lamost::is_lamost;
use picture::Picture;
use request::Request;
pub(crate) use request::{Extent, Visit, Want};
use units::{Unit, Units};

/// The layouts of archives, in the order in which they are asked.
const LEAN: [&dyn Layout; 3] = [&lamost_image::LamostImage, &lamost_coadd::LamostCoadd, &sdss::Sdss];

/// All others, from the special to the general.
const GENERAL: [&dyn Layout; 14] = [
    &lamost_mrs::LamostMrs,
    &lamost_image::AnyLamostImage,
    &lamost_coadd::AnyLamostCoadd,
    &sdss::AnySdss,
    &desi::Desi,
    &sdss_plate::SdssPlate,
    &sdss_spspec::SpSpec,
    &sdss_mwm::Mwm,
    &sdss_apogee::ApStar,
    &fibres::Fibres,
    &spextool::Spextool,
    &image::AnyImage,
    &table::AnyTable,
    &ascii_table::AsciiTable,
];

/// Reads the files of one layout.
trait Layout: Sync {
    /// Hands the wanted spectra of the file to `visit`, one after another in `out`, or leaves the file to others if it is of
    /// another layout.
    ///
    /// A spectrum that is damaged is handed over as an error, with its target, and costs none of the others.
    ///
    /// # Errors
    ///
    /// Where the file is of this layout, but damaged as a whole.
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError>;
}

/// What a layout made of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Its spectra are handed over.
    Read,
    /// Not this layout.
    NotMine,
}

/// A file that is open, with its primary header.
struct Opened<'a> {
    content: &'a mut Content,
    primary: &'a Header,
    /// The header of the unit that is looked at.
    extension: &'a mut Header,
    /// All units; none for the layouts that need not know.
    units: &'a Units,
}

impl Opened<'_> {
    /// The table of a unit, whose header is then in `extension`.
    ///
    /// # Errors
    ///
    /// Where it is none, cut off or malformed.
    fn table(&mut self, unit: &Unit) -> Result<Table, ReadError> {
        self.extension.read(self.content, unit.start)?;
        Table::describe(self.extension, self.content)?
            .ok_or_else(|| ReadError::malformed(format!("{} is no table", unit.name)))
    }

    /// The image of a unit, whose header is then in `extension`.
    ///
    /// # Errors
    ///
    /// Where it is cut off or damaged.
    fn picture(&mut self, unit: &Unit) -> Result<Picture, ReadError> {
        self.extension.read(self.content, unit.start)?;
        Picture::open(self.extension, self.content)
    }
}

/// Reads spectra one after another, with buffers that are used again: one per thread.
#[derive(Default)]
pub struct SpectrumReader {
    content: Content,
    primary: Header,
    extension: Header,
}

impl SpectrumReader {
    /// A reader with empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the whole spectrum at `path` into `out`, whose buffers are used again.
    ///
    /// # Errors
    ///
    /// Why the file is not a spectrum that can be read, or [`ReadError::SeveralTargets`]; `out` is then unspecified.
    pub fn read(&mut self, path: &Path, out: &mut Spectrum) -> Result<(), ReadError> {
        let want = Want { quality: true, ..Want::default() };
        self.read_wanted(path, &want, out).map(|_| ())
    }

    /// Reads what is wanted of the only spectrum at `path` into `out`.
    ///
    /// # Errors
    ///
    /// As [`SpectrumReader::read`].
    pub(crate) fn read_wanted(&mut self, path: &Path, want: &Want, out: &mut Spectrum) -> Result<Extent, ReadError> {
        let (mut only, mut kept, mut names) = (None, None, None);
        self.read_each(path, want, out, &mut |result, spectrum| {
            if let Some(Spectrum { target, .. }) = &kept {
                names = Some((String::clone(target), spectrum.target.clone()));
                return ControlFlow::Break(());
            }
            only = Some(result);
            // A spectrum without a name of its own is the one that the file is about.
            if spectrum.target.is_empty() {
                return ControlFlow::Break(());
            }
            kept = Some(std::mem::take(spectrum));
            ControlFlow::Continue(())
        })?;
        if let Some((first, second)) = names {
            return Err(ReadError::SeveralTargets { first, second });
        }
        if let Some(spectrum) = kept {
            *out = spectrum;
        }
        only.unwrap_or_else(|| Err(ReadError::NoSuchTarget { target: String::new() }))
    }

    /// Reads one spectrum after another of the file at `path` into `out`, and hands each to `visit`.
    ///
    /// # Errors
    ///
    /// Why the file as a whole cannot be read; what concerns one spectrum of many goes to `visit`.
    pub(crate) fn read_each(
        &mut self,
        path: &Path,
        want: &Want,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<(), ReadError> {
        self.serve(path, &Request { want: *want, ..Request::default() }, out, visit)
    }

    /// Opens the file at `path`, and empties `out` for its spectra.
    fn open(&mut self, path: &Path, out: &mut Spectrum) -> Result<(), ReadError> {
        out.reset();
        out.name.clear();
        out.name.push_str(&disk_name(path));
        self.content.open(path)
    }

    /// Reads the spectra of a table that is no FITS file, or says what the file is instead.
    fn read_each_table(&mut self, want: &Want, out: &mut Spectrum, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        describe::refuse_impostors(self.content.head())?;
        let name = std::mem::take(&mut out.name);
        if tables::read_each_table(self.content.load()?, &name, want, out, visit)? {
            return Ok(());
        }
        describe::check_magic(self.content.head())
    }

    /// Reads the whole spectrum `target` of the file at `path` into `out`; an empty target means the only one.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read, [`ReadError::NoSuchTarget`], or [`ReadError::SeveralTargets`] for an empty target.
    pub fn read_target(&mut self, path: &Path, target: &str, out: &mut Spectrum) -> Result<(), ReadError> {
        if target.is_empty() {
            return self.read(path, out);
        }
        let want = Want { quality: true, every_target: true, ..Want::default() };
        let mut found = None;
        self.serve(path, &Request { want, target: Some(target), facts_only: false }, out, &mut |result, spectrum| {
            if spectrum.target != target {
                return ControlFlow::Continue(());
            }
            found = Some(result.map(|_| ()));
            ControlFlow::Break(())
        })?;
        found.unwrap_or_else(|| Err(ReadError::NoSuchTarget { target: target.to_owned() }))
    }

    /// Hands the target and the facts of each spectrum of the file at `path` to `visit`: what an index of the archive needs.
    /// No pixel is read where headers and tables of facts say what the file is.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read.
    pub fn read_facts(&mut self, path: &Path, visit: &mut dyn FnMut(&str, &SpectrumMeta)) -> Result<(), ReadError> {
        let request = Request { facts_only: true, ..Request::default() };
        self.serve(path, &request, &mut Spectrum::default(), &mut |result, spectrum| {
            if result.is_ok() {
                visit(&spectrum.target, &spectrum.meta);
            }
            ControlFlow::Continue(())
        })
    }

    fn serve(
        &mut self,
        path: &Path,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<(), ReadError> {
        let name = disk_name(path);
        // Whoever takes a spectrum away takes its name with it.
        let visit = &mut |result: Result<Extent, ReadError>, spectrum: &mut Spectrum| {
            spectrum.name.clone_from(&name);
            visit(result, spectrum)
        };
        self.open(path, out)?;
        if !describe::is_fits(self.content.head()) {
            return self.read_each_table(&request.want, out, &mut uniquely(visit));
        }
        self.primary.read(&self.content, 0)?;
        let no_units = Units::default();
        let mut file = Opened {
            content: &mut self.content,
            primary: &self.primary,
            extension: &mut self.extension,
            units: &no_units,
        };
        // Without exposures there is one spectrum, and nothing to tell apart.
        let verdict = if request.want.every_target {
            ask(&LEAN, &mut file, request, out, &mut uniquely(visit))?
        } else {
            ask(&LEAN, &mut file, request, out, visit)?
        };
        if verdict == Verdict::Read {
            return Ok(());
        }
        // What is cut off stays cut off, whoever reads it.
        file.primary.held_bytes(file.content)?;
        describe::refuse_known(&file)?;
        let units = Units::read(file.content, file.extension);
        file.units = &units;
        out.reset();
        let changed = if request.facts_only { None } else { checksum::remark(file.content, file.extension, &units) };
        let mut remarking = |result, spectrum: &mut Spectrum| {
            spectrum.remarks.extend(changed.clone());
            visit(result, spectrum)
        };
        let verdict = ask(&GENERAL, &mut file, request, out, &mut uniquely(&mut remarking))?;
        match (verdict, units.take_damage()) {
            (Verdict::Read, _) => Ok(()),
            (Verdict::NotMine, Some(damage)) => Err(damage),
            (Verdict::NotMine, None) => Err(describe::contents(&units)),
        }
    }
}

/// Hands spectra on to `visit`; one that is called like another before is an error, for nobody could name it.
fn uniquely<'v, 'w>(
    visit: &'v mut Visit<'w>,
) -> impl FnMut(Result<Extent, ReadError>, &mut Spectrum) -> ControlFlow<()> + use<'v, 'w> {
    let mut seen = HashSet::new();
    move |result, spectrum| {
        if seen.insert(spectrum.target.clone()) {
            return visit(result, spectrum);
        }
        visit(Err(ReadError::malformed(format!("two spectra are called {:?}", spectrum.target))), spectrum)
    }
}

/// Asks one layout after another.
fn ask(
    layouts: &[&dyn Layout],
    file: &mut Opened<'_>,
    request: &Request<'_>,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<Verdict, ReadError> {
    for layout in layouts {
        if layout.read(file, request, out, visit)? == Verdict::Read {
            return Ok(Verdict::Read);
        }
    }
    Ok(Verdict::NotMine)
}

/// The name of a target from what a file calls it: without the characters that part names of files, URLs and targets.
fn target_name(written: &str) -> String {
    /// Enough for every identifier of a survey.
    const MAX_CHARS: usize = 64;
    let parts = |letter: char| letter.is_control() || matches!(letter, '/' | '\\' | '#');
    written.trim().chars().take(MAX_CHARS).map(|letter| if parts(letter) { '-' } else { letter }).collect()
}

/// Hands over the only spectrum of a file.
fn deliver(result: Result<Extent, ReadError>, out: &mut Spectrum, visit: &mut Visit<'_>) -> Result<Verdict, ReadError> {
    let _ = visit(Ok(result?), out);
    Ok(Verdict::Read)
}

/// Reads the whole spectrum at `path`.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = std::env::temp_dir().join(format!("ml-job-doc-{}", std::process::id()));
/// # ml_job_spectra::sample::generate(&folder, &ml_job_spectra::sample::SampleConfig { count: 1, ..Default::default() }, 1, &mut ml_job_domain::Unobserved)?;
/// # let path = std::fs::read_dir(&folder)?.filter_map(Result::ok).map(|entry| entry.path()).find(|path| path.is_dir()).unwrap();
/// # let path = std::fs::read_dir(path)?.next().unwrap()?.path();
/// let spectrum = ml_job_spectra::read_spectrum(&path)?;
/// assert_eq!(spectrum.wavelength.len(), spectrum.flux.len());
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Why the file is not a spectrum that can be read.
pub fn read_spectrum(path: &Path) -> Result<Spectrum, ReadError> {
    let mut spectrum = Spectrum::default();
    SpectrumReader::new().read(path, &mut spectrum)?;
    Ok(spectrum)
}

/// The name of a file on disk without the suffix of a compression.
fn disk_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    strip_suffix(&name).0.to_owned()
}

#[cfg(test)]
mod cut_tests;
#[cfg(test)]
mod general_tests;
#[cfg(test)]
mod layout_tests;
#[cfg(test)]
mod real_tests;
#[cfg(test)]
mod test_files;
#[cfg(test)]
mod tests;
