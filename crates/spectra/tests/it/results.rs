//! What stands in `result.h5` and `report.json`.

use std::time::{SystemTime, UNIX_EPOCH};

use ml_job_domain::{Observer, Progress, Unobserved};
use ml_job_spectra::{Dtype, PreprocessConfig, PreprocessError, Report, Scaling, preprocess};
use ml_job_testkit::fits::LamostSpectrum;

use crate::common::{Run, grid};

fn image(name: &str) -> (&str, Vec<u8>) {
    (name, LamostSpectrum::new(name, 3909).image())
}

#[test]
fn rows_are_in_the_order_of_names_and_scaled() {
    let run = Run::new(&[image("b.fits"), image("a.fits"), ("notes.txt", vec![])]);
    let report = run.preprocess(&grid()).unwrap();
    let matrix = run.matrix();
    assert_eq!(matrix.names, ["a.fits", "b.fits"]);
    assert_eq!((matrix.wave[0], matrix.wave[99]), (6519.0, 6732.0));
    for row in matrix.fluxes.rows() {
        // The flux of the test spectrum rises from pixel to pixel.
        assert_eq!((row[0], row[99]), (-1.0, 1.0));
        assert!(row.windows(2).into_iter().all(|pair| pair[0] < pair[1]));
    }
    assert_eq!((report.files, report.spectra, report.skipped.total, report.ignored_entries), (2, 2, 0, 1));
    assert_eq!(run.left_behind(), ["report.json", "result.h5"]);
    let stored: Report =
        serde_json::from_slice(&std::fs::read(run.output().with_file_name("report.json")).unwrap()).unwrap();
    assert_eq!(stored, report);
}

#[test]
fn header_facts_and_the_configuration_are_kept() {
    let run =
        Run::new(&[image("a.fits"), ("b.fits", LamostSpectrum::default().with("Z", -9999).without("RA").image())]);
    run.preprocess(&grid()).unwrap();
    let file = hdf5::File::open(run.output()).unwrap();
    let numbers = |name: &str| file.dataset(name).unwrap().read_1d::<f64>().unwrap().to_vec();
    assert_eq!(numbers("metadata/z")[0], -0.000_074_08);
    assert!(numbers("metadata/z")[1].is_nan() && numbers("metadata/ra")[1].is_nan());
    assert_eq!(numbers("metadata/snr"), [30.3, 30.3]);
    let classes = file.dataset("metadata/class").unwrap().read_1d::<hdf5::types::FixedUnicode<48>>().unwrap();
    assert_eq!(classes[0].as_str(), "STAR");
    let config = file.attr("config").unwrap().read_scalar::<hdf5::types::VarLenUnicode>().unwrap();
    assert_eq!(serde_json::from_str::<PreprocessConfig>(&config).unwrap(), grid());
    assert_eq!(file.attr("spectra").unwrap().read_scalar::<u64>().unwrap(), 2);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let files: Vec<(String, Vec<u8>)> = (0..150)
        .map(|number| {
            let name = format!("spec-{number:03}.fits");
            let bytes = match number % 10 {
                3 => b"<html>".to_vec(),
                _ => LamostSpectrum::new(&name, 3700 + number).image(),
            };
            (name, bytes)
        })
        .collect();
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let run = Run::new(&files);
    let bytes: Vec<_> = [1, 2, 7]
        .map(|threads| {
            preprocess(&run.input(), &run.output(), &grid(), threads, &mut Unobserved).unwrap();
            (std::fs::read(run.output()).unwrap(), std::fs::read(run.output().with_file_name("report.json")).unwrap())
        })
        .into();
    assert!(bytes[0] == bytes[1] && bytes[1] == bytes[2]);
}

#[test]
fn no_time_is_stored_that_would_change_the_bytes() {
    let seconds = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let run = Run::new(&[image("a.fits")]);
    run.preprocess(&grid()).unwrap();
    let (before, began) = (std::fs::read(run.output()).unwrap(), seconds());
    // HDF5 would store whole seconds, so the next one has to begin.
    while seconds() == began {
        std::thread::yield_now();
    }
    run.preprocess(&grid()).unwrap();
    assert!(std::fs::read(run.output()).unwrap() == before);
}

