//! The serialisations BINARY and BINARY2 (`VOTable` 1.5, sections 5.3 and 5.4): rows of big-endian numbers.

use super::document::Table;
use super::field::{Datatype, Size};
use crate::error::ReadError;

/// Bytes that are read one after another.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ReadError> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or_else(|| ReadError::malformed_table("the binary rows of the VOTable are cut off"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        Ok(self.take(N)?.first_chunk().copied().unwrap_or([0; N]))
    }
}

/// Reads all rows into the fields; `has_nulls` for BINARY2, where each row starts with the bits of cells that are null.
///
/// # Errors
///
/// Where a row is cut off, or there are more rows or numbers than `most`.
pub(super) fn read_rows(
    bytes: &[u8],
    has_nulls: bool,
    table: &mut Table,
    most: (usize, usize),
) -> Result<(), ReadError> {
    let mut bytes = Bytes(bytes);
    let (most_rows, mut room) = most;
    while !bytes.0.is_empty() {
        let left = bytes.0.len();
        let nulls = if has_nulls { bytes.take(table.fields.len().div_ceil(8))? } else { &[] };
        for index in 0..table.fields.len() {
            let is_null = nulls.get(index / 8).is_some_and(|bits| bits & (0x80 >> (index % 8)) != 0);
            read_cell(&mut bytes, table, index, is_null, &mut room)?;
        }
        table.rows += 1;
        if table.rows > most_rows {
            return Err(too_large());
        }
        if left == bytes.0.len() {
            return Err(ReadError::malformed_table("the rows of the VOTable have no length"));
        }
    }
    Ok(())
}

fn too_large() -> ReadError {
    ReadError::unsupported("the VOTable is too large for one of spectra")
}

fn read_cell(
    bytes: &mut Bytes<'_>,
    table: &mut Table,
    index: usize,
    is_null: bool,
    room: &mut usize,
) -> Result<(), ReadError> {
    let (datatype, size) = (table.fields[index].datatype, table.fields[index].size);
    let count = match size {
        Size::Fixed(count) => count,
        Size::Variable => usize::try_from(u32::from_be_bytes(bytes.array()?)).unwrap_or(usize::MAX),
    };
    *room = room.checked_sub(count.max(1)).ok_or_else(too_large)?;
    let cell = bytes.take(cell_bytes(datatype, count))?;
    if datatype.is_text() && table.identifier == Some(index) {
        table.identifiers.push(text(datatype, cell));
    }
    let field = &mut table.fields[index];
    if let Some(texts) = &mut field.texts {
        texts.push(match datatype {
            _ if datatype.is_text() => text(datatype, cell),
            Datatype::Long if !is_null => long(cell, field.null),
            _ => String::new(),
        });
    }
    if datatype.is_number() {
        *room =
            room.checked_sub(count).ok_or_else(|| ReadError::malformed_table("the VOTable holds too many numbers"))?;
        let mut elements = Bytes(cell);
        for element in 0..count {
            let value = read_element(&mut elements, datatype, cell, element)?;
            field.push(if is_null { f64::NAN } else { value });
        }
    }
    field.end_cell();
    Ok(())
}

/// Bytes of a cell of `count` elements; more than can be where that overflows.
fn cell_bytes(datatype: Datatype, count: usize) -> usize {
    match datatype {
        Datatype::Bit => count.div_ceil(8),
        Datatype::Boolean | Datatype::Byte | Datatype::Char => count,
        Datatype::Short | Datatype::UnicodeChar => count.saturating_mul(2),
        Datatype::Int | Datatype::Float => count.saturating_mul(4),
        Datatype::Long | Datatype::Double | Datatype::FloatComplex => count.saturating_mul(8),
        Datatype::DoubleComplex => count.saturating_mul(16),
    }
}

#[expect(clippy::cast_precision_loss, reason = "identifiers of 64 bits are no quantities of a spectrum")]
fn read_element(elements: &mut Bytes<'_>, datatype: Datatype, cell: &[u8], element: usize) -> Result<f64, ReadError> {
    Ok(match datatype {
        Datatype::Bit => f64::from(cell[element / 8] >> (7 - element % 8) & 1),
        Datatype::Boolean => match elements.array::<1>()?[0] {
            b'T' | b't' | b'1' => 1.0,
            b'F' | b'f' | b'0' => 0.0,
            _ => f64::NAN,
        },
        Datatype::Byte => f64::from(elements.array::<1>()?[0]),
        Datatype::Short => f64::from(i16::from_be_bytes(elements.array()?)),
        Datatype::Int => f64::from(i32::from_be_bytes(elements.array()?)),
        Datatype::Long => i64::from_be_bytes(elements.array()?) as f64,
        Datatype::Float => f64::from(f32::from_be_bytes(elements.array()?)),
        Datatype::Double => f64::from_be_bytes(elements.array()?),
        Datatype::Char | Datatype::UnicodeChar | Datatype::FloatComplex | Datatype::DoubleComplex => f64::NAN,
    })
}

/// An integer of 64 bits as it would be written; empty where it stands for no number.
fn long(cell: &[u8], null: Option<f64>) -> String {
    let integer = cell.first_chunk().map(|bytes| i64::from_be_bytes(*bytes));
    #[expect(clippy::cast_precision_loss, reason = "what stands for no number is known as such only")]
    let integer = integer.filter(|&integer| null != Some(integer as f64));
    integer.map(|integer| integer.to_string()).unwrap_or_default()
}

fn text(datatype: Datatype, cell: &[u8]) -> String {
    let text = match datatype {
        Datatype::UnicodeChar => String::from_utf16_lossy(
            &cell.as_chunks().0.iter().map(|&pair| u16::from_be_bytes(pair)).collect::<Vec<_>>(),
        ),
        _ => String::from_utf8_lossy(cell).into_owned(),
    };
    text.trim_matches(['\0', ' ']).to_owned()
}
