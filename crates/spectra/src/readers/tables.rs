//! Tables that are no FITS: which format a file has, and the handing over of its spectra.
//!
//! The content decides: a `VOTable` by its root element, ECSV by its first line, CSV by a delimiter that every line has, text
//! by columns of numbers. What is none of them (a login page, a log, a program) is left to be refused by name.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::roles::spectrum_of;
use super::tabular::Tabular;
use super::{Extent, Visit, Want, csv, ecsv, target_name, text, votable};
use crate::error::ReadError;
use crate::spectrum::{ReadRemark, Spectrum, SurveyFormat};

/// Rows that a table without a description must have, to be taken for a spectrum: fewer numbers stand in any log.
pub(super) const MIN_ROWS: usize = 8;

/// No spectrum has more pixels than this; it bounds what a table of many short rows can make us allocate.
pub(super) const MAX_ROWS: usize = 1 << 21;

/// Numbers that are kept of one table: 128 MiB.
pub(super) const MAX_VALUES: usize = 1 << 24;

/// How many bytes are looked at to tell text from anything else.
const LOOKED_AT: usize = 8192;

/// Reads the spectra of a table which is no FITS file, one after another, and hands each to `visit`; `false` where the
/// content is no table of a known format.
///
/// All pixels of every spectrum are read, whatever is wanted.
///
/// # Errors
///
/// Where the file is such a table, but damaged or no spectrum; what concerns one spectrum of many goes to `visit`.
pub(crate) fn read_each_table(
    bytes: &[u8],
    name: &str,
    _want: &Want,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<bool, ReadError> {
    name.clone_into(&mut out.name);
    let Some(text) = decode(bytes) else { return Ok(false) };
    if text.trim_start().starts_with('<') {
        return votable::read_each(&text, out, visit);
    }
    if ecsv::is_ecsv(&text) {
        return ecsv::read_each(&text, out, visit).map(|()| true);
    }
    match csv::delimiter(&text) {
        // Tabulators may be blanks like others.
        Some(b'\t') if text::is_table(&text) => text::read_each(&text, out, visit),
        Some(b',') if let Some(plain) = text::with_decimal_points(&text) => {
            text::read_each(&plain, out, &mut |result, spectrum| {
                spectrum.remarks.push(decimal_comma());
                visit(result, spectrum)
            })
        }
        Some(delimiter) => csv::read_each(&text, delimiter, out, visit),
        None => text::read_each(&text, out, visit),
    }
}

/// The remark on commas that were read as decimal points.
pub(super) fn decimal_comma() -> ReadRemark {
    ReadRemark { code: "decimal_comma", detail: "commas are read as decimal points".to_owned() }
}

/// The text of a file: UTF-8, UTF-16 with a byte order mark, else ISO 8859-1; `None` where it is no text.
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks().0.iter().map(|&pair| unit(pair));
        Cow::Owned(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return Some(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Some(utf16(rest, u16::from_be_bytes)),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a);
    if bytes.iter().take(LOOKED_AT).any(is_control) {
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
    };
    // Lines that end in a carriage return alone come from old instruments.
    let is_old = text.contains('\r') && !text.contains('\n');
    Some(if is_old { Cow::Owned(text.replace('\r', "\n")) } else { text })
}

/// Refuses a table that has grown too large for one of spectra.
///
/// # Errors
///
/// Beyond [`MAX_ROWS`] or [`MAX_VALUES`].
pub(super) fn check_size(table: &Tabular) -> Result<(), ReadError> {
    let rows = table.columns.last().map_or(0, |column| column.values.len());
    if rows > MAX_ROWS || rows * table.columns.len() > MAX_VALUES {
        return Err(ReadError::unsupported(format!("a table of more than {rows} rows is no spectrum")));
    }
    Ok(())
}

/// Hands the spectrum of a table over as `target`.
///
/// # Errors
///
/// Where its columns are no spectrum that can be used.
pub(super) fn fill(table: &Tabular, format: SurveyFormat, target: &str, out: &mut Spectrum) -> Result<(), ReadError> {
    out.reset();
    out.target = target_name(target);
    out.meta.format = Some(format);
    if spectrum_of(table, out)? {
        return Ok(());
    }
    let names: Vec<&str> = table.columns.iter().take(8).map(|column| column.name.trim()).collect();
    let more = if table.columns.len() > names.len() { ", …" } else { "" };
    Err(ReadError::unsupported(format!(
        "among its columns ({}{more}) there is no wavelength with a flux",
        crate::units::short(&names.join(", "))
    )))
}

/// Reads the only spectrum of a file and hands it over.
///
/// # Errors
///
/// Where its columns are no spectrum that can be used.
pub(super) fn visit_only(
    table: &Tabular,
    format: SurveyFormat,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> Result<(), ReadError> {
    fill(table, format, "", out)?;
    let _ = visit(Ok(Extent::Whole), out);
    Ok(())
}

/// Reads one spectrum of many and hands it over with what became of it.
pub(super) fn visit_one(
    table: &Tabular,
    format: SurveyFormat,
    target: &str,
    out: &mut Spectrum,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    let result = fill(table, format, target, out).map(|()| Extent::Whole);
    visit(result, out)
}

/// Reads a table from `text` and returns its spectra: what the tests of the formats need.
#[cfg(test)]
pub(super) fn spectra(text: &str) -> Result<Vec<Spectrum>, ReadError> {
    let (mut all, mut out) = (Vec::new(), Spectrum::default());
    let is_table = read_each_table(text.as_bytes(), "table", &Want::default(), &mut out, &mut |result, spectrum| {
        result.unwrap_or_else(|error| panic!("{}: {error}", spectrum.target));
        all.push(spectrum.clone());
        ControlFlow::Continue(())
    })?;
    if is_table { Ok(all) } else { Err(ReadError::NotFits { found: "no table" }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(bytes: &[u8]) -> bool {
        let mut out = Spectrum::default();
        !read_each_table(bytes, "x", &Want::default(), &mut out, &mut |_, _| ControlFlow::Continue(()))
            .is_ok_and(|read| read)
    }

    #[test]
    fn what_is_no_table_is_never_read_as_one() {
        let log: String = (0..50)
            .map(|line| format!("2024-01-01 12:00:{line:02} INFO request {line} done\n"))
            .collect::<Vec<_>>()
            .concat();
        let json: String =
            (0..50).map(|line| format!("{{\"wavelength\": {line}, \"flux\": 1}},\n")).collect::<Vec<_>>().concat();
        let numbers: String =
            (0..100).map(|line| format!("{} {}\n", (line * 7919) % 100, line)).collect::<Vec<_>>().concat();
        let short: String = (0..7).map(|line| format!("{} 1.0\n", 5000 + line)).collect::<Vec<_>>().concat();
        let readme = "# A star\n\nThe spectra are in the folder data.\n\n- one, two\n- three, four\n";
        for text in [
            &log[..],
            &format!("[{json}]"),
            &json,
            &numbers,
            &short,
            readme,
            "<!DOCTYPE html><html></html>",
            "",
            "\n",
            "5000 1",
        ] {
            assert!(is_refused(text.as_bytes()), "{}", &text[..text.len().min(60)]);
        }
        for bytes in [&b"\x89HDF\r\n\x1a\n"[..], b"PK\x03\x04", &[0; 100], &[0xff; 100], &[0xff, 0xfe, 0]] {
            assert!(is_refused(bytes));
        }
    }

    #[test]
    fn texts_of_other_encodings_are_the_same_table() {
        let text: String = std::iter::once("wavelength [Å] flux\n".to_owned())
            .chain((0..9).map(|line| format!("{} {line}\n", 5000 + line)))
            .collect();
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let little = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let returns = text.replace('\n', "\r").into_bytes();
        for bytes in [text.clone().into_bytes(), returns, latin, little, big, marked] {
            let mut out = Spectrum::default();
            let mut seen = 0;
            let read = read_each_table(&bytes, "x", &Want::default(), &mut out, &mut |_, spectrum| {
                seen += spectrum.flux.len();
                ControlFlow::Continue(())
            });
            assert_eq!((read.unwrap(), seen), (true, 9));
        }
    }

    fn bzip2(bytes: &[u8]) -> Vec<u8> {
        use std::io::Write as _;
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn each_spectrum_of_a_packed_file_is_found_by_its_address() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pool.csv.bz2");
        let cells = |first: u32| (0..9).map(|i| (first + i).to_string()).collect::<Vec<_>>().join(",");
        let pool = format!("id,snr,{}\na,5,{}\nb,7,{}\n", cells(6500), cells(1), cells(20));
        std::fs::write(&path, bzip2(pool.as_bytes())).unwrap();
        let (mut reader, mut spectrum) = (crate::SpectrumReader::new(), Spectrum::default());
        reader.read_target(&path, "b", &mut spectrum).unwrap();
        assert_eq!((spectrum.address().as_str(), spectrum.flux[0].to_bits()), ("pool.csv#b", 20_f64.to_bits()));
        assert_eq!(reader.read_target(&path, "c", &mut spectrum).unwrap_err().code(), "no_such_target");
        assert!(reader.read(&path, &mut spectrum).unwrap_err().to_string().contains("several spectra"));
        let mut facts = Vec::new();
        reader.read_facts(&path, &mut |target, meta| facts.push((target.to_owned(), meta.snr()))).unwrap();
        assert_eq!(facts, [("a".to_owned(), Some(5.0)), ("b".to_owned(), Some(7.0))]);
    }

    #[test]
    fn a_packed_spectrum_is_the_same_under_any_suffix() {
        let directory = tempfile::tempdir().unwrap();
        let fits = ml_job_testkit::fits::LamostSpectrum::new("spec-1.fits", 100).image();
        let read = |name: &str, bytes: &[u8]| {
            std::fs::write(directory.path().join(name), bytes).unwrap();
            crate::read_spectrum(&directory.path().join(name)).unwrap()
        };
        let plain = read("spec-1.fits", &fits);
        for (name, bytes) in [
            ("spec-1.fits.bz2", bzip2(&fits)),
            ("spec-1.fits.zst", zstd(&fits)),
            ("spec-1.fits.Z", bzip2(&zstd(&fits))),
            ("spec-1.fits", zstd(&fits)),
        ] {
            assert!(read(name, &bytes) == plain, "{name}");
        }
    }

    #[test]
    fn mutated_tables_are_read_or_refused_and_nothing_else() {
        use rand::{Rng as _, RngExt as _, SeedableRng as _};
        let rows = |delimiter: &str| -> String {
            (0..12).map(|i| format!("{}{delimiter}{i}.5\n", 5000 + i)).collect::<Vec<_>>().concat()
        };
        let cells: String =
            (0..12).map(|i| format!("<TR><TD>{}</TD><TD>{i}</TD></TR>", 5000 + i)).collect::<Vec<_>>().concat();
        let pool: String = (0..12).map(|i| format!(",{}", 6500 + i)).collect::<Vec<_>>().concat();
        let field = |name: &str| format!("<FIELD name=\"{name}\" datatype=\"double\" arraysize=\"1\" unit=\"nm\"/>");
        let seeds = [
            format!("# OBJECT = x\nwave flux\n{}", rows(" ")),
            format!("wave [AA],flux\n{}", rows(",")),
            format!("id{pool}\na{pool}\nb{pool}\n"),
            format!(
                "# %ECSV 1.0\n# ---\n# datatype:\n# - {{name: wave, unit: nm}}\n# - {{name: flux}}\nwave flux\n{}",
                rows(" ")
            ),
            format!(
                "<VOTABLE><RESOURCE><TABLE>{}{}<DATA><TABLEDATA>{cells}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>",
                field("wave"),
                field("flux")
            ),
            format!(
                "<VOTABLE><RESOURCE><TABLE>{}{}<DATA><BINARY2><STREAM encoding=\"base64\">AEC0AAAAAAAAQLQAAAAAAAAA</STREAM></BINARY2></DATA></TABLE></RESOURCE></VOTABLE>",
                field("wave"),
                field("flux")
            ),
        ];
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(8);
        let mut out = Spectrum::default();
        for seed in &seeds {
            for _ in 0..2000 {
                let mut bytes = seed.clone().into_bytes();
                for _ in 0..random.random_range(1..6) {
                    let place = random.random_range(0..bytes.len());
                    match random.random_range(0..4) {
                        0 => bytes[place] = random.next_u32().to_be_bytes()[0],
                        1 => bytes.truncate(place.max(1)),
                        2 => bytes[place] = *b"<>\",;\n#[]{}*&0-e.".get(random.random_range(0..18)).unwrap_or(&b'x'),
                        _ => {
                            let end = random.random_range(place..bytes.len());
                            let part = bytes[place..=end].to_vec();
                            bytes.splice(place..place, part);
                        }
                    }
                }
                let _ = read_each_table(&bytes, "x", &Want::default(), &mut out, &mut |result, spectrum| {
                    if result.is_ok() {
                        assert!(spectrum.wavelength.len() == spectrum.flux.len() && spectrum.wavelength.is_sorted());
                        assert!(spectrum.ivar.as_ref().is_none_or(|ivar| ivar.len() == spectrum.flux.len()));
                    }
                    ControlFlow::Continue(())
                });
            }
        }
    }
}
