//! The configuration of a preprocessing run: what the user writes, its JSON Schema and its rules.

mod options;
mod validate;

use std::path::{Component, Path, PathBuf};

use ml_job_domain::FieldError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use options::{AssumedMedium, Continuum, Dtype, OnBadFile, Resampling, Scaling, UnknownRedshift, WavelengthMedium};

/// A grid longer than this is a slip of the keyboard: LAMOST spectra have 3,909 pixels, those of SDSS 4,600.
pub const MAX_POINTS: usize = 100_000;

/// Wavelengths beyond this \[Å\] (1 mm) are no optical spectroscopy.
pub const MAX_WAVELENGTH: f64 = 10_000_000.0;

/// How raw FITS spectra become one uniform matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that a person ticks")]
#[schemars(
    title = "Data preprocessing",
    description = "Reads the FITS spectra of a directory, resamples them onto one wavelength grid, scales them, and writes them into result.h5."
)]
pub struct PreprocessConfig {
    /// Directory with the FITS spectra, relative to the spectra archive.
    #[schemars(title = "Data directory", example = "20111024/F5902", extend("x-path" = "archive-directory"))]
    pub data_dir_path: String,
    /// First wavelength of the grid in ångström (vacuum).
    #[schemars(title = "First wavelength [Å]", example = 6519.0, extend("exclusiveMinimum" = 0), range(max = 10_000_000.0))]
    pub wave_start_point: f64,
    /// Last wavelength of the grid in ångström (vacuum); greater than the first.
    #[schemars(title = "Last wavelength [Å]", example = 6732.0, extend("exclusiveMinimum" = 0), range(max = 10_000_000.0))]
    pub wave_end_point: f64,
    /// Number of equally spaced grid points, both ends included.
    #[schemars(title = "Number of points", example = 140, range(min = 2, max = 100_000))]
    pub wave_point_count: usize,
    /// Whether directories inside the data directory are searched too.
    #[serde(default)]
    #[schemars(title = "Search subdirectories", example = true)]
    pub recursive: bool,
    /// Only files whose names match this pattern, where `*` stands for any characters, `?` for one, `[ab]` for one of
    /// several; for example one spectrograph. Empty for all files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "File name pattern", example = "spec-*_sp01-*.fits")]
    pub filename_pattern: Option<String>,
    /// How each spectrum is scaled: `minmax` to −1…1, `standard` to mean 0 and standard deviation 1, `robust` so that the
    /// 2nd and 98th percentile are −1 and 1 (cut at −2 and 2), `continuum` divided by a sigma-clipped line through it (cut
    /// at −1 and 4), `none` not at all.
    #[serde(default)]
    #[schemars(title = "Scaling")]
    pub scaling: Scaling,
    /// Precision in which fluxes are stored; all arithmetic is done in double precision.
    #[serde(default)]
    #[schemars(title = "Precision of the result")]
    pub dtype: Dtype,
    /// What to do with a file that cannot be read: `skip` it and say so in the report, or `fail` the job.
    #[serde(default)]
    #[schemars(title = "Unreadable files")]
    pub on_bad_file: OnBadFile,
    /// Leave out spectra with a smaller signal-to-noise ratio in the r band (SDSS: the median), or with none stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Least signal-to-noise ratio", example = 10.0)]
    pub min_snr: Option<f64>,
    /// Shift each spectrum to rest: divide its wavelengths by 1 + z. Spectra without a known redshift are left out.
    #[serde(default)]
    #[schemars(title = "Shift to rest frame", example = true)]
    pub rest_frame: bool,
    /// Interpolate across pixels that the survey marks as bad: inverse variance 0, and-mask set, or flux not finite.
    #[serde(default)]
    #[schemars(title = "Mask bad pixels", example = true)]
    pub mask_bad_pixels: bool,
    /// Which spectra of files that hold many: only those whose target matches this pattern, for example `COADD_R` for the red
    /// arm of LAMOST's medium resolution. Empty for those that the survey means to be used, its coadded spectra.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Targets in a file", example = &"COADD_R")]
    pub targets: Option<String>,
    /// Measure each spectrum: S/N in the window, share of bad pixels and of the grid that it does not cover, suspicion of
    /// cosmic rays, repeated observations. Reads whole files, which takes longer.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(title = "Table of quality", example = true)]
    pub quality: bool,
    /// Keep the inverse variance of each value, carried through resampling and scaling, in a dataset `ivar`.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(title = "Keep inverse variances", example = true)]
    pub ivar: bool,
    /// Further windows joined behind the first, each `[first wavelength, last wavelength, number of points]`, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(title = "Further windows [Å, Å, points]", example = [[4801.0, 4921.0, 80.0]])]
    pub windows: Vec<[f64; 3]>,
    /// In what the wavelengths of the grid are measured: `as_stored` takes each file as it is, `vacuum` and `air` convert.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(title = "Wavelengths in")]
    pub wavelength_medium: WavelengthMedium,
    /// What the wavelengths of files are measured in that do not say so. Without it such files are left out where
    /// wavelengths are converted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Wavelengths of files that do not say")]
    pub assumed_medium: Option<AssumedMedium>,
    /// How fluxes come onto the grid: `linear` interpolation, or `flux_conserving` (the mean over each grid bin, to be
    /// preferred where the grid is coarser than the pixels).
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(title = "Resampling")]
    pub resampling: Resampling,
    /// Divide by the continuum before scaling: a running `percentile`, or a `spline` fitted again and again without the
    /// lines.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(title = "Continuum normalisation")]
    pub continuum: Continuum,
    /// Over what length the continuum may bend \[Å\]: the width of the percentile's window (100 unless stated), the distance
    /// of the spline's knots (200 unless stated). Wider than the broadest line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Continuum length [Å]", example = 150.0, extend("exclusiveMinimum" = 0))]
    pub continuum_scale: Option<f64>,
    /// Which percentile of the fluxes is the continuum; 90 unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Continuum percentile", example = 90.0, range(min = 1.0, max = 100.0))]
    pub continuum_percentile: Option<f64>,
    /// Interpolate across single spikes: pixels that differ by more than so many standard deviations from their neighbours,
    /// both by their inverse variance and by the scatter around them, and are sharper than any line. 8 is a careful value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Clip spikes beyond [σ]", example = 8.0, extend("exclusiveMinimum" = 0))]
    pub clip_spikes: Option<f64>,
    /// With a shift to rest: what becomes of a spectrum without a known redshift, `skip` or `at_rest` (taken as it is).
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(title = "Unknown redshift")]
    pub unknown_redshift: UnknownRedshift,
    /// With a shift to rest: the column of the catalogue that holds the redshift, instead of the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Redshift column", example = &"z_vi")]
    pub redshift_column: Option<String>,
    /// Smooth to this resolving power λ/Δλ, so that spectra of different instruments look alike. Coarser spectra are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Smooth to resolving power", example = 1800.0, extend("exclusiveMinimum" = 0))]
    pub target_resolution: Option<f64>,
    /// Smooth to this full width at half maximum \[Å\], instead of to a resolving power.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Smooth to FWHM [Å]", example = 3.6, extend("exclusiveMinimum" = 0))]
    pub target_fwhm: Option<f64>,
    /// Resolving power of spectra whose files do not state it; else that of their survey is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Native resolving power", example = 13000.0, extend("exclusiveMinimum" = 0))]
    pub native_resolution: Option<f64>,
    /// Leave out spectra with a smaller signal-to-noise ratio in the window itself, measured from inverse variances, else
    /// from the scatter of neighbouring pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Least S/N in the window", example = 10.0)]
    pub min_snr_window: Option<f64>,
    /// Leave out spectra that are brighter than this magnitude (of the r band, else the first known), or have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Brightest magnitude", example = 10.0)]
    pub min_magnitude: Option<f64>,
    /// Leave out spectra that are fainter than this magnitude (of the r band, else the first known), or have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Faintest magnitude", example = 17.0)]
    pub max_magnitude: Option<f64>,
    /// Leave out spectra of which a greater share of the pixels in the window is bad or missing, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Greatest share of bad pixels", example = 0.2, range(min = 0.0, max = 1.0))]
    pub max_bad_fraction: Option<f64>,
    /// Only spectra of this catalogue, a CSV, FITS or `VOTable` file: its columns go into the result's metadata. The path
    /// begins in the job's directory, among the files, or in the spectra archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Catalogue", example = &"bestars.csv")]
    pub catalogue_path: Option<String>,
    /// Match the catalogue by position: the nearest entry within this radius \[arcsec\]. Without it, by the name of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Match radius [arcsec]", example = 3.0, extend("exclusiveMinimum" = 0), range(max = 3600.0))]
    pub match_radius: Option<f64>,
    /// The catalogue's column of file names, or its columns of right ascension and declination \[deg\]; found by their usual
    /// names where nothing is stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(title = "Catalogue key columns", example = ["ra", "dec"])]
    pub catalogue_keys: Vec<String>,
    /// Which columns of the catalogue go into the result's metadata; all of them where nothing is stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(title = "Catalogue columns to keep", example = ["teff", "logg"])]
    pub catalogue_columns: Vec<String>,
}

