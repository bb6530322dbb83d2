//! Directories, files and disks that are not as they should be.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use ml_job_domain::{FailureClass, Observer, Progress, Unobserved, sentence};
use ml_job_spectra::{OnBadFile, PreprocessConfig, PreprocessError, preprocess};
use ml_job_testkit::fits::LamostSpectrum;

use crate::common::{Run, grid};

fn good() -> Vec<u8> {
    LamostSpectrum::default().image()
}

#[test]
fn an_unknown_directory_is_the_users_error() {
    let run = Run::new(&[]);
    let error = preprocess(&run.input().join("missing"), &run.output(), &grid(), 1, &mut Unobserved).unwrap_err();
    assert_eq!((error.code(), error.class()), ("unknown_directory", Some(FailureClass::Usage)));
    assert_eq!(error.to_string(), "the data directory does not exist");
}

#[test]
fn an_empty_directory_is_the_users_error() {
    let run = Run::new(&[("readme.txt", vec![])]);
    let error = run.preprocess(&grid()).unwrap_err();
    assert_eq!((error.code(), error.class()), ("no_files", Some(FailureClass::Usage)));
    assert_eq!(
        error.to_string(),
        "the data directory holds no spectrum (it holds 1 empty (readme.txt: the file is empty))"
    );
    assert_eq!(run.report().ignored.files[0].filename, "readme.txt");
}

#[test]
fn an_unreadable_directory_is_the_users_error() {
    let run = Run::new(&[("a.fits", good())]);
    std::fs::set_permissions(run.input(), std::fs::Permissions::from_mode(0o000)).unwrap();
    let is_root = std::fs::read_dir(run.input()).is_ok();
    let result = run.preprocess(&grid());
    std::fs::set_permissions(run.input(), std::fs::Permissions::from_mode(0o755)).unwrap();
    if is_root {
        println!("SKIPPED: root may read every directory");
        return;
    }
    let error = result.unwrap_err();
    assert_eq!((error.code(), error.class()), ("unreadable_directory", Some(FailureClass::Usage)));
}

#[test]
fn a_bad_grid_is_refused_before_anything_is_read() {
    let run = Run::new(&[("a.fits", good())]);
    for (config, field) in [
        (PreprocessConfig::new("", 8000.0, 5000.0, 140), "wave_end_point"),
        (PreprocessConfig::new("", 5000.0, 5000.0, 140), "wave_end_point"),
        (PreprocessConfig::new("", 5000.0, 8000.0, 1), "wave_point_count"),
        (PreprocessConfig::new("", f64::NAN, 8000.0, 140), "wave_start_point"),
    ] {
        let error = run.preprocess(&config).unwrap_err();
        assert_eq!((error.code(), error.class()), ("invalid_config", Some(FailureClass::Usage)));
        assert!(error.to_string().contains(field), "{error}");
    }
    assert_eq!(run.left_behind(), [""; 0]);
}

#[test]
fn a_grid_beyond_every_spectrum_is_the_users_error() {
    let run = Run::new(&[("a.fits", good()), ("b.fits", good())]);
    let error = run.preprocess(&PreprocessConfig::new("", 12_000.0, 13_000.0, 10)).unwrap_err();
    assert_eq!((error.code(), error.class()), ("grid_out_of_range", Some(FailureClass::Usage)));
    assert!(error.to_string().contains("a.fits, covers 3700.0 Å") && error.to_string().contains("12000 Å"), "{error}");
    assert_eq!(run.left_behind(), ["report.json"]);
    let look = run.report().first_look;
    assert_eq!((look.outside, look.uncovered_share), (2, 1.0), "the first look said so");
}

#[test]
fn where_nothing_can_be_used_each_reason_is_told_and_the_report_names_all() {
    let run = Run::new(&[("b.fits", b"<html>".to_vec()), ("a.fits", vec![]), ("c.fits", b"<html>".to_vec())]);
    let error = run.preprocess(&grid()).unwrap_err();
    assert_eq!((error.code(), error.class()), ("nothing_readable", Some(FailureClass::Usage)));
    assert_eq!(
        error.to_string(),
        "none of the 3 files could be used: 2 not fits (first b.fits: not a FITS file: it is an HTML page); 1 empty (a.fits: the file is empty)"
    );
    assert_eq!(run.left_behind(), ["report.json"]);
    let named: Vec<_> = run.report().skipped.files.into_iter().map(|file| file.filename).collect();
    assert_eq!(named, ["a.fits", "b.fits", "c.fits"]);
}

