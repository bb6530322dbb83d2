//! One file in memory, read in every way that the platform reads it.

use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::time::Duration;

use rustix::fs::MemfdFlags;
use rustix::time::{ClockId, clock_gettime};

use crate::error::ReadError;
use crate::readers::{Extent, SpectrumReader, Want};
use crate::spectrum::Spectrum;

/// Spectra of one file that are looked at; the reader is told to stop then.
const LOOKED_AT: usize = 48;

/// Processor time that one file may cost, all ways of reading together. The largest stream that is unpacked takes a tenth.
const PATIENCE: Duration = Duration::from_secs(10);

/// A file in memory and a reader, both used again and again.
pub struct Harness {
    file: File,
    folder: tempfile::TempDir,
    reader: SpectrumReader,
}

/// What one way of reading made of a file.
pub(super) type Outcome = Result<Vec<Result<(Extent, Spectrum), ReadError>>, ReadError>;

impl Harness {
    /// A harness with an empty file.
    ///
    /// # Errors
    ///
    /// Where the system gives no memory or no temporary folder.
    pub fn new() -> io::Result<Self> {
        let file = File::from(rustix::fs::memfd_create("spectrum", MemfdFlags::CLOEXEC)?);
        Ok(Self { file, folder: tempfile::tempdir()?, reader: SpectrumReader::new() })
    }

    /// Puts `bytes` under a file name.
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        self.file.set_len(0)?;
        self.file.write_all_at(bytes, 0)?;
        let path = self.folder.path().join(name);
        if !path.is_symlink() {
            std::os::unix::fs::symlink(format!("/proc/self/fd/{}", self.file.as_raw_fd()), &path)?;
        }
        Ok(path)
    }

    /// Reads all spectra of a file, single exposures too.
    pub(super) fn read(&mut self, name: &str, bytes: &[u8]) -> io::Result<Outcome> {
        let path = self.put(name, bytes)?;
        Ok(read_all(&mut self.reader, &path, &EVERYTHING))
    }

    /// Reads a file in every way; returns what all of it made of it.
    ///
    /// # Errors
    ///
    /// A sentence where a reader broke its word.
    pub(super) fn examine(&mut self, name: &str, bytes: &[u8], is_thorough: bool) -> Result<Outcome, String> {
        let began = processor_time();
        let path = self.put(name, bytes).map_err(|error| format!("no file in memory: {error}"))?;
        let outcome = read_all(&mut self.reader, &path, &EVERYTHING);
        check(&outcome)?;
        check_window(&mut self.reader, &path, &outcome)?;
        check_facts(&mut self.reader, &path)?;
        if is_thorough {
            let fresh = read_all(&mut SpectrumReader::new(), &path, &EVERYTHING);
            is_same(&outcome, &fresh)
                .then_some(())
                .ok_or("a reader that is used again reads something else than a new one")?;
        }
        let took = processor_time().saturating_sub(began);
        if took > PATIENCE { Err(format!("it took {took:?} of processor time")) } else { Ok(outcome) }
    }
}

const EVERYTHING: Want = Want { range: None, rest_frame: false, quality: true, every_target: true };

fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
}

fn read_all(reader: &mut SpectrumReader, path: &std::path::Path, want: &Want) -> Outcome {
    let (mut spectra, mut buffer) = (Vec::new(), Spectrum::default());
    reader.read_each(path, want, &mut buffer, &mut |result, spectrum| {
        spectra.push(result.map(|extent| (extent, spectrum.clone())));
        if spectra.len() < LOOKED_AT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(spectra)
}

/// What every spectrum and every refusal has to be.
fn check(outcome: &Outcome) -> Result<(), String> {
    let spectra = match outcome {
        Ok(spectra) => spectra,
        Err(error) => return check_error(error),
    };
    let mut targets = Vec::new();
    for spectrum in spectra {
        match spectrum {
            Ok((_, spectrum)) => {
                check_spectrum(spectrum)?;
                targets.push(spectrum.target.as_str());
            }
            Err(error) => check_error(error)?,
        }
    }
    targets.sort_unstable();
    match targets.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("two spectra are called {:?}", pair[0])),
        None => Ok(()),
    }
}

fn check_error(error: &ReadError) -> Result<(), String> {
    let sentence = error.to_string();
    if sentence.is_empty() || sentence.contains("/proc") {
        return Err(format!("no sentence for an astronomer: {sentence:?}"));
    }
    Ok(())
}

