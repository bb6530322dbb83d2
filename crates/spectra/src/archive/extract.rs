//! One spectrum as a FITS file of its own.

use std::fmt::Write as _;

use crate::spectrum::{Medium, Spectrum};

const BLOCK: usize = 2880;
const CARD: usize = 80;

/// A column of the table: its name, its format (TFORM), its unit.
type ColumnCards = (&'static str, char, &'static str);

/// Writes a spectrum as a FITS binary table (FITS standard 4.0, section 7.3) with one row per pixel.
///
/// Columns: `WAVELENGTH` (D, Å), `FLUX` (D), and `IVAR` (D) and `MASK` (J) where they are known. The header facts that are
/// known are cards of the table, `ADDRESS` tells where the spectrum comes from.
pub fn to_fits(spectrum: &Spectrum, address: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut primary = Cards(&mut bytes);
    primary.raw("SIMPLE", "T");
    primary.raw("BITPIX", 8);
    primary.raw("NAXIS", 0);
    primary.raw("EXTEND", "T");
    primary.end();
    let columns = columns(spectrum);
    let row_bytes: usize = columns.iter().map(|(_, format, _)| if *format == 'J' { 4 } else { 8 }).sum();
    let mut table = Cards(&mut bytes);
    table.text("XTENSION", "BINTABLE");
    table.raw("BITPIX", 8);
    table.raw("NAXIS", 2);
    table.raw("NAXIS1", row_bytes);
    table.raw("NAXIS2", spectrum.wavelength.len());
    table.raw("PCOUNT", 0);
    table.raw("GCOUNT", 1);
    table.raw("TFIELDS", columns.len());
    for (number, (name, format, unit)) in columns.iter().enumerate() {
        let number = number + 1;
        table.text(&format!("TTYPE{number}"), name);
        table.text(&format!("TFORM{number}"), &format!("1{format}"));
        if !unit.is_empty() {
            table.text(&format!("TUNIT{number}"), unit);
        }
    }
    table.text("EXTNAME", "SPECTRUM");
    facts(&mut table, spectrum, address);
    table.end();
    rows(&mut bytes, spectrum);
    pad(&mut bytes, 0);
    bytes
}

fn columns(spectrum: &Spectrum) -> Vec<ColumnCards> {
    let mut columns = vec![("WAVELENGTH", 'D', "Angstrom"), ("FLUX", 'D', "")];
    columns.extend(spectrum.ivar.as_ref().map(|_| ("IVAR", 'D', "")));
    columns.extend(spectrum.mask.as_ref().map(|_| ("MASK", 'J', "")));
    columns
}

fn facts(cards: &mut Cards<'_>, spectrum: &Spectrum, address: &str) {
    let meta = &spectrum.meta;
    cards.text("ADDRESS", address);
    let class = meta.class.map(|class| class.as_str().to_owned());
    let plate = meta.plate.clone();
    for (keyword, text) in [
        ("OBJECT", &meta.targetname),
        ("TARGETID", &meta.target_id),
        ("DATE-OBS", &meta.observed_at),
        ("CLASS", &class),
        ("SUBCLASS", &meta.subclass),
        ("PLATEID", &plate),
        ("MAGTYPE", &meta.magtype),
    ] {
        if let Some(text) = text {
            cards.text(keyword, text);
        }
    }
    if let Some(medium) = meta.medium {
        cards.text("AIRORVAC", if medium == Medium::Air { "air" } else { "vac" });
    }
    for (keyword, number) in [
        ("RA", meta.ra),
        ("DEC", meta.dec),
        ("Z", meta.z),
        ("Z_ERR", meta.z_err),
        ("MJD-OBS", meta.mjd),
        ("SNR", meta.snr()),
    ] {
        if let Some(number) = number.filter(|number| number.is_finite()) {
            cards.raw(keyword, format!("{number:?}").replace('e', "E"));
        }
    }
}

fn rows(bytes: &mut Vec<u8>, spectrum: &Spectrum) {
    for (pixel, (wavelength, flux)) in spectrum.wavelength.iter().zip(&spectrum.flux).enumerate() {
        bytes.extend(wavelength.to_be_bytes());
        bytes.extend(flux.to_be_bytes());
        if let Some(ivar) = &spectrum.ivar {
            bytes.extend(ivar.get(pixel).copied().unwrap_or_default().to_be_bytes());
        }
        if let Some(mask) = &spectrum.mask {
            // The bits as they are; the highest one makes the number negative.
            bytes.extend(mask.get(pixel).copied().unwrap_or_default().to_be_bytes());
        }
    }
}

