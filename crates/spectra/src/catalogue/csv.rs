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
    if is_name_of_file(header) {
        return Ok(vec![list(text)]);
    }
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
    let values = |texts| if separator == b',' { Values::of_texts(texts) } else { with_decimal_commas(texts) };
    Ok(names.into_iter().zip(texts).map(|(name, texts)| Column { name, values: values(texts) }).collect())
}

/// Whether the first line is no heading but the first of a list of names, as `ls` makes it: one word with a suffix.
fn is_name_of_file(line: &str) -> bool {
    let is_one_word = !SEPARATORS.iter().any(|separator| line.trim().as_bytes().contains(separator));
    is_one_word && line.trim().rsplit_once('.').is_some_and(|(stem, suffix)| !stem.is_empty() && !suffix.is_empty())
}

/// The only column of a list of names.
fn list(text: &str) -> Column {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#') && !line.is_empty());
    Column { name: "filename".to_owned(), values: Values::Texts(lines.map(str::to_owned).collect()) }
}

/// Values of which numbers may have a decimal comma, since something else separates them.
fn with_decimal_commas(texts: Vec<String>) -> Values {
    let has_commas = texts.iter().any(|text| text.contains(','));
    match Values::of_texts(texts) {
        Values::Texts(texts) if has_commas && !texts.iter().any(|text| text.contains('.')) => {
            match Values::of_texts(texts.iter().map(|text| text.replacen(',', ".", 1)).collect()) {
                numbers @ Values::Numbers(_) => numbers,
                Values::Texts(_) => Values::Texts(texts),
            }
        }
        values => values,
    }
}

fn refuse(error: &::csv::Error) -> CatalogueError {
    CatalogueError::table(match error.kind() {
        ::csv::ErrorKind::UnequalLengths { pos: Some(place), expected_len, len } => {
            format!("row {} has {len} fields instead of {expected_len}", place.record())
        }
        _ => error.to_string(),
    })
}
