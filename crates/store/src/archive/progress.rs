//! How far the index is.

use chrono::{DateTime, Utc};

use super::SpectrumState;
use crate::engine::Row;
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// Reasons that are told, the most frequent ones.
const REASONS_MAX: u64 = 100;

/// How far the index is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexProgress {
    /// Whether a pass through the directories goes on.
    pub is_under_way: bool,
    /// When the pass that goes on began, or the last one.
    pub started_at: Option<DateTime<Utc>>,
    /// When the last complete pass ended; absent before the first.
    pub completed_at: Option<DateTime<Utc>>,
    /// Directories that are known.
    pub directories: u64,
    /// Directories that the pass has yet to look into.
    pub directories_due: u64,
    /// Directories whose list is not read.
    pub directories_failed: u64,
    /// Spectra whose facts are known.
    pub read: u64,
    /// Files whose facts are still to be read.
    pub waiting: u64,
    /// Files that cannot be read as spectra.
    pub unreadable: u64,
    /// The same by reason, the most frequent first.
    pub reasons: Vec<ReasonCount>,
}

/// How many files cannot be read for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    /// The reason's stable name.
    pub code: String,
    /// How many files.
    pub files: u64,
    /// What is said of one of them.
    pub example: String,
}

impl Store {
    /// How far the index is, with all counts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn index_progress(&self) -> Result<IndexProgress, StoreError> {
        let mut conn = self.read("counting the archive's index").await?;
        let of = |error: ColumnError| error.of("archive_index", 1);
        let sql = "SELECT i.is_under_way, i.started_at, i.completed_at,
                       (SELECT count(*) FROM archive_directories) AS directories,
                       (SELECT count(*) FROM archive_directories WHERE is_due) AS due,
                       (SELECT count(*) FROM archive_directories WHERE failure IS NOT NULL) AS failed
                   FROM archive_index i";
        let mut progress = conn.query(sql).fetch_optional(|row| head(row).map_err(of)).await?.unwrap_or_default();
        let sql = "SELECT state, reason_code, count(*) AS files FROM archive_spectra
                   GROUP BY state, reason_code ORDER BY 3 DESC, 2 LIMIT $1";
        let counts = conn.query(sql).bind(&REASONS_MAX).fetch(|row| count(row).map_err(of)).await?;
        for (state, code, files) in counts {
            match state {
                SpectrumState::Read => progress.read += files,
                SpectrumState::Waiting => progress.waiting += files,
                SpectrumState::Unreadable => {
                    progress.unreadable += files;
                    let code = code.unwrap_or_default();
                    let sql =
                        "SELECT reason FROM archive_spectra WHERE state = 'unreadable' AND reason_code = $1 LIMIT 1";
                    let read = |row: &Row| row.get::<Option<String>>("reason").map_err(of);
                    let example = conn.query(sql).bind(&code).fetch_optional(read).await?;
                    progress.reasons.push(ReasonCount { code, files, example: example.flatten().unwrap_or_default() });
                }
            }
        }
        Ok(progress)
    }

    /// Whether the whole archive has been listed once; with `facts`, whether all that it holds has been read as well.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_archive_indexed(&self, facts: bool) -> Result<bool, StoreError> {
        let mut conn = self.read("looking how far the archive's index is").await?;
        let sql = if facts {
            "SELECT EXISTS (SELECT 1 FROM archive_index WHERE completed_at IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM archive_spectra WHERE state = 'waiting')"
        } else {
            "SELECT EXISTS (SELECT 1 FROM archive_index WHERE completed_at IS NOT NULL)"
        };
        conn.query(sql).fetch_value().await
    }
}

fn head(row: &Row) -> Result<IndexProgress, ColumnError> {
    Ok(IndexProgress {
        is_under_way: row.get("is_under_way")?,
        started_at: row.get("started_at")?,
        completed_at: row.get("completed_at")?,
        directories: row.get("directories")?,
        directories_due: row.get("due")?,
        directories_failed: row.get("failed")?,
        ..IndexProgress::default()
    })
}

fn count(row: &Row) -> Result<(SpectrumState, Option<String>, u64), ColumnError> {
    Ok((row.get("state")?, row.get("reason_code")?, row.get("files")?))
}
