//! What the headers of some files of the archive say, for the index.

use std::path::PathBuf;
use std::sync::Once;

use chrono::{NaiveDate, NaiveDateTime};
use ml_job_domain::sentence;
use ml_job_spectra::{SpectrumMeta, SpectrumReader, plate_of_name};
use serde::{Deserialize, Serialize};

use super::wire::{Answer, Refusal};

/// Spectra of one file that are told: more than any survey puts into one.
const TARGETS_MAX: usize = 100_000;

/// How much less than others a reader of facts gets of the processor.
const NICENESS: i32 = 10;

/// The names of the files that come along, without the suffix of a compression.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FactsRequest {
    pub(crate) names: Vec<String>,
}

/// What one file says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum FileAnswer {
    /// Its spectra.
    Spectra(Vec<SpectrumAnswer>),
    /// Why it holds none that can be read: a word for programs and a sentence.
    Unreadable { code: String, sentence: String },
}

/// What is said of one spectrum. Sentinels are left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct SpectrumAnswer {
    pub(crate) target: String,
    pub(crate) format: Option<String>,
    pub(crate) class: Option<String>,
    pub(crate) subclass: Option<String>,
    pub(crate) snr: Option<f64>,
    pub(crate) magnitude: Option<f64>,
    pub(crate) z: Option<f64>,
    pub(crate) ra: Option<f64>,
    pub(crate) dec: Option<f64>,
    pub(crate) observed_at: Option<String>,
    pub(crate) mjd: Option<f64>,
    pub(crate) plate: Option<String>,
    pub(crate) targetname: Option<String>,
    pub(crate) target_id: Option<String>,
}

pub(super) fn answer(request: &FactsRequest, paths: &[PathBuf]) -> Result<Answer, Refusal> {
    static LOWER: Once = Once::new();
    // A process that only ever reads facts; where it may not be made nicer, it reads all the same.
    LOWER.call_once(|| {
        let _ = rustix::process::nice(NICENESS);
    });
    if paths.len() != request.names.len() {
        return Err(Refusal::Failed("as many files as names were to come along".into()));
    }
    let mut reader = SpectrumReader::new();
    let files: Vec<FileAnswer> =
        request.names.iter().zip(paths).map(|(name, path)| read(&mut reader, name, path)).collect();
    serde_json::to_vec(&files).map(Answer::Body).map_err(|error| Refusal::Failed(error.to_string()))
}

fn read(reader: &mut SpectrumReader, name: &str, path: &std::path::Path) -> FileAnswer {
    let mut spectra = Vec::new();
    let mut visit = |target: &str, meta: &SpectrumMeta| {
        if spectra.len() < TARGETS_MAX {
            spectra.push(facts(name, target, meta));
        }
    };
    match reader.read_facts(path, &mut visit) {
        Ok(()) if spectra.is_empty() => FileAnswer::Unreadable {
            code: "no_spectrum".into(),
            sentence: "none of the spectra in the file can be read".into(),
        },
        Ok(()) => FileAnswer::Spectra(spectra),
        Err(error) => FileAnswer::Unreadable { code: error.code().to_owned(), sentence: sentence(&error) },
    }
}

fn facts(name: &str, target: &str, meta: &SpectrumMeta) -> SpectrumAnswer {
    let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
    // Whatever a header holds, PostgreSQL takes no NUL; an empty text says nothing.
    let text = |text: Option<&str>| {
        text.map(|text| text.replace('\0', "")).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let format = meta.format.and_then(|format| serde_json::to_value(format).ok());
    SpectrumAnswer {
        target: target.replace('\0', ""),
        format: format.and_then(|format| format.as_str().map(str::to_owned)),
        class: meta.class.map(|class| class.as_str().to_owned()),
        subclass: text(meta.subclass.as_deref()),
        snr: finite(meta.snr()),
        magnitude: meta.magnitude(),
        z: meta.redshift(),
        ra: finite(meta.ra),
        dec: finite(meta.dec),
        mjd: finite(meta.mjd).or_else(|| mjd(meta.observed_at.as_deref()?)),
        observed_at: text(meta.observed_at.as_deref()),
        plate: text(meta.plate.as_deref().or_else(|| plate_of_name(name))),
        targetname: text(meta.targetname.as_deref()),
        target_id: text(meta.target_id.as_deref()),
    }
}

/// The modified Julian date of a time as FITS writes it (standard 4.0, section 9.1.1); of a day, its beginning.
fn mjd(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('Z');
    let time = text.parse::<NaiveDateTime>().ok().or_else(|| text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0))?;
    let zero = NaiveDate::from_ymd_opt(1858, 11, 17)?.and_hms_opt(0, 0, 0)?;
    Some((time - zero).as_seconds_f64() / 86_400.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_a_header_is_a_modified_julian_date() {
        assert_eq!(mjd("2000-01-01T12:00:00"), Some(51_544.5));
        assert_eq!(mjd("2000-01-01T12:00:00.000Z "), Some(51_544.5));
        assert_eq!(mjd("2000-01-01"), Some(51_544.0));
        assert_eq!(mjd("yesterday"), None);
    }

    #[test]
    fn sentinels_are_no_facts_and_the_name_tells_the_plate() {
        let meta = SpectrumMeta {
            z: Some(-9999.0),
            ra: Some(f64::NAN),
            subclass: Some("  ".into()),
            targetname: Some("a\0b".into()),
            ..SpectrumMeta::default()
        };
        let facts = facts("spec-0266-51602-0001.fits", "", &meta);
        assert_eq!((facts.z, facts.ra, facts.subclass), (None, None, None));
        assert_eq!(facts.plate.as_deref(), Some("0266"));
        assert_eq!(facts.targetname.as_deref(), Some("ab"));
    }
}
