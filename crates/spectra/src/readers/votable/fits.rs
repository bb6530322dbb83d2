//! The serialisation FITS (`VOTable` 1.5, section 5.2): the rows are those of the first binary table of a FITS file.

use super::document::Table;
use super::field::Size;
use crate::error::ReadError;
use crate::fits::{self, Cards as _, Column, Content, Header};
use crate::readers::tables::{MAX_ROWS, MAX_VALUES};

/// Units before the table that are passed over.
const MAX_UNITS: usize = 16;

/// Reads all rows into the fields, which are those of the columns in their order.
///
/// # Errors
///
/// Where the bytes are no FITS file, or its table does not fit the fields.
pub(super) fn read_rows(bytes: Vec<u8>, table: &mut Table) -> Result<(), ReadError> {
    let mut content = Content::of_bytes(bytes);
    let mut header = Header::default();
    let mut offset = Some(0);
    for _ in 0..MAX_UNITS {
        let Some(start) = offset else { break };
        header.read(&content, start)?;
        if let Some(stored) = fits::Table::describe(&header, &content)? {
            return read_table(&mut content, &header, &stored, table);
        }
        offset = header.next(&content)?;
    }
    Err(ReadError::malformed_table("the FITS stream of the VOTable holds no table"))
}

fn read_table(
    content: &mut Content,
    header: &Header,
    stored: &fits::Table,
    table: &mut Table,
) -> Result<(), ReadError> {
    let columns = stored.columns();
    if columns.len() != table.fields.len() {
        let detail =
            format!("the FITS stream has {} columns, the VOTable {} fields", columns.len(), table.fields.len());
        return Err(ReadError::malformed_table(detail));
    }
    if stored.rows > MAX_ROWS as u64 {
        return Err(too_large());
    }
    let rows = content.take_scratch(stored.start, stored.rows, stored.row_bytes)?;
    let width = usize::try_from(stored.row_bytes).unwrap_or(usize::MAX).max(1);
    let mut room = MAX_VALUES;
    for (number, (column, field)) in columns.iter().zip(&mut table.fields).enumerate() {
        let scaling = |keyword: &str, neutral| header.number(&format!("{keyword}{}", number + 1)).unwrap_or(neutral);
        let (scale, zero) = (scaling("TSCAL", 1.0), scaling("TZERO", 0.0));
        let null = header.number(&format!("TNULL{}", number + 1));
        let repeat = usize::try_from(column.repeat).unwrap_or(usize::MAX);
        field.size = Size::Fixed(repeat);
        for row in rows.chunks_exact(width) {
            room = room.checked_sub(repeat.max(1)).ok_or_else(too_large)?;
            for element in 0..repeat {
                match element_at(row, column, element) {
                    Some(value) if null == Some(value) => field.push(f64::NAN),
                    Some(value) => field.push(value * scale + zero),
                    None => break,
                }
            }
            field.end_cell();
        }
    }
    table.rows = usize::try_from(stored.rows).unwrap_or(usize::MAX);
    content.put_scratch(rows);
    Ok(())
}

fn too_large() -> ReadError {
    ReadError::unsupported("the FITS stream of the VOTable is too large for one of spectra")
}

/// A number of a cell; `None` in columns of words, bits and pointers.
#[expect(clippy::cast_precision_loss, reason = "identifiers of 64 bits are no quantities of a spectrum")]
fn element_at(row: &[u8], column: &Column, element: usize) -> Option<f64> {
    let start = usize::try_from(column.offset).ok()?;
    let cell = row.get(start..)?;
    Some(match column.code {
        b'B' => f64::from(at::<1>(cell, element)?[0]),
        b'I' => f64::from(i16::from_be_bytes(at(cell, element)?)),
        b'J' => f64::from(i32::from_be_bytes(at(cell, element)?)),
        b'K' => i64::from_be_bytes(at(cell, element)?) as f64,
        b'E' => f64::from(f32::from_be_bytes(at(cell, element)?)),
        b'D' => f64::from_be_bytes(at(cell, element)?),
        b'L' => f64::from(u8::from(at::<1>(cell, element)?[0] == b'T')),
        _ => return None,
    })
}

/// The bytes of an element.
fn at<const N: usize>(cell: &[u8], element: usize) -> Option<[u8; N]> {
    cell.get(element.checked_mul(N)?..)?.first_chunk().copied()
}
