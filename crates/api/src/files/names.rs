//! Names of files and directories, checked before they come near a file system.

use std::fmt;
use std::str::FromStr;

use serde_with::{DeserializeFromStr, SerializeDisplay};

/// The longest name in bytes, of Linux's file systems.
const NAME_MAX_BYTES: usize = 255;
/// The longest path in bytes, of Linux.
const PATH_MAX_BYTES: usize = 4096;
/// How unfinished uploads are called; such names are hidden and cannot be asked for.
pub(super) const TEMPORARY_PREFIX: &str = ".ml-job-upload-";

/// The name of one file or directory: no `/`, no NUL, not `.` or `..`, 1 to 255 bytes.
///
/// A backslash is a character like any other.
#[derive(Debug, Clone, PartialEq, Eq, DeserializeFromStr, SerializeDisplay)]
pub struct FileName(String);

/// The path of a directory relative to the files root: starts with `/`, each part a [`FileName`].
#[derive(Debug, Clone, PartialEq, Eq, DeserializeFromStr, SerializeDisplay)]
pub struct DirPath(String);

/// A text that can name no file or directory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Empty.
    #[error("must not be empty")]
    Empty,
    /// `.` or `..`.
    #[error("must not be or contain `.` or `..`")]
    Dots,
    /// A `/` in a name.
    #[error("must not contain a `/`")]
    Slash,
    /// A NUL.
    #[error("must not contain a NUL character")]
    Nul,
    /// Too long.
    #[error("must have at most {0} bytes")]
    TooLong(usize),
    /// The prefix of unfinished uploads.
    #[error("must not start with `{TEMPORARY_PREFIX}`, which is kept for unfinished uploads")]
    Reserved,
    /// A path that does not start with `/`.
    #[error("must start with `/`")]
    NotAbsolute,
}

impl FileName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DirPath {
    /// The root itself.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// The path, with a leading `/`, without a trailing one (but for the root).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path relative to the root's handle.
    pub(super) fn relative(&self) -> &str {
        match self.0.trim_start_matches('/') {
            "" => ".",
            relative => relative,
        }
    }

    /// The path of something in this directory.
    #[must_use]
    pub fn join(&self, name: &FileName) -> Self {
        let parent = self.0.trim_end_matches('/');
        Self(format!("{parent}/{}", name.0))
    }

    /// Whether this is `other` or lies below it.
    pub fn is_within(&self, other: &Self) -> bool {
        match self.0.strip_prefix(other.0.trim_end_matches('/')) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        }
    }
}

fn check(name: &str) -> Result<(), InvalidName> {
    match name {
        "" => return Err(InvalidName::Empty),
        "." | ".." => return Err(InvalidName::Dots),
        _ => {}
    }
    if name.contains('\0') {
        return Err(InvalidName::Nul);
    }
    if name.len() > NAME_MAX_BYTES {
        return Err(InvalidName::TooLong(NAME_MAX_BYTES));
    }
    if name.starts_with(TEMPORARY_PREFIX) {
        return Err(InvalidName::Reserved);
    }
    Ok(())
}

impl FromStr for FileName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if text.contains('/') {
            return Err(InvalidName::Slash);
        }
        check(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for DirPath {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if !text.starts_with('/') {
            return Err(InvalidName::NotAbsolute);
        }
        if text.len() > PATH_MAX_BYTES {
            return Err(InvalidName::TooLong(PATH_MAX_BYTES));
        }
        let mut path = String::new();
        for part in text.split('/').filter(|part| !part.is_empty()) {
            check(part)?;
            path.push('/');
            path.push_str(part);
        }
        if path.is_empty() {
            path.push('/');
        }
        Ok(Self(path))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for DirPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_lead_elsewhere_are_refused() {
        let too_long = "a".repeat(256);
        for bad in ["", ".", "..", "a/b", "/", "/etc/passwd", "../x", "a\0", too_long.as_str(), ".ml-job-upload-x"] {
            assert!(bad.parse::<FileName>().is_err(), "{bad:?} should be refused");
        }
    }

    #[test]
    fn odd_names_are_names() {
        for good in ["config.json", "..a", "a..", "...", "a\\..\\b", "jiří ☄.txt", "-rf", "%2e%2e"] {
            assert_eq!(good.parse::<FileName>().unwrap().as_str(), good);
        }
    }

    #[test]
    fn a_path_is_cleaned_of_empty_parts_only() {
        for (text, clean) in [("/", "/"), ("//", "/"), ("/a/", "/a"), ("/a//b", "/a/b")] {
            assert_eq!(text.parse::<DirPath>().unwrap().as_str(), clean);
        }
        for bad in ["", "a", "../", "/..", "/a/../b", "/./a", "/a\0b", "/a/.."] {
            assert!(bad.parse::<DirPath>().is_err(), "{bad:?} should be refused");
        }
    }

    #[test]
    fn below_means_below_not_beside() {
        let path = |text: &str| text.parse::<DirPath>().unwrap();
        assert!(path("/a/b").is_within(&path("/a")));
        assert!(path("/a").is_within(&path("/a")));
        assert!(path("/a").is_within(&path("/")));
        assert!(!path("/ab").is_within(&path("/a")));
        assert!(!path("/").is_within(&path("/a")));
    }
}
