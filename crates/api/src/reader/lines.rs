//! What is measured of the lines of one spectrum, as JSON.

use std::path::PathBuf;

use ml_job_spectra::Medium;
use ml_job_spectra::lines::{Line, LineWindow, Measured, measure_line, observed_centre};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::spectrum::read;
use super::wire::{Answer, Refusal};

/// Which lines of which of the spectra in the file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LinesRequest {
    /// Empty for the only one, or the first.
    pub(crate) target: String,
    /// The lines, each with its window.
    pub(crate) lines: Vec<(Line, LineWindow)>,
    /// The redshift at which they are looked for; where absent, the one that the header states.
    pub(crate) z: Option<f64>,
}

/// Lines of a spectrum.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SpectrumLines)]
pub(crate) struct LinesView {
    /// The redshift at which the lines were looked for.
    z: f64,
    /// In what the wavelengths are measured: `vacuum` or `air`; `unknown` where the file does not say, and vacuum is assumed.
    #[schema(example = "vacuum")]
    medium: &'static str,
    /// One after another, as they were asked for.
    lines: Vec<LineView>,
}

/// What was measured of a line. Numbers that there are none of are left out; each error is one standard deviation.
#[serde_with::skip_serializing_none]
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = SpectrumLine)]
pub(crate) struct LineView {
    /// Its name for programs.
    #[schema(example = "h_alpha")]
    line: &'static str,
    /// Its name for people.
    #[schema(example = "Hα")]
    title: &'static str,
    /// Its wavelength at rest, in vacuum, in Å.
    rest_wavelength: f64,
    /// Where it is looked for, in Å, in the medium of the file.
    observed_wavelength: f64,
    /// Half the width of its window, in km/s.
    half_width: f64,
    /// How far its continuum reaches on each side, in km/s.
    reach: f64,
    /// Why there are no numbers.
    reason: Option<String>,
    /// Continuum at the observed wavelength, in units of the flux.
    continuum: Option<f64>,
    /// Its error.
    continuum_error: Option<f64>,
    /// Slope of the continuum, in units of the flux per Å.
    continuum_slope: Option<f64>,
    /// Signal-to-noise ratio of a pixel of the continuum.
    snr: Option<f64>,
    /// Share of the line's pixels that are bad and were filled from their neighbours.
    bad_fraction: Option<f64>,
    /// Equivalent width as observed, in Å; negative in emission.
    equivalent_width: Option<f64>,
    /// Its error, in Å.
    equivalent_width_error: Option<f64>,
    /// Flux in units of the continuum where it deviates most from it: above 1 in emission.
    relative_flux: Option<f64>,
    /// Its error.
    relative_flux_error: Option<f64>,
    /// Full width at half maximum, in km/s.
    fwhm: Option<f64>,
    /// Its error, in km/s.
    fwhm_error: Option<f64>,
    /// Centroid, in Å, in the medium of the file.
    centroid: Option<f64>,
    /// Its error, in Å.
    centroid_error: Option<f64>,
    /// Velocity of the centroid against the observed wavelength, in km/s.
    velocity: Option<f64>,
    /// Its error, in km/s.
    velocity_error: Option<f64>,
    /// How far two peaks are apart, in km/s.
    peak_separation: Option<f64>,
    /// Its error, in km/s.
    peak_separation_error: Option<f64>,
    /// Flux of the blue peak over that of the red one, both in units of the continuum.
    v_over_r: Option<f64>,
    /// Its error.
    v_over_r_error: Option<f64>,
}

pub(super) fn answer(request: &LinesRequest, paths: &[PathBuf]) -> Result<Answer, Refusal> {
    let spectrum = read(&request.target, paths)?;
    let z = request.z.or_else(|| spectrum.meta.redshift()).unwrap_or(0.0);
    let medium = match spectrum.meta.medium {
        Some(Medium::Vacuum) => "vacuum",
        Some(Medium::Air) => "air",
        None => "unknown",
    };
    let one = |&(line, window): &(Line, LineWindow)| {
        let mut view = LineView {
            line: line.code(),
            title: line.title(),
            rest_wavelength: line.wavelength(),
            observed_wavelength: observed_centre(&spectrum, line, z),
            half_width: window.half_width,
            reach: window.reach,
            ..LineView::default()
        };
        match measure_line(&spectrum, line, z, window) {
            Ok(found) => {
                let (value, error) = (|one: Measured| one.value, |one: Measured| one.error);
                let width = found.equivalent_width;
                (view.continuum, view.continuum_error) = (Some(found.continuum.value), Some(found.continuum.error));
                view.continuum_slope = Some(found.continuum_slope);
                (view.snr, view.bad_fraction) = (Some(found.snr), Some(found.bad_fraction));
                (view.equivalent_width, view.equivalent_width_error) = (Some(width.value), Some(width.error));
                (view.relative_flux, view.relative_flux_error) =
                    (Some(found.relative_flux.value), Some(found.relative_flux.error));
                (view.fwhm, view.fwhm_error) = (found.fwhm.map(value), found.fwhm.map(error));
                (view.centroid, view.centroid_error) = (found.centroid.map(value), found.centroid.map(error));
                (view.velocity, view.velocity_error) = (found.velocity.map(value), found.velocity.map(error));
                let (separation, ratio) =
                    (found.peaks.map(|peaks| peaks.separation), found.peaks.map(|peaks| peaks.v_over_r));
                (view.peak_separation, view.peak_separation_error) = (separation.map(value), separation.map(error));
                (view.v_over_r, view.v_over_r_error) = (ratio.map(value), ratio.map(error));
            }
            Err(reason) => view.reason = Some(reason.to_string()),
        }
        view
    };
    let view = LinesView { z, medium, lines: request.lines.iter().map(one).collect() };
    serde_json::to_vec(&view).map(Answer::Body).map_err(|error| Refusal::Failed(error.to_string()))
}
