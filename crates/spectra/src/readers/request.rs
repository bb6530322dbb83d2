//! What is asked of a reader.

use std::ops::ControlFlow;

use crate::error::ReadError;
use crate::spectrum::{Spectrum, SpectrumMeta};

/// How much of a spectrum was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All pixels.
    Whole,
    /// Only the pixels around the wanted wavelengths, both ends of them included.
    Window,
}

/// What the caller needs of a spectrum; the less it is, the faster it comes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Want {
    /// First and last wavelength \[Å\] that will be looked at; `None` for all pixels.
    pub(crate) range: Option<(f64, f64)>,
    /// Whether `range` is in the rest frame of the object.
    pub(crate) rest_frame: bool,
    /// Whether inverse variances and masks are needed (then all pixels are read).
    pub(crate) quality: bool,
    /// Whether every spectrum of a file is wanted, single exposures too, not only those that the survey means to be used.
    pub(crate) every_target: bool,
}

impl Want {
    /// The wanted wavelengths as they are observed; `None` for all pixels.
    pub(super) fn observed_range(&self, meta: &SpectrumMeta) -> Option<(f64, f64)> {
        let (start, end) = self.range.filter(|_| !self.quality)?;
        let stretch = if self.rest_frame { 1.0 + meta.redshift()? } else { 1.0 };
        Some((start * stretch, end * stretch))
    }
}

/// What is asked of a file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Request<'a> {
    pub(super) want: Want,
    /// The only target that is wanted, so that others need not be read.
    pub(super) target: Option<&'a str>,
    /// Whether pixels may be left out: nobody will look at them.
    pub(super) facts_only: bool,
}

impl Request<'_> {
    /// Whether the spectrum of this name is wanted.
    pub(super) fn asks_for(&self, target: &str) -> bool {
        self.target.is_none_or(|wanted| wanted == target)
    }

    /// Whether spectra are wanted that the survey does not mean to be used on their own.
    pub(super) fn asks_for_exposures(&self) -> bool {
        self.want.every_target || self.target.is_some_and(|target| !target.is_empty())
    }
}

/// Takes one spectrum of a file after another, with its target (see [`Spectrum::target`]) and what became of it: one damaged
/// spectrum costs none of the others. What it breaks off with ends the file.
pub(crate) type Visit<'a> = dyn FnMut(Result<Extent, ReadError>, &mut Spectrum) -> ControlFlow<()> + 'a;
