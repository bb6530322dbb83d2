//! Catalogues as `VOTable` (IVOA 1.5): with their data as XML, as `VizieR` and `TOPCAT` write them, or packed, as archives do.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{CatalogueError, Column, LIMIT_BYTES, Values, fits};
use crate::readers::votable::{PackedField, UnpackedField, decode_stream, unpack_rows};

/// Values of a packed table at most.
const MAX_VALUES: usize = 1 << 28;

/// Reads the first table.
///
/// # Errors
///
/// Where it is no `VOTable`, or its data are damaged or in another file.
pub(super) fn read(text: &str) -> Result<Vec<Column>, CatalogueError> {
    let mut reader = Reader::from_str(text);
    let mut table = Building::default();
    loop {
        match reader.read_event().map_err(|error| CatalogueError::table(error.to_string()))? {
            Event::Start(element) => table.start(&element)?,
            Event::Empty(element) => {
                table.start(&element)?;
                table.end(element.local_name().as_ref())?;
            }
            Event::Text(text) => table.text(&text),
            Event::CData(text) => table.text(&text),
            Event::GeneralRef(reference) => table.text(&resolved(&reference)),
            Event::End(element) => {
                let name = element.local_name();
                table.end(name.as_ref())?;
                if name.as_ref() == "TABLE" {
                    break;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    table.finish()
}

/// An attribute of an element.
fn value(element: &BytesStart<'_>, key: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == key)?;
    let raw = &attribute.value;
    Some(quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_string(), Into::into))
}

/// What an entity stands for.
fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(reference).unwrap_or_default().to_owned()
}

#[derive(Default)]
struct Building {
    names: Vec<String>,
    fields: Vec<PackedField>,
    texts: Vec<Vec<String>>,
    is_votable: bool,
    /// How packed data are written, and their encoding.
    packing: Option<(&'static str, String)>,
    /// The columns that were packed.
    unpacked: Option<Vec<Column>>,
    /// The text of the cell that is open.
    cell: Option<String>,
    /// Cells of the row that is open.
    cells: usize,
}

impl Building {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), CatalogueError> {
        match element.local_name().as_ref() {
            "VOTABLE" => self.is_votable = true,
            "FIELD" => {
                let stated = |key: &str| value(element, key).unwrap_or_default();
                self.names.push(value(element, "name").or_else(|| value(element, "ID")).unwrap_or_default());
                let (datatype, arraysize) = (stated("datatype"), stated("arraysize"));
                self.fields.push(PackedField { datatype, arraysize, null: String::new() });
                self.texts.push(Vec::new());
            }
            "VALUES" => {
                if let (Some(field), Some(null)) = (self.fields.last_mut(), value(element, "null")) {
                    field.null = null;
                }
            }
            "BINARY" => self.packing = Some(("BINARY", String::new())),
            "BINARY2" => self.packing = Some(("BINARY2", String::new())),
            "FITS" => self.packing = Some(("FITS", String::new())),
            "STREAM" => {
                if value(element, "href").is_some() {
                    return Err(CatalogueError::table("its rows are in another file, which is not followed"));
                }
                if let Some((_, encoding)) = &mut self.packing {
                    *encoding = value(element, "encoding").unwrap_or_default();
                    self.cell = Some(String::new());
                }
            }
            "TR" => self.cells = 0,
            "TD" => self.cell = Some(String::new()),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.push_str(text);
        }
    }

    fn end(&mut self, element: &str) -> Result<(), CatalogueError> {
        match element {
            "STREAM" => {
                let stream = self.cell.take().unwrap_or_default();
                if let Some((packing, encoding)) = self.packing.take() {
                    self.unpacked = Some(self.unpack(packing, &encoding, &stream)?);
                }
            }
            "TD" => {
                let cell = self.cell.take().unwrap_or_default();
                if let Some(column) = self.texts.get_mut(self.cells) {
                    column.push(cell.trim().to_owned());
                }
                self.cells += 1;
            }
            "TR" => {
                // Cells that a row leaves out are empty.
                let rows = self.texts.iter().map(Vec::len).max().unwrap_or(0);
                for column in &mut self.texts {
                    column.resize(rows, String::new());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn unpack(&self, packing: &str, encoding: &str, stream: &str) -> Result<Vec<Column>, CatalogueError> {
        let bytes = decode_stream(stream, encoding, LIMIT_BYTES)?;
        if packing == "FITS" {
            return fits::read_bytes(bytes);
        }
        let unpacked = unpack_rows(&self.fields, &bytes, packing == "BINARY2", MAX_VALUES)?;
        let column = |(name, cells): (&String, UnpackedField)| {
            let values = match cells {
                UnpackedField::Numbers(numbers) => Values::Numbers(numbers),
                UnpackedField::Texts(texts) => Values::of_texts(texts),
                UnpackedField::Other => return None,
            };
            Some(Column { name: name.clone(), values })
        };
        Ok(self.names.iter().zip(unpacked).filter_map(column).collect())
    }

    fn finish(self) -> Result<Vec<Column>, CatalogueError> {
        if !self.is_votable {
            return Err(CatalogueError::table("it is an XML or HTML document, but no VOTable"));
        }
        if let Some(columns) = self.unpacked {
            return Ok(columns);
        }
        let columns = self.names.into_iter().zip(self.texts);
        Ok(columns.map(|(name, texts)| Column { name, values: Values::of_texts(texts) }).collect())
    }
}
