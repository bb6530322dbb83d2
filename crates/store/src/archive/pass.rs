//! Passes through the directories of the archive.

use chrono::{DateTime, Utc};

use crate::engine::{Conn, Row};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// A pass that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexPass {
    /// Its number; each is greater than the one before.
    pub number: i64,
    /// Whether it looks into each directory, whatever its time says.
    pub is_thorough: bool,
}

/// A directory that the pass has yet to look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDirectory {
    /// Its row.
    pub directory_id: i64,
    /// Its path, from the archive: starts with `/`.
    pub path: String,
    /// Whether a symbolic link leads to it.
    pub is_link: bool,
    /// When its list changed, as of the last time that it was read; absent where it has to be read in any case.
    pub modified_ns: Option<i64>,
}

impl Store {
    /// The pass that goes on; where none does, a new one if the last ended before `due_before`, or if somebody asked for it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_index_pass(
        &self,
        due_before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<IndexPass>, StoreError> {
        let mut conn = self.read("looking for a pass through the archive").await?;
        let sql = "SELECT pass, is_thorough, is_under_way, is_requested, completed_at FROM archive_index";
        let state = conn.query(sql).fetch_optional(|row| read_state(row).map_err(|e| e.of("archive_index", 1))).await?;
        drop(conn);
        let Some(state) = state else { return Ok(None) };
        if state.is_under_way {
            return Ok(Some(IndexPass { number: state.pass, is_thorough: state.is_thorough }));
        }
        if !state.is_requested && state.completed_at.is_some_and(|at| at > due_before) {
            return Ok(None);
        }
        let pass = IndexPass { number: state.pass + 1, is_thorough: state.is_requested };
        let mut conn = self.begin("beginning a pass through the archive").await?;
        conn.query(
            "UPDATE archive_index SET pass = $1, is_thorough = $2, started_at = $3, is_under_way = TRUE, is_requested = FALSE",
        )
        .bind(&pass.number)
        .bind(&pass.is_thorough)
        .bind(&now)
        .execute()
        .await?;
        conn.query(
            "INSERT INTO archive_directories (path, is_link, seen_in, is_due) VALUES ('/', FALSE, $1, TRUE)
             ON CONFLICT (path) DO UPDATE SET seen_in = excluded.seen_in, is_due = TRUE",
        )
        .bind(&pass.number)
        .execute()
        .await?;
        conn.commit().await?;
        Ok(Some(pass))
    }

    /// Asks for a pass that looks at every file, as soon as may be.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn request_index_pass(&self) -> Result<(), StoreError> {
        let mut conn = self.begin("asking for a pass through the archive").await?;
        conn.query("UPDATE archive_index SET is_requested = TRUE").execute().await?;
        conn.commit().await
    }

    /// The next directories to look into: those that no link leads to first, each by path.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn due_archive_directories(&self, limit: u64) -> Result<Vec<DueDirectory>, StoreError> {
        let mut conn = self.read("looking for directories of the archive").await?;
        let sql = "SELECT directory_id, path, is_link, modified_ns FROM archive_directories
                   WHERE is_due ORDER BY is_link, path LIMIT $1";
        conn.query(sql).bind(&limit).fetch(|row| read_due(row).map_err(|e| e.of("archive_directories", "a row"))).await
    }

    /// The path of another directory that the pass has found to be the same one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn same_archive_directory(
        &self,
        pass: IndexPass,
        directory_id: i64,
        identity: &str,
    ) -> Result<Option<String>, StoreError> {
        let mut conn = self.read("looking for a directory of the archive").await?;
        let sql = "SELECT path FROM archive_directories WHERE identity = $1 AND directory_id <> $2 AND seen_in = $3
                   AND NOT is_due AND failure IS NULL ORDER BY path LIMIT 1";
        let query = conn.query(sql).bind(&identity.to_owned()).bind(&directory_id).bind(&pass.number);
        query.fetch_optional(|row| row.get("path").map_err(|e| e.of("archive_directories", "a row"))).await
    }

    /// Takes directories as they are: nothing was added to them or removed. Those below them are due now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_archive_directories(&self, pass: IndexPass, ids: &[i64]) -> Result<(), StoreError> {
        let mut conn = self.begin("keeping directories of the archive").await?;
        for id in ids {
            due_below(&mut conn, pass, *id).await?;
            conn.query("UPDATE archive_directories SET is_due = FALSE WHERE directory_id = $1")
                .bind(id)
                .execute()
                .await?;
        }
        conn.commit().await
    }

    /// Notes why the list of a directory is not read. What is known of it stays, unless it `is_forgotten`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fail_archive_directory(
        &self,
        pass: IndexPass,
        directory_id: i64,
        failure: &str,
        is_forgotten: bool,
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("noting a directory of the archive").await?;
        if is_forgotten {
            conn.query("DELETE FROM archive_spectra WHERE directory_id = $1").bind(&directory_id).execute().await?;
        } else {
            due_below(&mut conn, pass, directory_id).await?;
        }
        conn.query(
            "UPDATE archive_directories SET is_due = FALSE, modified_ns = NULL, failure = $2 WHERE directory_id = $1",
        )
        .bind(&directory_id)
        .bind(&failure.to_owned())
        .execute()
        .await?;
        conn.commit().await
    }

    /// Ends the pass: directories that it did not find are forgotten with all that is in them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_index_pass(&self, pass: IndexPass, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut conn = self.begin("ending a pass through the archive").await?;
        conn.query("DELETE FROM archive_directories WHERE seen_in < $1").bind(&pass.number).execute().await?;
        conn.query("UPDATE archive_index SET completed_at = $2, is_under_way = FALSE WHERE pass = $1 AND is_under_way")
            .bind(&pass.number)
            .bind(&now)
            .execute()
            .await?;
        conn.commit().await
    }
}

/// Makes the known directories of a directory due.
async fn due_below(conn: &mut Conn, pass: IndexPass, directory_id: i64) -> Result<(), StoreError> {
    conn.query("UPDATE archive_directories SET seen_in = $2, is_due = TRUE WHERE parent_id = $1 AND seen_in < $2")
        .bind(&directory_id)
        .bind(&pass.number)
        .execute()
        .await?;
    Ok(())
}

struct State {
    pass: i64,
    is_thorough: bool,
    is_under_way: bool,
    is_requested: bool,
    completed_at: Option<DateTime<Utc>>,
}

fn read_state(row: &Row) -> Result<State, ColumnError> {
    Ok(State {
        pass: row.get("pass")?,
        is_thorough: row.get("is_thorough")?,
        is_under_way: row.get("is_under_way")?,
        is_requested: row.get("is_requested")?,
        completed_at: row.get("completed_at")?,
    })
}

fn read_due(row: &Row) -> Result<DueDirectory, ColumnError> {
    Ok(DueDirectory {
        directory_id: row.get("directory_id")?,
        path: row.get("path")?,
        is_link: row.get("is_link")?,
        modified_ns: row.get("modified_ns")?,
    })
}
