//! Tables as FITS allows them: names in any case or none, arrays in the heap; and layouts of other surveys.

use ml_job_testkit::fits::FitsHeader;
use ml_job_testkit::fits_cases::{FitsColumn, FitsTable, image, primary};

use super::spectra::{
    Case, LOG_START, LOG_STEP, Sdss, coadd, coadd_columns, fluxes, lamost, stored_wavelengths, wavelengths,
    wavelengths_of_stored_logarithms,
};

#[test]
fn arrays_of_variable_length_are_arrays() {
    let name = "spec-59522-GACII052N48B2_sp06-040.fits";
    let columns = coadd_columns(&fluxes(40)).into_iter().map(FitsColumn::variable).collect();
    let mut case = Case::new();
    case.read(name, coadd(name, &FitsTable::of_arrays(columns).named("COADD")), &stored_wavelengths(), &fluxes(40));
    case.check();
}

#[test]
fn names_of_tables_and_columns_have_no_case() {
    let mut case = Case::new();
    let renamed = |seed: u32, name: fn(&str) -> String| {
        let pixels: Vec<f64> =
            (0..super::spectra::PIXELS).map(|pixel| LOG_START + LOG_STEP * f64::from(pixel)).collect();
        let mut columns = Sdss::new(&fluxes(seed)).columns;
        columns[0] = FitsColumn::new(&name("flux"), 'E', fluxes(seed));
        columns[1] = FitsColumn::new(&name("loglam"), 'E', pixels);
        columns[2] = FitsColumn::new(&name("ivar"), 'E', vec![0.01; super::spectra::PIXELS as usize]);
        columns
    };
    let mixed = |word: &str| word[..1].to_uppercase() + &word[1..];
    let files = [
        (50, "coadd", renamed(50, str::to_owned)),
        (51, "COADD", renamed(51, str::to_uppercase)),
        (52, "Coadd", renamed(52, mixed)),
    ];
    for (seed, extname, columns) in files {
        let name = format!("spec-3606-55182-{seed:04}.fits");
        let file = Sdss { columns, extname: Some(extname), ..Sdss::new(&[]) }.to_bytes();
        case.read(&name, file, &wavelengths_of_stored_logarithms(), &fluxes(seed));
    }
    let name = "spec-59522-GACII052N48B2_sp06-053.fits";
    let table = FitsTable::of_arrays(coadd_columns(&fluxes(53))).named("coadd");
    case.read(name, coadd(name, &table), &stored_wavelengths(), &fluxes(53));
    case.check();
}

#[test]
fn a_table_needs_no_name() {
    let mut case = Case::new();
    let sdss = Sdss { extname: None, ..Sdss::new(&fluxes(54)) };
    case.read("spec-3606-55182-0054.fits", sdss.to_bytes(), &wavelengths_of_stored_logarithms(), &fluxes(54));
    let name = "spec-59522-GACII052N48B2_sp06-055.fits";
    let table = FitsTable::of_arrays(coadd_columns(&fluxes(55)));
    case.read(name, coadd(name, &table), &stored_wavelengths(), &fluxes(55));
    case.check();
}

#[test]
fn a_file_of_a_primary_unit_alone_stops_nobody() {
    let mut case = Case::new();
    let alone = primary(&FitsHeader::new().with_text("TELESCOP", "SDSS 2.5-M"));
    case.refuse("spec-3606-55182-0060.fits", alone, "");
    let sdss = Sdss::new(&fluxes(61)).to_bytes();
    case.read("spec-3606-55182-0061.fits", sdss, &wavelengths_of_stored_logarithms(), &fluxes(61));
    case.check();
}

/// LAMOST of medium resolution: a unit for each arm, of which one covers the grid; and DR5's single exposures beside.
#[test]
fn an_arm_of_medium_resolution_that_covers_the_grid_is_a_row_of_its_own() {
    let mut case = Case::new();
    let arm = |extname: &str, start: f64, end: f64, seed: u32| {
        let waves: Vec<f64> =
            (0..3000).map(|i| super::spectra::single(start + (end - start) * f64::from(i) / 2999.0)).collect();
        let flux: Vec<f64> = fluxes(seed)[..3000].to_vec();
        let columns = vec![
            FitsColumn::new("FLUX", 'E', flux.clone()),
            FitsColumn::new("IVAR", 'E', vec![0.01; 3000]),
            FitsColumn::new("WAVELENGTH", 'E', waves.clone()),
        ];
        (FitsTable::of_arrays(columns).named(extname).to_bytes(), waves, flux)
    };
    let (blue, ..) = arm("COADD_B", 4900.0, 5400.0, 17);
    let (red, waves, flux) = arm("COADD_R", 6250.0, 6850.0, 18);
    let name = "med-58400-HIP507401_sp01-001.fits";
    let header = lamost(name, &[1.0]).header;
    case.file(name, [primary(&header), blue, red].concat());
    case.expect(&format!("{name}#COADD_R"), &waves, &flux);
    // What holds the same pixel over and over is no spectrum, in whatever layout.
    let ones = ["flux", "invvar", "loglam"].map(|column| FitsColumn::new(column, 'E', vec![1.0; 8272]));
    let exposure = [primary(&header), FitsTable::of_rows(ones.to_vec()).to_bytes()].concat();
    case.refuse("20111024_F5902_01_001.fits", exposure, "");
    case.check();
}