fn check_spectrum(spectrum: &Spectrum) -> Result<(), String> {
    let (pixels, target) = (spectrum.wavelength.len(), &spectrum.target);
    let lengths =
        [Some(spectrum.flux.len()), spectrum.ivar.as_ref().map(Vec::len), spectrum.mask.as_ref().map(Vec::len)];
    if pixels == 0 || lengths.into_iter().flatten().any(|length| length != pixels) {
        return Err(format!("{target:?} has {pixels} wavelengths, and {lengths:?} fluxes, weights and masks"));
    }
    if let Some(odd) = spectrum.wavelength.iter().find(|wavelength| !(wavelength.is_finite() && **wavelength > 0.0)) {
        return Err(format!("{target:?} has the wavelength {odd}"));
    }
    if let Some(pixel) = spectrum.wavelength.windows(2).position(|pair| pair[0] > pair[1]) {
        return Err(format!("the wavelengths of {target:?} decrease at pixel {pixel}"));
    }
    match spectrum.remarks.iter().find(|remark| remark.detail.is_empty() || remark.code.is_empty()) {
        Some(remark) => Err(format!("a remark says nothing: {remark:?}")),
        None => Ok(()),
    }
}

/// A window is a part of the whole, and every spectrum is found under its own name.
fn check_window(reader: &mut SpectrumReader, path: &std::path::Path, outcome: &Outcome) -> Result<(), String> {
    let Some((_, whole)) = outcome.iter().flatten().flatten().next() else { return Ok(()) };
    let pixels = whole.wavelength.len();
    let range = (whole.wavelength[pixels / 3], whole.wavelength[pixels / 3 * 2]);
    let want = Want { range: Some(range), ..Want { quality: false, ..EVERYTHING } };
    let window = read_all(reader, path, &want);
    check(&window)?;
    for (_, part) in window.iter().flatten().flatten().filter(|(_, part)| part.target == whole.target) {
        let is_part = (0..=pixels.saturating_sub(part.wavelength.len())).any(|start| {
            let end = start + part.wavelength.len();
            is_equal(whole.wavelength.get(start..end).unwrap_or_default(), &part.wavelength)
                && is_equal(whole.flux.get(start..end).unwrap_or_default(), &part.flux)
        });
        if !is_part {
            return Err(format!("the window {range:?} of {:?} is no part of the whole", whole.target));
        }
    }
    let mut found = Spectrum::default();
    match reader.read_target(path, &whole.target, &mut found) {
        Ok(()) if is_same_spectrum(whole, &found) => Ok(()),
        Ok(()) => Err(format!("{:?} is another spectrum when it is asked for", whole.target)),
        Err(error) => Err(format!("{:?} is not found again: {error}", whole.target)),
    }
}

/// The facts are told of spectra that the file has.
fn check_facts(reader: &mut SpectrumReader, path: &std::path::Path) -> Result<(), String> {
    let mut first = None;
    let facts = reader.read_facts(path, &mut |target, _| {
        first.get_or_insert_with(|| target.to_owned());
    });
    if let Err(error) = facts {
        return check_error(&error);
    }
    let Some(target) = first else { return Ok(()) };
    match reader.read_target(path, &target, &mut Spectrum::default()) {
        Err(ReadError::NoSuchTarget { .. }) => Err(format!("the index knows {target:?}, and no reader finds it")),
        _ => Ok(()),
    }
}

fn is_same(left: &Outcome, right: &Outcome) -> bool {
    match (left, right) {
        (Ok(left), Ok(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|pair| match pair {
                    (Ok((_, left)), Ok((_, right))) => is_same_spectrum(left, right),
                    (Err(left), Err(right)) => left.code() == right.code(),
                    _ => false,
                })
        }
        (Err(left), Err(right)) => left.code() == right.code(),
        _ => false,
    }
}

fn is_same_spectrum(left: &Spectrum, right: &Spectrum) -> bool {
    let weights = |spectrum: &Spectrum| spectrum.ivar.clone().unwrap_or_default();
    left.target == right.target
        && is_equal(&left.wavelength, &right.wavelength)
        && is_equal(&left.flux, &right.flux)
        && is_equal(&weights(left), &weights(right))
        && left.mask == right.mask
        && left.remarks == right.remarks
}

/// Bit for bit, so that NaN equals itself.
pub(super) fn is_equal(left: &[f64], right: &[f64]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.to_bits() == right.to_bits())
}