#[test]
fn more_spectra_than_a_chunk_holds_all_arrive() {
    let run = Run::new(&[]);
    std::fs::write(run.input().join("s-00000.fits"), LamostSpectrum::default().image()).unwrap();
    for number in 1..5000 {
        std::fs::hard_link(run.input().join("s-00000.fits"), run.input().join(format!("s-{number:05}.fits"))).unwrap();
    }
    run.preprocess(&grid()).unwrap();
    let matrix = run.matrix();
    assert_eq!(matrix.fluxes.dim(), (5000, 100));
    assert_eq!(matrix.names[4999], "s-04999.fits");
    assert!(matrix.fluxes.rows().into_iter().all(|row| row == matrix.fluxes.row(0)));
}

#[test]
fn precision_and_scaling_are_as_asked() {
    let run = Run::new(&[image("a.fits")]);
    run.preprocess(&PreprocessConfig { scaling: Scaling::None, ..grid() }).unwrap();
    let raw = run.matrix().fluxes;
    run.preprocess(&PreprocessConfig { scaling: Scaling::Standard, dtype: Dtype::Float32, ..grid() }).unwrap();
    let file = hdf5::File::open(run.output()).unwrap();
    assert!(file.dataset("fluxes").unwrap().dtype().unwrap().is::<f32>());
    let mean = raw.mean().unwrap();
    let deviation = raw.std(0.0);
    for (raw, scaled) in raw.iter().zip(file.dataset("fluxes").unwrap().read_2d::<f32>().unwrap()) {
        assert!(((raw - mean) / deviation - f64::from(scaled)).abs() < 1e-6);
    }
}

#[test]
fn a_spectrum_at_rest_is_shifted_by_its_redshift() {
    // A step of the flux at 6600 Å, seen from a star that moves away.
    let redshift = 0.01;
    let step =
        |pixel: u32| f64::from(u8::from(10_f64.powf(3.5682 + f64::from(pixel) * 1e-4) > 6600.0 * (1.0 + redshift)));
    let moving = LamostSpectrum::default().with("Z", redshift).with_flux(step).image();
    let unknown = LamostSpectrum::default().with("Z", -9999).image();
    let run = Run::new(&[("a.fits", moving), ("b.fits", unknown)]);
    let report = run.preprocess(&PreprocessConfig { rest_frame: true, ..grid() }).unwrap();
    let matrix = run.matrix();
    assert_eq!(matrix.names, ["a.fits"]);
    for (wave, flux) in matrix.wave.iter().zip(matrix.fluxes.row(0)) {
        if (wave - 6600.0).abs() > 2.0 {
            assert_eq!(*flux > 0.0, *wave > 6600.0, "{wave} Å");
        }
    }
    assert_eq!(report.skipped.by_code["unknown_redshift"], 1);
}

#[test]
fn bad_pixels_are_interpolated_across() {
    let mut spectrum = LamostSpectrum::default();
    let spoilt = [2500, 2501, 2502];
    spectrum.rows[0][spoilt[0]] = f64::NAN;
    spectrum.rows[0][spoilt[1]] = 1e9;
    spectrum.rows[1][spoilt[1]] = 0.0;
    spectrum.rows[0][spoilt[2]] = -1e9;
    spectrum.rows[3][spoilt[2]] = 4.0;
    let run = Run::new(&[("a.fits", spectrum.image()), image("b.fits")]);
    run.preprocess(&PreprocessConfig { mask_bad_pixels: true, ..grid() }).unwrap();
    let fluxes = run.matrix().fluxes;
    for (masked, whole) in fluxes.row(0).iter().zip(fluxes.row(1)) {
        // The flux is a straight line in pixels, which is nearly one in wavelength.
        assert!((masked - whole).abs() < 1e-4, "{masked} {whole}");
    }
}

#[test]
fn spectra_that_do_not_cover_the_grid_are_reported() {
    let run = Run::new(&[image("a.fits")]);
    let report = run.preprocess(&PreprocessConfig::new("", 3000.0, 4000.0, 11)).unwrap();
    assert_eq!(report.overhanging.total, 1);
    let first = &report.overhanging.files[0];
    assert_eq!(first.filename, "a.fits");
    assert!((first.covers_from - 3700.0).abs() < 1.0 && first.covers_to > 9000.0);
    // The end value is held.
    assert_eq!(run.matrix().fluxes.row(0).to_vec()[..7], [-1.0; 7]);
}

