//! Names of spectra that may be asked for.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fmt::Write as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::str::FromStr;

/// Most bytes that a file name can have on Linux.
const MAX_BYTES: usize = 255;

/// Most bytes of a name with its target and with the bytes that are written as `\xhh`.
const MAX_TEXT_BYTES: usize = 4 * MAX_BYTES + 256;

/// What compression programs append to a name.
pub(super) const COMPRESSIONS: [&str; 6] = [".gz", ".bz2", ".xz", ".zst", ".Z", ".fz"];

/// The name of a spectrum: a plain file name, perhaps with `#` and which of the file's spectra is meant.
///
/// Nothing in it can lead to another directory. The file may have any suffix or none; that of a compression may be left out.
/// Bytes that are no UTF-8, control characters and the backslash are written as `\xhh`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpectrumName(String);

/// Why a text is no name of a spectrum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpectrumNameError {
    /// It is empty.
    #[error("a spectrum's file name is not empty")]
    Empty,
    /// It is longer than any file name.
    #[error("a spectrum's file name has at most {MAX_BYTES} bytes")]
    TooLong,
    /// It holds a path separator or a control character, or starts with a dot.
    #[error("a spectrum's file name holds no path, no control character and does not start with a dot")]
    NotPlain,
}

/// What a LAMOST file name says: `spec-<LMJD>-<PLANID>_sp<SPID>-<FIBERID>.fits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LamostName<'a> {
    /// Local modified Julian day of the observation.
    pub(super) lmjd: i64,
    /// Plan of the observation, the name of its directory.
    pub(super) plan: &'a str,
}

impl SpectrumName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the file and the target, if the name is read as `file#target`; `#` may also belong to the file's own name.
    pub fn split_target(&self) -> Option<(&str, &str)> {
        self.0.rsplit_once('#').filter(|(file, target)| !file.is_empty() && !target.is_empty())
    }

    /// The files that may be meant, the likelier ones first, each with the target in it.
    pub fn readings(&self) -> impl Iterator<Item = (&str, &str)> {
        std::iter::once((self.as_str(), "")).chain(self.split_target())
    }

    /// What the name says, if it is one of LAMOST.
    pub(super) fn lamost(&self) -> Option<LamostName<'_>> {
        let file = self.split_target().map_or(self.as_str(), |(file, _)| file);
        lamost(file)
    }
}

/// What a file name says, if it is one of LAMOST.
fn lamost(file: &str) -> Option<LamostName<'_>> {
    let stem = strip_compression(file).strip_suffix(".fits")?;
    let (lmjd, rest) = stem.strip_prefix("spec-")?.split_once('-')?;
    // Plan names may hold underscores and hyphens themselves, so the end is split off first.
    let (plan, fibre) = rest.rsplit_once("_sp")?;
    let (spectrograph, fibre) = fibre.split_once('-')?;
    let is_lamost = digits(lmjd) && digits(spectrograph) && digits(fibre) && !plan.is_empty();
    is_lamost.then_some(LamostName { lmjd: lmjd.parse().ok()?, plan })
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The plate or plan that the name of a LAMOST or SDSS file tells: `spec-<LMJD>-<PLANID>_sp…`, `spec-<PLATE>-<MJD>-<FIBER>…`.
pub fn plate_of_name(file: &str) -> Option<&str> {
    if let Some(name) = lamost(file) {
        return Some(name.plan);
    }
    let mut parts = strip_compression(file).strip_suffix(".fits")?.strip_prefix("spec-")?.split('-');
    let (plate, mjd, fibre) = (parts.next()?, parts.next()?, parts.next()?);
    (parts.next().is_none() && digits(plate) && digits(mjd) && digits(fibre)).then_some(plate)
}

/// A file name without the suffix of a compression.
pub fn strip_compression(name: &str) -> &str {
    crate::compression::strip_suffix(name).0
}

/// A name of a file or directory as text, from which [`unescape`] makes the same name again: bytes that are no UTF-8, those of
/// control characters, and the backslash, become `\xhh`.
pub fn escape(name: &OsStr) -> String {
    let mut text = String::with_capacity(name.len());
    let push_bytes = |text: &mut String, bytes: &[u8]| {
        for byte in bytes {
            let _ = write!(text, "\\x{byte:02x}");
        }
    };
    for chunk in name.as_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            if character == '\\' || character.is_control() {
                push_bytes(&mut text, character.encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                text.push(character);
            }
        }
        push_bytes(&mut text, chunk.invalid());
    }
    text
}

/// A name as results have it: U+FFFD in place of what is no UTF-8, and of control characters.
pub fn plain_name(name: &OsStr) -> String {
    let name = name.to_string_lossy();
    if name.chars().any(char::is_control) {
        name.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
    } else {
        name.into_owned()
    }
}

/// The name that [`escape`] has written; `None` where it would not have written so.
pub fn unescape(text: &str) -> Option<OsString> {
    if !text.contains('\\') {
        return Some(text.into());
    }
    let mut name = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'\\' {
            let hex = std::str::from_utf8(after.get(1..3)?).ok().filter(|_| after[0] == b'x')?;
            name.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &after[3..];
        } else {
            name.push(byte);
            rest = after;
        }
    }
    let name = OsString::from_vec(name);
    (escape(&name) == text && !name.as_bytes().contains(&0)).then_some(name)
}

