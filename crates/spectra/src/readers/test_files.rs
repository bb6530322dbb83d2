//! Small files for the tests of layouts, and all that their readers hand over.

use ml_job_testkit::fits::FitsHeader;

use super::*;

/// A column of a table: name, TFORM and the bytes of each row.
pub(super) type Column<'a> = (&'a str, &'a str, Vec<Vec<u8>>);

fn padded(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(bytes.len().next_multiple_of(2880), 0);
    bytes
}

pub(super) fn plain(header: FitsHeader) -> FitsHeader {
    header
}

pub(super) fn primary(cards: impl Fn(FitsHeader) -> FitsHeader) -> Vec<u8> {
    cards(FitsHeader::new().with("SIMPLE", "T").with("BITPIX", 8).with("NAXIS", 0)).to_bytes()
}

/// A unit of double precision; the first of a file where it has no name.
pub(super) fn image(name: &str, axes: &[usize], data: &[f64], cards: impl Fn(FitsHeader) -> FitsHeader) -> Vec<u8> {
    assert_eq!(axes.iter().product::<usize>(), data.len());
    let mut header = match name {
        "" => FitsHeader::new().with("SIMPLE", "T"),
        name => FitsHeader::new().with_text("XTENSION", "IMAGE").with_text("EXTNAME", name),
    };
    header = header.with("BITPIX", -64).with("NAXIS", axes.len());
    for (axis, length) in (1..).zip(axes) {
        header = header.with(&format!("NAXIS{axis}"), length);
    }
    [cards(header).to_bytes(), padded(f64s(data))].concat()
}

pub(super) fn table(name: &str, columns: &[Column<'_>], cards: impl Fn(FitsHeader) -> FitsHeader) -> Vec<u8> {
    let rows = columns[0].2.len();
    let width: usize = columns.iter().map(|(.., cells)| cells[0].len()).sum();
    let mut header = FitsHeader::new()
        .with_text("XTENSION", "BINTABLE")
        .with("BITPIX", 8)
        .with("NAXIS", 2)
        .with("NAXIS1", width)
        .with("NAXIS2", rows)
        .with("PCOUNT", 0)
        .with("GCOUNT", 1)
        .with("TFIELDS", columns.len());
    if !name.is_empty() {
        header = header.with_text("EXTNAME", name);
    }
    for (number, (column, form, _)) in (1..).zip(columns) {
        header = header.with_text(&format!("TTYPE{number}"), column).with_text(&format!("TFORM{number}"), form);
    }
    let data = (0..rows).flat_map(|row| columns.iter().flat_map(move |(.., cells)| cells[row].clone())).collect();
    [cards(header).to_bytes(), padded(data)].concat()
}

pub(super) fn f64s(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// One value a row.
pub(super) fn each(values: &[f64]) -> Vec<Vec<u8>> {
    values.iter().map(|value| value.to_be_bytes().to_vec()).collect()
}

pub(super) fn text(values: &[&str]) -> Vec<Vec<u8>> {
    values.iter().map(|value| value.as_bytes().to_vec()).collect()
}

pub(super) fn longs(values: &[i64]) -> Vec<Vec<u8>> {
    values.iter().map(|value| value.to_be_bytes().to_vec()).collect()
}

/// A target, and what became of its spectrum.
pub(super) type Handed = (String, Result<Spectrum, ReadError>);

/// What `read_each` hands over: targets with their spectra or errors.
pub(super) fn read_all(bytes: &[u8], every_target: bool) -> Result<Vec<Handed>, ReadError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let (mut found, mut facts) = (Vec::new(), Vec::new());
    let mut reader = SpectrumReader::new();
    let want = Want { quality: true, every_target, ..Want::default() };
    reader.read_each(file.path(), &want, &mut Spectrum::default(), &mut |result, spectrum| {
        found.push((spectrum.target.clone(), result.map(|_| spectrum.clone())));
        ControlFlow::Continue(())
    })?;
    if !every_target {
        reader.read_facts(file.path(), &mut |target, meta| facts.push((target.to_owned(), meta.clone())))?;
        for (target, meta) in &facts {
            let (_, whole) = found.iter().find(|(found, _)| found == target).unwrap();
            // What is damaged in its pixels has facts all the same.
            if let Ok(whole) = whole {
                assert_eq!(whole.meta, *meta, "the facts of {target}");
            }
        }
    }
    for (target, result) in found.iter().filter(|(target, _)| !target.is_empty()) {
        let mut alone = Spectrum::default();
        let read = reader.read_target(file.path(), target, &mut alone);
        assert_eq!(read.is_ok(), result.is_ok(), "{target} on its own");
        if let Ok(spectrum) = result {
            assert_eq!((&alone.flux, &alone.meta, &alone.target), (&spectrum.flux, &spectrum.meta, target));
        }
    }
    Ok(found)
}

/// All spectra, each of which must be readable.
pub(super) fn spectra(bytes: &[u8], every_target: bool) -> Vec<Spectrum> {
    read_all(bytes, every_target)
        .unwrap()
        .into_iter()
        .map(|(target, result)| result.unwrap_or_else(|error| panic!("{target}: {error}")))
        .collect()
}

pub(super) fn targets(spectra: &[Spectrum]) -> Vec<&str> {
    spectra.iter().map(|spectrum| spectrum.target.as_str()).collect()
}

pub(super) fn only(bytes: &[u8]) -> Spectrum {
    let mut all = spectra(bytes, false);
    assert_eq!((all.len(), all[0].target.as_str()), (1, ""));
    all.remove(0)
}
