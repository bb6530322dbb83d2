//! `VOTable` 1.0 to 1.5 (IVOA): the tables that services of the virtual observatory hand out.
//!
//! Read with the pull parser `quick-xml` and not with the crate `votable`, which builds every cell of a document in memory: only
//! numbers are kept here, and each part is bounded. No entity but those of XML itself is resolved, so that none can blow up.
//! Rows may be `TABLEDATA`, `BINARY`, `BINARY2` or `FITS`, inline; a stream elsewhere is not followed.
//!
//! A table is a spectrum if its columns are, whose utypes may also stand in a `GROUP` of references. Where cells hold vectors
//! each row is a spectrum. A document with several spectra names them by the `name` or `ID` of their table, or of the row.

mod binary;
mod document;
mod field;
mod fits;

use std::ops::ControlFlow;

use super::tables::{MAX_ROWS, visit_one, visit_only};
use super::tabular::{Tabular, TabularColumn};
use super::{Visit, roles};
use crate::error::ReadError;
use crate::spectrum::{Spectrum, SurveyFormat};
use document::Table;
use field::{Datatype, Field, Size};

/// A field of a packed table, as its attributes say.
#[derive(Debug, Default)]
pub(crate) struct PackedField {
    pub(crate) datatype: String,
    pub(crate) arraysize: String,
    /// The number that stands for no number.
    pub(crate) null: String,
}

/// The cells of a field of a packed table.
#[derive(Debug)]
pub(crate) enum UnpackedField {
    /// One number a row.
    Numbers(Vec<f64>),
    /// Words, or integers of 64 bits to their last digit.
    Texts(Vec<String>),
    /// Something that is no column of a catalogue.
    Other,
}

/// The bytes of a STREAM of a `VOTable`, unpacked to `limit_bytes` at most.
///
/// # Errors
///
/// Where its encoding is unknown, or it is damaged.
pub(crate) fn decode_stream(text: &str, encoding: &str, limit_bytes: u64) -> Result<Vec<u8>, ReadError> {
    document::decode_stream(text, encoding, limit_bytes)
}

/// The columns in the bytes of BINARY, or of BINARY2 where cells can be null; for catalogues, which are longer than spectra.
///
/// # Errors
///
/// Where a type is unknown, a row is cut off, or there are more values than `most`.
pub(crate) fn unpack_rows(
    fields: &[PackedField],
    bytes: &[u8],
    has_nulls: bool,
    most: usize,
) -> Result<Vec<UnpackedField>, ReadError> {
    let mut table = Table::default();
    for (number, packed) in (1..).zip(fields) {
        let unknown = |what| ReadError::malformed_table(format!("the {what} of field {number} is unknown"));
        table.fields.push(Field {
            datatype: Datatype::parse(&packed.datatype).ok_or_else(|| unknown("datatype"))?,
            size: Size::parse(&packed.arraysize).ok_or_else(|| unknown("arraysize"))?,
            null: packed.null.parse().ok(),
            texts: Some(Vec::new()),
            ..Field::default()
        });
    }
    binary::read_rows(bytes, has_nulls, &mut table, (most, most))?;
    let unpacked = |field: Field| match (field.datatype, field.size) {
        (datatype, size) if datatype.is_text() || (datatype, size) == (Datatype::Long, Size::Fixed(1)) => {
            UnpackedField::Texts(field.texts.unwrap_or_default())
        }
        (datatype, Size::Fixed(1)) if datatype.is_number() => UnpackedField::Numbers(field.values),
        _ => UnpackedField::Other,
    };
    Ok(table.fields.into_iter().map(unpacked).collect())
}

