//! A spectrum of the archive: what is read, and the JSON that a plot gets.

use std::path::PathBuf;

use ml_job_domain::sentence;
use ml_job_spectra::{ReadError, Spectrum, SpectrumReader, to_fits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{Answer, Refusal};

/// How much of the spectrum in the file that comes along.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SpectrumRequest {
    /// The name that was asked for, without the suffix of a compression.
    pub(crate) filename: String,
    /// Which of the spectra in the file; empty for the only one, or the first.
    pub(crate) target: String,
    /// Whether it is wanted as a FITS file of its own, as a whole.
    pub(crate) as_fits: bool,
    /// At most so many points; all where absent.
    pub(crate) max_points: Option<u32>,
    /// Whether the inverse variance comes along.
    pub(crate) ivar: bool,
}

/// A spectrum. Header facts that the file does not state are left out.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Spectrum)]
pub(crate) struct SpectrumView {
    /// The name that was asked for, without the suffix of a compression.
    filename: String,
    /// Designation of the target (DESIG).
    targetname: Option<String>,
    /// Date of the observation (DATE-OBS).
    observed_at: Option<String>,
    /// Class that the survey's pipeline found (CLASS): STAR, GALAXY, QSO or UNKNOWN.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>, example = "STAR")]
    class: Option<&'static str>,
    /// Subclass (SUBCLASS).
    #[schema(example = "A2V")]
    subtype: Option<String>,
    /// Right ascension, in degrees.
    ra: Option<f64>,
    /// Declination, in degrees.
    dec: Option<f64>,
    /// Which bands the magnitudes are of (MAGTYPE).
    #[schema(example = "ugrizjh")]
    magtype: Option<String>,
    /// Magnitude in the first band.
    mag_1: Option<f64>,
    /// Magnitude in the second band.
    mag_2: Option<f64>,
    /// Magnitude in the third band.
    mag_3: Option<f64>,
    /// Magnitude in the fourth band.
    mag_4: Option<f64>,
    /// Magnitude in the fifth band.
    mag_5: Option<f64>,
    /// Magnitude in the sixth band.
    mag_6: Option<f64>,
    /// Magnitude in the seventh band.
    mag_7: Option<f64>,
    /// Signal-to-noise ratio in u.
    sn_u: Option<f64>,
    /// Signal-to-noise ratio in g.
    sn_g: Option<f64>,
    /// Signal-to-noise ratio in r.
    sn_r: Option<f64>,
    /// Signal-to-noise ratio in i.
    sn_i: Option<f64>,
    /// Signal-to-noise ratio in z.
    sn_z: Option<f64>,
    /// Redshift.
    z: Option<f64>,
    /// Error of the redshift.
    z_err: Option<f64>,
    /// Wavelength of each point, in Å.
    wave: Vec<f64>,
    /// Flux of each point, in 1e-17 erg s⁻¹ cm⁻² Å⁻¹; `null` where it is no number.
    #[schema(value_type = Vec<Option<f64>>)]
    flux: Vec<f64>,
    /// Inverse variance of each flux, where it was asked for and is known; 0 where a point tells nothing, or is masked in every
    /// exposure.
    #[schema(value_type = Option<Vec<Option<f64>>>)]
    ivar: Option<Vec<f64>>,
}

impl SpectrumView {
    fn new(filename: String, spectrum: Spectrum, with_ivar: bool) -> Self {
        let Spectrum { meta, wavelength, flux, mut ivar, mask, .. } = spectrum;
        for (ivar, mask) in ivar.iter_mut().flatten().zip(mask.unwrap_or_default()) {
            *ivar = if mask == 0 { *ivar } else { 0.0 };
        }
        // A fact that is no number is none.
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        let [mag_1, mag_2, mag_3, mag_4, mag_5, mag_6, mag_7] = meta.mag.map(finite);
        let [sn_u, sn_g, sn_r, sn_i, sn_z] = meta.sn.map(finite);
        Self {
            filename,
            targetname: meta.targetname,
            observed_at: meta.observed_at,
            class: meta.class.map(ml_job_spectra::ObjectClass::as_str),
            subtype: meta.subclass,
            ra: finite(meta.ra),
            dec: finite(meta.dec),
            magtype: meta.magtype,
            mag_1,
            mag_2,
            mag_3,
            mag_4,
            mag_5,
            mag_6,
            mag_7,
            sn_u,
            sn_g,
            sn_r,
            sn_i,
            sn_z,
            z: finite(meta.z),
            z_err: finite(meta.z_err),
            wave: wavelength,
            flux,
            ivar: ivar.filter(|_| with_ivar),
        }
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        let sentence = sentence(&error);
        match error {
            ReadError::Io(_) => Self::Failed(sentence),
            ReadError::NoSuchTarget { .. } => Self::NoSuchTarget,
            _ => Self::Unreadable(sentence),
        }
    }
}

/// Reads a spectrum of the one file: `target`, or the only one or the first where that is empty.
pub(super) fn read(target: &str, paths: &[PathBuf]) -> Result<Spectrum, Refusal> {
    let [path] = paths else { return Err(Refusal::Failed("one file was to come along".into())) };
    let mut spectrum = Spectrum::default();
    let mut reader = SpectrumReader::new();
    if target.is_empty() {
        reader.read(path, &mut spectrum)?;
    } else {
        reader.read_target(path, target, &mut spectrum)?;
    }
    Ok(spectrum)
}

pub(super) fn answer(request: &SpectrumRequest, paths: &[PathBuf]) -> Result<Answer, Refusal> {
    let mut spectrum = read(&request.target, paths)?;
    if request.as_fits {
        return Ok(Answer::Body(to_fits(&spectrum, &request.filename)));
    }
    if let Some(points) = request.max_points {
        spectrum = spectrum.downsample(usize::try_from(points).unwrap_or(usize::MAX));
    }
    let view = SpectrumView::new(request.filename.clone(), spectrum, request.ivar);
    serde_json::to_vec(&view).map(Answer::Body).map_err(|error| Refusal::Failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_masked_point_has_no_weight() {
        use ml_job_spectra::Spectrum;
        let spectrum = Spectrum {
            wavelength: vec![1.0, 2.0],
            flux: vec![1.0, 2.0],
            ivar: Some(vec![4.0, 9.0]),
            mask: Some(vec![0, 1 << 23]),
            ..Spectrum::default()
        };
        let view = serde_json::to_value(super::SpectrumView::new("x.fits".into(), spectrum, true)).unwrap();
        assert_eq!(view["ivar"], serde_json::json!([4.0, 0.0]));
    }

    #[test]
    fn samples_that_are_no_numbers_are_null() {
        use ml_job_spectra::{Spectrum, SpectrumMeta};
        let spectrum = Spectrum {
            wavelength: vec![1.0, 2.0, 3.0],
            flux: vec![f64::NAN, f64::INFINITY, 0.5],
            meta: SpectrumMeta { ra: Some(f64::NAN), ..SpectrumMeta::default() },
            ..Spectrum::default()
        };
        let view = serde_json::to_value(super::SpectrumView::new("x.fits".into(), spectrum, true)).unwrap();
        let expected = serde_json::json!({ "filename": "x.fits", "wave": [1.0, 2.0, 3.0], "flux": [null, null, 0.5] });
        assert_eq!(view, expected);
    }
}
