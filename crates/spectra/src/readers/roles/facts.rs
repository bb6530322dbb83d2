//! What the facts of a table say of its spectrum: keywords of FITS, utypes of Spectrum DM, words of comments.

use crate::spectrum::{Medium, ObjectClass, SpectrumMeta};

use super::super::tabular::Tabular;

/// The first fact of these names, or whose utype ends so. Names are in capital letters.
fn fact<'a>(table: &'a Tabular, names: &[&str], utypes: &[&str]) -> Option<&'a str> {
    let by_name = names.iter().find_map(|name| table.facts.get(*name));
    let by_utype = || {
        let ends = |key: &str, end: &str| {
            key.strip_suffix(end).is_some_and(|start| start.is_empty() || start.ends_with(['.', ':']))
        };
        utypes.iter().find_map(|end| table.facts.iter().find(|(key, _)| ends(key, end)).map(|(_, value)| value))
    };
    by_name.or_else(by_utype).map(|value| value.trim()).filter(|value| !value.is_empty() && *value != "--")
}

fn number(table: &Tabular, names: &[&str], utypes: &[&str]) -> Option<f64> {
    fact(table, names, utypes)?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Notes what the facts say; what is already known stays.
pub(super) fn read(table: &Tabular, meta: &mut SpectrumMeta) {
    let text = |names: &[&str], utypes: &[&str]| fact(table, names, utypes).map(str::to_owned);
    keep(&mut meta.targetname, text(&["TARGNAME", "OBJECT", "DESIG", "TARGET", "OBJNAME"], &["TARGET.NAME"]));
    keep(&mut meta.observed_at, text(&["DATE-OBS", "DATE_OBS", "DATEOBS", "OBSDATE"], &["DATAID.DATE"]));
    keep(&mut meta.subclass, text(&["SUBCLASS", "SPTYPE", "SPECTRAL_TYPE"], &[]));
    keep(&mut meta.target_id, text(&["TARGETID", "OBSID", "OBS_ID", "SPECOBJID", "SDSS_ID", "OBJID"], &[]));
    keep(&mut meta.plate, text(&["PLATEID", "PLATE", "PLANID"], &[]));
    keep(&mut meta.class, fact(table, &["CLASS"], &["TARGET.CLASS"]).map(ObjectClass::parse));
    keep(&mut meta.mjd, number(table, &["MJD", "MJD-OBS", "MJD_OBS"], &["TIMEAXIS.COVERAGE.LOCATION.VALUE"]));
    let redshift_utypes = ["DERIVED.REDSHIFT.VALUE", "TARGET.REDSHIFT"];
    keep(&mut meta.z, number(table, &["Z", "REDSHIFT"], &redshift_utypes));
    keep(&mut meta.z_err, number(table, &["Z_ERR", "ZERR", "REDSHIFT_ERR"], &["DERIVED.REDSHIFT.STATERROR"]));
    keep(&mut meta.sn_median, number(table, &["SNR", "DER_SNR", "SN_MEDIAN_ALL", "SN"], &["DERIVED.SNR"]));
    let resolution = number(table, &["SPEC_RP", "RESPOW", "RESOLVING_POWER"], &["SPECTRALAXIS.RESPOWER"]);
    keep(&mut meta.resolving_power, resolution.filter(|power| *power > 1.0));
    read_position(table, meta);
}

fn keep<T>(known: &mut Option<T>, found: Option<T>) {
    if known.is_none() {
        *known = found;
    }
}

/// Degrees, or hours and degrees in sexagesimal form; Spectrum DM gives both in one value.
fn read_position(table: &Tabular, meta: &mut SpectrumMeta) {
    let position = fact(table, &[], &["SPATIALAXIS.COVERAGE.LOCATION.VALUE", "TARGET.POS"]);
    let mut parts = position.unwrap_or_default().split([' ', ',']).filter(|part| !part.is_empty());
    let (ra, dec) = (parts.next(), parts.next());
    let named = |names| fact(table, names, &[]);
    keep(&mut meta.ra, named(&["RA", "RA_OBJ", "RA_TARG", "OBJRA", "RAJ2000"]).or(ra).and_then(|ra| angle(ra, 15.0)));
    let dec = named(&["DEC", "DEC_OBJ", "DEC_TARG", "OBJDEC", "DEJ2000", "DECL"]).or(dec);
    keep(&mut meta.dec, dec.and_then(|dec| angle(dec, 1.0)).filter(|dec| dec.abs() <= 90.0));
}

/// An angle \[deg\]: a number of degrees, or `12:34:56.7` in units of `degrees` per first part.
fn angle(text: &str, degrees: f64) -> Option<f64> {
    if let Ok(number) = text.parse::<f64>() {
        return Some(number).filter(|number| number.is_finite());
    }
    let (sign, rest) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let mut parts = rest.split([':', ' ']).map(str::parse::<f64>);
    let (first, minutes, seconds) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next().unwrap_or(Ok(0.0)).ok()?);
    let is_whole = parts.next().is_none() && first >= 0.0;
    let parts_fit = (0.0..60.0).contains(&minutes) && (0.0..60.0).contains(&seconds);
    (is_whole && parts_fit).then(|| sign * degrees * (first + minutes / 60.0 + seconds / 3600.0))
}

