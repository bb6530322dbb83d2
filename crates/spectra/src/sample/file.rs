//! The bytes of a generated file: header cards and big-endian samples as LAMOST writes them.

use std::fmt::{Display, Write as _};
use std::io;
use std::path::{Path, PathBuf};

use libdeflater::{CompressionLvl, Compressor};

use super::model::{COEFF0, COEFF1, Model, PIXELS, colour, snr_at};
use super::star::{Star, sexagesimal};
use super::{SampleConfig, SampleFormat};

const BLOCK: usize = 2880;
const CARD: usize = 80;

/// Level 1: noise hardly compresses, and a sample should be there soon.
const GZIP_LEVEL: i32 = 1;

/// Writes spectra below a directory; one per thread.
pub(super) struct FileWriter<'a> {
    root: &'a Path,
    config: &'a SampleConfig,
    model: Model,
    bytes: Vec<u8>,
    packed: Vec<u8>,
    compressor: Compressor,
    /// The plate that is known to have its directory.
    plate: Option<PathBuf>,
}

impl<'a> FileWriter<'a> {
    pub(super) fn new(root: &'a Path, config: &'a SampleConfig) -> Self {
        let level = CompressionLvl::new(GZIP_LEVEL).unwrap_or_default();
        Self {
            root,
            config,
            model: Model::new(),
            bytes: Vec::new(),
            packed: Vec::new(),
            compressor: Compressor::new(level),
            plate: None,
        }
    }

    /// Writes the spectrum of a number.
    pub(super) fn write(&mut self, index: u64) -> io::Result<()> {
        let star = Star::draw(self.config, index);
        self.model.observe(&star, self.config.seed, index);
        self.bytes.clear();
        match self.config.format {
            SampleFormat::Image => image(&mut self.bytes, &star, &self.model),
            SampleFormat::Coadd => coadd(&mut self.bytes, &star, &self.model),
        }
        let plate = self.root.join(&star.place.plan);
        if self.plate.as_ref() != Some(&plate) {
            std::fs::create_dir_all(&plate)?;
        }
        let path = plate.join(star.place.file_name());
        self.plate = Some(plate);
        if !self.config.gzip {
            return std::fs::write(path, &self.bytes);
        }
        self.packed.resize(self.compressor.gzip_compress_bound(self.bytes.len()), 0);
        let size = self.compressor.gzip_compress(&self.bytes, &mut self.packed).map_err(io::Error::other)?;
        std::fs::write(path.with_extension("fits.gz"), &self.packed[..size])
    }
}

fn image(bytes: &mut Vec<u8>, star: &Star, model: &Model) {
    let mut header = Cards::new(bytes);
    header.raw("SIMPLE", "T", "Synthetic spectrum in the layout of LAMOST");
    header.raw("BITPIX", -32, "");
    header.raw("NAXIS", 2, "Number of array dimensions");
    header.raw("NAXIS1", PIXELS, "");
    header.raw("NAXIS2", 5, "");
    header.raw("EXTEND", "T", "");
    header.text("EXTEN0", "Flux, Inverse, Wavelength, Andmask, Ormask", "");
    header.text("EXTNAME", "Flux", "The extension name");
    facts(&mut header, star, SampleFormat::Image);
    header.end();
    let rows = &model.rows;
    for row in [&rows.flux, &rows.ivar, &rows.wavelength, &rows.and_mask, &rows.or_mask] {
        samples(bytes, row);
    }
    pad(bytes, 0);
}

