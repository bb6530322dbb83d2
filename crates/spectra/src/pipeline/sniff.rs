//! What a file is whose name does not say so, from its first bytes.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::row::Refused;

/// Bytes that are looked at: enough for every signature, and for text to show that it is text.
const LOOKED_AT: usize = 512;

/// Signatures of what lies in archives and is no spectrum. The place of a signature is its first byte.
const OTHERS: [(usize, &[u8], &str); 16] = [
    (0, b"\x89HDF", "it is an HDF5 file"),
    (0, b"CDF\x01", "it is a NetCDF file"),
    (0, b"PK\x03\x04", "it is a zip archive"),
    (0, b"Rar!", "it is a RAR archive"),
    (0, b"7z\xbc\xaf", "it is a 7z archive"),
    (257, b"ustar", "it is a tar archive"),
    (0, b"%PDF", "it is a PDF document"),
    (0, b"\x89PNG", "it is a PNG image"),
    (0, b"\xff\xd8\xff", "it is a JPEG image"),
    (0, b"GIF8", "it is a GIF image"),
    (0, b"SQLite format 3", "it is an SQLite database"),
    (0, b"\x7fELF", "it is a program"),
    (0, b"\x93NUMPY", "it is a NumPy array"),
    (0, b"\x80\x04", "it is a Python pickle"),
    (0, b"<!DOCTYPE html", "it is an HTML page"),
    (0, b"<html", "it is an HTML page"),
];

/// Signatures of compressions that readers unpack: what is inside decides.
const PACKED: [&[u8]; 4] = [b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x1f\x9d"];

/// Looks whether a file can be a spectrum; the answer is no proof that it is one.
///
/// # Errors
///
/// What it is instead.
pub(super) fn may_be_spectrum(path: &Path) -> Result<(), Refused> {
    let cannot = |_| Refused::new("unreadable", "the file cannot be read");
    let mut options = OpenOptions::new();
    let mut file = options.read(true).custom_flags(libc::O_NONBLOCK).open(path).map_err(cannot)?;
    let mut head = Vec::with_capacity(LOOKED_AT);
    file.by_ref().take(LOOKED_AT as u64).read_to_end(&mut head).map_err(cannot)?;
    if head.starts_with(&[0x1f, 0x8b]) {
        // A few bytes inflate without the rest of the stream; where they do not, the reader says what is wrong with it.
        let mut inside = Vec::with_capacity(LOOKED_AT);
        let _ = flate2::read::GzDecoder::new(&head[..]).take(LOOKED_AT as u64).read_to_end(&mut inside);
        return if inside.is_empty() { Ok(()) } else { judge(&inside) };
    }
    judge(&head)
}

fn judge(head: &[u8]) -> Result<(), Refused> {
    if head.is_empty() {
        return Err(Refused::new("empty", "the file is empty"));
    }
    if head.starts_with(b"SIMPLE  =") || PACKED.iter().any(|magic| head.starts_with(magic)) {
        return Ok(());
    }
    let starts = |(place, magic, _): &&(usize, &[u8], &str)| {
        head.get(*place..place + magic.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(magic))
    };
    if let Some((_, _, what)) = OTHERS.iter().find(starts) {
        return Err(Refused::new("not_a_spectrum", *what));
    }
    let is_text = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    if head.iter().all(is_text) {
        return Ok(());
    }
    Err(Refused::new("not_a_spectrum", "it is neither FITS nor text"))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn looked(bytes: &[u8]) -> Result<(), String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        may_be_spectrum(file.path()).map_err(|refused| refused.reason)
    }

    #[test]
    fn the_content_decides_and_the_inside_of_gzip_too() {
        let gzip = |bytes: &[u8]| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        };
        let fits = b"SIMPLE  =                    T".repeat(100);
        for good in
            [&fits[..], &gzip(&fits), &fits[..9], b"wavelength,flux\n1,2\n", b"<?xml version='1.0'?>", b"BZh91AY"]
        {
            assert_eq!(looked(good), Ok(()));
        }
        assert_eq!(looked(b"\x89HDF\r\n\x1a\n"), Err("it is an HDF5 file".into()));
        assert_eq!(looked(&gzip(b"\x89PNG\r\n\x1a\n")), Err("it is a PNG image".into()));
        assert_eq!(looked(&[b'a', 0, 1, 2]), Err("it is neither FITS nor text".into()));
        assert_eq!(looked(b""), Err("the file is empty".into()));
        let mut tar = vec![b'x'; 600];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(looked(&tar), Err("it is a tar archive".into()));
    }
}
