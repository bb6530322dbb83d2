//! Real files of other surveys against what astropy reads, and odd ones.

#![expect(clippy::unreadable_literal, reason = "as numpy prints them")]

use ml_job_testkit::data_dir;

use super::tests::files_below;
use super::*;

/// Folders of other surveys and of odd files.
const FOREIGN: [&str; 6] = ["other-surveys", "lightcurve", "image", "lamost-mrs", "ondrejov", "fits-robustness"];

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
