//! Tables that leave: as CSV, `VOTable` (IVOA 1.4), a FITS binary table (FITS 4.0) or Parquet, with what is known of each column and of
//! the whole.

mod csv;
mod fits;
mod parquet;
mod votable;

/// A table in memory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// One word.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// What is to be known of the whole: name and value. CSV has no room for it.
    pub facts: Vec<(String, String)>,
    /// The columns, all of one length.
    pub columns: Vec<TableColumn>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Its name: letters, digits and `_`.
    pub name: &'static str,
    /// Its unit, as the `VOUnits` standard writes it.
    pub unit: Option<&'static str>,
    /// What it measures: a unified content descriptor (UCD1+) of the IVOA.
    pub ucd: Option<&'static str>,
    /// What it means, in a few words.
    pub description: &'static str,
    /// A value for each row.
    pub values: TableValues,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum TableValues {
    /// Texts; empty where there is none.
    Texts(Vec<String>),
    /// Numbers; absent where there is none.
    Numbers(Vec<Option<f64>>),
    /// Yes or no.
    Flags(Vec<bool>),
}

impl TableValues {
    fn len(&self) -> usize {
        match self {
            Self::Texts(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Flags(values) => values.len(),
        }
    }
}

impl Table {
    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// As CSV (RFC 4180), with the names of the columns in the first line. A text that a spreadsheet would take for a formula gets a
    /// quote in front.
    ///
    /// # Panics
    /// Where the columns have different lengths.
    pub fn to_csv(&self) -> Vec<u8> {
        self.check();
        csv::write(self)
    }

    /// As a `VOTable` with its data as XML.
    ///
    /// # Panics
    /// Where the columns have different lengths.
    pub fn to_votable(&self) -> Vec<u8> {
        self.check();
        votable::write(self).into_bytes()
    }

    /// As a FITS file with one binary table. FITS knows ASCII only: any other character is written as `\u{hex}`.
    ///
    /// # Panics
    /// Where the columns have different lengths.
    pub fn to_fits(&self) -> Vec<u8> {
        self.check();
        fits::write(self)
    }

    /// As a Parquet file, with the table's `VOTable` without data in its metadata, as the IVOA's note `VOParquet` 1.0 has it.
    ///
    /// # Panics
    /// Where the columns have different lengths.
    pub fn to_parquet(&self) -> Vec<u8> {
        self.check();
        parquet::write(self)
    }

    fn check(&self) {
        let rows = self.rows();
        assert!(self.columns.iter().all(|column| column.values.len() == rows), "columns of one table have one length");
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::catalogue::read_table;

    pub(crate) fn table() -> Table {
        let column = |name, unit, values| TableColumn { name, unit, ucd: None, description: "a column", values };
        Table {
            name: "list".into(),
            description: "A list with <, & and Hα.".into(),
            facts: vec![("campaign".into(), "Hα \"double\" & more".into()), ("long".into(), "x".repeat(200))],
            columns: vec![
                column("filename", None, TableValues::Texts(vec!["a,\"b\".fits".into(), "=c<d>&Hα".into()])),
                column("ra", Some("deg"), TableValues::Numbers(vec![Some(10.125), None])),
                column("confirmed", None, TableValues::Flags(vec![true, false])),
            ],
        }
    }

    /// What our own reader of catalogues makes of it: names, texts, numbers as texts.
    fn read_again(name: &str, content: &[u8]) -> Vec<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let columns = read_table(&path).unwrap();
        columns.into_iter().map(|column| (column.name, format!("{:?}", column.values))).collect()
    }

    #[test]
    fn our_catalogues_read_what_we_write() {
        let numbers = "Numbers([10.125, NaN])";
        let csv = read_again("x.csv", &table().to_csv());
        assert_eq!(csv[0], ("filename".into(), r#"Texts(["a,\"b\".fits", "'=c<d>&Hα"])"#.into()));
        assert_eq!(csv[1], ("ra".into(), numbers.into()));
        let votable = read_again("x.vot", &table().to_votable());
        assert_eq!(votable[0], ("filename".into(), r#"Texts(["a,\"b\".fits", "=c<d>&Hα"])"#.into()));
        assert_eq!(votable[1], ("ra".into(), numbers.into()));
        assert_eq!(votable[2], ("confirmed".into(), r#"Texts(["true", "false"])"#.into()));
        let fits = read_again("x.fits", &table().to_fits());
        assert_eq!(fits[0], ("filename".into(), r#"Texts(["a,\"b\".fits", "=c<d>&H\\u{3b1}"])"#.into()));
        assert_eq!(fits[1], ("ra".into(), numbers.into()));
        assert_eq!(fits[2], ("confirmed".into(), "Numbers([1.0, 0.0])".into()));
    }

    #[test]
    fn a_table_without_rows_is_a_table() {
        let empty = Table { name: "list".into(), ..Table::default() };
        assert_eq!(empty.rows(), 0);
        assert_eq!(empty.to_fits().len() % 2880, 0);
        assert!(String::from_utf8(empty.to_votable()).unwrap().contains("<TABLEDATA>"));
    }
}
