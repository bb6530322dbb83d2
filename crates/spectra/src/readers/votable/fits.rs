//! The serialisation FITS (`VOTable` 1.5, section 5.2): the rows are those of the first binary table of a FITS file.

use super::document::Table;
use super::field::Size;
use crate::error::ReadError;
use crate::fits::{self, Cells, Content, Header};
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
    let mut room = MAX_VALUES;
    for (index, column) in columns.iter().enumerate() {
        // Columns of words and of complex numbers have no numbers, those of words may name the rows.
        let cells = Cells::of(header, stored, column).ok();
        let numbers = cells.as_ref().filter(|cells| !cells.is_text());
        let names = cells.as_ref().filter(|cells| cells.is_text() && table.identifier == Some(index));
        let field = &mut table.fields[index];
        let repeat = if column.code == column.element { usize::try_from(column.repeat).ok() } else { None };
        field.size = repeat.map_or(Size::Variable, Size::Fixed);
        for row in 0..stored.rows {
            let values = numbers.map(|cells| cells.numbers(content, row..row + 1)).transpose()?.unwrap_or_default();
            room = room.checked_sub(values.len().max(1)).ok_or_else(too_large)?;
            values.into_iter().for_each(|value| field.push(value));
            field.end_cell();
            if let Some(cells) = names {
                table.identifiers.push(cells.word(content, row)?.unwrap_or_default());
            }
        }
    }
    table.rows = usize::try_from(stored.rows).unwrap_or(usize::MAX);
    Ok(())
}

fn too_large() -> ReadError {
    ReadError::unsupported("the FITS stream of the VOTable is too large for one of spectra")
}
