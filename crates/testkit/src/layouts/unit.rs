//! Header-data units of FITS (standard 4.0), image and binary table, with any type of sample.

use std::fmt::Display;

use crate::fits::{FitsHeader, append_sample, pad};

/// A column of a binary table, with one cell of `repeat` values a row.
#[derive(Debug, Clone)]
pub struct FitsColumn {
    name: String,
    /// The letter of TFORM: `L`, `B`, `I`, `J`, `K`, `E`, `D`, or `A` for text.
    form: char,
    repeat: usize,
    cards: Vec<(&'static str, String)>,
    values: Vec<f64>,
    text: Vec<String>,
}

impl FitsColumn {
    /// A column of numbers, one a row.
    pub fn new(name: &str, form: char, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), form, repeat: 1, cards: Vec::new(), values, text: Vec::new() }
    }

    /// A column of texts, one a row, each padded to the longest.
    pub fn of_text(name: &str, texts: &[&str]) -> Self {
        let text: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        let repeat = text.iter().map(String::len).max().unwrap_or(0).max(1);
        Self { repeat, text, ..Self::new(name, 'A', Vec::new()) }
    }

    /// Puts this many values into each cell.
    #[must_use]
    pub fn repeated(mut self, repeat: usize) -> Self {
        self.repeat = repeat;
        self
    }

    /// Adds a card of the column: `("TUNIT", "nm")` becomes `TUNITn`.
    #[must_use]
    pub fn with(mut self, keyword: &'static str, value: &str) -> Self {
        self.cards.push((keyword, value.to_owned()));
        self
    }

    fn rows(&self) -> usize {
        if self.form == 'A' { self.text.len() } else { self.values.len() / self.repeat.max(1) }
    }

    fn width(&self) -> usize {
        let sample = match self.form {
            'I' => 2,
            'J' | 'E' => 4,
            'K' | 'D' => 8,
            _ => 1,
        };
        sample * self.repeat
    }

    fn append_cell(&self, row: usize, bytes: &mut Vec<u8>) {
        if self.form == 'A' {
            bytes.extend(format!("{:<width$}", self.text[row], width = self.repeat).into_bytes());
            return;
        }
        for &value in &self.values[row * self.repeat..(row + 1) * self.repeat] {
            append_sample(bytes, self.form, value);
        }
    }
}

/// A binary table.
#[derive(Debug, Clone, Default)]
pub struct FitsTable {
    name: String,
    header: FitsHeader,
    columns: Vec<FitsColumn>,
}

impl FitsTable {
    /// A table without a column; an empty name leaves EXTNAME out.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a column, which has to have as many rows as the others.
    #[must_use]
    pub fn column(mut self, column: FitsColumn) -> Self {
        self.columns.push(column);
        self
    }

    /// Adds a card that is a number or logical.
    #[must_use]
    pub fn with(mut self, keyword: &str, value: impl Display) -> Self {
        self.header = self.header.with(keyword, value);
        self
    }

    /// Adds a card that is a string.
    #[must_use]
    pub fn with_text(mut self, keyword: &str, value: &str) -> Self {
        self.header = self.header.with_text(keyword, value);
        self
    }

    /// The bytes of header and data.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (header, data) = self.parts();
        [header.to_bytes(), data].concat()
    }

    /// The bytes of header and data, with a DATASUM card (FITS 4.0, section 4.4.2.7).
    pub fn to_bytes_with_sum(&self) -> Vec<u8> {
        let (header, data) = self.parts();
        [header.with_text("DATASUM", &datasum(&data).to_string()).to_bytes(), data].concat()
    }

    fn parts(&self) -> (FitsHeader, Vec<u8>) {
        let rows = self.columns.iter().map(FitsColumn::rows).max().unwrap_or(0);
        let mut data = Vec::new();
        for row in 0..rows {
            for column in &self.columns {
                column.append_cell(row, &mut data);
            }
        }
        let mut header = FitsHeader::new()
            .with_text("XTENSION", "BINTABLE")
            .with("BITPIX", 8)
            .with("NAXIS", 2)
            .with("NAXIS1", self.columns.iter().map(FitsColumn::width).sum::<usize>())
            .with("NAXIS2", rows)
            .with("PCOUNT", 0)
            .with("GCOUNT", 1)
            .with("TFIELDS", self.columns.len());
        if !self.name.is_empty() {
            header = header.with_text("EXTNAME", &self.name);
        }
        for (number, column) in (1..).zip(&self.columns) {
            header = header.with_text(&format!("TTYPE{number}"), &column.name);
            header = header.with_text(&format!("TFORM{number}"), &format!("{}{}", column.repeat, column.form));
            for (keyword, value) in &column.cards {
                let keyword = format!("{keyword}{number}");
                let is_number = value.parse::<f64>().is_ok();
                header = if is_number { header.with(&keyword, value) } else { header.with_text(&keyword, value) };
            }
        }
        pad(&mut data, 0);
        (header.followed_by(&self.header), data)
    }
}

/// An empty primary unit with these cards.
pub fn empty_primary(cards: &FitsHeader) -> Vec<u8> {
    let header = FitsHeader::new().with("SIMPLE", "T").with("BITPIX", 8).with("NAXIS", 0).with("EXTEND", "T");
    header.followed_by(cards).to_bytes()
}

/// An image as primary unit or as extension of that name; `axes` as NAXIS1, NAXIS2, ….
pub fn image(name: Option<&str>, bitpix: i32, axes: &[usize], cards: &FitsHeader, values: &[f64]) -> Vec<u8> {
    let mut header = match name {
        None => FitsHeader::new().with("SIMPLE", "T"),
        Some(_) => FitsHeader::new().with_text("XTENSION", "IMAGE"),
    };
    header = header.with("BITPIX", bitpix).with("NAXIS", axes.len());
    for (number, length) in (1..).zip(axes) {
        header = header.with(&format!("NAXIS{number}"), length);
    }
    header = match name {
        None => header.with("EXTEND", "T"),
        Some(name) => header.with("PCOUNT", 0).with("GCOUNT", 1).with_text("EXTNAME", name),
    };
    let form = match bitpix {
        8 => 'B',
        16 => 'I',
        32 => 'J',
        64 => 'K',
        -64 => 'D',
        _ => 'E',
    };
    let mut data = Vec::new();
    for &value in values {
        append_sample(&mut data, form, value);
    }
    pad(&mut data, 0);
    [header.followed_by(cards).to_bytes(), data].concat()
}

/// The checksum of a data unit: the sum of its 32-bit words in ones' complement (FITS 4.0, appendix J).
pub fn datasum(data: &[u8]) -> u32 {
    let sum: u64 = data.as_chunks().0.iter().map(|&word| u64::from(u32::from_be_bytes(word))).sum();
    let folded = (sum & 0xFFFF_FFFF) + (sum >> 32);
    let folded = (folded & 0xFFFF_FFFF) + (folded >> 32);
    u32::try_from(folded).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_carries_around() {
        assert_eq!(datasum(&[]), 0);
        assert_eq!(datasum(&[0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 2]), 2);
    }

    #[test]
    fn a_table_is_as_long_as_its_header_says() {
        let table = FitsTable::new("T")
            .column(FitsColumn::new("a", 'J', vec![1.0, 2.0]))
            .column(FitsColumn::of_text("b", &["x", "yz"]).with("TUNIT", "nm"));
        let bytes = table.to_bytes();
        assert_eq!(bytes.len(), 2 * 2880);
        assert_eq!(&bytes[2880..2892], b"\0\0\0\x01x \0\0\0\x02yz");
    }
}
