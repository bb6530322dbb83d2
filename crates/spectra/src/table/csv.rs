//! A table as CSV (RFC 4180).

use std::borrow::Cow;

use super::{Table, TableValues};

pub(super) fn write(table: &Table) -> Vec<u8> {
    let mut lines = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let names = table.columns.iter().map(|column| column.name);
    // Writing into memory cannot fail.
    let _ = lines.write_record(names);
    for row in 0..table.rows() {
        let cells: Vec<Cow<'_, str>> = table.columns.iter().map(|column| cell(&column.values, row)).collect();
        let _ = lines.write_record(cells.iter().map(AsRef::as_ref));
    }
    lines.into_inner().unwrap_or_default()
}

fn cell(values: &TableValues, row: usize) -> Cow<'_, str> {
    match values {
        TableValues::Texts(texts) => {
            let text = texts[row].as_str();
            let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
            if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
        }
        TableValues::Numbers(numbers) => {
            numbers[row].filter(|number| number.is_finite()).map(|number| number.to_string()).unwrap_or_default().into()
        }
        TableValues::Flags(flags) => Cow::Borrowed(if flags[row] { "true" } else { "false" }),
    }
}
