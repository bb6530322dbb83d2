//! What a file that is no spectrum of ours holds instead, in words.

use std::fmt::Write as _;

use super::Opened;
use super::units::{Kind, Unit, Units};
use crate::error::ReadError;
use crate::fits::Cards as _;

/// Data units that a description names; a reader of the sentence needs no more.
const DESCRIBED_UNITS: usize = 4;

/// Starts of files that are found in archives where a spectrum should be, in small letters.
const IMPOSTORS: [(&[u8], &str); 13] = [
    (b"<!doctype html", "it is an HTML page"),
    (b"<html", "it is an HTML page"),
    (b"<head", "it is an HTML page"),
    (b"version https://git-lfs", "it is a Git LFS pointer, the file itself was not downloaded"),
    (b"pk\x03\x04", "it is a zip archive"),
    (b"\x89hdf", "it is an HDF5 file"),
    (b"{", "it is JSON"),
    (b"[{", "it is JSON"),
    (b"%pdf", "it is a PDF document"),
    (b"\x89png", "it is a PNG image"),
    (b"\xff\xd8\xff", "it is a JPEG image"),
    (b"#!/", "it is a program"),
    (b"\x7felf", "it is a program"),
];

/// Whether these are the first bytes of a FITS file (FITS 4.0, section 3.1).
pub(super) fn is_fits(head: &[u8]) -> bool {
    head.starts_with(b"SIMPLE  =")
}

/// Refuses files by their first bytes, if these are of a kind that holds no spectrum.
///
/// # Errors
///
/// [`ReadError::NotFits`] with what it is.
pub(super) fn refuse_impostors(head: &[u8]) -> Result<(), ReadError> {
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    let start = head.trim_ascii_start();
    let start = start[..start.len().min(64)].to_ascii_lowercase();
    match IMPOSTORS.iter().find(|(magic, _)| start.starts_with(magic)) {
        Some((_, found)) => Err(ReadError::NotFits { found }),
        None => Ok(()),
    }
}

/// Checks that the first bytes are those of a FITS file.
///
/// # Errors
///
/// [`ReadError::NotFits`] with a guess at what it is instead.
pub(super) fn check_magic(head: &[u8]) -> Result<(), ReadError> {
    if is_fits(head) {
        return Ok(());
    }
    refuse_impostors(head)?;
    let start = head.trim_ascii_start();
    let is_text = start.iter().take(512).all(|byte| !byte.is_ascii_control() || byte.is_ascii_whitespace());
    Err(ReadError::NotFits {
        found: match start {
            [b'<', ..] => "it is an XML document, and no VOTable",
            [b'S', b'I', b'M', ..] => "it does not start with SIMPLE",
            _ if is_text => "it is a text without a table of numbers",
            _ => "it does not start with SIMPLE",
        },
    })
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
        assert!(found(b"SIMPLY WRONG").contains("does not start with SIMPLE"));
        assert!(check_magic(b"SIMPLE  =                    T").is_ok());
    }
}
