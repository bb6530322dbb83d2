//! Preparing a spectrum beyond interpolation and scaling, each step an option of its own, in this order:
//!
//! 1. wavelengths into the medium of the grid ([`crate::medium`]), then to rest;
//! 2. which pixels are bad, and which are [`spikes`];
//! 3. the [quality](measure) within the windows, and the cuts by it;
//! 4. [smoothing](smooth) to another resolution;
//! 5. division by the [continuum];
//! 6. resampling, by interpolation or [flux-conserving](crate::rebin).
//!
//! Nothing of this is done to a spectrum of which the configuration asks nothing: see [`Plan::is_plain`].

mod continuum;
mod fit;
mod measure;
mod smooth;
mod spikes;

pub(crate) use continuum::quantile;
pub(crate) use fit::{Polynomial, clipped_fit};
pub(crate) use measure::Quality;
pub(crate) use smooth::SIGMA_TO_FWHM;

use crate::config::{PreprocessConfig, Resampling, WavelengthMedium};
use crate::grid::WaveGrid;
use crate::rebin::{self, Bins, rebin};
use crate::resample::interpolate;
use crate::spectrum::{Medium, Spectrum};
use continuum::Normalisation;
use smooth::Target;

/// Spikes that are counted where none are clipped lie further off than this \[σ\].
const SUSPICIOUS_SIGMA: f64 = 8.0;

/// Pixels that are kept beyond the grid, beside what the options look at \[Å\].
const MARGIN: f64 = 50.0;

/// Why a spectrum that was read is left out.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// Stable name of the reason.
    pub(crate) code: &'static str,
    /// The reason in one sentence.
    pub(crate) reason: String,
    /// Whether the file is at fault, not a wish of the configuration.
    pub(crate) is_bad: bool,
}

impl Refusal {
    /// The file is at fault.
    pub(crate) fn bad(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), is_bad: true }
    }

    /// It is not what the configuration wishes for.
    pub(crate) fn unwanted(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), is_bad: false }
    }
}

/// What a configuration asks for beyond interpolation.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    config: &'a PreprocessConfig,
    medium: Option<Medium>,
    target: Option<Target>,
    normalisation: Option<Normalisation>,
    /// Whether quality is measured.
    measures: bool,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(config: &'a PreprocessConfig) -> Self {
        Self {
            config,
            medium: match config.wavelength_medium {
                WavelengthMedium::AsStored => None,
                WavelengthMedium::Vacuum => Some(Medium::Vacuum),
                WavelengthMedium::Air => Some(Medium::Air),
            },
            target: Target::of(config),
            normalisation: Normalisation::of(config),
            measures: config.quality || config.min_snr_window.is_some() || config.max_bad_fraction.is_some(),
        }
    }

    /// Whether nothing is asked but to interpolate, across bad pixels or not: what the predecessor did.
    pub(crate) fn is_plain(&self) -> bool {
        self.medium.is_none()
            && self.config.resampling == Resampling::Linear
            && self.config.clip_spikes.is_none()
            && !self.config.ivar
            && !self.measures
            && !self.reshapes()
    }

    /// Whether each flux depends on its neighbours, so that holes have to be filled before.
    fn reshapes(&self) -> bool {
        self.target.is_some() || self.normalisation.is_some() || self.config.resampling == Resampling::FluxConserving
    }

    /// How far beyond the grid pixels count \[Å\].
    fn margin(&self, grid: &WaveGrid) -> f64 {
        let smoothing = self.target.map_or(0.0, |target| 5.0 * target.fwhm(grid.range().1));
        let coarsest = grid.spans().map(|(_, _, step)| step).fold(0.0, f64::max);
        MARGIN + 2.0 * coarsest + smoothing + self.normalisation.map_or(0.0, Normalisation::scale)
    }
}

/// Prepares spectra one after another, with buffers that are used again: one per thread.
pub(crate) struct Preparer<'a> {
    plan: Plan<'a>,
    grid: &'a WaveGrid,
    margin: f64,
    /// Which pixels hold information.
    good: Vec<bool>,
    spikes: Vec<bool>,
    edges: Vec<f64>,
    grid_edges: Vec<f64>,
}

impl<'a> Preparer<'a> {
    pub(crate) fn new(plan: Plan<'a>, grid: &'a WaveGrid) -> Self {
        let margin = plan.margin(grid);
        let (good, spikes, edges, grid_edges) = <_>::default();
        Self { plan, grid, margin, good, spikes, edges, grid_edges }
    }

