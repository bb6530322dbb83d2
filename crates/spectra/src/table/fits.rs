//! A table as a FITS file: an empty primary unit, and a binary table (FITS 4.0, section 7.3).

use super::{Table, TableValues};

/// Bytes of a block, of which every unit has a whole number.
const BLOCK: usize = 2880;
/// Characters of a card.
const CARD: usize = 80;

pub(super) fn write(table: &Table) -> Vec<u8> {
    let mut file = Vec::new();
    let mut head = Head(&mut file);
    head.value("SIMPLE", "T");
    head.value("BITPIX", "8");
    head.value("NAXIS", "0");
    head.value("EXTEND", "T");
    head.end();

    let widths: Vec<usize> = table.columns.iter().map(|column| width(&column.values)).collect();
    let mut head = Head(&mut file);
    head.text("XTENSION", "BINTABLE");
    head.value("BITPIX", "8");
    head.value("NAXIS", "2");
    head.value("NAXIS1", &widths.iter().sum::<usize>().to_string());
    head.value("NAXIS2", &table.rows().to_string());
    head.value("PCOUNT", "0");
    head.value("GCOUNT", "1");
    head.value("TFIELDS", &table.columns.len().to_string());
    head.text("EXTNAME", &table.name);
    for (number, (column, width)) in (1..).zip(table.columns.iter().zip(&widths)) {
        head.text(&format!("TTYPE{number}"), column.name);
        let form = match &column.values {
            TableValues::Texts(_) => format!("{width}A"),
            TableValues::Numbers(_) => "D".to_owned(),
            TableValues::Flags(_) => "L".to_owned(),
        };
        head.text(&format!("TFORM{number}"), &form);
        column.unit.iter().for_each(|unit| head.text(&format!("TUNIT{number}"), unit));
        column.ucd.iter().for_each(|ucd| head.text(&format!("TUCD{number}"), ucd));
        head.text(&format!("TCOMM{number}"), column.description);
    }
    head.comment(&table.description);
    for (name, value) in &table.facts {
        head.comment(&format!("{name} = {value}"));
    }
    head.end();

    for row in 0..table.rows() {
        for (column, width) in table.columns.iter().zip(&widths) {
            match &column.values {
                TableValues::Texts(texts) => {
                    let text = ascii(&texts[row]);
                    file.extend(text.bytes().chain(std::iter::repeat(0)).take(*width));
                }
                TableValues::Numbers(numbers) => file.extend(numbers[row].unwrap_or(f64::NAN).to_be_bytes()),
                TableValues::Flags(flags) => file.push(if flags[row] { b'T' } else { b'F' }),
            }
        }
    }
    pad(&mut file, 0);
    file
}

/// Bytes of a cell.
fn width(values: &TableValues) -> usize {
    match values {
        TableValues::Texts(texts) => texts.iter().map(|text| ascii(text).len()).max().unwrap_or(0).max(1),
        TableValues::Numbers(_) => size_of::<f64>(),
        TableValues::Flags(_) => 1,
    }
}

/// The text in the characters that FITS knows.
fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ' '..='~') {
            plain.push(c);
        } else {
            plain.extend(c.escape_unicode());
        }
    }
    plain
}

fn pad(file: &mut Vec<u8>, with: u8) {
    file.resize(file.len().next_multiple_of(BLOCK), with);
}

/// A header in the making.
struct Head<'a>(&'a mut Vec<u8>);

impl Head<'_> {
    fn card(&mut self, card: &str) {
        debug_assert!(card.len() <= CARD && card.is_ascii(), "{card}");
        self.0.extend(card.bytes().chain(std::iter::repeat(b' ')).take(CARD));
    }

    /// A number or logical value, right-justified (section 4.2).
    fn value(&mut self, keyword: &str, value: &str) {
        self.card(&format!("{keyword:<8}= {value:>20}"));
    }

    /// A text; what does not fit into one card is cut.
    fn text(&mut self, keyword: &str, text: &str) {
        const ROOM: usize = CARD - 12;
        let mut quoted = String::new();
        for c in ascii(text).chars() {
            let count = if c == '\'' { 2 } else { 1 };
            if quoted.len() + count > ROOM {
                break;
            }
            quoted.extend(std::iter::repeat_n(c, count));
        }
        self.card(&format!("{keyword:<8}= '{quoted:<8}'"));
    }

    /// A remark, on as many cards as it needs.
    fn comment(&mut self, text: &str) {
        let text = ascii(text);
        for part in text.as_bytes().chunks(CARD - 8) {
            self.card(&format!("COMMENT {}", String::from_utf8_lossy(part)));
        }
    }

    fn end(mut self) {
        self.card("END");
        pad(self.0, b' ');
    }
}
