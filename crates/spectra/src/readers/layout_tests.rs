//! Every layout on small files built here: which spectra it holds, under which names, with which numbers and facts.

#![expect(clippy::float_cmp, reason = "a reader changes no bit of a number")]

use ml_job_testkit::fits::FitsHeader;

use super::test_files::{
    Column, each, f64s, image, longs, only, plain, primary, read_all, spectra, table, targets, text,
};
use super::*;
use crate::{Medium, ObjectClass, SurveyFormat};

fn lamost(header: FitsHeader) -> FitsHeader {
    header.with_text("TELESCOP", "LAMOST").with("OBSID", 681_001_015).with_text("PLANID", "TD01").with("MJD", 58407)
}

/// The arm of a medium-resolution spectrum, in the form until DR7 and in that of later releases.
fn arm(name: &str, start: f64, is_new: bool) -> Vec<u8> {
    let wavelength: Vec<f64> = (0..4).map(|pixel| start + f64::from(pixel)).collect();
    let loglam: Vec<f64> = wavelength.iter().map(|value| value.log10()).collect();
    let flux = [start, 2.0, 3.0, 4.0];
    let mask = [0_i16, 0, 4, 0].map(|bits| bits.to_be_bytes().to_vec());
    let snr = |header: FitsHeader| header.with("SNR", 41.38);
    if is_new {
        let columns = [
            ("FLUX", "4D", vec![f64s(&flux)]),
            ("IVAR", "4D", vec![f64s(&[1.0; 4])]),
            ("WAVELENGTH", "4D", vec![f64s(&wavelength)]),
            ("ANDMASK", "4I", vec![mask.concat()]),
        ];
        return table(name, &columns, snr);
    }
    let mask_name = if name.starts_with("COADD") { "ANDMASK" } else { "PIXMASK" };
    let columns = [
        ("FLUX", "D", each(&flux)),
        ("IVAR", "D", each(&[1.0; 4])),
        ("LOGLAM", "D", each(&loglam)),
        (mask_name, "I", mask.to_vec()),
    ];
    table(name, &columns, snr)
}

pub(super) fn medium_resolution(is_new: bool) -> Vec<u8> {
    [
        primary(lamost),
        arm("COADD_B", 4900.0, is_new),
        arm("COADD_R", 6300.0, is_new),
        arm("B-84107311", 4901.0, is_new),
        arm("R-84107311", 6301.0, is_new),
    ]
    .concat()
}

#[test]
fn medium_resolution_gives_its_arms_and_on_wish_its_exposures() {
    for is_new in [false, true] {
        let bytes = medium_resolution(is_new);
        let coadded = spectra(&bytes, false);
        assert_eq!(targets(&coadded), ["COADD_B", "COADD_R"]);
        assert_eq!(coadded[1].flux, [6300.0, 2.0, 3.0, 4.0]);
        assert!((coadded[1].wavelength[3] - 6303.0).abs() < 1e-9);
        assert_eq!(coadded[1].mask.as_deref(), Some([0, 0, 4, 0].as_slice()));
        let meta = &coadded[0].meta;
        assert_eq!(
            (meta.format, meta.medium, meta.sn_median),
            (Some(SurveyFormat::LamostMrs), Some(Medium::Vacuum), Some(41.38))
        );
        assert_eq!(
            (meta.target_id.as_deref(), meta.plate.as_deref(), meta.mjd),
            (Some("681001015"), Some("TD01"), Some(58407.0))
        );
        let all = spectra(&bytes, true);
        assert_eq!(targets(&all), ["COADD_B", "COADD_R", "B-84107311", "R-84107311"]);
        assert_eq!(all[2].mask.as_deref(), Some([0, 0, 4, 0].as_slice()));
    }
}