fn pad(bytes: &mut Vec<u8>, with: u8) {
    bytes.resize(bytes.len().next_multiple_of(BLOCK), with);
}

/// The cards of a header.
struct Cards<'a>(&'a mut Vec<u8>);

impl Cards<'_> {
    fn raw(&mut self, keyword: &str, value: impl std::fmt::Display) {
        self.card(&format!("{keyword:<8}= {value:>20}"));
    }

    /// A text of any length: one that is too long for a card goes on in others (FITS standard 4.0, section 4.2.1.2). Only
    /// printable ASCII may stand in a header; whatever else becomes a question mark.
    fn text(&mut self, keyword: &str, text: &str) {
        let quoted: Vec<String> = text
            .chars()
            .map(|c| match c {
                '\'' => "''".to_owned(),
                ' '..='~' => c.to_string(),
                _ => "?".to_owned(),
            })
            .collect();
        let mut head = format!("{keyword:<8}= ");
        let mut line = String::new();
        for (at, sign) in quoted.iter().enumerate() {
            let is_last = at + 1 == quoted.len();
            // Two quotes and the sign that it goes on.
            if head.len() + line.len() + sign.len() + 2 + usize::from(!is_last) > CARD {
                self.card(&format!("{head}'{line}&'"));
                "CONTINUE  ".clone_into(&mut head);
                line.clear();
            }
            line.push_str(sign);
        }
        self.card(&format!("{head}'{line:<8}'"));
    }

    fn card(&mut self, text: &str) {
        let mut card = String::new();
        let _ = write!(card, "{text:<CARD$}");
        self.0.extend(card.bytes().take(CARD));
    }

    fn end(mut self) {
        self.card("END");
        pad(self.0, b' ');
    }
}

#[cfg(test)]
mod tests {
    use fitsio::FitsFile;

    use super::*;
    use crate::spectrum::SpectrumMeta;

    #[test]
    fn cfitsio_reads_what_is_written() {
        let long = format!("it's a star of a {}name", "very ".repeat(40));
        let spectrum = Spectrum {
            wavelength: vec![4000.0, 4001.0, 4002.5],
            flux: vec![1.5, f64::NAN, -2.0],
            ivar: Some(vec![4.0, 0.0, 1.0]),
            mask: Some(vec![0, 1 << 31, 7]),
            meta: SpectrumMeta {
                targetname: Some(long.clone()),
                ra: Some(1.0),
                dec: Some(-1e-7),
                observed_at: Some("2011-10-24T12:00:00".into()),
                ..SpectrumMeta::default()
            },
            ..Spectrum::default()
        };
        let bytes = to_fits(&spectrum, "méd.fits#COADD_B");
        assert_eq!(bytes.len() % BLOCK, 0);
        let file = tempfile::NamedTempFile::with_suffix(".fits").unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let mut fits = FitsFile::open(file.path()).unwrap();
        let table = fits.hdu("SPECTRUM").unwrap();
        let column = |fits: &mut FitsFile, name: &str| table.read_col::<f64>(fits, name).unwrap();
        assert_eq!(column(&mut fits, "WAVELENGTH"), spectrum.wavelength);
        let flux = column(&mut fits, "FLUX");
        assert_eq!(flux.iter().map(|flux| flux.to_bits()).collect::<Vec<_>>()[..1], [1.5_f64.to_bits()]);
        assert!(flux[1].is_nan() && flux[2].to_bits() == (-2.0_f64).to_bits(), "{flux:?}");
        assert_eq!(column(&mut fits, "IVAR"), [4.0, 0.0, 1.0]);
        assert_eq!(table.read_col::<i32>(&mut fits, "MASK").unwrap(), [0, i32::MIN, 7]);
        assert_eq!(table.read_key::<String>(&mut fits, "ADDRESS").unwrap(), "m?d.fits#COADD_B");
        assert_eq!(table.read_key::<f64>(&mut fits, "DEC").unwrap().to_bits(), (-1e-7_f64).to_bits());
        assert_eq!(table.read_key::<f64>(&mut fits, "RA").unwrap().to_bits(), 1.0_f64.to_bits());
        let start = table.read_key::<String>(&mut fits, "OBJECT").unwrap();
        assert!(long.starts_with(start.trim_end_matches('&')), "{start}");
    }
}
