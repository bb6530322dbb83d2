//! CCD700 of the 2 m telescope at Ondřejov: the table that its SSAP service hands out, and the reduced image of IRAF.
//!
//! The table follows the Simple Spectral Access Protocol and the Spectrum data model of the IVOA (utypes `spec:`):
//! <https://www.ivoa.net/documents/SpectrumDM/>.

use super::unit::{FitsColumn, FitsTable, empty_primary, image};
use super::{Expected, Layout, flux, linear};
use crate::fits::FitsHeader;

const START: f64 = 6_265.017_132_663_58;
const STEP: f64 = 0.256_706_079_047_15;

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![ssap(pixels), raw(pixels)]
}

fn ssap(pixels: u32) -> Layout {
    let wavelength = linear(pixels, START, STEP);
    let table = FitsTable::new("")
        .column(
            FitsColumn::new("spectral", 'D', wavelength.clone())
                .with("TUNIT", "Angstrom")
                .with("TUTYP", "spec:spectrum.data.spectralaxis.value"),
        )
        .column(FitsColumn::new("flux", 'D', flux(pixels, 0)).with("TUTYP", "spec:spectrum.data.fluxaxis.value"))
        .with_text("TITLE", "ccd700/data/hd34452/6260-6735/a201402030013.fit")
        .with_text("DS_IDPUB", "ivo://asu.cas.cz/stel/ccd700/a201402030013")
        .with_text("DATE", "2014-02-05T10:39:43")
        .with_text("OBJECT", "HD 34452")
        .with_text("SRCCLASS", "star")
        .with("RA", 79.750_112_502)
        .with("DEC", 33.748_388_891)
        .with("TMID", 56_691.723_101_852)
        .with_text("VOPUB", "ivo://asu.cas.cz/org");
    let bytes = [empty_primary(&FitsHeader::new()), table.to_bytes()].concat();
    // That it is air stands in a comment of a card only, and in the service's description.
    let expected = Expected::only(wavelength, flux(pixels, 0), None);
    Layout::new("ondrejov-ssap", "a201402030013.fits", bytes, vec![expected])
}

fn raw(pixels: u32) -> Layout {
    let cards = FitsHeader::new()
        .with_text("ORIGIN", "NOAO-IRAF FITS Image Kernel July 2003")
        .with_text("OBJECT", "HD 208905")
        .with_text("OBSERVAT", "ONDREJOV")
        .with_text("TELESCOP", "ZEISS-2m")
        .with_text("DATE-OBS", "2005-05-27")
        .with_text("RA", "21:57:18.2")
        .with_text("DEC", "61:17:39.7")
        .with("WCSDIM", 1)
        .with("LTM1_1", "1.")
        .with_text("WAT0_001", "system=equispec")
        .with_text("WAT1_001", "wtype=linear label=Wavelength units=angstroms")
        .with_text("CTYPE1", "LINEAR")
        .with("CRVAL1", START)
        .with("CRPIX1", "1.")
        .with("CDELT1", STEP)
        .with("CD1_1", STEP)
        .with("DC-FLAG", 0);
    let bytes = image(None, -32, &[pixels as usize], &cards, &flux(pixels, 0));
    let expected = Expected::only(linear(pixels, START, STEP), flux(pixels, 0), None);
    Layout::new("ondrejov-raw", "oe270005.fit", bytes, vec![expected])
}
