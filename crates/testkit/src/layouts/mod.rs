//! Files in the layouts of surveys and standards, generated, each with the spectra that have to be read from it.
//!
//! Every layout has a small file here that names the data model it was built from. Nothing is copied from real files: values
//! are formulas of the pixel, cards are those that the data model demands or that tell the layout apart.
//!
//! To add a layout: write its file, and add its line in [`all`]; the readers' tests and the fuzzer take it up from there.

mod axes;
mod desi;
mod fibres;
mod lamost;
mod ondrejov;
mod packed;
mod sdss;
mod sdss5;
mod tables;
mod text;
mod unit;
mod votable;

pub use packed::{Packing, pack};
pub use unit::{FitsColumn, FitsTable, datasum, empty_primary, image};

/// What of damage the format itself allows to notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// Nothing: a shorter text is a text.
    Nothing,
    /// That the file is cut off.
    Cuts,
    /// Every change of a byte that bears a number: there is a checksum.
    Changes,
}

/// In what light travels where a layout's wavelengths are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// Vacuum.
    Vacuum,
    /// Standard air.
    Air,
}

/// A spectrum that has to be read from a file.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Which of the spectra of the file; empty where the file holds one only, `None` where no survey prescribes a name.
    pub target: Option<String>,
    /// Whether the survey means it to be used: `false` for single exposures beside their sum.
    pub is_coadded: bool,
    /// Wavelength of each pixel \[Å\], increasing.
    pub wavelength: Vec<f64>,
    /// Flux of each pixel, in the unit of the file.
    pub flux: Vec<f64>,
    /// What the file or its layout says of the medium.
    pub light: Option<Light>,
}

/// A generated file.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The name of the layout, for messages.
    pub name: &'static str,
    /// A file name as the survey or standard has it.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What has to be read from it, in the order of the file.
    pub spectra: Vec<Expected>,
    /// What of damage can be noticed.
    pub tells: Tells,
}

impl Layout {
    fn new(name: &'static str, file_name: &str, bytes: Vec<u8>, spectra: Vec<Expected>) -> Self {
        Self { name, file_name: file_name.to_owned(), bytes, spectra, tells: Tells::Cuts }
    }

    fn telling(mut self, tells: Tells) -> Self {
        self.tells = tells;
        self
    }

    /// The bytes of which every change can be noticed: all of a packed file, a data unit whose sum stands in its header.
    pub fn guarded(&self) -> std::ops::Range<usize> {
        match self.tells {
            Tells::Changes if self.bytes.starts_with(b"SIMPLE") => summed_data(&self.bytes),
            Tells::Changes => 0..self.bytes.len(),
            Tells::Cuts | Tells::Nothing => 0..0,
        }
    }

    /// Whether the format tells of a change within [`guarded`](Self::guarded): sums of FITS data stay the same when changes of
    /// its words add up to nothing, and then no reader can tell.
    pub fn notices(&self, changed: &[u8]) -> bool {
        let guarded = self.guarded();
        !self.bytes.starts_with(b"SIMPLE")
            || unit::datasum(&self.bytes[guarded.clone()]) != unit::datasum(&changed[guarded])
    }

    /// The same file packed.
    #[must_use]
    pub fn packed(&self, packing: Packing) -> Self {
        Self {
            file_name: format!("{}.{}", self.file_name, packing.suffix()),
            bytes: pack(&self.bytes, packing),
            tells: packing.tells(),
            ..self.clone()
        }
    }
}

impl Expected {
    /// The only spectrum of a file.
    fn only(wavelength: Vec<f64>, flux: Vec<f64>, light: Option<Light>) -> Self {
        Self { target: Some(String::new()), is_coadded: true, wavelength, flux, light }
    }

    /// One of many.
    fn of(target: impl Into<String>, wavelength: Vec<f64>, flux: Vec<f64>, light: Option<Light>) -> Self {
        Self { target: Some(target.into()), ..Self::only(wavelength, flux, light) }
    }
}

