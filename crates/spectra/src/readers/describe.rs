//! What a file that is no spectrum of ours holds instead, in words.

use std::fmt::Write as _;

use super::Opened;
use super::units::{Kind, Unit, Units};
use crate::error::ReadError;
use crate::fits::Cards as _;

/// Data units that a description names; a reader of the sentence needs no more.
const DESCRIBED_UNITS: usize = 4;

/// Starts of files that are found in archives where a spectrum should be.
const IMPOSTORS: [(&[u8], &str); 10] = [
    (b"<!doctype", "it is an HTML page"),
    (b"<html", "it is an HTML page"),
    (b"<?xml", "it is an XML document"),
    (b"version https://git-lfs", "it is a Git LFS pointer, the file itself was not downloaded"),
    (b"\x1f\x9d", "it is packed with compress (.Z)"),
    (b"bzh", "it is packed with bzip2"),
    (b"\xfd7zxz", "it is packed with xz"),
    (b"\x28\xb5\x2f\xfd", "it is packed with zstd"),
    (b"pk\x03\x04", "it is a zip archive"),
    (b"\x89hdf", "it is an HDF5 file"),
];

/// Checks that the first bytes are those of a FITS file (FITS 4.0, section 3.1).
///
/// # Errors
///
/// [`ReadError::NotFits`] with a guess at what it is instead.
pub(super) fn check_magic(head: &[u8]) -> Result<(), ReadError> {
    if head.starts_with(b"SIMPLE  =") {
        return Ok(());
    }
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    let start = head.trim_ascii_start();
    let start = start[..start.len().min(64)].to_ascii_lowercase();
    let impostor = IMPOSTORS.iter().find(|(magic, _)| start.starts_with(magic));
    Err(ReadError::NotFits { found: impostor.map_or("it does not start with SIMPLE", |(_, found)| found) })
}

/// Refuses files of kinds that we know well enough to name, before any layout is supposed.
///
/// # Errors
///
/// [`ReadError::Unsupported`] with the name of the kind.
pub(super) fn refuse_known(file: &Opened<'_>) -> Result<(), ReadError> {
    let telescope = file.primary.text("TELESCOP").unwrap_or_default();
    if matches!(telescope.as_str(), "Kepler" | "K2" | "TESS") {
        return Err(ReadError::unsupported(format!("it is a light curve or image of {telescope}")));
    }
    Ok(())
}

/// The error that says what the file holds.
pub(super) fn contents(units: &Units) -> ReadError {
    let mut found = String::from("it holds ");
    for (number, unit) in units.list.iter().take(DESCRIBED_UNITS).enumerate() {
        if number > 0 {
            found.push_str(", ");
        }
        describe_unit(unit, &mut found);
    }
    if units.list.len() > DESCRIBED_UNITS {
        found.push_str(", and more");
    }
    ReadError::unsupported(found)
}

fn describe_unit(unit: &Unit, found: &mut String) {
    let name = if unit.name.is_empty() { String::new() } else { format!(" {}", unit.name) };
    // Writing to a String cannot fail.
    let _ = match (unit.kind, unit.axes.as_slice()) {
        (Kind::Table | Kind::Other, [_, rows]) => write!(found, "a table{name} of {rows} rows"),
        (_, []) if unit.start == 0 => write!(found, "an empty primary unit"),
        (_, []) => write!(found, "an empty unit{name}"),
        (_, [length]) => write!(found, "a series{name} of {length} values"),
        (_, axes) => {
            let sizes: Vec<String> = axes.iter().map(u64::to_string).collect();
            write!(found, "an image{name} of {} values", sizes.join(" × "))
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impostors_are_named() {
        let found = |head: &[u8]| check_magic(head).unwrap_err().to_string();
        assert_eq!(found(b"<!DOCTYPE html>"), "not a FITS file: it is an HTML page");
        assert_eq!(found(b"\n<html>"), "not a FITS file: it is an HTML page");
        assert!(found(b"version https://git-lfs.github.com/spec/v1").contains("Git LFS pointer"));
        assert!(found(b"BZh91AY").contains("bzip2"));
        assert!(found(b"SIMPLY WRONG").contains("does not start with SIMPLE"));
        assert!(check_magic(b"SIMPLE  =                    T").is_ok());
    }
}
