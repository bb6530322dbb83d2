//! A table as `VOTable` 1.4 (IVOA Recommendation of 2019-10-21), data as XML.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::{Table, TableColumn, TableValues};

pub(super) fn write(table: &Table) -> String {
    let mut xml = String::new();
    document(&mut xml, table, |xml| {
        xml.push_str("<DATA><TABLEDATA>\n");
        (0..table.rows()).for_each(|row| cells(xml, table, row));
        xml.push_str("</TABLEDATA></DATA>\n");
    });
    xml
}

/// The document without its data: what is known of the columns and of the whole.
pub(super) fn without_data(table: &Table) -> String {
    let mut xml = String::new();
    document(&mut xml, table, |_| ());
    xml
}

fn document(xml: &mut String, table: &Table, data: impl FnOnce(&mut String)) {
    xml.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n<RESOURCE type=\"results\">\n",
    );
    // Writing into memory cannot fail.
    for (name, value) in &table.facts {
        let _ = writeln!(xml, "<INFO name=\"{}\" value=\"{}\"/>", text(name), text(value));
    }
    let _ = writeln!(xml, "<TABLE name=\"{}\" nrows=\"{}\">", text(&table.name), table.rows());
    let _ = writeln!(xml, "<DESCRIPTION>{}</DESCRIPTION>", text(&table.description));
    table.columns.iter().for_each(|column| field(xml, column));
    data(xml);
    xml.push_str("</TABLE>\n</RESOURCE>\n</VOTABLE>\n");
}

fn cells(xml: &mut String, table: &Table, row: usize) {
    xml.push_str("<TR>");
    for column in &table.columns {
        let cell = match &column.values {
            TableValues::Texts(texts) => text(&texts[row]),
            TableValues::Numbers(numbers) => {
                let known = numbers[row].filter(|number| number.is_finite());
                known.map(|number| number.to_string()).unwrap_or_default()
            }
            TableValues::Flags(flags) => flags[row].to_string(),
        };
        let _ = write!(xml, "<TD>{cell}</TD>");
    }
    xml.push_str("</TR>\n");
}

fn field(xml: &mut String, column: &TableColumn) {
    let data_type = match &column.values {
        // What is not ASCII needs the wider characters.
        TableValues::Texts(texts) if texts.iter().all(|text| text.is_ascii()) => "datatype=\"char\" arraysize=\"*\"",
        TableValues::Texts(_) => "datatype=\"unicodeChar\" arraysize=\"*\"",
        TableValues::Numbers(_) => "datatype=\"double\"",
        TableValues::Flags(_) => "datatype=\"boolean\"",
    };
    let _ = write!(xml, "<FIELD name=\"{}\" {data_type}", column.name);
    for (key, value) in [("unit", column.unit), ("ucd", column.ucd)] {
        if let Some(value) = value {
            let _ = write!(xml, " {key}=\"{}\"", text(value));
        }
    }
    let _ = writeln!(xml, "><DESCRIPTION>{}</DESCRIPTION></FIELD>", text(column.description));
}

/// Text for XML 1.0, which knows no control characters.
fn text(text: &str) -> String {
    let is_allowed =
        |c: char| !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    let clean: String = text.chars().map(|c| if is_allowed(c) { c } else { '\u{fffd}' }).collect();
    escape(clean).into_owned()
}
