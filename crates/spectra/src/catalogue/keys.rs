//! Which row of a catalogue belongs to which spectrum.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::sky::{ARCSEC, Sky};
use super::{CatalogueError, Column, Matched, Values, find, missing, named};
use crate::archive::{parse_dec, parse_ra};
use crate::compression::strip_suffix;
use crate::config::PreprocessConfig;
use crate::prepare::Refusal;
use crate::spectrum::SpectrumMeta;

/// Usual names of the column of file names.
pub(super) const FILE_NAMES: [&str; 7] =
    ["filename", "file_name", "filenames", "file", "spectrum", "spectrum_filename", "name"];
/// Usual names of right ascension, and of the declination that goes with each.
const POSITIONS: [(&str, &str); 6] = [
    ("ra", "dec"),
    ("ra_obs", "dec_obs"),
    ("raj2000", "dej2000"),
    ("_raj2000", "_dej2000"),
    ("ra_icrs", "de_icrs"),
    ("ra_deg", "dec_deg"),
];
/// How rows are found.
#[derive(Debug)]
pub(super) enum Keys {
    /// By the names of files, or of spectra in files.
    Names {
        rows: HashMap<String, usize>,
        /// The files that the names lie in.
        files: HashSet<String>,
        duplicates: u64,
    },
    /// By position.
    Positions(Sky),
}

impl Keys {
    /// # Errors
    ///
    /// Where the columns are missing or hold something else.
    pub(super) fn of_columns(columns: &[Column], config: &PreprocessConfig) -> Result<Self, CatalogueError> {
        match config.match_radius {
            Some(radius) => {
                let (ra, dec) = positions(columns, &config.catalogue_keys)?;
                Ok(Self::Positions(Sky::new(&ra, &dec, radius * ARCSEC)))
            }
            None => Self::of_names(columns, &config.catalogue_keys),
        }
    }

    fn of_names(columns: &[Column], keys: &[String]) -> Result<Self, CatalogueError> {
        let column = match keys {
            [name, ..] => named(columns, name)?,
            [] => FILE_NAMES
                .iter()
                .find_map(|name| find(columns, name))
                .ok_or_else(|| missing(columns, "of file names (catalogue_keys can name it)"))?,
        };
        let Values::Texts(names) = &column.values else {
            let problem = "holds numbers, not names of files".to_owned();
            return Err(CatalogueError::BadColumn { column: column.name.clone(), problem });
        };
        let (mut rows, mut files, mut duplicates) = (HashMap::new(), HashSet::new(), 0);
        for (row, name) in names.iter().enumerate() {
            let name = plain_name(name);
            if name.is_empty() {
                continue;
            }
            if rows.contains_key(&*name) {
                duplicates += 1;
                continue;
            }
            files.insert(name.rsplit_once('#').map_or(&*name, |(file, _)| file).to_owned());
            rows.insert(name.into_owned(), row);
        }
        Ok(Self::Names { rows, files, duplicates })
    }

    pub(super) fn may_hold(&self, file: &str) -> bool {
        match self {
            Self::Names { rows, files, .. } => {
                let file = strip_suffix(file).0;
                files.contains(file) || rows.contains_key(file)
            }
            Self::Positions(_) => true,
        }
    }

    pub(super) fn find_row(&self, file: &str, target: &str, meta: &SpectrumMeta) -> Result<Option<Matched>, Refusal> {
        match self {
            Self::Names { rows, .. } => {
                let file = strip_suffix(file).0;
                let own = if target.is_empty() { None } else { rows.get(&format!("{file}#{target}")) };
                // A row for a file is one for all its spectra.
                Ok(own.or_else(|| rows.get(file)).map(|&row| Matched { row, is_ambiguous: false }))
            }
            Self::Positions(sky) => {
                let (Some(ra), Some(dec)) = (meta.ra, meta.dec) else {
                    let reason = "its header states no position to look for in the catalogue";
                    return Err(Refusal::unwanted("unknown_position", reason));
                };
                Ok(sky.nearest(ra, dec).map(|(row, others)| Matched { row, is_ambiguous: others > 0 }))
            }
        }
    }

    pub(super) fn find(&self, file: &str, target: &str, meta: &SpectrumMeta) -> Result<Matched, Refusal> {
        self.find_row(file, target, meta)?.ok_or_else(not_listed)
    }

    /// Rows that can be found, and rows that repeat another.
    pub(super) fn counts(&self) -> (u64, u64) {
        match self {
            Self::Names { rows, duplicates, .. } => (rows.len() as u64, *duplicates),
            Self::Positions(sky) => sky.counts(),
        }
    }
}

pub(super) fn not_listed() -> Refusal {
    Refusal::unwanted("not_in_catalogue", "the catalogue has no row for it")
}

/// Right ascensions and declinations \[deg\].
fn positions(columns: &[Column], keys: &[String]) -> Result<(Vec<f64>, Vec<f64>), CatalogueError> {
    let usual = || POSITIONS.iter().find(|(ra, dec)| find(columns, ra).is_some() && find(columns, dec).is_some());
    let (ra, dec) = match keys {
        [ra, dec, ..] => (ra.as_str(), dec.as_str()),
        _ => *usual()
            .ok_or_else(|| missing(columns, "pair of right ascension and declination (catalogue_keys can name it)"))?,
    };
    Ok((angles(columns, ra, parse_ra)?, angles(columns, dec, parse_dec)?))
}

/// The angles of a column \[deg\], in degrees or as texts that `parse` reads; NaN where there is none.
fn angles(columns: &[Column], name: &str, parse: fn(&str) -> Result<f64, String>) -> Result<Vec<f64>, CatalogueError> {
    let column = named(columns, name)?;
    let bad = |problem| CatalogueError::BadColumn { column: column.name.clone(), problem };
    match &column.values {
        Values::Numbers(degrees) => Ok(degrees.clone()),
        Values::Texts(texts) => {
            let angle = |text: &String| if text.trim().is_empty() { Ok(f64::NAN) } else { parse(text) };
            let parsed: Result<Vec<f64>, String> = texts.iter().map(angle).collect();
            parsed.map_err(|sentence| bad(format!("cannot be used: {sentence}")))
        }
    }
}

/// Usual names of the two columns of positions.
pub(super) fn position_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    POSITIONS.into_iter()
}

/// The name of a spectrum: without directories and the suffix of a compression, which stands before the target.
pub(super) fn plain_name(name: &str) -> Cow<'_, str> {
    let name = name.trim();
    let name = name.rsplit('/').next().unwrap_or(name);
    match name.rsplit_once('#') {
        Some((file, target)) if strip_suffix(file).1.is_some() => {
            Cow::Owned(format!("{}#{target}", strip_suffix(file).0))
        }
        _ => Cow::Borrowed(strip_suffix(name).0),
    }
}
