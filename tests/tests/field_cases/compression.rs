//! Files as they are packed: gzip of several members, and images packed in tiles.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use ml_job_testkit::fits::FitsHeader;
use ml_job_testkit::fits_cases::primary;

use super::spectra::{Case, fluxes, lamost, stored_wavelengths};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut member = GzEncoder::new(Vec::new(), Compression::fast());
    member.write_all(bytes).unwrap();
    member.finish().unwrap()
}

/// Blocked gzip (BGZF): members with their size in an extra field, and an empty one at the end.
fn blocked_gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in bytes.chunks(60_000).chain([&[][..]]) {
        let mut body = DeflateEncoder::new(Vec::new(), Compression::fast());
        body.write_all(part).unwrap();
        let body = body.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(part);
        out.extend([31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 66, 67, 2, 0]);
        out.extend(u16::try_from(body.len() + 25).unwrap().to_le_bytes());
        out.extend(body);
        out.extend(crc.sum().to_le_bytes());
        out.extend(crc.amount().to_le_bytes());
    }
    out
}

#[test]
fn every_member_of_a_gzip_file_is_read_also_an_empty_last_one() {
    let mut case = Case::new();
    let name = |seed: u32| format!("spec-55859-F5902_sp01-{seed:03}.fits");
    let file = |seed: u32| lamost(&name(seed), &fluxes(seed)).image();
    case.file(format!("{}.gz", name(72)), file(72).chunks(20_000).flat_map(gzip).collect::<Vec<u8>>());
    case.expect(&name(72), &stored_wavelengths(), &fluxes(72));
    case.file(format!("{}.gz", name(73)), blocked_gzip(&file(73)));
    case.expect(&name(73), &stored_wavelengths(), &fluxes(73));
    case.check();
}

/// The image of a spectrum, packed row by row with `GZIP_1` without loss, as fpack writes it.
fn fpacked(name: &str, seed: u32) -> Vec<u8> {
    let spectrum = lamost(name, &fluxes(seed));
    let tiles: Vec<Vec<u8>> = spectrum.rows.iter().map(|row| gzip(&singles(row))).collect();
    let heap: Vec<u8> = tiles.concat();
    let most = tiles.iter().map(Vec::len).max().unwrap();
    let table = FitsHeader::new()
        .with_text("XTENSION", "BINTABLE")
        .with("BITPIX", 8)
        .with("NAXIS", 2)
        .with("NAXIS1", 8)
        .with("NAXIS2", tiles.len())
        .with("PCOUNT", heap.len())
        .with("GCOUNT", 1)
        .with("TFIELDS", 1)
        .with_text("TTYPE1", "COMPRESSED_DATA")
        .with_text("TFORM1", &format!("1PB({most})"))
        .with("ZIMAGE", "T")
        .with("ZSIMPLE", "T")
        .with("ZBITPIX", -32)
        .with("ZNAXIS", 2)
        .with("ZNAXIS1", spectrum.rows[0].len())
        .with("ZNAXIS2", spectrum.rows.len())
        .with("ZTILE1", spectrum.rows[0].len())
        .with("ZTILE2", 1)
        .with_text("ZCMPTYPE", "GZIP_1")
        .and(&spectrum.header);
    let mut file = [primary(&FitsHeader::new()), table.to_bytes()].concat();
    let mut at = 0;
    for tile in &tiles {
        file.extend(u32::try_from(tile.len()).unwrap().to_be_bytes());
        file.extend(u32::try_from(at).unwrap().to_be_bytes());
        at += tile.len();
    }
    file.extend(heap);
    file.resize(file.len().next_multiple_of(2880), 0);
    file
}

#[expect(clippy::cast_possible_truncation, reason = "the file holds single precision")]
fn singles(row: &[f64]) -> Vec<u8> {
    row.iter().flat_map(|value| (*value as f32).to_be_bytes()).collect()
}

#[test]
fn a_packed_image_is_read_under_either_suffix() {
    let mut case = Case::new();
    for (seed, name) in [(33, "spec-55859-F5902_sp01-033.fits"), (34, "spec-55859-F5902_sp01-034.fits.fz")] {
        case.read(name, fpacked(name.trim_end_matches(".fz"), seed), &stored_wavelengths(), &fluxes(seed));
    }
    case.check();
}
