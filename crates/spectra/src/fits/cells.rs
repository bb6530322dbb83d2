//! The cells of one column of a binary table, of whatever type (FITS 4.0, section 7.3): one decoder for all readers.
//!
//! It knows every TFORM that holds numbers or text, TSCAL, TZERO (with it the unsigned types), TNULL, and arrays of variable
//! length, so that the type of a column never decides whether it counts.

use std::ops::Range;

use super::{Cards, Column, Content, Header, Table};
use crate::error::ReadError;

/// Values that one column of one spectrum may have: a thousand times those of any.
const MAX_VALUES: u64 = 1 << 24;

/// Rows that are read at once, in bytes.
const CHUNK_BYTES: u64 = 1 << 20;

/// A stored value, not yet scaled.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stored {
    Integer(i64),
    Real(f64),
    Undefined,
}

/// Where the elements of a cell lie.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// In the row itself.
    Row,
    /// In the heap behind the rows; the row holds their number and place, in 32 or in 64 bits.
    Heap { is_wide: bool },
}

/// How to read the cells of one column. It stays valid when the header is gone.
#[derive(Debug, Clone)]
pub(crate) struct Cells {
    name: String,
    element: u8,
    repeat: u64,
    place: Place,
    /// TSCAL and TZERO, where they change the stored values.
    scaling: Option<(f64, f64)>,
    /// TZERO of integers that nothing else scales: with it, unsigned ones are stored.
    shift: Option<f64>,
    null: Option<i64>,
    /// Offset in the file of the first row's cell.
    first: u64,
    row_bytes: u64,
    rows: u64,
    /// First and last byte of the heap in the file.
    heap: Range<u64>,
}

impl Cells {
    /// The cells of a column by its name in capital letters; `None` where there is none.
    ///
    /// # Errors
    ///
    /// [`ReadError::Unsupported`] for complex numbers and types beyond the standard.
    pub(crate) fn named(header: &Header, table: &Table, name: &str) -> Result<Option<Self>, ReadError> {
        table.column(name).map(|column| Self::of(header, table, column)).transpose()
    }

    /// The cells of a column of `table`, which `header` describes.
    ///
    /// # Errors
    ///
    /// As [`Cells::named`].
    pub(crate) fn of(header: &Header, table: &Table, column: &Column) -> Result<Self, ReadError> {
        if element_bytes(column.element).is_none() {
            let (name, code) = (&column.name, char::from(column.element));
            return Err(ReadError::unsupported(format!("the column {name} holds values of the type {code}")));
        }
        let number = column.number;
        let rows_bytes = table.rows.saturating_mul(table.row_bytes);
        let heap = header.integer("THEAP").and_then(|gap| u64::try_from(gap).ok()).unwrap_or(rows_bytes);
        let heap_end =
            rows_bytes.saturating_add(header.integer("PCOUNT").and_then(|n| u64::try_from(n).ok()).unwrap_or(0));
        let scale = header.number(&format!("TSCAL{number}"));
        let zero = header.number(&format!("TZERO{number}")).unwrap_or(0.0);
        let place = match column.code {
            b'P' => Place::Heap { is_wide: false },
            b'Q' => Place::Heap { is_wide: true },
            _ => Place::Row,
        };
        Ok(Self {
            name: column.name.clone(),
            element: column.element,
            repeat: column.repeat,
            place,
            scaling: column.is_scaled.then_some((scale.unwrap_or(1.0), zero)),
            shift: (scale.is_none() || scale == Some(1.0))
                .then_some(zero)
                .filter(|zero| zero.fract() == 0.0 && zero.abs() < 1e19),
            null: header.integer(&format!("TNULL{number}")),
            first: table.offset(column),
            row_bytes: table.row_bytes,
            rows: table.rows,
            heap: table.start.saturating_add(heap)..table.start.saturating_add(heap_end),
        })
    }

    /// Whether the cells hold text.
    pub(crate) fn is_text(&self) -> bool {
        self.element == b'A'
    }

    /// Rows of the table.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Elements in the cell of a row.
    ///
    /// # Errors
    ///
    /// Where an array of variable length lies outside the heap.
    pub(crate) fn len(&self, content: &Content, row: u64) -> Result<u64, ReadError> {
        match self.place {
            Place::Row => Ok(self.repeat),
            Place::Heap { .. } => Ok(self.descriptor(content, row)?.0),
        }
    }

    /// The numbers of some rows, scaled, one cell after another; what is undefined or text is NaN.
    ///
    /// # Errors
    ///
    /// Where the file ends before, or the cells are too many for a spectrum.
    pub(crate) fn numbers(&self, content: &mut Content, rows: Range<u64>) -> Result<Vec<f64>, ReadError> {
        let mut numbers = Vec::new();
        self.decode(content, rows, &mut |stored| numbers.push(self.scaled(stored)))?;
        Ok(numbers)
    }

    /// The bits of some rows of a mask, whatever type they have; what is undefined has all bits set.
    ///
    /// # Errors
    ///
    /// As [`Cells::numbers`].
    pub(crate) fn bits(&self, content: &mut Content, rows: Range<u64>) -> Result<Vec<u32>, ReadError> {
        let mut bits = Vec::new();
        self.decode(content, rows, &mut |stored| bits.push(self.mask(stored)))?;
        Ok(bits)
    }