#[test]
fn a_differing_name_in_the_header_is_reported_and_the_one_on_disk_kept() {
    let run = Run::new(&[("copy.fits", LamostSpectrum::new("original.fits", 3909).image()), image("same.fits")]);
    let report = run.preprocess(&grid()).unwrap();
    assert_eq!(run.matrix().names, ["copy.fits", "same.fits"]);
    assert_eq!(report.renamed.total, 1);
    assert_eq!(report.renamed.files[0].header_filename, "original.fits");
}

#[test]
fn of_two_files_of_a_name_the_first_stays() {
    let other = LamostSpectrum::default().with_flux(|pixel| -(f64::from(pixel))).image();
    let run = Run::new(&[image("p1/x.fits"), ("p2/x.fits", other), image("y.fits"), ("y.fits.gz", vec![])]);
    let report = run.preprocess(&PreprocessConfig { recursive: true, ..grid() }).unwrap();
    let matrix = run.matrix();
    assert_eq!(matrix.names, ["x.fits", "y.fits"]);
    assert_eq!(matrix.fluxes[[0, 0]], -1.0);
    assert_eq!(report.skipped.by_code["duplicate_name"], 2);
}

#[test]
fn faint_spectra_are_left_out_on_request() {
    let faint = LamostSpectrum::default().with("SNRR", 3.0).image();
    let silent = LamostSpectrum::default().without("SNRR").image();
    let run = Run::new(&[image("a.fits"), ("b.fits", faint), ("c.fits", silent)]);
    let report = run.preprocess(&PreprocessConfig { min_snr: Some(10.0), ..grid() }).unwrap();
    assert_eq!(run.matrix().names, ["a.fits"]);
    assert_eq!((report.skipped.by_code["low_snr"], report.skipped.by_code["unknown_snr"]), (1, 1));
}

/// Stops a run after its first chunk, and remembers what it was told.
#[derive(Default)]
struct Impatient {
    told: Vec<(u64, u64)>,
}

impl Observer for Impatient {
    fn progress(&mut self, progress: Progress) {
        self.told.push((progress.done, progress.total.unwrap()));
    }

    fn is_cancelled(&mut self) -> bool {
        self.told.last().is_some_and(|&(done, _)| done > 0)
    }
}

#[test]
fn a_cancelled_run_leaves_nothing_behind() {
    let run = Run::new(&[]);
    std::fs::write(run.input().join("s-0000.fits"), LamostSpectrum::default().image()).unwrap();
    for number in 1..2000 {
        std::fs::hard_link(run.input().join("s-0000.fits"), run.input().join(format!("s-{number:04}.fits"))).unwrap();
    }
    let mut monitor = Impatient::default();
    let error = preprocess(&run.input(), &run.output(), &grid(), 2, &mut monitor).unwrap_err();
    assert!(matches!(error, PreprocessError::Cancelled));
    assert_eq!(error.class(), None);
    assert_eq!(monitor.told[0], (0, 2000));
    assert!(monitor.told.last().unwrap().0 < 2000);
    assert_eq!(run.left_behind(), [""; 0]);
}

#[test]
fn a_linked_place_stays_a_link_and_what_is_no_file_is_never_replaced() {
    use std::os::unix::fs::{FileTypeExt as _, symlink};
    let run = Run::new(&[image("a.fits")]);
    let job = run.output().parent().unwrap().to_owned();
    std::fs::write(job.join("elsewhere.h5"), "old").unwrap();
    symlink("elsewhere.h5", run.output()).unwrap();
    run.preprocess(&grid()).unwrap();
    assert!(run.output().symlink_metadata().unwrap().is_symlink());
    assert_eq!(run.matrix().names, ["a.fits"]);
    assert_eq!(run.left_behind(), ["elsewhere.h5", "report.json", "result.h5"]);
    std::fs::remove_file(run.output()).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(run.output()).status().unwrap().success());
    assert_eq!(run.preprocess(&grid()).unwrap_err().code(), "write_failed");
    assert!(run.output().symlink_metadata().unwrap().file_type().is_fifo());
    assert_eq!(run.left_behind(), ["elsewhere.h5", "report.json", "result.h5"]);
}