/// The medium that the facts state: AIRORVAC, VACUUM, CTYPE1 (`AWAV` is air, FITS WCS paper III), or a description.
pub(super) fn medium(table: &Tabular, axis_name: &str) -> Option<Medium> {
    let word = |text: &str| {
        let lower = text.to_lowercase();
        let has = |word: &str| lower.split(|c: char| !c.is_alphabetic()).any(|part| part == word);
        match (has("air") || has("awav"), has("vac") || has("vacuum")) {
            (true, false) => Some(Medium::Air),
            (false, true) => Some(Medium::Vacuum),
            _ => None,
        }
    };
    let flag = |value: &str| match value.trim().to_lowercase().as_str() {
        "t" | "true" | "1" | "yes" => Some(Medium::Vacuum),
        "f" | "false" | "0" | "no" => Some(Medium::Air),
        _ => None,
    };
    let get = |name: &str| table.facts.get(name).map(String::as_str);
    let described = format!("{}.DESCRIPTION", axis_name.to_uppercase());
    word(axis_name)
        .or_else(|| get("AIRORVAC").and_then(word))
        .or_else(|| get("VACUUM").and_then(flag))
        .or_else(|| get("CTYPE1").and_then(word))
        .or_else(|| get("MEDIUM").and_then(word))
        .or_else(|| get(&described).and_then(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(facts: &[(&str, &str)]) -> Tabular {
        let facts = facts.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Tabular { facts, ..Tabular::default() }
    }

    #[test]
    fn facts_are_found_by_keyword_and_by_utype() {
        let mut meta = SpectrumMeta::default();
        let facts = [
            ("OBJECT", "59 Cyg"),
            ("SPEC:SPECTRUM.CHAR.SPATIALAXIS.COVERAGE.LOCATION.VALUE", "314.956 47.521"),
            ("SPEC:SPECTRUM.DERIVED.SNR", "120"),
            ("Z", "-9999"),
            ("SPEC_RP", "13000"),
        ];
        read(&table(&facts), &mut meta);
        assert_eq!((meta.targetname.as_deref(), meta.ra, meta.dec), (Some("59 Cyg"), Some(314.956), Some(47.521)));
        assert_eq!((meta.snr(), meta.redshift(), meta.resolving_power), (Some(120.0), None, Some(13000.0)));
    }

    #[test]
    fn sexagesimal_positions_are_degrees() {
        let mut meta = SpectrumMeta::default();
        read(&table(&[("RA", "06:00:00"), ("DEC", "-01:30:00")]), &mut meta);
        assert_eq!((meta.ra, meta.dec), (Some(90.0), Some(-1.5)));
        for text in ["", ":", "1:99:0", "a:b", "1", "1:2:3:4:5"] {
            let mut meta = SpectrumMeta::default();
            read(&table(&[("DEC", text)]), &mut meta);
            assert_eq!(meta.dec.is_some(), text == "1", "{text}");
        }
    }

    #[test]
    fn the_medium_is_what_is_stated_and_nothing_else() {
        let stated = |facts: &[(&str, &str)], name: &str| medium(&table(facts), name);
        assert_eq!(stated(&[("VACUUM", "T")], "WAVE"), Some(Medium::Vacuum));
        assert_eq!(stated(&[("VACUUM", "0")], "WAVE"), Some(Medium::Air));
        assert_eq!(stated(&[("AIRORVAC", "air")], "WAVE"), Some(Medium::Air));
        assert_eq!(stated(&[("CTYPE1", "AWAV")], ""), Some(Medium::Air));
        assert_eq!(stated(&[], "lambda_vac"), Some(Medium::Vacuum));
        assert_eq!(stated(&[("WAVE.DESCRIPTION", "wavelength in air")], "wave"), Some(Medium::Air));
        assert_eq!(stated(&[("WAVE.DESCRIPTION", "air or vacuum")], "wave"), None);
        assert_eq!(stated(&[], "fairwave"), None);
    }
}
