//! FITS tables of no survey, whose columns are known by name, by UCD or by unit.
//!
//! Standards: UCD1+ controlled vocabulary (IVOA); ESO Science Data Products Standard, 1-D spectra, for vectors in cells
//! (<https://www.eso.org/sci/observing/phase3/p3sdpstd.pdf>).

use super::unit::{FitsColumn, FitsTable, empty_primary};
use super::{Expected, Layout, Light, Tells, constant, flux, linear};
use crate::fits::{FitsHeader, pad};

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![
        by_name(pixels),
        by_ucd(pixels),
        by_unit(pixels),
        decreasing(pixels),
        repeated(pixels),
        vector_cells(pixels),
        of_text(pixels),
    ]
}

/// A table of text (FITS 4.0, section 7.2), as old archives have it.
fn of_text(pixels: u32) -> Layout {
    let (wavelength, flux) = (linear(pixels, 400.0, 0.125), flux(pixels, 0));
    let rows: String =
        wavelength.iter().zip(&flux).map(|(wave, flux)| format!("{wave:>12.4} {flux:>24.16E}")).collect();
    let header = FitsHeader::new()
        .with_text("XTENSION", "TABLE")
        .with("BITPIX", 8)
        .with("NAXIS", 2)
        .with("NAXIS1", 37)
        .with("NAXIS2", pixels)
        .with("PCOUNT", 0)
        .with("GCOUNT", 1)
        .with("TFIELDS", 2)
        .with("TBCOL1", 1)
        .with_text("TFORM1", "F12.4")
        .with_text("TTYPE1", "WAVELENGTH")
        .with_text("TUNIT1", "nm")
        .with("TBCOL2", 14)
        .with_text("TFORM2", "E24.16")
        .with_text("TTYPE2", "FLUX");
    let mut table = [header.to_bytes(), rows.into_bytes()].concat();
    pad(&mut table, b' ');
    let expected = Expected::only(wavelength.iter().map(|nanometre| 10.0 * nanometre).collect(), flux, None);
    layout("table-of-text", &FitsHeader::new(), table, expected)
}

fn layout(name: &'static str, cards: &FitsHeader, table: Vec<u8>, expected: Expected) -> Layout {
    Layout::new(name, &format!("{name}.fits"), [empty_primary(cards), table].concat(), vec![expected])
}

/// Names that everybody uses, no EXTNAME, an error and a mask beside them.
fn by_name(pixels: u32) -> Layout {
    let table = FitsTable::new("")
        .column(FitsColumn::new("WAVELENGTH", 'D', linear(pixels, 4000.0, 1.25)).with("TUNIT", "Angstrom"))
        .column(FitsColumn::new("FLUX", 'E', flux(pixels, 0)).with("TUNIT", "erg/s/cm2/Angstrom"))
        .column(FitsColumn::new("ERROR", 'E', constant(pixels, 2.0)))
        .column(FitsColumn::new("MASK", 'I', constant(pixels, 0.0)));
    let expected = Expected::only(linear(pixels, 4000.0, 1.25), flux(pixels, 0), None);
    layout("table-by-name", &FitsHeader::new(), table.to_bytes(), expected)
}

/// Names that say nothing; integers with a scale; the UCD tells air.
fn by_ucd(pixels: u32) -> Layout {
    let counts = (0..pixels).map(|pixel| f64::from(pixel % 50)).collect::<Vec<_>>();
    let scaled = counts.iter().map(|count| 10.0 + 0.5 * count).collect();
    let table = FitsTable::new("DATA")
        .column(FitsColumn::new("c1", 'D', linear(pixels, 400.0, 0.125)).with("TUNIT", "nm").with("TUCD", "em.wl"))
        .column(
            FitsColumn::new("c2", 'I', counts)
                .with("TUCD", "phot.flux.density;em.wl")
                .with("TSCAL", "0.5")
                .with("TZERO", "10"),
        );
    let wavelength = linear(pixels, 400.0, 0.125).iter().map(|nanometre| 10.0 * nanometre).collect();
    let expected = Expected::only(wavelength, scaled, None);
    layout("table-by-ucd", &FitsHeader::new(), table.to_bytes_with_sum(), expected).telling(Tells::Changes)
}