#[test]
fn the_image_of_the_old_sdss_is_read() {
    let mut case = Case::new();
    let flux = fluxes(63);
    let header = FitsHeader::new()
        .with_text("TELESCOP", "SDSS 2.5-M")
        .with("FIBERID", 25)
        .with("COEFF0", LOG_START)
        .with("COEFF1", LOG_STEP)
        .with("CRVAL1", LOG_START)
        .with("CD1_1", LOG_STEP);
    let rows = vec![flux.clone(); 5];
    let file = image('E', &rows, &header, true);
    case.read("spSpec-51788-0401-025.fits", file, &wavelengths(), &flux);
    case.check();
}

/// A plate of twenty fibres in the blue, and a DESI file of four targets of constant flux: each target is a row, or its file is named.
#[test]
fn files_of_many_spectra_give_rows_or_reasons() {
    let case = Case::new();
    let header = FitsHeader::new()
        .with_text("TELESCOP", "SDSS 2.5-M")
        .with("FIBERID", 0)
        .with("COEFF0", LOG_START)
        .with("COEFF1", LOG_STEP);
    let plane = vec![fluxes(64)[..400].to_vec(); 20];
    let planes = (0..4).flat_map(|_| image('E', &plane, &FitsHeader::new(), false));
    case.file(
        "spPlate-3606-55182.fits",
        image('E', &plane, &header, true).into_iter().chain(planes).collect::<Vec<u8>>(),
    );
    let fibermap = FitsTable::of_rows(vec![FitsColumn::new("TARGETID", 'K', [0.0, 1.0, 2.0, 3.0])]).named("FIBERMAP");
    let mut desi = [primary(&FitsHeader::new()), fibermap.to_bytes()].concat();
    for (arm, start, end) in [("B", 3600.0, 5800.0), ("R", 5760.0, 7620.0), ("Z", 7520.0, 9824.0)] {
        let waves = (0..300).map(|i| start + (end - start) * f64::from(i) / 299.0).collect::<Vec<f64>>();
        let named = |what: &str| FitsHeader::new().with_text("EXTNAME", &format!("{arm}_{what}"));
        let cards =
            FitsHeader::new().with_text("XTENSION", "IMAGE").with("BITPIX", -64).with("NAXIS", 1).with("NAXIS1", 300);
        desi.extend(cards.with("PCOUNT", 0).with("GCOUNT", 1).and(&named("WAVELENGTH")).to_bytes());
        desi.extend(waves.iter().flat_map(|wave| wave.to_be_bytes()));
        desi.resize(desi.len().next_multiple_of(2880), 0);
        for what in ["FLUX", "IVAR"] {
            desi.extend(image('E', &vec![vec![1.0; 300]; 4], &named(what), false));
        }
    }
    case.file("coadd-sv3-dark-26065.fits", desi);
    let name = "spec-55859-F5902_sp01-019.fits";
    case.file(name, lamost(name, &fluxes(19)).image());
    assert!(case.preprocess().status.success());
    let rows = ml_job_tests::Matrix::read(&case.path("result.h5")).unwrap().filenames;
    let reasons = case.reasons();
    assert!(rows.iter().any(|row| row == name));
    for file in ["spPlate-3606-55182.fits", "coadd-sv3-dark-26065.fits"] {
        let is_row = rows.iter().any(|row| row.starts_with(&format!("{file}#")));
        let is_named = reasons.iter().any(|(named, why)| named.starts_with(file) && !why.is_empty());
        assert!(is_row || is_named, "{file}: {rows:?} {reasons:?}");
        assert!(!rows.iter().any(|row| row == file), "{file} has many spectra");
    }
}
