//! Spectra as text: ECSV, CSV, and two columns of numbers.
//!
//! ECSV 1.0 is described at <https://github.com/astropy/astropy-APEs/blob/main/APE6.rst>, CSV in RFC 4180.

use std::fmt::Write as _;

use super::{Expected, Layout, Tells, flux, linear};

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![ecsv(pixels), csv(pixels), semicolons(pixels), columns(pixels)]
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
