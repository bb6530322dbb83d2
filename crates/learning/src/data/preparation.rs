//! How the spectra of a file were prepared: a model is only worth something on spectra that were prepared like those it was trained on.

use std::collections::BTreeMap;

use ml_job_domain::{LogLevel, Observer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SpectraFile;

/// The attribute of our files that hands the preparation of their spectra on.
pub const PREPARATION_ATTRIBUTE: &str = "preparation";

/// Keys of a preprocessing configuration that say which spectra are taken and how they are stored, not what is done to them. The grid is
/// compared by its wavelengths.
const SELECTION: [&str; 17] = [
    "data_dir_path",
    "recursive",
    "filename_pattern",
    "on_bad_file",
    "dtype",
    "wave_start_point",
    "wave_end_point",
    "wave_point_count",
    "threads",
    "targets",
    "quality",
    "ivar",
    "match_radius",
    // What files do not say of themselves, and where a redshift comes from: no two archives are alike in this.
    "assumed_medium",
    "native_resolution",
    "redshift_column",
    "unknown_redshift",
];
/// Beginnings of further keys that only select.
const SELECTING: [&str; 3] = ["min_", "max_", "catalog"];
/// Words for leaving spectra as they are, so that a file of a version that did not have the option yet compares equal.
const AS_IT_IS: [&str; 6] = ["", "none", "off", "as_stored", "keep", "linear"];

/// What was done to the spectra of a file: the options of their preprocessing that change numbers, each off option left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Preparation(BTreeMap<String, Value>);

impl Preparation {
    /// What `file` says: in the attribute [`PREPARATION_ATTRIBUTE`], or in the configuration that a preprocessing leaves; `None` where it
    /// says nothing.
    pub fn of(file: &SpectraFile) -> Option<Self> {
        if let Some(handed_on) = file.text_attribute(PREPARATION_ATTRIBUTE) {
            return serde_json::from_str(&handed_on).ok();
        }
        let config: BTreeMap<String, Value> = serde_json::from_str(&file.text_attribute("config")?).ok()?;
        config.contains_key("scaling").then(|| Self::of_config(config))
    }

    /// Scaling alone.
    pub fn of_scaling(scaling: &str) -> Self {
        Self(BTreeMap::from([("scaling".to_owned(), scaling.into())]))
    }

    /// How the fluxes were scaled.
    pub fn scaling(&self) -> Option<&str> {
        self.0.get("scaling")?.as_str()
    }

    fn of_config(config: BTreeMap<String, Value>) -> Self {
        let selects = |key: &str| SELECTION.contains(&key) || SELECTING.iter().any(|start| key.starts_with(start));
        let does_something = |key: &str, value: &Value| key == "scaling" || !is_as_it_is(value);
        Self(config.into_iter().filter(|(key, value)| !selects(key) && does_something(key, value)).collect())
    }

    /// The text for [`PREPARATION_ATTRIBUTE`].
    pub fn to_text(&self) -> String {
        // A map of JSON values always has a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether `other` was prepared alike; where not, a sentence that names each difference, with `here` and `there` for the two.
    ///
    /// # Errors
    /// The sentence.
    pub fn compare(&self, other: &Self, here: &str, there: &str) -> Result<(), String> {
        let keys: std::collections::BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let told = |side: &Self, key: &str| side.0.get(key).map_or_else(|| "off".to_owned(), shown);
        let differences: Vec<String> = keys
            .into_iter()
            .filter(|key| self.0.get(*key) != other.0.get(*key))
            .map(|key| format!("{key} is {} {here} and {} {there}", told(self, key), told(other, key)))
            .collect();
        if differences.is_empty() { Ok(()) } else { Err(format!("{}.", differences.join("; "))) }
    }
}

fn is_as_it_is(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(is_on) => !is_on,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(word) => AS_IT_IS.contains(&word.as_str()),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_as_it_is),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(is_on) => if *is_on { "on" } else { "off" }.to_owned(),
        other => other.to_string(),
    }
}

/// Compares the spectra of `file` with those that a model was trained on: with its `preparation`, or with no more than its `scaling`, which
/// is all that models of earlier versions say. What cannot be compared is logged as a warning.
///
/// # Errors
/// Where they were prepared otherwise: a sentence that names both.
pub(crate) fn check_alike(
    preparation: Option<&Preparation>,
    scaling: Option<&str>,
    file: &SpectraFile,
    observer: &mut dyn Observer,
) -> Result<(), String> {
    let Some(found) = Preparation::of(file) else {
        let name = file.shown().display();
        let warning =
            format!("{name} does not say how its spectra were prepared: nobody can tell whether the model fits them.");
        observer.log(LogLevel::Warn, &warning);
        return Ok(());
    };
    let (here, there) = ("here", "for the model");
    match (preparation, scaling) {
        (Some(trained), _) => found.compare(trained, here, there),
        (None, Some(scaling)) => {
            let warning = "The model says of its preparation no more than the scaling: nobody can tell whether the rest is alike.";
            observer.log(LogLevel::Warn, warning);
            let found = found.scaling().map(Preparation::of_scaling).unwrap_or_default();
            found.compare(&Preparation::of_scaling(scaling), here, there)
        }
        (None, None) => {
            let warning = "The model does not say how the spectra that it was trained on were prepared: nobody can tell whether these fit.";
            observer.log(LogLevel::Warn, warning);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn preparation(config: Value) -> Preparation {
        Preparation::of_config(serde_json::from_value(config).unwrap())
    }

    #[test]
    fn only_what_changes_numbers_counts() {
        let one =
            preparation(json!({ "data_dir_path": "a", "wave_start_point": 1.0, "min_snr": 3.0, "scaling": "minmax",
            "rest_frame": false, "dtype": "float64" }));
        let other =
            preparation(json!({ "data_dir_path": "b", "recursive": true, "scaling": "minmax", "dtype": "float32",
            "catalogue": { "path": "x.csv" }, "wavelength_medium": "as_stored", "clip": null }));
        assert_eq!(one.compare(&other, "here", "there"), Ok(()));
        assert_eq!(one.to_text(), r#"{"scaling":"minmax"}"#);
    }

    #[test]
    fn each_difference_is_named_with_both_sides() {
        let one = preparation(json!({ "scaling": "none", "rest_frame": true }));
        let other = preparation(json!({ "scaling": "minmax", "wavelength_medium": "air" }));
        let sentence = one.compare(&other, "here", "for the model").unwrap_err();
        assert_eq!(
            sentence,
            "rest_frame is on here and off for the model; scaling is \"none\" here and \"minmax\" for the model; \
             wavelength_medium is off here and \"air\" for the model."
        );
    }
}
