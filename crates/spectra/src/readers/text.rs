//! Two or more columns of numbers in a text, with comments, headings or neither.
//!
//! Comments start with `#`, `;`, `!`, `%` or `//`; those of the form `KEY = value` or `key: value` are facts, and so are the
//! cards of a FITS header before the numbers, as IRAF's `wspectext` writes them. The names of the columns are the last line
//! before the numbers, as a comment or not; a line of units may follow them. Other lines may stand before names that are
//! known. Without names the columns are wavelength, flux and, if there is a third one, its error, with a remark. At least
//! [`MIN_ROWS`] rows of equally many numbers have to stand there: anything else is no table. Decimal commas are understood
//! where every number of a line has at most one and none a point, and remarked.

use std::collections::BTreeMap;

use super::Visit;
use super::roles::is_known_name;
use super::tables::{MIN_ROWS, check_size, visit_only};
use super::tabular::{Tabular, TabularColumn};
use crate::error::ReadError;
use crate::spectrum::{ReadRemark, Spectrum, SurveyFormat};

const COMMENTS: [&str; 5] = ["#", ";", "!", "%", "//"];

/// Columns of a text; a table of more is no spectrum.
const MAX_COLUMNS: usize = 64;
/// Lines of words before the numbers: the names, the units, and what people write above.
const MAX_HEADINGS: usize = 20;
/// Facts that are kept of one file, and the bytes of one.
const MAX_FACTS: usize = 1000;
const MAX_FACT_BYTES: usize = 200;

/// Names for the columns of a table that has none.
pub(super) const POSITIONAL: [&str; 3] = ["wavelength", "flux", "error"];

/// Reads the one spectrum of a text; `false` where it is no table of numbers.
///
/// # Errors
///
/// Where the table is broken, or no spectrum.
pub(super) fn read_each(text: &str, out: &mut Spectrum, visit: &mut Visit<'_>) -> Result<bool, ReadError> {
    let Some((table, is_named)) = parse(text)? else { return Ok(false) };
    if is_named {
        return visit_only(&table, SurveyFormat::Text, out, visit).map(|()| true);
    }
    super::tables::fill(&table, SurveyFormat::Text, "", out)?;
    out.remarks.push(unnamed(table.columns.len()));
    let _ = visit(Ok(super::Extent::Whole), out);
    Ok(true)
}

