//! SDSS-V: `spec` of BOSS, and `mwmStar` of the Milky Way Mapper; `apStar` of APOGEE, which SDSS-IV had already.
//!
//! Data models: <https://data.sdss.org/datamodel/files/APOGEE_REDUX/APRED_VERS/stars/TELESCOPE/FIELD/apStar.html>,
//! <https://data.sdss.org/datamodel/files/BOSS_SPECTRO_REDUX/RUN2D/spectra/full/FIELD_GROUP/FIELD/MJD/spec-full.html>
//! and <https://data.sdss.org/datamodel/files/MWM_ASTRA/V_ASTRA/spectra/star/SDSS_ID_GRP/mwmStar.html>.

use super::sdss::{coadd, object, wavelength};
use super::unit::{FitsColumn, FitsTable, empty_primary, image};
use super::{Expected, Layout, Light, Tells, constant, flux, log_linear};
use crate::fits::FitsHeader;

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![spec(pixels), mwm_star(pixels), ap_star(pixels)]
}

fn spec(pixels: u32) -> Layout {
    let cards = FitsHeader::new()
        .with_text("TELESCOP", "SDSS 2.5-M")
        .with_text("OBSERVAT", "APO")
        .with_text("VERS2D", "v6_1_3")
        .with("PLUG_RA", 146.634_01)
        .with("PLUG_DEC", -0.765_41)
        .with("MJD", 59_630);
    let about = object("SPALL").column(FitsColumn::new("CATALOGID", 'K', vec![4_294_967_297.0]));
    let about = about.column(FitsColumn::new("FIELD", 'J', vec![101_077.0]));
    let bytes = [empty_primary(&cards), coadd(pixels, 0).to_bytes(), about.to_bytes()].concat();
    let expected = Expected::only(wavelength(pixels), flux(pixels, 0), Some(Light::Vacuum));
    Layout::new("sdss5-spec", "spec-101077-59630-27021598150201532.fits", bytes, vec![expected])
}

/// A table of one row, with a vector in each cell, for every instrument; most are empty.
fn mwm_star(pixels: u32) -> Layout {
    const START: f64 = 3.5523;
    const STEP: f64 = 0.0001;
    let cards = FitsHeader::new()
        .with_text("V_ASTRA", "0.6.0")
        .with("SDSS_ID", 54_392_544)
        .with("RA", 23.456)
        .with("DEC", -12.345)
        .with("G_MAG", 12.5);
    let unit = |name: &str, rows: usize| {
        let vector =
            |name, form, values: Vec<f64>| FitsColumn::new(name, form, values.repeat(rows)).repeated(pixels as usize);
        FitsTable::new(name)
            .with("CRVAL", START)
            .with("CDELT", STEP)
            .with_text("CTYPE", "LOG-LINEAR")
            .with("NPIXELS", pixels)
            .column(FitsColumn::new("sdss_id", 'K', vec![54_392_544.0; rows]))
            .column(FitsColumn::of_text("telescope", &vec!["apo25m"; rows]))
            .column(FitsColumn::new("snr", 'E', vec![33.5; rows]))
            .column(vector("wavelength", 'D', log_linear(pixels, START, STEP)))
            .column(vector("flux", 'E', flux(pixels, 0)))
            .column(vector("ivar", 'E', constant(pixels, 0.25)))
            .column(vector("pixel_flags", 'J', constant(pixels, 0.0)))
            .to_bytes_with_sum()
    };
    let bytes =
        [empty_primary(&cards), unit("BOSS/APO", 1), unit("BOSS/LCO", 0), unit("APOGEE/APO", 0), unit("APOGEE/LCO", 0)];
    let expected = Expected::only(log_linear(pixels, START, STEP), flux(pixels, 0), Some(Light::Vacuum));
    let expected = Expected { target: None, ..expected };
    Layout::new("sdss5-mwmstar", "mwmStar-0.6.0-54392544.fits", bytes.concat(), vec![expected]).telling(Tells::Changes)
}

/// Images of flux, error and mask with two combinations and two visits in their rows, and what stands behind them.
fn ap_star(pixels: u32) -> Layout {
    const START: f64 = 4.179;
    const STEP: f64 = 6e-6;
    let cards = FitsHeader::new()
        .with_text("TELESCOP", "apo25m")
        .with_text("APRED", "dr17")
        .with_text("OBJID", "2M00000002+7417074")
        .with("RA", 0.000_103)
        .with("DEC", 74.285_408)
        .with("SNR", 229.9)
        .with("NVISITS", 2)
        .with("CRVAL1", START)
        .with("CDELT1", STEP);
    let axis = |unit: &str| {
        let cards = FitsHeader::new().with("CRVAL1", START).with("CDELT1", STEP).with("CRPIX1", 1);
        cards.with_text("CTYPE1", "LOG-LINEAR").with_text("BUNIT", unit)
    };
    let rows = |value: f64| vec![value; 4 * pixels as usize];
    let rectangle =
        |name, unit, bitpix, values: Vec<f64>| image(Some(name), bitpix, &[pixels as usize, 4], &axis(unit), &values);
    let fluxes = (0..4).flat_map(|row| flux(pixels, row)).collect();
    let bytes = [
        empty_primary(&cards),
        rectangle("FLUX", "Flux (10^-17 erg/s/cm^2/Ang)", -32, fluxes),
        rectangle("ERROR", "Err (10^-17 erg/s/cm^2/Ang)", -32, rows(2.0)),
        rectangle("MASK", "Pixel Mask", 16, rows(0.0)),
        rectangle("SKY", "Sky (10^-17 erg/s/cm^2/Ang)", -32, rows(3.0)),
        rectangle("SKYERR", "Sky Error (10^-17 erg/s/cm^2/Ang)", -32, rows(1.0)),
        rectangle("TELLURIC", "Telluric", -32, rows(1.0)),
        rectangle("TELERR", "Telluric Error", -32, rows(0.1)),
        FitsTable::new("LSF").column(FitsColumn::new("COEFF", 'D', vec![1.0])).to_bytes(),
        FitsTable::new("RV").column(FitsColumn::new("VHELIO", 'D', vec![-12.5, -12.25])).to_bytes(),
    ];
    let expected = Expected::only(log_linear(pixels, START, STEP), flux(pixels, 0), Some(Light::Vacuum));
    let expected = Expected { target: None, ..expected };
    Layout::new("sdss-apstar", "apStar-dr17-2M00000002+7417074.fits", bytes.concat(), vec![expected])
}
