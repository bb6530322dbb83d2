//! Binary tables (FITS 4.0, section 7.3): which column lies where.

use super::{Cards, Content, Header, Sample};
use crate::error::ReadError;

/// A column of a binary table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Name in capital letters: FITS compares them without case.
    pub(crate) name: String,
    /// Elements in one row.
    pub(crate) repeat: u64,
    /// Type letter of TFORM.
    pub(crate) code: u8,
    /// Bytes from the start of a row.
    pub(crate) offset: u64,
    /// Whether TSCAL or TZERO change the stored values.
    pub(crate) is_scaled: bool,
}

impl Column {
    /// How the samples are stored, if they are plain floating point.
    pub(crate) fn sample(&self) -> Option<Sample> {
        match self.code {
            _ if self.is_scaled => None,
            b'E' => Some(Sample::F32),
            b'D' => Some(Sample::F64),
            _ => None,
        }
    }
}

/// The description of a binary table.
#[derive(Debug)]
pub(crate) struct Table {
    /// EXTNAME, empty where there is none.
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) row_bytes: u64,
    /// Offset of the first row in the file.
    pub(crate) start: u64,
    columns: Vec<Column>,
}

impl Table {
    /// Describes the table whose header is given; `None` for an extension of another kind.
    ///
    /// # Errors
    ///
    /// [`ReadError::Malformed`] where the columns do not fit the rows, [`ReadError::TruncatedData`] where rows are missing.
    pub(crate) fn describe(header: &Header, content: &Content) -> Result<Option<Self>, ReadError> {
        if header.text("XTENSION").as_deref() != Some("BINTABLE") {
            return Ok(None);
        }
        let &[row_bytes, rows] = header.axes()?.as_slice() else {
            return Err(ReadError::malformed("a binary table has two axes"));
        };
        header.held_bytes(content)?;
        let fields = header.required("TFIELDS")?;
        if !(0..=999).contains(&fields) {
            return Err(ReadError::malformed(format!("TFIELDS is {fields}")));
        }
        let mut columns = Vec::new();
        let mut offset = 0;
        for number in 1..=fields {
            let (column, bytes) = column(header, number, offset)?;
            columns.push(column);
            offset += bytes;
        }
        if offset > row_bytes {
            return Err(ReadError::malformed(format!("columns of {offset} bytes in rows of {row_bytes}")));
        }
        let name = header.text("EXTNAME").unwrap_or_default();
        Ok(Some(Self { name, rows, row_bytes, start: header.end(), columns }))
    }

    /// A column by its name in capital letters.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// All columns, in their order.
    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Offset in the file of the first row's cell.
    pub(crate) fn offset(&self, column: &Column) -> u64 {
        self.start + column.offset
    }

    /// A text cell of the first row, without trailing blanks.
    ///
    /// # Errors
    ///
    /// [`ReadError::TruncatedData`] where the file ends before.
    pub(crate) fn text(&self, content: &Content, name: &str) -> Result<Option<String>, ReadError> {
        let Some(column) = self.column(name).filter(|column| column.code == b'A' && self.rows > 0) else {
            return Ok(None);
        };
        let mut bytes = vec![0; usize::try_from(column.repeat.min(1024)).unwrap_or(0)];
        content.read_at(self.offset(column), &mut bytes)?;
        // A string ends at its length or at the first NUL.
        let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
        Ok(Some(String::from_utf8_lossy(bytes[..end].trim_ascii_end()).into_owned()))
    }

    /// A floating-point element of the first row.
    ///
    /// # Errors
    ///
    /// [`ReadError::TruncatedData`] where the file ends before.
    pub(crate) fn number(&self, content: &Content, name: &str, element: u64) -> Result<Option<f64>, ReadError> {
        let Some((column, sample)) = self.column(name).and_then(|column| Some((column, column.sample()?))) else {
            return Ok(None);
        };
        if element >= column.repeat || self.rows == 0 {
            return Ok(None);
        }
        let offset = self.offset(column) + element * sample.bytes();
        Ok(Some(match sample {
            Sample::F32 => {
                let mut bytes = [0; 4];
                content.read_at(offset, &mut bytes)?;
                f64::from(f32::from_be_bytes(bytes))
            }
            Sample::F64 => {
                let mut bytes = [0; 8];
                content.read_at(offset, &mut bytes)?;
                f64::from_be_bytes(bytes)
            }
        }))
    }
}

/// Column `number`, which starts at `offset` of a row, and its bytes in a row.
fn column(header: &Header, number: i64, offset: u64) -> Result<(Column, u64), ReadError> {
    let form = header
        .text(&format!("TFORM{number}"))
        .ok_or_else(|| ReadError::malformed(format!("TFORM{number} is missing")))?;
    let bad = || ReadError::malformed(format!("TFORM{number} is '{form}'"));
    let digits = form.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    let (repeat, rest) = form.trim_start().split_at(digits);
    let repeat: u64 = if repeat.is_empty() { 1 } else { repeat.parse().map_err(|_| bad())? };
    let code = rest.bytes().next().ok_or_else(bad)?;
    let bytes = match code {
        b'X' => Some(repeat.div_ceil(8)),
        b'L' | b'B' | b'A' => Some(repeat),
        b'I' => repeat.checked_mul(2),
        b'J' | b'E' => repeat.checked_mul(4),
        b'K' | b'D' | b'C' | b'P' => repeat.checked_mul(8),
        b'M' | b'Q' => repeat.checked_mul(16),
        _ => None,
    };
    let bytes = bytes.filter(|&bytes| bytes < u64::from(u32::MAX)).ok_or_else(bad)?;
    let changes = |keyword: String, neutral| header.has(&keyword) && header.number(&keyword) != Some(neutral);
    let is_scaled = changes(format!("TSCAL{number}"), 1.0) || changes(format!("TZERO{number}"), 0.0);
    let name = header.text(&format!("TTYPE{number}")).unwrap_or_default().trim().to_ascii_uppercase();
    Ok((Column { name, repeat, code, offset, is_scaled }, bytes))
}
