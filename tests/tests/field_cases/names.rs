//! Names of files, and archives as they lie on disks.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use ml_job_tests::{Kind, Matrix, Platform, run_command};
use reqwest::StatusCode;

use super::spectra::{Case, Sdss, fluxes, lamost, stored_wavelengths, wavelengths_of_stored_logarithms};

fn image(name: &str, seed: u32) -> Vec<u8> {
    // The header need not hold the letters that a name has on disk.
    lamost(&name.replace(|letter: char| !letter.is_ascii(), "?"), &fluxes(seed)).image()
}

#[test]
fn a_spectrum_is_known_by_its_content_whatever_its_suffix() {
    let names = [
        "spec-55859-F5902sp01-022.fit",
        "spec-55859-F5902_sp01-023.FITS",
        "spec-55859-F5902_sp01-024.fts",
        "SPEC-55859-F5902_SP01-025.FIT",
        "spec-55859-F5902_sp01-026.fits",
    ];
    let mut case = Case::new();
    for (seed, name) in (22..).zip(names) {
        case.read(name, image(name, seed), &stored_wavelengths(), &fluxes(seed));
    }
    case.check();
    let mut only = Case::new();
    for seed in 30..33 {
        let name = format!("spec-55859-F5902_sp01-{seed:03}.FIT");
        only.read(&name, image(&name, seed), &stored_wavelengths(), &fluxes(seed));
    }
    only.check();
}

#[test]
fn brackets_spaces_and_letters_are_parts_of_names_and_companions_of_macos_are_no_spectra() {
    let mut case = Case::new();
    let names = ["spec-55859-F5902_sp01-076[1].fits", "spec-55859-F5902_sp01-077 (1).fits", "spec 100% #2+½ & co.fits"];
    for (seed, name) in (76..).zip(names) {
        case.read(name, image(name, seed), &stored_wavelengths(), &fluxes(seed));
    }
    case.file("._spec-55859-F5902_sp01-076.fits", [&b"\0\x05\x16\x07\0\x02\0\0Mac OS X"[..], &[0; 4000]].concat());
    case.check();
    assert_eq!(Matrix::read(&case.path("result.h5")).unwrap().filenames.len(), 3);
}

#[test]
fn a_name_that_is_not_utf_8_is_in_the_result_or_the_report() {
    let mut case = Case::new();
    let name = "spec-55859-F5902_sp01-079.fits";
    case.read(name, image(name, 79), &stored_wavelengths(), &fluxes(79));
    case.file(OsStr::from_bytes(b"h\xe9lios-080.fits"), image("x.fits", 80));
    case.check();
    let shown = "h\u{fffd}lios-080.fits";
    let rows = Matrix::read(&case.path("result.h5")).unwrap().filenames;
    let is_named = case.reasons().iter().any(|(name, why)| name == shown && !why.is_empty());
    assert!(rows.iter().any(|row| row == shown) || is_named, "{rows:?}");
}

#[test]
fn pages_torn_files_and_parts_of_archives_are_named_with_their_reasons() {
    let mut case = Case::new();
    let name = |seed: u32| format!("spec-55859-F5902_sp01-{seed:03}.fits");
    let whole = image(&name(83), 83);
    case.refuse(&name(81), "<!DOCTYPE html><html><title>Sign in</title></html>", "");
    case.refuse(&name(82), "", "empty");
    case.refuse(&name(83), &whole[..40_000], "");
    let packed = {
        use std::io::Write as _;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&whole).unwrap();
        gzip.finish().unwrap()
    };
    case.refuse(&format!("{}.gz", name(84)), &packed[..packed.len() / 2], "");
    case.file("lamost-dr8-v2-lrs-fits.tar.gz.aa", &packed);
    case.read(&name(85), image(&name(85), 85), &stored_wavelengths(), &fluxes(85));
    case.check();
}

#[test]
fn where_no_file_is_good_each_is_named_all_the_same() {
    let mut case = Case::new();
    case.refuse("a.fits", "<html>login</html>", "");
    case.refuse("b.fits", "", "empty");
    case.refuse("c.fits", &image("c.fits", 104)[..30_000], "");
    case.check();
    assert!(!case.path("result.h5").exists());
}

