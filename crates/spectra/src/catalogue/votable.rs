//! Catalogues as `VOTable` (IVOA 1.4) with their data as XML: what `VizieR` and `TOPCAT` write unless told otherwise.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{CatalogueError, Column, Values};

/// Reads the first table.
///
/// # Errors
///
/// Where it is no `VOTable`, or its data are packed (`BINARY`, `FITS`).
pub(super) fn read(text: &str) -> Result<Vec<Column>, CatalogueError> {
    let mut reader = Reader::from_str(text);
    let mut table = Building::default();
    loop {
        match reader.read_event().map_err(|error| CatalogueError::table(error.to_string()))? {
            Event::Start(element) => table.start(&element)?,
            Event::Empty(element) => {
                table.start(&element)?;
                table.end(element.local_name().as_ref());
            }
            Event::Text(text) => table.text(&text),
            Event::CData(text) => table.text(&text),
            Event::GeneralRef(reference) => table.text(&resolved(&reference)),
            Event::End(element) => {
                let name = element.local_name();
                table.end(name.as_ref());
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
    texts: Vec<Vec<String>>,
    is_votable: bool,
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
                let value = |key: &str| {
                    let attribute = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == key)?;
                    let raw = &attribute.value;
                    Some(quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_string(), Into::into))
                };
                self.names.push(value("name").or_else(|| value("ID")).unwrap_or_default());
                self.texts.push(Vec::new());
            }
            packed @ ("BINARY" | "BINARY2" | "FITS") => {
                return Err(CatalogueError::table(format!(
                    "its data are packed as {packed}: save it with TABLEDATA, or as FITS or CSV"
                )));
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

    fn end(&mut self, element: &str) {
        match element {
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
    }

    fn finish(self) -> Result<Vec<Column>, CatalogueError> {
        if !self.is_votable {
            return Err(CatalogueError::table("it is an XML or HTML document, but no VOTable"));
        }
        let columns = self.names.into_iter().zip(self.texts);
        Ok(columns.map(|(name, texts)| Column { name, values: Values::of_texts(texts) }).collect())
    }
}
