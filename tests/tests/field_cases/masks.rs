//! Pixels that are marked as bad, in columns of whatever type: `--mask-bad-pixels` interpolates across all of them.

use ml_job_testkit::fits_cases::{FitsColumn, FitsTable};

use super::spectra::{
    Case, Sdss, bad_pixels, coadd, coadd_columns, fluxes, stored_wavelengths, wavelengths_of_stored_logarithms, without,
};

/// Fluxes with a wild region, which is bad.
fn wild(seed: u32, bad: &[bool]) -> Vec<f64> {
    fluxes(seed).into_iter().zip(bad).map(|(flux, bad)| if *bad { 30_000.0 } else { flux }).collect()
}

fn marks(bad: &[bool], mark: f64, else_: f64) -> Vec<f64> {
    bad.iter().map(|bad| if *bad { mark } else { else_ }).collect()
}

#[test]
fn quality_columns_of_lamost_count_in_every_type() {
    let bad = bad_pixels(4.0);
    let mut case = Case::with(&["--mask-bad-pixels"]);
    let ivar = |form| (1, FitsColumn::new("IVAR", form, marks(&bad, 0.0, if form == 'I' { 1.0 } else { 0.01 })));
    let mask = |form| (3, FitsColumn::new("ANDMASK", form, marks(&bad, 1.0, 0.0)));
    let replaced = [ivar('D'), mask('J'), ivar('E'), mask('I'), mask('K'), mask('B'), mask('D'), mask('E')];
    for (seed, (at, column)) in (45..).zip(replaced) {
        let name = format!("spec-59522-GACII052N48B2_sp06-{seed:03}.fits");
        let flux = wild(seed, &bad);
        let mut columns = coadd_columns(&flux);
        columns[at] = column;
        let file = coadd(&name, &FitsTable::of_arrays(columns).named("COADD"));
        case.read(&name, file, &without(&stored_wavelengths(), &bad), &without(&flux, &bad));
    }
    case.check();
}

#[test]
fn masks_of_sdss_count_in_every_integer_type_signed_or_not() {
    let bad = bad_pixels(4.0);
    let mut case = Case::with(&["--mask-bad-pixels"]);
    let mask = |form, zero: f64| {
        let column = FitsColumn::new("and_mask", form, marks(&bad, 4.0 - zero, -zero));
        if zero == 0.0 { column } else { column.scaled(1.0, zero) }
    };
    let columns = [
        mask('J', 2_147_483_648.0),
        mask('K', 0.0),
        mask('I', 0.0),
        mask('J', 0.0),
        mask('I', 32_768.0),
        mask('B', 0.0),
    ];
    for (seed, column) in (56..).zip(columns) {
        let name = format!("spec-3606-55182-{seed:04}.fits");
        let flux = wild(seed, &bad);
        let mut sdss = Sdss::new(&flux);
        sdss.columns[3] = column;
        case.read(&name, sdss.to_bytes(), &without(&wavelengths_of_stored_logarithms(), &bad), &without(&flux, &bad));
    }
    case.check();
}