#[test]
fn a_damaged_spectrum_costs_none_of_the_others() {
    let whole = medium_resolution(false);
    // The cut is in the data of COADD_R.
    let start = primary(lamost).len() + arm("COADD_B", 4900.0, false).len() + 2880;
    let found = read_all(&whole[..start + 10], false).unwrap();
    assert_eq!(found[0].1.as_ref().unwrap().flux[0], 4900.0);
    assert_eq!(found[1].0, "COADD_R");
    assert_eq!(found[1].1.as_ref().unwrap_err().code(), "truncated_data");
    // Wavelengths to and fro in one of them.
    let mut bytes = whole.clone();
    let loglam = primary(lamost).len() + 2880 + 16;
    bytes[loglam..loglam + 8].copy_from_slice(&3.9_f64.to_be_bytes());
    let found = read_all(&bytes, false).unwrap();
    assert_eq!(found[0].1.as_ref().unwrap_err().code(), "bad_wavelength");
    assert!(found[1].1.is_ok());
}

#[test]
fn a_name_is_needed_where_there_are_several_spectra() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), medium_resolution(false)).unwrap();
    let error = read_spectrum(file.path()).unwrap_err();
    assert_eq!(error.to_string(), "the file holds several spectra: name one of them (COADD_B, COADD_R, …)");
    let mut spectrum = Spectrum::default();
    let error = SpectrumReader::new().read_target(file.path(), "COADD_Z", &mut spectrum).unwrap_err();
    assert_eq!(error.code(), "no_such_target");
    std::fs::write(file.path(), [primary(lamost), arm("COADD_B", 4900.0, false)].concat()).unwrap();
    assert_eq!(read_spectrum(file.path()).unwrap().target, "COADD_B");
    std::fs::write(file.path(), [primary(lamost), arm("B-84107311", 4900.0, false)].concat()).unwrap();
    assert!(read_spectrum(file.path()).unwrap_err().to_string().contains("only single exposures (B-84107311)"));
}

fn sdss(header: FitsHeader) -> FitsHeader {
    header.with_text("TELESCOP", "SDSS 2.5-M").with("PLATEID", 3606).with("MJD", 55182).with_text("VACUUM", "T")
}

/// A table of SDSS with a mask of any type.
fn pixels(name: &str, mask: &Column<'_>, cards: impl Fn(FitsHeader) -> FitsHeader) -> Vec<u8> {
    let columns = [
        ("flux", "D", each(&[1.0, 2.0, 3.0])),
        ("loglam", "D", each(&[3.6, 3.7, 3.8])),
        ("ivar", "D", each(&[1.0, 0.0, 1.0])),
        mask.clone(),
    ];
    table(name, &columns, cards)
}

