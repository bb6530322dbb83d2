//! A catalogue of the astronomer's own: which spectra to take, and what is known about them.
//!
//! It is a CSV, FITS or `VOTable` file, told apart by its content. Its rows belong to spectra by the names of their files,
//! or by position: the nearest row within a radius. Its columns travel into the metadata of the result.

mod csv;
mod fits;
mod keys;
mod known;
pub(crate) mod sky;
mod votable;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::compression::{Compression, Unpacker};
use crate::config::PreprocessConfig;
use crate::prepare::Refusal;
use crate::spectrum::SpectrumMeta;
use keys::Keys;
pub use known::{KnownMatch, KnownStars};

/// Bytes of a catalogue at most: ten million rows of a few columns.
const LIMIT_BYTES: u64 = 1 << 30;

/// Columns that go into the metadata at most: readers of results take a thousand.
const MAX_COLUMNS: usize = 200;

/// Why a catalogue cannot be used. Sentences hold no path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// It cannot be opened or read.
    #[error("the catalogue cannot be read")]
    Io(#[from] std::io::Error),
    /// It is no table that can be read.
    #[error("the catalogue is not a table that can be read: {0}")]
    NotATable(String),
    /// It lacks a column.
    #[error("the catalogue has no column {wanted}; it has {found}")]
    NoColumn {
        /// What was looked for.
        wanted: String,
        /// What there is.
        found: String,
    },
    /// A column is not what it is needed for.
    #[error("the catalogue's column {column} {problem}")]
    BadColumn {
        /// The name as the catalogue has it.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl CatalogueError {
    fn table(detail: impl Into<String>) -> Self {
        Self::NotATable(detail.into())
    }
}

/// One column as it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Name, as written.
    pub(crate) name: String,
    /// A value for each row.
    pub(crate) values: Values,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Values {
    /// Numbers; NaN where there is none.
    Numbers(Vec<f64>),
    /// Texts; empty where there is none.
    Texts(Vec<String>),
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Numbers where every text that is not empty is one. Integers that double precision would round are identifiers, and
    /// stay texts.
    fn of_texts(texts: Vec<String>) -> Self {
        /// 2⁵³
        const EXACT: u64 = 1 << 53;
        let is_exact =
            |text: &str| text.parse::<i128>().map_or(true, |integer| integer.unsigned_abs() <= u128::from(EXACT));
        let number = |text: &String| match text.as_str() {
            "" => Some(f64::NAN),
            text => text.parse::<f64>().ok().filter(|_| text.len() < 16 || is_exact(text)),
        };
        let any = texts.iter().any(|text| !text.is_empty());
        match texts.iter().map(number).collect::<Option<Vec<_>>>().filter(|_| any) {
            Some(numbers) => Self::Numbers(numbers),
            None => Self::Texts(texts),
        }
    }
}

/// What became of a catalogue's rows; part of the report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueUse {
    /// Rows of the catalogue.
    pub rows: u64,
    /// Rows that name a file, or have a position.
    pub usable_rows: u64,
    /// Rows whose name or position (to 0.1 arcsec) another row had before: the first counts.
    pub duplicate_rows: u64,
    /// Spectra in the result that a row belongs to.
    pub matched_spectra: u64,
    /// Spectra that had more than one row within the radius; the nearest counts.
    pub ambiguous_spectra: u64,
    /// Rows that belong to no spectrum of the result.
    pub unmatched_rows: u64,
}

/// The row that belongs to a spectrum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Matched {
    pub(crate) row: usize,
    /// Whether other rows would have done as well.
    pub(crate) is_ambiguous: bool,
}

/// A catalogue in memory.
#[derive(Debug)]
pub struct Catalogue {
    rows: usize,
    kept: Vec<Column>,
    redshift: Option<Vec<f64>>,
    keys: Keys,
}

impl Catalogue {
    /// Reads the catalogue at `path`, as the configuration wants it matched and kept.
    ///
    /// # Errors
    ///
    /// Where it cannot be read or lacks what the configuration names.
    pub fn open(path: &Path, config: &PreprocessConfig) -> Result<Self, CatalogueError> {
        let columns = read_table(path)?;
        let rows = columns.first().map_or(0, |column| column.values.len());
        if rows == 0 {
            return Err(CatalogueError::table("it has no row"));
        }
        let keys = Keys::of_columns(&columns, config)?;
        let redshift = config.redshift_column.as_deref().map(|name| numbers(&columns, name)).transpose()?;
        let kept = kept(columns, config)?;
        Ok(Self { rows, kept, redshift, keys })
    }

    /// Whether a file can have a row at all, as far as its name tells: the others need not be read.
    pub(crate) fn may_hold(&self, file: &str) -> bool {
        self.keys.may_hold(file)
    }

