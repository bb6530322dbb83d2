//! The columns of a survey's table, of whatever type they are: one row that holds the pixels, or one row a pixel.

use std::ops::Range;

use super::{Opened, axis};
use crate::error::ReadError;
use crate::fits::{Cells, Table};
use crate::spectrum::Spectrum;

/// Names, in capital letters, under which a survey stores the columns of a spectrum; the first that is there counts.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) flux: &'static [&'static str],
    /// λ \[Å\].
    pub(super) wavelength: &'static [&'static str],
    /// log₁₀ λ \[Å\].
    pub(super) loglam: &'static [&'static str],
    pub(super) ivar: &'static [&'static str],
    pub(super) mask: &'static [&'static str],
}

/// The spectra of LAMOST and SDSS, all releases: coadded ones (ANDMASK, `AND_MASK`) and single exposures (PIXMASK, MASK).
pub(super) const SURVEY: Names = Names {
    flux: &["FLUX"],
    wavelength: &["WAVELENGTH"],
    loglam: &["LOGLAM"],
    ivar: &["IVAR"],
    mask: &["ANDMASK", "AND_MASK", "PIXMASK", "MASK"],
};

impl Names {
    /// Whether a table has fluxes and wavelengths under these names.
    pub(super) fn are_in(&self, table: &Table) -> bool {
        let has = |names: &[&str]| names.iter().any(|name| table.column(name).is_some());
        has(self.flux) && (has(self.wavelength) || has(self.loglam))
    }
}

/// Reads rows of a table, whose header is in `file.extension`, as one spectrum.
///
/// # Errors
///
/// Where a column is cut off, of a type without numbers, or of another length than the fluxes.
pub(super) fn read(
    file: &mut Opened<'_>,
    table: &Table,
    rows: &Range<u64>,
    names: &Names,
    out: &mut Spectrum,
) -> Result<(), ReadError> {
    let missing = |what| ReadError::malformed(format!("the table has no column of {what}"));
    out.flux = numbers(file, table, rows, names.flux)?.ok_or_else(|| missing("fluxes"))?;
    if let Some(wavelength) = numbers(file, table, rows, names.wavelength)? {
        out.wavelength = wavelength;
    } else {
        out.wavelength = numbers(file, table, rows, names.loglam)?.ok_or_else(|| missing("wavelengths"))?;
        axis::from_log10(&mut out.wavelength);
    }
    read_quality(file, table, rows, names, out)
}

/// Reads inverse variances and mask of a spectrum whose fluxes are read.
///
/// # Errors
///
/// As [`read`].
pub(super) fn read_quality(
    file: &mut Opened<'_>,
    table: &Table,
    rows: &Range<u64>,
    names: &Names,
    out: &mut Spectrum,
) -> Result<(), ReadError> {
    out.ivar = numbers(file, table, rows, names.ivar)?;
    out.mask = mask(file, table, rows, names)?;
    Ok(())
}

/// The bits of the mask, of whatever type; `None` where the table has none.
///
/// # Errors
///
/// As [`read`].
pub(super) fn mask(
    file: &mut Opened<'_>,
    table: &Table,
    rows: &Range<u64>,
    names: &Names,
) -> Result<Option<Vec<u32>>, ReadError> {
    let Some(cells) = cells(file, table, names.mask)? else { return Ok(None) };
    cells.bits(file.content, rows.clone()).map(Some)
}

/// The numbers of the first column that has one of the names; `None` where none has.
///
/// # Errors
///
/// As [`read`].
pub(super) fn numbers(
    file: &mut Opened<'_>,
    table: &Table,
    rows: &Range<u64>,
    names: &[&str],
) -> Result<Option<Vec<f64>>, ReadError> {
    let Some(cells) = cells(file, table, names)? else { return Ok(None) };
    cells.numbers(file.content, rows.clone()).map(Some)
}

fn cells(file: &Opened<'_>, table: &Table, names: &[&str]) -> Result<Option<Cells>, ReadError> {
    let Some(column) = names.iter().find_map(|name| table.column(name)) else { return Ok(None) };
    let cells = Cells::of(file.extension, table, column)?;
    if cells.is_text() {
        return Err(ReadError::malformed(format!("the column {} holds text", column.name)));
    }
    Ok(Some(cells))
}

/// The facts that stand in a row of a table, by the name of their column.
pub(super) struct Facts<'a, 'b> {
    pub(super) file: &'a mut Opened<'b>,
    pub(super) table: &'a Table,
    pub(super) row: u64,
}

impl Facts<'_, '_> {
    /// The first number of a cell.
    ///
    /// # Errors
    ///
    /// Where the file ends before.
    pub(super) fn number(&mut self, name: &str) -> Result<Option<f64>, ReadError> {
        match Cells::named(self.file.extension, self.table, name) {
            Ok(Some(cells)) => cells.number(self.file.content, self.row),
            _ => Ok(None),
        }
    }

    /// All numbers of a cell.
    ///
    /// # Errors
    ///
    /// As [`Facts::number`].
    pub(super) fn numbers(&mut self, name: &str) -> Result<Vec<f64>, ReadError> {
        match Cells::named(self.file.extension, self.table, name) {
            Ok(Some(cells)) if self.row < cells.rows() => cells.numbers(self.file.content, self.row..self.row + 1),
            _ => Ok(Vec::new()),
        }
    }

    /// Text, or a number as it would be written.
    ///
    /// # Errors
    ///
    /// As [`Facts::number`].
    pub(super) fn word(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        match Cells::named(self.file.extension, self.table, name) {
            Ok(Some(cells)) => cells.word(self.file.content, self.row),
            _ => Ok(None),
        }
    }
}
