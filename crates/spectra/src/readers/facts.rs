//! What headers say of a spectrum whose layout is of no survey: keywords of FITS 4.0, of the VO's Spectrum data model as
//! SSAP services write them, of IRAF and of observatories.

use super::{Opened, lamost};
use crate::fits::Cards;
use crate::spectrum::{Medium, ObjectClass, SpectrumMeta};

/// Modified Julian dates from the year 1886 on, until 2132: others are no dates of spectra.
const LIKELY_MJD: std::ops::RangeInclusive<f64> = 10_000.0..=100_000.0;

/// From Julian dates to modified ones \[d\].
const JULIAN: f64 = 2_400_000.5;

/// Keywords of right ascension and declination, in the order in which they are believed.
const POSITIONS: [(&str, &str); 5] =
    [("RA", "DEC"), ("RA_TARG", "DEC_TARG"), ("RA_OBJ", "DEC_OBJ"), ("OBJRA", "OBJDEC"), ("CAT-RA", "CAT-DEC")];

/// Keywords of modified Julian dates; TMID is that of SSAP.
const MJDS: [&str; 6] = ["MJD-OBS", "TMID", "MJD-AVG", "MJD", "UTMJD", "MJD-BEG"];

/// Keywords of resolving powers: of ESO's data products, and of SSAP.
const RESOLVING_POWERS: [&str; 3] = ["SPEC_RES", "SPEC_RP", "RESOLPOW"];

/// Surveys and instruments whose data model says what their headers do not: a keyword, the start of its value, the medium of
/// the wavelengths, the resolving power.
const INSTRUMENTS: [(&str, &str, Medium, Option<f64>); 3] = [
    // The spectrograph in the coudé focus of the 2 m Perek telescope, camera of 700 mm (Šlechta & Škoda 2002).
    ("DS_IDPUB", "ivo://asu.cas.cz/stel/ccd700", Medium::Air, Some(13_000.0)),
    ("INSTRUME", "COUDE700", Medium::Air, Some(13_000.0)),
    // 2dfdr calibrates in air; Marz and OzDES mark files that were converted with VACUUM = T.
    ("INSTRUME", "AAOMEGA", Medium::Air, None),
];

/// Reads what the unit's header and, failing that, the primary one say. What others make of a LAMOST spectrum keeps its cards.
pub(super) fn read(file: &Opened<'_>, meta: &mut SpectrumMeta) {
    let header = if lamost::is_lamost(&*file.extension) { &*file.extension } else { file.primary };
    if lamost::is_lamost(header) {
        // What they did to resolution and wavelengths is not known.
        let medium = meta.medium;
        lamost::read_meta(header, lamost::LOW_RESOLUTION, meta);
        (meta.medium, meta.resolving_power) = (medium, None);
    }
    read_cards(file.extension, meta);
    read_cards(file.primary, meta);
}

/// Fills what `meta` does not know yet.
fn read_cards(cards: &dyn Cards, meta: &mut SpectrumMeta) {
    let text = |keyword: &str| cards.text(keyword).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    fill(&mut meta.targetname, || text("OBJECT"));
    fill(&mut meta.observed_at, || text("DATE-OBS").or_else(|| text("DATE-BEG")).or_else(|| text("DATE_OBS")));
    read_position(cards, meta);
    fill(&mut meta.mjd, || {
        let modified = MJDS.iter().filter_map(|keyword| cards.number(keyword)).find(|mjd| LIKELY_MJD.contains(mjd));
        let julian = || Some(cards.number("JD")? - JULIAN).filter(|mjd| LIKELY_MJD.contains(mjd));
        modified.or_else(julian)
    });
    fill(&mut meta.class, || known_class(&text("SRCCLASS").or_else(|| text("CLASS"))?));
    fill(&mut meta.z, || cards.number("REDSHIFT"));
    fill(&mut meta.sn_median, || cards.number("DER_SNR").or_else(|| cards.number("SNR")));
    fill(&mut meta.target_id, || text("DS_IDPUB").or_else(|| text("OBJID")));
    fill(&mut meta.medium, || stated_medium(cards));
    fill(&mut meta.resolving_power, || {
        RESOLVING_POWERS.iter().filter_map(|keyword| cards.number(keyword)).find(|power| (1.0..1e7).contains(power))
    });
    let is_of = |keyword: &str, start: &str| text(keyword).is_some_and(|value| value.starts_with(start));
    if let Some(&(_, _, medium, power)) = INSTRUMENTS.iter().find(|(keyword, start, ..)| is_of(keyword, start)) {
        fill(&mut meta.medium, || Some(medium));
        fill(&mut meta.resolving_power, || power);
    }
}

fn fill<T>(field: &mut Option<T>, value: impl FnOnce() -> Option<T>) {
    if field.is_none() {
        *field = value();
    }
}

/// VACUUM of SDSS, LAMOST and Marz; AIRORVAC of spectral libraries.
fn stated_medium(cards: &dyn Cards) -> Option<Medium> {
    if let Some(is_vacuum) = cards.flag("VACUUM") {
        return Some(if is_vacuum { Medium::Vacuum } else { Medium::Air });
    }
    match cards.text("AIRORVAC")?.trim().to_ascii_lowercase().get(..3)? {
        "air" => Some(Medium::Air),
        "vac" => Some(Medium::Vacuum),
        _ => None,
    }
}

/// A class that is one of the three kinds; others say nothing.
fn known_class(text: &str) -> Option<ObjectClass> {
    Some(ObjectClass::parse(text)).filter(|class| *class != ObjectClass::Unknown)
}

fn read_position(cards: &dyn Cards, meta: &mut SpectrumMeta) {
    if meta.ra.is_some() {
        return;
    }
    for (right_ascension, declination) in POSITIONS {
        let degrees = cards.number(right_ascension).zip(cards.number(declination));
        let sexagesimal = || {
            let (hours, degrees) = cards.text(right_ascension).zip(cards.text(declination))?;
            Some((sexagesimal(&hours)? * 15.0, sexagesimal(&degrees)?))
        };
        if let Some((ra, dec)) = degrees.or_else(sexagesimal).filter(|(ra, dec)| is_on_sky(*ra, *dec)) {
            (meta.ra, meta.dec) = (Some(ra), Some(dec));
            return;
        }
    }
}

fn is_on_sky(ra: f64, dec: f64) -> bool {
    (0.0..=360.0).contains(&ra) && (-90.0..=90.0).contains(&dec)
}

/// `21:57:18.2` or `-05 30 00` in units of the first number.
fn sexagesimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let parts: Option<Vec<f64>> = text
        .trim_start_matches(['+', '-'])
        .split([':', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect();
    let value = match *parts?.as_slice() {
        [whole, minutes] => whole + minutes / 60.0,
        [whole, minutes, seconds] => whole + minutes / 60.0 + seconds / 3600.0,
        _ => return None,
    };
    Some(if text.starts_with('-') { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_as_observatories_write_them() {
        let near = |text: &str, value: f64| (sexagesimal(text).unwrap() - value).abs() < 1e-9;
        assert!(near("21:57:18.2", 21.955_055_555_555_556));
        assert!(near("-00 30 36", -0.51));
        assert!(near("+61:17.5", 61.291_666_666_666_664));
        assert_eq!(sexagesimal("12.5"), None);
        assert_eq!(sexagesimal("a:b:c"), None);
    }
}
