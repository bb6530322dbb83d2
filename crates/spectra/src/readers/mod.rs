//! The survey formats, one file each behind [`SurveyReader`], and the choice among them.

mod cfitsio;
mod csv;
mod describe;
mod ecsv;
mod lamost;
mod lamost_coadd;
mod lamost_image;
mod pixels;
mod roles;
mod sdss;
mod tables;
pub(crate) mod tabular;
mod text;
mod votable;

use std::ops::ControlFlow;
use std::path::Path;

use crate::compression::strip_suffix;
use crate::error::ReadError;
use crate::fits::{Content, Header};
use crate::spectrum::{Spectrum, SpectrumMeta};
use lamost::is_lamost;

/// The lean readers in the order in which they are asked.
const READERS: [&dyn SurveyReader; 3] = [&lamost_image::LamostImage, &lamost_coadd::LamostCoadd, &sdss::Sdss];

/// Reads one layout straight from the bytes.
trait SurveyReader: Sync {
    /// Reads the spectrum, or leaves the file to others if it is of another layout or encoded in an unusual way.
    ///
    /// # Errors
    ///
    /// Where the file is of this layout but damaged.
    fn read(&self, file: &mut Opened<'_>, want: &Want, out: &mut Spectrum) -> Result<Verdict, ReadError>;
}

/// What a reader made of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// The spectrum is read.
    Read(Extent),
    /// Not this layout, or not in an encoding that the lean reader knows.
    NotMine,
}

/// How much of a spectrum was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All pixels.
    Whole,
    /// Only the pixels around the wanted wavelengths, both ends of them included.
    Window,
}

/// What the caller needs of a spectrum; the less it is, the faster it comes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Want {
    /// First and last wavelength \[Å\] that will be looked at; `None` for all pixels.
    pub(crate) range: Option<(f64, f64)>,
    /// Whether `range` is in the rest frame of the object.
    pub(crate) rest_frame: bool,
    /// Whether inverse variances and masks are needed (then all pixels are read).
    pub(crate) quality: bool,
    /// Whether every spectrum of a file is wanted, single exposures too, not only those that the survey means to be used.
    pub(crate) every_target: bool,
}

/// Takes one spectrum of a file after another, with its target (see [`Spectrum::target`]) and what became of it: one damaged
/// spectrum costs none of the others. What it breaks off with ends the file.
pub(crate) type Visit<'a> = dyn FnMut(Result<Extent, ReadError>, &mut Spectrum) -> ControlFlow<()> + 'a;

impl Want {
    /// The wanted wavelengths as they are observed; `None` for all pixels.
    fn observed_range(&self, meta: &SpectrumMeta) -> Option<(f64, f64)> {
        let (start, end) = self.range.filter(|_| !self.quality)?;
        let stretch = if self.rest_frame { 1.0 + meta.redshift()? } else { 1.0 };
        Some((start * stretch, end * stretch))
    }
}

