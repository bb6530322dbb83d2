//! The rules of a configuration that its schema cannot say.

use ml_job_domain::FieldError;

use super::{
    Continuum, MAX_POINTS, MAX_WAVELENGTH, PreprocessConfig, Scaling, UnknownRedshift, WavelengthMedium, relative_path,
};

/// Windows at most: a list of lines, not of pixels.
const MAX_WINDOWS: usize = 100;

/// What is wrong with a configuration.
#[derive(Default)]
struct Wrongs(Vec<FieldError>);

impl Wrongs {
    fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(format!("/{field}"), message.into()));
    }

    /// Notes that a field is set which counts only beside another.
    fn only_with(&mut self, field: &str, is_set: bool, other: &str, is_other_set: bool) {
        if is_set && !is_other_set {
            self.add(field, format!("it counts only together with {other}"));
        }
    }

    fn positive(&mut self, field: &str, value: Option<f64>) {
        if let Some(value) = value.filter(|value| !(value.is_finite() && *value > 0.0)) {
            self.add(field, format!("{value} is not a number greater than 0"));
        }
    }

    fn finite(&mut self, field: &str, value: Option<f64>, what: &str) {
        if let Some(value) = value.filter(|value| !value.is_finite()) {
            self.add(field, format!("{value} is not {what}"));
        }
    }

    fn pattern(&mut self, field: &str, pattern: Option<&str>, what: &str) {
        if let Some(Err(error)) = pattern.map(glob::Pattern::new) {
            self.add(field, format!("not a {what} pattern: {}", error.msg));
        }
    }
}

