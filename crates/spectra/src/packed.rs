//! Names of FITS files in little memory: about ten bytes for one of 45, where its neighbours are sorted.

/// How every name ends, which therefore is not kept.
pub(crate) const EXTENSION: &str = ".fits";

/// A list of names that end in `.fits`, each with a flag for `.gz` behind it. A name is kept as how much it shares with the one
/// before, which is much where they are sorted, and the rest.
#[derive(Debug, Default)]
pub(crate) struct PackedNames(Vec<u8>);

impl PackedNames {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn unpack(&self) -> Unpacking<'_> {
        Unpacking { rest: &self.0, name: Vec::with_capacity(64) }
    }
}

impl<'a> FromIterator<(&'a str, bool)> for PackedNames {
    fn from_iter<I: IntoIterator<Item = (&'a str, bool)>>(names: I) -> Self {
        let (mut bytes, mut before) = (Vec::new(), "");
        for (name, is_gzip) in names {
            let stem = name.strip_suffix(EXTENSION).unwrap_or(name);
            let shared = before.bytes().zip(stem.bytes()).take_while(|(left, right)| left == right).count();
            // A file name has at most 255 bytes.
            let (Ok(keeps), Ok(adds)) = (u8::try_from(shared), u8::try_from(stem.len() - shared)) else { continue };
            bytes.extend([u8::from(is_gzip), keeps, adds]);
            bytes.extend_from_slice(&stem.as_bytes()[shared..]);
            before = stem;
        }
        bytes.shrink_to_fit();
        Self(bytes)
    }
}

/// Reads packed names one after another.
pub(crate) struct Unpacking<'a> {
    rest: &'a [u8],
    name: Vec<u8>,
}

impl Unpacking<'_> {
    /// The next name without `.gz`, and whether it has it.
    pub(crate) fn next(&mut self) -> Option<(&[u8], bool)> {
        let (&[is_gzip, keeps, adds], rest) = self.rest.split_first_chunk()?;
        let (own, rest) = rest.split_at_checked(usize::from(adds))?;
        self.rest = rest;
        self.name.truncate(usize::from(keeps));
        self.name.extend_from_slice(own);
        self.name.extend_from_slice(EXTENSION.as_bytes());
        Some((&self.name, is_gzip != 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_names_come_out_as_they_went_in() {
        let long = "x".repeat(250);
        let names =
            ["", "spec-1", "spec-10", "spec-2", &long, &format!("{long}y"), "ž"].map(|stem| format!("{stem}.fits"));
        let names: Vec<(&str, bool)> =
            names.iter().map(String::as_str).zip([false, true].into_iter().cycle()).collect();
        let packed: PackedNames = names.iter().copied().collect();
        let mut unpacking = packed.unpack();
        for (name, is_gzip) in names {
            assert_eq!(unpacking.next(), Some((name.as_bytes(), is_gzip)));
        }
        assert_eq!(unpacking.next(), None);
        let too_long = format!("{}.fits", "x".repeat(256));
        assert!([(too_long.as_str(), false)].into_iter().collect::<PackedNames>().is_empty());
    }

    #[test]
    fn a_name_of_a_survey_takes_a_few_bytes() {
        let names: Vec<String> =
            (0..1000).map(|i| format!("spec-55859-F5902_sp{:02}-{:03}.fits", i / 250, i % 250)).collect();
        let packed: PackedNames = names.iter().map(|name| (name.as_str(), false)).collect();
        assert!(packed.0.len() < 10 * names.len(), "{} bytes a name", packed.0.len() / names.len());
    }
}