#[test]
fn a_bad_file_is_skipped_with_its_reason_or_fails_the_run_as_asked() {
    let run = Run::new(&[("a.fits", good()), ("b.fits", good()[..30_000].to_vec()), ("c.fits", good())]);
    let report = run.preprocess(&grid()).unwrap();
    assert_eq!(run.matrix().names, ["a.fits", "c.fits"]);
    assert_eq!(report.skipped.files[0].filename, "b.fits");
    assert_eq!(report.skipped.files[0].code, "truncated_data");
    let before = std::fs::read(run.output()).unwrap();
    let error = run.preprocess(&PreprocessConfig { on_bad_file: OnBadFile::Fail, ..grid() }).unwrap_err();
    assert_eq!((error.code(), error.class()), ("bad_file", Some(FailureClass::Usage)));
    assert!(error.to_string().starts_with("b.fits cannot be used: truncated FITS file"), "{error}");
    assert!(std::fs::read(run.output()).unwrap() == before, "an earlier result stays as it was");
    assert_eq!(run.left_behind(), ["report.json", "result.h5"]);
}

#[test]
fn fluxes_without_information_are_skipped() {
    let hole =
        LamostSpectrum::default().with_flux(|pixel| if pixel == 2500 { f64::NAN } else { 1.0 + f64::from(pixel) });
    let run = Run::new(&[
        ("a.fits", good()),
        ("hole.fits", hole.image()),
        ("infinite.fits", LamostSpectrum::default().with_flux(|_| f64::INFINITY).image()),
        ("nan.fits", LamostSpectrum::default().with_flux(|_| f64::NAN).image()),
        ("zero.fits", LamostSpectrum::default().with_flux(|_| 0.0).image()),
    ]);
    let report = run.preprocess(&grid()).unwrap();
    assert_eq!(run.matrix().names, ["a.fits"]);
    let reason = |name: &str| {
        let file = report.skipped.files.iter().find(|file| file.filename == name).unwrap();
        (file.code.clone(), file.reason.clone())
    };
    assert_eq!(reason("nan.fits"), ("flux_not_finite".into(), "every flux is NaN or infinite".into()));
    assert_eq!(reason("infinite.fits").0, "flux_not_finite");
    assert_eq!(reason("zero.fits").0, "flux_all_zero");
    assert!(reason("hole.fits").1.contains("of 100 grid points touch a flux that is NaN"), "{:?}", reason("hole.fits"));
    // Away from the hole the spectrum is good.
    let report = run.preprocess(&PreprocessConfig::new("", 5000.0, 5100.0, 10)).unwrap();
    assert_eq!((report.spectra, run.matrix().names[1].as_str()), (2, "hole.fits"));
}

/// Deletes a file after the directory was listed, before it is read.
struct Deleting(std::path::PathBuf);

impl Observer for Deleting {
    fn progress(&mut self, progress: Progress) {
        if progress.done == 0 {
            std::fs::remove_file(&self.0).unwrap();
        }
    }
}

#[test]
fn a_file_that_is_deleted_meanwhile_is_skipped() {
    let run = Run::new(&[("a.fits", good()), ("b.fits", good())]);
    let mut monitor = Deleting(run.input().join("b.fits"));
    let report = preprocess(&run.input(), &run.output(), &grid(), 2, &mut monitor).unwrap();
    assert_eq!(report.skipped.files[0].code, "vanished");
    assert_eq!(run.matrix().names, ["a.fits"]);
}

#[test]
fn a_result_that_cannot_be_made_is_a_passing_failure() {
    let run = Run::new(&[("a.fits", good())]);
    let output = run.output().parent().unwrap().join("missing/result.h5");
    let error = preprocess(&run.input(), &output, &grid(), 1, &mut Unobserved).unwrap_err();
    assert_eq!((error.code(), error.class()), ("write_failed", Some(FailureClass::Transient)));
}

/// The variable by which the test below tells the copy of itself, which runs with a limit, where to work.
const LIMITED: &str = "ML_JOB_SPECTRA_TEST_LIMITED";

#[test]
fn a_full_disk_is_a_passing_failure_and_leaves_nothing_behind() {
    if let Some(folder) = std::env::var_os(LIMITED) {
        let folder = std::path::PathBuf::from(folder);
        let error = preprocess(&folder.join("spectra"), &folder.join("job/result.h5"), &grid(), 2, &mut Unobserved)
            .unwrap_err();
        assert!(matches!(error, PreprocessError::DiskFull), "{}", sentence(&error));
        assert_eq!(error.class(), Some(FailureClass::Transient));
        return;
    }
    let run = Run::new(&[("s-0000.fits", good())]);
    for number in 1..3000 {
        std::fs::hard_link(run.input().join("s-0000.fits"), run.input().join(format!("s-{number:04}.fits"))).unwrap();
    }
    // A limit on the size of files acts as a full disk does, and needs no file system of its own. The result has
    // 2.4 MB, the limit is 1 MiB (in blocks of 512 bytes for dash and bash in POSIX mode alike).
    let test = "bad_input::a_full_disk_is_a_passing_failure_and_leaves_nothing_behind";
    let status = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" --exact --nocapture \"$1\""])
        .arg(std::env::current_exe().unwrap())
        .arg(test)
        .env(LIMITED, run.input().parent().unwrap())
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
    assert!(String::from_utf8_lossy(&status.stdout).contains("1 passed"), "the copy ran its test");
    assert_eq!(run.left_behind(), [""; 0]);
}
