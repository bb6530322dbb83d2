//! Comma-separated values, also with semicolons, bars or tabulators, read with the crate `csv`, which knows all quoting.
//!
//! Three forms: columns of one spectrum; columns with an identifier first, of which each run of rows is a spectrum; and the
//! *pool* of VO-CLOUD, one spectrum in each row, where the heading states the wavelengths \[Å\]:
//!
//! ```text
//! id,label,6519.00,6520.53,6522.06
//! spec-1.fits,A,114.56,117.79,119.20
//! ```
//!
//! Columns of a pool before the first wavelength are facts of the spectrum by their names, the first is its name. A decimal
//! comma is understood where semicolons or tabulators separate, and remarked.

use std::borrow::Cow;
use std::ops::ControlFlow;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::Visit;
use super::tables::{MIN_ROWS, check_size, decimal_comma, visit_one, visit_only};
use super::tabular::{Tabular, TabularColumn};
use super::text::{POSITIONAL, comment, note_fact, number, unnamed};
use super::{Extent, roles, target_name};
use crate::config::{MAX_POINTS, MAX_WAVELENGTH};
use crate::error::ReadError;
use crate::spectrum::{ReadRemark, Spectrum, SurveyFormat};

const DELIMITERS: [u8; 4] = *b",|;\t";

/// Lines that are asked for the delimiter.
const ASKED_LINES: usize = 12;
/// Columns of a table that is no pool.
const MAX_COLUMNS: usize = 1024;
/// Names of a first column that tells spectra apart.
const IDENTIFIERS: [&str; 13] = [
    "id",
    "name",
    "file",
    "filename",
    "file_name",
    "spectrum",
    "spectrum_id",
    "target",
    "targetid",
    "target_id",
    "object",
    "source_id",
    "obsid",
];

/// The delimiter of a text, if it has one: a character that stands equally often in most of its first lines.
pub(super) fn delimiter(text: &str) -> Option<u8> {
    let lines: Vec<&str> = data(text).lines().filter(|line| !line.trim().is_empty()).take(ASKED_LINES).collect();
    let count = |line: &str, delimiter: u8| {
        let mut is_quoted = false;
        line.bytes()
            .filter(|&byte| {
                is_quoted ^= byte == b'"';
                byte == delimiter && !is_quoted
            })
            .count()
    };
    DELIMITERS.into_iter().rev().find(|&delimiter| {
        let expected = lines.first().map_or(0, |line| count(line, delimiter));
        let equal = lines.iter().filter(|line| count(line, delimiter) == expected).count();
        // A damaged line is to be named, and not to make the file something else.
        expected > 0 && equal * 4 >= lines.len() * 3
    })
}

/// A text without the comments in front.
fn data(text: &str) -> &str {
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\n') {
        if !line.trim().is_empty() && comment(line).is_none() {
            break;
        }
        rest = behind;
    }
    rest
}

/// Reads the spectra of a table with this delimiter; `false` where it holds no numbers to speak of.
///
/// # Errors
///
/// Where the table is broken, or no spectrum.
pub(super) fn read_each(
    text: &str,
    delimiter: u8,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<bool, ReadError> {
    let body = data(text);
    let mut facts = Tabular::default().facts;
    let comments = || text[..text.len() - body.len()].lines().filter_map(comment);
    comments().for_each(|line| note_fact(line, &mut facts));
    let mut records = Records::new(text, text.len() - body.len(), delimiter);
    if !records.next()? {
        return Ok(false);
    }
    if let Some(pool) = Pool::of(&records.record, delimiter != b',')? {
        return pool.read_each(&mut records, out, visit).map(|()| true);
    }
    // What NumPy writes has its names in a comment.
    let commented =
        comments().next_back().map(|line| line.split(char::from(delimiter)).map(str::trim).collect::<Vec<_>>());
    let commented = commented.filter(|names| names.iter().any(|name| roles::is_known_name(name)));
    let names = commented.filter(|names| names.len() == records.record.len());
    let Some(columns) =
        Columns::read(&mut records, names.as_deref(), Tabular { facts, ..Tabular::default() }, delimiter)?
    else {
        return Ok(false);
    };
    columns.visit_each(out, visit).map(|()| true)
}

/// The records of a text, one after another.
pub(super) struct Records<'a> {
    reader: Reader<&'a [u8]>,
    /// The present record.
    pub(super) record: StringRecord,
    /// Lines in front of the first record.
    skipped: u64,
}

impl<'a> Records<'a> {
    /// The records from byte `start` on, the heading being one of them; lines with `#` are comments.
    pub(super) fn new(text: &'a str, start: usize, delimiter: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .from_reader(&text.as_bytes()[start..]);
        let skipped = memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count() as u64;
        Self { reader, record: StringRecord::new(), skipped }
    }

