//! The walk through the elements of a `VOTable`.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::field::{Datatype, Field, Size};
use super::{binary, fits};
use crate::compression::{Compression, Unpacker};
use crate::error::ReadError;
use crate::readers::tables::{MAX_ROWS, MAX_VALUES};
use crate::units::short;

const MAX_DEPTH: usize = 64;
const MAX_FIELDS: usize = 1024;
const MAX_TABLES: usize = 256;
const MAX_ATTRIBUTES: usize = 64;
const MAX_FACTS: usize = 500;
const MAX_FACT_BYTES: usize = 200;
/// What a packed stream may unpack to.
const MAX_STREAM_BYTES: u64 = 64 << 20;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A table with its numbers.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// `name`, or else `ID`.
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    pub(super) rows: usize,
    pub(super) facts: BTreeMap<String, String>,
    /// The first field of words, which names the rows.
    pub(super) identifier: Option<usize>,
    pub(super) identifiers: Vec<String>,
}

/// Reads all tables of a document; `None` where its root is no VOTABLE.
///
/// # Errors
///
/// Where the document is broken.
pub(super) fn read(text: &str) -> Result<Option<Vec<Table>>, ReadError> {
    let mut reader = Reader::from_str(text);
    let mut walk = Walk::default();
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) if walk.path.is_empty() => return Ok(None),
            Err(error) => {
                return Err(ReadError::malformed_table(format!(
                    "the VOTable is no XML: {}",
                    short(&error.to_string())
                )));
            }
        };
        match event {
            Event::Start(element) => {
                if walk.path.is_empty() && name_of(&element) != "VOTABLE" {
                    return Ok(None);
                }
                walk.start(&element)?;
            }
            Event::Empty(element) if !walk.path.is_empty() => {
                walk.start(&element)?;
                walk.end()?;
            }
            Event::End(_) => walk.end()?,
            Event::Text(text) => walk.add_text(&text.xml10_content())?,
            Event::CData(text) => walk.add_text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten();
                let name = reference.xml10_content();
                let predefined = || quick_xml::escape::resolve_predefined_entity(&name);
                match (character, predefined()) {
                    (Some(character), _) => walk.add_text(character.encode_utf8(&mut [0; 4]))?,
                    (None, Some(text)) => walk.add_text(text)?,
                    // Own entities are how a small document becomes a large one.
                    (None, None) => {
                        return Err(ReadError::malformed_table(format!(
                            "the VOTable uses the entity {:?}",
                            short(&name)
                        )));
                    }
                }
            }
            Event::Eof if walk.path.is_empty() && !walk.is_started => return Ok(None),
            Event::Eof if walk.path.is_empty() => return Ok(Some(walk.tables)),
            Event::Eof => return Err(ReadError::malformed_table("the VOTable is cut off")),
            _ => {}
        }
    }
}

/// The local name of an element: prefixes of namespaces differ between the versions.
fn name_of(element: &BytesStart<'_>) -> String {
    let name = element.name();
    let full = name.as_ref();
    full.rsplit(':').next().unwrap_or(full).to_owned()
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element
        .attributes()
        .with_checks(false)
        .take(MAX_ATTRIBUTES)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name);
    found.and_then(|found| found.normalized_value(XmlVersion::Implicit1_0).ok()).unwrap_or_default().trim().to_owned()
}

/// How the rows of the present table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    Binary,
    Binary2,
    Fits,
}

/// The bytes of a STREAM; a gzipped one is unpacked, to `limit_bytes` at most.
///
/// # Errors
///
/// Where the encoding is another than base64, or the stream is damaged.
pub(super) fn decode_stream(text: &str, encoding: &str, limit_bytes: u64) -> Result<Vec<u8>, ReadError> {
    if !(encoding.is_empty() || encoding.eq_ignore_ascii_case("base64")) {
        return Err(ReadError::unsupported(format!("its rows are encoded as {:?}", short(encoding))));
    }
    let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes =
        BASE64.decode(packed).map_err(|_| ReadError::malformed_table("the rows of the VOTable are no base64"))?;
    if Compression::detect(&bytes) != Some(Compression::Gzip) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    Unpacker::default().unpack(&bytes, limit_bytes, &mut unpacked)?;
    Ok(unpacked)
}

