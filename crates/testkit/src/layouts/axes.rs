//! The image of one axis, with the wavelength solutions of FITS (paper III) and of IRAF.
//!
//! Standards: Greisen et al. 2006, A&A 446, 747 (FITS WCS paper III); Valdes 1993, "The IRAF/NOAO Spectral World Coordinate
//! Systems", ASP Conf. Ser. 52, 467.

use super::unit::{datasum, image};
use super::{Expected, Layout, Light, Tells, flux, linear};
use crate::fits::FitsHeader;

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    vec![
        linear_nanometres(pixels),
        air(pixels),
        natural_logarithm(pixels),
        iraf_logarithm(pixels),
        decreasing(pixels),
        frequency(pixels),
        multispec(pixels),
        multispec_chebyshev(pixels),
    ]
}

fn of_one_axis(
    name: &'static str,
    pixels: u32,
    cards: &FitsHeader,
    wavelength: Vec<f64>,
    light: Option<Light>,
) -> Layout {
    let bytes = image(None, -32, &[pixels as usize], cards, &flux(pixels, 0));
    let expected = Expected::only(wavelength, flux(pixels, 0), light);
    Layout::new(name, &format!("{name}.fits"), bytes, vec![expected])
}

/// Vacuum, in nanometres, with a reference pixel that is not the first, and a checksum.
fn linear_nanometres(pixels: u32) -> Layout {
    let cards = FitsHeader::new()
        .with_text("CTYPE1", "WAVE")
        .with_text("CUNIT1", "nm")
        .with("CRPIX1", 3)
        .with("CRVAL1", 500.5)
        .with("CDELT1", 0.125);
    let data = image(None, -32, &[pixels as usize], &FitsHeader::new(), &flux(pixels, 0)).split_off(2880);
    let cards = cards.with_text("DATASUM", &datasum(&data).to_string());
    let wavelength = (0..pixels).map(|pixel| 10.0 * (500.5 + (f64::from(pixel) - 2.0) * 0.125)).collect();
    of_one_axis("image-linear-nm", pixels, &cards, wavelength, Some(Light::Vacuum)).telling(Tells::Changes)
}

/// Air, in metres, the unit of the standard where none is stated.
fn air(pixels: u32) -> Layout {
    let cards = FitsHeader::new()
        .with_text("CTYPE1", "AWAV")
        .with_text("CUNIT1", "m")
        .with("CRPIX1", 1)
        .with("CRVAL1", 5.0e-7)
        .with("CD1_1", 1.0e-10);
    let wavelength = (0..pixels).map(|pixel| 1e10 * (5.0e-7 + f64::from(pixel) * 1.0e-10)).collect();
    of_one_axis("image-air-m", pixels, &cards, wavelength, Some(Light::Air))
}

/// `WAVE-LOG`: `λ = λ_r · exp((p − p_r) · Δ / λ_r)`.
fn natural_logarithm(pixels: u32) -> Layout {
    let cards = FitsHeader::new()
        .with_text("CTYPE1", "WAVE-LOG")
        .with_text("CUNIT1", "Angstrom")
        .with("CRPIX1", 1)
        .with("CRVAL1", 4000.0)
        .with("CDELT1", 1.5);
    let wavelength = (0..pixels).map(|pixel| 4000.0 * (f64::from(pixel) * 1.5 / 4000.0).exp()).collect();
    of_one_axis("image-wave-log", pixels, &cards, wavelength, Some(Light::Vacuum))
}

/// IRAF: DC-FLAG = 1 means that the axis is log₁₀ λ.
fn iraf_logarithm(pixels: u32) -> Layout {
    let cards = FitsHeader::new()
        .with_text("CTYPE1", "LINEAR")
        .with_text("CUNIT1", "Angstrom")
        .with("CRPIX1", 1)
        .with("CRVAL1", 3.6)
        .with("CDELT1", 0.0001)
        .with("DC-FLAG", 1);
    let wavelength = (0..pixels).map(|pixel| 10_f64.powf(3.6 + f64::from(pixel) * 0.0001)).collect();
    of_one_axis("image-dc-flag", pixels, &cards, wavelength, None)
}

