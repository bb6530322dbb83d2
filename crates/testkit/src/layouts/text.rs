//! Spectra as text: ECSV, CSV, and two columns of numbers.
//!
//! ECSV 1.0 is described at <https://github.com/astropy/astropy-APEs/blob/main/APE6.rst>, CSV in RFC 4180.

use std::fmt::Write as _;

use super::{Expected, Layout, Tells, flux, linear};

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![ecsv(pixels), csv(pixels), semicolons(pixels), columns(pixels), iraf(pixels), pool(pixels)]
}

fn layout(name: &'static str, file_name: &str, head: &str, separator: char, pixels: u32) -> Layout {
    let (wavelength, values) = (linear(pixels, 6250.0, 0.25), flux(pixels, 0));
    let mut text = head.to_owned();
    for (wavelength, value) in wavelength.iter().zip(&values) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{wavelength}{separator}{value}");
    }
    let expected = Expected::only(wavelength, values, None);
    Layout::new(name, file_name, text.into_bytes(), vec![expected]).telling(Tells::Nothing)
}

fn ecsv(pixels: u32) -> Layout {
    let head = "\
# %ECSV 1.0
# ---
# datatype:
# - {name: wavelength, unit: Angstrom, datatype: float64}
# - {name: flux, unit: erg / (Angstrom s cm2), datatype: float64}
# meta: !!omap
# - {OBJECT: HD 34452}
# schema: astropy-2.0
wavelength flux
";
    layout("ecsv", "spectrum.ecsv", head, ' ', pixels)
}

fn csv(pixels: u32) -> Layout {
    layout("csv", "spectrum.csv", "wavelength,flux\n", ',', pixels)
}

fn semicolons(pixels: u32) -> Layout {
    layout("csv-semicolons", "spectrum-semicolons.csv", "\u{feff}Wavelength (Angstrom);Flux\r\n", ';', pixels)
}

fn columns(pixels: u32) -> Layout {
    layout("text", "spectrum.txt", "# HD 34452, Ondrejov\n# wavelength [Angstrom]  flux\n", ' ', pixels)
}

/// What `wspectext` of IRAF writes: the cards of the header above the numbers.
fn iraf(pixels: u32) -> Layout {
    let head = "BITPIX  =                  -32  /  IEEE single precision\nNAXIS   =                    1\n\
                OBJECT  = 'HD 34452'           / Object\nHISTORY joined, then cut\nEND\n\n";
    layout("text-iraf", "spectrum-iraf.txt", head, ' ', pixels)
}

/// A pool of VO-CLOUD: a spectrum in each row, wavelengths \[Å\] in the heading.
fn pool(pixels: u32) -> Layout {
    let (wavelength, names) = (linear(pixels, 6250.0, 0.25), ["spec-1.fits", "spec-2.fits"]);
    let joined = |values: &[f64]| values.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    let mut text = format!("id,label,{}\n", joined(&wavelength));
    for (name, number) in names.into_iter().zip(0..) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name},A,{}", joined(&flux(pixels, number)));
    }
    let expected = names.into_iter().zip(0..);
    let expected = expected.map(|(name, number)| Expected::of(name, wavelength.clone(), flux(pixels, number), None));
    Layout::new("csv-pool", "pool.csv", text.into_bytes(), expected.collect()).telling(Tells::Nothing)
}