    /// The first number of a row, if there is one that is defined.
    ///
    /// # Errors
    ///
    /// Where the file ends before.
    pub(crate) fn number(&self, content: &mut Content, row: u64) -> Result<Option<f64>, ReadError> {
        if row >= self.rows || self.is_text() {
            return Ok(None);
        }
        Ok(self.numbers(content, row..row + 1)?.first().copied().filter(|number| !number.is_nan()))
    }

    /// Text without trailing blanks, or the first integer or number of a row as it would be written.
    ///
    /// # Errors
    ///
    /// Where the file ends before.
    pub(crate) fn word(&self, content: &mut Content, row: u64) -> Result<Option<String>, ReadError> {
        if row >= self.rows {
            return Ok(None);
        }
        if self.is_text() {
            let mut text = Vec::new();
            self.decode(content, row..row + 1, &mut |stored| {
                if let Stored::Integer(byte) = stored {
                    text.push(u8::try_from(byte).unwrap_or(b' '));
                }
            })?;
            let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
            let text = String::from_utf8_lossy(text[..end].trim_ascii()).into_owned();
            return Ok(Some(text).filter(|text| !text.is_empty()));
        }
        let mut first = None;
        self.decode(content, row..row + 1, &mut |stored| first = first.or(Some(stored)))?;
        Ok(first.and_then(|stored| match (self.integer(stored), self.scaled(stored)) {
            (Some(integer), _) => Some(integer.to_string()),
            (None, number) if number.is_nan() => None,
            (None, number) => Some(number.to_string()),
        }))
    }

    /// As [`Cells::word`], for all rows.
    ///
    /// # Errors
    ///
    /// As [`Cells::numbers`].
    pub(crate) fn words(&self, content: &mut Content) -> Result<Vec<String>, ReadError> {
        if self.repeat == 1 && !self.is_text() {
            let mut words = Vec::new();
            self.decode(content, 0..self.rows, &mut |stored| {
                words.push(
                    self.integer(stored).map_or_else(|| self.scaled(stored).to_string(), |word| word.to_string()),
                );
            })?;
            return Ok(words);
        }
        (0..self.rows).map(|row| Ok(self.word(content, row)?.unwrap_or_default())).collect()
    }

    fn scaled(&self, stored: Stored) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "as numpy and cfitsio convert 64-bit integers")]
        let value = match stored {
            Stored::Integer(_) if self.is_text() => return f64::NAN,
            Stored::Integer(integer) if Some(integer) == self.null => return f64::NAN,
            // Small unsigned numbers are stored far from 0: shifted as integers, they keep their last digits.
            Stored::Integer(_) if self.shift.is_some() => {
                return self.integer(stored).map_or(f64::NAN, |integer| integer as f64);
            }
            Stored::Integer(integer) => integer as f64,
            Stored::Real(real) => real,
            Stored::Undefined => return f64::NAN,
        };
        self.scaling.map_or(value, |(scale, zero)| value * scale + zero)
    }

    /// The exact value of an integer, which TZERO may only shift.
    fn integer(&self, stored: Stored) -> Option<i128> {
        let Stored::Integer(integer) = stored else { return None };
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^64")]
        let shift = self.shift? as i128;
        (Some(integer) != self.null).then_some(i128::from(integer) + shift)
    }

    fn mask(&self, stored: Stored) -> u32 {
        match self.integer(stored) {
            Some(integer) => mask_of_integer(integer),
            None => mask_of(self.scaled(stored)),
        }
    }

    fn decode(&self, content: &mut Content, rows: Range<u64>, each: &mut dyn FnMut(Stored)) -> Result<(), ReadError> {
        let count = rows.end.saturating_sub(rows.start);
        if count.saturating_mul(self.repeat.max(1)) > MAX_VALUES || rows.end > self.rows {
            return Err(self.too_long());
        }
        let width = self.cell_bytes(self.repeat);
        if self.place == Place::Row && count > 1 && width.saturating_mul(8) < CHUNK_BYTES {
            return self.decode_rows(content, rows, width, each);
        }
        let mut values = 0;
        for row in rows {
            let (elements, offset) = match self.place {
                Place::Row => (self.repeat, self.first + row * self.row_bytes),
                Place::Heap { .. } => self.descriptor(content, row)?,
            };
            values += elements;
            if values > MAX_VALUES {
                return Err(self.too_long());
            }
            let bytes = content.take_scratch(offset, 1, self.cell_bytes(elements))?;
            decode_cell(self.element, elements, &bytes, each);
            content.put_scratch(bytes);
        }
        Ok(())
    }

    /// Rows that are short are read many at once.
    fn decode_rows(
        &self,
        content: &mut Content,
        rows: Range<u64>,
        width: u64,
        each: &mut dyn FnMut(Stored),
    ) -> Result<(), ReadError> {
        let at_once = (CHUNK_BYTES / self.row_bytes.max(1)).max(1);
        let (stride, width) = (to_usize(self.row_bytes), to_usize(width));
        let mut row = rows.start;
        while row < rows.end {
            let count = at_once.min(rows.end - row);
            let span = (count - 1) * self.row_bytes + width as u64;
            let bytes = content.take_scratch(self.first + row * self.row_bytes, 1, span)?;
            for cell in
                (0..).step_by(stride.max(1)).map_while(|start| bytes.get(start..start + width)).take(to_usize(count))
            {
                decode_cell(self.element, self.repeat, cell, each);
            }
            content.put_scratch(bytes);
            row += count;
        }
        Ok(())
    }

    /// Number of elements, and where in the file they lie (FITS 4.0, section 7.3.5).
    fn descriptor(&self, content: &Content, row: u64) -> Result<(u64, u64), ReadError> {
        let at = self.first + row * self.row_bytes;
        let (count, offset) = if self.place == (Place::Heap { is_wide: true }) {
            let mut bytes = [0; 16];
            content.read_at(at, &mut bytes)?;
            let [count, offset] =
                [0, 8].map(|half| i64::from_be_bytes(bytes[half..].first_chunk().copied().unwrap_or_default()));
            (count, offset)
        } else {
            let mut bytes = [0; 8];
            content.read_at(at, &mut bytes)?;
            let [count, offset] =
                [0, 4].map(|half| i32::from_be_bytes(bytes[half..].first_chunk().copied().unwrap_or_default()));
            (i64::from(count), i64::from(offset))
        };
        if self.repeat == 0 {
            return Ok((0, self.heap.start));
        }
        let outside =
            || ReadError::malformed(format!("row {} of the column {} lies outside the heap", row + 1, self.name));
        let (count, offset) =
            (u64::try_from(count).map_err(|_| outside())?, u64::try_from(offset).map_err(|_| outside())?);
        let start = self.heap.start.checked_add(offset).ok_or_else(outside)?;
        match start.checked_add(self.cell_bytes(count)) {
            Some(end) if end <= self.heap.end => Ok((count, start)),
            _ => Err(outside()),
        }
    }

    fn cell_bytes(&self, elements: u64) -> u64 {
        match self.element {
            b'X' => elements.div_ceil(8),
            code => elements.saturating_mul(element_bytes(code).unwrap_or(1)),
        }
    }

    fn too_long(&self) -> ReadError {
        ReadError::malformed(format!("the column {} is too long for a spectrum", self.name))
    }
}