impl PreprocessConfig {
    /// Checks what the schema cannot say, and what it says once more, for callers without one.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in the order of the fields.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut wrongs = Wrongs::default();
        if let Err(message) = relative_path(&self.data_dir_path) {
            wrongs.add("data_dir_path", message);
        }
        if let Err(message) = self.catalogue().map_or(Ok(()), |path| relative_path(path).map(|_| ())) {
            wrongs.add("catalogue_path", message);
        }
        wrongs.0.extend(self.validate_values().err().unwrap_or_default());
        if wrongs.0.is_empty() { Ok(()) } else { Err(wrongs.0) }
    }

    /// Checks everything but the paths, which are a matter of whoever resolves them: a shell's user may name any directory.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in the order of the fields.
    pub fn validate_values(&self) -> Result<(), Vec<FieldError>> {
        let mut wrongs = Wrongs::default();
        self.check_grid(&mut wrongs);
        wrongs.pattern("filename_pattern", self.pattern(), "file name");
        wrongs.finite("min_snr", self.min_snr, "a signal-to-noise ratio");
        wrongs.pattern("targets", self.targets_pattern(), "target");
        self.check_windows(&mut wrongs);
        self.check_preparation(&mut wrongs);
        self.check_resolution(&mut wrongs);
        self.check_cuts(&mut wrongs);
        self.check_catalogue(&mut wrongs);
        if wrongs.0.is_empty() { Ok(()) } else { Err(wrongs.0) }
    }

    fn check_grid(&self, wrongs: &mut Wrongs) {
        for (field, value) in [("wave_start_point", self.wave_start_point), ("wave_end_point", self.wave_end_point)] {
            if !is_wavelength(value) {
                wrongs.add(field, format!("{value} is not a wavelength between 0 and {MAX_WAVELENGTH} Å"));
            }
        }
        if self.wave_start_point >= self.wave_end_point {
            let (start, end) = (self.wave_start_point, self.wave_end_point);
            wrongs
                .add("wave_end_point", format!("the grid ends at {end} Å, which is not after its start at {start} Å"));
        }
        if !(2..=MAX_POINTS).contains(&self.wave_point_count) {
            let count = self.wave_point_count;
            wrongs.add("wave_point_count", format!("{count} is not a number of points between 2 and {MAX_POINTS}"));
        }
    }

    fn check_windows(&self, wrongs: &mut Wrongs) {
        if self.windows.len() > MAX_WINDOWS {
            wrongs.add("windows", format!("{} further windows are more than {MAX_WINDOWS}", self.windows.len()));
            return;
        }
        let (mut end_before, mut points) = (self.wave_end_point, self.wave_point_count);
        for (number, &[start, end, stated]) in (2..).zip(&self.windows) {
            let Some(count) = count(stated).filter(|count| (2..=MAX_POINTS).contains(count)) else {
                wrongs.add(
                    "windows",
                    format!("window {number}: {stated} is not a number of points between 2 and {MAX_POINTS}"),
                );
                continue;
            };
            points = points.saturating_add(count);
            if !(is_wavelength(start) && is_wavelength(end) && start < end) {
                wrongs.add("windows", format!("window {number}: from {start} to {end} Å is no range of wavelengths"));
            } else if start <= end_before {
                wrongs.add(
                    "windows",
                    format!("window {number} starts at {start} Å, before the end of the one before, {end_before} Å"),
                );
            }
            end_before = end;
        }
        if !self.windows.is_empty() && points > MAX_POINTS {
            wrongs.add("windows", format!("all windows together have {points} points, more than {MAX_POINTS}"));
        }
    }

    fn check_preparation(&self, wrongs: &mut Wrongs) {
        let converts = self.wavelength_medium != WavelengthMedium::AsStored;
        wrongs.only_with("assumed_medium", self.assumed_medium.is_some(), "wavelength_medium vacuum or air", converts);
        if self.continuum != Continuum::None && self.scaling == Scaling::Continuum {
            wrongs.add("continuum", "the scaling `continuum` divides by a continuum already: choose one of the two");
        }
        let divides = self.continuum != Continuum::None;
        wrongs.only_with("continuum_scale", self.continuum_scale.is_some(), "continuum", divides);
        wrongs.positive("continuum_scale", self.continuum_scale);
        let is_percentile = self.continuum == Continuum::Percentile;
        wrongs.only_with(
            "continuum_percentile",
            self.continuum_percentile.is_some(),
            "continuum percentile",
            is_percentile,
        );
        if let Some(value) = self.continuum_percentile.filter(|value| !(1.0..=100.0).contains(value)) {
            wrongs.add("continuum_percentile", format!("{value} is not a percentile between 1 and 100"));
        }
        wrongs.positive("clip_spikes", self.clip_spikes);
        let at_rest = self.unknown_redshift == UnknownRedshift::AtRest;
        wrongs.only_with("unknown_redshift", at_rest, "rest_frame", self.rest_frame);
        wrongs.only_with("redshift_column", self.redshift_column.is_some(), "rest_frame", self.rest_frame);
    }

    fn check_resolution(&self, wrongs: &mut Wrongs) {
        for (field, value) in [
            ("target_resolution", self.target_resolution),
            ("target_fwhm", self.target_fwhm),
            ("native_resolution", self.native_resolution),
        ] {
            wrongs.positive(field, value);
        }
        if self.target_resolution.is_some() && self.target_fwhm.is_some() {
            wrongs.add("target_fwhm", "either a resolving power or a width can be the target, not both");
        }
        let smooths = self.target_resolution.or(self.target_fwhm).is_some();
        let other = "target_resolution or target_fwhm";
        wrongs.only_with("native_resolution", self.native_resolution.is_some(), other, smooths);
    }

    fn check_cuts(&self, wrongs: &mut Wrongs) {
        wrongs.finite("min_snr_window", self.min_snr_window, "a signal-to-noise ratio");
        wrongs.finite("min_magnitude", self.min_magnitude, "a magnitude");
        wrongs.finite("max_magnitude", self.max_magnitude, "a magnitude");
        if let (Some(least), Some(greatest)) = (self.min_magnitude, self.max_magnitude)
            && least > greatest
        {
            wrongs.add("max_magnitude", format!("no magnitude is at least {least} and at most {greatest}"));
        }
        if let Some(value) = self.max_bad_fraction.filter(|value| !(0.0..=1.0).contains(value)) {
            wrongs.add("max_bad_fraction", format!("{value} is not a share between 0 and 1"));
        }
    }

    fn check_catalogue(&self, wrongs: &mut Wrongs) {
        let has = self.catalogue().is_some();
        for (field, is_set) in [
            ("redshift_column", self.redshift_column.is_some()),
            ("match_radius", self.match_radius.is_some()),
            ("catalogue_keys", !self.catalogue_keys.is_empty()),
            ("catalogue_columns", !self.catalogue_columns.is_empty()),
        ] {
            wrongs.only_with(field, is_set, "catalogue_path", has);
        }
        wrongs.positive("match_radius", self.match_radius);
        if let Some(radius) = self.match_radius.filter(|radius| *radius > 3600.0) {
            wrongs.add("match_radius", format!("{radius} arcsec is more than a degree"));
        }
        let (keys, wanted) = match self.match_radius {
            Some(_) => (self.catalogue_keys.len(), "two: right ascension and declination"),
            None => (self.catalogue_keys.len() + 1, "one: that of file names"),
        };
        if !self.catalogue_keys.is_empty() && keys != 2 {
            wrongs.add("catalogue_keys", format!("{} columns instead of {wanted}", self.catalogue_keys.len()));
        }
    }
}

fn is_wavelength(value: f64) -> bool {
    value > 0.0 && value <= MAX_WAVELENGTH
}

/// A number of points that was written as any number; `None` where it is no whole one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and within 2^32")]
pub(super) fn count(stated: f64) -> Option<usize> {
    (stated.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&stated)).then_some(stated as usize)
}