fn coadd(bytes: &mut Vec<u8>, star: &Star, model: &Model) {
    let mut header = Cards::new(bytes);
    header.raw("SIMPLE", "T", "Synthetic spectrum in the layout of LAMOST");
    header.raw("BITPIX", 16, "");
    header.raw("NAXIS", 0, "Number of array dimensions");
    // LAMOST leaves these two behind; readers must not be led astray by them.
    header.raw("NAXIS1", PIXELS, "");
    header.raw("NAXIS2", 5, "");
    header.raw("EXTEND", "T", "");
    facts(&mut header, star, SampleFormat::Coadd);
    header.end();
    let columns = ["FLUX", "IVAR", "WAVELENGTH", "ANDMASK", "ORMASK", "NORMALIZATION"];
    let mut header = Cards::new(bytes);
    header.text("XTENSION", "BINTABLE", "");
    header.raw("BITPIX", 8, "");
    header.raw("NAXIS", 2, "");
    header.raw("NAXIS1", columns.len() * PIXELS * 4, "Number of bytes per row");
    header.raw("NAXIS2", 1, "Number of rows");
    header.raw("PCOUNT", 0, "");
    header.raw("GCOUNT", 1, "");
    header.raw("TFIELDS", columns.len(), "Number of columns");
    header.text("EXTNAME", "COADD", "");
    for (number, name) in columns.iter().enumerate() {
        header.text(&format!("TTYPE{}", number + 1), name, "");
        header.text(&format!("TFORM{}", number + 1), &format!("{PIXELS}E"), "");
    }
    header.end();
    let rows = &model.rows;
    for row in [&rows.flux, &rows.ivar, &rows.wavelength, &rows.and_mask, &rows.or_mask, &rows.normalized] {
        samples(bytes, row);
    }
    pad(bytes, 0);
}

/// The cards that describe target, observation and analysis.
fn facts(header: &mut Cards<'_>, star: &Star, format: SampleFormat) {
    let place = &star.place;
    let release = if format == SampleFormat::Image { "LAMOST DR5" } else { "LAMOST DR10" };
    header.text("FILENAME", &place.file_name(), "");
    header.text("AUTHOR", "ml-job sample", "A synthetic spectrum, no observation");
    header.text("DATA_V", release, "Layout of this data release");
    header.text("ORIGIN", "NAOC-LAMOST", "Layout of this organization");
    header.text("TELESCOP", "LAMOST", "Layout of this telescope");
    header.text("DATE-OBS", &observed_at(place.lmjd), "The observation median UTC");
    header.raw("LMJD", place.lmjd, "Local Modified Julian Day");
    header.raw("MJD", place.lmjd - 1, "Modified Julian Day");
    header.text("PLANID", &place.plan, "Plan ID in use");
    header.raw("RA", format_args!("{:.6}", star.ra), "[deg] Right ascension of object");
    header.raw("DEC", format_args!("{:.6}", star.dec), "[deg] Declination of object");
    header.text("DESIG", &designation(star), "Designation of LAMOST target");
    header.raw("FIBERID", place.fibre, "Fiber ID of Object");
    header.text("OBJTYPE", "Star", "Object type from input catalog");
    let magnitude = |wavelength: f64| star.magnitude + colour(star, wavelength);
    let bands = [3551.0, 4686.0, 6166.0, 7480.0, 8932.0, 12_350.0, 16_600.0].map(magnitude);
    match format {
        SampleFormat::Image => {
            header.text("MAGTYPE", "ugrizjh", "Magnitude type of object");
            for (number, magnitude) in bands.iter().enumerate() {
                header.raw(&format!("MAG{}", number + 1), format_args!("{magnitude:.2}"), "[mag] Magnitude of object");
            }
        }
        SampleFormat::Coadd => {
            for (band, magnitude) in ["G", "R", "I", "Z", "Y"].iter().zip(&bands[1..]) {
                header.raw(&format!("MAG_PS_{band}"), format_args!("{magnitude:.2}"), "[mag] Magnitude of object");
            }
        }
    }
    header.raw("SPID", place.spectrograph, "Spectrograph ID");
    header.raw("HELIO", "T", "Heliocentric correction");
    header.raw("VACUUM", "T", "Wavelengths are in vacuum");
    header.raw("NWORDER", 2, "Number of linear-log10 coefficients");
    header.text("WFITTYPE", "LOG-LINEAR", "Linear-log10 dispersion");
    header.raw("COEFF0", COEFF0, "Central wavelength (log10) of first pixel");
    header.raw("COEFF1", COEFF1, "Log10 dispersion per pixel");
    header.raw("CRVAL1", COEFF0, "Central wavelength (log10) of first pixel");
    header.raw("CD1_1", COEFF1, "Log10 dispersion per pixel");
    header.raw("CRPIX1", 1, "Starting pixel (1-indexed)");
    header.text("CTYPE1", "LINEAR", "");
    header.raw("DC-FLAG", 1, "Log-linear flag");
    header.text("VERSPIPE", "v2.9.7", "Version of Pipeline");
    header.text("CLASS", "STAR", "Class of object");
    header.text("SUBCLASS", &star.subclass(), "Subclass of object");
    header.raw("Z", format_args!("{:.8}", star.redshift), "Redshift of object");
    header.raw("Z_ERR", format_args!("{:.8}", 2e-5 + 6e-4 / star.snr), "Redshift error of object");
    for (band, wavelength) in [("U", 3750.0), ("G", 4686.0), ("I", 7480.0), ("Z", 8932.0)] {
        let snr = format!("{:.2}", snr_at(star, wavelength));
        header.raw(&format!("SNR{band}"), snr, "Signal to noise ratio of the filter");
    }
    header.raw("SNRR", format_args!("{:.2}", star.snr), "Signal to noise ratio of r filter");
}

