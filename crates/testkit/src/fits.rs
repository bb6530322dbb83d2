//! Tiny FITS files, built card by card, so that tests need no files of surveys.

use std::fmt::Display;

const BLOCK: usize = 2880;
pub(crate) const CARD: usize = 80;

/// A FITS header in the making: cards in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FitsHeader {
    cards: Vec<(String, String)>,
}

impl FitsHeader {
    /// A header without a card.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a number or logical (`T`, `F`), as it is to stand in the card; replaces a card of that keyword.
    #[must_use]
    pub fn with(self, keyword: &str, value: impl Display) -> Self {
        self.set(keyword, format!("{value:>20}"))
    }

    /// Sets a string; replaces a card of that keyword.
    #[must_use]
    pub fn with_text(self, keyword: &str, value: &str) -> Self {
        self.set(keyword, format!("'{:<8}'", value.replace('\'', "''")))
    }

    /// Removes the card of a keyword.
    #[must_use]
    pub fn without(mut self, keyword: &str) -> Self {
        self.cards.retain(|(found, _)| found != keyword);
        self
    }

    /// With the cards of another header behind, which win.
    #[must_use]
    pub fn and(self, cards: &Self) -> Self {
        merged(self, cards)
    }

    fn set(mut self, keyword: &str, value: String) -> Self {
        match self.cards.iter_mut().find(|(found, _)| found == keyword) {
            Some(card) => card.1 = value,
            None => self.cards.push((keyword.to_owned(), value)),
        }
        self
    }

    /// The header with the cards of another behind its own, which win where both have a keyword.
    #[must_use]
    pub fn followed_by(self, cards: &Self) -> Self {
        merged(self, cards)
    }

    /// The bytes of the header, with END and padding.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (keyword, value) in &self.cards {
            let card = format!("{keyword:<8}= {value}");
            bytes.extend_from_slice(format!("{card:<80}").as_bytes().get(..CARD).unwrap_or_default());
        }
        bytes.extend_from_slice(b"END");
        pad(&mut bytes, b' ');
        bytes
    }
}

/// Fills up to the end of a block.
pub(crate) fn pad(bytes: &mut Vec<u8>, with: u8) {
    bytes.resize(bytes.len().next_multiple_of(BLOCK), with);
}

/// Appends a value as a column or an image of the type `form` holds it: a letter of TFORM.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a builder stores what fits its type")]
pub(crate) fn append_sample(bytes: &mut Vec<u8>, form: char, value: f64) {
    match form {
        'B' => bytes.push(value as u8),
        'I' => bytes.extend((value as i16).to_be_bytes()),
        'J' => bytes.extend((value as i32).to_be_bytes()),
        'K' => bytes.extend((value as i64).to_be_bytes()),
        'E' => bytes.extend((value as f32).to_be_bytes()),
        'D' => bytes.extend(value.to_be_bytes()),
        'L' => bytes.push(if value == 0.0 { b'F' } else { b'T' }),
        other => panic!("no column of form {other} is built here"),
    }
}

/// A low-resolution LAMOST spectrum: as an image of five rows (DR1 to DR8), or as a table (DR9 and later).
///
/// The default is a spectrum of 3909 pixels, whose flux is the number of the pixel plus 1, from 3700 to 9100 Å.
#[derive(Debug, Clone, PartialEq)]
pub struct LamostSpectrum {
    /// Cards beside those that the layout needs.
    pub header: FitsHeader,
    /// Rows in the order of the file: flux, inverse variance, wavelength \[Å\], and-mask, or-mask.
    pub rows: Vec<Vec<f64>>,
    /// −32 for single, −64 for double precision.
    pub bitpix: i32,
}

impl Default for LamostSpectrum {
    fn default() -> Self {
        Self::new("spec-55859-F5902_sp01-001.fits", 3909)
    }
}

