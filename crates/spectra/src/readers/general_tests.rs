//! Images and tables that are of no survey, on small files built here.

use ml_job_testkit::fits::FitsHeader;

use super::layout_tests::{desi, full_sdss, medium_resolution};
use super::test_files::{each, f64s, image, longs, only, plain, primary, read_all, spectra, table, targets};
use super::*;
use crate::{Medium, SurveyFormat};

fn linear(header: FitsHeader) -> FitsHeader {
    header
        .with_text("CTYPE1", "LINEAR")
        .with_text("CUNIT1", "Angstrom")
        .with("CRVAL1", 4000)
        .with("CDELT1", 2)
        .with("CRPIX1", 1)
}

#[test]
fn an_image_of_one_axis_is_a_spectrum_with_what_stands_beside_it() {
    let facts = |header| {
        linear(header)
            .with_text("RA", "21:57:18.2")
            .with_text("DEC", "-00:30:00")
            .with("MJD-OBS", 53517.9)
            .with_text("AIRORVAC", "air")
    };
    let alone = only(&image("", &[3], &[1.0, 2.0, 3.0], facts));
    assert_eq!(
        (alone.wavelength.as_slice(), alone.flux.as_slice()),
        ([4000.0, 4002.0, 4004.0].as_slice(), [1.0, 2.0, 3.0].as_slice())
    );
    assert_eq!((alone.ivar, alone.meta.medium, alone.meta.mjd), (None, Some(Medium::Air), Some(53517.9)));
    assert_eq!((alone.meta.dec, alone.meta.format), (Some(-0.5), Some(SurveyFormat::FitsImage)));
    assert!((alone.meta.ra.unwrap() - 329.325_833).abs() < 1e-5);
    for (name, stated) in [("VARIANCE", 0.25), ("ERROR", 0.5), ("IVAR", 4.0)] {
        let beside = [
            image("", &[2], &[1.0, 2.0], linear),
            image(name, &[2], &[stated, 0.0], plain),
            image("DQ", &[2], &[0.0, 3.0], plain),
        ];
        let spectrum = only(&beside.concat());
        assert_eq!(spectrum.ivar.as_deref(), Some([4.0, 0.0].as_slice()), "{name}");
        assert_eq!(spectrum.mask.as_deref(), Some([0, 3].as_slice()), "{name}");
    }
    let stored = [
        image("", &[2], &[1.0, 2.0], plain),
        image("WAVELENGTH", &[2], &[5001.0, 5000.0], |header| header.with_text("BUNIT", "Angstrom")),
    ];
    let turned = only(&stored.concat());
    assert_eq!((turned.flux.as_slice(), turned.remarks[0].code), ([2.0, 1.0].as_slice(), "decreasing_wavelength"));
}

#[test]
fn images_without_wavelengths_are_refused_for_their_reason() {
    let reason = |bytes: &[u8]| read_all(bytes, false).unwrap_err().to_string();
    assert!(reason(&image("", &[3], &[1.0; 3], plain)).contains("the header has no solution"));
    let pixel = |header: FitsHeader| linear(header).with_text("CTYPE1", "PIXEL");
    assert!(reason(&image("", &[3], &[1.0; 3], pixel)).contains("the first axis is PIXEL"));
    assert!(reason(&image("", &[3, 2], &[1.0; 6], linear)).contains("an image of 3 × 2 values"));
    let cut = image("", &[400], &[1.0; 400], linear);
    assert!(reason(&cut[..cut.len() - 2880]).contains("truncated"));
}

/// Two apertures, one linear and one of a polynomial, with their errors.
fn multispec() -> Vec<u8> {
    let cards = |header: FitsHeader| {
        header
            .with_text("WAT0_001", "system=multispec")
            .with_text("WAT1_001", "wtype=multispec label=Wavelength units=angstroms")
            .with_text("WAT2_001", &format!("{:<68}", "wtype=multispec spec1 = \"1 1 0 4000. 2. 3 0. 1. 2.\""))
            .with_text("WAT2_002", "spec2 = \"4 4 2 0. 0. 2 0. 1. 2. 1. 0. 1 2 1. 3. 5001. 1.\"")
            .with_text("BANDID2", "sigma - background fit")
    };
    let samples: Vec<f64> = (1..=6).map(f64::from).chain([0.5; 6]).collect();
    image("", &[3, 2, 2], &samples, cards)
}

