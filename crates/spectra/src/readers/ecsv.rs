//! ECSV, the tables that astropy writes (APE 6): a YAML header in comments, then CSV.
//!
//! The header is read event by event with `saphyr-parser`, which is kept up to date and, unlike a reader of whole documents,
//! lets us bound what a hostile header can do: no alias is followed, and depth and number of nodes are limited.

use saphyr_parser::{Event, Parser};

use super::Visit;
use super::csv::Records;
use super::tables::{check_size, visit_only};
use super::tabular::{Tabular, TabularColumn};
use super::text::number;
use crate::error::ReadError;
use crate::spectrum::{Spectrum, SurveyFormat};

/// How an ECSV file begins, behind its comment sign.
const MAGIC: &str = "%ECSV ";
const MAX_HEADER_BYTES: usize = 1 << 20;
const MAX_NODES: usize = 100_000;
const MAX_DEPTH: usize = 32;

/// Whether a text is an ECSV file.
pub(super) fn is_ecsv(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|rest| rest.trim_start_matches(' ').starts_with(MAGIC))
}

/// Reads the spectrum of an ECSV file.
///
/// # Errors
///
/// Where header or rows are broken, or the columns no spectrum.
pub(super) fn read_each(text: &str, out: &mut Spectrum, visit: &mut Visit<'_>) -> Result<(), ReadError> {
    let mut yaml = String::new();
    let mut header_bytes = 0;
    for line in text.split_inclusive('\n') {
        let Some(comment) = line.strip_prefix('#') else { break };
        let comment = comment.strip_prefix(' ').unwrap_or(comment);
        if !comment.starts_with('%') {
            yaml.push_str(comment);
        }
        header_bytes += line.len();
    }
    if header_bytes > MAX_HEADER_BYTES {
        return Err(ReadError::malformed_table("the header of the ECSV file is longer than 1 MiB"));
    }
    let header = Node::parse(&yaml)?;
    let mut table = describe(&header)?;
    let delimiter = match header.get("delimiter").and_then(Node::text) {
        None | Some(" ") => b' ',
        Some(",") => b',',
        Some(other) => {
            return Err(ReadError::malformed_table(format!(
                "the delimiter {:?} is none of ECSV",
                crate::units::short(other)
            )));
        }
    };
    read_rows(&mut Records::new(text, header_bytes, delimiter), &mut table)?;
    visit_only(&table, SurveyFormat::Ecsv, out, visit)
}

/// Columns and facts as the header describes them.
fn describe(header: &Node) -> Result<Tabular, ReadError> {
    let mut table = Tabular::default();
    let Some(Node::List(columns)) = header.get("datatype") else {
        return Err(ReadError::malformed_table("the header of the ECSV file describes no columns"));
    };
    for described in columns {
        let of = |key: &str| described.get(key).and_then(Node::text).unwrap_or_default().to_owned();
        let meta = |key: &str| {
            described.get("meta").and_then(|meta| meta.get(key)).and_then(Node::text).unwrap_or_default().to_owned()
        };
        let name = of("name");
        if !of("description").is_empty() {
            table.facts.insert(format!("{}.DESCRIPTION", name.to_uppercase()), of("description"));
        }
        let (unit, ucd, utype) = (of("unit"), meta("ucd"), meta("utype"));
        table.columns.push(TabularColumn { name, unit, ucd, utype, values: Vec::new() });
    }
    if let Some(meta) = header.get("meta") {
        meta.note_facts(&mut table, MAX_DEPTH);
    }
    Ok(table)
}

fn read_rows(records: &mut Records<'_>, table: &mut Tabular) -> Result<(), ReadError> {
    if !records.next()? || records.record.iter().ne(table.columns.iter().map(|column| column.name.as_str())) {
        return Err(ReadError::malformed_table("the row of names differs from the header of the ECSV file"));
    }
    while records.next()? {
        if records.record.len() != table.columns.len() {
            return Err(records.ragged(table.columns.len()));
        }
        check_size(table)?;
        for (column, cell) in table.columns.iter_mut().zip(&records.record) {
            let truth = match cell {
                "True" => Some(1.0),
                "False" => Some(0.0),
                _ => None,
            };
            // Columns of words and of vectors stay without numbers: the roles of a spectrum have none.
            column.values.push(truth.or_else(|| number(cell)).unwrap_or(f64::NAN));
        }
    }
    Ok(())
}

