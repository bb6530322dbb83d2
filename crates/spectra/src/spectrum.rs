//! One spectrum and what its header says about it.

use serde::Serialize;

/// A spectrum as it stands in its file: nothing resampled, nothing scaled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spectrum {
    /// Name of the file on disk without the suffix of a compression.
    pub name: String,
    /// Which of the spectra of its file this is; empty where the file holds one only. See [`Spectrum::address`].
    pub target: String,
    /// What the header says.
    pub meta: SpectrumMeta,
    /// Wavelength of each pixel \[Å\], never decreasing, in the medium that [`SpectrumMeta::medium`] states.
    pub wavelength: Vec<f64>,
    /// Flux of each pixel \[1e-17 erg s⁻¹ cm⁻² Å⁻¹, for LAMOST only relative\]; may hold NaN or infinity.
    pub flux: Vec<f64>,
    /// Inverse variance of each flux; 0 marks a pixel without information.
    pub ivar: Option<Vec<f64>>,
    /// The and-mask of each pixel: bits that were set in *every* exposure; 0 is good.
    pub mask: Option<Vec<u32>>,
    /// What the reader had to decide or to mend, that the astronomer should know.
    pub remarks: Vec<ReadRemark>,
}

impl Spectrum {
    /// The name under which this spectrum is found everywhere: `file`, or `file#target` of a file that holds many.
    pub fn address(&self) -> String {
        if self.target.is_empty() { self.name.clone() } else { format!("{}#{}", self.name, self.target) }
    }

    /// Empties the spectrum for the next one, and keeps its buffers.
    pub(crate) fn reset(&mut self) {
        self.target.clear();
        self.meta = SpectrumMeta::default();
        self.wavelength.clear();
        self.flux.clear();
        self.ivar = None;
        self.mask = None;
        self.remarks.clear();
    }
}

/// Something that a reader decided or mended, for the report: the spectrum is usable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadRemark {
    /// A stable name for programs, in `snake_case`.
    pub code: &'static str,
    /// One sentence for the astronomer.
    pub detail: String,
}

/// In what light travels where the wavelengths were measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// Vacuum.
    Vacuum,
    /// Standard air (15 °C, 1013.25 hPa).
    Air,
}

/// The header facts of a spectrum; what a file does not state is `None`.
///
/// Values are those of the header, sentinels (magnitude 99, redshift −9999) included: see [`SpectrumMeta::redshift`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SpectrumMeta {
    /// Layout in which the spectrum is stored.
    pub format: Option<SurveyFormat>,
    /// File name that the header states (FILENAME); it may differ from the name on disk.
    pub header_filename: Option<String>,
    /// Designation of the target (DESIG).
    pub targetname: Option<String>,
    /// Time of the observation (DATE-OBS), as written there.
    pub observed_at: Option<String>,
    /// Class that the survey's pipeline found (CLASS).
    pub class: Option<ObjectClass>,
    /// Subclass that the survey's pipeline found (SUBCLASS), for example `G5`.
    pub subclass: Option<String>,
    /// Right ascension of the target \[deg\].
    pub ra: Option<f64>,
    /// Declination of the target \[deg\].
    pub dec: Option<f64>,
    /// Which bands the magnitudes are of (MAGTYPE; `grizy` for the Pan-STARRS magnitudes of DR9+).
    pub magtype: Option<String>,
    /// Magnitudes 1 to 7 \[mag\].
    pub mag: [Option<f64>; 7],
    /// Signal-to-noise ratio in the bands u, g, r, i, z.
    pub sn: [Option<f64>; 5],
    /// Median signal-to-noise ratio of the whole spectrum, where the survey states one (SDSS).
    pub sn_median: Option<f64>,
    /// Redshift.
    pub z: Option<f64>,
    /// Error of the redshift.
    pub z_err: Option<f64>,
    /// In what the wavelengths are measured, where file or layout say so (VACUUM, AIRORVAC, CTYPE1, the survey's data model).
    pub medium: Option<Medium>,
    /// Resolving power λ/Δλ, where file or layout say so.
    pub resolving_power: Option<f64>,
    /// Time of the observation as modified Julian date \[d\].
    pub mjd: Option<f64>,
    /// Plate or plan of the observation, as the survey names it.
    pub plate: Option<String>,
    /// Identifier of the target in the survey (OBSID, TARGETID, `SDSS_ID`), as written there.
    pub target_id: Option<String>,
}

impl SpectrumMeta {
    /// The redshift, unless the header marks it as unknown (−9999) or it is not physical (≤ −1).
    pub fn redshift(&self) -> Option<f64> {
        self.z.filter(|z| z.is_finite() && *z > -1.0)
    }

