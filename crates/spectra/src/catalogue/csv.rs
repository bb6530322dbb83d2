//! Catalogues as text: CSV, TSV, ECSV, and what spreadsheets of other countries write.

use super::{CatalogueError, Column, Values};

/// Separators in the order in which they are believed.
const SEPARATORS: [u8; 5] = [b'\t', b',', b';', b'|', b' '];

/// Reads a table of text; lines that begin with `#` are comments.
///
/// # Errors
///
/// Where a row has another number of fields than the header, with its line.
pub(super) fn read(text: &str) -> Result<Vec<Column>, CatalogueError> {
    if text.contains('\0') {
        return Err(CatalogueError::table("it is neither text nor FITS"));
    }
    let header = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty());
    let header = header.ok_or_else(|| CatalogueError::table("it has no row"))?;
    let separator = SEPARATORS.into_iter().find(|&separator| header.as_bytes().contains(&separator)).unwrap_or(b',');
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(separator)
        .comment(Some(b'#'))
        .trim(::csv::Trim::All)
        .from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map_err(|error| refuse(&error))?.iter().map(str::to_owned).collect();
    let mut texts = vec![Vec::new(); names.len()];
    for record in reader.records() {
        let record = record.map_err(|error| refuse(&error))?;
        for (column, field) in texts.iter_mut().zip(&record) {
            column.push(field.to_owned());
        }
    }
    Ok(names.into_iter().zip(texts).map(|(name, texts)| Column { name, values: Values::of_texts(texts) }).collect())
}

fn refuse(error: &::csv::Error) -> CatalogueError {
    CatalogueError::table(match error.kind() {
        ::csv::ErrorKind::UnequalLengths { pos: Some(place), expected_len, len } => {
            format!("row {} has {len} fields instead of {expected_len}", place.record())
        }
        _ => error.to_string(),
    })
}
