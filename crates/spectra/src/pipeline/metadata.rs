//! The table `metadata` of a result: facts of the headers, measures of quality, columns of the catalogue.

use hdf5::types::TypeDescriptor;
use hdf5::{Group, H5Type as _};
use ml_job_disk::written::{self, Text};

use super::columns::Column;
use super::look::medium_name;
use super::row::Made;
use crate::catalogue::{Catalogue, Values};
use crate::prepare::Quality;
use crate::spectrum::SpectrumMeta;

type NumberFact = (&'static str, fn(&SpectrumMeta) -> Option<f64>);
type TextFact = (&'static str, fn(&SpectrumMeta) -> Option<&str>);

/// The header facts that go into the result as numbers; NaN where they are not stated.
const NUMBERS: [NumberFact; 6] = [
    ("ra", |meta| meta.ra),
    ("dec", |meta| meta.dec),
    ("z", SpectrumMeta::redshift),
    ("z_err", |meta| meta.redshift().and(meta.z_err)),
    ("snr", SpectrumMeta::snr),
    ("magnitude", SpectrumMeta::magnitude),
];

/// The header facts that go into the result as texts; empty where they are not stated.
const TEXTS: [TextFact; 4] = [
    ("class", |meta| meta.class.map(crate::spectrum::ObjectClass::as_str)),
    ("subclass", |meta| meta.subclass.as_deref()),
    ("targetname", |meta| meta.targetname.as_deref()),
    ("observed_at", |meta| meta.observed_at.as_deref()),
];

/// Bytes of a text fact: the longest in LAMOST and SDSS headers is 38.
const FACT_BYTES: usize = 48;

type QualityFact = (&'static str, fn(&Quality) -> Option<f64>);

/// The measures of quality that go into the result as numbers.
const QUALITIES: [QualityFact; 5] = [
    ("snr_window", |quality| quality.snr),
    ("bad_fraction", |quality| Some(quality.bad_fraction)),
    ("outside_fraction", |quality| Some(quality.outside_fraction)),
    ("spikes", |quality| Some(f64::from(quality.spikes))),
    ("resolving_power", |quality| quality.resolving_power),
];
/// The measure of quality that is a text.
const MEDIUM: &str = "medium";
/// The number of the star, for those with several spectra.
const GROUP: &str = "repeat_group";

/// Whether a name of `metadata` is that of a fact or measure of ours.
pub(crate) fn is_header_fact(name: &str) -> bool {
    let numbers = NUMBERS.iter().map(|(name, _)| *name);
    let own = numbers.chain(TEXTS.iter().map(|(name, _)| *name)).chain(QUALITIES.iter().map(|(name, _)| *name));
    own.chain([MEDIUM, GROUP]).any(|own| own == name)
}

/// The table of facts: of the headers, of quality, of the catalogue.
pub(super) struct Metadata {
    numbers: Vec<Column<f64>>,
    texts: Vec<Column<Text>>,
    /// Where quality is asked for: its numbers, and the medium.
    quality: Option<(Vec<Column<f64>>, Column<Text>)>,
    listed: Vec<ListedColumn>,
    group: Group,
}

/// A column of the catalogue: its values by the rows of the catalogue, and where they go.
enum ListedColumn {
    Numbers(Vec<f64>, Column<f64>),
    Texts(Vec<String>, Column<Text>),
}

impl Metadata {
    pub(super) fn create(group: Group, has_quality: bool, catalogue: Option<&Catalogue>) -> hdf5::Result<Self> {
        let (number, text) = (f64::type_descriptor(), TypeDescriptor::FixedUnicode(FACT_BYTES));
        let numbers = NUMBERS.iter().map(|(name, _)| Column::create(&group, name, &number));
        let numbers = numbers.collect::<hdf5::Result<_>>()?;
        let texts = TEXTS.iter().map(|(name, _)| Column::create(&group, name, &text)).collect::<hdf5::Result<_>>()?;
        let quality = || {
            let numbers = QUALITIES.iter().map(|(name, _)| Column::create(&group, name, &number));
            Ok::<_, hdf5::Error>((numbers.collect::<hdf5::Result<_>>()?, Column::create(&group, MEDIUM, &text)?))
        };
        let quality = has_quality.then(quality).transpose()?;
        let columns = catalogue.map(Catalogue::kept).unwrap_or_default().iter();
        let listed = columns.map(|column| ListedColumn::create(&group, &column.name, &column.values));
        let listed = listed.collect::<hdf5::Result<_>>()?;
        Ok(Self { numbers, texts, quality, listed, group })
    }

    pub(super) fn add(&mut self, made: &Made) -> hdf5::Result<()> {
        let meta = &made.meta;
        for (column, (_, fact)) in self.numbers.iter_mut().zip(NUMBERS) {
            column.add(fact(meta).unwrap_or(f64::NAN))?;
        }
        for (column, (_, fact)) in self.texts.iter_mut().zip(TEXTS) {
            column.add_text(fact(meta).unwrap_or_default())?;
        }
        if let (Some((numbers, medium)), Some(quality)) = (&mut self.quality, &made.quality) {
            for (column, (_, fact)) in numbers.iter_mut().zip(QUALITIES) {
                column.add(fact(quality).unwrap_or(f64::NAN))?;
            }
            medium.add_text(medium_name(quality.medium))?;
        }
        for column in &mut self.listed {
            column.add(made.listed.map(|listed| listed.row))?;
        }
        Ok(())
    }

    /// Adds the star that each spectrum is of, NaN for stars with one only.
    pub(super) fn add_groups(&mut self, groups: &[Option<u32>]) -> hdf5::Result<()> {
        let mut column = Column::create(&self.group, GROUP, &f64::type_descriptor())?;
        for group in groups {
            column.add(group.map_or(f64::NAN, f64::from))?;
        }
        column.flush()
    }

    pub(super) fn flush(&mut self) -> hdf5::Result<()> {
        self.numbers.iter_mut().try_for_each(Column::flush)?;
        self.texts.iter_mut().try_for_each(Column::flush)?;
        if let Some((numbers, medium)) = &mut self.quality {
            numbers.iter_mut().try_for_each(Column::flush)?;
            medium.flush()?;
        }
        self.listed.iter_mut().try_for_each(ListedColumn::flush)
    }
}

impl ListedColumn {
    fn create(group: &Group, name: &str, values: &Values) -> hdf5::Result<Self> {
        Ok(match values {
            Values::Numbers(values) => {
                Self::Numbers(values.clone(), Column::create(group, name, &f64::type_descriptor())?)
            }
            Values::Texts(values) => {
                let longest = values.iter().map(String::len).max().unwrap_or(0);
                Self::Texts(values.clone(), Column::create(group, name, &written::text_type(longest))?)
            }
        })
    }

    fn add(&mut self, row: Option<usize>) -> hdf5::Result<()> {
        match self {
            Self::Numbers(values, column) => {
                column.add(row.and_then(|row| values.get(row)).copied().unwrap_or(f64::NAN))
            }
            Self::Texts(values, column) => {
                column.add_text(row.and_then(|row| values.get(row)).map_or("", String::as_str))
            }
        }
    }

    fn flush(&mut self) -> hdf5::Result<()> {
        match self {
            Self::Numbers(_, column) => column.flush(),
            Self::Texts(_, column) => column.flush(),
        }
    }
}
