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
mod tests {
    #![expect(clippy::float_cmp, reason = "a decoder changes no bit of a number")]

    use ml_job_testkit::fits::FitsHeader;

    use super::*;

    /// A table of one column, as a file: its header, its rows, its heap.
    fn table(form: &str, rows: &[&[u8]], heap: &[u8], cards: impl Fn(FitsHeader) -> FitsHeader) -> Vec<u8> {
        let header = FitsHeader::new()
            .with_text("XTENSION", "BINTABLE")
            .with("BITPIX", 8)
            .with("NAXIS", 2)
            .with("NAXIS1", rows[0].len())
            .with("NAXIS2", rows.len())
            .with("PCOUNT", heap.len())
            .with("GCOUNT", 1)
            .with("TFIELDS", 1)
            .with_text("TTYPE1", "value")
            .with_text("TFORM1", form);
        [cards(header).to_bytes(), rows.concat(), heap.to_vec()].concat()
    }

    fn cells(bytes: &[u8]) -> (tempfile::NamedTempFile, Content, Cells) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let (mut content, mut header) = (Content::default(), Header::default());
        content.open(file.path()).unwrap();
        header.read(&content, 0).unwrap();
        let table = Table::describe(&header, &content).unwrap().unwrap();
        let cells = Cells::named(&header, &table, "VALUE").unwrap().unwrap();
        (file, content, cells)
    }

    fn plain(header: FitsHeader) -> FitsHeader {
        header
    }

    fn be<const N: usize>(values: &[[u8; N]]) -> Vec<u8> {
        values.concat()
    }

    /// TFORM, the bytes of a row, its numbers and its bits.
    type Case = (&'static str, Vec<u8>, [f64; 2], [u32; 2]);

    #[test]
    fn every_type_gives_its_numbers_and_its_bits() {
        let cases: [Case; 8] = [
            ("2B", vec![0, 200], [0.0, 200.0], [0, 200]),
            ("2I", be(&[7_i16.to_be_bytes(), (-2_i16).to_be_bytes()]), [7.0, -2.0], [7, u32::MAX - 1]),
            ("2J", be(&[0_i32.to_be_bytes(), i32::MIN.to_be_bytes()]), [0.0, -2_147_483_648.0], [0, 1 << 31]),
            ("2K", be(&[4_i64.to_be_bytes(), (1_i64 << 40).to_be_bytes()]), [4.0, 1_099_511_627_776.0], [4, 1 << 31]),
            ("2E", be(&[0.0_f32.to_be_bytes(), 3.0_f32.to_be_bytes()]), [0.0, 3.0], [0, 3]),
            ("2D", be(&[1.0_f64.to_be_bytes(), 2.5_f64.to_be_bytes()]), [1.0, 2.5], [1, u32::MAX]),
            ("2L", b"TF".to_vec(), [1.0, 0.0], [1, 0]),
            ("2X", vec![0b0100_0000], [0.0, 1.0], [0, 1]),
        ];
        for (form, row, numbers, bits) in cases {
            let (_file, mut content, cells) = cells(&table(form, &[&row], &[], plain));
            assert_eq!(cells.numbers(&mut content, 0..1).unwrap(), numbers, "{form}");
            assert_eq!(cells.bits(&mut content, 0..1).unwrap(), bits, "{form}");
        }
    }

    #[test]
    fn unsigned_integers_are_shifted_exactly() {
        let shifted = |form: &str, zero: &str, row: &[u8]| {
            let zero = zero.to_owned();
            let (_file, mut content, cells) = cells(&table(form, &[row], &[], |header| header.with("TZERO1", &zero)));
            (cells.bits(&mut content, 0..1).unwrap()[0], cells.word(&mut content, 0).unwrap().unwrap())
        };
        assert_eq!(shifted("1J", "2147483648", &i32::MIN.to_be_bytes()), (0, "0".to_owned()));
        assert_eq!(shifted("1J", "2.147483648E9", &(i32::MIN + 4).to_be_bytes()), (4, "4".to_owned()));
        assert_eq!(shifted("1I", "32768", &(-32767_i16).to_be_bytes()), (1, "1".to_owned()));
        let (bits, word) = shifted("1K", "9223372036854775808", &i64::MIN.to_be_bytes());
        assert_eq!((bits, word.as_str()), (0, "0"));
    }

    #[test]
    fn scaled_and_undefined_values_are_what_the_keywords_say() {
        let row = be(&[10_i16.to_be_bytes(), (-99_i16).to_be_bytes()]);
        let bytes =
            table("2I", &[&row], &[], |header| header.with("TSCAL1", 0.5).with("TZERO1", 900.0).with("TNULL1", -99));
        let (_file, mut content, cells) = cells(&bytes);
        let numbers = cells.numbers(&mut content, 0..1).unwrap();
        assert_eq!(numbers[0], 905.0);
        assert!(numbers[1].is_nan());
        assert_eq!(cells.bits(&mut content, 0..1).unwrap(), [905, u32::MAX]);
    }

    #[test]
    fn arrays_of_variable_length_lie_in_the_heap_or_are_refused() {
        let heap = be(&[1.5_f32.to_be_bytes(), 2.5_f32.to_be_bytes()]);
        let narrow = be(&[2_i32.to_be_bytes(), 0_i32.to_be_bytes()]);
        let wide = be(&[1_i64.to_be_bytes(), 4_i64.to_be_bytes()]);
        for (form, row, numbers) in [("1PE(2)", &narrow, vec![1.5, 2.5]), ("QE(2)", &wide, vec![2.5])] {
            let (_file, mut content, cells) = cells(&table(form, &[row], &heap, plain));
            assert_eq!(cells.numbers(&mut content, 0..1).unwrap(), numbers, "{form}");
        }
        for row in [[3_i32, 0], [1, 8], [-1, 0], [1, -4], [i32::MAX, 0]] {
            let row = be(&row.map(i32::to_be_bytes));
            let (_file, mut content, cells) = cells(&table("PE(2)", &[&row], &heap, plain));
            let error = cells.numbers(&mut content, 0..1).unwrap_err().to_string();
            assert!(error.contains("row 1 of the column VALUE lies outside the heap"), "{error}");
        }
    }

    #[test]
    fn many_rows_and_texts_come_in_their_order() {
        let rows: Vec<Vec<u8>> = (0..3000_i32).map(|row| row.to_be_bytes().to_vec()).collect();
        let rows: Vec<&[u8]> = rows.iter().map(Vec::as_slice).collect();
        let (_file, mut content, numbers) = cells(&table("J", &rows, &[], plain));
        let values = numbers.numbers(&mut content, 1000..3000).unwrap();
        assert_eq!((values[0], values[1999], values.len()), (1000.0, 2999.0, 2000));
        let (_file, mut content, texts) = cells(&table("4A", &[b"QSO ", b"A\0zz"], &[], plain));
        assert_eq!(texts.word(&mut content, 0).unwrap().as_deref(), Some("QSO"));
        assert_eq!(texts.word(&mut content, 1).unwrap().as_deref(), Some("A"));
        assert!(texts.number(&mut content, 0).unwrap().is_none());
    }
}