/// From red to blue: turned round, with its fluxes.
fn decreasing(pixels: u32) -> Layout {
    let cards = FitsHeader::new()
        .with_text("CTYPE1", "WAVE")
        .with_text("CUNIT1", "Angstrom")
        .with("CRPIX1", 1)
        .with("CRVAL1", 7000.0)
        .with("CDELT1", -0.5);
    let mut layout = of_one_axis("image-decreasing", pixels, &cards, linear(pixels, 7000.0, -0.5), Some(Light::Vacuum));
    layout.spectra[0].wavelength.reverse();
    layout.spectra[0].flux.reverse();
    layout
}

/// Frequency: λ = c / ν, in vacuum; increasing frequency is decreasing wavelength.
fn frequency(pixels: u32) -> Layout {
    const LIGHT_ANGSTROM_PER_SECOND: f64 = 2.997_924_58e18;
    let cards = FitsHeader::new()
        .with_text("CTYPE1", "FREQ")
        .with_text("CUNIT1", "Hz")
        .with("CRPIX1", 1)
        .with("CRVAL1", 5.0e14)
        .with("CDELT1", 1.0e11);
    let wavelength =
        (0..pixels).map(|pixel| LIGHT_ANGSTROM_PER_SECOND / (5.0e14 + f64::from(pixel) * 1.0e11)).collect();
    let mut layout = of_one_axis("image-frequency", pixels, &cards, wavelength, Some(Light::Vacuum));
    layout.spectra[0].wavelength.reverse();
    layout.spectra[0].flux.reverse();
    layout
}

fn multispec_cards(attributes: &str) -> FitsHeader {
    let mut cards = FitsHeader::new()
        .with("WCSDIM", 2)
        .with_text("CTYPE1", "MULTISPE")
        .with_text("CTYPE2", "MULTISPE")
        .with("CDELT1", 1)
        .with("CDELT2", 1)
        .with("CD1_1", 1)
        .with("CD2_2", 1)
        .with_text("WAT0_001", "system=multispec")
        .with_text("WAT1_001", "wtype=multispec label=Wavelength units=angstroms");
    // Attributes go on from card to card, 68 characters each.
    for (number, part) in (1..).zip(attributes.as_bytes().chunks(68)) {
        let part = std::str::from_utf8(part).unwrap_or_default();
        cards = cards.with_text(&format!("WAT2_{number:03}"), part);
    }
    cards
}

/// IRAF multispec with a linear and a logarithmic aperture, which bear the numbers 7 and 8.
fn multispec(pixels: u32) -> Layout {
    let attributes = format!(
        "wtype=multispec spec1 = \"7 1 0 5000. 0.5 {pixels} 0. 1.00 5.00\" spec2 = \"8 2 1 3.7 0.0001 {pixels} 0. 6.00 9.00\""
    );
    let values = [flux(pixels, 0), flux(pixels, 1)].concat();
    let bytes = image(None, -32, &[pixels as usize, 2], &multispec_cards(&attributes), &values);
    let second = (0..pixels).map(|pixel| 10_f64.powf(3.7 + f64::from(pixel) * 0.0001)).collect();
    let spectra = [(linear(pixels, 5000.0, 0.5), 0), (second, 1)].map(|(wavelength, number)| Expected {
        target: None,
        ..Expected::only(wavelength, flux(pixels, number), None)
    });
    Layout::new("image-multispec", "image-multispec.ms.fits", bytes, spectra.to_vec())
}

/// IRAF multispec with a Chebyshev polynomial of second order over the pixels 1 to n.
fn multispec_chebyshev(pixels: u32) -> Layout {
    let last = f64::from(pixels);
    let attributes = format!(
        "wtype=multispec spec1 = \"1 1 2 5000. 0.5 {pixels} 0. 1.00 5.00 1. 0. 1 3 1. {pixels} 5500. 250. 2.5\""
    );
    let bytes = image(None, -32, &[pixels as usize, 1], &multispec_cards(&attributes), &flux(pixels, 0));
    let wavelength = (1..=pixels)
        .map(|pixel| {
            let x = (f64::from(pixel) - f64::midpoint(1.0, last)) / ((last - 1.0) / 2.0);
            5500.0 + 250.0 * x + 2.5 * (2.0 * x * x - 1.0)
        })
        .collect();
    let expected = Expected { target: None, ..Expected::only(wavelength, flux(pixels, 0), None) };
    Layout::new("image-chebyshev", "image-chebyshev.ms.fits", bytes, vec![expected])
}
