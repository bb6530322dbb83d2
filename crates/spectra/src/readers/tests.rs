//! The readers on generated files, on real ones, and against cfitsio.

#![expect(clippy::float_cmp, reason = "a reader changes no bit of a number")]

use std::path::{Path, PathBuf};

use ml_job_testkit::data_dir;
use ml_job_testkit::fits::LamostSpectrum;

use super::*;
use crate::SurveyFormat;

/// Formats of which every file in the shared folder must be read.
const READABLE: [&str; 3] = ["lamost-lrs-image", "lamost-lrs-coadd", "sdss"];

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".fits").tempfile().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file
}

fn read(bytes: &[u8]) -> Result<Spectrum, ReadError> {
    read_spectrum(written(bytes).path())
}

fn with_cfitsio(path: &Path) -> Result<Spectrum, ReadError> {
    let mut spectrum = Spectrum { name: disk_name(path), ..Spectrum::default() };
    let (mut content, mut header) = (Content::default(), Header::default());
    content.open(path)?;
    let units = i32::try_from(Units::read(&content, &mut header).list.len()).unwrap().min(cfitsio::READ_UNITS);
    assert!(cfitsio::read(content.load()?, units, &mut spectrum)?, "{} is read by cfitsio", path.display());
    Ok(spectrum)
}

