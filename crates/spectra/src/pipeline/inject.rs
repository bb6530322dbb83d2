//! Emission lines put into real spectra, which are then prepared as a run prepared them: how strong a line must be to be found.

use super::row::{Failure, RowMaker};
use crate::config::{PreprocessConfig, WavelengthMedium};
use crate::grid::WaveGrid;
use crate::medium;
use crate::prepare::SIGMA_TO_FWHM;
use crate::readers::Extent;
use crate::spectrum::{Medium, Spectrum};
use crate::units::LIGHT_KM_S;

/// Pixels in a resolution element where nothing states the resolution: what spectrographs are built with.
const PIXELS_PER_ELEMENT: f64 = 2.4;
/// The continuum is looked at up to so far beyond the line on each side \[Å\].
const SIDE: f64 = 100.0;
/// The line reaches at least so far from its centre \[Å\].
const LEAST_CORE: f64 = 20.0;
/// Pixels of continuum that a side needs.
const LEAST_PIXELS: usize = 5;
/// Redshifts beyond this are those of galaxies, whose lines lie elsewhere.
const FASTEST: f64 = 0.01;

/// An emission line of one peak or two, each a Gaussian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Emission {
    /// Rest wavelength \[Å\], in the medium of the grid.
    pub centre: f64,
    /// Equivalent width of both peaks together \[Å\], positive for emission.
    pub equivalent_width: f64,
    /// Full width at half maximum of a peak \[km/s\], before the instrument.
    pub width: f64,
    /// Distance of the peaks \[km/s\]; 0 for one peak.
    pub separation: f64,
    /// Share of the bluer peak in the equivalent width.
    pub violet_share: f64,
}

/// What a spectrum became.
#[derive(Debug, Clone, PartialEq)]
pub struct Injected {
    /// The row without any line: equal to that of the matrix, if the archive is as it was.
    pub plain: Vec<f32>,
    /// A row for each line.
    pub rows: Vec<Vec<f32>>,
}

/// Adds each of `lines` to a spectrum of its own copy, at the star's velocity where that is known, and prepares it as `config` says.
///
/// Noise stays as it is, which is right for lines that are weak beside the continuum.
///
/// # Errors
/// In one sentence, why the spectrum is no background for such lines.
pub fn inject(config: &PreprocessConfig, spectrum: &Spectrum, lines: &[Emission]) -> Result<Injected, String> {
    let grid = WaveGrid::new(config);
    let mut maker = RowMaker::new(config, &grid, None);
    let mut prepared = |mut spectrum: Spectrum| {
        let name = spectrum.name.clone();
        maker.make(&name, Extent::Whole, &mut spectrum, &mut None).map_err(|failure| match failure {
            Failure::Refused(refusal) => refusal.reason,
            Failure::Resources(error) => error.to_string(),
            Failure::NeedsWhole => "not all of it was read".to_owned(),
        })?;
        #[expect(clippy::cast_possible_truncation, reason = "models read single precision")]
        let row: Vec<f32> = maker.row.iter().map(|flux| *flux as f32).collect();
        Ok::<_, String>(row)
    };
    let plain = prepared(spectrum.clone())?;
    let lines = lines.iter().map(|line| prepared(with_line(config, spectrum, line)?));
    Ok(Injected { plain, rows: lines.collect::<Result<_, String>>()? })
}

/// The spectrum with the line in it.
fn with_line(config: &PreprocessConfig, spectrum: &Spectrum, line: &Emission) -> Result<Spectrum, String> {
    let centre = observed(config, spectrum, line.centre);
    let core = (1.5 * (line.separation / 2.0 + line.width) / LIGHT_KM_S * centre).max(LEAST_CORE);
    let continuum = continuum(spectrum, centre, core)?;
    let at = spectrum.wavelength.partition_point(|wavelength| *wavelength < centre);
    let [before, after] = [at.checked_sub(1), Some(at)].map(|pixel| pixel.and_then(|at| spectrum.wavelength.get(at)));
    let (Some(before), Some(after)) = (before, after) else { return Err("it does not show the line".into()) };
    let instrument = match spectrum.meta.resolving_power {
        Some(power) if power.is_finite() && power > 0.0 => centre / power,
        _ => PIXELS_PER_ELEMENT * (after - before),
    };
    let sigma = (line.width / LIGHT_KM_S * centre).hypot(instrument) / SIGMA_TO_FWHM;
    let half = line.separation / 2.0 / LIGHT_KM_S * centre;
    let peak = |distance: f64| (-0.5 * (distance / sigma).powi(2)).exp() / (sigma * std::f64::consts::TAU.sqrt());
    let mut changed = spectrum.clone();
    for (wavelength, flux) in changed.wavelength.iter().zip(&mut changed.flux) {
        let d = wavelength - centre;
        if d.abs() <= half + 6.0 * sigma {
            let shape = line.violet_share * peak(d + half) + (1.0 - line.violet_share) * peak(d - half);
            *flux += line.equivalent_width * shape * continuum(*wavelength);
        }
    }
    Ok(changed)
}

/// Where a line of the star's rest frame and the grid's medium stands in the file.
fn observed(config: &PreprocessConfig, spectrum: &Spectrum, centre: f64) -> f64 {
    let stored = spectrum.meta.medium.or(config.assumed_medium.map(Medium::from));
    let mut place = [centre];
    match (config.wavelength_medium, stored) {
        (WavelengthMedium::Vacuum, Some(Medium::Air)) => medium::to_air(&mut place),
        (WavelengthMedium::Air, Some(Medium::Vacuum)) => medium::to_vacuum(&mut place),
        _ => {}
    }
    let redshift = spectrum.meta.redshift().filter(|z| config.rest_frame || z.abs() < FASTEST);
    place[0] * (1.0 + redshift.unwrap_or(0.0))
}

