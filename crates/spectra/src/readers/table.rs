//! Binary tables that are of no survey: columns of wavelength and flux, told by name, UCD, utype and unit.
//!
//! A table holds one spectrum in its rows, or one in the cells of each row (VO spectrum tables, ESO's data products, IUE, HST).

use std::collections::BTreeMap;
use std::ops::Range;

use super::tabular::{Tabular, TabularColumn};
use super::units::{Kind, Unit};
use super::{Extent, Layout, Opened, Request, Verdict, Visit, facts, roles, target_name};
use crate::error::ReadError;
use crate::fits::{Cards as _, Cells, Column, Table};
use crate::spectrum::{Spectrum, SurveyFormat};

/// Columns that are looked at; behind them nothing that makes a spectrum is expected.
const MAX_COLUMNS: usize = 200;

/// Values of all columns of one spectrum together.
const MAX_VALUES: u64 = 1 << 23;

/// Columns that name the spectrum of a row, in the order in which they are believed.
const IDENTIFIERS: [&str; 8] = ["TARGETID", "OBJID", "OBJECT_ID", "SOURCE_ID", "ID", "NAME", "APERTURE", "SPORDER"];

pub(super) struct AnyTable;

/// A table whose columns may be those of a spectrum.
struct Candidate {
    name: String,
    table: Table,
    cells: Vec<(Column, Cells)>,
    /// Names as written, units, UCDs and utypes of these columns.
    meanings: Vec<[String; 4]>,
    facts: BTreeMap<String, String>,
}

impl Layout for AnyTable {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let units = file.units;
        let mut found = Vec::new();
        for unit in units.of(Kind::Table).filter(|unit| unit.axes.get(1).is_some_and(|&rows| rows > 0)) {
            let candidate = Candidate::open(file, unit)?;
            out.reset();
            // The first spectrum decides whether the table holds any.
            let rows = candidate.rows().next();
            match rows.map(|rows| candidate.read(file, &rows, out)) {
                Some(Ok(true)) => found.push(unit),
                // Columns of a spectrum that cannot be used: the reason is worth more than a list of what the file holds.
                Some(Err(error)) if found.is_empty() && units.of(Kind::Table).count() == 1 => return Err(error),
                Some(Ok(false) | Err(_)) | None => {}
            }
        }
        if found.is_empty() {
            return Ok(Verdict::NotMine);
        }
        units.check_whole()?;
        let are_several = found.len() > 1;
        for (number, unit) in (1..).zip(found) {
            let name = if unit.name.is_empty() { number.to_string() } else { target_name(&unit.name) };
            let name = if are_several { name } else { String::new() };
            if serve_table(file, unit, name, request, out, visit)? {
                break;
            }
        }
        Ok(Verdict::Read)
    }
}

