//! SDSS I to IV: `spec`, `spSpec` and `spPlate`.
//!
//! Data models: <https://data.sdss.org/datamodel/files/BOSS_SPECTRO_REDUX/RUN2D/spectra/PLATE4/spec.html>,
//! <https://classic.sdss.org/dr7/dm/flatFiles/spSpec.php> and
//! <https://data.sdss.org/datamodel/files/BOSS_SPECTRO_REDUX/RUN2D/PLATE4/spPlate.html>.

use super::unit::{FitsColumn, FitsTable, empty_primary, image};
use super::{Expected, Layout, Light, constant, flux, log_linear, single};
use crate::fits::FitsHeader;

const START: f64 = 3.5806;
const STEP: f64 = 0.0001;

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![
        spec(pixels, "sdss-spec", &primary(), true),
        spec(pixels, "sdss-spec-lite", &primary(), false),
        sp_spec(pixels),
        sp_plate(pixels),
    ]
}

fn primary() -> FitsHeader {
    FitsHeader::new()
        .with_text("TELESCOP", "SDSS 2.5-M")
        .with("PLUG_RA", 146.634_01)
        .with("PLUG_DEC", -0.765_41)
        .with("PLATEID", 266)
        .with("MJD", 51_602)
        .with("FIBERID", 107)
        .with_text("DATE-OBS", "2000-02-28")
        .with("COEFF0", START)
        .with("COEFF1", STEP)
        .with("VACUUM", "T")
}

/// Single precision, as the surveys store log₁₀ λ.
fn loglam(pixels: u32) -> Vec<f64> {
    (0..pixels).map(|pixel| START + f64::from(pixel) * STEP).collect()
}

/// The table of the summed spectrum, as SDSS I to V have it.
pub(super) fn coadd(pixels: u32, number: u32) -> FitsTable {
    let column = |name, form, values| FitsColumn::new(name, form, values);
    FitsTable::new("COADD")
        .column(column("flux", 'E', flux(pixels, number)))
        .column(column("loglam", 'E', loglam(pixels)))
        .column(column("ivar", 'E', constant(pixels, 0.25)))
        .column(column("and_mask", 'J', constant(pixels, 0.0)))
        .column(column("or_mask", 'J', constant(pixels, 0.0)))
        .column(column("wdisp", 'E', constant(pixels, 0.9)))
        .column(column("sky", 'E', constant(pixels, 3.0)))
        .column(column("model", 'E', flux(pixels, number)))
}

/// What the surveys say of the object, in one row.
pub(super) fn object(name: &str) -> FitsTable {
    FitsTable::new(name)
        .column(FitsColumn::of_text("CLASS", &["GALAXY"]))
        .column(FitsColumn::of_text("SUBCLASS", &["STARFORMING"]))
        .column(FitsColumn::new("Z", 'E', vec![0.0625]))
        .column(FitsColumn::new("Z_ERR", 'E', vec![0.000_01]))
        .column(FitsColumn::new("SN_MEDIAN", 'E', vec![2.5, 10.0, 15.5, 14.0, 9.0]).repeated(5))
        .column(FitsColumn::new("SN_MEDIAN_ALL", 'E', vec![12.0]))
}

/// The wavelengths of [`coadd`] as they have to be read.
pub(super) fn wavelength(pixels: u32) -> Vec<f64> {
    single(&loglam(pixels)).into_iter().map(|exponent| 10_f64.powf(exponent)).collect()
}

/// A single exposure of one arm.
fn exposure(name: &str, pixels: u32, number: u32) -> FitsTable {
    FitsTable::new(name)
        .column(FitsColumn::new("flux", 'E', flux(pixels, number)))
        .column(FitsColumn::new("loglam", 'E', loglam(pixels)))
        .column(FitsColumn::new("ivar", 'E', constant(pixels, 0.25)))
        .column(FitsColumn::new("mask", 'J', constant(pixels, 0.0)))
        .column(FitsColumn::new("sky", 'E', constant(pixels, 3.0)))
}