#[test]
fn of_two_files_of_one_name_one_is_taken_and_links_in_a_circle_do_no_harm() {
    let mut case = Case::with(&["--recursive"]);
    let (twice, once) = ("spec-55859-F5902_sp01-086.fits", "spec-55859-F5902_sp01-088.fits");
    case.file(format!("dr5/F5902/{twice}"), image(twice, 86));
    case.file(format!("dr7/F5902/{twice}"), image(twice, 87));
    case.file(format!("dr7/F5902/{once}"), image(once, 88));
    case.expect(twice, &stored_wavelengths(), &fluxes(86));
    case.expect(once, &stored_wavelengths(), &fluxes(88));
    case.expect("spec-linked.fits", &stored_wavelengths(), &fluxes(88));
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, case.input().join(name)).unwrap();
    link("..", "dr7/loop");
    link("/nowhere/x.fits", "dr7/spec-gone.fits");
    link(&format!("F5902/{once}"), "dr7/spec-linked.fits");
    case.check();
    assert!(case.reasons().iter().any(|(name, _)| name.contains("086")), "{:?}", case.reasons());
}

#[test]
fn a_directory_of_thousands_keeps_its_order() {
    let mut case = Case::new();
    case.file("spec-00000.fits", image("spec-00000.fits", 99));
    for n in 1..5000 {
        let name = case.input().join(format!("spec-{n:05}.fits"));
        std::fs::hard_link(case.input().join("spec-00000.fits"), name).unwrap();
    }
    for name in ["spec-00000.fits", "spec-00001.fits", "spec-04999.fits"] {
        case.expect(name, &stored_wavelengths(), &fluxes(99));
    }
    case.check();
    let rows = Matrix::read(&case.path("result.h5")).unwrap().filenames;
    assert!(rows.len() == 5000 && rows.is_sorted());
}

#[test]
fn the_command_line_reads_what_its_user_may_read() {
    let case = Case::new();
    case.file("x/y.fits", image("y.fits", 7));
    std::fs::create_dir(case.path("work")).unwrap();
    let grid = "--start 6519 --end 6732 --points 140 --output result.h5";
    let command = format!("preprocess --input ../in/x {grid}");
    let output = run_command(&case.path("work"), command.split(' '));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(Matrix::read(&case.path("work/result.h5")).unwrap().filenames, ["y.fits"]);
}

/// Archives as `wget -r` and `rsync` leave them: what preprocessing finds is found again.
#[tokio::test(flavor = "multi_thread")]
async fn what_preprocessing_reads_at_any_depth_is_found_again() {
    let mut case = Case::with(&["--recursive"]);
    let lamost_names = ["spec-56608-GAC116N20B1_sp01-001.fits", "spec-56608-GAC888_sp01-002.fits"];
    case.file(
        format!("dr5.lamost.org/v3/sas/fits/20131111/GAC116N20B1/{}", lamost_names[0]),
        image(lamost_names[0], 1),
    );
    case.file(format!("dr7/20131111/GAC888/{}", lamost_names[1]), image(lamost_names[1], 2));
    let sdss = "spec-0266-51602-0003.fits";
    case.file(format!("dr17/sdss/spectro/redux/26/spectra/lite/0266/{sdss}"), Sdss::new(&fluxes(3)).to_bytes());
    case.expect(lamost_names[0], &stored_wavelengths(), &fluxes(1));
    case.expect(lamost_names[1], &stored_wavelengths(), &fluxes(2));
    case.expect(sdss, &wavelengths_of_stored_logarithms(), &fluxes(3));
    case.check();
    let platform = Platform::start(Kind::Embedded, &case.input(), &[]).await;
    for name in [lamost_names[0], lamost_names[1], sdss] {
        let found = async || platform.client().get(&format!("/spectra/{name}")).await.status == StatusCode::OK;
        ml_job_testkit::wait_for(found, std::time::Duration::from_secs(30)).await;
        let search = platform.client().get(&format!("/spectra/?q={name}")).await;
        let listed = String::from_utf8_lossy(&search.body).into_owned();
        assert!(search.status == StatusCode::OK && listed.contains(name), "{listed}");
    }
}