    /// The row of a spectrum.
    ///
    /// # Errors
    ///
    /// Where there is none: the spectrum is not wanted.
    pub(crate) fn find(&self, file: &str, target: &str, meta: &SpectrumMeta) -> Result<Matched, Refusal> {
        self.keys.find(file, target, meta)
    }

    /// The redshift of a row; `None` where it is not stated.
    pub(crate) fn redshift(&self, row: usize) -> Option<f64> {
        let redshift = *self.redshift.as_ref()?.get(row)?;
        Some(redshift).filter(|z| z.is_finite() && *z > -1.0)
    }

    /// The columns that go into the result, under the names that they have there.
    pub(crate) fn kept(&self) -> &[Column] {
        &self.kept
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// What is known of its use before any spectrum was read.
    pub(crate) fn unused(&self) -> CatalogueUse {
        let (usable_rows, duplicate_rows) = self.keys.counts();
        CatalogueUse { rows: self.rows as u64, usable_rows, duplicate_rows, ..CatalogueUse::default() }
    }
}

/// Reads a table, whichever of the kinds it is.
pub(crate) fn read_table(path: &Path) -> Result<Vec<Column>, CatalogueError> {
    let mut head = [0; 9];
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(CatalogueError::table("it is no regular file"));
    }
    if metadata.len() > LIMIT_BYTES {
        return Err(CatalogueError::table(format!("it has more than {LIMIT_BYTES} bytes")));
    }
    let got = file.read(&mut head)?;
    drop(file);
    if got == 0 {
        return Err(CatalogueError::table("it is empty"));
    }
    if &head == b"SIMPLE  =" {
        return fits::read(path);
    }
    let mut bytes = std::fs::read(path)?;
    if Compression::detect(&bytes).is_some() {
        let mut unpacked = Vec::new();
        Unpacker::default().unpack(&bytes, LIMIT_BYTES, &mut unpacked)?;
        bytes = unpacked;
    }
    if bytes.starts_with(b"SIMPLE  =") {
        return fits::read_bytes(bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('<') { votable::read(text) } else { csv::read(text) }
}

/// The column of a name, compared without case where none is spelt just so.
fn find<'a>(columns: &'a [Column], name: &str) -> Option<&'a Column> {
    columns
        .iter()
        .find(|column| column.name == name)
        .or_else(|| columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
}

fn named<'a>(columns: &'a [Column], name: &str) -> Result<&'a Column, CatalogueError> {
    find(columns, name).ok_or_else(|| missing(columns, name))
}

fn missing(columns: &[Column], wanted: &str) -> CatalogueError {
    const SHOWN: usize = 20;
    let mut found: Vec<&str> = columns.iter().take(SHOWN).map(|column| column.name.as_str()).collect();
    if columns.len() > SHOWN {
        found.push("…");
    }
    CatalogueError::NoColumn { wanted: wanted.to_owned(), found: found.join(", ") }
}

fn numbers(columns: &[Column], name: &str) -> Result<Vec<f64>, CatalogueError> {
    let column = named(columns, name)?;
    match &column.values {
        Values::Numbers(values) => Ok(values.clone()),
        Values::Texts(_) => {
            Err(CatalogueError::BadColumn { column: column.name.clone(), problem: "does not hold numbers".into() })
        }
    }
}

/// The columns that travel, with names that HDF5, Python and the page take: letters, digits and `_`, unlike each other and
/// unlike those of the headers' facts.
fn kept(columns: Vec<Column>, config: &PreprocessConfig) -> Result<Vec<Column>, CatalogueError> {
    let wanted = &config.catalogue_columns;
    for name in wanted {
        named(&columns, name)?;
    }
    let is_wanted = |column: &Column| {
        wanted.is_empty() || wanted.iter().any(|name| find(std::slice::from_ref(column), name).is_some())
    };
    let mut kept: Vec<Column> = Vec::new();
    for mut column in columns.into_iter().filter(is_wanted).take(MAX_COLUMNS) {
        let plain = sanitized(&column.name);
        let taken = |name: &str| crate::pipeline::is_header_fact(name) || kept.iter().any(|column| column.name == name);
        let prefixed = [plain.clone(), format!("cat_{plain}")].into_iter();
        let numbered = (2..).map(|number| format!("cat_{plain}_{number}"));
        column.name = prefixed.chain(numbered).find(|name| !taken(name)).unwrap_or(plain);
        kept.push(column);
    }
    Ok(kept)
}

fn sanitized(name: &str) -> String {
    let plain: String =
        name.trim().chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).take(60).collect();
    match plain.chars().next() {
        None => "column".into(),
        Some(first) if first.is_ascii_digit() => format!("_{plain}"),
        Some(_) => plain,
    }
}

#[cfg(test)]
mod tests;