    /// Goes to the next record; false at the end.
    ///
    /// # Errors
    ///
    /// Where the text is no CSV.
    pub(super) fn next(&mut self) -> Result<bool, ReadError> {
        let is_there = self.reader.read_record(&mut self.record);
        // To trim makes a record anew.
        if self.record.iter().any(|cell| cell.trim().len() < cell.len()) {
            self.record.trim();
        }
        is_there.map_err(|error| ReadError::malformed_table(error.to_string()))
    }

    /// The line of the present record in the text.
    pub(super) fn line(&self) -> u64 {
        self.skipped + self.record.position().map_or(0, csv::Position::line)
    }

    /// That the present record has another number of columns.
    pub(super) fn ragged(&self, expected: usize) -> ReadError {
        let (line, found) = (self.line(), self.record.len());
        ReadError::malformed_table(format!("line {line} has {found} columns, not {expected}"))
    }

    /// That a cell of the present record is no number.
    pub(super) fn not_a_number(&self, cell: &str) -> ReadError {
        ReadError::malformed_table(format!("{:?} in line {} is no number", crate::units::short(cell), self.line()))
    }
}

/// A heading that states wavelengths: one spectrum in each row.
struct Pool {
    names: Vec<String>,
    wavelength: Vec<f64>,
    is_decreasing: bool,
    takes_comma: bool,
    has_decimal_comma: bool,
}

impl Pool {
    /// The pool whose heading this is: words, then at least [`MIN_ROWS`] wavelengths in order.
    fn of(heading: &StringRecord, takes_comma: bool) -> Result<Option<Self>, ReadError> {
        let number = |cell: &str| parse(cell, takes_comma).filter(|number| number.is_finite());
        let first = heading.iter().position(|cell| number(cell).is_some());
        let Some(first) = first.filter(|&first| first > 0 && heading.len() - first >= MIN_ROWS) else {
            return Ok(None);
        };
        let wavelength: Option<Vec<f64>> = heading.iter().skip(first).map(number).collect();
        let Some(mut wavelength) = wavelength else { return Ok(None) };
        let is_decreasing = wavelength[0] > wavelength[1];
        if is_decreasing {
            wavelength.reverse();
        }
        if !wavelength.windows(2).all(|pair| pair[0] < pair[1]) {
            return Ok(None);
        }
        let (from, to) = (wavelength[0], wavelength[wavelength.len() - 1]);
        if !(from > 0.0 && to <= MAX_WAVELENGTH) || wavelength.len() > MAX_POINTS {
            return Err(ReadError::bad_wavelength(format!("the heading states {from} to {to}")));
        }
        let names = heading.iter().take(first).map(|name| name.trim().to_uppercase()).collect();
        let has_decimal_comma = takes_comma && heading.iter().skip(first).any(has_comma);
        Ok(Some(Self { names, wavelength, is_decreasing, takes_comma, has_decimal_comma }))
    }

    fn read_each(&self, records: &mut Records<'_>, out: &mut Spectrum, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        let mut rows = 0;
        while records.next()? {
            rows += 1;
            out.reset();
            let result = self.fill(records, out).map(|()| Extent::Whole);
            if visit(result, out).is_break() {
                return Ok(());
            }
        }
        if rows == 0 { Err(ReadError::malformed_table("there is no row below the heading")) } else { Ok(()) }
    }

    fn fill(&self, records: &Records<'_>, out: &mut Spectrum) -> Result<(), ReadError> {
        let record = &records.record;
        out.meta.format = Some(SurveyFormat::Csv);
        let name = record.get(0).filter(|name| !name.is_empty());
        out.target = name.map_or_else(|| format!("line-{}", records.line()), target_name);
        let expected = self.names.len() + self.wavelength.len();
        if record.len() != expected {
            return Err(records.ragged(expected));
        }
        let facts = self.names.iter().zip(record).map(|(name, value)| (name.clone(), value.to_owned())).collect();
        roles::read_facts(&Tabular { facts, ..Tabular::default() }, &mut out.meta);
        for cell in record.iter().skip(self.names.len()) {
            out.flux.push(parse(cell, self.takes_comma).ok_or_else(|| records.not_a_number(cell))?);
        }
        if self.has_decimal_comma || (self.takes_comma && record.iter().skip(self.names.len()).any(has_comma)) {
            out.remarks.push(decimal_comma());
        }
        if self.is_decreasing {
            out.flux.reverse();
        }
        out.wavelength.extend_from_slice(&self.wavelength);
        Ok(())
    }
}

/// A table with a quantity in each column.
struct Columns {
    table: Tabular,
    /// The identifiers of the first column, one a row, if it tells spectra apart.
    identifiers: Vec<String>,
    is_named: bool,
    has_decimal_comma: bool,
}

