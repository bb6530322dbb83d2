//! Tables of text in FITS files (XTENSION `TABLE`; FITS 4.0, section 7.2) with columns of wavelength and flux: what old
//! archives hold.

use super::tables::{MAX_ROWS, MAX_VALUES};
use super::tabular::{Tabular, TabularColumn};
use super::text::number;
use super::units::{Kind, Unit};
use super::{Extent, Layout, Opened, Request, Verdict, Visit, facts, roles, target_name};
use crate::error::ReadError;
use crate::fits::Cards as _;
use crate::spectrum::{Spectrum, SurveyFormat};

pub(super) struct AsciiTable;

impl Layout for AsciiTable {
    fn read(
        &self,
        file: &mut Opened<'_>,
        request: &Request<'_>,
        out: &mut Spectrum,
        visit: &mut Visit<'_>,
    ) -> Result<Verdict, ReadError> {
        let units = file.units;
        let mut found = Vec::new();
        for unit in units.of(Kind::Other) {
            if let Some(table) = open(file, unit)?.filter(roles::are_spectral) {
                found.push((unit, table));
            }
        }
        if found.is_empty() {
            return Ok(Verdict::NotMine);
        }
        units.check_whole()?;
        let are_several = found.len() > 1;
        for (number, (unit, table)) in (1..).zip(found) {
            let name = if unit.name.is_empty() { number.to_string() } else { target_name(&unit.name) };
            let target = if are_several { name } else { String::new() };
            if !request.asks_for(&target) {
                continue;
            }
            out.reset();
            let result = roles::spectrum_of(&table, out).map(|_| Extent::Whole);
            file.extension.read(file.content, unit.start)?;
            out.meta.format = Some(SurveyFormat::FitsTable);
            facts::read(file, &mut out.meta);
            out.target = target;
            if visit(result, out).is_break() {
                break;
            }
        }
        Ok(Verdict::Read)
    }
}

/// A field of a row: where it begins and ends, and what its numbers mean.
struct Field {
    bytes: std::ops::Range<usize>,
    /// Digits behind a point that is not written.
    decimals: i32,
    scale: f64,
    zero: f64,
    null: Option<String>,
    is_text: bool,
}

/// The columns of a table of text; `None` for units of other kinds, and for tables without a row.
fn open(file: &mut Opened<'_>, unit: &Unit) -> Result<Option<Tabular>, ReadError> {
    file.extension.read(file.content, unit.start)?;
    let header = &*file.extension;
    if header.text("XTENSION").as_deref().map(str::trim) != Some("TABLE") {
        return Ok(None);
    }
    let &[width, rows] = header.axes()?.as_slice() else {
        return Err(ReadError::malformed("a table of text has two axes"));
    };
    header.held_bytes(file.content)?;
    let count = header.required("TFIELDS")?.clamp(0, 999);
    if rows == 0 || width == 0 {
        return Ok(None);
    }
    if rows > MAX_ROWS as u64 || rows.saturating_mul(u64::try_from(count).unwrap_or(0)) > MAX_VALUES as u64 {
        return Err(ReadError::unsupported(format!("a table of {rows} rows is no spectrum")));
    }
    let mut fields = Vec::new();
    let cards = file.primary.values().chain(header.values());
    let facts = cards.map(|(keyword, value)| (keyword.to_ascii_uppercase(), value)).collect();
    let mut table = Tabular { columns: Vec::new(), facts };
    for column in 1..=count {
        fields.push(field(file, column, width)?);
        let [name, unit, ucd, utype] = ["TTYPE", "TUNIT", "TUCD", "TUTYP"]
            .map(|keyword| file.extension.text(&format!("{keyword}{column}")).unwrap_or_default());
        table.columns.push(TabularColumn { name, unit, ucd, utype, values: Vec::new() });
    }
    let start = file.extension.end();
    let bytes = file.content.take_scratch(start, rows, width)?;
    for row in bytes.chunks_exact(usize::try_from(width).unwrap_or(usize::MAX)) {
        for (field, column) in fields.iter().zip(&mut table.columns) {
            column.values.push(field.value(row)?);
        }
    }
    file.content.put_scratch(bytes);
    // Words are no part of a spectrum.
    let mut is_text = fields.iter().map(|field| field.is_text);
    table.columns.retain(|_| is_text.next() == Some(false));
    Ok(Some(table))
}

