//! A table of columns with their units and meanings, whatever wrote it: FITS, `VOTable`, ECSV, CSV or plain text.
//!
//! What each column is for (its *role*) is decided once, by name, UCD, utype and unit, and not in each format.

use std::collections::BTreeMap;

/// A table that may hold a spectrum: as many values in each column as pixels.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tabular {
    /// The columns, in their order.
    pub(crate) columns: Vec<TabularColumn>,
    /// Facts of the whole table by their names in capital letters: header cards, `PARAM`s, comments of the form `key = value`;
    /// utypes count as names. What is written about a column stands under its name and `.DESCRIPTION`.
    pub(crate) facts: BTreeMap<String, String>,
}

/// A column of numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct TabularColumn {
    /// Name, as written.
    pub(crate) name: String,
    /// Unit, as written; empty where none is stated.
    pub(crate) unit: String,
    /// Unified Content Descriptor (UCD1+, IVOA), for example `em.wl`.
    pub(crate) ucd: String,
    /// Role in a data model of the IVOA, for example `spec:Spectrum.Data.FluxAxis.Value`.
    pub(crate) utype: String,
    /// One value a pixel; NaN where there is none.
    pub(crate) values: Vec<f64>,
}
