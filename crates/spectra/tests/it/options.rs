//! The options of preparation, from files to `result.h5`.

use ml_job_domain::Unobserved;
use ml_job_spectra::{
    Continuum, Places, PreprocessConfig, PreprocessError, Report, Resampling, Scaling, UnknownRedshift, linspace,
    preprocess, preprocess_at,
};
use ml_job_testkit::fits::LamostSpectrum;

use crate::common::{Run, grid};

fn star(name: &str) -> LamostSpectrum {
    LamostSpectrum::new(name, 3909)
}

fn facts(run: &Run, name: &str) -> Vec<f64> {
    hdf5::File::open(run.output()).unwrap().dataset(&format!("metadata/{name}")).unwrap().read_1d().unwrap().to_vec()
}

#[test]
fn quality_is_a_table_of_the_report_and_columns_of_the_result_and_changes_no_flux() {
    let here = |name| star(name).with("RA", 120.0).with("DEC", 30.0);
    let mut bad = here("b.fits");
    for pixel in 2480..2490 {
        bad.rows[1][pixel] = 0.0;
    }
    let run = Run::new(&[
        ("a.fits", here("a.fits").image()),
        ("b.fits", bad.image()),
        ("c.fits", star("c.fits").with("RA", 121.0).with("DEC", 30.0).image()),
    ]);
    run.preprocess(&grid()).unwrap();
    let plain = run.matrix();
    let report = run.preprocess(&PreprocessConfig { quality: true, ..grid() }).unwrap();
    assert_eq!(run.matrix(), plain);
    let quality = report.quality.unwrap();
    assert_eq!((quality.snr.known, quality.snr_from_ivar, quality.repeated_stars), (3, 3, 1));
    assert_eq!(quality.outside_fraction.quantiles["max"], 0.0);
    let shares = facts(&run, "bad_fraction");
    assert!(shares[0] == 0.0 && shares[1] > 0.05 && shares[1] < 0.1, "{shares:?}");
    assert!(facts(&run, "snr_window").iter().all(|snr| *snr > 0.0));
    let groups = facts(&run, "repeat_group");
    assert!(groups[0] == 0.0 && groups[1] == 0.0 && groups[2].is_nan());
    assert_eq!(facts(&run, "resolving_power"), [1800.0; 3]);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_with_every_option() {
    let files: Vec<(String, Vec<u8>)> = (0..120_u32)
        .map(|number| {
            let name = format!("spec-{number:03}.fits");
            let flux = move |pixel: u32| 1000.0 + f64::from(pixel % 97 + number) + f64::from(pixel) * 0.1;
            (name.clone(), star(&name).with_flux(flux).with("RA", f64::from(number / 2)).with("DEC", 1.0).image())
        })
        .collect();
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let run = Run::new(&files);
    let config = PreprocessConfig {
        quality: true,
        ivar: true,
        mask_bad_pixels: true,
        windows: vec![[6800.0, 6900.0, 20.0]],
        resampling: Resampling::FluxConserving,
        continuum: Continuum::Spline,
        scaling: Scaling::Robust,
        target_resolution: Some(1000.0),
        clip_spikes: Some(8.0),
        rest_frame: true,
        unknown_redshift: UnknownRedshift::AtRest,
        ..grid()
    };
    let bytes: Vec<_> = [1, 3, 8]
        .map(|threads| {
            let report = preprocess(&run.input(), &run.output(), &config, threads, &mut Unobserved).unwrap();
            assert_eq!(report.spectra, 120);
            (std::fs::read(run.output()).unwrap(), std::fs::read(run.output().with_file_name("report.json")).unwrap())
        })
        .into();
    assert!(bytes[0] == bytes[1] && bytes[1] == bytes[2]);
}

#[test]
fn windows_are_joined_and_each_is_what_it_is_alone() {
    let run = Run::new(&[("a.fits", star("a.fits").image())]);
    let two = PreprocessConfig { windows: vec![[6800.0, 6900.0, 51.0]], scaling: Scaling::None, ..grid() };
    let report = run.preprocess(&two).unwrap();
    assert_eq!((report.grid.points, report.grid.end, report.grid.windows.len()), (151, 6900.0, 2));
    let joined = run.matrix();
    run.preprocess(&PreprocessConfig { scaling: Scaling::None, ..PreprocessConfig::new("", 6800.0, 6900.0, 51) })
        .unwrap();
    let alone = run.matrix();
    assert_eq!(joined.wave.to_vec()[100..], linspace(6800.0, 6900.0, 51));
    assert_eq!(joined.fluxes.row(0).to_vec()[100..], alone.fluxes.row(0).to_vec());
}

#[test]
fn inverse_variances_follow_the_fluxes() {
    let mut spectrum = star("a.fits").with_flux(f64::from);
    spectrum.rows[1].fill(4.0);
    let run = Run::new(&[("a.fits", spectrum.image())]);
    run.preprocess(&PreprocessConfig { ivar: true, ..grid() }).unwrap();
    let file = hdf5::File::open(run.output()).unwrap();
    let ivar = file.dataset("ivar").unwrap().read_2d::<f64>().unwrap();
    assert_eq!(ivar.dim(), (1, 100));
    // Between two pixels of inverse variance 4 it is 4 to 8, and scaling to a range of 2 multiplies by (range / 2)².
    run.preprocess(&PreprocessConfig { ivar: true, scaling: Scaling::None, ..grid() }).unwrap();
    let raw = run.matrix().fluxes;
    let factor = ((raw[[0, 99]] - raw[[0, 0]]) / 2.0).powi(2);
    assert!(ivar.iter().all(|ivar| (3.999..8.001).contains(&(ivar / factor))), "{ivar:?} {factor}");
}

#[test]
fn cuts_by_magnitude_and_quality_say_why() {
    let magnitude = |name, value: f64| star(name).with_text("MAGTYPE", "gri").with("MAG2", value).image();
    let mut masked = star("d.fits");
    masked.rows[1][2440..2500].fill(0.0);
    let run = Run::new(&[
        ("a.fits", magnitude("a.fits", 14.0)),
        ("b.fits", magnitude("b.fits", 9.0)),
        ("c.fits", magnitude("c.fits", 18.0)),
        ("d.fits", masked.with_text("MAGTYPE", "gri").with("MAG2", 14.0).image()),
    ]);
    let config = PreprocessConfig {
        min_magnitude: Some(10.0),
        max_magnitude: Some(17.0),
        max_bad_fraction: Some(0.2),
        ..grid()
    };
    let report = run.preprocess(&config).unwrap();
    assert_eq!(run.matrix().names, ["a.fits"]);
    let codes: Vec<_> = report.skipped.by_code.keys().map(String::as_str).collect();
    assert_eq!(codes, ["bad_fraction", "too_bright", "too_faint"]);
}

fn with_catalogue(run: &Run, text: &str, config: &PreprocessConfig) -> Result<Report, PreprocessError> {
    let path = run.input().parent().unwrap().join("catalogue.csv");
    std::fs::write(&path, text).unwrap();
    let config = PreprocessConfig { catalogue_path: Some("catalogue.csv".into()), ..config.clone() };
    let (input, output) = (run.input(), run.output());
    preprocess_at(Places { input: &input, output: &output, catalogue: Some(&path) }, &config, 2, &mut Unobserved)
}

#[test]
fn a_catalogue_chooses_and_its_columns_travel() {
    let run = Run::new(&["a.fits", "b.fits", "c.fits"].map(|name| (name, star(name).image())));
    let text =
        "filename,T eff,note,ra\nc.fits.gz,5777,sun,1\na.fits,,\"late, cool\",2\na.fits,1,again,3\nz.fits,9,gone,4\n";
    let report = with_catalogue(&run, text, &grid()).unwrap();
    assert_eq!(run.matrix().names, ["a.fits", "c.fits"]);
    let effective = facts(&run, "T_eff");
    assert!(effective[0].is_nan() && effective[1] == 5777.0);
    assert_eq!(facts(&run, "cat_ra"), [2.0, 1.0]);
    let rows = ml_job_spectra::SpectrumMatrix::open(&run.output()).unwrap().rows(0..2).unwrap();
    assert_eq!(rows[0].metadata["note"], ml_job_spectra::Fact::Text("late, cool".into()));
    assert_eq!(report.skipped.by_code["not_in_catalogue"], 1);
    let uses = report.catalogue.unwrap();
    assert_eq!((uses.rows, uses.duplicate_rows, uses.matched_spectra, uses.unmatched_rows), (4, 1, 2, 2));
}

#[test]
fn a_catalogue_of_positions_takes_the_nearest_and_gives_redshifts() {
    let redshift = 0.01;
    let step = move |pixel: u32| {
        f64::from(u8::from(10_f64.powf(3.5682 + f64::from(pixel) * 1e-4) > 6600.0 * (1.0 + redshift)))
    };
    let moving = star("a.fits").with_flux(step).with("RA", 120.0).with("DEC", 30.0).with("Z", -9999);
    let far = star("b.fits").with("RA", 121.0).with("DEC", 30.0);
    let nowhere = star("c.fits").without("RA");
    let run = Run::new(&[("a.fits", moving.image()), ("b.fits", far.image()), ("c.fits", nowhere.image())]);
    let config =
        PreprocessConfig { match_radius: Some(3.0), rest_frame: true, redshift_column: Some("z_vi".into()), ..grid() };
    let report = with_catalogue(&run, "RA,DEC,z_vi\n120.0004,30.0,0.5\n120.0001,30.0,0.01\n", &config).unwrap();
    let matrix = run.matrix();
    assert_eq!(matrix.names, ["a.fits"]);
    for (wave, flux) in matrix.wave.iter().zip(matrix.fluxes.row(0)) {
        if (wave - 6600.0).abs() > 2.0 {
            assert_eq!(*flux > 0.0, *wave > 6600.0, "{wave} Å");
        }
    }
    let codes: Vec<_> = report.skipped.by_code.keys().map(String::as_str).collect();
    assert_eq!(codes, ["not_in_catalogue", "unknown_position"]);
    assert_eq!(report.catalogue.unwrap().ambiguous_spectra, 1);
}

#[test]
fn a_catalogue_that_cannot_be_used_is_the_users_error() {
    let run = Run::new(&[("a.fits", star("a.fits").image())]);
    let error = with_catalogue(&run, "obsid\n7\n", &grid()).unwrap_err();
    assert_eq!((error.code(), error.class()), ("unusable_catalogue", Some(ml_job_domain::FailureClass::Usage)));
    let lost = PreprocessConfig { catalogue_path: Some("lost.csv".into()), ..grid() };
    assert_eq!(
        run.preprocess(&lost).unwrap_err().to_string(),
        "the configuration is not valid: catalogue_path: lost.csv was not found"
    );
    assert_eq!(run.left_behind(), [""; 0]);
}

#[test]
fn an_unknown_redshift_can_be_taken_at_rest() {
    let run = Run::new(&[("a.fits", star("a.fits").with("Z", -9999).image())]);
    let config = PreprocessConfig { rest_frame: true, unknown_redshift: UnknownRedshift::AtRest, ..grid() };
    let report = run.preprocess(&config).unwrap();
    assert_eq!((report.spectra, report.taken_at_rest), (1, 1));
}
