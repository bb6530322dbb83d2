//! HDF5 files that we write: the same content gives the same bytes.
//!
//! Strings have a fixed length (32, 64, 128 or 256 bytes, zero-padded): h5py reads them like those of variable length
//! (`asstr()` or bytes), they take a thirtieth of the space, and they do not scatter over a heap.

use std::path::Path;

use hdf5::types::{FixedUnicode, TypeDescriptor, VarLenUnicode};
use hdf5::{File, Location};

use crate::enclosed::MAX_TEXT_BYTES;

/// A text in memory, whatever length it has in the file: HDF5 converts.
pub type Text = FixedUnicode<MAX_TEXT_BYTES>;

/// Creates a file that holds no time.
///
/// # Errors
/// What HDF5 says.
pub fn create_file(place: &Path) -> hdf5::Result<File> {
    File::with_options().with_fcpl(|plist| plist.obj_track_times(false)).create(place)
}

/// The type of a dataset of texts, of which the longest has so many bytes.
pub fn text_type(longest: usize) -> TypeDescriptor {
    TypeDescriptor::FixedUnicode(longest.next_power_of_two().clamp(32, MAX_TEXT_BYTES))
}

/// A text for a dataset, at most `most` bytes of it: what fits, and nothing behind a NUL, which would end it.
pub fn text(text: &str, most: usize) -> Text {
    let text = &text[..text.find('\0').unwrap_or(text.len())];
    text[..text.floor_char_boundary(most.min(MAX_TEXT_BYTES))].parse().unwrap_or_default()
}

/// Writes a text attribute.
///
/// # Errors
/// What HDF5 says.
pub fn write_attribute(object: &Location, name: &str, text: &str) -> hdf5::Result<()> {
    // Only a NUL could not be written, and neither paths nor JSON hold one.
    let text: VarLenUnicode = text.parse().unwrap_or_default();
    object.new_attr::<VarLenUnicode>().create(name)?.write_scalar(&text)
}
