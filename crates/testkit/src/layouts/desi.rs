//! DESI: `coadd` and `spectra`, many targets in a file, each in three arms.
//!
//! Data models: <https://desidatamodel.readthedocs.io/en/latest/DESI_SPECTRO_REDUX/SPECPROD/healpix/SURVEY/PROGRAM/PIXGROUP/PIXNUM/coadd-SURVEY-PROGRAM-PIXNUM.html>
//! and `spectra-SURVEY-PROGRAM-PIXNUM.html` beside it.

use super::unit::{FitsColumn, FitsTable, empty_primary, image};
use super::{Expected, Layout, Light, flux, linear};
use crate::fits::FitsHeader;

/// Arms with the first wavelength of each \[Å\]. Here they do not overlap, so that no rule of joining changes a number.
const ARMS: [(&str, f64); 3] = [("B", 3600.0), ("R", 5800.0), ("Z", 7600.0)];
const STEP: f64 = 0.8;
/// Negative for sky; beyond 2⁵³, where double precision would lose the last digits.
const TARGETS: [i64; 3] = [39_628_517_728_420_361, -1_305, 39_628_517_728_420_362];

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![coadd(pixels), spectra(pixels)]
}

fn fibermap(name: &str, targets: &[i64], more: &[FitsColumn]) -> Vec<u8> {
    let count = targets.len();
    let table = FitsTable::new(name)
        .column(FitsColumn::of_text("OBJTYPE", &vec!["TGT"; count]))
        .column(FitsColumn::new("TARGET_RA", 'D', vec![150.25; count]))
        .column(FitsColumn::new("TARGET_DEC", 'D', vec![2.25; count]));
    let table = more.iter().cloned().fold(table, FitsTable::column);
    let mut bytes = table.column(FitsColumn::of_text("TARGETID", &vec!["12345678"; count])).to_bytes();
    replace_identifiers(&mut bytes, targets);
    bytes
}

/// Identifiers are 64-bit integers that no `f64` holds: eight letters are placed first, and exchanged for the eight bytes.
fn replace_identifiers(bytes: &mut [u8], targets: &[i64]) {
    for target in targets {
        let place = bytes.windows(8).position(|part| part == b"12345678").expect("one cell for each target");
        bytes[place..place + 8].copy_from_slice(&target.to_be_bytes());
    }
    let form = bytes.windows(13).position(|part| part == b"= '8A      ' ").expect("the form of the last column");
    bytes[form + 3..form + 5].copy_from_slice(b"1K");
}

fn arms(pixels: u32, rows: u32) -> Vec<u8> {
    let (count, none) = (pixels as usize, FitsHeader::new());
    let axes = [count, rows as usize];
    let unsigned = FitsHeader::new().with("BSCALE", 1).with("BZERO", 2_147_483_648_u32);
    let mut bytes = Vec::new();
    for ((arm, start), number) in ARMS.into_iter().zip(0..) {
        let fluxes: Vec<f64> = (0..rows).flat_map(|row| flux(pixels, 8 * row + number)).collect();
        let name = |what: &str| format!("{arm}_{what}");
        let angstrom = FitsHeader::new().with_text("BUNIT", "Angstrom");
        let unit = FitsHeader::new().with_text("BUNIT", "10**-17 erg/(s cm2 Angstrom)");
        bytes.extend(image(Some(&name("WAVELENGTH")), -64, &axes[..1], &angstrom, &linear(pixels, start, STEP)));
        bytes.extend(image(Some(&name("FLUX")), -32, &axes, &unit, &fluxes));
        bytes.extend(image(Some(&name("IVAR")), -32, &axes, &none, &vec![0.25; fluxes.len()]));
        bytes.extend(image(Some(&name("MASK")), 32, &axes, &unsigned, &vec![-2_147_483_648.0; fluxes.len()]));
        let resolution = vec![1.0; count * rows as usize];
        bytes.extend(image(Some(&name("RESOLUTION")), -32, &[count, 1, rows as usize], &none, &resolution));
    }
    bytes
}

fn joined(target: impl Into<String>, pixels: u32, row: u32) -> Expected {
    let wavelength = ARMS.iter().flat_map(|(_, start)| linear(pixels, *start, STEP)).collect();
    let values = (0..3).flat_map(|arm| flux(pixels, 8 * row + arm)).collect();
    Expected::of(target, wavelength, values, Some(Light::Vacuum))
}

/// One row for each target.
fn coadd(pixels: u32) -> Layout {
    let pixels = pixels.min(2000);
    let cards = FitsHeader::new().with_text("SURVEY", "sv3").with_text("PROGRAM", "dark").with("HPXPIXEL", 26_065);
    let fibers = fibermap("FIBERMAP", &TARGETS, &[]);
    let bytes = [empty_primary(&cards), fibers, arms(pixels, 3)].concat();
    let spectra = TARGETS.iter().zip(0..).map(|(target, row)| joined(target.to_string(), pixels, row)).collect();
    Layout::new("desi-coadd", "coadd-sv3-dark-26065.fits", bytes, spectra)
}

/// One row for each exposure of each target.
fn spectra(pixels: u32) -> Layout {
    let pixels = pixels.min(2000);
    let cards = FitsHeader::new().with_text("SURVEY", "sv3").with_text("PROGRAM", "dark").with("HPXPIXEL", 26_065);
    let exposures = FitsColumn::new("EXPID", 'J', vec![80_609.0, 80_610.0, 80_609.0]);
    let fibers = fibermap("FIBERMAP", &[TARGETS[0], TARGETS[0], TARGETS[2]], &[exposures]);
    let bytes = [empty_primary(&cards), fibers, arms(pixels, 3)].concat();
    let row = |row: u32| Expected { target: None, is_coadded: false, ..joined("", pixels, row) };
    Layout::new("desi-spectra", "spectra-sv3-dark-26065.fits", bytes, (0..3).map(row).collect())
}