impl FromStr for SpectrumName {
    type Err = SpectrumNameError;

    fn from_str(text: &str) -> Result<Self, SpectrumNameError> {
        if text.is_empty() {
            return Err(SpectrumNameError::Empty);
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(SpectrumNameError::TooLong);
        }
        if text.starts_with('.') || text.contains('/') || text.chars().any(char::is_control) {
            return Err(SpectrumNameError::NotPlain);
        }
        let mut name = Self(text.to_owned());
        // A backslash that escapes nothing is one of the file's own name, which results have as it is.
        if !name.readings().any(|(file, _)| unescape(file).is_some()) {
            name = Self(escape(OsStr::new(text)));
        }
        let files: Vec<OsString> = name.readings().filter_map(|(file, _)| unescape(file)).collect();
        // What follows the last `#` may be a target, of any length.
        if files.iter().all(|file| file.len() > MAX_BYTES) {
            return Err(SpectrumNameError::TooLong);
        }
        Ok(name)
    }
}

impl fmt::Display for SpectrumName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lamost_name_tells_its_plan() {
        let plan = |text: &str| {
            let name: SpectrumName = text.parse().unwrap();
            name.lamost().map(|lamost| (lamost.lmjd, lamost.plan.to_owned()))
        };
        assert_eq!(plan("spec-55859-F5902_sp01-001.fits"), Some((55859, "F5902".into())));
        assert_eq!(plan("spec-55939-GAC_061N46_V3_sp07-078.fits.gz"), Some((55939, "GAC_061N46_V3".into())));
        assert_eq!(plan("spec-55859-F5902_sp01-001.fits#COADD_B"), Some((55859, "F5902".into())));
        assert_eq!(plan("spec-4055-55359-0001.fits"), None);
        assert_eq!(plan("spec-55859-F5902_sp01-.fits"), None);
        assert_eq!(plate_of_name("spec-4055-55359-0001.fits.gz"), Some("4055"));
        assert_eq!(plate_of_name("spec-55859-F5902_sp01-001.fits"), Some("F5902"));
        for none in ["mystar.fits", "spec-a-1-2.fits", "spec-1-2-3-4.fits", "spec-1-2.fits"] {
            assert_eq!(plate_of_name(none), None, "{none}");
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for text in ["../x.fits", "a/b.fits", "..\\x.fits", "x\0.fits", "..fits", ".hidden.fits", "a\n.fits"] {
            assert_eq!(text.parse::<SpectrumName>(), Err(SpectrumNameError::NotPlain), "{text:?}");
        }
        // What no name is written as is a name itself.
        for text in ["\\x2fetc", "\\x2e.", "a\\x41", "a\\x5C", "a\\x00", "a\\xe", "a\\xc3\\xa9", "\\", "a\\.fits"] {
            let name: SpectrumName = text.parse().unwrap();
            assert_eq!(unescape(name.as_str()).as_deref(), Some(OsStr::new(text)), "{text:?}");
        }
        assert_eq!("".parse::<SpectrumName>(), Err(SpectrumNameError::Empty));
        assert_eq!("x".repeat(256).parse::<SpectrumName>(), Err(SpectrumNameError::TooLong));
        for name in
            ["spec-59522-GACII052N48B2_sp06-238.fits.fits", "x", "x.FIT", "x.fits.bz2", "é.csv", &"x".repeat(255)]
        {
            assert!(name.parse::<SpectrumName>().is_ok(), "{name}");
        }
    }

    #[test]
    fn a_target_follows_the_last_number_sign_unless_the_file_is_named_so() {
        let readings = |text: &str| {
            let name: SpectrumName = text.parse().unwrap();
            name.readings().map(|(file, target)| (file.to_owned(), target.to_owned())).collect::<Vec<_>>()
        };
        let pair = |file: &str, target: &str| (file.to_owned(), target.to_owned());
        assert_eq!(readings("a.fits"), [pair("a.fits", "")]);
        assert_eq!(readings("a #2.fits#39"), [pair("a #2.fits#39", ""), pair("a #2.fits", "39")]);
        assert_eq!(readings("a.fits#"), [pair("a.fits#", "")]);
        assert_eq!(readings("#a"), [pair("#a", "")]);
    }

    #[test]
    fn every_name_of_a_file_system_is_a_text_and_comes_back() {
        for bytes in [
            &b"h\xe9lios-080.fits"[..],
            b"a\\b",
            b"\\xe9",
            "é½".as_bytes(),
            b"\xff\xfe",
            b"new\nline",
            b"\xc2\x85",
            b"plain",
        ] {
            let name = OsStr::from_bytes(bytes);
            let text = escape(name);
            assert_eq!(unescape(&text).as_deref(), Some(name), "{text}");
            assert!(text.parse::<SpectrumName>().is_ok(), "{text}");
        }
        assert_eq!(escape(OsStr::from_bytes(b"h\xe9lios\\")), "h\\xe9lios\\x5c");
        assert_eq!(escape(OsStr::new("new\nline")), "new\\x0aline");
        assert_eq!(plain_name(OsStr::from_bytes(b"h\xe9lios\n")), "h\u{fffd}lios\u{fffd}");
        assert_eq!(strip_compression("a.fits.bz2"), "a.fits");
        assert_eq!(strip_compression(".gz"), ".gz");
    }
}