/// What the walk knows where it is.
#[derive(Default)]
struct Walk {
    is_started: bool,
    path: Vec<String>,
    tables: Vec<Table>,
    /// The table that is open.
    table: Option<Table>,
    /// Facts of the open resources, the innermost last.
    facts: Vec<BTreeMap<String, String>>,
    /// Meanings that groups give to fields: reference, utype, UCD.
    references: Vec<(String, String, String)>,
    /// The utypes of open groups.
    groups: Vec<String>,
    text: String,
    /// The cell of the present row.
    cell: usize,
    values: usize,
    rows: Option<Rows>,
    encoding: String,
}

impl Walk {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let name = name_of(element);
        let of = |key: &str| attribute(element, key);
        self.is_started = true;
        match name.as_str() {
            "RESOURCE" => self.facts.push(self.facts.last().cloned().unwrap_or_default()),
            "TABLE" if self.tables.len() >= MAX_TABLES => {
                return Err(ReadError::unsupported(format!("the VOTable has more than {MAX_TABLES} tables")));
            }
            "TABLE" => {
                let title = [of("name"), of("ID")].into_iter().find(|title| !title.is_empty()).unwrap_or_default();
                let facts = self.facts.last().cloned().unwrap_or_default();
                self.table = Some(Table { name: title, facts, ..Table::default() });
                self.references.clear();
            }
            "FIELD" => self.add_field(element)?,
            "VALUES" => {
                let null = of("null").parse().ok();
                if self.path.last().is_some_and(|parent| parent == "FIELD")
                    && let Some(field) = self.table.as_mut().and_then(|table| table.fields.last_mut())
                {
                    field.null = null;
                }
            }
            "GROUP" => self.groups.push(of("utype")),
            "FIELDref" => {
                let group = self.groups.last().map(String::as_str).unwrap_or_default();
                let of_group =
                    if group.to_ascii_lowercase().ends_with("axis") { format!("{group}.Value") } else { String::new() };
                let utype = Some(of("utype")).filter(|utype| !utype.is_empty()).unwrap_or(of_group);
                self.references.push((of("ref"), utype, of("ucd")));
            }
            "PARAM" | "INFO" => self.add_fact(&of("name"), &of("utype"), &of("value")),
            "TR" => self.cell = 0,
            "BINARY" => self.rows = Some(Rows::Binary),
            "BINARY2" => self.rows = Some(Rows::Binary2),
            "FITS" => self.rows = Some(Rows::Fits),
            "STREAM" => {
                self.encoding = of("encoding").to_ascii_lowercase();
                if !of("href").is_empty() {
                    return Err(ReadError::unsupported("its rows are in another file, which is not followed"));
                }
            }
            _ => {}
        }
        self.text.clear();
        self.path.push(name);
        if self.path.len() > MAX_DEPTH {
            return Err(ReadError::malformed_table("the VOTable is nested too deeply"));
        }
        Ok(())
    }

    fn add_text(&mut self, text: &str) -> Result<(), ReadError> {
        if matches!(self.path.last().map(String::as_str), Some("TD" | "STREAM" | "DESCRIPTION")) {
            self.text.push_str(text);
        } else if self.path.is_empty() && !text.trim().is_empty() {
            return Err(ReadError::malformed_table("text stands outside of the VOTable"));
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), ReadError> {
        let Some(name) = self.path.pop() else { return Ok(()) };
        match name.as_str() {
            "RESOURCE" => {
                self.facts.pop();
            }
            "GROUP" => {
                self.groups.pop();
            }
            "DESCRIPTION" if self.path.last().is_some_and(|parent| parent == "FIELD") => {
                let field = self.table.as_ref().and_then(|table| table.fields.last()).map(|field| field.name.clone());
                let text = std::mem::take(&mut self.text);
                self.add_fact(&format!("{}.DESCRIPTION", field.unwrap_or_default()), "", text.trim());
            }
            "TD" => self.end_cell()?,
            "TR" => self.end_row()?,
            "STREAM" => self.end_stream()?,
            "TABLE" => self.end_table(),
            _ => {}
        }
        Ok(())
    }

    fn add_field(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let of = |key: &str| attribute(element, key);
        let Some(table) = &mut self.table else { return Ok(()) };
        let name = [of("name"), of("ID")].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let unknown =
            |what: &str| ReadError::malformed_table(format!("the {what} of the field {} is unknown", short(&name)));
        let datatype = Datatype::parse(&of("datatype")).ok_or_else(|| unknown("datatype"))?;
        let size = Size::parse(&of("arraysize")).ok_or_else(|| unknown("arraysize"))?;
        if table.fields.len() >= MAX_FIELDS {
            return Err(ReadError::malformed_table(format!("the VOTable has more than {MAX_FIELDS} fields")));
        }
        if datatype.is_text() && table.identifier.is_none() {
            table.identifier = Some(table.fields.len());
        }
        let (id, unit, ucd, utype) = (of("ID"), of("unit"), of("ucd"), of("utype"));
        let (null, values, ends, texts) = (None, Vec::new(), Vec::new(), None);
        table.fields.push(Field { id, name, unit, ucd, utype, datatype, size, null, values, ends, texts });
        Ok(())
    }

    /// Notes a fact of the open table or resource by its name and by its utype.
    fn add_fact(&mut self, name: &str, utype: &str, value: &str) {
        if self.facts.is_empty() {
            self.facts.push(BTreeMap::new());
        }
        let facts = self.table.as_mut().map(|table| &mut table.facts).or_else(|| self.facts.last_mut());
        let Some(facts) = facts else { return };
        for key in [name, utype] {
            let fits = key.len() <= MAX_FACT_BYTES && value.len() <= MAX_FACT_BYTES && facts.len() < MAX_FACTS;
            if fits && !key.is_empty() && !value.is_empty() {
                // The nearest statement counts: that of the table before that of its resource.
                facts.insert(key.to_uppercase(), value.to_owned());
            }
        }
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        let cell = self.cell;
        self.cell += 1;
        let Some(table) = &mut self.table else { return Ok(()) };
        let rows = table.rows;
        let Some(field) = table.fields.get_mut(cell) else {
            return Err(ReadError::malformed_table(format!("row {} has more cells than there are fields", rows + 1)));
        };
        let before = field.values.len();
        field.read_cell(&self.text, rows)?;
        self.values += (field.values.len() - before).max(1);
        if self.values > MAX_VALUES || rows > MAX_ROWS {
            return Err(ReadError::unsupported("the VOTable is too large for one of spectra"));
        }
        if table.identifier == Some(cell) {
            table.identifiers.push(short(&self.text));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ReadError> {
        let cells = self.cell;
        let Some(table) = &mut self.table else { return Ok(()) };
        if cells != table.fields.len() {
            let detail = format!("row {} has {cells} cells, not {}", table.rows + 1, table.fields.len());
            return Err(ReadError::malformed_table(detail));
        }
        table.rows += 1;
        Ok(())
    }

    fn end_stream(&mut self) -> Result<(), ReadError> {
        let text = std::mem::take(&mut self.text);
        let (Some(rows), Some(table)) = (self.rows.take(), &mut self.table) else { return Ok(()) };
        let bytes = decode_stream(&text, &self.encoding, MAX_STREAM_BYTES)?;
        match rows {
            Rows::Binary => binary::read_rows(&bytes, false, table, (MAX_ROWS, MAX_VALUES)),
            Rows::Binary2 => binary::read_rows(&bytes, true, table, (MAX_ROWS, MAX_VALUES)),
            Rows::Fits => fits::read_rows(bytes, table),
        }
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.table.take() else { return };
        for (reference, utype, ucd) in self.references.drain(..) {
            let Some(field) = table.fields.iter_mut().find(|field| field.id == reference) else { continue };
            if field.utype.is_empty() {
                field.utype = utype;
            }
            if field.ucd.is_empty() {
                field.ucd = ucd;
            }
        }
        if !table.fields.is_empty() {
            self.tables.push(table);
        }
    }
}