#[test]
fn the_apertures_of_iraf_are_spectra_of_their_own() {
    let equispec = |header: FitsHeader| {
        linear(header)
            .with_text("WAT0_001", "system=equispec")
            .with_text("APNUM1", "12 1 34.0 54.1")
            .with_text("APNUM2", "15 1 60.0 80.1")
    };
    let found = spectra(&image("", &[2, 2], &[1.0, 2.0, 3.0, 4.0], equispec), false);
    assert_eq!(targets(&found), ["12", "15"]);
    assert_eq!(
        (found[1].flux.as_slice(), found[1].wavelength.as_slice()),
        ([3.0, 4.0].as_slice(), [4000.0, 4002.0].as_slice())
    );
    let found = spectra(&multispec(), false);
    assert_eq!(targets(&found), ["1", "4"]);
    assert_eq!(
        (found[1].flux.as_slice(), found[1].wavelength.as_slice()),
        ([4.0, 5.0].as_slice(), [5000.0, 5001.0].as_slice())
    );
    assert_eq!(found[1].ivar.as_deref(), Some([4.0, 4.0].as_slice()));
}

/// A file for Marz, of two fibres.
fn marz() -> Vec<u8> {
    let cards = |header: FitsHeader| {
        header
            .with_text("INSTRUME", "AAOMEGA-2dF")
            .with_text("CUNIT1", "Angstroms")
            .with("LOGSCALE", "T")
            .with("VACUUM", "T")
    };
    let fibres = [
        ("NAME", "3A", vec![b"a01".to_vec(), b"b02".to_vec()]),
        ("RA", "D", each(&[0.5, 1.0])),
        ("DEC", "D", each(&[-0.5, 0.25])),
        ("MAGNITUDE", "D", each(&[18.5, 19.5])),
    ];
    [
        image("", &[2, 2], &[1.0, 2.0, 3.0, 4.0], cards),
        image("VARIANCE", &[2, 2], &[0.25; 4], plain),
        image("WAVELENGTH", &[2, 2], &[3.5, 3.6, 3.5, 3.7], plain),
        table("FIBRES", &fibres, plain),
    ]
    .concat()
}

#[test]
fn the_fibres_of_aaomega_are_spectra_with_the_facts_of_their_table() {
    let found = spectra(&marz(), false);
    assert_eq!(targets(&found), ["1", "2"]);
    assert_eq!((found[1].wavelength[1], found[1].ivar.as_ref().unwrap()[0]), (10_f64.powf(3.7), 4.0));
    let meta = &found[1].meta;
    assert_eq!(
        (meta.targetname.as_deref(), meta.ra, meta.magnitude()),
        (Some("b02"), Some(1.0_f64.to_degrees()), Some(19.5))
    );
    assert_eq!((meta.medium, meta.format), (Some(Medium::Vacuum), Some(SurveyFormat::Fibres)));
}

#[test]
fn tables_hold_a_spectrum_in_their_rows_or_one_in_the_cells_of_each() {
    let unit = |header: FitsHeader| {
        header
            .with_text("TUNIT1", "nm")
            .with_text("DS_IDPUB", "ivo://asu.cas.cz/stel/ccd700/vh130075")
            .with("TMID", 56_152.97)
    };
    let rows = [("wavelength", "D", each(&[500.0, 501.0])), ("flux", "D", each(&[1.0, 2.0]))];
    let spectrum = only(&[primary(plain), table("", &rows, unit)].concat());
    assert_eq!(
        (spectrum.wavelength.as_slice(), spectrum.flux.as_slice()),
        ([5000.0, 5010.0].as_slice(), [1.0, 2.0].as_slice())
    );
    let meta = &spectrum.meta;
    assert_eq!((meta.medium, meta.resolving_power, meta.mjd), (Some(Medium::Air), Some(13_000.0), Some(56_152.97)));
    let cells = [
        ("wavelength", "3D", vec![f64s(&[500.0, 501.0, 502.0]); 2]),
        ("flux", "3D", vec![f64s(&[1.0, 2.0, 3.0]), f64s(&[4.0, 5.0, 6.0])]),
        ("ID", "K", longs(&[70, 80])),
    ];
    let found = spectra(&[primary(plain), table("SPECTRA", &cells, unit)].concat(), false);
    assert_eq!(targets(&found), ["70", "80"]);
    assert_eq!(found[1].flux, [4.0, 5.0, 6.0]);
    let two = [primary(plain), table("BLUE", &rows, unit), table("RED", &rows, unit)].concat();
    assert_eq!(targets(&spectra(&two, false)), ["BLUE", "RED"]);
    let other =
        [primary(plain), table("", &[("x", "D", each(&[1.0, 2.0])), ("y", "D", each(&[1.0, 2.0]))], plain)].concat();
    assert_eq!(
        read_all(&other, false).unwrap_err().to_string(),
        "not a spectrum that can be read: it holds an empty primary unit, a table of 2 rows"
    );
}