impl Columns {
    fn read(
        records: &mut Records<'_>,
        commented: Option<&[&str]>,
        mut table: Tabular,
        delimiter: u8,
    ) -> Result<Option<Self>, ReadError> {
        let heading = records.record.clone();
        if !(2..=MAX_COLUMNS).contains(&heading.len()) {
            return Ok(None);
        }
        let takes_comma = delimiter != b',';
        let has_heading = heading.iter().any(|cell| !cell.is_empty() && parse(cell, takes_comma).is_none());
        let name = |index: usize| match commented {
            _ if has_heading => heading.get(index),
            Some(names) => names.get(index).copied(),
            None => POSITIONAL.get(index).copied(),
        };
        table.columns = (0..heading.len())
            .map(|index| TabularColumn { name: name(index).unwrap_or_default().to_owned(), ..Default::default() })
            .collect();
        let is_named = has_heading || commented.is_some();
        let has_identifiers = is_named && IDENTIFIERS.contains(&table.columns[0].name.to_lowercase().as_str());
        let mut read = Self { table, identifiers: Vec::new(), is_named, has_decimal_comma: false };
        if has_heading && !records.next()? {
            return Ok(None);
        }
        if has_heading && read.take_units(&records.record) && !records.next()? {
            return Ok(None);
        }
        loop {
            read.push(records, has_identifiers, takes_comma)?;
            if !records.next()? {
                break;
            }
        }
        let rows = read.table.columns[0].values.len();
        Ok((rows >= MIN_ROWS && read.holds_numbers()).then_some(read))
    }

    /// Whether the record states the units of the columns.
    fn take_units(&mut self, record: &StringRecord) -> bool {
        let is_unit = |cell: &str| cell.is_empty() || number(cell).is_none();
        let states_some =
            record.iter().any(|cell| crate::units::axis(cell.trim_matches(['[', ']', '(', ')'])).is_some());
        if record.len() != self.table.columns.len() || !states_some || !record.iter().all(is_unit) {
            return false;
        }
        for (column, unit) in self.table.columns.iter_mut().zip(record) {
            unit.trim_matches(['[', ']', '(', ')']).clone_into(&mut column.unit);
        }
        true
    }

    fn push(&mut self, records: &Records<'_>, has_identifiers: bool, takes_comma: bool) -> Result<(), ReadError> {
        let record = &records.record;
        if record.len() != self.table.columns.len() {
            return Err(records.ragged(self.table.columns.len()));
        }
        check_size(&self.table)?;
        let columns = &mut self.table.columns;
        if has_identifiers {
            self.identifiers.push(record.get(0).unwrap_or_default().to_owned());
        }
        for (index, (column, cell)) in columns.iter_mut().zip(record).enumerate() {
            // Words have no place in the columns of a spectrum; in others they are no numbers.
            let value = parse(cell, takes_comma);
            if value.is_none() && !(has_identifiers && index == 0) && roles::is_known_name(&column.name) {
                return Err(records.not_a_number(cell));
            }
            self.has_decimal_comma |= takes_comma && value.is_some() && cell.contains(',');
            column.values.push(value.unwrap_or(f64::NAN));
        }
        Ok(())
    }

    fn holds_numbers(&self) -> bool {
        let is_numeric = |column: &&TabularColumn| column.values.iter().any(|value| value.is_finite());
        self.table.columns.iter().filter(is_numeric).count() >= 2
    }

    fn visit_each(mut self, out: &mut Spectrum, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        let remarks = self.remarks();
        let mut visit = |result: Result<Extent, ReadError>, spectrum: &mut Spectrum| -> ControlFlow<()> {
            spectrum.remarks.extend_from_slice(&remarks);
            visit(result, spectrum)
        };
        let runs: Vec<usize> = self.identifiers.chunk_by(|one, other| one == other).map(<[String]>::len).collect();
        if runs.len() < 2 || !roles::are_spectral(&self.table) {
            return visit_only(&self.table, SurveyFormat::Csv, out, &mut visit);
        }
        let mut start = 0;
        for run in runs {
            let rows = start..start + run;
            let stated = std::mem::take(&mut self.identifiers[start]);
            let target = if stated.is_empty() { format!("row-{}", start + 1) } else { stated };
            let part = |column: &TabularColumn| TabularColumn {
                values: column.values[rows.clone()].to_vec(),
                name: column.name.clone(),
                unit: column.unit.clone(),
                ..TabularColumn::default()
            };
            // The identifier itself is no quantity.
            let columns = self.table.columns.iter().skip(1).map(part).collect();
            let table = Tabular { columns, facts: self.table.facts.clone() };
            if visit_one(&table, SurveyFormat::Csv, &target, out, &mut visit).is_break() {
                return Ok(());
            }
            start += run;
        }
        Ok(())
    }

    fn remarks(&self) -> Vec<ReadRemark> {
        let mut remarks = Vec::new();
        if !self.is_named {
            remarks.push(unnamed(self.table.columns.len()));
        }
        if self.has_decimal_comma {
            remarks.push(decimal_comma());
        }
        remarks
    }
}

fn has_comma(cell: &str) -> bool {
    cell.contains(',')
}

/// A number, with a decimal comma where that is understood.
fn parse(cell: &str, takes_comma: bool) -> Option<f64> {
    let is_single = takes_comma && cell.matches(',').count() == 1 && !cell.contains('.');
    let cell = if is_single { Cow::Owned(cell.replace(',', ".")) } else { Cow::Borrowed(cell) };
    number(&cell)
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
