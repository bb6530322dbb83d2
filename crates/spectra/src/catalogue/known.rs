//! Known stars: a catalogue that others have made, to be held against spectra by position or by name.

use std::collections::HashMap;
use std::path::Path;

use super::keys::{FILE_NAMES, plain_name, position_names};
use super::sky::{ARCSEC, Sky, distance};
use super::{CatalogueError, Column, Values, find, missing, read_table};
use crate::archive::{parse_dec, parse_ra};

/// Usual names of the column that a person knows a star by.
const STAR_NAMES: [&str; 9] =
    ["main_id", "name", "id", "designation", "source_id", "star", "object", "target", "targetname"];

/// A catalogue of stars that are known, in memory.
#[derive(Debug)]
pub struct KnownStars {
    /// What each row is called.
    names: Vec<String>,
    /// Right ascension and declination of each row \[deg\]; NaN where it has none.
    positions: Vec<(f64, f64)>,
    sky: Option<Sky>,
    /// Rows by the names of files.
    files: HashMap<String, usize>,
}

/// A row that belongs to a spectrum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnownMatch {
    /// The row, from 0.
    pub row: usize,
    /// How far it is \[arcsec\]; absent where the name tells.
    pub separation: Option<f64>,
}

impl KnownStars {
    /// Reads a CSV, `VOTable` or FITS table. Its rows are held against spectra by position (degrees, or as sexagesimal texts), within
    /// `radius` \[arcsec\]; where it has no positions, by the names of files. `keys` names the columns: right ascension and declination,
    /// or file names; without it the usual names are looked for.
    ///
    /// # Errors
    /// Where it cannot be read, or has neither positions nor names of files.
    pub fn open(path: &Path, radius: f64, keys: &[String]) -> Result<Self, CatalogueError> {
        let columns = read_table(path)?;
        let rows = columns.first().map_or(0, |column| column.values.len());
        if rows == 0 {
            return Err(CatalogueError::table("it has no row"));
        }
        let names = names(&columns, rows);
        let nowhere = || vec![(f64::NAN, f64::NAN); rows];
        if let Some((ra, dec)) = position_columns(&columns, keys)? {
            let positions: Vec<(f64, f64)> = degrees(ra, parse_ra)?.into_iter().zip(degrees(dec, parse_dec)?).collect();
            let (ra, dec): (Vec<f64>, Vec<f64>) = positions.iter().copied().unzip();
            let sky = Sky::new(&ra, &dec, radius * ARCSEC);
            return Ok(Self { names, positions, sky: Some(sky), files: HashMap::new() });
        }
        let column = match keys {
            [name, ..] => find(&columns, name),
            [] => FILE_NAMES.iter().find_map(|name| find(&columns, name)),
        };
        let wanted = "of positions (such as ra and dec) or of file names (such as filename)";
        let Values::Texts(files) = &column.ok_or_else(|| missing(&columns, wanted))?.values else {
            return Err(missing(&columns, wanted));
        };
        let mut by_name = HashMap::new();
        for (row, name) in files.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
            by_name.entry(plain_name(name).into_owned()).or_insert(row);
        }
        Ok(Self { names, positions: nowhere(), sky: None, files: by_name })
    }

    /// Rows of the catalogue.
    pub fn rows(&self) -> usize {
        self.names.len()
    }

    /// Rows that can be found: with a position, or with the name of a file.
    pub fn usable_rows(&self) -> u64 {
        self.sky.as_ref().map_or(self.files.len() as u64, |sky| sky.counts().0)
    }

    /// Whether spectra are found by position.
    pub fn is_by_position(&self) -> bool {
        self.sky.is_some()
    }

    /// What a row is called.
    pub fn name(&self, row: usize) -> &str {
        &self.names[row]
    }

    /// The row that belongs to a spectrum: the nearest within the radius of its position \[deg\], or the one of its name.
    pub fn of(&self, filename: &str, position: Option<(f64, f64)>) -> Option<KnownMatch> {
        let Some(sky) = &self.sky else {
            let name = plain_name(filename);
            let row = self.files.get(name.as_ref()).or_else(|| self.files.get(name.split('#').next()?));
            return row.map(|&row| KnownMatch { row, separation: None });
        };
        let (ra, dec) = position?;
        let (row, _) = sky.nearest(ra, dec)?;
        let (star_ra, star_dec) = self.positions[row];
        Some(KnownMatch { row, separation: Some(distance(ra, dec, star_ra, star_dec) / ARCSEC) })
    }
}