/// Only that it returns counts: many flips hit comments or blanks.
#[test]
fn a_flipped_byte_never_panics_in_any_layout() {
    let plain_table =
        [primary(plain), table("", &[("wavelength", "D", each(&[5.0, 6.0])), ("flux", "D", each(&[1.0, 2.0]))], plain)];
    let files = [
        medium_resolution(false),
        medium_resolution(true),
        full_sdss(),
        desi(&[5, 5], Some(&[81_234, 81_235])),
        marz(),
        multispec(),
        plain_table.concat(),
    ];
    let (mut reader, mut spectrum) = (SpectrumReader::new(), Spectrum::default());
    let place = tempfile::NamedTempFile::new().unwrap();
    let want = Want { quality: true, every_target: true, ..Want::default() };
    for bytes in files {
        for (number, position) in (0..bytes.len()).step_by(37).enumerate() {
            let mut broken = bytes.clone();
            broken[position] ^= [0x01, 0x04, 0x10, 0x80][number % 4];
            std::fs::write(place.path(), &broken).unwrap();
            let _ = reader.read_each(place.path(), &want, &mut spectrum, &mut |_, _| ControlFlow::Continue(()));
            let _ = reader.read_facts(place.path(), &mut |_, _| {});
        }
    }
}

#[test]
fn what_others_make_of_a_lamost_spectrum_is_read_with_its_facts() {
    let lamost = |header: FitsHeader| {
        header
            .with_text("TELESCOP", "LAMOST")
            .with_text("CLASS", "STAR")
            .with("SNRR", 30.5)
            .with("RA", 10.5)
            .with("DEC", -3)
    };
    let extracted = only(&image("", &[3], &[1.0, 2.0, 3.0], |header| {
        lamost(header)
            .with("CRVAL1", 3.6)
            .with("CD1_1", 0.1)
            .with("CRPIX1", 1)
            .with("DC-FLAG", 1)
            .with_text("CUNIT1", "Angstrom")
    }));
    let columns = [("wavelength", "D", each(&[4000.0, 4002.0])), ("flux", "D", each(&[1.0, 2.0]))];
    let saved =
        only(&[primary(lamost), table("SPECTRUM", &columns, |header| header.with_text("TUNIT1", "Angstrom"))].concat());
    for (spectrum, first, format) in
        [(extracted, 10_f64.powf(3.6), SurveyFormat::FitsImage), (saved, 4000.0, SurveyFormat::FitsTable)]
    {
        let meta = &spectrum.meta;
        assert!((spectrum.wavelength[0] / first - 1.0).abs() < 1e-12, "{:?}", spectrum.wavelength);
        assert_eq!((meta.class, meta.sn[2], meta.ra), (Some(crate::ObjectClass::Star), Some(30.5), Some(10.5)));
        // Nobody knows what was done to it.
        assert_eq!((meta.format, meta.medium, meta.resolving_power), (Some(format), None, None));
    }
}

#[test]
fn a_table_that_decreases_is_turned_round_with_a_remark_and_repeats_are_remarked_once() {
    let of = |waves: &[f64]| {
        let columns = [("wavelength", "D", each(waves)), ("flux", "D", each(&[1.0, 2.0, 3.0]))];
        let angstrom = |header: FitsHeader| header.with_text("TUNIT1", "Angstrom");
        let spectrum = only(&[primary(plain), table("", &columns, angstrom)].concat());
        let codes: Vec<&str> = spectrum.remarks.iter().map(|remark| remark.code).collect();
        (spectrum.flux.clone(), codes.join(" "))
    };
    assert_eq!(of(&[5002.0, 5001.0, 5000.0]), (vec![3.0, 2.0, 1.0], "decreasing_wavelength".to_owned()));
    assert_eq!(of(&[5000.0, 5001.0, 5001.0]), (vec![1.0, 2.0, 3.0], "repeated_wavelength".to_owned()));
}

#[test]
fn small_bits_of_unsigned_masks_of_64_bits_are_not_rounded_away() {
    let stored: Vec<Vec<u8>> = [i64::MIN, i64::MIN + 1].iter().map(|mask| mask.to_be_bytes().to_vec()).collect();
    let columns =
        [("wave", "D", each(&[5000.0, 5001.0])), ("flux", "D", each(&[1.0, 2.0])), ("mask", "K", stored.clone())];
    let cards = |header: FitsHeader| header.with_text("TUNIT1", "Angstrom").with("TZERO3", "9223372036854775808");
    let of_table = only(&[primary(plain), table("", &columns, cards)].concat());
    let mut beside = FitsHeader::new()
        .with_text("XTENSION", "IMAGE")
        .with_text("EXTNAME", "MASK")
        .with("BITPIX", 64)
        .with("NAXIS", 1)
        .with("NAXIS1", 2)
        .with("BZERO", "9223372036854775808")
        .to_bytes();
    beside.extend(stored.concat());
    beside.resize(beside.len().next_multiple_of(2880), 0);
    let of_image = only(&[image("", &[2], &[1.0, 2.0], linear), beside].concat());
    assert_eq!((of_table.mask, of_image.mask), (Some(vec![0, 1]), Some(vec![0, 1])));
}