/// The field of a column in rows of `width` bytes.
fn field(file: &Opened<'_>, column: i64, width: u64) -> Result<Field, ReadError> {
    let header = &*file.extension;
    let form = header.text(&format!("TFORM{column}")).unwrap_or_default();
    let bad = || ReadError::malformed(format!("TFORM{column} is '{form}'"));
    let code = form.trim_start().chars().next().ok_or_else(bad)?;
    let (length, decimals) =
        form.trim()[code.len_utf8()..].split_once('.').unwrap_or((&form.trim()[code.len_utf8()..], "0"));
    let (length, decimals) = (length.parse::<usize>().map_err(|_| bad())?, decimals.parse::<i32>().map_err(|_| bad())?);
    if !matches!(code, 'A' | 'I' | 'F' | 'E' | 'D') {
        return Err(bad());
    }
    let first =
        usize::try_from(header.required(&format!("TBCOL{column}"))?).ok().and_then(|first| first.checked_sub(1));
    let bytes = first.and_then(|first| Some(first..first.checked_add(length)?));
    let bytes = bytes
        .filter(|bytes| bytes.end as u64 <= width)
        .ok_or_else(|| ReadError::malformed(format!("column {column} does not fit into rows of {width} bytes")))?;
    let scaling = |keyword: &str, neutral| header.number(&format!("{keyword}{column}")).unwrap_or(neutral);
    Ok(Field {
        bytes,
        decimals: if code == 'I' { 0 } else { decimals },
        scale: scaling("TSCAL", 1.0),
        zero: scaling("TZERO", 0.0),
        null: header.text(&format!("TNULL{column}")).map(|null| null.trim().to_owned()),
        is_text: code == 'A',
    })
}

impl Field {
    /// The number of a row; NaN for what is undefined, and for words.
    fn value(&self, row: &[u8]) -> Result<f64, ReadError> {
        let cell = row.get(self.bytes.clone()).unwrap_or_default();
        let cell = String::from_utf8_lossy(cell);
        let cell = cell.trim();
        if self.is_text || self.null.as_deref() == Some(cell) {
            return Ok(f64::NAN);
        }
        // A field of blanks is 0 by the standard, and undefined to those who write them.
        let stored = number(cell).ok_or_else(|| {
            ReadError::malformed(format!("{:?} in a table of text is no number", crate::units::short(cell)))
        })?;
        let has_point = cell.contains(['.', 'E', 'D', 'e', 'd']) || self.decimals == 0;
        let stored = if has_point { stored } else { stored / 10_f64.powi(self.decimals) };
        Ok(stored * self.scale + self.zero)
    }
}

#[cfg(test)]
mod tests {
    use ml_job_testkit::fits::FitsHeader;
    use ml_job_testkit::fits_cases::primary;

    use crate::error::ReadError;
    use crate::{Spectrum, read_spectrum};

    /// A file with a table of three columns: words, wavelengths in nm, fluxes.
    fn read(rows: &[&str], cards: impl Fn(FitsHeader) -> FitsHeader) -> Result<Spectrum, ReadError> {
        let header = FitsHeader::new()
            .with_text("XTENSION", "TABLE")
            .with("BITPIX", 8)
            .with("NAXIS", 2)
            .with("NAXIS1", 20)
            .with("NAXIS2", rows.len())
            .with("PCOUNT", 0)
            .with("GCOUNT", 1)
            .with("TFIELDS", 3)
            .with_text("TTYPE1", "NOTE")
            .with_text("TFORM1", "A3")
            .with("TBCOL1", 1)
            .with_text("TTYPE2", "WAVELENGTH")
            .with_text("TFORM2", "F7.2")
            .with_text("TUNIT2", "nm")
            .with("TBCOL2", 5)
            .with_text("TTYPE3", "FLUX")
            .with_text("TFORM3", "E8.2")
            .with_text("TNULL3", "*")
            .with("TBCOL3", 13)
            .with_text("OBJECT", "HD 1");
        let data: String = rows.iter().map(|row| format!("{row:<20}")).collect();
        let mut bytes = [primary(&FitsHeader::new()), cards(header).to_bytes(), data.into_bytes()].concat();
        bytes.resize(bytes.len().next_multiple_of(2880), b' ');
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        read_spectrum(file.path())
    }

    const ROWS: [&str; 3] = ["abc  650.00 1.5D+01", "d    651.00     200", "e     65200       *"];

    #[test]
    fn columns_of_text_are_a_spectrum() {
        let spectrum = read(&ROWS, |header| header).unwrap();
        assert_eq!(spectrum.wavelength, [6500.0, 6510.0, 6520.0]);
        // Without a point the last two digits are those behind it.
        assert_eq!(spectrum.flux[..2], [15.0, 2.0]);
        assert!(spectrum.flux[2].is_nan());
        assert_eq!(spectrum.meta.targetname.as_deref(), Some("HD 1"));
    }

    #[test]
    fn scaled_columns_are_what_the_keywords_say() {
        let spectrum = read(&ROWS, |header| header.with("TSCAL3", 2).with("TZERO3", 1)).unwrap();
        assert_eq!(spectrum.flux[..2], [31.0, 5.0]);
    }

    #[test]
    fn what_is_damaged_is_named() {
        let told = |rows: &[&str], cards: fn(FitsHeader) -> FitsHeader| read(rows, cards).unwrap_err().to_string();
        assert!(told(&["abc  65x.00 1.5"], |header| header).contains("\"65x.00\""));
        assert!(told(&ROWS, |header| header.with("TBCOL3", 14)).contains("column 3 does not fit"));
        assert!(told(&ROWS, |header| header.with_text("TFORM2", "Q7")).contains("TFORM2 is 'Q7'"));
        assert!(told(&ROWS, |header| header.with_text("TTYPE3", "TIME")).contains("a table of 3 rows"));
    }
}