/// A file that is open, with its primary header.
struct Opened<'a> {
    content: &'a mut Content,
    primary: &'a Header,
    extension: &'a mut Header,
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
    /// Why the file is not a spectrum that can be read; `out` is then unspecified.
    pub fn read(&mut self, path: &Path, out: &mut Spectrum) -> Result<(), ReadError> {
        let want = Want { quality: true, ..Want::default() };
        self.read_wanted(path, &want, out).map(|_| ())
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
        self.open(path, out)?;
        if !describe::is_fits(self.content.head()) {
            return self.read_each_table(want, out, visit);
        }
        let extent = self.read_fits(want, out)?;
        let _ = visit(Ok(extent), out);
        Ok(())
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

    /// Reads the one spectrum of a table that is no FITS file.
    fn read_only_table(&mut self, want: &Want, out: &mut Spectrum) -> Result<Extent, ReadError> {
        let mut spectra = 0_u64;
        let mut first = None;
        let mut kept = Spectrum::default();
        self.read_each_table(want, out, &mut |result, spectrum| {
            spectra += 1;
            if first.is_none() {
                std::mem::swap(&mut kept, spectrum);
                first = Some(result);
                return ControlFlow::Continue(());
            }
            ControlFlow::Break(())
        })?;
        std::mem::swap(&mut kept, out);
        match first {
            Some(result) if spectra == 1 => result,
            _ => Err(ReadError::unsupported("it holds several spectra, of which one has to be named")),
        }
    }

    /// Reads the whole spectrum `target` of the file at `path` into `out`; an empty target means the only one.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read, or [`ReadError::NoSuchTarget`].
    pub fn read_target(&mut self, path: &Path, target: &str, out: &mut Spectrum) -> Result<(), ReadError> {
        let want = Want { quality: true, every_target: true, ..Want::default() };
        let mut found = None;
        self.read_each(path, &want, out, &mut |result, spectrum| {
            if spectrum.target != target {
                return ControlFlow::Continue(());
            }
            found = Some(result.map(|_| ()));
            ControlFlow::Break(())
        })?;
        found.unwrap_or_else(|| Err(ReadError::NoSuchTarget { target: target.to_owned() }))
    }

    /// Hands the target and the facts of each spectrum of the file at `path` to `visit`: what an index of the archive needs.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read.
    pub fn read_facts(&mut self, path: &Path, visit: &mut dyn FnMut(&str, &SpectrumMeta)) -> Result<(), ReadError> {
        let mut spectrum = Spectrum::default();
        self.read_each(path, &Want::default(), &mut spectrum, &mut |result, spectrum| {
            if result.is_ok() {
                visit(&spectrum.target, &spectrum.meta);
            }
            ControlFlow::Continue(())
        })
    }

    /// Reads what is wanted of the spectrum at `path` into `out`.
    ///
    /// # Errors
    ///
    /// Why the file is not a spectrum that can be read; `out` is then unspecified.
    pub(crate) fn read_wanted(&mut self, path: &Path, want: &Want, out: &mut Spectrum) -> Result<Extent, ReadError> {
        self.open(path, out)?;
        if !describe::is_fits(self.content.head()) {
            return self.read_only_table(want, out);
        }
        self.read_fits(want, out)
    }

    /// Reads the spectrum of a FITS file that is open.
    fn read_fits(&mut self, want: &Want, out: &mut Spectrum) -> Result<Extent, ReadError> {
        match self.read_lean(want, out) {
            Ok(Verdict::Read(extent)) => Ok(extent),
            Ok(Verdict::NotMine) => self.read_otherwise(out).map(|()| Extent::Whole),
            Err(error) => Err(error),
        }
    }

    /// Asks cfitsio, and says what the file holds if it is no spectrum for cfitsio either.
    fn read_otherwise(&mut self, out: &mut Spectrum) -> Result<(), ReadError> {
        let units = self.whole_units()?;
        if cfitsio::read(self.content.load()?, units, out)? {
            return Ok(());
        }
        let mut file = Opened { content: &mut self.content, primary: &self.primary, extension: &mut self.extension };
        Err(describe::contents(&mut file))
    }

    /// How many units the file holds, of those that are looked at: each as long as its header declares.
    ///
    /// # Errors
    ///
    /// Where one of them is cut off.
    fn whole_units(&mut self) -> Result<i32, ReadError> {
        let mut units = 1;
        let mut offset = self.primary.next(&self.content)?;
        while let Some(start) = offset.filter(|_| units < cfitsio::READ_UNITS) {
            // What follows the last unit, if anything, starts with something else (FITS 4.0, section 3.5).
            let mut keyword = [0; 8];
            if self.content.read_at(start, &mut keyword).is_err() || &keyword != b"XTENSION" {
                break;
            }
            self.extension.read(&self.content, start)?;
            offset = self.extension.next(&self.content)?;
            units += 1;
        }
        Ok(units)
    }

    /// Reads with cfitsio, whatever the layout: the slow way, to compare with.
    ///
    /// # Errors
    ///
    /// Why cfitsio or the layouts refuse the file.
    #[cfg(test)]
    fn read_with_cfitsio(&mut self, path: &Path, out: &mut Spectrum) -> Result<(), ReadError> {
        self.content.open(path)?;
        describe::check_magic(self.content.head())?;
        self.primary.read(&self.content, 0)?;
        self.read_otherwise(out)
    }

    fn read_lean(&mut self, want: &Want, out: &mut Spectrum) -> Result<Verdict, ReadError> {
        describe::check_magic(self.content.head())?;
        self.primary.read(&self.content, 0)?;
        let mut file = Opened { content: &mut self.content, primary: &self.primary, extension: &mut self.extension };
        for reader in READERS {
            let verdict = reader.read(&mut file, want, out)?;
            if verdict != Verdict::NotMine {
                return Ok(verdict);
            }
        }
        // What is cut off stays cut off, whoever reads it.
        file.primary.held_bytes(file.content)?;
        describe::refuse_known(&mut file).map(|()| Verdict::NotMine)
    }
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
mod tests;