/// A `spec` file with single exposures, or the lite one without.
fn spec(pixels: u32, name: &'static str, primary: &FitsHeader, is_full: bool) -> Layout {
    let mut bytes = [empty_primary(primary), coadd(pixels, 0).to_bytes(), object("SPECOBJ").to_bytes()].concat();
    let lines = FitsTable::new("SPZLINE").column(FitsColumn::new("LINEWAVE", 'D', vec![6564.61, 4862.68]));
    bytes.extend(lines.to_bytes());
    if is_full {
        bytes.extend(exposure("B1-00001234-00001235-00001236", pixels, 1).to_bytes());
    }
    let file_name = if is_full { "spec-0266-51602-0107.fits" } else { "lite-0266-51602-0107.fits" };
    let expected = Expected::only(wavelength(pixels), flux(pixels, 0), Some(Light::Vacuum));
    // Beside single exposures the sum may bear a name.
    let target = expected.target.clone().filter(|_| !is_full);
    Layout::new(name, file_name, bytes, vec![Expected { target, ..expected }])
}

/// DR1 to DR7: an image of flux, flux without continuum, noise and mask.
fn sp_spec(pixels: u32) -> Layout {
    let cards = FitsHeader::new()
        .with_text("TELESCOP", "2.5m")
        .with("RAOBJ", 146.714_25)
        .with("DECOBJ", -1.041_3)
        .with("PLATEID", 266)
        .with("MJD", 51_630)
        .with("FIBERID", 1)
        .with_text("SPEC_CLN", "2")
        .with("Z", 0.021)
        .with("Z_ERR", 0.000_1)
        .with_text("CTYPE1", "LINEAR")
        .with("CRPIX1", 1)
        .with("CRVAL1", START)
        .with("CD1_1", STEP)
        .with("COEFF0", START)
        .with("COEFF1", STEP)
        .with("DC-FLAG", 1)
        .with("VACUUM", "T")
        .with_text("BUNIT", "1.0E-17 erg/cm/s/Ang");
    let rows = [flux(pixels, 0), constant(pixels, 0.0), constant(pixels, 2.0), constant(pixels, 0.0)].concat();
    let bytes = image(None, -32, &[pixels as usize, 4], &cards, &rows);
    let expected = Expected::only(log_linear(pixels, START, STEP), flux(pixels, 0), Some(Light::Vacuum));
    Layout::new("sdss-spspec", "spSpec-51630-0266-001.fit", bytes, vec![expected])
}

/// All fibres of a plate: images of flux, inverse variance and masks, then the table of what was plugged where.
fn sp_plate(pixels: u32) -> Layout {
    const FIBRES: u32 = 3;
    let axes = [pixels as usize, FIBRES as usize];
    let cards = FitsHeader::new()
        .with_text("TELESCOP", "SDSS 2.5-M")
        .with("PLATEID", 266)
        .with("MJD", 51_602)
        .with("COEFF0", START)
        .with("COEFF1", STEP)
        .with_text("BUNIT", "1E-17 erg/cm^2/s/Ang")
        .with("VACUUM", "T");
    let fluxes: Vec<f64> = (0..FIBRES).flat_map(|fibre| flux(pixels, fibre)).collect();
    let same = |value: f64| vec![value; fluxes.len()];
    let none = FitsHeader::new();
    let plugs = FitsTable::new("PLUGMAP")
        .column(FitsColumn::of_text("OBJTYPE", &["GALAXY", "SKY", "QSO"]))
        .column(FitsColumn::new("RA", 'D', vec![146.5, 146.6, 146.7]))
        .column(FitsColumn::new("DEC", 'D', vec![-0.5, -0.6, -0.7]))
        .column(FitsColumn::new("FIBERID", 'J', vec![1.0, 2.0, 3.0]));
    let bytes = [
        image(None, -32, &axes, &cards, &fluxes),
        image(Some("IVAR"), -32, &axes, &none, &same(0.25)),
        image(Some("ANDMASK"), 32, &axes, &none, &same(0.0)),
        image(Some("ORMASK"), 32, &axes, &none, &same(0.0)),
        image(Some("WAVEDISP"), -32, &axes, &none, &same(0.9)),
        plugs.to_bytes(),
        image(Some("SKY"), -32, &axes, &none, &same(3.0)),
    ]
    .concat();
    let spectrum = |fibre: u32| {
        let wavelength = log_linear(pixels, START, STEP);
        Expected::of((fibre + 1).to_string(), wavelength, flux(pixels, fibre), Some(Light::Vacuum))
    };
    Layout::new("sdss-spplate", "spPlate-0266-51602.fits", bytes, (0..FIBRES).map(spectrum).collect())
}
