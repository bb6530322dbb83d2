//! A spectrum as the index knows it.

use std::str::FromStr;

use crate::engine::Row;
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// How much is known of a file of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpectrumState {
    /// Its name only: its facts are still to be read.
    Waiting,
    /// Its facts.
    Read,
    /// Why it cannot be read.
    Unreadable,
}

impl SpectrumState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Read, Self::Unreadable];

    /// Its name, in small letters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Read => "read",
            Self::Unreadable => "unreadable",
        }
    }
}

impl FromStr for SpectrumState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let state = Self::ALL.into_iter().find(|state| state.as_str() == text);
        state.ok_or_else(|| format!("`{text}` is none of waiting, read, unreadable"))
    }
}

/// What the header of a spectrum says, as far as it is searched for. What is unknown is absent, sentinels too.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpectrumFacts {
    /// The layout of the file.
    pub format: Option<String>,
    /// The class, in capital letters.
    pub class: Option<String>,
    /// The subclass.
    pub subclass: Option<String>,
    /// Signal-to-noise ratio.
    pub snr: Option<f64>,
    /// Magnitude.
    pub magnitude: Option<f64>,
    /// Redshift.
    pub z: Option<f64>,
    /// Right ascension \[deg\], 0 to 360.
    pub ra: Option<f64>,
    /// Declination \[deg\], −90 to 90.
    pub dec: Option<f64>,
    /// Time of the observation, as written in the file.
    pub observed_at: Option<String>,
    /// Time of the observation as modified Julian date \[d\].
    pub mjd: Option<f64>,
    /// Plate or plan of the observation.
    pub plate: Option<String>,
    /// Designation of the target.
    pub targetname: Option<String>,
    /// Identifier of the target in the survey.
    pub target_id: Option<String>,
}

impl SpectrumFacts {
    /// Right ascension and declination \[deg\], where both are known and on the sphere.
    pub fn position(&self) -> Option<(f64, f64)> {
        let (ra, dec) = (self.ra?, self.dec?);
        (ra.is_finite() && (-90.0..=90.0).contains(&dec)).then(|| (ra.rem_euclid(360.0), dec))
    }
}

/// A spectrum that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexedSpectrum {
    /// The name of its file without the suffix of a compression.
    pub name: String,
    /// Which of the spectra of the file; empty where it holds one only.
    pub target: String,
    /// The directory of the file, from the archive: starts with `/`.
    pub dir_path: String,
    /// The size of the file in bytes.
    pub size_bytes: u64,
    /// How much is known.
    pub state: SpectrumState,
    /// Why the file cannot be read.
    pub reason: Option<String>,
    /// What is known.
    pub facts: SpectrumFacts,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePlace {
    /// Its directory, from the archive: starts with `/`.
    pub dir_path: String,
    /// Its name on disk.
    pub filename: String,
}

/// The columns that [`read`] needs, of `archive_spectra s` and `archive_directories d`.
pub(super) const COLUMNS: &str = "s.spectrum_id, s.name, s.target, d.path, s.size_bytes, s.state, s.reason, s.format, s.class, \
    s.subclass, s.snr, s.magnitude, s.z, s.ra, s.dec, s.observed_at, s.mjd, s.plate, s.targetname, s.target_id";

pub(super) fn read(row: &Row) -> Result<IndexedSpectrum, StoreError> {
    let id: i64 = row.get("spectrum_id").map_err(|error| error.of("archive_spectra", "any row"))?;
    read_columns(row).map_err(|error| error.of("archive_spectra", id))
}

fn read_columns(row: &Row) -> Result<IndexedSpectrum, ColumnError> {
    Ok(IndexedSpectrum {
        name: row.get("name")?,
        target: row.get("target")?,
        dir_path: row.get("path")?,
        size_bytes: row.get("size_bytes")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        facts: SpectrumFacts {
            format: row.get("format")?,
            class: row.get("class")?,
            subclass: row.get("subclass")?,
            snr: row.get("snr")?,
            magnitude: row.get("magnitude")?,
            z: row.get("z")?,
            ra: row.get("ra")?,
            dec: row.get("dec")?,
            observed_at: row.get("observed_at")?,
            mjd: row.get("mjd")?,
            plate: row.get("plate")?,
            targetname: row.get("targetname")?,
            target_id: row.get("target_id")?,
        },
    })
}

impl Store {
    /// Where the files of a name (without the suffix of a compression) are, at most `limit` of them, by path.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lookup_archive_name(&self, name: &str, limit: u64) -> Result<Vec<ArchivePlace>, StoreError> {
        let mut conn = self.read("looking for a name in the archive").await?;
        let read = |row: &Row| Ok(ArchivePlace { dir_path: row.get("path")?, filename: row.get("filename")? });
        conn.query(
            "SELECT DISTINCT d.path, s.filename FROM archive_spectra s
             JOIN archive_directories d ON d.directory_id = s.directory_id
             WHERE s.name = $1 ORDER BY d.path, s.filename LIMIT $2",
        )
        .bind(&name.to_owned())
        .bind(&limit)
        .fetch(|row| read(row).map_err(|error: ColumnError| error.of("archive_spectra", name)))
        .await
    }

    /// Where the files are whose names (without the suffix of a compression) lie from `first` on and before `end` in the order
    /// of their bytes, at most `limit` of them, by path.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lookup_archive_names(
        &self,
        first: &str,
        end: &str,
        limit: u64,
    ) -> Result<Vec<ArchivePlace>, StoreError> {
        let mut conn = self.read("looking for names in the archive").await?;
        let read = |row: &Row| Ok(ArchivePlace { dir_path: row.get("path")?, filename: row.get("filename")? });
        conn.query(
            "SELECT DISTINCT d.path, s.filename FROM archive_spectra s
             JOIN archive_directories d ON d.directory_id = s.directory_id
             WHERE s.name >= $1 AND s.name < $2 ORDER BY d.path, s.filename LIMIT $3",
        )
        .bind(&first.to_owned())
        .bind(&end.to_owned())
        .bind(&limit)
        .fetch(|row| read(row).map_err(|error: ColumnError| error.of("archive_spectra", first)))
        .await
    }
}