pub(super) fn files_below(directory: &Path) -> Vec<PathBuf> {
    let (mut files, mut open) = (Vec::new(), vec![directory.to_owned()]);
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Equal bit for bit, except that cfitsio takes the sign of a negative zero away.
fn assert_same(left: &Spectrum, right: &Spectrum, what: &Path) {
    let first_difference = |left: &[f64], right: &[f64]| {
        assert_eq!(left.len(), right.len(), "{}", what.display());
        left.iter()
            .zip(right)
            .position(|(left, right)| (left + 0.0).to_bits() != (right + 0.0).to_bits())
            .map(|pixel| (pixel, left[pixel], right[pixel]))
    };
    let empty = Vec::new();
    for (row, left, right) in [
        ("wavelength", &left.wavelength, &right.wavelength),
        ("flux", &left.flux, &right.flux),
        ("ivar", left.ivar.as_ref().unwrap_or(&empty), right.ivar.as_ref().unwrap_or(&empty)),
    ] {
        assert_eq!(first_difference(left, right), None, "{row} of {}", what.display());
    }
    assert!(left.mask == right.mask, "mask of {}", what.display());
    let mut meta = right.meta.clone();
    if meta.format == Some(SurveyFormat::Sdss) {
        // Photometry and identifiers are read by our decoder alone.
        (meta.mag, meta.magtype, meta.target_id) =
            (left.meta.mag, left.meta.magtype.clone(), left.meta.target_id.clone());
    }
    assert_eq!(left.meta, meta, "{}", what.display());
}

#[test]
fn an_image_is_read_row_by_row() {
    let file = LamostSpectrum::default();
    let spectrum = read(&file.image()).unwrap();
    assert_eq!(spectrum.flux[..3], [1.0, 2.0, 3.0]);
    assert_eq!(spectrum.wavelength.len(), 3909);
    assert!((spectrum.wavelength[0] - 10_f64.powf(3.5682)).abs() < 1e-3);
    let meta = &spectrum.meta;
    assert_eq!(meta.format, Some(SurveyFormat::LamostImage));
    assert_eq!(meta.targetname.as_deref(), Some("LAMOST J220848.54-020324.3"));
    assert_eq!((meta.ra, meta.dec, meta.z), (Some(332.20227), Some(-2.05677), Some(-0.000_074_08)));
    assert_eq!(meta.class, Some(crate::ObjectClass::Star));
    assert_eq!((meta.sn[2], meta.sn[0], meta.mag[0]), (Some(30.3), None, None));
}

#[test]
fn a_table_and_double_precision_say_the_same_as_an_image() {
    let single = LamostSpectrum::default();
    let image = read(&single.image()).unwrap();
    let table = read(&single.coadd()).unwrap();
    assert_eq!((&image.flux, &image.wavelength, &image.mask), (&table.flux, &table.wavelength, &table.mask));
    assert_eq!(table.meta.format, Some(SurveyFormat::LamostCoadd));
    let double = LamostSpectrum { bitpix: -64, ..single };
    assert_eq!(read(&double.image()).unwrap().flux, image.flux);
    assert_eq!(read(&double.coadd()).unwrap().flux, image.flux);
}

#[test]
fn in_dr1_the_third_row_is_no_wavelength() {
    let mut file = LamostSpectrum::default().with_text("VERSPIPE", "v2.6.4");
    file.rows[2] = file.rows[0].iter().map(|pixel| 1.0 + 0.1 * (pixel / 50.0).sin()).collect();
    let spectrum = read(&file.image()).unwrap();
    assert_eq!(spectrum.wavelength[1000], 10_f64.powf(3.5682 + 1000.0 * 0.0001));
}

#[test]
fn a_window_is_a_part_of_the_whole() {
    for bytes in [LamostSpectrum::default().image(), LamostSpectrum::default().coadd()] {
        let file = written(&bytes);
        let (mut reader, mut window, mut whole) = (SpectrumReader::new(), Spectrum::default(), Spectrum::default());
        reader.read_wanted(file.path(), &Want::default(), &mut whole).unwrap();
        let want = Want { range: Some((6519.0, 6732.0)), ..Want::default() };
        assert_eq!(reader.read_wanted(file.path(), &want, &mut window).unwrap(), Extent::Window);
        let start = whole.wavelength.iter().position(|&wavelength| wavelength == window.wavelength[0]).unwrap();
        let part = start..start + window.wavelength.len();
        assert_eq!((&whole.wavelength[part.clone()], &whole.flux[part]), (&window.wavelength[..], &window.flux[..]));
        assert!(window.wavelength[0] <= 6519.0 && *window.wavelength.last().unwrap() >= 6732.0);
        assert!(window.wavelength.len() < 150, "{}", window.wavelength.len());
        let beyond = Want { range: Some((3000.0, 4000.0)), ..Want::default() };
        assert_eq!(reader.read_wanted(file.path(), &beyond, &mut window).unwrap(), Extent::Whole);
    }
}

#[test]
fn stored_and_stated_wavelengths_must_not_contradict_each_other() {
    let file = LamostSpectrum::default().with("COEFF0", 3.6);
    assert_eq!(read(&file.image()).unwrap_err().code(), "bad_wavelength");
    // A sentinel is no statement.
    let file = LamostSpectrum::default().with("CRPIX1", -9999);
    assert_eq!(read(&file.image()).unwrap().flux[0], 1.0);
    let mut file = LamostSpectrum::default();
    file.rows[2].swap(100, 101);
    assert_eq!(read(&file.image()).unwrap_err().code(), "bad_wavelength");
    file.rows[2][50] = f64::NAN;
    assert_eq!(read(&file.image()).unwrap_err().code(), "bad_wavelength");
}

#[test]
fn what_is_wrong_with_a_file_is_told_apart() {
    let good = LamostSpectrum::default();
    let image = good.image();
    let data_end = 2880 + 3909 * 5 * 4;
    let four_rows = LamostSpectrum { rows: good.rows[..4].to_vec(), ..good.clone() };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("no bytes", vec![], "empty"),
        ("an HTML page", b"<html><body>404</body></html>".to_vec(), "not_fits"),
        ("text", b"wavelength,flux\n1,2\n".to_vec(), "not_fits"),
        ("half a header", image[..1000].to_vec(), "truncated_header"),
        ("half of the data", image[..40_000].to_vec(), "truncated_data"),
        ("one byte too few", image[..data_end - 1].to_vec(), "truncated_data"),
        ("half a table", good.coadd()[..40_000].to_vec(), "truncated_data"),
        ("no table", good.coadd()[..2880].to_vec(), "malformed"),
        ("four rows", four_rows.image(), "unsupported"),
        ("two billion columns", good.clone().with("NAXIS1", 2_000_000_000).image(), "truncated_data"),
        ("more columns than numbers", good.clone().with("NAXIS1", i64::MAX).image(), "malformed"),
        ("a negative length", good.clone().with("NAXIS1", -3909).image(), "malformed"),
        ("one pixel", LamostSpectrum::new("x.fits", 1).image(), "malformed"),
        ("no length", good.clone().without("NAXIS1").with_text("NAXIS1", "x").image(), "malformed"),
        ("another telescope", good.clone().with_text("TELESCOP", "Palomar").image(), "unsupported"),
        ("a light curve", good.clone().with_text("TELESCOP", "Kepler").coadd(), "unsupported"),
        ("half a gzip stream", gzip(&image)[..20_000].to_vec(), "truncated_gzip"),
    ];
    for (what, bytes, code) in cases {
        let error = read(&bytes).expect_err(what);
        assert_eq!(error.code(), code, "{what}: {error}");
        assert!(!error.to_string().contains('/'), "no path in a sentence: {error}");
    }
}

