//! FITS units of any columns and pixel types: what users have made of spectra, where [`fits`](crate::fits) makes what surveys publish.

use crate::fits::{CARD, FitsHeader, append_sample, pad};

/// A primary unit without data.
pub fn primary(cards: &FitsHeader) -> Vec<u8> {
    FitsHeader::new().with("SIMPLE", "T").with("BITPIX", 8).with("NAXIS", 0).with("EXTEND", "T").and(cards).to_bytes()
}

/// Replaces the card of `keyword` in the header that begins at `from` by other text: what no careful writer would write.
///
/// # Panics
/// Where there is no such card, or the text is longer than a card.
pub fn patch_card(file: &mut [u8], from: usize, keyword: &str, card: &str) {
    let name = format!("{keyword:<8}");
    let at = (from..file.len()).step_by(CARD).find(|&at| file[at..].starts_with(name.as_bytes()));
    let at = at.unwrap_or_else(|| panic!("no card {keyword}"));
    assert!(card.len() <= CARD, "{card}");
    let place = &mut file[at..at + CARD];
    place.fill(b' ');
    place[..card.len()].copy_from_slice(card.as_bytes());
}

/// Bytes of a value.
fn width(form: char) -> usize {
    match form {
        'B' | 'A' => 1,
        'I' => 2,
        'J' | 'E' => 4,
        'K' | 'D' => 8,
        other => panic!("no column of {other} can be made"),
    }
}

/// A column of a binary table.
#[derive(Debug, Clone, PartialEq)]
pub struct FitsColumn {
    name: String,
    form: char,
    values: Vec<f64>,
    text: Option<String>,
    /// TSCAL and TZERO.
    scaled: Option<(f64, f64)>,
    null: Option<i64>,
    is_variable: bool,
}

impl FitsColumn {
    /// A column of numbers, stored as the letter of TFORM says (`B`, `I`, `J`, `K`, `E`, `D`).
    pub fn new(name: &str, form: char, values: impl IntoIterator<Item = f64>) -> Self {
        let values = values.into_iter().collect();
        Self { name: name.into(), form, values, text: None, scaled: None, null: None, is_variable: false }
    }

    /// A column of one text.
    pub fn text(name: &str, text: &str) -> Self {
        Self { text: Some(text.to_owned()), ..Self::new(name, 'A', []) }
    }

    /// The stored numbers mean `stored · scale + zero`; the values given are the stored ones.
    #[must_use]
    pub fn scaled(mut self, scale: f64, zero: f64) -> Self {
        self.scaled = Some((scale, zero));
        self
    }

    /// The stored number that stands for an undefined value.
    #[must_use]
    pub fn null(mut self, null: i64) -> Self {
        self.null = Some(null);
        self
    }

    /// Its values lie in the heap behind the table (TFORM `1P…`).
    #[must_use]
    pub fn variable(mut self) -> Self {
        self.is_variable = true;
        self
    }

    fn len(&self) -> usize {
        self.text.as_ref().map_or(self.values.len(), String::len)
    }
}

/// A binary table in which every column has all its values in one row, as LAMOST has it, or one value a row, as SDSS has it.
#[derive(Debug, Clone, PartialEq)]
pub struct FitsTable {
    columns: Vec<FitsColumn>,
    cards: FitsHeader,
    /// Whether there is one row of arrays.
    is_one_row: bool,
}

impl FitsTable {
    /// A table of one row of arrays.
    pub fn of_arrays(columns: Vec<FitsColumn>) -> Self {
        Self { columns, cards: FitsHeader::new(), is_one_row: true }
    }

    /// A table with a row for each value.
    pub fn of_rows(columns: Vec<FitsColumn>) -> Self {
        Self { columns, cards: FitsHeader::new(), is_one_row: false }
    }

    /// With an EXTNAME; without one there is none.
    #[must_use]
    pub fn named(mut self, extname: &str) -> Self {
        self.cards = self.cards.with_text("EXTNAME", extname);
        self
    }