/// A part of a YAML document.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    fn parse(yaml: &str) -> Result<Self, ReadError> {
        let broken = |detail: &str| ReadError::malformed_table(format!("the header of the ECSV file {detail}"));
        let mut open: Vec<(Node, Option<String>)> = Vec::new();
        for (nodes, event) in Parser::new_from_str(yaml).enumerate() {
            let (event, _) =
                event.map_err(|error| broken(&format!("is no YAML: {}", crate::units::short(error.info()))))?;
            if nodes > MAX_NODES || open.len() > MAX_DEPTH {
                return Err(broken("is nested too deeply, or too long"));
            }
            let node = match event {
                Event::SequenceStart(..) => {
                    open.push((Self::List(Vec::new()), None));
                    continue;
                }
                Event::MappingStart(..) => {
                    open.push((Self::Map(Vec::new()), None));
                    continue;
                }
                Event::Scalar(text, ..) => Self::Text(text.into_owned()),
                // What an alias stands for could be repeated without end: none of ours needs one.
                Event::Alias(_) => Self::Text(String::new()),
                Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                    Some((node, _)) => node,
                    None => return Err(broken("is no YAML")),
                },
                _ => continue,
            };
            match open.last_mut() {
                None => return Ok(node),
                Some((parent, key)) => parent.add(node, key),
            }
        }
        Err(broken("is empty"))
    }

    fn add(&mut self, node: Self, key: &mut Option<String>) {
        match self {
            Self::List(list) => list.push(node),
            Self::Map(map) => match (key.take(), node) {
                (Some(key), node) => map.push((key, node)),
                (None, Self::Text(text)) => *key = Some(text),
                (None, _) => *key = Some(String::new()),
            },
            Self::Text(_) => {}
        }
    }

    /// A value by its key; an ordered map is a list of maps of one entry.
    fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(map) => map.iter().find(|(own, _)| own == key).map(|(_, node)| node),
            Self::List(list) => list.iter().find_map(|entry| match entry {
                Self::Map(map) => map.iter().find(|(own, _)| own == key).map(|(_, node)| node),
                _ => None,
            }),
            Self::Text(_) => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Notes every text under a key as a fact, whatever it is nested in.
    fn note_facts(&self, table: &mut Tabular, depth: usize) {
        if depth == 0 {
            return;
        }
        match self {
            Self::Map(map) => {
                for (key, node) in map {
                    match node {
                        Self::Text(text) => {
                            table.facts.entry(key.to_uppercase()).or_insert_with(|| text.clone());
                        }
                        _ => node.note_facts(table, depth - 1),
                    }
                }
            }
            Self::List(list) => list.iter().for_each(|node| node.note_facts(table, depth - 1)),
            Self::Text(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::readers::tables::spectra;

    fn file(datatype: &str, meta: &str, delimiter: char, names: &str, row: impl Fn(u32) -> String) -> String {
        let stated = if delimiter == ' ' { String::new() } else { format!("# delimiter: '{delimiter}'\n") };
        let rows: String = (0..5).map(|index| row(index) + "\n").collect();
        format!("# %ECSV 1.0\n# ---\n{stated}# datatype:\n{datatype}{meta}# schema: astropy-2.0\n{names}\n{rows}")
    }

    const COLUMNS: &str = "# - {name: wave, unit: nm, datatype: float64, description: wavelength in air}\n# - name: flux\n#   unit: mJy\n#   datatype: float32\n#   meta: {ucd: phot.flux.density}\n# - {name: ok, datatype: bool}\n";

    #[test]
    fn units_ucds_and_facts_come_from_the_header() {
        let meta = "# meta: !!omap\n# - OBJECT: 'HD 1'\n# - header: {RA: 12.5, DEC: -3}\n";
        for delimiter in [' ', ','] {
            let names = ["wave", "flux", "ok"].join(&delimiter.to_string());
            let row = |i: u32| [(650 + i).to_string(), "\"2.5\"".into(), "True".into()].join(&delimiter.to_string());
            let all = spectra(&file(COLUMNS, meta, delimiter, &names, row)).unwrap();
            assert_eq!((all[0].wavelength[4], all[0].flux.len()), (6540.0, 5));
            assert_eq!((all[0].meta.targetname.as_deref(), all[0].meta.ra), (Some("HD 1"), Some(12.5)));
            assert_eq!(all[0].meta.medium, Some(crate::spectrum::Medium::Air));
            assert_eq!(all[0].remarks[0].code, "flux_per_frequency");
        }
    }

    #[test]
    fn a_broken_file_is_refused_with_what_is_wrong() {
        let row = |i: u32| format!("{i} 1 True");
        for (text, part) in [
            (file(COLUMNS, "", ' ', "wave flux", row), "row of names differs"),
            (file(COLUMNS, "", ';', "wave;flux;ok", row), "the delimiter \";\""),
            (file("# - [\n", "", ' ', "wave", row), "no YAML"),
            (file("# - {name: a}\n# - {name: b}\n", "", ' ', "a b", |i| format!("{i} 1")), "(a, b)"),
            (file(COLUMNS, "", ' ', "wave flux ok", |_| "1 2".into()), "has 2 columns, not 3"),
            ("# %ECSV 1.0\n# ---\na b\n1 2\n".into(), "describes no columns"),
            ("# %ECSV 1.0\n# ---\n# {datatype: x}\na b\n1 2\n".into(), "describes no columns"),
        ] {
            let error = spectra(&text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn hostile_headers_stay_small() {
        let mut bomb = "# %ECSV 1.0\n# ---\n# a0: &a0 [x, x]\n".to_owned();
        for level in 1..40 {
            let alias = format!("*a{}", level - 1);
            bomb = format!("{bomb}# a{level}: &a{level} [{alias}, {alias}, {alias}]\n");
        }
        assert!(spectra(&format!("{bomb}wave flux\n")).is_err());
        let deep = format!("# %ECSV 1.0\n# ---\n# {}\nwave\n", "[".repeat(50_000));
        assert!(spectra(&deep).is_err());
    }
}
