//! Names of files in little memory: about ten bytes for one of 45, where its neighbours are sorted.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

/// Suffixes of compressions: a file has its name without.
pub(super) const COMPRESSIONS: [&str; 10] = ["", ".gz", ".bz2", ".xz", ".zst", ".Z", ".GZ", ".BZ2", ".XZ", ".ZST"];

/// A name without the suffix of a compression, and which of [`COMPRESSIONS`] that is.
pub(super) fn split(on_disk: &[u8]) -> (&[u8], u8) {
    for (number, suffix) in (1..).zip(&COMPRESSIONS[1..]) {
        if let Some(name) = on_disk.strip_suffix(suffix.as_bytes()).filter(|name| !name.is_empty()) {
            return (name, number);
        }
    }
    (on_disk, 0)
}

/// A list of names, each with the number of its compression. A name is kept as how much it shares with the one before, which
/// is much where they are sorted, and the rest. Names are bytes: not all are UTF-8.
#[derive(Debug, Default)]
pub(super) struct PackedNames(Vec<u8>);

impl PackedNames {
    pub(super) fn unpack(&self) -> Unpacking<'_> {
        Unpacking { rest: &self.0, name: Vec::with_capacity(64) }
    }
}

impl<'a> FromIterator<(&'a [u8], u8)> for PackedNames {
    fn from_iter<I: IntoIterator<Item = (&'a [u8], u8)>>(names: I) -> Self {
        let (mut bytes, mut before): (_, &[u8]) = (Vec::new(), &[]);
        for (name, compression) in names {
            let shared = before.iter().zip(name).take_while(|(left, right)| left == right).count();
            // A file name has at most 255 bytes.
            let (Ok(keeps), Ok(adds)) = (u8::try_from(shared), u8::try_from(name.len() - shared)) else { continue };
            bytes.extend([compression, keeps, adds]);
            bytes.extend_from_slice(&name[shared..]);
            before = name;
        }
        bytes.shrink_to_fit();
        Self(bytes)
    }
}

/// Reads packed names one after another.
pub(super) struct Unpacking<'a> {
    rest: &'a [u8],
    name: Vec<u8>,
}

impl Unpacking<'_> {
    /// The next name, and the number of its compression.
    pub(super) fn next(&mut self) -> Option<(&[u8], u8)> {
        let (&[compression, keeps, adds], rest) = self.rest.split_first_chunk()?;
        let (own, rest) = rest.split_at_checked(usize::from(adds))?;
        self.rest = rest;
        self.name.truncate(usize::from(keeps));
        self.name.extend_from_slice(own);
        Some((&self.name, compression))
    }
}

/// A name as a text: as it is where it is UTF-8 without control characters, else as the index of the archive writes it, so
/// that it is found again.
pub(super) fn escaped(name: &[u8]) -> String {
    match str::from_utf8(name) {
        Ok(name) if !name.chars().any(char::is_control) => name.to_owned(),
        _ => crate::archive::escape(OsStr::from_bytes(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_names_come_out_as_they_went_in() {
        let long = "x".repeat(250);
        let names: [&[u8]; 7] = [
            b"",
            b"spec-1",
            b"spec-10",
            b"sp\xe9c-2",
            long.as_bytes(),
            &[long.as_bytes(), b"y"].concat(),
            "ž".as_bytes(),
        ];
        let names: Vec<(&[u8], u8)> = names.into_iter().zip([0, 1, 5].into_iter().cycle()).collect();
        let packed: PackedNames = names.iter().copied().collect();
        let mut unpacking = packed.unpack();
        for name in names {
            assert_eq!(unpacking.next(), Some(name));
        }
        assert_eq!(unpacking.next(), None);
        let too_long = "x".repeat(256);
        assert!([(too_long.as_bytes(), 0)].into_iter().collect::<PackedNames>().0.is_empty());
    }

    #[test]
    fn a_name_of_a_survey_takes_a_few_bytes() {
        let names: Vec<String> =
            (0..1000).map(|i| format!("spec-55859-F5902_sp{:02}-{:03}.fits", i / 250, i % 250)).collect();
        let packed: PackedNames = names.iter().map(|name| (name.as_bytes(), 0)).collect();
        assert!(packed.0.len() < 13 * names.len(), "{} bytes a name", packed.0.len() / names.len());
    }

    #[test]
    fn the_suffix_of_a_compression_is_no_part_of_a_name() {
        assert_eq!(split(b"a.fits.gz"), (&b"a.fits"[..], 1));
        assert_eq!(split(b"a.fit.Z"), (&b"a.fit"[..], 5));
        assert_eq!(split(b"a.FITS.GZ"), (&b"a.FITS"[..], 6));
        assert_eq!(split(b"a.fits.fz"), (&b"a.fits.fz"[..], 0));
        assert_eq!(split(b".gz"), (&b".gz"[..], 0));
    }

    #[test]
    fn escaped_names_can_be_told_apart() {
        assert_eq!(escaped(b"h\xe9lios\\.fits"), r"h\xe9lios\x5c.fits");
        assert_eq!(escaped(br"a\xE9.fits"), r"a\xE9.fits");
        assert_ne!(escaped(b"\xe9"), escaped(b"\xe8"));
    }
}
