//! A table as Parquet, with its description as `VOTable` (IVOA Note `VOParquet` 1.0, 2025): programs that know the note read units and
//! meaning, all others read a plain table.

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::{Table, TableColumn, TableValues, votable};

/// The version of the note, and the table's description, in the metadata of the file.
const VERSION: (&str, &str) = ("IVOA.VOTable-Parquet.version", "1.0");
const CONTENT: &str = "IVOA.VOTable-Parquet.content";

pub(super) fn write(table: &Table) -> Vec<u8> {
    try_write(table).expect("memory takes every column of a checked table")
}

fn try_write(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let fields = table.columns.iter().map(field).collect::<Result<Vec<TypePtr>, _>>()?;
    let schema = Type::group_type_builder("table").with_fields(fields).build()?;
    let mut metadata: Vec<KeyValue> =
        table.facts.iter().map(|(name, value)| KeyValue::new(name.clone(), value.clone())).collect();
    metadata.push(KeyValue::new(VERSION.0.to_owned(), VERSION.1.to_owned()));
    metadata.push(KeyValue::new(CONTENT.to_owned(), votable::without_data(table)));
    let properties = WriterProperties::builder()
        .set_created_by(format!("ml-job {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(metadata))
        .build();
    let mut content = Vec::new();
    let mut file = SerializedFileWriter::new(&mut content, Arc::new(schema), Arc::new(properties))?;
    let mut rows = file.next_row_group()?;
    for column in &table.columns {
        let mut writer = rows.next_column()?.ok_or_else(|| ParquetError::General("a column is missing".into()))?;
        match &column.values {
            TableValues::Texts(texts) => {
                let texts: Vec<ByteArray> = texts.iter().map(|text| text.as_str().into()).collect();
                writer.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
            }
            TableValues::Numbers(numbers) => {
                let known: Vec<f64> = numbers.iter().filter_map(|number| *number).collect();
                let is_known: Vec<i16> = numbers.iter().map(|number| i16::from(number.is_some())).collect();
                writer.typed::<DoubleType>().write_batch(&known, Some(&is_known), None)?;
            }
            TableValues::Flags(flags) => {
                writer.typed::<BoolType>().write_batch(flags, None, None)?;
            }
        }
        writer.close()?;
    }
    rows.close()?;
    file.close()?;
    Ok(content)
}

fn field(column: &TableColumn) -> Result<TypePtr, ParquetError> {
    let (physical, repetition, logical) = match &column.values {
        TableValues::Texts(_) => (Physical::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String)),
        TableValues::Numbers(_) => (Physical::DOUBLE, Repetition::OPTIONAL, None),
        TableValues::Flags(_) => (Physical::BOOLEAN, Repetition::REQUIRED, None),
    };
    let field = Type::primitive_type_builder(column.name, physical).with_repetition(repetition);
    field.with_logical_type(logical).build().map(Arc::new)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;
    use crate::table::tests::table;

    #[test]
    fn what_is_written_is_read_again_with_what_it_means() {
        let file = SerializedFileReader::new(Bytes::from(write(&table()))).unwrap();
        let rows: Vec<String> = file.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            rows,
            [
                r#"{filename: "a,"b".fits", ra: 10.125, confirmed: true}"#,
                r#"{filename: "=c<d>&Hα", ra: null, confirmed: false}"#,
            ]
        );
        let metadata = file.metadata().file_metadata().key_value_metadata().unwrap();
        let of = |key: &str| metadata.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone()).unwrap();
        assert_eq!(of("campaign"), "Hα \"double\" & more");
        let described = of(CONTENT);
        assert!(described.contains("<FIELD name=\"ra\" datatype=\"double\" unit=\"deg\""), "{described}");
        assert!(!described.contains("<DATA>"), "{described}");
        let empty = Table { columns: Vec::new(), ..table() };
        assert!(write(&empty).starts_with(b"PAR1"));
    }
}