/// Reads the spectra of a `VOTable`; `false` where the text is another XML document.
///
/// # Errors
///
/// Where the document is broken, or holds no spectrum.
pub(super) fn read_each(text: &str, out: &mut Spectrum, visit: &mut Visit<'_>) -> Result<bool, ReadError> {
    let Some(tables) = document::read(text)? else { return Ok(false) };
    if tables.is_empty() {
        return Err(ReadError::unsupported("it is a VOTable without a table"));
    }
    if let Some(table) = tables.iter().find(|table| table.is_list_of_spectra()) {
        let rows = table.rows;
        return Err(ReadError::unsupported(format!(
            "it is a list of {rows} spectra with their addresses, not a spectrum"
        )));
    }
    let spectral: Vec<&Table> = tables.iter().filter(|table| table.is_spectral() && table.rows > 0).collect();
    let total: usize = spectral.iter().map(|table| if table.holds_vectors() { table.rows } else { 1 }).sum();
    match (spectral.as_slice(), total) {
        ([], _) => visit_only(&tables[0].scalars(), SurveyFormat::VoTable, out, visit)?,
        ([table], 1) => visit_only(&table.only(), SurveyFormat::VoTable, out, visit)?,
        _ => visit_many(&spectral, out, visit),
    }
    Ok(true)
}

fn visit_many(tables: &[&Table], out: &mut Spectrum, visit: &mut Visit<'_>) {
    for (number, table) in tables.iter().enumerate() {
        let name = if table.name.is_empty() { format!("table-{}", number + 1) } else { table.name.clone() };
        if !table.holds_vectors() {
            if visit_one(&table.scalars(), SurveyFormat::VoTable, &name, out, visit).is_break() {
                return;
            }
            continue;
        }
        for row in 0..table.rows {
            let own = table.identifiers.get(row).filter(|own| !own.is_empty());
            let prefix = if tables.len() > 1 { format!("{name}-") } else { String::new() };
            let target = own.map_or_else(|| format!("{prefix}row-{}", row + 1), |own| format!("{prefix}{own}"));
            if visit_one(&table.row(row), SurveyFormat::VoTable, &target, out, visit) == ControlFlow::Break(()) {
                return;
            }
        }
    }
}

impl Table {
    /// Whether the columns are those of a spectrum, by their names and meanings alone.
    fn is_spectral(&self) -> bool {
        roles::are_spectral(&self.described())
    }

    /// Whether it is the answer of a search for spectra (SSAP, `ObsCore`): one address a row.
    fn is_list_of_spectra(&self) -> bool {
        !self.is_spectral()
            && self.fields.iter().any(|field| {
                field.utype.to_ascii_lowercase().ends_with("access.reference")
                    || field.name.eq_ignore_ascii_case("access_url")
            })
    }

    /// Whether numbers stand in vectors.
    fn holds_vectors(&self) -> bool {
        self.rows > 0 && self.fields.iter().any(|field| field.values.len() > self.rows)
    }

    fn described(&self) -> Tabular {
        self.with_values(|_| Vec::new())
    }

    fn only(&self) -> Tabular {
        if self.holds_vectors() { self.row(0) } else { self.scalars() }
    }

    /// The table of columns with one number a row; others are none of a spectrum.
    fn scalars(&self) -> Tabular {
        self.with_values(
            |field| {
                if field.values.len() == self.rows { field.values.clone() } else { vec![f64::NAN; self.rows] }
            },
        )
    }

    /// The table that the vectors of a row make; its numbers are facts.
    fn row(&self, row: usize) -> Tabular {
        let span = |ends: &[usize]| {
            let start = row.checked_sub(1).map_or(0, |before| ends[before]);
            start..ends[row]
        };
        let pixels = self.fields.iter().map(|field| span(&field.ends).len()).max().unwrap_or(0).min(MAX_ROWS);
        let mut table = self.with_values(|field| field.values[span(&field.ends)].to_vec());
        for (column, field) in table.columns.iter().zip(&self.fields) {
            if let [value] = column.values[..]
                && value.is_finite()
            {
                table.facts.insert(field.name.to_uppercase(), value.to_string());
            }
        }
        table.columns.retain(|column| column.values.len() == pixels);
        table
    }

    fn with_values(&self, values: impl Fn(&field::Field) -> Vec<f64>) -> Tabular {
        let column = |field: &field::Field| TabularColumn {
            name: field.name.clone(),
            unit: field.unit.clone(),
            ucd: field.ucd.clone(),
            utype: field.utype.clone(),
            values: values(field),
        };
        Tabular { columns: self.fields.iter().map(column).collect(), facts: self.facts.clone() }
    }
}

#[cfg(test)]
mod tests;