#[test]
fn masks_count_whatever_type_they_have() {
    let bits = [0_i32, 4, 0];
    let (shorts, bytes, singles) = ([0_i16, 4, 0], [0_u8, 4, 0], [0.0_f32, 4.0, 0.0]);
    let masks: [(Column<'_>, &str); 7] = [
        (("and_mask", "J", bits.iter().map(|bit| bit.to_be_bytes().to_vec()).collect()), "0"),
        (("and_mask", "J", bits.iter().map(|bit| (bit ^ i32::MIN).to_be_bytes().to_vec()).collect()), "2147483648"),
        (("and_mask", "I", shorts.map(|bit| bit.to_be_bytes().to_vec()).to_vec()), "0"),
        (("AND_MASK", "K", bits.iter().map(|bit| i64::from(*bit).to_be_bytes().to_vec()).collect()), "0"),
        (("And_Mask", "B", bytes.map(|bit| vec![bit]).to_vec()), "0"),
        (("and_mask", "E", singles.map(|bit| bit.to_be_bytes().to_vec()).to_vec()), "0"),
        (("mask", "D", bits.iter().map(|bit| f64::from(*bit).to_be_bytes().to_vec()).collect()), "0"),
    ];
    for (mask, zero) in masks {
        for name in ["COADD", "coadd", ""] {
            let bytes = [primary(sdss), pixels(name, &mask, |header| header.with("TZERO4", zero))].concat();
            let spectrum = only(&bytes);
            assert_eq!(spectrum.mask.as_deref(), Some([0, 4, 0].as_slice()), "{name} {} {zero}", mask.1);
            assert_eq!(spectrum.wavelength[1], 10_f64.powf(3.7));
        }
    }
    let text: Column<'_> = ("and_mask", "1A", vec![vec![b'x']; 3]);
    let error = read_all(&[primary(sdss), pixels("COADD", &text, plain)].concat(), false).unwrap_err();
    assert!(error.to_string().contains("AND_MASK"), "{error}");
}

/// A file of BOSS with two exposures, and something behind its end.
pub(super) fn full_sdss() -> Vec<u8> {
    let mask: Column<'_> = ("mask", "J", vec![vec![0; 4]; 3]);
    let object = [
        ("CLASS", "6A", text(&["QSO   "])),
        ("Z", "D", each(&[2.5])),
        ("SN_MEDIAN_ALL", "D", each(&[7.5])),
        ("PSFMAG", "5D", vec![f64s(&[20.0, 19.0, 18.0, 17.0, 16.0])]),
        ("SPECOBJID", "K", longs(&[6_827_726_517_733_687_296])),
    ];
    [
        primary(sdss),
        pixels("COADD", &mask, plain),
        table("SPALL", &object, plain),
        table("SPZLINE", &[("LINENAME", "4A", text(&["Ha  "]))], plain),
        pixels("B2-00144996-00144995", &mask, plain),
        pixels("R2-00144996-00144995", &mask, plain),
        vec![b'x'; 100],
    ]
    .concat()
}

#[test]
fn full_files_of_sdss_give_their_exposures_on_wish() {
    let bytes = full_sdss();
    let coadded = only(&bytes);
    let meta = &coadded.meta;
    assert_eq!(
        (meta.class, meta.z, meta.snr(), meta.magnitude()),
        (Some(ObjectClass::Qso), Some(2.5), Some(7.5), Some(18.0))
    );
    assert_eq!((meta.target_id.as_deref(), meta.plate.as_deref()), (Some("6827726517733687296"), Some("3606")));
    assert_eq!((meta.mjd, meta.medium), (Some(55182.0), Some(Medium::Vacuum)));
    assert_eq!(targets(&spectra(&bytes, true)), ["", "B2-00144996-00144995", "R2-00144996-00144995"]);
}

#[test]
fn lamost_tables_are_read_in_any_type() {
    let wavelength = [4000.0, 4001.0, 4002.0];
    let cases: [(&str, [Column<'_>; 4]); 2] = [
        (
            "COADD",
            [
                ("FLUX", "3E", vec![[1.0_f32, 2.0, 3.0].map(f32::to_be_bytes).concat()]),
                ("IVAR", "3D", vec![f64s(&[1.0, 0.0, 1.0])]),
                ("WAVELENGTH", "3E", vec![[4000.0_f32, 4001.0, 4002.0].map(f32::to_be_bytes).concat()]),
                ("ANDMASK", "3J", vec![[0_i32, 1, 0].map(i32::to_be_bytes).concat()]),
            ],
        ),
        (
            "",
            [
                ("FLUX", "3I", vec![[1_i16, 2, 3].map(i16::to_be_bytes).concat()]),
                ("IVAR", "3B", vec![vec![1, 0, 1]]),
                ("WAVELENGTH", "3D", vec![f64s(&wavelength)]),
                ("ANDMASK", "3L", vec![b"FTF".to_vec()]),
            ],
        ),
    ];
    for (name, columns) in cases {
        let spectrum = only(&[primary(lamost), table(name, &columns, plain)].concat());
        assert_eq!(
            (spectrum.flux.as_slice(), spectrum.wavelength.as_slice()),
            ([1.0, 2.0, 3.0].as_slice(), wavelength.as_slice())
        );
        assert_eq!(spectrum.ivar.as_deref(), Some([1.0, 0.0, 1.0].as_slice()));
        assert_eq!(spectrum.mask.as_deref(), Some([0, 1, 0].as_slice()));
        let mut short = columns.clone();
        short[3] = ("ANDMASK", "2I", vec![vec![0; 4]]);
        let error = read_all(&[primary(lamost), table(name, &short, plain)].concat(), false).unwrap_err();
        assert!(error.to_string().contains("3 fluxes, 2 mask values"), "{error}");
    }
}

pub(super) fn desi(ids: &[i64], exposures: Option<&[i64]>) -> Vec<u8> {
    let rows = ids.len();
    let mut map = vec![
        ("TARGETID", "K", longs(ids)),
        ("TARGET_RA", "D", each(&vec![106.5; rows])),
        ("FLUX_R", "D", each(&vec![100.0; rows])),
    ];
    map.extend(exposures.map(|exposures| ("EXPID", "K", longs(exposures))));
    let mut bytes = [primary(plain), table("FIBERMAP", &map, plain)].concat();
    for (arm, start) in [("B", 3600.0), ("R", 3601.6), ("Z", 3603.2)] {
        let wavelength: Vec<f64> = (0..3).map(|pixel| start + 0.8 * f64::from(pixel)).collect();
        let flux: Vec<f64> = (0..rows * 3).map(|value| start + f64::from(u32::try_from(value).unwrap())).collect();
        bytes.extend(image(&format!("{arm}_WAVELENGTH"), &[3], &wavelength, plain));
        bytes.extend(image(&format!("{arm}_FLUX"), &[3, rows], &flux, plain));
        bytes.extend(image(&format!("{arm}_IVAR"), &[3, rows], &vec![1.0; rows * 3], plain));
        bytes.extend(image(&format!("{arm}_MASK"), &[3, rows], &vec![0.0; rows * 3], plain));
    }
    bytes
}

#[test]
fn the_arms_of_desi_are_joined_for_each_target() {
    let found = spectra(&desi(&[39_627_866_878_511_337, -7], None), false);
    assert_eq!(targets(&found), ["39627866878511337", "-7"]);
    let first = &found[0];
    assert_eq!(first.wavelength.len(), 7);
    // B ends with 3602.0 where R starts with 3601.6.
    assert_eq!((first.flux[2], first.ivar.as_ref().unwrap()[2]), (3601.8, 2.0));
    assert_eq!(found[1].flux[0], 3603.0);
    assert_eq!(
        (first.meta.ra, first.meta.mag[1], first.meta.format),
        (Some(106.5), Some(17.5), Some(SurveyFormat::Desi))
    );
    let exposures = spectra(&desi(&[5, 5], Some(&[81_234, 81_235])), false);
    assert_eq!(targets(&exposures), ["5-81234", "5-81235"]);
    let mut cut = desi(&[1, 2], None);
    cut.truncate(cut.len() - 2880);
    assert_eq!(read_all(&cut, false).unwrap_err().code(), "truncated_data");
}

#[test]
fn a_plate_gives_its_fibres() {
    let log = |header: FitsHeader| sdss(header).with("COEFF0", 3.6).with("COEFF1", 0.1);
    let plug = [
        ("FIBERID", "K", longs(&[321, 322])),
        ("RA", "D", each(&[10.0, 11.0])),
        ("DEC", "D", each(&[-1.0, -2.0])),
        ("MAG", "5D", vec![f64s(&[1.0, 2.0, 3.0, 4.0, 5.0]); 2]),
    ];
    let rows = [1.0, 2.0, 3.0, 4.0];
    let units = [
        image("", &[2, 2], &rows, log),
        image("IVAR", &[2, 2], &[1.0; 4], plain),
        image("ANDMASK", &[2, 2], &[0.0, 8.0, 0.0, 0.0], plain),
    ];
    let found = spectra(&[units.concat(), table("PLUGMAP", &plug, plain)].concat(), false);
    assert_eq!(targets(&found), ["321", "322"]);
    assert_eq!(
        (found[1].flux.as_slice(), found[1].meta.ra, found[1].meta.magnitude()),
        ([3.0, 4.0].as_slice(), Some(11.0), Some(3.0))
    );
    assert_eq!((found[0].mask.as_deref(), found[0].wavelength[1]), (Some([0, 8].as_slice()), 10_f64.powf(3.6 + 0.1)));
    assert_eq!(targets(&spectra(&units.concat(), false)), ["1", "2"]);
}

#[test]
fn spspec_mwm_and_apstar_files_are_read() {
    let spspec = |header: FitsHeader| {
        sdss(header).with("COEFF0", 3.6).with("COEFF1", 0.1).with("SPEC_CLN", 3).with("Z", 1.5).with("RAOBJ", 150.0)
    };
    let rows = [1.0, 2.0, 0.0, 0.0, 0.5, 0.0, 0.0, 4.0];
    let spectrum = only(&image("", &[2, 4], &rows, spspec));
    assert_eq!(
        (spectrum.ivar.as_deref(), spectrum.mask.as_deref()),
        (Some([4.0, 0.0].as_slice()), Some([0, 4].as_slice()))
    );
    assert_eq!((spectrum.meta.class, spectrum.meta.ra), (Some(ObjectClass::Qso), Some(150.0)));

    let astra = |header: FitsHeader| header.with_text("V_ASTRA", "0.6.0").with("SDSS_ID", 54_392);
    let visits = [
        ("spectrum_pk", "K", longs(&[7, 9])),
        ("snr", "D", each(&[30.0, 40.0])),
        ("flux", "2D", vec![f64s(&[1.0, 2.0]), f64s(&[3.0, 4.0])]),
        ("ivar", "2D", vec![f64s(&[1.0, 1.0]); 2]),
        ("pixel_flags", "2K", vec![longs(&[0, 1]).concat(); 2]),
    ];
    let grid = |header: FitsHeader| header.with("CRVAL", 3.5523).with("CDELT", 0.0001).with("NPIXELS", 2);
    let found = spectra(&[primary(astra), table("BOSS/APO", &visits, grid)].concat(), false);
    assert_eq!(targets(&found), ["BOSS-APO-7", "BOSS-APO-9"]);
    assert_eq!(
        (found[1].flux[0], found[1].meta.sn_median, found[1].meta.target_id.as_deref()),
        (3.0, Some(40.0), Some("54392"))
    );
    assert_eq!(
        (found[1].wavelength[1], found[1].mask.as_deref()),
        (10_f64.powf(3.5523 + 0.0001), Some([0, 1].as_slice()))
    );

    let star =
        |header: FitsHeader| header.with("NVISITS", 2).with("STARFLAG", 0).with_text("OBJID", "2M00000068+5710233");
    let log = |header: FitsHeader| header.with("CRVAL1", 4.179).with("CDELT1", 6e-6);
    let flux = [1.0, 2.0, 9.0, 9.0, 3.0, 4.0, 5.0, 6.0];
    let bytes = [
        primary(star),
        image("FLUX", &[2, 4], &flux, log),
        image("ERR", &[2, 4], &[0.5; 8], plain),
        image("MASK", &[2, 4], &[0.0; 8], plain),
    ]
    .concat();
    assert_eq!(only(&bytes).flux, [1.0, 2.0]);
    let all = spectra(&bytes, true);
    assert_eq!(targets(&all), ["", "VISIT-1", "VISIT-2"]);
    assert_eq!(
        (all[2].flux[0], all[2].ivar.as_ref().unwrap()[0], all[2].wavelength[0]),
        (5.0, 4.0, 10_f64.powf(4.179))
    );
}