#[test]
fn a_truncated_gzip_is_noticed_also_behind_a_readable_first_unit() {
    let bytes = LamostSpectrum::default().coadd();
    let packed = gzip(&bytes);
    for share in [2, 3, 10] {
        let error = read(&packed[..packed.len() - packed.len() / share]).unwrap_err();
        assert_eq!(error.to_string(), "truncated gzip stream");
    }
    let last = read(&packed[..packed.len() - 1]).unwrap_err();
    assert_eq!(last.to_string(), "truncated gzip stream");
}

#[test]
fn content_counts_not_the_extension() {
    let image = LamostSpectrum::default().image();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("packed.fits", gzip(&image)), ("plain.fits.gz", image)] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(read_spectrum(&path).unwrap().flux[0], 1.0, "{name}");
    }
}

#[test]
fn the_padding_behind_the_last_unit_may_be_missing() {
    let image = LamostSpectrum::default().image();
    assert_eq!(read(&image[..2880 + 3909 * 5 * 4]).unwrap().flux[3908], 3909.0);
}

#[test]
fn scaled_integers_are_left_to_cfitsio_which_scales_them() {
    let lean = read(&LamostSpectrum::default().image()).unwrap();
    let scaled = LamostSpectrum::default().with("BSCALE", 2.0).with("BZERO", 0.0);
    let mut scaled_rows = scaled.clone();
    for value in scaled_rows.rows.iter_mut().flatten() {
        *value /= 2.0;
    }
    let spectrum = read(&scaled_rows.image()).unwrap();
    assert_eq!((&spectrum.flux, &spectrum.wavelength), (&lean.flux, &lean.wavelength));
}

#[test]
fn a_flipped_byte_in_a_header_never_panics() {
    for bytes in [LamostSpectrum::new("x.fits", 16).image(), LamostSpectrum::new("x.fits", 16).coadd()] {
        for position in (0..bytes.len().min(6000)).step_by(13) {
            for flip in [0x01, 0x10, 0x80] {
                let mut broken = bytes.clone();
                broken[position] ^= flip;
                // Only that it returns counts: many flips hit comments or blanks.
                let _ = read(&broken);
            }
        }
    }
}

#[test]
fn both_readers_agree_on_generated_files() {
    let spectrum = LamostSpectrum::default().with_flux(|pixel| if pixel == 7 { f64::NAN } else { f64::from(pixel) });
    for bytes in [
        spectrum.image(),
        spectrum.coadd(),
        LamostSpectrum { bitpix: -64, ..spectrum.clone() }.image(),
        LamostSpectrum { bitpix: -64, ..spectrum.clone() }.coadd(),
        spectrum.clone().with_text("DESIG", "O'Neill").with("Z", "-1.0D-3").image(),
        gzip(&spectrum.image()),
    ] {
        let file = written(&bytes);
        let (lean, record) = (read_spectrum(file.path()).unwrap(), with_cfitsio(file.path()).unwrap());
        assert_same(&lean, &record, file.path());
    }
}

#[test]
fn both_readers_agree_on_every_real_spectrum() {
    let Some(data) = data_dir() else { return };
    let mut compared = 0;
    for path in READABLE.iter().flat_map(|folder| files_below(&data.join(folder))) {
        if !path.to_string_lossy().contains(".fits") {
            continue;
        }
        let lean = read_spectrum(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let record = with_cfitsio(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_same(&lean, &record, &path);
        compared += 1;
    }
    assert!(compared > 500, "only {compared} files");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