/// Every layout, with about this many pixels (at least 8), plain; and some of each kind in every packing.
pub fn all(pixels: u32) -> Vec<Layout> {
    let mut layouts = plain(pixels);
    let packed: Vec<Layout> = layouts
        .iter()
        .filter(|layout| ["lamost-coadd", "sdss-spec", "csv", "votable-binary2"].contains(&layout.name))
        .flat_map(|layout| Packing::ALL.map(|packing| layout.packed(packing)))
        .collect();
    layouts.extend(packed);
    layouts
}

/// Every layout, with about this many pixels (at least 8), plain.
pub fn plain(pixels: u32) -> Vec<Layout> {
    let makers: [fn(u32) -> Vec<Layout>; 10] = [
        lamost::layouts,
        sdss::layouts,
        sdss5::layouts,
        desi::layouts,
        fibres::layouts,
        ondrejov::layouts,
        axes::layouts,
        tables::layouts,
        votable::layouts,
        text::layouts,
    ];
    makers.iter().flat_map(|layouts| layouts(pixels.max(8))).collect()
}

/// Where the data of the first unit lie that has a DATASUM other than 0.
fn summed_data(bytes: &[u8]) -> std::ops::Range<usize> {
    let cards = || bytes.chunks_exact(80).zip(0..).map(|(card, number)| (card, number * 80));
    let is_sum = |card: &[u8]| card.starts_with(b"DATASUM =") && !card[10..].starts_with(b"'0 ");
    let sum = cards().find(|(card, _)| is_sum(card)).map_or(bytes.len(), |(_, start)| start);
    let end = cards()
        .find(|(card, start)| *start > sum && card.starts_with(b"END  "))
        .map_or(bytes.len(), |(_, start)| start);
    let data = end.next_multiple_of(2880);
    let is_next = |start: &usize| bytes[*start..].starts_with(b"XTENSION");
    data..(data..bytes.len()).step_by(2880).find(is_next).unwrap_or(bytes.len())
}

/// The flux of a target's pixels: single precision holds each of them exactly.
fn flux(pixels: u32, target: u32) -> Vec<f64> {
    (0..pixels).map(|pixel| f64::from(100 + 32 * target) + f64::from((7 * pixel) % 23) * 0.5).collect()
}

/// Wavelengths that are linear in their logarithm, as LAMOST and SDSS have them.
fn log_linear(pixels: u32, start: f64, step: f64) -> Vec<f64> {
    (0..pixels).map(|pixel| 10_f64.powf(start + f64::from(pixel) * step)).collect()
}

fn linear(pixels: u32, start: f64, step: f64) -> Vec<f64> {
    (0..pixels).map(|pixel| start + f64::from(pixel) * step).collect()
}

/// What single precision makes of these numbers.
#[expect(clippy::cast_possible_truncation, reason = "the loss of digits is what is wanted")]
fn single(values: &[f64]) -> Vec<f64> {
    values.iter().map(|&value| f64::from(value as f32)).collect()
}

fn constant(pixels: u32, value: f64) -> Vec<f64> {
    vec![value; pixels as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_has_its_own_name_and_spectra_of_equal_lengths() {
        let layouts = all(16);
        let mut names: Vec<_> = layouts.iter().map(|layout| (layout.name, layout.file_name.clone())).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), layouts.len());
        for layout in &layouts {
            assert!(!layout.spectra.is_empty(), "{}", layout.name);
            for spectrum in &layout.spectra {
                assert_eq!(spectrum.wavelength.len(), spectrum.flux.len(), "{}", layout.name);
                assert!(spectrum.wavelength.is_sorted(), "{}", layout.name);
            }
        }
    }

    #[test]
    fn fits_files_are_made_of_whole_blocks() {
        for layout in plain(16).iter().filter(|layout| layout.bytes.starts_with(b"SIMPLE")) {
            assert_eq!(layout.bytes.len() % 2880, 0, "{}", layout.name);
        }
    }
}