/// A text with decimal commas and blanks between the columns, with points in their place; `None` for any other.
pub(super) fn with_decimal_points(text: &str) -> Option<String> {
    // The numbers stand last, whatever stands before them.
    let mut last = text.lines().rev().filter(|line| !line.trim().is_empty()).take(MIN_ROWS);
    if !last.any(has_decimal_commas) {
        return None;
    }
    let mut rows = 0;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if has_decimal_commas(line) {
            rows += 1;
            out.push_str(&line.replace(',', "."));
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    (rows >= MIN_ROWS).then_some(out)
}

/// Whether a line holds two or more numbers, some of them with a comma between digits, and none with a point.
fn has_decimal_commas(line: &str) -> bool {
    let is_number = |word: &str| {
        let digit = |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
        let is_decimal = |(whole, rest): (&str, &str)| digit(whole.chars().next_back()) && digit(rest.chars().next());
        let plain = word.split_once(',').map(|parts| is_decimal(parts).then(|| word.replacen(',', ".", 1)));
        !word.contains('.')
            && plain.unwrap_or_else(|| Some(word.to_owned())).is_some_and(|word| number(&word).is_some())
    };
    line.contains(',') && line.split_ascii_whitespace().nth(1).is_some() && line.split_ascii_whitespace().all(is_number)
}

/// Whether a text holds columns of numbers with blanks between them.
pub(super) fn is_table(text: &str) -> bool {
    matches!(parse(text), Ok(Some(_)))
}

/// The remark on columns that are recognised by their order alone.
pub(super) fn unnamed(columns: usize) -> ReadRemark {
    let read = POSITIONAL[..columns.min(POSITIONAL.len())].join(", ");
    ReadRemark { code: "columns_unnamed", detail: format!("the columns have no names, and are read as {read}") }
}

/// The table in a text, and whether its columns have names.
fn parse(text: &str) -> Result<Option<(Tabular, bool)>, ReadError> {
    let mut table = Tabular::default();
    let mut headings: Vec<&str> = Vec::new();
    let mut last_comment = "";
    let mut row = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(comment) = comment(line) {
            note_fact(comment, &mut table.facts);
            if table.columns.is_empty() && !comment.is_empty() {
                last_comment = comment;
            }
        } else if line.is_empty() || line == "\u{1a}" {
        } else if table.columns.is_empty() && headings.is_empty() && is_card(line) {
            note_fact(line, &mut table.facts);
        } else if !numbers(line, &mut row) {
            if !table.columns.is_empty() || headings.len() == MAX_HEADINGS {
                return broken(&table, number, "is no row of numbers");
            }
            headings.push(line);
        } else if table.columns.is_empty() {
            table.columns =
                row.iter().map(|&value| TabularColumn { values: vec![value], ..Default::default() }).collect();
        } else if row.len() != table.columns.len() {
            return broken(&table, number, &format!("has {} columns, not {}", row.len(), table.columns.len()));
        } else {
            table.columns.iter_mut().zip(&row).for_each(|(column, &value)| column.values.push(value));
        }
        check_size(&table)?;
    }
    if rows(&table) < MIN_ROWS || table.columns.len() < 2 {
        return Ok(None);
    }
    Ok(name_columns(&mut table, &headings, last_comment).map(|is_named| (table, is_named)))
}

fn rows(table: &Tabular) -> usize {
    table.columns.first().map_or(0, |column| column.values.len())
}

/// A line that does not fit is an error in what is a table so far, else the text is none.
fn broken<T>(table: &Tabular, line: usize, what: &str) -> Result<Option<T>, ReadError> {
    if rows(table) < MIN_ROWS || table.columns.len() < 2 {
        return Ok(None);
    }
    Err(ReadError::malformed_table(format!("line {} {what}", line + 1)))
}

/// Names the columns; `None` where the headings do not fit, so that the text is no table.
fn name_columns(table: &mut Tabular, headings: &[&str], last_comment: &str) -> Option<bool> {
    let columns = table.columns.len();
    let fitting = |line: &str| Some(words(line)).filter(|words| words.len() == columns);
    let known = |words: &[String]| words.iter().filter(|word| is_known_name(word)).count();
    // The names alone, or the names and the units, whatever stands above names that are known.
    let (names, units) = match headings {
        [] => (fitting(last_comment).filter(|words| known(words) > 0), None),
        [names] => (Some(fitting(names)?), None),
        [.., above, last] => match (fitting(above), fitting(last)) {
            // A unit may be a name, as `counts` is.
            (Some(names), Some(units))
                if known(&names) >= known(&units) && (known(&names) > 0 || headings.len() == 2) =>
            {
                (Some(names), Some(units))
            }
            (_, Some(names)) if known(&names) > 0 => (Some(names), None),
            _ => return None,
        },
    };
    let Some(names) = names else {
        for (column, name) in table.columns.iter_mut().zip(POSITIONAL) {
            name.clone_into(&mut column.name);
        }
        return Some(false);
    };
    for (column, name) in table.columns.iter_mut().zip(names) {
        column.name = name;
    }
    if let Some(units) = units {
        for (column, unit) in table.columns.iter_mut().zip(units) {
            unit.trim_matches(['[', ']', '(', ')']).clone_into(&mut column.unit);
        }
    }
    Some(true)
}