impl PreprocessConfig {
    /// A configuration with this directory and grid, and defaults for the rest.
    pub fn new(data_dir_path: impl Into<String>, start: f64, end: f64, count: usize) -> Self {
        Self {
            data_dir_path: data_dir_path.into(),
            wave_start_point: start,
            wave_end_point: end,
            wave_point_count: count,
            recursive: false,
            filename_pattern: None,
            scaling: Scaling::default(),
            dtype: Dtype::default(),
            on_bad_file: OnBadFile::default(),
            min_snr: None,
            rest_frame: false,
            mask_bad_pixels: false,
            targets: None,
            quality: false,
            ivar: false,
            windows: Vec::new(),
            wavelength_medium: WavelengthMedium::default(),
            assumed_medium: None,
            resampling: Resampling::default(),
            continuum: Continuum::default(),
            continuum_scale: None,
            continuum_percentile: None,
            clip_spikes: None,
            unknown_redshift: UnknownRedshift::default(),
            redshift_column: None,
            target_resolution: None,
            target_fwhm: None,
            native_resolution: None,
            min_snr_window: None,
            min_magnitude: None,
            max_magnitude: None,
            max_bad_fraction: None,
            catalogue_path: None,
            match_radius: None,
            catalogue_keys: Vec::new(),
            catalogue_columns: Vec::new(),
        }
    }

