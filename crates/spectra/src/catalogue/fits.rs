//! Catalogues as the first binary table of a FITS file (FITS 4.0, section 7.3).

use std::path::Path;

use super::{CatalogueError, Column, Values};
use crate::error::ReadError;
use crate::fits::{Cards as _, Content, Header};

impl From<ReadError> for CatalogueError {
    fn from(error: ReadError) -> Self {
        Self::table(ml_job_domain::sentence(&error))
    }
}

/// Where a column lies in each row, and what it holds.
struct Field {
    name: String,
    code: u8,
    repeat: usize,
    offset: usize,
    scale: f64,
    zero: f64,
    null: Option<i64>,
}

/// Reads the scalar columns of the first binary table: numbers of every type, scaled or not, and texts.
///
/// # Errors
///
/// Where there is no binary table or it is damaged.
pub(super) fn read(path: &Path) -> Result<Vec<Column>, CatalogueError> {
    let mut content = Content::default();
    content.open(path)?;
    read_content(&content)
}

/// The same from the bytes of a file.
///
/// # Errors
///
/// As [`read`].
pub(super) fn read_bytes(bytes: Vec<u8>) -> Result<Vec<Column>, CatalogueError> {
    read_content(&Content::of_bytes(bytes))
}

fn read_content(content: &Content) -> Result<Vec<Column>, CatalogueError> {
    let mut header = Header::default();
    let mut offset = Some(0);
    while let Some(start) = offset.filter(|start| *start < content.len()) {
        header.read(content, start)?;
        if start > 0 && header.text("XTENSION").as_deref().map(str::trim) == Some("BINTABLE") {
            return read_columns(content, &header);
        }
        offset = header.next(content)?;
    }
    Err(CatalogueError::table("the FITS file holds no binary table"))
}

fn read_columns(content: &Content, header: &Header) -> Result<Vec<Column>, CatalogueError> {
    let &[row_bytes, rows] = header.axes()?.as_slice() else {
        return Err(CatalogueError::table("a binary table has two axes"));
    };
    let held = header.held_bytes(content)?;
    let (row_bytes, rows) = (usize::try_from(row_bytes), usize::try_from(rows));
    let (Ok(row_bytes), Ok(rows)) = (row_bytes, rows) else { return Err(CatalogueError::table("it is too large")) };
    let bytes = row_bytes.checked_mul(rows).filter(|bytes| *bytes as u64 <= held);
    let bytes = bytes.ok_or_else(|| CatalogueError::table("its rows do not fit the file"))?;
    let mut table = vec![0; bytes];
    content.read_at(header.end(), &mut table)?;
    let fields = fields(header, row_bytes)?;
    Ok(fields.iter().filter_map(|field| field.column(&table, row_bytes)).collect())
}

fn fields(header: &Header, row_bytes: usize) -> Result<Vec<Field>, CatalogueError> {
    let count = header.required("TFIELDS")?.clamp(0, 999);
    let (mut fields, mut offset) = (Vec::new(), 0_usize);
    for number in 1..=count {
        let form = header.text(&format!("TFORM{number}")).unwrap_or_default();
        let form = form.trim();
        let digits = form.bytes().take_while(u8::is_ascii_digit).count();
        let repeat = if digits == 0 { Ok(1) } else { form[..digits].parse::<usize>() };
        let code = form.as_bytes().get(digits).copied();
        let width = match code {
            Some(b'L' | b'B' | b'A') => 1,
            Some(b'I') => 2,
            Some(b'J' | b'E') => 4,
            Some(b'K' | b'D' | b'C' | b'P') => 8,
            Some(b'M' | b'Q') => 16,
            // Bits, in whole bytes.
            Some(b'X') => 0,
            _ => return Err(CatalogueError::table(format!("TFORM{number} is '{form}'"))),
        };
        let (Ok(repeat), Some(code)) = (repeat, code) else {
            return Err(CatalogueError::table(format!("TFORM{number} is '{form}'")));
        };
        let bytes = if code == b'X' { Some(repeat.div_ceil(8)) } else { repeat.checked_mul(width) };
        let card = |keyword: &str| header.number(&format!("{keyword}{number}"));
        let name = header.text(&format!("TTYPE{number}")).unwrap_or_default().trim().to_owned();
        let null = header.integer(&format!("TNULL{number}"));
        let (scale, zero) = (card("TSCAL").unwrap_or(1.0), card("TZERO").unwrap_or(0.0));
        fields.push(Field { name, code, repeat, offset, scale, zero, null });
        offset =
            bytes.and_then(|bytes| offset.checked_add(bytes)).filter(|end| *end <= row_bytes).ok_or_else(|| {
                CatalogueError::table(format!("column {number} does not fit into rows of {row_bytes} bytes"))
            })?;
    }
    Ok(fields)
}

impl Field {
    /// The column, if it has one value a row.
    fn column(&self, table: &[u8], row_bytes: usize) -> Option<Column> {
        let rows = || table.chunks_exact(row_bytes.max(1));
        let values = match self.code {
            b'A' => Values::Texts(rows().map(|row| text(&row[self.offset..self.offset + self.repeat])).collect()),
            b'K' if self.repeat == 1 => Values::of_texts(rows().map(|row| self.long(&row[self.offset..])).collect()),
            b'L' | b'B' | b'I' | b'J' | b'E' | b'D' if self.repeat == 1 => {
                Values::Numbers(rows().map(|row| self.number(&row[self.offset..])).collect())
            }
            _ => return None,
        };
        Some(Column { name: self.name.clone(), values })
    }

    /// An integer of 64 bits as it would be written, to its last digit; empty where there is none.
    fn long(&self, cell: &[u8]) -> String {
        let stored = cell.first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes));
        if Some(stored) == self.null {
            return String::new();
        }
        #[expect(clippy::float_cmp, reason = "any other scale counts")]
        let is_shifted = self.scale == 1.0 && self.zero.fract() == 0.0 && self.zero.abs() < 1e19;
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^64")]
        let shift = self.zero as i128;
        if is_shifted { (i128::from(stored) + shift).to_string() } else { self.number(cell).to_string() }
    }

    #[expect(clippy::cast_precision_loss, reason = "identifiers beyond 2^53 are read as texts")]
    fn number(&self, cell: &[u8]) -> f64 {
        let integer = match self.code {
            b'L' => return f64::from(u8::from(cell.first() == Some(&b'T'))),
            b'B' => cell.first().map(|byte| i64::from(*byte)),
            b'I' => cell.first_chunk().map(|bytes| i64::from(i16::from_be_bytes(*bytes))),
            b'J' => cell.first_chunk().map(|bytes| i64::from(i32::from_be_bytes(*bytes))),
            b'K' => cell.first_chunk().map(|bytes| i64::from_be_bytes(*bytes)),
            b'E' => {
                let value = cell.first_chunk().map_or(f64::NAN, |bytes| f64::from(f32::from_be_bytes(*bytes)));
                return value * self.scale + self.zero;
            }
            _ => {
                let value = cell.first_chunk().map_or(f64::NAN, |bytes| f64::from_be_bytes(*bytes));
                return value * self.scale + self.zero;
            }
        };
        match integer {
            Some(value) if Some(value) != self.null => value as f64 * self.scale + self.zero,
            _ => f64::NAN,
        }
    }
}

fn text(cell: &[u8]) -> String {
    let end = cell.iter().position(|&byte| byte == 0).unwrap_or(cell.len());
    String::from_utf8_lossy(&cell[..end]).trim_end().to_owned()
}