/// Only units tell.
fn by_unit(pixels: u32) -> Layout {
    let table = FitsTable::new("S")
        .column(FitsColumn::new("x", 'D', linear(pixels, 0.5, 0.000_25)).with("TUNIT", "um"))
        .column(FitsColumn::new("y", 'D', flux(pixels, 0)).with("TUNIT", "erg s-1 cm-2 Angstrom-1"));
    let wavelength = linear(pixels, 0.5, 0.000_25).iter().map(|micrometre| 1e4 * micrometre).collect();
    let expected = Expected::only(wavelength, flux(pixels, 0), None);
    layout("table-by-unit", &FitsHeader::new(), table.to_bytes(), expected)
}

/// Rows from red to blue.
fn decreasing(pixels: u32) -> Layout {
    let mut wavelength = linear(pixels, 6000.0, -0.5);
    let table = FitsTable::new("SPECTRUM")
        .column(FitsColumn::new("wave", 'D', wavelength.clone()).with("TUNIT", "Angstrom"))
        .column(FitsColumn::new("flux", 'D', flux(pixels, 0)));
    let mut values = flux(pixels, 0);
    wavelength.reverse();
    values.reverse();
    let expected = Expected::only(wavelength, values, None);
    layout("table-decreasing", &FitsHeader::new(), table.to_bytes(), expected)
}

/// One wavelength twice.
fn repeated(pixels: u32) -> Layout {
    let mut wavelength = linear(pixels, 6000.0, 0.5);
    wavelength[4] = wavelength[3];
    let table = FitsTable::new("SPECTRUM")
        .column(FitsColumn::new("LAMBDA", 'D', wavelength.clone()).with("TUNIT", "Angstrom"))
        .column(FitsColumn::new("FLUX", 'D', flux(pixels, 0)));
    let expected = Expected::only(wavelength, flux(pixels, 0), None);
    layout("table-repeated", &FitsHeader::new(), table.to_bytes(), expected)
}

/// One row, each cell a vector, as ESO's archive hands spectra out.
fn vector_cells(pixels: u32) -> Layout {
    let vector = |name, values| FitsColumn::new(name, 'D', values).repeated(pixels as usize);
    let cards = FitsHeader::new()
        .with_text("ORIGIN", "ESO")
        .with_text("TELESCOP", "ESO-VLT-U2")
        .with_text("INSTRUME", "XSHOOTER")
        .with_text("OBJECT", "HD 208905")
        .with("RA", 329.33)
        .with("DEC", 61.29)
        .with("MJD-OBS", 53_517.9)
        .with_text("SPECSYS", "BARYCENT");
    let table = FitsTable::new("SPECTRUM")
        .with_text("VOCLASS", "SPECTRUM V2.0")
        .column(
            vector("WAVE", linear(pixels, 600.0, 0.02))
                .with("TUNIT", "nm")
                .with("TUTYP", "spec:Data.SpectralAxis.Value")
                .with("TUCD", "em.wl;obs.atmos"),
        )
        .column(
            vector("FLUX", flux(pixels, 0))
                .with("TUNIT", "erg cm**(-2) s**(-1) angstrom**(-1)")
                .with("TUTYP", "spec:Data.FluxAxis.Value")
                .with("TUCD", "phot.flux.density;em.wl;src.net;meta.main"),
        )
        .column(vector("ERR", constant(pixels, 2.0)).with("TUCD", "stat.error;phot.flux.density;em.wl;meta.main"));
    let wavelength = linear(pixels, 600.0, 0.02).iter().map(|nanometre| 10.0 * nanometre).collect();
    // `obs.atmos` says: as it is in air.
    let expected = Expected::only(wavelength, flux(pixels, 0), Some(Light::Air));
    layout("table-vector-cells", &cards, table.to_bytes_with_sum(), expected).telling(Tells::Changes)
}