/// Designation by position, as LAMOST writes it.
fn designation(star: &Star) -> String {
    let (hours, sign) = (star.ra / 15.0, if star.dec < 0.0 { '-' } else { '+' });
    let hundredths = (star.ra / 15.0 * 3600.0 * 100.0).floor() % 100.0;
    let tenths = (star.dec.abs() * 3600.0 * 10.0).floor() % 10.0;
    format!("LAMOST J{}.{hundredths:02.0}{sign}{}.{tenths:.0}", sexagesimal(hours), sexagesimal(star.dec.abs()))
}

/// A time in the night of a local modified Julian day: between 13 and 20 hours UTC, as at LAMOST; one for a whole plate.
fn observed_at(lmjd: u64) -> String {
    let date = i64::try_from(lmjd).ok().and_then(|lmjd| crate::archive::calendar_date(lmjd - 1)).unwrap_or_default();
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    format!("{year}-{month}-{day}T{:02}:{:02}:00", 13 + lmjd % 7, lmjd * 7 % 60)
}

fn samples(bytes: &mut Vec<u8>, row: &[f32]) {
    bytes.extend(row.iter().flat_map(|sample| sample.to_be_bytes()));
}

fn pad(bytes: &mut Vec<u8>, with: u8) {
    bytes.resize(bytes.len().next_multiple_of(BLOCK), with);
}

/// Writes header cards.
struct Cards<'a> {
    bytes: &'a mut Vec<u8>,
    card: String,
}

impl<'a> Cards<'a> {
    fn new(bytes: &'a mut Vec<u8>) -> Self {
        Self { bytes, card: String::with_capacity(2 * CARD) }
    }

    /// A number or logical, right-justified in its field.
    fn raw(&mut self, keyword: &str, value: impl Display, comment: &str) {
        self.card.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.card, "{keyword:<8}= ");
        let start = self.card.len();
        let _ = write!(self.card, "{value}");
        let blanks = 20_usize.saturating_sub(self.card.len() - start);
        self.card.insert_str(start, &"                    "[..blanks]);
        self.finish(comment);
    }

    /// A string, padded to eight characters as the standard asks for.
    fn text(&mut self, keyword: &str, value: &str, comment: &str) {
        self.card.clear();
        let _ = write!(self.card, "{keyword:<8}= '{value:<8}'");
        self.finish(comment);
    }

    fn finish(&mut self, comment: &str) {
        let _ = write!(self.card, " / {comment}");
        let end = self.card.floor_char_boundary(CARD);
        self.bytes.extend_from_slice(&self.card.as_bytes()[..end]);
        self.bytes.resize(self.bytes.len().next_multiple_of(CARD), b' ');
    }

    fn end(self) {
        self.bytes.extend_from_slice(b"END");
        pad(self.bytes, b' ');
    }
}