/// The words of a heading; what stands in brackets belongs to the word before.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut depth = 0_i32;
    for word in line.split([' ', '\t', ',']).filter(|word| !word.is_empty()).take(4 * MAX_COLUMNS) {
        let starts = word.starts_with(['[', '(']);
        match words.last_mut() {
            Some(last) if depth > 0 || starts => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        for character in word.chars() {
            depth += i32::from("[(".contains(character)) - i32::from("])".contains(character));
        }
    }
    words
}

/// Whether a line is a card of a FITS header.
fn is_card(line: &str) -> bool {
    let is_keyword = |keyword: &str| {
        let letters = keyword.trim_end();
        let is_of_keyword = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        !letters.is_empty() && letters.bytes().all(is_of_keyword)
    };
    line == "END"
        || ["HISTORY", "COMMENT"]
            .iter()
            .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
        || line.split_at_checked(8).is_some_and(|(keyword, rest)| rest.starts_with('=') && is_keyword(keyword))
}

/// The text of a comment line, without its sign.
pub(super) fn comment(line: &str) -> Option<&str> {
    let line = line.trim();
    let sign = COMMENTS.iter().find(|sign| line.starts_with(**sign))?;
    Some(line.trim_start_matches(sign).trim())
}

/// Notes a fact of the form `KEY = 'value' / comment` or `key: value`.
pub(super) fn note_fact(comment: &str, facts: &mut BTreeMap<String, String>) {
    let Some((key, value)) = comment.split_once(['=', ':']) else { return };
    let key = key.trim();
    let is_key = !key.is_empty()
        && key.len() <= MAX_FACT_BYTES
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.'));
    if !is_key || facts.len() >= MAX_FACTS {
        return;
    }
    let value = value.trim();
    let value = match value.strip_prefix(['\'', '"']) {
        Some(quoted) => quoted.split(['\'', '"']).next().unwrap_or_default(),
        None => value.split(" /").next().unwrap_or_default(),
    };
    if value.len() <= MAX_FACT_BYTES {
        // The first card of a keyword counts, as in FITS.
        facts.entry(key.to_uppercase().replace(' ', "_")).or_insert_with(|| value.trim().to_owned());
    }
}

/// Reads a row of numbers; false where something else stands there.
fn numbers(line: &str, row: &mut Vec<f64>) -> bool {
    row.clear();
    for word in line.split_ascii_whitespace() {
        match number(word) {
            Some(value) if row.len() < MAX_COLUMNS => row.push(value),
            _ => return false,
        }
    }
    !row.is_empty() && row[0].is_finite()
}

