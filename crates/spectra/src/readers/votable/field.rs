//! The fields of a `VOTable`: what their cells hold, and the numbers themselves.

use crate::error::ReadError;
use crate::readers::text::number;

/// Type of the elements of a cell (`VOTable` 1.5, section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Datatype {
    Boolean,
    Bit,
    Byte,
    Short,
    Int,
    Long,
    Float,
    #[default]
    Double,
    Char,
    UnicodeChar,
    FloatComplex,
    DoubleComplex,
}

/// How many elements a cell has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Size {
    Fixed(usize),
    #[default]
    Variable,
}

/// A field with the numbers of its cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) ucd: String,
    pub(super) utype: String,
    pub(super) datatype: Datatype,
    pub(super) size: Size,
    /// The number that stands for no number.
    pub(super) null: Option<f64>,
    /// The numbers of all cells, NaN where there is none; words have none.
    pub(super) values: Vec<f64>,
    /// Where in `values` each cell ends.
    pub(super) ends: Vec<usize>,
    /// The words of all cells, and integers of 64 bits to their last digit, for whoever wants them: no spectrum does.
    pub(super) texts: Option<Vec<String>>,
}

impl Datatype {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "bit" => Self::Bit,
            "unsignedByte" => Self::Byte,
            "short" => Self::Short,
            "int" => Self::Int,
            "long" => Self::Long,
            "float" => Self::Float,
            "double" => Self::Double,
            "char" => Self::Char,
            "unicodeChar" => Self::UnicodeChar,
            "floatComplex" => Self::FloatComplex,
            "doubleComplex" => Self::DoubleComplex,
            _ => return None,
        })
    }

    /// Whether its elements are single numbers.
    pub(super) fn is_number(self) -> bool {
        !matches!(self, Self::Char | Self::UnicodeChar | Self::FloatComplex | Self::DoubleComplex)
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Char | Self::UnicodeChar)
    }
}

impl Size {
    /// Reads an `arraysize`: `12`, `*`, `12*`, `3x4`, `3x*`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::Fixed(1));
        }
        if text.ends_with('*') {
            let fixed = text.trim_end_matches('*').trim_end_matches('x');
            return fixed
                .split('x')
                .all(|part| part.is_empty() || part.parse::<u32>().is_ok())
                .then_some(Self::Variable);
        }
        let mut sizes = text.split('x').map(|part| part.trim().parse::<usize>().ok());
        sizes.try_fold(1_usize, |product, size| product.checked_mul(size?)).map(Self::Fixed)
    }
}

impl Field {
    /// Adds a number to the cell that is being read.
    pub(super) fn push(&mut self, value: f64) {
        // What stands for no number is written exactly so.
        self.values.push(if self.null == Some(value) { f64::NAN } else { value });
    }

    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.values.len());
    }

    /// Reads a cell of TABLEDATA.
    ///
    /// # Errors
    ///
    /// Where something else than numbers stands there.
    pub(super) fn read_cell(&mut self, text: &str, row: usize) -> Result<(), ReadError> {
        let text = text.trim();
        if !self.datatype.is_number() {
            self.end_cell();
            return Ok(());
        }
        // An empty cell of one number is a number that is not there, one of a vector an empty vector.
        if text.is_empty() && self.size == Size::Fixed(1) {
            self.push(f64::NAN);
        }
        for word in text.split([' ', '\t', '\n', '\r', ',']).filter(|word| !word.is_empty()) {
            let value = self.read_word(word).ok_or_else(|| {
                let shown = crate::units::short(word);
                ReadError::malformed_table(format!("{shown:?} in row {} of {} is no number", row + 1, self.name))
            })?;
            self.push(value);
        }
        self.end_cell();
        Ok(())
    }

    fn read_word(&self, word: &str) -> Option<f64> {
        if self.datatype == Datatype::Boolean {
            return match word.to_ascii_lowercase().as_str() {
                "t" | "true" | "1" => Some(1.0),
                "f" | "false" | "0" => Some(0.0),
                "?" => Some(f64::NAN),
                _ => None,
            };
        }
        let hexadecimal = || {
            let digits = word.strip_prefix("0x")?;
            u32::from_str_radix(digits, 16).ok().map(f64::from)
        };
        match word {
            "+Inf" => Some(f64::INFINITY),
            "-Inf" => Some(f64::NEG_INFINITY),
            _ => number(word).or_else(hexadecimal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_the_standard_has_them() {
        for (text, size) in [
            ("", Some(Size::Fixed(1))),
            ("12", Some(Size::Fixed(12))),
            ("3x4", Some(Size::Fixed(12))),
            ("*", Some(Size::Variable)),
            ("12*", Some(Size::Variable)),
            ("3x*", Some(Size::Variable)),
            ("x", None),
            ("-1", None),
            ("99999999999x99999999999", None),
        ] {
            assert_eq!(Size::parse(text), size, "{text}");
        }
    }
}
