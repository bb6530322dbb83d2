//! `AAOmega`, as 2dfdr reduces it and `OzDES` and Marz use it: an image with a row for each fibre, its variance, and what each was on.
//!
//! The layout is described at <https://www.aao.gov.au/science/software/2dfdr>, the conventions of Marz in Hinton et al. 2016,
//! Astronomy and Computing 15, 61.

use super::unit::{FitsColumn, FitsTable, image};
use super::{Expected, Layout, flux, linear};
use crate::fits::FitsHeader;

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    const FIBRES: usize = 3;
    let axes = [pixels as usize, FIBRES];
    let cards = FitsHeader::new()
        .with_text("TELESCOP", "AAT")
        .with_text("INSTRUME", "AAOMEGA-2dF")
        .with_text("CTYPE1", "Wavelength")
        .with_text("CUNIT1", "Angstroms")
        .with("CRVAL1", 3724.0)
        .with("CDELT1", 1.03)
        .with("CRPIX1", 1);
    let fluxes: Vec<f64> = (0..3).flat_map(|fibre| flux(pixels, fibre)).collect();
    let none = FitsHeader::new();
    let about = FitsTable::new("FIBRES")
        .column(FitsColumn::of_text("NAME", &["first", "sky", "third"]))
        .column(FitsColumn::new("RA", 'D', vec![0.65, 0.66, 0.67]))
        .column(FitsColumn::new("DEC", 'D', vec![-0.5, -0.51, -0.52]))
        .column(FitsColumn::of_text("TYPE", &["P", "S", "P"]))
        .column(FitsColumn::new("MAGNITUDE", 'D', vec![19.5, 0.0, 20.5]));
    let bytes = [
        image(None, -32, &axes, &cards, &fluxes),
        image(Some("VARIANCE"), -32, &axes, &none, &vec![4.0; fluxes.len()]),
        image(Some("SKY"), -32, &axes[..1], &none, &flux(pixels, 9)),
        about.to_bytes(),
    ];
    // Fibres on the sky are spectra too: what they are, the table says.
    let spectrum =
        |fibre: u32| Expected::of((fibre + 1).to_string(), linear(pixels, 3724.0, 1.03), flux(pixels, fibre), None);
    vec![Layout::new("fibres", "ozdes.fits", bytes.concat(), (0..3).map(spectrum).collect())]
}
