//! The lean FITS reader: headers, tables and samples, read straight from the bytes that are needed.
//!
//! It knows just enough of the FITS standard (version 4.0) for the layouts that make up the archives. Whatever it does
//! not know it leaves to cfitsio; what both can read, the tests compare.

mod cards;
mod cells;
mod content;
mod header;
mod table;

pub use cards::{HeaderCard, HeaderUnit, read_header};
pub(crate) use cells::{Cells, mask_of};
pub(crate) use content::{Content, Sample};
pub(crate) use header::{Cards, Header};
pub(crate) use table::{Column, Table};

/// FITS files are made of blocks of this many bytes.
pub(crate) const BLOCK_BYTES: u64 = 2880;