    /// The one magnitude by which spectra are sorted: of the r band, else of the first of g, i, z, u and any other that is known.
    ///
    /// Sentinels (99, −999, −9999, and the 0 of bands that were not observed) count as unknown.
    pub fn magnitude(&self) -> Option<f64> {
        let known = |magnitude: &f64| (-30.0..50.0).contains(magnitude) && *magnitude != 0.0;
        let bands = self.magtype.as_deref().unwrap_or_default();
        let band = |wanted: char| self.mag[bands.chars().take(self.mag.len()).position(|band| band == wanted)?];
        let by_band = ['r', 'g', 'i', 'z', 'u'].into_iter().filter_map(band);
        by_band.chain(self.mag.into_iter().flatten()).find(known)
    }

    /// The one signal-to-noise ratio by which spectra are selected: the r band (it holds Hα), else the median.
    ///
    /// Sentinels (−9999) count as unknown.
    pub fn snr(&self) -> Option<f64> {
        self.sn[2].or(self.sn_median).filter(|snr| snr.is_finite() && *snr > -900.0)
    }
}

/// What kind of object a spectrum shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ObjectClass {
    /// A star.
    Star,
    /// A galaxy.
    Galaxy,
    /// A quasar.
    Qso,
    /// The pipeline could not tell.
    Unknown,
}

impl ObjectClass {
    /// The name in capital letters, as LAMOST and SDSS write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Star => "STAR",
            Self::Galaxy => "GALAXY",
            Self::Qso => "QSO",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// Reads a CLASS value in any case; whatever is none of the three kinds is [`ObjectClass::Unknown`].
    pub fn parse(text: &str) -> Self {
        match text.trim().to_ascii_uppercase().as_str() {
            "STAR" => Self::Star,
            "GALAXY" => Self::Galaxy,
            "QSO" => Self::Qso,
            _ => Self::Unknown,
        }
    }
}

/// The layouts that we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyFormat {
    /// LAMOST low resolution, DR1 to DR8: a primary image of five rows.
    LamostImage,
    /// LAMOST low resolution, DR9 and later: a one-row binary table `COADD`.
    LamostCoadd,
    /// SDSS, BOSS and SDSS-V `spec` files: a binary table with one row per pixel.
    Sdss,
    /// LAMOST medium resolution: a table for each arm.
    LamostMrs,
    /// SDSS I and II `spSpec` files: an image of four or five rows.
    SdssSpSpec,
    /// SDSS `spPlate` files: images with a row for each fibre.
    SdssPlate,
    /// SDSS-V `mwmStar` and `mwmVisit` files: tables with a spectrum in each row.
    SdssMwm,
    /// APOGEE `apStar` and `asStar` files: images whose first row is the combined spectrum.
    SdssApstar,
    /// DESI `coadd` and `spectra` files: images with a row for each target, for each arm.
    Desi,
    /// `AAOmega`, `OzDES` and Marz files: images with a row for each fibre.
    Fibres,
    /// Any other FITS image with a wavelength solution.
    FitsImage,
    /// Any other FITS table with columns of wavelength and flux.
    FitsTable,
    /// A `VOTable` with the columns of a spectrum.
    VoTable,
    /// An ECSV file, as astropy writes tables.
    Ecsv,
    /// Comma-separated values, also with semicolons or tabulators: one spectrum in columns, or one in each row.
    Csv,
    /// Columns of numbers in a text.
    Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_redshift_is_not_a_number_to_calculate_with() {
        let with = |z| SpectrumMeta { z: Some(z), ..SpectrumMeta::default() }.redshift();
        assert_eq!(with(-9999.0), None);
        assert_eq!(with(f64::NAN), None);
        assert_eq!(with(-0.001), Some(-0.001));
    }

    #[test]
    fn the_r_band_decides_the_signal_to_noise_ratio() {
        let mut meta = SpectrumMeta { sn_median: Some(7.0), ..SpectrumMeta::default() };
        assert_eq!(meta.snr(), Some(7.0));
        meta.sn[2] = Some(30.3);
        assert_eq!(meta.snr(), Some(30.3));
        meta.sn[2] = Some(-9999.0);
        assert_eq!(meta.snr(), None);
    }

    #[test]
    fn the_r_band_decides_the_magnitude_unless_it_is_unknown() {
        let magnitude = |magtype: Option<&str>, mag: [f64; 3]| {
            let mut meta = SpectrumMeta { magtype: magtype.map(str::to_owned), ..SpectrumMeta::default() };
            meta.mag[..3].copy_from_slice(&mag.map(Some));
            meta.magnitude()
        };
        assert_eq!(magnitude(Some("gri"), [15.0, 14.5, 14.3]), Some(14.5));
        assert_eq!(magnitude(Some("gri"), [15.0, 99.0, 14.3]), Some(15.0));
        assert_eq!(magnitude(Some("xyz"), [0.0, -999.0, 12.5]), Some(12.5));
        assert_eq!(magnitude(None, [-9999.0, f64::NAN, 0.0]), None);
    }

    #[test]
    fn classes_are_read_in_any_case() {
        assert_eq!(ObjectClass::parse("Unknown "), ObjectClass::Unknown);
        assert_eq!(ObjectClass::parse("galaxy"), ObjectClass::Galaxy);
    }
}
