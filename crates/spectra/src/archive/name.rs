//! Names of spectra that may be asked for.

use std::fmt;
use std::str::FromStr;

/// Most bytes that a file name can have on Linux.
const MAX_BYTES: usize = 255;

/// A plain file name ending in `.fits` or `.fits.gz`: nothing in it can lead to another directory.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpectrumName(String);

/// Why a text is no name of a spectrum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpectrumNameError {
    /// It is longer than any file name.
    #[error("a spectrum's file name has at most {MAX_BYTES} bytes")]
    TooLong,
    /// It holds a path separator or a control character, or starts with a dot.
    #[error("a spectrum's file name holds no path, no control character and does not start with a dot")]
    NotPlain,
    /// It does not end as FITS files do.
    #[error("a spectrum's file name ends in .fits or .fits.gz")]
    NotFits,
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

    /// What the name says, if it is one of LAMOST.
    pub(super) fn lamost(&self) -> Option<LamostName<'_>> {
        let stem = self.0.strip_suffix(".gz").unwrap_or(&self.0).strip_suffix(".fits")?;
        let (lmjd, rest) = stem.strip_prefix("spec-")?.split_once('-')?;
        // Plan names may hold underscores and hyphens themselves, so the end is split off first.
        let (plan, fibre) = rest.rsplit_once("_sp")?;
        let (spectrograph, fibre) = fibre.split_once('-')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_lamost = digits(lmjd) && digits(spectrograph) && digits(fibre) && !plan.is_empty();
        is_lamost.then_some(LamostName { lmjd: lmjd.parse().ok()?, plan })
    }
}

impl FromStr for SpectrumName {
    type Err = SpectrumNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_BYTES {
            return Err(SpectrumNameError::TooLong);
        }
        if text.starts_with('.') || text.contains(['/', '\\']) || text.chars().any(char::is_control) {
            return Err(SpectrumNameError::NotPlain);
        }
        let stem = text.strip_suffix(".gz").unwrap_or(text).strip_suffix(".fits");
        if stem.is_none_or(str::is_empty) {
            return Err(SpectrumNameError::NotFits);
        }
        Ok(Self(text.to_owned()))
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
        assert_eq!(plan("spec-4055-55359-0001.fits"), None);
        assert_eq!(plan("spec-55859-F5902_sp01-.fits"), None);
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for text in ["../x.fits", "a/b.fits", "..\\x.fits", "x\0.fits", "..fits", ".hidden.fits", "a\n.fits"] {
            assert_eq!(text.parse::<SpectrumName>(), Err(SpectrumNameError::NotPlain), "{text:?}");
        }
        for text in ["", "x", "x.txt", "fits", "x.fits.bz2", "x.fits/"] {
            assert!(text.parse::<SpectrumName>().is_err(), "{text:?}");
        }
        assert_eq!("x".repeat(300).parse::<SpectrumName>(), Err(SpectrumNameError::TooLong));
        assert!("spec-59522-GACII052N48B2_sp06-238.fits.fits".parse::<SpectrumName>().is_ok());
    }
}
