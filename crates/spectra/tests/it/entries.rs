//! Every entry of a directory is a row or has a name in the report.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use ml_job_domain::{LogLevel, Observer, Unobserved};
use ml_job_spectra::{PreprocessConfig, PreprocessError, first_look, preprocess};
use ml_job_testkit::fits::LamostSpectrum;

use crate::common::{Run, grid};

fn good() -> Vec<u8> {
    LamostSpectrum::default().image()
}

#[test]
fn the_suffix_of_a_file_decides_nothing() {
    let names = ["A.FIT", "b.FITS", "c.fit", "d.fts", "e.dat", "f"];
    let run = Run::new(&names.map(|name| (name, good())));
    let report = run.preprocess(&grid()).unwrap();
    assert_eq!(run.matrix().names, names);
    assert_eq!((report.files, report.ignored_entries, report.skipped.total), (6, 0, 0));
}

#[test]
fn what_is_no_spectrum_is_named_with_its_reason() {
    let run = Run::new(&[
        ("a.fits", good()),
        ("README.txt", b"Spectra of plate F5902\n".to_vec()),
        ("cut.fit", good()[..30_000].to_vec()),
        ("result.h5", b"\x89HDF\r\n\x1a\n".to_vec()),
        ("._a.fits", b"\0\x05\x16\x07".to_vec()),
        ("more/b.fits", good()),
    ]);
    std::os::unix::fs::symlink("gone.fits", run.input().join("link.fits")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(run.input().join("socket")).unwrap();
    let report = run.preprocess(&grid()).unwrap();
    assert_eq!(run.matrix().names, ["a.fits"]);
    let named: Vec<_> = report.ignored.files.iter().map(|file| (file.filename.as_str(), file.code.as_str())).collect();
    let expected = [
        ("._a.fits", "hidden"),
        ("README.txt", "not_a_spectrum"),
        ("link.fits", "broken_link"),
        ("more", "directory"),
        ("result.h5", "not_a_spectrum"),
        ("socket", "not_regular"),
    ];
    assert_eq!(named, expected);
    assert_eq!((report.ignored_entries, report.ignored.by_code["not_a_spectrum"]), (6, 2));
    // What begins as FITS should have been a spectrum.
    assert_eq!((report.files, report.skipped.files[0].filename.as_str()), (2, "cut.fit"));
    assert_eq!(report.skipped.files[0].code, "truncated_data");
}

#[test]
fn a_name_that_is_no_utf8_is_in_the_result_and_told_exactly() {
    let run = Run::new(&[("a.fits", good())]);
    std::fs::write(run.input().join(OsStr::from_bytes(b"h\xe9lios.fits")), good()).unwrap();
    std::fs::write(run.input().join(OsStr::from_bytes(b"h\xe8lios.fits")), good()).unwrap();
    let report = run.preprocess(&grid()).unwrap();
    assert_eq!(run.matrix().names, ["a.fits", "h\u{fffd}lios.fits"]);
    assert_eq!(report.escaped.files[0].filename, r"h\xe8lios.fits");
    assert_eq!(
        (report.skipped.total, report.skipped.by_code["duplicate_name"]),
        (1, 1),
        "both have one name in the result"
    );
}

#[test]
fn files_of_directories_are_named_with_their_way() {
    let run = Run::new(&[("p1/x.fits", good()), ("p2/x.fits", good()), ("p2/notes.pdf", b"%PDF-1.4".to_vec())]);
    let report = run.preprocess(&PreprocessConfig { recursive: true, ..grid() }).unwrap();
    assert_eq!(report.skipped.files[0].filename, "p2/x.fits");
    assert_eq!(report.ignored.files[0].filename, "p2/notes.pdf");
}

/// Remembers what it was told before the first spectrum.
#[derive(Default)]
struct Listener {
    lines: Vec<(LogLevel, String)>,
    message: Option<String>,
}

impl Observer for Listener {
    fn progress(&mut self, progress: ml_job_domain::Progress) {
        if progress.done == 0 {
            self.message = progress.message;
        }
    }

    fn log(&mut self, level: LogLevel, line: &str) {
        self.lines.push((level, line.to_owned()));
    }
}

#[test]
fn what_can_be_known_is_said_before_the_run() {
    let mut files: Vec<(String, Vec<u8>)> = (0..30).map(|number| (format!("s-{number:02}.fits"), good())).collect();
    files.extend((0..10).map(|number| (format!("bad-{number}.fits"), b"<html>".to_vec())));
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let run = Run::new(&files);
    // 250 bytes that are no UTF-8 are 750 in a result; 250 letters are not too long.
    for letter in [b'\xe9', b'x'] {
        let name = [&[letter; 250][..], b".fit"].concat();
        std::fs::write(run.input().join(OsStr::from_bytes(&name)), good()).unwrap();
    }
    // The test spectrum covers 3700 to 9100 Å in pixels of 0.85 to 2.1 Å.
    let config = PreprocessConfig::new("", 6000.0, 10_000.0, 401);
    let mut listener = Listener::default();
    preprocess(&run.input(), &run.output(), &config, 2, &mut listener).unwrap();
    let said: Vec<&str> = listener.lines.iter().map(|(_, line)| line.as_str()).collect();
    assert!(said[0].starts_with("looked at 24 of 42 files"), "{said:?}");
    assert!(
        said.iter().any(|line| line.contains("is not covered by 100 % of the spectra (0 % cover nothing of it)")),
        "{said:?}"
    );
    assert!(said.iter().any(|line| line.contains("10.00 Å, is") && line.contains("flux_conserving")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("1 names have more than 256 bytes")), "{said:?}");
    assert!(said.iter().any(|line| line.ends_with("of the files cannot be used")), "{said:?}");
    assert_eq!(listener.message.as_deref(), Some(said[1]));
    let look = first_look(&run.input(), None, &config, 2).unwrap();
    assert_eq!((look.sampled_files, look.sampled_spectra, look.unusable["not_fits"]), (42, 32, 10));
    assert_eq!(look, first_look(&run.input(), None, &config, 5).unwrap());
    assert!(matches!(first_look(&run.input().join("none"), None, &config, 1), Err(PreprocessError::UnknownDirectory)));
}

#[test]
fn the_result_of_a_plain_run_is_byte_for_byte_what_it_was() {
    let run = Run::new(&[("a.fits", good()), ("b.fits.gz", vec![]), ("notes.txt", b"hello".to_vec())]);
    preprocess(&run.input(), &run.output(), &grid(), 2, &mut Unobserved).unwrap();
    let file = hdf5::File::open(run.output()).unwrap();
    let mut members = file.member_names().unwrap();
    members.sort();
    assert_eq!(members, ["filenames", "fluxes", "metadata", "wave"]);
    assert_eq!(file.group("metadata").unwrap().len(), 10);
    let count = |name: &str| file.attr(name).unwrap().read_scalar::<u64>().unwrap();
    assert_eq!((count("files"), count("spectra"), count("skipped")), (2, 1, 1));
    assert_eq!(file.dataset("filenames").unwrap().dtype().unwrap().size(), 32);
}