impl LamostSpectrum {
    /// A spectrum of that file name and number of pixels.
    pub fn new(filename: &str, pixels: u32) -> Self {
        let pixels = || (0..pixels).map(f64::from);
        let header = FitsHeader::new()
            .with_text("FILENAME", filename)
            .with_text("TELESCOP", "LAMOST")
            .with_text("DESIG", "LAMOST J220848.54-020324.3")
            .with_text("DATE-OBS", "2011-10-24T12:17:00")
            .with_text("CLASS", "STAR")
            .with_text("SUBCLASS", "G5")
            .with("RA", 332.20227)
            .with("DEC", -2.05677)
            .with("Z", "-0.00007408")
            .with("Z_ERR", 0.000_013_68)
            .with("SNRR", 30.3)
            .with("COEFF0", 3.5682)
            .with("COEFF1", 0.0001)
            .with("CRVAL1", 3.5682)
            .with("CD1_1", 0.0001)
            .with("CRPIX1", 1);
        let rows = vec![
            pixels().map(|pixel| pixel + 1.0).collect(),
            pixels().map(|_| 1.0).collect(),
            pixels().map(|pixel| 10_f64.powf(3.5682 + pixel * 0.0001)).collect(),
            pixels().map(|_| 0.0).collect(),
            pixels().map(|_| 0.0).collect(),
        ];
        Self { header, rows, bitpix: -32 }
    }

    /// Replaces a card that is a number or logical.
    #[must_use]
    pub fn with(mut self, keyword: &str, value: impl Display) -> Self {
        self.header = self.header.with(keyword, value);
        self
    }

    /// Replaces a card that is a string.
    #[must_use]
    pub fn with_text(mut self, keyword: &str, value: &str) -> Self {
        self.header = self.header.with_text(keyword, value);
        self
    }

    /// Removes a card.
    #[must_use]
    pub fn without(mut self, keyword: &str) -> Self {
        self.header = self.header.without(keyword);
        self
    }

    /// Replaces the flux by a function of the pixel, from 0.
    #[must_use]
    pub fn with_flux(mut self, flux: impl Fn(u32) -> f64) -> Self {
        for (pixel, value) in (0..).zip(&mut self.rows[0]) {
            *value = flux(pixel);
        }
        self
    }

    /// The file as an image, in the layout of DR1 to DR8.
    pub fn image(&self) -> Vec<u8> {
        let mut header = FitsHeader::new()
            .with("SIMPLE", "T")
            .with("BITPIX", self.bitpix)
            .with("NAXIS", 2)
            .with("NAXIS1", self.rows[0].len())
            .with("NAXIS2", self.rows.len());
        header = merged(header, &self.header);
        let mut bytes = header.to_bytes();
        self.append_rows(&mut bytes);
        pad(&mut bytes, 0);
        bytes
    }

    /// The file as a table `COADD`, in the layout of DR9 and later.
    pub fn coadd(&self) -> Vec<u8> {
        let pixels = self.rows[0].len();
        let primary = FitsHeader::new()
            .with("SIMPLE", "T")
            .with("BITPIX", 16)
            .with("NAXIS", 0)
            .with("NAXIS1", pixels)
            .with("NAXIS2", 5)
            .with("EXTEND", "T");
        let mut bytes = merged(primary, &self.header).to_bytes();
        let (width, form) = if self.bitpix == -64 { (8, 'D') } else { (4, 'E') };
        let mut table = FitsHeader::new()
            .with_text("XTENSION", "BINTABLE")
            .with("BITPIX", 8)
            .with("NAXIS", 2)
            .with("NAXIS1", pixels * width * self.rows.len())
            .with("NAXIS2", 1)
            .with("PCOUNT", 0)
            .with("GCOUNT", 1)
            .with("TFIELDS", self.rows.len())
            .with_text("EXTNAME", "COADD");
        for (number, name) in (1..).zip(["FLUX", "IVAR", "WAVELENGTH", "ANDMASK", "ORMASK"]).take(self.rows.len()) {
            table = table.with_text(&format!("TTYPE{number}"), name);
            table = table.with_text(&format!("TFORM{number}"), &format!("{pixels}{form}"));
        }
        bytes.extend(table.to_bytes());
        self.append_rows(&mut bytes);
        pad(&mut bytes, 0);
        bytes
    }

    fn append_rows(&self, bytes: &mut Vec<u8>) {
        for value in self.rows.iter().flatten() {
            if self.bitpix == -64 {
                bytes.extend(value.to_be_bytes());
            } else {
                #[expect(clippy::cast_possible_truncation, reason = "the file holds single precision")]
                bytes.extend((*value as f32).to_be_bytes());
            }
        }
    }
}

/// The first header with the cards of the second, which win: so a test can break what the layout needs.
fn merged(mut header: FitsHeader, cards: &FitsHeader) -> FitsHeader {
    for (keyword, value) in &cards.cards {
        header = header.set(keyword, value.clone());
    }
    header
}