    /// The unit.
    pub fn to_bytes(&self) -> Vec<u8> {
        let rows = if self.is_one_row { 1 } else { self.columns.first().map_or(0, FitsColumn::len) };
        let heap: usize =
            self.columns.iter().filter(|one| one.is_variable).map(|one| one.len() * width(one.form)).sum();
        let row: usize = self.columns.iter().map(|column| self.row_width(column)).sum();
        let mut header = FitsHeader::new()
            .with_text("XTENSION", "BINTABLE")
            .with("BITPIX", 8)
            .with("NAXIS", 2)
            .with("NAXIS1", row)
            .with("NAXIS2", rows)
            .with("PCOUNT", heap)
            .with("GCOUNT", 1)
            .with("TFIELDS", self.columns.len());
        for (number, column) in (1..).zip(&self.columns) {
            header = self.describe(header, number, column);
        }
        let mut bytes = header.and(&self.cards).to_bytes();
        self.append_rows(&mut bytes, rows);
        pad(&mut bytes, 0);
        bytes
    }

    fn row_width(&self, column: &FitsColumn) -> usize {
        if column.is_variable {
            8
        } else if self.is_one_row || column.text.is_some() {
            column.len() * width(column.form)
        } else {
            width(column.form)
        }
    }

    fn describe(&self, header: FitsHeader, number: usize, column: &FitsColumn) -> FitsHeader {
        let form = if column.is_variable {
            format!("1P{}({})", column.form, column.len())
        } else if self.is_one_row || column.text.is_some() {
            format!("{}{}", column.len(), column.form)
        } else {
            column.form.to_string()
        };
        let mut header =
            header.with_text(&format!("TTYPE{number}"), &column.name).with_text(&format!("TFORM{number}"), &form);
        if let Some((scale, zero)) = column.scaled {
            header = header.with(&format!("TSCAL{number}"), scale).with(&format!("TZERO{number}"), zero);
        }
        match column.null {
            Some(null) => header.with(&format!("TNULL{number}"), null),
            None => header,
        }
    }

    fn append_rows(&self, bytes: &mut Vec<u8>, rows: usize) {
        let mut heap = Vec::new();
        for row in 0..rows {
            for column in &self.columns {
                if let Some(text) = &column.text {
                    bytes.extend(text.as_bytes());
                } else if column.is_variable {
                    append_sample(bytes, 'J', f64::from(u32::try_from(column.len()).expect("tests are small")));
                    append_sample(bytes, 'J', f64::from(u32::try_from(heap.len()).expect("tests are small")));
                    column.values.iter().for_each(|&value| append_sample(&mut heap, column.form, value));
                } else if self.is_one_row {
                    column.values.iter().for_each(|&value| append_sample(bytes, column.form, value));
                } else {
                    append_sample(bytes, column.form, column.values[row]);
                }
            }
        }
        bytes.extend(heap);
    }
}

/// An image of rows of stored numbers: a letter of TFORM says of which type, the cards what they mean.
pub fn image(form: char, rows: &[Vec<f64>], cards: &FitsHeader, is_primary: bool) -> Vec<u8> {
    let bitpix = match form {
        'B' => 8,
        'I' => 16,
        'J' => 32,
        'K' => 64,
        'E' => -32,
        _ => -64,
    };
    let start = if is_primary {
        FitsHeader::new().with("SIMPLE", "T")
    } else {
        FitsHeader::new().with_text("XTENSION", "IMAGE")
    };
    let header = start.with("BITPIX", bitpix).with("NAXIS", 2).with("NAXIS1", rows[0].len()).with("NAXIS2", rows.len());
    let header = if is_primary { header } else { header.with("PCOUNT", 0).with("GCOUNT", 1) };
    let mut bytes = header.and(cards).to_bytes();
    rows.iter().flatten().for_each(|&value| append_sample(&mut bytes, form, value));
    pad(&mut bytes, 0);
    bytes
}