    /// Converts the wavelengths to the medium of the grid.
    ///
    /// # Errors
    ///
    /// Where it is not known what they are measured in.
    pub(crate) fn convert(&self, spectrum: &mut Spectrum) -> Result<(), Refusal> {
        let Some(wanted) = self.plan.medium else { return Ok(()) };
        let stored = spectrum.meta.medium.or(self.plan.config.assumed_medium.map(Medium::from));
        match (stored, wanted) {
            (None, _) => {
                let reason = "it does not say whether its wavelengths are those of vacuum or air (assumed_medium can)";
                return Err(Refusal::unwanted("unknown_medium", reason));
            }
            (Some(Medium::Air), Medium::Vacuum) => crate::medium::to_vacuum(&mut spectrum.wavelength),
            (Some(Medium::Vacuum), Medium::Air) => crate::medium::to_air(&mut spectrum.wavelength),
            (Some(Medium::Vacuum), Medium::Vacuum) | (Some(Medium::Air), Medium::Air) => {}
        }
        Ok(())
    }

    /// Brings a spectrum, whose wavelengths are those of the grid by now, onto the grid: into `row`, and its inverse variances
    /// into `ivar` (empty where they are not wanted). The spectrum is used up.
    ///
    /// # Errors
    ///
    /// Why it is left out.
    pub(crate) fn resample(
        &mut self,
        spectrum: &mut Spectrum,
        row: &mut [f64],
        ivar: &mut [f64],
    ) -> Result<Option<Quality>, Refusal> {
        let ends = spectrum.wavelength.first().copied().zip(spectrum.wavelength.last().copied());
        self.crop(spectrum);
        drop_repeated(spectrum);
        self.judge_pixels(spectrum);
        let quality = self.plan.measures.then(|| self.measure(spectrum, ends.unwrap_or_default()));
        if let Some(quality) = &quality {
            self.cut(quality)?;
        }
        self.exclude(spectrum)?;
        if self.plan.target.is_some() || self.plan.config.resampling == Resampling::FluxConserving {
            rebin::edges(&spectrum.wavelength, &mut self.edges);
        }
        self.smooth(spectrum)?;
        self.normalise(spectrum)?;
        self.onto_grid(spectrum, row, ivar);
        Ok(quality)
    }

    /// Keeps the pixels that any of the windows can depend on.
    fn crop(&self, spectrum: &mut Spectrum) {
        let (start, end) = self.grid.range();
        let wavelength = &spectrum.wavelength;
        // One pixel more on each side, so that coverage and interpolation stay what they are.
        let from = wavelength.partition_point(|&x| x < start - self.margin).saturating_sub(1);
        let to = (wavelength.partition_point(|&x| x <= end + self.margin) + 1).min(wavelength.len());
        let (from, to) = if to - from < 2 { (0, wavelength.len()) } else { (from, to) };
        let crop = |values: &mut Vec<f64>| {
            values.truncate(to);
            values.drain(..from.min(values.len()));
        };
        crop(&mut spectrum.wavelength);
        crop(&mut spectrum.flux);
        spectrum.ivar.as_mut().map(crop);
        if let Some(mask) = &mut spectrum.mask {
            mask.truncate(to);
            mask.drain(..from.min(mask.len()));
        }
    }

    fn judge_pixels(&mut self, spectrum: &Spectrum) {
        self.good.clear();
        self.good.extend((0..spectrum.flux.len()).map(|pixel| is_good(spectrum, pixel)));
        if self.plan.measures || self.plan.config.clip_spikes.is_some() {
            let threshold = self.plan.config.clip_spikes.unwrap_or(SUSPICIOUS_SIGMA);
            let ivar = spectrum.ivar.as_deref().unwrap_or_default();
            spikes::find(&spectrum.flux, ivar, &self.good, threshold, &mut self.spikes);
        }
    }

