//! The units of a FITS file: what stands where, from the headers alone.

use std::cell::RefCell;

use crate::error::ReadError;
use crate::fits::{Cards as _, Content, Header};

/// Units that a file of spectra may have: an SDSS-V file has one for each exposure and camera.
const MAX_UNITS: usize = 4096;

/// What kind of data a unit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An image, plain or tile-compressed; also one without any pixel.
    Image,
    /// A binary table.
    Table,
    /// A table of text, or a kind beyond the standard.
    Other,
}

/// One unit of a file.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// EXTNAME in capital letters; empty where there is none.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Lengths of the axes: of the image that was compressed, for a table bytes in a row and rows.
    pub(super) axes: Vec<u64>,
    /// Offset of its header.
    pub(super) start: u64,
}

/// The units of a file, in their order.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) list: Vec<Unit>,
    /// What ends the list before the file does: a unit that is cut off, or a header that is none.
    damage: RefCell<Option<ReadError>>,
    /// Name of the unit that is damaged; empty where none is, or it has no name.
    pub(super) damaged: String,
}

impl Units {
    /// Reads the headers of all units.
    pub(super) fn read(content: &Content, scratch: &mut Header) -> Self {
        let mut units = Self::default();
        let mut offset = Some(0);
        while let Some(start) = offset {
            units.damaged.clear();
            match units.add(content, scratch, start) {
                Ok(next) => offset = next.filter(|&next| is_extension(content, next)),
                Err(error) => {
                    units.damage = RefCell::new(Some(error));
                    return units;
                }
            }
        }
        units.damaged.clear();
        units
    }

    /// The damage that ends the list, once.
    pub(super) fn take_damage(&self) -> Option<ReadError> {
        self.damage.take()
    }

    /// Refuses a file that is damaged or cut off anywhere: what is missing could belong to the spectrum.
    ///
    /// # Errors
    ///
    /// The damage.
    pub(super) fn check_whole(&self) -> Result<(), ReadError> {
        self.take_damage().map_or(Ok(()), Err)
    }

    fn add(&mut self, content: &Content, header: &mut Header, start: u64) -> Result<Option<u64>, ReadError> {
        if self.list.len() == MAX_UNITS {
            return Err(ReadError::malformed(format!("the file has more than {MAX_UNITS} units")));
        }
        header.read(content, start)?;
        let name = header.text("EXTNAME").unwrap_or_default().trim().to_ascii_uppercase();
        self.damaged.clone_from(&name);
        let next = header.next(content)?;
        let is_packed = header.flag("ZIMAGE") == Some(true);
        let kind = match header.text("XTENSION").as_deref().map(str::trim) {
            None | Some("IMAGE") => Kind::Image,
            Some("BINTABLE") if is_packed => Kind::Image,
            Some("BINTABLE") => Kind::Table,
            Some(_) => Kind::Other,
        };
        let axes = if is_packed { packed_axes(header)? } else { header.axes()? };
        self.list.push(Unit { name, kind, axes, start });
        Ok(next)
    }

    /// The unit of a name in capital letters.
    pub(super) fn named(&self, name: &str) -> Option<&Unit> {
        self.list.iter().find(|unit| unit.name == name)
    }

    /// The first of several names that a unit has.
    pub(super) fn any(&self, names: &[&str]) -> Option<&Unit> {
        names.iter().find_map(|name| self.named(name))
    }

    /// The units of a kind, in their order.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Unit> {
        self.list.iter().filter(move |unit| unit.kind == kind)
    }
}

/// What follows the last unit, if anything, starts with something else (FITS 4.0, section 3.5).
pub(super) fn is_extension(content: &Content, start: u64) -> bool {
    let mut keyword = [0; 8];
    content.read_at(start, &mut keyword).is_ok() && &keyword == b"XTENSION"
}

/// Lengths of the axes of an image that is compressed (FITS 4.0, section 10.1).
fn packed_axes(header: &Header) -> Result<Vec<u64>, ReadError> {
    let count = header.required("ZNAXIS")?;
    if !(0..=999).contains(&count) {
        return Err(ReadError::malformed(format!("ZNAXIS is {count}")));
    }
    (1..=count)
        .map(|axis| {
            let length = header.required(&format!("ZNAXIS{axis}"))?;
            u64::try_from(length).map_err(|_| ReadError::malformed(format!("ZNAXIS{axis} is {length}")))
        })
        .collect()
}