/// Bytes of one element; `None` for types that hold neither numbers nor text.
fn element_bytes(code: u8) -> Option<u64> {
    match code {
        b'L' | b'X' | b'B' | b'A' => Some(1),
        b'I' => Some(2),
        b'J' | b'E' => Some(4),
        b'K' | b'D' => Some(8),
        _ => None,
    }
}

fn decode_cell(code: u8, elements: u64, bytes: &[u8], each: &mut dyn FnMut(Stored)) {
    match code {
        b'L' => bytes.iter().for_each(|&byte| {
            each(match byte {
                b'T' => Stored::Integer(1),
                b'F' => Stored::Integer(0),
                _ => Stored::Undefined,
            });
        }),
        b'X' => {
            for bit in 0..to_usize(elements) {
                let byte = bytes.get(bit / 8).copied().unwrap_or(0);
                each(Stored::Integer(i64::from(byte >> (7 - bit % 8) & 1)));
            }
        }
        b'B' | b'A' => bytes.iter().for_each(|&byte| each(Stored::Integer(i64::from(byte)))),
        b'I' => numbers(bytes, |cell| Stored::Integer(i64::from(i16::from_be_bytes(cell))), each),
        b'J' => numbers(bytes, |cell| Stored::Integer(i64::from(i32::from_be_bytes(cell))), each),
        b'K' => numbers(bytes, |cell| Stored::Integer(i64::from_be_bytes(cell)), each),
        b'E' => numbers(bytes, |cell| Stored::Real(f64::from(f32::from_be_bytes(cell))), each),
        _ => numbers(bytes, |cell| Stored::Real(f64::from_be_bytes(cell)), each),
    }
}

fn numbers<const N: usize>(bytes: &[u8], decode: impl Fn([u8; N]) -> Stored, each: &mut dyn FnMut(Stored)) {
    for &cell in bytes.as_chunks().0 {
        each(decode(cell));
    }
}

/// The mask bits in a number of any type: those of a 32-bit integer, the last of them also set for bits beyond.
///
/// LAMOST stores its masks as floating-point numbers; what is no bit pattern counts as bad.
#[expect(clippy::cast_possible_truncation, reason = "a whole number is checked to fit before")]
pub(crate) fn mask_of(stored: f64) -> u32 {
    // Nearly all pixels.
    if stored == 0.0 {
        return 0;
    }
    let fits = stored.fract() == 0.0 && stored.abs() < 1e18;
    if fits { mask_of_integer(stored as i128) } else { u32::MAX }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the bits of the integer are wanted")]
fn mask_of_integer(integer: i128) -> u32 {
    let (low, high) = (integer as u32, (integer as u64 >> 32) as u32);
    if low == 0 && high != 0 { 1 << 31 } else { low }
}

fn to_usize(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