    fn measure(&self, spectrum: &Spectrum, (from, to): (f64, f64)) -> Quality {
        let inside = |pixel: &usize| self.grid.holds(spectrum.wavelength[*pixel]);
        let pixels = (0..spectrum.flux.len()).filter(inside);
        let (all, good): (u32, u32) =
            pixels.clone().fold((0, 0), |(all, good), pixel| (all + 1, good + u32::from(self.good[pixel])));
        let good_pixels = pixels.clone().filter(|&pixel| self.good[pixel]);
        let of_ivar = spectrum.ivar.as_ref().and_then(|ivar| {
            measure::snr_of_ivar(good_pixels.clone().map(|pixel| (spectrum.flux[pixel], ivar[pixel])))
        });
        let fluxes = || good_pixels.clone().map(|pixel| spectrum.flux[pixel]).collect::<Vec<_>>();
        #[expect(clippy::cast_precision_loss, reason = "grids are far shorter than 2^52 points")]
        let outside_fraction = self.grid.outside(from, to) as f64 / self.grid.points().len() as f64;
        let suspects = pixels.filter(|&pixel| self.spikes[pixel]).count();
        Quality {
            snr: of_ivar.or_else(|| measure::der_snr(&fluxes())),
            is_from_ivar: of_ivar.is_some(),
            bad_fraction: if all == 0 { 1.0 } else { f64::from(all - good) / f64::from(all) },
            outside_fraction,
            spikes: u32::try_from(suspects).unwrap_or(u32::MAX),
            medium: spectrum.meta.medium,
            resolving_power: smooth::native(&spectrum.meta, self.plan.config),
        }
    }

    fn cut(&self, quality: &Quality) -> Result<(), Refusal> {
        let config = self.plan.config;
        if let Some(most) = config.max_bad_fraction.filter(|most| quality.bad_fraction > *most) {
            let share = quality.bad_fraction * 100.0;
            let reason = format!("{share:.1} % of its pixels in the window are bad, more than {:.1} %", most * 100.0);
            return Err(Refusal::unwanted("bad_fraction", reason));
        }
        match (config.min_snr_window, quality.snr) {
            (Some(least), Some(snr)) if snr < least => {
                let reason = format!("its signal-to-noise ratio in the window, {snr:.1}, is below {least}");
                Err(Refusal::unwanted("low_snr_window", reason))
            }
            (Some(_), None) => {
                Err(Refusal::unwanted("unknown_snr_window", "its noise in the window cannot be measured"))
            }
            _ => Ok(()),
        }
    }

    /// Fills bad pixels and spikes from their neighbours, or drops them where that comes to the same: a line goes across.
    fn exclude(&mut self, spectrum: &mut Spectrum) -> Result<(), Refusal> {
        let config = self.plan.config;
        let (masks, clips) = (config.mask_bad_pixels, config.clip_spikes.is_some());
        if !masks && !clips {
            return Ok(());
        }
        for (pixel, good) in self.good.iter_mut().enumerate() {
            // What is kept is called good from here on.
            *good = (*good || !masks) && !(clips && self.spikes[pixel]);
        }
        let kept = self.good.iter().filter(|good| **good).count();
        if kept < 2 {
            return Err(no_good_pixels(kept, self.good.len()));
        }
        if !self.plan.reshapes() {
            keep(spectrum, &self.good);
            self.good.retain(|good| *good);
            return Ok(());
        }
        fill(spectrum, &self.good);
        Ok(())
    }

    fn smooth(&self, spectrum: &mut Spectrum) -> Result<(), Refusal> {
        let Some(target) = self.plan.target else { return Ok(()) };
        let Some(native) = smooth::native(&spectrum.meta, self.plan.config) else {
            let reason = "its resolving power is not known (native_resolution can state it)";
            return Err(Refusal::unwanted("unknown_resolution", reason));
        };
        let (start, end) = self.grid.range();
        let centre = f64::midpoint(start, end);
        if target.is_beyond(native, centre) {
            let wanted = centre / target.fwhm(centre);
            let reason = format!("its resolving power {native:.0} is below the {wanted:.0} that is asked for");
            return Err(Refusal::unwanted("low_resolution", reason));
        }
        let Spectrum { wavelength, flux, ivar, .. } = spectrum;
        smooth::smooth(wavelength, &self.edges, flux, ivar.as_deref_mut().unwrap_or_default(), native, target);
        Ok(())
    }

    fn normalise(&self, spectrum: &mut Spectrum) -> Result<(), Refusal> {
        let Some(normalisation) = self.plan.normalisation else { return Ok(()) };
        let usable: Vec<bool> =
            spectrum.flux.iter().zip(&self.good).map(|(flux, good)| flux.is_finite() && *good).collect();
        let continuum = normalisation.of_spectrum(&spectrum.wavelength, &spectrum.flux, &usable);
        let positive = |values: &Vec<f64>| {
            let inside = |(_, x): &(&f64, &f64)| self.grid.holds(**x);
            values.iter().zip(&spectrum.wavelength).filter(inside).all(|(value, _)| *value > 0.0)
        };
        let Some(continuum) = continuum.filter(positive) else {
            return Err(Refusal::bad("no_continuum", "it has no continuum above zero to be divided by"));
        };
        for (flux, continuum) in spectrum.flux.iter_mut().zip(&continuum) {
            *flux /= continuum;
        }
        for (ivar, continuum) in spectrum.ivar.iter_mut().flatten().zip(&continuum) {
            *ivar *= continuum * continuum;
        }
        Ok(())
    }

