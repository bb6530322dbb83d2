//! What the headers of the archive's files say, written down as it is read.

use super::{SpectrumFacts, folded};
use crate::engine::{Conn, Row};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// A file whose facts are still to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingFile {
    /// The row of its directory.
    pub directory_id: i64,
    /// The path of its directory, from the archive: starts with `/`.
    pub dir_path: String,
    /// Its name on disk.
    pub filename: String,
    /// Its name without the suffix of a compression.
    pub name: String,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq)]
pub struct FileFacts {
    /// The file.
    pub file: WaitingFile,
    /// Its spectra, or why it has none that can be read.
    pub outcome: Result<Vec<TargetFacts>, Unreadable>,
}

/// Why a file cannot be read as a spectrum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// A stable name for programs, in `snake_case`.
    pub code: String,
    /// One sentence for the astronomer.
    pub sentence: String,
}

/// What is known of one spectrum of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TargetFacts {
    /// Which of the spectra; empty where the file holds one only.
    pub target: String,
    /// What is known of it.
    pub facts: SpectrumFacts,
}

const SET: &str = "state = 'read', reason_code = NULL, reason = NULL, format = $3, class = $4, subclass = $5, snr = $6,
    magnitude = $7, z = $8, ra = $9, dec = $10, unit_x = $11, unit_y = $12, unit_z = $13, observed_at = $14, mjd = $15,
    plate = $16, targetname = $17, targetname_folded = $18, target_id = $19";

impl Store {
    /// The next files whose facts are to be read, by directory and name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting_archive_files(&self, limit: u64) -> Result<Vec<WaitingFile>, StoreError> {
        let mut conn = self.read("looking for files of the archive to read").await?;
        conn.query(
            "SELECT DISTINCT w.directory_id, d.path, w.filename, w.name
             FROM (SELECT directory_id, filename, name FROM archive_spectra WHERE state = 'waiting'
                   ORDER BY directory_id, filename LIMIT $1) AS w
             JOIN archive_directories d ON d.directory_id = w.directory_id
             ORDER BY w.directory_id, w.filename",
        )
        .bind(&limit)
        .fetch(|row| read_waiting(row).map_err(|error| error.of("archive_spectra", "a waiting row")))
        .await
    }

    /// Writes down what some files say; what was known of them before is replaced. Files that are gone stay so.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_archive_facts(&self, files: &[FileFacts]) -> Result<(), StoreError> {
        let mut conn = self.begin("writing down facts of the archive").await?;
        for FileFacts { file, outcome } in files {
            match outcome {
                Ok(spectra) => put_spectra(&mut conn, file, spectra).await?,
                Err(unreadable) => put_unreadable(&mut conn, file, unreadable).await?,
            }
        }
        conn.commit().await
    }
}

async fn put_spectra(conn: &mut Conn, file: &WaitingFile, spectra: &[TargetFacts]) -> Result<(), StoreError> {
    for spectrum in spectra {
        let updated = put_facts(conn, file, spectrum).await?;
        if updated == 0 && add_target(conn, file, &spectrum.target).await? > 0 {
            put_facts(conn, file, spectrum).await?;
        }
    }
    let targets: Vec<&str> = spectra.iter().map(|spectrum| spectrum.target.as_str()).collect();
    keep_targets(conn, file, &targets).await
}

async fn put_facts(conn: &mut Conn, file: &WaitingFile, spectrum: &TargetFacts) -> Result<u64, StoreError> {
    let TargetFacts { target, facts } = spectrum;
    let position = facts.position();
    let unit = position.map(|(ra, dec)| super::query::unit_vector(ra, dec));
    let axis = |axis: usize| unit.map(|unit| unit[axis]);
    let sql = format!("UPDATE archive_spectra SET {SET} WHERE directory_id = $1 AND filename = $2 AND target = $20");
    let query = conn.query(sql).bind(&file.directory_id).bind(&file.filename);
    let query = query.bind(&facts.format).bind(&facts.class).bind(&facts.subclass);
    let query = query.bind(&facts.snr).bind(&facts.magnitude).bind(&facts.z);
    let query = query.bind(&position.map(|(ra, _)| ra)).bind(&position.map(|(_, dec)| dec));
    let query = query.bind(&axis(0)).bind(&axis(1)).bind(&axis(2));
    let query = query.bind(&facts.observed_at).bind(&facts.mjd).bind(&facts.plate).bind(&facts.targetname);
    let targetname_folded = facts.targetname.as_ref().map(|name| name.to_lowercase());
    query.bind(&targetname_folded).bind(&facts.target_id).bind(target).execute().await
}

/// Makes a row of a further spectrum out of any that the file has.
async fn add_target(conn: &mut Conn, file: &WaitingFile, target: &str) -> Result<u64, StoreError> {
    conn.query(
        "INSERT INTO archive_spectra
             (directory_id, filename, name, target, folded, size_bytes, modified_ns, seen_in, state)
         SELECT directory_id, filename, name, $3, $4, size_bytes, modified_ns, seen_in, 'waiting'
         FROM archive_spectra WHERE directory_id = $1 AND filename = $2 LIMIT 1",
    )
    .bind(&file.directory_id)
    .bind(&file.filename)
    .bind(&target.to_owned())
    .bind(&folded(&file.name, target))
    .execute()
    .await
}

/// Forgets the spectra that the file no longer holds.
async fn keep_targets(conn: &mut Conn, file: &WaitingFile, targets: &[&str]) -> Result<(), StoreError> {
    conn.query(crate::engine::Sql::Each {
        postgres: "DELETE FROM archive_spectra WHERE directory_id = $1 AND filename = $2
                   AND target NOT IN (SELECT json_array_elements_text($3))",
        sqlite: "DELETE FROM archive_spectra WHERE directory_id = $1 AND filename = $2
                 AND target NOT IN (SELECT value FROM json_each($3))",
    })
    .bind(&file.directory_id)
    .bind(&file.filename)
    .bind_json(&targets)
    .execute()
    .await?;
    Ok(())
}

async fn put_unreadable(conn: &mut Conn, file: &WaitingFile, why: &Unreadable) -> Result<(), StoreError> {
    if add_target_unless_there(conn, file).await? == 0 {
        return Ok(());
    }
    keep_targets(conn, file, &[""]).await?;
    // Nothing of what it said before is true any more.
    put_facts(conn, file, &TargetFacts::default()).await?;
    conn.query(
        "UPDATE archive_spectra SET state = 'unreadable', reason_code = $3, reason = $4
         WHERE directory_id = $1 AND filename = $2",
    )
    .bind(&file.directory_id)
    .bind(&file.filename)
    .bind(&why.code)
    .bind(&why.sentence)
    .execute()
    .await?;
    Ok(())
}

/// A file that held many spectra gets a row for itself again; whether it has any row at all.
async fn add_target_unless_there(conn: &mut Conn, file: &WaitingFile) -> Result<u64, StoreError> {
    let sql = "UPDATE archive_spectra SET state = 'waiting' WHERE directory_id = $1 AND filename = $2 AND target = ''";
    match conn.query(sql).bind(&file.directory_id).bind(&file.filename).execute().await? {
        0 => add_target(conn, file, "").await,
        there => Ok(there),
    }
}

fn read_waiting(row: &Row) -> Result<WaitingFile, ColumnError> {
    Ok(WaitingFile {
        directory_id: row.get("directory_id")?,
        dir_path: row.get("path")?,
        filename: row.get("filename")?,
        name: row.get("name")?,
    })
}