/// The columns of positions, if there are any.
fn position_columns<'a>(
    columns: &'a [Column],
    keys: &[String],
) -> Result<Option<(&'a Column, &'a Column)>, CatalogueError> {
    match keys {
        [ra, dec, ..] => {
            let named = |name: &String| find(columns, name).ok_or_else(|| missing(columns, name));
            Ok(Some((named(ra)?, named(dec)?)))
        }
        [_] => Ok(None),
        [] => Ok(position_names().find_map(|(ra, dec)| find(columns, ra).zip(find(columns, dec)))),
    }
}

/// Degrees of a column of numbers, or of texts such as `05:34:31.9`; NaN where there is none.
fn degrees(column: &Column, parse: fn(&str) -> Result<f64, String>) -> Result<Vec<f64>, CatalogueError> {
    match &column.values {
        Values::Numbers(values) => Ok(values.clone()),
        Values::Texts(texts) => {
            let one = |text: &String| match text.trim() {
                "" => Some(f64::NAN),
                text => parse(text).ok(),
            };
            texts.iter().map(one).collect::<Option<Vec<f64>>>().ok_or_else(|| CatalogueError::BadColumn {
                column: column.name.clone(),
                problem: "holds texts that are no coordinates".into(),
            })
        }
    }
}

/// What the rows are called: by the first column that is usual for it, else by their number from 1.
fn names(columns: &[Column], rows: usize) -> Vec<String> {
    let column = STAR_NAMES.iter().chain(&FILE_NAMES).find_map(|name| find(columns, name));
    match column.map(|column| &column.values) {
        Some(Values::Texts(texts)) => texts.clone(),
        Some(Values::Numbers(numbers)) => numbers.iter().map(f64::to_string).collect(),
        None => (1..=rows).map(|row| format!("row {row}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str, keys: &[&str]) -> Result<KnownStars, CatalogueError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.csv");
        std::fs::write(&path, text).unwrap();
        KnownStars::open(&path, 3.0, &keys.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_recognised_and_the_nearest_star_within_the_radius_is_found() {
        let stars =
            known("MAIN_ID,RAJ2000,DEJ2000\nzeta Tau,84.41119,21.14255\nnowhere,,\n28 Tau,57.29673,24.13671\n", &[]);
        let stars = stars.unwrap();
        assert_eq!((stars.rows(), stars.usable_rows(), stars.is_by_position()), (3, 2, true));
        let found = stars.of("a.fits", Some((84.41119, 21.14255 + 1.0 / 3600.0))).unwrap();
        assert_eq!(stars.name(found.row), "zeta Tau");
        assert!((found.separation.unwrap() - 1.0).abs() < 1e-6, "{found:?}");
        assert_eq!(stars.of("a.fits", Some((84.41119, 21.14255 + 4.0 / 3600.0))), None);
        assert_eq!(stars.of("a.fits", None), None);
    }

    #[test]
    fn sexagesimal_texts_and_named_columns_are_positions() {
        let stars = known("where_a;where_b\n05:37:38.7;+21:08:33\n", &["where_a", "where_b"]).unwrap();
        assert!(stars.of("", Some((84.411_25, 21.1425))).is_some());
        assert_eq!(stars.name(0), "row 1");
        let error = known("ra,dec\nnorth,up\n", &[]).unwrap_err().to_string();
        assert_eq!(error, "the catalogue's column ra holds texts that are no coordinates");
    }

    #[test]
    fn without_positions_the_names_of_files_tell() {
        let stars = known("filename,class\nDR1/a.fits.gz,Be\n", &[]).unwrap();
        assert_eq!(stars.of("a.fits#7", None), Some(KnownMatch { row: 0, separation: None }));
        assert_eq!(stars.of("b.fits", None), None);
        let error = known("teff,logg\n1,2\n", &[]).unwrap_err().to_string();
        assert!(error.contains("no column of positions"), "{error}");
    }
}
