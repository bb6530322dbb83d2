//! LAMOST, low and medium resolution.
//!
//! Data models: <https://www.lamost.org/dr7/v2.0/doc/lr-data-production-description> and
//! <https://www.lamost.org/dr7/v2.0/doc/mr-data-production-description>, and those of DR9 and DR10 beside them.

use super::unit::{FitsColumn, FitsTable, empty_primary};
use super::{Expected, Layout, Light, constant, flux, log_linear, single};
use crate::fits::{FitsHeader, LamostSpectrum};

const START: f64 = 3.5682;
const STEP: f64 = 0.0001;

/// The exposures of one arm that a medium-resolution file keeps, as local modified Julian minutes.
const EXPOSURES: [&str; 2] = ["84450349", "84450372"];

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![
        pilot(pixels),
        dr2(pixels),
        image(pixels),
        low("lamost-coadd", "spec-59522-GACII052N48B2_sp06-238.fits", pixels, LamostSpectrum::coadd),
        medium_rows(pixels),
        medium_vectors(pixels),
    ]
}

fn low(name: &'static str, file_name: &str, pixels: u32, encode: impl FnOnce(&LamostSpectrum) -> Vec<u8>) -> Layout {
    let values = flux(pixels, 0);
    let spectrum = LamostSpectrum::new(file_name, pixels).with("VACUUM", "T").with_flux(|pixel| values[pixel as usize]);
    let wavelength = single(&spectrum.rows[2]);
    let expected = Expected::only(wavelength, values.clone(), Some(Light::Vacuum));
    Layout::new(name, file_name, encode(&spectrum), vec![expected])
}

/// Pilot survey and DR1: the third row is the flux without its continuum; wavelengths stand in the header only.
fn pilot(pixels: u32) -> Layout {
    let mut layout = low("lamost-image-dr1", "spec-55859-F5902sp01-001.fit", pixels, |spectrum| {
        let mut spectrum = spectrum.clone().with_text("VERSPIPE", "v2.6.4").with_text("SN_U", "1.5");
        spectrum.rows[2] = (0..pixels).map(|pixel| 1.0 + 0.01 * f64::from(pixel % 5)).collect();
        spectrum.image()
    });
    layout.spectra[0].wavelength = log_linear(pixels, START, STEP);
    layout
}

/// DR2: double precision.
fn dr2(pixels: u32) -> Layout {
    let mut layout = low("lamost-image-dr2", "spec-56204-EG011023N023808B_sp03-069.fits", pixels, |spectrum| {
        LamostSpectrum { bitpix: -64, ..spectrum.clone() }.image()
    });
    layout.spectra[0].wavelength = log_linear(pixels, START, STEP);
    layout
}

/// DR3 to DR8.
fn image(pixels: u32) -> Layout {
    low("lamost-image", "spec-57308-GAC069N16M1_sp03-131.fits", pixels, LamostSpectrum::image)
}

fn primary(file_name: &str, release: &str) -> Vec<u8> {
    let cards = FitsHeader::new()
        .with_text("FILENAME", file_name)
        .with("OBSID", 747_412_076)
        .with_text("DATA_V", release)
        .with_text("EXTNAME", "Information")
        .with_text("ORIGIN", "NAOC-LAMOST")
        .with_text("TELESCOP", "LAMOST")
        .with_text("DATE-OBS", "2019-06-11T17:59:00")
        .with("LMJD", 58_646)
        .with("MJD", 58_645)
        .with_text("PLANID", "TD192102N424113K01")
        .with("RA", 292.058_716)
        .with("DEC", 43.925_304)
        .with_text("DESIG", "LAMOST J192814.09+435531.0")
        .with_text("MAGTYPE", "Kp")
        .with("MAG1", 11.8)
        .with("HELIO", "T")
        .with("VACUUM", "T");
    empty_primary(&cards)
}

/// The units of a medium-resolution file: name, the number of its flux, first log₁₀ λ, whether it is the sum of exposures.
fn medium_units() -> Vec<(String, u32, f64, bool)> {
    let arms = [("B", 3.6943), ("R", 3.7983)];
    let coadds = arms.iter().zip(0..).map(|((arm, start), number)| (format!("COADD_{arm}"), number, *start, true));
    let singles = arms.iter().flat_map(|(arm, start)| EXPOSURES.map(|time| (format!("{arm}-{time}"), *start)));
    coadds.chain(singles.zip(2..).map(|((name, start), number)| (name, number, start, false))).collect()
}

fn medium(
    name: &'static str,
    release: &str,
    unit: impl Fn(&str, bool, u32, &[f64], Vec<f64>) -> FitsTable,
) -> impl Fn(u32) -> Layout {
    move |pixels| {
        let file_name = "med-58646-TD192102N424113K01_sp12-076.fits";
        let mut bytes = primary(file_name, release);
        let mut spectra = Vec::new();
        for (target, number, start, is_coadded) in medium_units() {
            let loglam: Vec<f64> = (0..pixels).map(|pixel| start + f64::from(pixel) * 0.000_01).collect();
            let table = unit(&target, is_coadded, pixels, &loglam, flux(pixels, number)).with("SNR", 20.5);
            bytes.extend(table.to_bytes());
            let stored = if release == "LAMOST DR7" {
                single(&loglam).iter().map(|&exponent| 10_f64.powf(exponent)).collect()
            } else {
                single(&loglam.iter().map(|&exponent| 10_f64.powf(exponent)).collect::<Vec<_>>())
            };
            let expected = Expected::of(target, stored, flux(pixels, number), Some(Light::Vacuum));
            spectra.push(Expected { is_coadded, ..expected });
        }
        Layout::new(name, file_name, bytes, spectra)
    }
}

/// DR6 to DR8: one row a pixel, log₁₀ λ.
fn medium_rows(pixels: u32) -> Layout {
    medium("lamost-mrs-rows", "LAMOST DR7", |name, is_coadded, pixels, loglam, flux| {
        let table = FitsTable::new(name)
            .column(FitsColumn::new("FLUX", 'E', flux))
            .column(FitsColumn::new("IVAR", 'E', constant(pixels, 4.0)))
            .column(FitsColumn::new("LOGLAM", 'E', loglam.to_vec()));
        if is_coadded {
            let table = table.column(FitsColumn::new("ANDMASK", 'I', constant(pixels, 0.0)));
            table.column(FitsColumn::new("ORMASK", 'I', constant(pixels, 0.0)))
        } else {
            table.column(FitsColumn::new("PIXMASK", 'I', constant(pixels, 0.0)))
        }
    })(pixels)
}

/// DR9 and later: one row of vectors, λ itself.
fn medium_vectors(pixels: u32) -> Layout {
    medium("lamost-mrs-vectors", "LAMOST DR10", |name, is_coadded, pixels, loglam, flux| {
        let wavelength = loglam.iter().map(|&exponent| 10_f64.powf(exponent)).collect();
        let vector = |name, form, values| FitsColumn::new(name, form, values).repeated(pixels as usize);
        let table = FitsTable::new(name)
            .column(vector("FLUX", 'E', flux))
            .column(vector("IVAR", 'E', constant(pixels, 4.0)))
            .column(vector("WAVELENGTH", 'E', wavelength));
        let masks: &[&str] = if is_coadded { &["ANDMASK", "ORMASK"] } else { &["PIXMASK"] };
        let table = masks.iter().fold(table, |table, name| table.column(vector(name, 'E', constant(pixels, 0.0))));
        table.column(vector("NORMALIZATION", 'E', constant(pixels, 1.0)))
    })(pixels)
}
