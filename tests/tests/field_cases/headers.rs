//! Headers as pipelines, IDL and people leave them.

use ml_job_testkit::fits_cases::patch_card;

use super::spectra::{Case, Sdss, fluxes, lamost, stored_wavelengths, wavelengths_of_stored_logarithms};

#[test]
fn a_value_that_is_no_number_is_unknown_and_no_error() {
    let mut case = Case::new();
    let mut file = Sdss { header: Sdss::new(&[]).header.with("DUSTA", 1.0), ..Sdss::new(&fluxes(1)) }.to_bytes();
    patch_card(&mut file, 0, "DUSTA", "DUSTA   =                  NAN / should have been quoted");
    case.read("spec-6501-56563-0001.fits", file, &wavelengths_of_stored_logarithms(), &fluxes(1));
    let mut file = lamost("spec-55859-F5902_sp01-002.fits", &fluxes(2)).image();
    patch_card(&mut file, 0, "SNRR", "SNRR    =                  nan");
    case.read("spec-55859-F5902_sp01-002.fits", file, &stored_wavelengths(), &fluxes(2));
    case.check();
}

#[test]
fn stars_in_keywords_and_values_stop_nothing() {
    let header = Sdss::new(&[]).header.with_text("EXPID00", "b1-00117").with("VALSTAR", 1.0);
    let mut file = Sdss { header, ..Sdss::new(&fluxes(3)) }.to_bytes();
    patch_card(&mut file, 0, "EXPID00", "EXPID** = 'b1-00117-00117-00117'  / exposure");
    patch_card(&mut file, 0, "VALSTAR", "AIRMASS =              ******** / format overflow");
    let mut case = Case::new();
    case.read("spec-6138-56598-0003.fits", file, &wavelengths_of_stored_logarithms(), &fluxes(3));
    case.check();
}

#[test]
fn a_greek_letter_in_a_header_loses_nothing() {
    let mut file = lamost("spec-55859-F5902_sp01-005.fits", &fluxes(5)).image();
    patch_card(&mut file, 0, "SUBCLASS", "SUBCLASS= 'L0γ     '           / visual classification");
    let mut case = Case::new();
    case.read("spec-55859-F5902_sp01-005.fits", file, &stored_wavelengths(), &fluxes(5));
    case.check();
}

#[test]
fn a_number_in_quotes_is_a_number() {
    let mut case = Case::with(&["--min-snr", "10"]);
    let quoted =
        lamost("spec-55859-F5902_sp01-009.fits", &fluxes(9)).with_text("SNRR", "30.3").with_text("Z", "-0.00012");
    case.read("spec-55859-F5902_sp01-009.fits", quoted.image(), &stored_wavelengths(), &fluxes(9));
    let plain = lamost("spec-55859-F5902_sp01-010.fits", &fluxes(10));
    case.read("spec-55859-F5902_sp01-010.fits", plain.image(), &stored_wavelengths(), &fluxes(10));
    let faint = lamost("spec-55859-F5902_sp01-011.fits", &fluxes(11)).with_text("SNRR", "3.3");
    case.refuse("spec-55859-F5902_sp01-011.fits", faint.image(), "3.3");
    case.check();
}

#[test]
fn a_redshift_in_quotes_shifts_to_rest() {
    let mut case = Case::with(&["--rest-frame"]);
    let quoted = lamost("spec-55859-F5902_sp01-012.fits", &fluxes(12)).with_text("Z", "0.002");
    let rest: Vec<f64> = stored_wavelengths().iter().map(|wave| wave / 1.002).collect();
    case.read("spec-55859-F5902_sp01-012.fits", quoted.image(), &rest, &fluxes(12));
    case.check();
}

#[test]
fn an_image_of_five_rows_is_known_without_the_survey_or_the_solution() {
    let mut case = Case::new();
    let anonymous = lamost("spec-55859-F5902_sp01-089.fits", &fluxes(89)).without("TELESCOP").without("ORIGIN");
    case.read("spec-55859-F5902_sp01-089.fits", anonymous.image(), &stored_wavelengths(), &fluxes(89));
    let mut unsolved = lamost("spec-55859-F5902_sp01-090.fits", &fluxes(90));
    for keyword in ["COEFF0", "COEFF1", "CRVAL1", "CD1_1", "CRPIX1"] {
        unsolved = unsolved.without(keyword);
    }
    case.read("spec-55859-F5902_sp01-090.fits", unsolved.image(), &stored_wavelengths(), &fluxes(90));
    case.check();
}

#[test]
fn an_unknown_redshift_is_no_redshift() {
    let mut case = Case::with(&["--rest-frame"]);
    let star = fluxes(95);
    let shifted = |waves: Vec<f64>, z: f64| waves.into_iter().map(|wave| wave / (1.0 + z)).collect::<Vec<_>>();
    let galaxy = lamost("spec-55859-F5902_sp01-095.fits", &star).with("Z", 0.1).with_text("CLASS", "GALAXY");
    case.read("spec-55859-F5902_sp01-095.fits", galaxy.image(), &shifted(stored_wavelengths(), 0.1), &star);
    let sdss = |redshift| Sdss { redshift, ..Sdss::new(&star) }.to_bytes();
    let waves = shifted(wavelengths_of_stored_logarithms(), super::spectra::single(0.1));
    case.read("spec-3606-55182-0096.fits", sdss(0.1), &waves, &star);
    let unknown = lamost("spec-55859-F5902_sp01-097.fits", &star).with("Z", "-9999.0");
    case.refuse("spec-55859-F5902_sp01-097.fits", unknown.image(), "redshift");
    let missing = lamost("spec-55859-F5902_sp01-098.fits", &star).without("Z");
    case.refuse("spec-55859-F5902_sp01-098.fits", missing.image(), "redshift");
    case.refuse("spec-3606-55182-0099.fits", sdss(f64::NAN), "redshift");
    case.check();
}
