//! Wavelengths: where they stand, in which order, and where they repeat; fluxes that are none.

use ml_job_testkit::fits_cases::{FitsColumn, FitsTable, image};

use super::spectra::{
    Case, PIXELS, bad_pixels, bright_fluxes, coadd, coadd_columns, fluxes, lamost, stored_wavelengths, wavelengths,
};

#[test]
fn pilot_files_hold_the_continuum_subtracted_flux_where_later_ones_hold_wavelengths() {
    let mut case = Case::new();
    for (seed, level) in [(20, 900.0), (21, 60_000.0)] {
        let name = format!("spec-55859-F5902_sp01-{seed:03}.fits");
        let flux = bright_fluxes(seed, level);
        let mut spectrum = lamost(&name, &flux);
        let continuum = wavelengths().into_iter().map(|wave| level * (1.0 + 0.2 * (wave / 700.0).sin()));
        spectrum.rows[2] = flux.iter().zip(continuum).map(|(flux, continuum)| flux - continuum).collect();
        case.read(&name, spectrum.image(), &wavelengths(), &flux);
    }
    case.check();
}

#[test]
fn a_spectrum_from_red_to_blue_is_turned_round() {
    let name = "spec-59522-GACII052N48B2_sp06-043.fits";
    let flux = fluxes(43);
    let reversed = |values: Vec<f64>| values.into_iter().rev().collect::<Vec<_>>();
    let mut columns = coadd_columns(&reversed(flux.clone()));
    columns[2] = FitsColumn::new("WAVELENGTH", 'E', reversed(wavelengths()));
    let mut case = Case::new();
    case.read(name, coadd(name, &FitsTable::of_arrays(columns).named("COADD")), &stored_wavelengths(), &flux);
    case.check();
}

#[test]
fn a_wavelength_that_repeats_is_treated_as_numpy_does_wherever_it_is() {
    for options in [&[][..], &["--mask-bad-pixels"]] {
        let mut case = Case::with(options);
        for (seed, at) in [(102, 1500), (103, 2600)] {
            let name = format!("spec-59522-GACII052N48B2_sp06-{seed}.fits");
            let (flux, mut waves) = (fluxes(seed), stored_wavelengths());
            waves[at] = waves[at - 1];
            let mut columns = coadd_columns(&flux);
            columns[2] = FitsColumn::new("WAVELENGTH", 'E', waves.clone());
            case.read(&name, coadd(&name, &FitsTable::of_arrays(columns).named("COADD")), &waves, &flux);
        }
        case.check();
    }
}

#[test]
fn scaled_integers_are_scaled_and_blanks_are_no_numbers() {
    let (scale, zero) = (0.25, 6000.0);
    let mut case = Case::new();
    for seed in [36, 37] {
        let name = format!("spec-55859-F5902_sp01-{seed:03}.fits");
        let spectrum = lamost(&name, &fluxes(seed));
        let stored = |row: &Vec<f64>| row.iter().map(|value| ((value - zero) / scale).round()).collect::<Vec<f64>>();
        let mut rows: Vec<Vec<f64>> = spectrum.rows.iter().map(stored).collect();
        let cards = spectrum.header.with("BSCALE", scale).with("BZERO", zero).with("BLANK", -32_768);
        let read = |row: &[f64]| row.iter().map(|value| value * scale + zero).collect::<Vec<f64>>();
        if seed == 36 {
            let file = image('I', &rows, &cards, true);
            // Wavelengths of a quarter of an ångström repeat in the blue; there is no grid there.
            case.read(&name, file, &read(&rows[2]), &read(&rows[0]));
        } else {
            let at = wavelengths().iter().position(|&wave| wave > 6600.0).unwrap();
            rows[0][at] = -32_768.0;
            case.refuse(&name, image('I', &rows, &cards, true), "finite");
        }
    }
    case.check();
}

#[test]
fn scaled_columns_are_scaled_and_nulls_are_no_numbers() {
    let (scale, zero) = (0.05, 900.0);
    let mut case = Case::new();
    for seed in [41, 42] {
        let name = format!("spec-59522-GACII052N48B2_sp06-{seed:03}.fits");
        let mut stored: Vec<f64> = fluxes(seed).iter().map(|flux| ((flux - zero) / scale).round()).collect();
        let at = wavelengths().iter().position(|&wave| wave > 6600.0).unwrap();
        if seed == 42 {
            stored[at] = -32_768.0;
        }
        let mut columns = coadd_columns(&fluxes(seed));
        columns[0] = FitsColumn::new("FLUX", 'I', stored.clone()).scaled(scale, zero).null(-32_768);
        let file = coadd(&name, &FitsTable::of_arrays(columns).named("COADD"));
        if seed == 41 {
            let flux: Vec<f64> = stored.iter().map(|value| value * scale + zero).collect();
            case.read(&name, file, &stored_wavelengths(), &flux);
        } else {
            case.refuse(&name, file, "finite");
        }
    }
    case.check();
}

#[test]
fn a_flux_that_is_no_number_matters_only_where_the_grid_is() {
    let mut case = Case::new();
    let regions =
        [wavelengths().iter().map(|&wave| wave < 4000.0).collect(), bad_pixels(2.0), vec![true; PIXELS as usize]];
    for (seed, bad) in (65..).zip(regions) {
        let name = format!("spec-55859-F5902_sp01-{seed:03}.fits");
        let flux: Vec<f64> =
            fluxes(seed).into_iter().zip(&bad).map(|(flux, bad)| if *bad { f64::NAN } else { flux }).collect();
        let file = lamost(&name, &flux).image();
        if seed == 65 {
            case.read(&name, file, &stored_wavelengths(), &flux);
        } else {
            case.refuse(&name, file, "");
        }
    }
    case.check();
}

#[test]
fn a_constant_spectrum_is_a_row_of_the_least_value() {
    let name = "spec-55859-F5902_sp01-071.fits";
    let mut case = Case::new();
    let flat = vec![7.0; PIXELS as usize];
    case.read(name, lamost(name, &flat).image(), &stored_wavelengths(), &flat);
    case.check();
}
