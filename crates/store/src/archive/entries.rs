//! What a directory of the archive holds, written down as it is listed: some names at a time.

use serde::Serialize;

use super::{IndexPass, folded};
use crate::engine::{Conn, Sql};
use crate::{Store, StoreError};

/// A file of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// Its name on disk.
    pub filename: String,
    /// Its name without the suffix of a compression.
    pub name: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// When its content changed, in nanoseconds since 1970.
    pub modified_ns: i64,
}

/// A directory in a directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubDirectory {
    /// Its path, from the archive: starts with `/`.
    pub path: String,
    /// Whether a symbolic link leads to it.
    pub is_link: bool,
}

/// A directory whose list was read as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDirectory {
    /// Its row.
    pub directory_id: i64,
    /// Device and inode.
    pub identity: String,
    /// When the list had changed last, before it was read; absent where that was so lately that it may change unnoticed.
    pub modified_ns: Option<i64>,
}

#[derive(Serialize)]
struct Wire<'a> {
    filename: &'a str,
    name: &'a str,
    folded: String,
    size_bytes: u64,
    modified_ns: i64,
}

/// The entries of an argument in JSON, as rows.
const ENTRIES: [&str; 2] = [
    "(SELECT * FROM json_to_recordset($1) AS x(filename text, name text, folded text, size_bytes bigint, modified_ns bigint))",
    "(SELECT value ->> 'filename' AS filename, value ->> 'name' AS name, value ->> 'folded' AS folded,
             value ->> 'size_bytes' AS size_bytes, value ->> 'modified_ns' AS modified_ns FROM json_each($1))",
];
const DIRECTORIES: [&str; 2] = [
    "(SELECT * FROM json_to_recordset($1) AS x(path text, is_link boolean))",
    "(SELECT value ->> 'path' AS path, value ->> 'is_link' AS is_link FROM json_each($1))",
];

fn with(rows: [&str; 2], text: impl Fn(&str) -> String) -> Sql {
    Sql::PerEngine { postgres: text(rows[0]), sqlite: text(rows[1]) }
}

impl Store {
    /// Writes down some files of a directory. What was known of a file that has changed since has to be read again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_archive_entries(
        &self,
        pass: IndexPass,
        directory_id: i64,
        entries: &[ArchiveEntry],
    ) -> Result<(), StoreError> {
        let wire: Vec<Wire<'_>> = entries.iter().map(Wire::of).collect();
        let mut conn = self.begin("writing down files of the archive").await?;
        let update = with(ENTRIES, |entries| {
            format!(
                "UPDATE archive_spectra SET seen_in = $3, size_bytes = e.size_bytes, modified_ns = e.modified_ns,
                     state = CASE WHEN archive_spectra.size_bytes = e.size_bytes
                                   AND archive_spectra.modified_ns = e.modified_ns
                             THEN archive_spectra.state ELSE 'waiting' END
                 FROM {entries} AS e
                 WHERE archive_spectra.directory_id = $2 AND archive_spectra.filename = e.filename"
            )
        });
        conn.query(update).bind_json(&wire).bind(&directory_id).bind(&pass.number).execute().await?;
        let insert = with(ENTRIES, |entries| {
            format!(
                "INSERT INTO archive_spectra
                     (directory_id, filename, name, target, folded, size_bytes, modified_ns, seen_in, state)
                 SELECT $2, e.filename, e.name, '', e.folded, e.size_bytes, e.modified_ns, $3, 'waiting'
                 FROM {entries} AS e
                 WHERE NOT EXISTS (SELECT 1 FROM archive_spectra s
                                   WHERE s.directory_id = $2 AND s.filename = e.filename)"
            )
        });
        conn.query(insert).bind_json(&wire).bind(&directory_id).bind(&pass.number).execute().await?;
        conn.commit().await
    }

    /// Writes down some directories of a directory, which the pass has yet to look into.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_archive_directories(
        &self,
        pass: IndexPass,
        parent_id: i64,
        directories: &[SubDirectory],
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("writing down directories of the archive").await?;
        let insert = with(DIRECTORIES, |directories| {
            format!(
                "INSERT INTO archive_directories (parent_id, path, is_link, seen_in, is_due)
                 SELECT $2, e.path, e.is_link, $3, TRUE FROM {directories} AS e WHERE TRUE
                 ON CONFLICT (path) DO UPDATE SET parent_id = excluded.parent_id, is_link = excluded.is_link,
                     seen_in = excluded.seen_in, is_due = TRUE WHERE archive_directories.seen_in < excluded.seen_in"
            )
        });
        conn.query(insert).bind_json(&directories).bind(&parent_id).bind(&pass.number).execute().await?;
        conn.commit().await
    }

    /// Ends the list of a directory: files that were not in it are forgotten, and a packed file beside the same one unpacked.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_archive_directory(&self, pass: IndexPass, listed: &ListedDirectory) -> Result<(), StoreError> {
        let mut conn = self.begin("ending the list of a directory of the archive").await?;
        conn.query("DELETE FROM archive_spectra WHERE directory_id = $1 AND seen_in < $2")
            .bind(&listed.directory_id)
            .bind(&pass.number)
            .execute()
            .await?;
        forget_packed_twins(&mut conn, listed.directory_id).await?;
        conn.query(
            "UPDATE archive_directories SET is_due = FALSE, failure = NULL, identity = $2, modified_ns = $3
             WHERE directory_id = $1",
        )
        .bind(&listed.directory_id)
        .bind(&listed.identity)
        .bind(&listed.modified_ns)
        .execute()
        .await?;
        conn.commit().await
    }
}

/// A name means the file that is not packed, where there is one.
async fn forget_packed_twins(conn: &mut Conn, directory_id: i64) -> Result<(), StoreError> {
    conn.query(
        "DELETE FROM archive_spectra WHERE directory_id = $1 AND filename <> name
         AND EXISTS (SELECT 1 FROM archive_spectra plain
                     WHERE plain.directory_id = $1 AND plain.filename = archive_spectra.name)",
    )
    .bind(&directory_id)
    .execute()
    .await?;
    Ok(())
}

impl<'a> Wire<'a> {
    fn of(entry: &'a ArchiveEntry) -> Self {
        Self {
            filename: &entry.filename,
            name: &entry.name,
            folded: folded(&entry.name, ""),
            size_bytes: entry.size_bytes,
            modified_ns: entry.modified_ns,
        }
    }
}
