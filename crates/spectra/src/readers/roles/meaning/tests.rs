//! Columns are told by whatever describes them.

use super::*;

fn column(name: &str, unit: &str, ucd: &str, utype: &str) -> TabularColumn {
    TabularColumn {
        name: name.into(),
        unit: unit.into(),
        ucd: ucd.into(),
        utype: utype.into(),
        ..TabularColumn::default()
    }
}

#[test]
fn a_role_is_recognised_by_whatever_tells_it() {
    for (name, unit, ucd, utype, expected) in [
        ("x", "", "", "spec:Spectrum.Data.SpectralAxis.Value", Role::Axis),
        ("x", "", "", "ssa:Data.FluxAxis.Value", Role::Flux),
        ("x", "", "", "spec:Data.FluxAxis.Accuracy.StatError", Role::Error),
        ("x", "", "em.wl", "", Role::Axis),
        ("x", "", "em.wl;meta.main", "", Role::Axis),
        ("x", "", "phot.flux.density;em.wl", "", Role::Flux),
        ("x", "", "stat.error;phot.flux.density;em.wl", "", Role::Error),
        ("x", "", "arith.ratio;phot.flux.density", "", Role::NormalisedFlux),
        ("WAVE", "", "", "", Role::Axis),
        ("wave(AA)", "", "", "", Role::Axis),
        ("Wavelength [nm]", "", "", "", Role::Axis),
        ("wavelength_nm", "", "", "", Role::Axis),
        ("LogLam", "", "", "", Role::LogAxis),
        ("Flux Density", "", "", "", Role::Flux),
        ("flux_norm", "", "", "", Role::NormalisedFlux),
        ("x", "nm", "", "", Role::Axis),
        ("x", "erg/s/cm2/A", "", "", Role::Flux),
        ("x", "Jy", "", "", Role::Flux),
    ] {
        let found = role(&column(name, unit, ucd, utype)).map(|(role, _)| role);
        assert_eq!(found, Some(expected), "{name} {unit} {ucd} {utype}");
    }
}

#[test]
fn what_only_looks_like_a_role_is_none() {
    for (name, unit, ucd, utype) in [
        ("ra", "deg", "pos.eq.ra", ""),
        ("height", "m", "", ""),
        ("x", "", "em.wl;stat.error", ""),
        ("x", "", "stat.error;em.wl", ""),
        ("sky", "", "", ""),
        ("x", "km/s", "", ""),
        ("x", "", "", "spec:Spectrum.Data.BackgroundModel.Value"),
        ("flux_ratio", "", "", ""),
        ("", "", "", ""),
        ("[", "", "", ""),
        ("(é)", "", "", ""),
    ] {
        assert_eq!(role(&column(name, unit, ucd, utype)), None, "{name} {unit} {ucd} {utype}");
    }
}

#[test]
fn a_unit_in_the_name_is_found() {
    let unit = |name: &str| heading(&column(name, "", "", "")).1;
    for (name, expected) in
        [("wave(AA)", "AA"), ("lambda [µm]", "µm"), ("Wavelength / nm", "nm"), ("wavelength_um", "um"), ("flux_a", "")]
    {
        assert_eq!(unit(name), expected, "{name}");
    }
}

#[test]
fn brackets_in_a_name_are_told_apart() {
    for (name, plain, unit) in [
        ("wavelength (vacuum) [AA]", "wavelength", "AA"),
        ("flux [erg/(s cm2 AA)]", "flux", "erg/(s cm2 AA)"),
        ("flux (erg/(s cm2 AA))", "flux", "erg/(s cm2 AA)"),
        ("log(lambda)", "log_lambda", ""),
        ("flux)", "flux", ""),
        ("]", "", ""),
        ("é]", "é", ""),
        ("(x)", "x", ""),
    ] {
        assert_eq!(heading(&column(name, "", "", "")), (plain.to_owned(), unit.to_owned()), "{name}");
    }
    assert_eq!(heading(&column("wave [nm]", "AA", "", "")).1, "AA");
}
