//! The configuration of a preprocessing run: what the user writes, its JSON Schema and its rules.

use std::path::{Component, Path, PathBuf};

use ml_job_domain::FieldError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A grid longer than this is a slip of the keyboard: LAMOST spectra have 3,909 pixels, those of SDSS 4,600.
pub const MAX_POINTS: usize = 100_000;

/// Wavelengths beyond this \[Å\] (1 mm) are no optical spectroscopy.
pub const MAX_WAVELENGTH: f64 = 10_000_000.0;

/// How raw FITS spectra become one uniform matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
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
    /// several; for example one spectrograph. Empty for all files ending in `.fits` or `.fits.gz`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "File name pattern", example = "spec-*_sp01-*.fits")]
    pub filename_pattern: Option<String>,
    /// How each spectrum is scaled: `minmax` to −1…1, `standard` to mean 0 and standard deviation 1, `none` not at all.
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
}

/// How a spectrum is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scaling {
    /// Smallest flux to −1, largest to 1.
    #[default]
    Minmax,
    /// Mean 0, standard deviation 1.
    Standard,
    /// Fluxes as they are.
    None,
}

/// Precision of the stored fluxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dtype {
    /// Double precision, 8 bytes.
    #[default]
    Float64,
    /// Single precision, 4 bytes.
    Float32,
}

/// What an unreadable file does to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnBadFile {
    /// It is left out and reported.
    #[default]
    Skip,
    /// It fails the run.
    Fail,
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
        }
    }

    /// The JSON Schema (2020-12) of the configuration: it drives the form and the first validation.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    /// Checks what the schema cannot say, and what it says once more, for callers without one.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in the order of the fields.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: String| {
            errors.push(FieldError::new(format!("/{field}"), message));
        };
        if let Err(message) = relative_path(&self.data_dir_path) {
            wrong("data_dir_path", message.to_owned());
        }
        for (field, value) in [("wave_start_point", self.wave_start_point), ("wave_end_point", self.wave_end_point)] {
            if !(value > 0.0 && value <= MAX_WAVELENGTH) {
                wrong(field, format!("{value} is not a wavelength between 0 and {MAX_WAVELENGTH} Å"));
            }
        }
        if self.wave_start_point >= self.wave_end_point {
            let (start, end) = (self.wave_start_point, self.wave_end_point);
            wrong("wave_end_point", format!("the grid ends at {end} Å, which is not after its start at {start} Å"));
        }
        if !(2..=MAX_POINTS).contains(&self.wave_point_count) {
            let count = self.wave_point_count;
            wrong("wave_point_count", format!("{count} is not a number of points between 2 and {MAX_POINTS}"));
        }
        if let Some(Err(error)) = self.pattern().map(glob::Pattern::new) {
            wrong("filename_pattern", format!("not a file name pattern: {}", error.msg));
        }
        if let Some(snr) = self.min_snr.filter(|snr| !snr.is_finite()) {
            wrong("min_snr", format!("{snr} is not a signal-to-noise ratio"));
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
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
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(value: serde_json::Value) -> Result<PreprocessConfig, serde_json::Error> {
        serde_json::from_value(value)
    }

    fn pointers(config: &PreprocessConfig) -> Vec<String> {
        config.validate().err().unwrap_or_default().into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn the_config_of_the_predecessor_is_read_as_it_was() {
        let config = parse(json!({
            "data_dir_path": "F5902", "wave_start_point": 6519, "wave_end_point": 6732, "wave_point_count": 140
        }))
        .unwrap();
        assert_eq!(config, PreprocessConfig::new("F5902", 6519.0, 6732.0, 140));
        assert_eq!(config.validate(), Ok(()));
    }

    #[test]
    fn a_misspelt_key_is_named() {
        let error = parse(json!({
            "data_dir_path": "", "wave_start_pont": 1, "wave_end_point": 2, "wave_point_count": 3
        }))
        .unwrap_err();
        assert!(error.to_string().contains("wave_start_pont"), "{error}");
    }

    #[test]
    fn each_wrong_field_is_pointed_at() {
        let good = PreprocessConfig::new("", 5000.0, 8000.0, 140);
        assert_eq!(pointers(&good), [""; 0]);
        assert_eq!(pointers(&PreprocessConfig { wave_end_point: 5000.0, ..good.clone() }), ["/wave_end_point"]);
        assert_eq!(pointers(&PreprocessConfig { wave_start_point: f64::NAN, ..good.clone() }), ["/wave_start_point"]);
        assert_eq!(pointers(&PreprocessConfig { wave_end_point: f64::INFINITY, ..good.clone() }), ["/wave_end_point"]);
        assert_eq!(pointers(&PreprocessConfig { wave_point_count: 1, ..good.clone() }), ["/wave_point_count"]);
        assert_eq!(pointers(&PreprocessConfig { wave_point_count: 1 << 40, ..good.clone() }), ["/wave_point_count"]);
        assert_eq!(pointers(&PreprocessConfig { data_dir_path: "a/../..".into(), ..good.clone() }), ["/data_dir_path"]);
        assert_eq!(
            pointers(&PreprocessConfig { filename_pattern: Some("[".into()), ..good.clone() }),
            ["/filename_pattern"]
        );
        assert_eq!(pointers(&PreprocessConfig { min_snr: Some(f64::NAN), ..good }), ["/min_snr"]);
    }

    #[test]
    fn paths_stay_inside_the_archive() {
        let root = Path::new("/archive");
        let dir = |path: &str| PreprocessConfig::new(path, 1.0, 2.0, 2).input_dir(root);
        assert_eq!(dir("20111024/F5902").unwrap(), Path::new("/archive/20111024/F5902"));
        assert_eq!(dir("/etc").unwrap(), Path::new("/archive/etc"));
        assert_eq!(dir("").unwrap(), Path::new("/archive/"));
        assert!(dir("../etc").is_err());
        assert!(dir("a/../../etc").is_err());
    }

    #[test]
    fn the_schema_agrees_with_the_rules() {
        let schema = PreprocessConfig::schema();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let good = json!({"data_dir_path": "x", "wave_start_point": 1.5, "wave_end_point": 2, "wave_point_count": 2});
        assert!(validator.is_valid(&good));
        let all = serde_json::to_value(PreprocessConfig {
            filename_pattern: Some("*".into()),
            min_snr: Some(3.0),
            ..PreprocessConfig::new("x", 1.0, 2.0, 2)
        })
        .unwrap();
        assert!(validator.is_valid(&all), "{all}");
        for (field, value) in [
            ("wave_point_count", json!(1)),
            ("wave_point_count", json!(100_001)),
            ("wave_point_count", json!("140")),
            ("wave_start_point", json!(0)),
            ("scaling", json!("maxmin")),
            ("misspelt", json!(1)),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            assert!(!validator.is_valid(&bad), "{bad}");
        }
    }

    #[test]
    fn every_field_of_the_schema_explains_itself() {
        let schema = PreprocessConfig::schema();
        for (name, field) in schema["properties"].as_object().unwrap() {
            assert!(field["title"].is_string(), "{name} has no title");
            assert!(field["description"].is_string(), "{name} has no description");
        }
    }
}