    /// The JSON Schema (2020-12) of the configuration: it drives the form and the first validation.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    /// The file name pattern; an empty one means none.
    pub(crate) fn pattern(&self) -> Option<&str> {
        self.filename_pattern.as_deref().filter(|pattern| !pattern.is_empty())
    }

    /// The directory to read below the spectra archive. A leading slash means the archive itself.
    ///
    /// # Errors
    ///
    /// A path that leaves the archive.
    pub fn input_dir(&self, spectra_root: &Path) -> Result<PathBuf, FieldError> {
        let path = relative_path(&self.data_dir_path).map_err(|message| FieldError::new("/data_dir_path", message))?;
        Ok(spectra_root.join(path))
    }

    /// The pattern of targets; an empty one means none.
    pub(crate) fn targets_pattern(&self) -> Option<&str> {
        self.targets.as_deref().filter(|pattern| !pattern.is_empty())
    }

    /// The path of the catalogue; an empty one means none.
    pub fn catalogue(&self) -> Option<&str> {
        self.catalogue_path.as_deref().filter(|path| !path.is_empty())
    }

    /// All windows of the grid, the first included: first and last wavelength \[Å\] and number of points.
    pub(crate) fn all_windows(&self) -> Vec<(f64, f64, usize)> {
        let first = (self.wave_start_point, self.wave_end_point, self.wave_point_count);
        let further =
            self.windows.iter().map(|&[start, end, points]| (start, end, validate::count(points).unwrap_or(0)));
        std::iter::once(first).chain(further).collect()
    }
}

/// Whether a value is the default, which is not written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A path below the archive, without its leading slash.
pub(crate) fn relative_path(path: &str) -> Result<&Path, &'static str> {
    if path.contains('\0') {
        return Err("the path holds a NUL character");
    }
    let path = Path::new(path.trim_start_matches('/'));
    if path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        Ok(path)
    } else {
        Err("the path must stay inside the spectra archive")
    }
}

#[cfg(test)]
mod tests;
