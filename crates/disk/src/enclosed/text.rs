//! Texts, as Python and we write them: of fixed or variable length, in UTF-8 or ASCII.

use std::ops::Range;

use hdf5::types::{FixedAscii, FixedUnicode, TypeDescriptor, VarLenAscii, VarLenUnicode};
use hdf5::{Dataset, H5Type};

use super::EnclosedError;
use super::shape::{MAX_TEXT_BYTES, MAX_TEXT_WIDTH, own_name};

/// Texts that are read at once.
const TEXTS_PER_READ: usize = 65_536;
/// The same for texts of up to [`MAX_TEXT_WIDTH`] bytes: no more memory.
const WIDE_TEXTS_PER_READ: usize = TEXTS_PER_READ * MAX_TEXT_BYTES / MAX_TEXT_WIDTH;

/// Visits the texts of a range in their order.
///
/// # Errors
/// Where the dataset holds no texts, one is longer than [`MAX_TEXT_BYTES`], or HDF5 cannot read them.
pub fn visit_texts(dataset: &Dataset, range: Range<usize>, mut visit: impl FnMut(&str)) -> Result<(), EnclosedError> {
    let kind = dataset.dtype()?.to_descriptor()?;
    let is_wide = matches!(kind, TypeDescriptor::FixedUnicode(width) | TypeDescriptor::FixedAscii(width) if width > MAX_TEXT_BYTES);
    let at_once = if is_wide { WIDE_TEXTS_PER_READ } else { TEXTS_PER_READ };
    for start in range.clone().step_by(at_once) {
        let part = start..range.end.min(start + at_once);
        match kind {
            TypeDescriptor::FixedUnicode(_) if is_wide => {
                read(dataset, part, FixedUnicode::<MAX_TEXT_WIDTH>::as_str, &mut visit)
            }
            TypeDescriptor::FixedAscii(_) if is_wide => {
                read(dataset, part, FixedAscii::<MAX_TEXT_WIDTH>::as_str, &mut visit)
            }
            TypeDescriptor::FixedUnicode(_) => read(dataset, part, FixedUnicode::<MAX_TEXT_BYTES>::as_str, &mut visit),
            TypeDescriptor::FixedAscii(_) => read(dataset, part, FixedAscii::<MAX_TEXT_BYTES>::as_str, &mut visit),
            TypeDescriptor::VarLenUnicode => read(dataset, part, VarLenUnicode::as_str, &mut visit),
            TypeDescriptor::VarLenAscii => read(dataset, part, VarLenAscii::as_str, &mut visit),
            _ => return Err(EnclosedError::Refused { path: own_name(dataset), detail: "holds no texts".into() }),
        }?;
    }
    Ok(())
}

/// The texts of a range.
///
/// # Errors
/// As [`visit_texts`].
pub fn read_texts(dataset: &Dataset, range: Range<usize>) -> Result<Vec<String>, EnclosedError> {
    let mut texts = Vec::new();
    visit_texts(dataset, range, |text| texts.push(text.to_owned()))?;
    Ok(texts)
}

fn read<T: H5Type>(
    dataset: &Dataset,
    range: Range<usize>,
    text: impl Fn(&T) -> &str,
    visit: &mut impl FnMut(&str),
) -> Result<(), EnclosedError> {
    for value in &dataset.read_slice_1d::<T, _>(range)? {
        let text = text(value);
        if text.len() > MAX_TEXT_BYTES {
            let detail = format!("holds a text of {} bytes instead of at most {MAX_TEXT_BYTES}", text.len());
            return Err(EnclosedError::Refused { path: own_name(dataset), detail });
        }
        visit(text);
    }
    Ok(())
}