/// The continuum around a line: a straight line through the medians of both sides.
fn continuum(spectrum: &Spectrum, centre: f64, core: f64) -> Result<impl Fn(f64) -> f64, String> {
    let side = |from: f64, to: f64| -> Option<(f64, f64)> {
        let inside = |wavelength: f64| (from..=to).contains(&wavelength);
        let is_good = |pixel: usize| {
            spectrum.flux[pixel].is_finite() && spectrum.ivar.as_ref().is_none_or(|ivar| ivar[pixel] > 0.0)
        };
        let pixels = (0..spectrum.flux.len()).filter(|&pixel| inside(spectrum.wavelength[pixel]) && is_good(pixel));
        let mut fluxes: Vec<f64> = pixels.map(|pixel| spectrum.flux[pixel]).collect();
        if fluxes.len() < LEAST_PIXELS {
            return None;
        }
        let middle = fluxes.len() / 2;
        Some((f64::midpoint(from, to), *fluxes.select_nth_unstable_by(middle, f64::total_cmp).1))
    };
    let sides = [side(centre - core - SIDE, centre - core), side(centre + core, centre + core + SIDE)];
    let [Some((x0, y0)), Some((x1, y1))] = sides else {
        return Err("it has no continuum on both sides of the line".into());
    };
    let at = move |wavelength: f64| y0 + (y1 - y0) * (wavelength - x0) / (x1 - x0);
    if at(centre) > 0.0 { Ok(at) } else { Err("its continuum at the line is not above zero".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Scaling;
    use crate::spectrum::SpectrumMeta;

    const CENTRE: f64 = 6564.6;

    fn background(redshift: f64) -> Spectrum {
        let wavelength: Vec<f64> = (0..1000).map(|pixel| 6300.0 + 0.5 * f64::from(pixel)).collect();
        let flux = wavelength.iter().map(|wavelength| 40.0 + 0.01 * (wavelength - CENTRE)).collect();
        let meta = SpectrumMeta { z: Some(redshift), ..SpectrumMeta::default() };
        Spectrum { name: "a.fits".into(), wavelength, flux, meta, ..Spectrum::default() }
    }

    fn config(change: impl FnOnce(&mut PreprocessConfig)) -> PreprocessConfig {
        let mut config = PreprocessConfig::new("", 6464.6, 6664.6, 401);
        config.scaling = Scaling::None;
        change(&mut config);
        config
    }

    fn line(equivalent_width: f64, separation: f64) -> Emission {
        Emission { centre: CENTRE, equivalent_width, width: 150.0, separation, violet_share: 0.5 }
    }

    /// Equivalent width \[Å\] and where it lies \[Å\].
    fn measured(config: &PreprocessConfig, spectrum: &Spectrum, line: Emission) -> (f64, f64) {
        let Injected { plain, rows } = inject(config, spectrum, &[line]).unwrap();
        let grid = WaveGrid::new(config);
        let excess = rows[0].iter().zip(&plain).map(|(with, without)| 0.5 * f64::from(with / without - 1.0));
        let (mut sum, mut moment) = (0.0, 0.0);
        for (excess, wavelength) in excess.zip(grid.points()) {
            sum += excess;
            moment += excess * wavelength;
        }
        (sum, moment / sum)
    }

    #[test]
    fn a_line_has_the_equivalent_width_that_was_asked_for_wherever_the_star_flies() {
        for separation in [0.0, 350.0] {
            let (width, place) = measured(&config(|_| {}), &background(0.0), line(4.0, separation));
            assert!((width - 4.0).abs() < 0.02 && (place - CENTRE).abs() < 0.05, "{width} at {place}");
        }
        let (width, place) = measured(&config(|_| {}), &background(0.001), line(4.0, 0.0));
        assert!((width - 4.0).abs() < 0.02 && (place - CENTRE * 1.001).abs() < 0.05, "{width} at {place}");
        let (_, place) = measured(&config(|config| config.rest_frame = true), &background(0.001), line(4.0, 0.0));
        assert!((place - CENTRE).abs() < 0.05, "{place}");
    }

    #[test]
    fn two_peaks_are_two_and_scaling_comes_after_the_line() {
        let spectrum = background(0.0);
        let config = config(|config| config.scaling = Scaling::Minmax);
        let Injected { plain, rows } = inject(&config, &spectrum, &[line(8.0, 500.0)]).unwrap();
        let grid = WaveGrid::new(&config);
        let at = |wavelength: f64| rows[0][grid.points().partition_point(|point| *point < wavelength - 0.01)];
        assert!((at(CENTRE - 5.5) - 1.0).abs() < 0.05 && at(CENTRE) < 0.5, "{} {}", at(CENTRE - 5.5), at(CENTRE));
        assert!((plain[0] + 1.0).abs() < 1e-6 && (plain[400] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_background_without_continuum_is_refused() {
        let mut spectrum = background(0.0);
        spectrum.ivar = Some(spectrum.wavelength.iter().map(|w| f64::from(u8::from(*w < CENTRE))).collect());
        let refusal = inject(&config(|_| {}), &spectrum, &[line(1.0, 0.0)]).unwrap_err();
        assert_eq!(refusal, "it has no continuum on both sides of the line");
        let mut dark = background(0.0);
        dark.flux.iter_mut().for_each(|flux| *flux = -*flux);
        let refusal = inject(&config(|_| {}), &dark, &[line(1.0, 0.0)]).unwrap_err();
        assert_eq!(refusal, "its continuum at the line is not above zero");
    }
}
