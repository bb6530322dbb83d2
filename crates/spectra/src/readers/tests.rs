//! The readers on generated files, on real ones, and against cfitsio.

#![expect(clippy::float_cmp, reason = "a reader changes no bit of a number")]
#![expect(clippy::unreadable_literal, reason = "as numpy prints them")]

use std::path::{Path, PathBuf};

use ml_job_testkit::data_dir;
use ml_job_testkit::fits::LamostSpectrum;

use super::*;
use crate::SurveyFormat;

/// Formats of which every file in the shared folder must be read.
const READABLE: [&str; 3] = ["lamost-lrs-image", "lamost-lrs-coadd", "sdss"];
/// Folders in which no file is a spectrum of ours.
const FOREIGN: [&str; 6] = ["other-surveys", "lightcurve", "image", "lamost-mrs", "ondrejov", "fits-robustness"];

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

fn files_below(directory: &Path) -> Vec<PathBuf> {
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

/// A file, a target in it, how many pixels it has, its first and last wavelength, and the flux of one pixel.
type Known = (&'static str, &'static str, usize, [f64; 2], usize, f64);

/// Worked out with numpy from what astropy reads, after the data models of the surveys and FITS WCS paper III.
const KNOWN: [Known; 17] = [
    (MRS, "COADD_B", 4101, [4893.953447382555, 5378.48204654341], 100, 1544.8314208984375),
    (MRS, "COADD_R", 3692, [6292.4535563225445, 6850.623118814005], 100, 10078.232421875),
    (MRS, "B-84107311", 4136, [4893.902400766908, 5374.718704354382], 100, 1738.002197265625),
    (
        "ondrejov/bt-spectraldl-examples/alpha-lyr-absorption.fits",
        "",
        1757,
        [6282.148494080764, 6732.878379342434],
        100,
        0.9985615890268421,
    ),
    ("ondrejov/spectraml/oe270005.fits", "", 1997, [6265.01713266358, 6777.402466441691], 100, 114490.609375),
    (
        "other-surveys/desi-specutils/coadd-sv3-dark-26065.fits",
        "39627866878511337",
        7781,
        [3600.0, 9824.0],
        2720,
        -0.17713831958091,
    ),
    (
        "other-surveys/aaomega-ozdes-marz/emlLogVacuumHelioMultiple.fits",
        "2",
        5037,
        [3754.668500000002, 8981.65072],
        100,
        0.3541431427001953,
    ),
    (
        "other-surveys/aaomega-ozdes-marz/emlLinearSkyAirHelio.fits",
        "",
        5037,
        [3753.601609428585, 8979.179734427405],
        100,
        35.16497039794922,
    ),
    ("other-surveys/specutils-mixed/UVES.fits", "", 42751, [3732.05623191818, 4999.738375912126], 100, 0.0),
    ("other-surveys/linetools-mixed/PH957_f.fits", "", 21059, [3811.5108346595043, 10931.5659480885], 100, 0.0),
    (
        "other-surveys/linetools-mixed/SDSSJ220248.31+123656.3.fits",
        "",
        4646,
        [3553.857419860757, 10356.189770449864],
        100,
        9.15068244934082,
    ),
    (
        "other-surveys/linetools-mixed/specexample1.fits",
        "",
        181,
        [1721.1311301909823, 1749.9059817400926],
        100,
        6.183815912198039e-16,
    ),
    (
        "other-surveys/pyspeckit-mixed/sample_sdss.fits",
        "",
        3853,
        [3798.3939015450715, 9221.466651242648],
        100,
        11.685400009155273,
    ),
    (
        "other-surveys/pyspeckit-mixed/BD60596_merged.fits",
        "",
        7278,
        [9103.487133979797, 24709.53464508057],
        0,
        1.2516713e-13,
    ),
    (
        "other-surveys/specutils-mixed/gbt_1d.fits",
        "",
        4096,
        [206566789.11030564, 207280739.4279345],
        100,
        -1.190489668215104,
    ),
    (
        "other-surveys/pyspeckit-mixed/sample_13CO.fits",
        "",
        659,
        [27203609.63318312, 27216305.41348019],
        100,
        0.9479934573173523,
    ),
    (
        "other-surveys/linetools-mixed/XShooter_XQ100.fits.gz",
        "",
        9771,
        [9817.513427734375, 18234.99755859375],
        100,
        8.039947399831663e-17,
    ),
];
const MRS: &str = "lamost-mrs/laspec/med-58408-TD230151N343645T01_sp01-015.fits";

#[test]
fn spectra_of_other_surveys_have_the_numbers_that_astropy_reads() {
    let Some(data) = data_dir() else { return };
    for (file, target, pixels, ends, pixel, flux) in KNOWN {
        let mut spectrum = Spectrum::default();
        let read = SpectrumReader::new().read_target(&data.join(file), target, &mut spectrum);
        read.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(spectrum.wavelength.len(), pixels, "{file}");
        let near = |left: f64, right: f64| (left - right).abs() <= 1e-10 * right.abs();
        let found = [spectrum.wavelength[0], spectrum.wavelength[pixels - 1]];
        assert!(near(found[0], ends[0]) && near(found[1], ends[1]), "{file}: {found:?}");
        let tolerance = if pixel == 0 { 1e-7 } else { 1e-10 };
        assert!((spectrum.flux[pixel] - flux).abs() <= tolerance * flux.abs(), "{file}: {}", spectrum.flux[pixel]);
    }
}

/// Files in the folders of other things that hold no spectrum that can be read, each with the reason that is given.
const REFUSED: [(&str, &str); 7] = [
    ("010.473+002_N2HP_wide.fits", "the first axis is RADI-LSR"),
    ("SDSSJ220248.31+123656.3_c.fits", "the header has no solution"),
    ("HST_FOS.fits", "it holds an image of 2064 × 2 values"),
    ("HST_HRS.fits", "it holds an image of 2000 × 4 values"),
    ("popler_sample.fits", "it holds an image of 10 × 9 values"),
    ("image-truncated-in-data.fits", "truncated"),
    ("image-naxis2-4.fits", "has 5 rows"),
];

#[test]
fn every_other_file_is_read_or_refused_with_its_reason() {
    let Some(data) = data_dir() else { return };
    let mut counts = [0, 0];
    for path in FOREIGN.iter().flat_map(|folder| files_below(&data.join(folder))) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let expected = REFUSED.iter().find(|(refused, _)| *refused == name).map(|(_, reason)| *reason);
        let mut spectra = 0;
        let read = SpectrumReader::new().read_each(
            &path,
            &Want::default(),
            &mut Spectrum::default(),
            &mut |result, spectrum| {
                assert!(result.is_ok(), "{}: {result:?}", spectrum.address());
                assert!(spectrum.wavelength.windows(2).all(|pair| pair[0] <= pair[1]), "{}", spectrum.address());
                assert_eq!(spectrum.wavelength.len(), spectrum.flux.len());
                spectra += 1;
                ControlFlow::Continue(())
            },
        );
        match read {
            Ok(()) => assert!(spectra > 0 && expected.is_none(), "{name} was read"),
            Err(error) => assert!(error.to_string().contains(expected.unwrap_or("")), "{name}: {error}"),
        }
        counts[usize::from(spectra > 0)] += 1;
    }
    assert!(counts[1] > 45, "refused and read: {counts:?}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