    fn onto_grid(&mut self, spectrum: &Spectrum, row: &mut [f64], ivar: &mut [f64]) {
        let information = spectrum.ivar.as_deref().unwrap_or_default();
        match self.plan.config.resampling {
            Resampling::Linear => {
                interpolate(self.grid.points(), &spectrum.wavelength, &spectrum.flux, row);
                if information.is_empty() {
                    ivar.fill(0.0);
                } else if !ivar.is_empty() {
                    rebin::interpolate_ivar(self.grid.points(), &spectrum.wavelength, information, ivar);
                }
            }
            Resampling::FluxConserving => {
                for window in self.grid.windows() {
                    rebin::edges(&self.grid.points()[window.clone()], &mut self.grid_edges);
                    let from = Bins { edges: &self.edges, flux: &spectrum.flux, ivar: information };
                    let ivar = if ivar.is_empty() { &mut [][..] } else { &mut ivar[window.clone()] };
                    rebin(&self.grid_edges, from, &mut row[window], ivar);
                }
            }
        }
    }
}

/// Whether a pixel holds information: its flux is finite, its inverse variance not 0, its mask empty.
pub(crate) fn is_good(spectrum: &Spectrum, pixel: usize) -> bool {
    let weighs = spectrum.ivar.as_ref().is_none_or(|ivar| ivar.get(pixel).is_some_and(|&ivar| ivar > 0.0));
    let unmasked = spectrum.mask.as_ref().is_none_or(|mask| mask.get(pixel) == Some(&0));
    spectrum.flux[pixel].is_finite() && weighs && unmasked
}

/// The refusal of a spectrum with too few pixels to draw a line through.
pub(crate) fn no_good_pixels(good: usize, all: usize) -> Refusal {
    Refusal::bad("no_good_pixels", format!("only {good} of {all} pixels are good"))
}

/// Keeps these pixels only.
pub(crate) fn keep(spectrum: &mut Spectrum, wanted: &[bool]) {
    let keep = |values: &mut Vec<f64>| {
        let mut flags = wanted.iter();
        values.retain(|_| flags.next() == Some(&true));
    };
    keep(&mut spectrum.flux);
    keep(&mut spectrum.wavelength);
    spectrum.ivar.as_mut().map(keep);
    spectrum.mask = None;
}

/// Of pixels at one wavelength the last stays, as `numpy.interp` has it: bins and kernels need pixels of some width.
fn drop_repeated(spectrum: &mut Spectrum) {
    if spectrum.wavelength.windows(2).all(|pair| pair[0] < pair[1]) {
        return;
    }
    let next = spectrum.wavelength.iter().skip(1).map(Some).chain([None]);
    let wanted: Vec<bool> =
        spectrum.wavelength.iter().zip(next).map(|(own, next)| next.is_none_or(|next| next > own)).collect();
    if let Some(mask) = &mut spectrum.mask {
        let mut flags = wanted.iter();
        mask.retain(|_| flags.next() == Some(&true));
    }
    let mask = spectrum.mask.take();
    keep(spectrum, &wanted);
    spectrum.mask = mask;
}

/// Replaces the fluxes of bad pixels by the line between their good neighbours, without information.
fn fill(spectrum: &mut Spectrum, good: &[bool]) {
    let of_good = |values: &[f64]| -> Vec<f64> {
        values.iter().zip(good).filter(|(_, good)| **good).map(|(value, _)| *value).collect()
    };
    let (samples, fluxes) = (of_good(&spectrum.wavelength), of_good(&spectrum.flux));
    let bad: Vec<usize> = (0..good.len()).filter(|&pixel| !good[pixel]).collect();
    let places: Vec<f64> = bad.iter().map(|&pixel| spectrum.wavelength[pixel]).collect();
    let mut filled = vec![0.0; bad.len()];
    interpolate(&places, &samples, &fluxes, &mut filled);
    for (&pixel, flux) in bad.iter().zip(filled) {
        spectrum.flux[pixel] = flux;
        if let Some(ivar) = spectrum.ivar.as_mut().and_then(|ivar| ivar.get_mut(pixel)) {
            *ivar = 0.0;
        }
    }
}

#[cfg(test)]
mod tests;