/// A number as people and Fortran write it; NaN for what stands for no number.
pub(super) fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    if let Ok(value) = cell.parse() {
        return Some(value);
    }
    let is_none = cell.is_empty()
        || ["--", "null", "none", "n/a", "na", "-nan", "\"\"", "masked"]
            .iter()
            .any(|none| cell.eq_ignore_ascii_case(none));
    if is_none {
        return Some(f64::NAN);
    }
    let (mantissa, exponent) = cell.split_once(['d', 'D'])?;
    mantissa.parse::<f64>().ok()?;
    format!("{mantissa}e{exponent}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::tables::spectra;

    fn rows(row: impl Fn(u32) -> String) -> String {
        (0..10).map(|index| row(index) + "\n").collect()
    }

    fn only(text: &str) -> Spectrum {
        let mut all = spectra(text).unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    #[test]
    fn columns_without_names_are_wavelength_flux_and_error() {
        let spectrum = only(&rows(|i| format!("  {}.5\t{}e-3  2.0", 6500 + i, i)));
        assert_eq!((spectrum.wavelength[9], spectrum.flux[9]), (6509.5, 0.009));
        assert_eq!(spectrum.ivar.unwrap()[..1], [0.25]);
        let codes: Vec<_> = spectrum.remarks.iter().map(|remark| remark.code).collect();
        assert_eq!(codes, ["unit_assumed", "columns_unnamed"]);
    }

    #[test]
    fn names_and_units_stand_in_headings_or_in_the_last_comment() {
        let data = rows(|i| format!("{} {i}", 650 + i));
        for heading in [
            "wavelength[nm] flux\n",
            "# wavelength [nm]  flux [erg / s]\n",
            "# Made by us\n#lambda(nm) flux\n",
            "wave flux\nnm -\n",
            "! wavelength_nm flux\n",
            "; Wavelength (nm), Flux\n\n",
        ] {
            let spectrum = only(&format!("{heading}{data}"));
            assert_eq!(spectrum.wavelength[1..2], [6510.0], "{heading}");
            assert!(spectrum.remarks.is_empty(), "{heading}");
        }
    }

    #[test]
    fn what_stands_above_known_names_and_the_cards_of_iraf_do_no_harm() {
        let data = rows(|i| format!("{} {i}", 650 + i));
        for heading in ["A star\nof last night\nwave(nm) flux\n", "HD 1, V = 5.1\nwave flux\nnm counts\n"] {
            let spectrum = only(&format!("{heading}{data}"));
            assert_eq!((spectrum.wavelength[1], spectrum.remarks.len()), (6510.0, 0), "{heading}");
        }
        let cards = "BITPIX  =                  -32  /  IEEE\nOBJECT  = 'HD 1    '           / it\nHISTORY cut, and joined\nEND\n\n";
        let spectrum = only(&format!("{cards}{}", rows(|i| format!("{} {i}", 6500 + i))));
        assert_eq!((spectrum.wavelength[1], spectrum.meta.targetname.as_deref()), (6501.0, Some("HD 1")));
        assert!(spectra(&format!("Ten numbers\nof a log\n{data}")).is_err(), "no names");
    }

    #[test]
    fn decimal_commas_between_blanks_are_understood() {
        let spectrum = only(&format!("# wave[nm] flux\n{}", rows(|i| format!("{},5  {i},25e1", 650 + i))));
        assert_eq!((spectrum.wavelength[0], spectrum.flux[1]), (6505.0, 12.5));
        assert_eq!(spectrum.remarks[0].code, "decimal_comma");
        // Commas between the columns are none.
        let plain = only(&rows(|i| format!("{}, {i}", 6500 + i)));
        assert_eq!((plain.wavelength[1], plain.flux[1]), (6501.0, 1.0));
    }

    #[test]
    fn comments_state_facts() {
        let head =
            "# OBJECT  = 'HD 12345 '  / the star\n; RA = 10.5\n! dec: -5\n% VACUUM = F / air\n# free text, 1=2\n";
        let spectrum = only(&format!("{head}{}", rows(|i| format!("{} {i}", 6500 + i))));
        assert_eq!(spectrum.meta.targetname.as_deref(), Some("HD 12345"));
        assert_eq!((spectrum.meta.ra, spectrum.meta.dec), (Some(10.5), Some(-5.0)));
        assert_eq!(spectrum.meta.medium, Some(crate::spectrum::Medium::Air));
    }

    #[test]
    fn a_table_that_breaks_off_is_an_error_with_its_line() {
        let data = rows(|i| format!("{} {i}", 6500 + i));
        for (line, part) in [("6511", "line 11 has 1 columns, not 2"), ("the end", "line 11 is no row of numbers")] {
            let error = spectra(&format!("{data}{line}\n")).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn numbers_of_fortran_and_missing_ones_are_understood() {
        assert_eq!((number("1.5D-3"), number("-2d2"), number("+7")), (Some(0.0015), Some(-200.0), Some(7.0)));
        assert!(["", "nan", "NaN", "--", "NULL"].iter().all(|cell| number(cell).unwrap().is_nan()));
        assert!(["D", "1D", "x", "1,5", "0x10", "1e", "12:30", "1_000"].iter().all(|cell| number(cell).is_none()));
    }

    #[test]
    fn names_that_are_no_spectrum_are_named() {
        let error = spectra(&format!("time magnitude\n{}", rows(|i| format!("{i} 1")))).unwrap_err().to_string();
        assert!(error.contains("time, magnitude"), "{error}");
    }
}