/// Hands over the spectra of a table; true where no more is wanted.
fn serve_table(
    file: &mut Opened<'_>,
    unit: &Unit,
    name: String,
    request: &Request<'_>,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<bool, ReadError> {
    let candidate = Candidate { name, ..Candidate::open(file, unit)? };
    let targets = candidate.targets(file)?;
    for (rows, target) in candidate.rows().zip(targets) {
        if !request.asks_for(&target) {
            continue;
        }
        out.reset();
        let result = candidate.read(file, &rows, out).and_then(|is_spectrum| {
            let missing = || ReadError::malformed("its columns are no longer those of a spectrum");
            is_spectrum.then_some(()).ok_or_else(missing)
        });
        file.extension.read(file.content, unit.start)?;
        out.meta.format = Some(SurveyFormat::FitsTable);
        facts::read(file, &mut out.meta);
        out.target = target;
        if visit(result.map(|()| Extent::Whole), out).is_break() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Candidate {
    fn open(file: &mut Opened<'_>, unit: &Unit) -> Result<Self, ReadError> {
        let table = file.table(unit)?;
        let header = &*file.extension;
        let mut cells = Vec::new();
        for column in table.columns().iter().take(MAX_COLUMNS) {
            // Columns of other types (complex numbers) are no part of a spectrum.
            if let Ok(numbers) = Cells::of(header, &table, column)
                && !numbers.is_text()
            {
                cells.push((column.clone(), numbers));
            }
        }
        let meanings = cells.iter().map(|(column, _)| {
            ["TTYPE", "TUNIT", "TUCD", "TUTYP"]
                .map(|keyword| header.text(&format!("{keyword}{}", column.number)).unwrap_or_default())
        });
        let meanings = meanings.collect();
        let cards = file.primary.values().chain(header.values());
        let facts = cards.map(|(keyword, value)| (keyword.to_ascii_uppercase(), value)).collect();
        Ok(Self { name: String::new(), table, cells, meanings, facts })
    }

    /// Whether the cells of a row hold arrays, so that each row is a spectrum of its own.
    fn has_arrays(&self) -> bool {
        let is_array = |column: &Column| matches!(column.code, b'P' | b'Q') || column.repeat > 1;
        self.cells.iter().filter(|(column, _)| is_array(column)).count() >= 2
    }

    /// The rows of each spectrum.
    fn rows(&self) -> impl Iterator<Item = Range<u64>> + use<> {
        let rows = self.table.rows;
        let (step, count) = if self.has_arrays() { (1, rows) } else { (rows, 1) };
        (0..count).map(move |spectrum| spectrum * step..(spectrum + 1) * step)
    }

    /// The names of the spectra: the table's where several tables hold some, with the row's where it has several.
    fn targets(&self, file: &mut Opened<'_>) -> Result<Vec<String>, ReadError> {
        if self.rows().nth(1).is_none() {
            return Ok(vec![self.name.clone()]);
        }
        let numbers = || (1..=self.table.rows).map(|row| row.to_string()).collect();
        let mut names: Vec<String> = numbers();
        for identifier in IDENTIFIERS {
            if let Ok(Some(cells)) = Cells::named(file.extension, &self.table, identifier) {
                names = cells.words(file.content)?.iter().map(|name| target_name(name)).collect();
                break;
            }
        }
        let mut sorted: Vec<&String> = names.iter().collect();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) || sorted.first().is_some_and(|name| name.is_empty()) {
            names = numbers();
        }
        let prefix = if self.name.is_empty() { String::new() } else { format!("{}-", self.name) };
        Ok(names.into_iter().map(|name| format!("{prefix}{name}")).collect())
    }

    /// Reads one spectrum; false where the columns are none.
    fn read(&self, file: &mut Opened<'_>, rows: &Range<u64>, out: &mut Spectrum) -> Result<bool, ReadError> {
        let mut table = Tabular { facts: self.facts.clone(), ..Tabular::default() };
        let mut values_left = MAX_VALUES;
        let pixels = self.pixels(file, rows)?;
        for ((column, cells), [name, unit, ucd, utype]) in self.cells.iter().zip(&self.meanings) {
            let is_array = self.has_arrays();
            let length =
                if is_array { cells.len(file.content, rows.start)? } else { (rows.end - rows.start) * column.repeat };
            if length != pixels {
                continue;
            }
            values_left = values_left
                .checked_sub(length)
                .ok_or_else(|| ReadError::malformed("the table has too many values for a spectrum"))?;
            table.columns.push(TabularColumn {
                name: name.clone(),
                unit: unit.clone(),
                ucd: ucd.clone(),
                utype: utype.clone(),
                values: cells.numbers(file.content, rows.clone())?,
            });
        }
        roles::spectrum_of(&table, out)
    }

    /// Pixels of a spectrum: rows of the table, or the length that the first arrays have that are of one length.
    fn pixels(&self, file: &Opened<'_>, rows: &Range<u64>) -> Result<u64, ReadError> {
        if !self.has_arrays() {
            return Ok(rows.end - rows.start);
        }
        let mut lengths = Vec::new();
        for (_, cells) in &self.cells {
            let length = cells.len(file.content, rows.start)?;
            if length > 1 && lengths.contains(&length) {
                return Ok(length);
            }
            lengths.push(length);
        }
        Ok(lengths.into_iter().max().unwrap_or(0))
    }
}
