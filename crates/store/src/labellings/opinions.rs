//! The table `labelling_opinions`: what each person says of a labelling.

use std::collections::{BTreeSet, HashMap};

use ml_job_domain::opinion::Opinion;
use ml_job_domain::{JobId, LabellingId};
use serde::Serialize;

use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::{Store, StoreError};

const COLUMNS: &str = "labelling_id, author, user_label, user_comment, blind_label, said_at, changed_at";
/// In the order in which they were given.
const ORDER: &str = "ORDER BY said_at, author";

/// The opinions of labellings, each list in the order in which they were given; a labelling without one is absent.
pub type Opinions = HashMap<LabellingId, Vec<Opinion>>;

impl Store {
    /// What people say of these labellings.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn opinions_of(&self, ids: &[LabellingId]) -> Result<Opinions, StoreError> {
        let mut conn = self.read("reading opinions").await?;
        read_opinions(&mut conn, ids).await
    }

    /// What people say of the labellings of a job.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn opinions_of_job(&self, job_id: JobId) -> Result<Opinions, StoreError> {
        let mut conn = self.read("reading the opinions of a job").await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM labelling_opinions
             WHERE labelling_id IN (SELECT labelling_id FROM labellings WHERE job_id = $1) {ORDER}"
        );
        Ok(grouped(conn.query(sql).bind(&job_id).fetch(read).await?))
    }

    /// The spectra of a job of which two people are asked, this one among them, and has not answered: those that
    /// [`seen_by`](ml_job_domain::opinion::seen_by) hides from her.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_hidden_spectra(&self, job_id: JobId, author: &str) -> Result<BTreeSet<String>, StoreError> {
        let mut conn = self.read("reading what is asked blindly").await?;
        let hidden = conn
            .query(
                "SELECT spectrum_filename FROM labellings
                 WHERE job_id = $1 AND is_double AND adjudicated_by IS NULL
                     AND (SELECT count(*) FROM labelling_opinions AS given WHERE given.user_label IS NOT NULL
                          AND given.labelling_id = labellings.labelling_id) < 2
                     AND NOT EXISTS (SELECT 1 FROM labelling_opinions AS own WHERE own.user_label IS NOT NULL
                          AND own.labelling_id = labellings.labelling_id AND own.author = $2)",
            )
            .bind(&job_id)
            .bind(&author.to_owned())
            .fetch(|row| row.get("spectrum_filename").map_err(|error| error.of("labellings", job_id)));
        Ok(hidden.await?.into_iter().collect())
    }
}

pub(super) async fn read_opinions(conn: &mut Conn, ids: &[LabellingId]) -> Result<Opinions, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM labelling_opinions WHERE labelling_id IN");
    let sql = Sql::PerEngine {
        postgres: format!("{select} (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id) {ORDER}"),
        sqlite: format!("{select} (SELECT value FROM json_each($1)) {ORDER}"),
    };
    Ok(grouped(conn.query(sql).bind_json(&ids).fetch(read).await?))
}

fn grouped(opinions: Vec<Opinion>) -> Opinions {
    let mut of_each = Opinions::new();
    for opinion in opinions {
        of_each.entry(opinion.labelling_id).or_default().push(opinion);
    }
    of_each
}

fn read(row: &Row) -> Result<Opinion, StoreError> {
    let id: LabellingId = row.get("labelling_id").map_err(|error| error.of("labelling_opinions", "any row"))?;
    read_columns(id, row).map_err(|error| error.of("labelling_opinions", id))
}

fn read_columns(labelling_id: LabellingId, row: &Row) -> Result<Opinion, ColumnError> {
    let author: String = row.get("author")?;
    Ok(Opinion {
        labelling_id,
        author: Some(author).filter(|author| !author.is_empty()),
        user_label: row.get("user_label")?,
        user_comment: row.get("user_comment")?,
        blind_label: row.get("blind_label")?,
        said_at: row.get("said_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// An opinion as the database takes it: times as both write them, an absent author as nothing.
#[derive(Debug, Serialize)]
struct Kept<'a> {
    labelling_id: LabellingId,
    author: &'a str,
    user_label: Option<&'a str>,
    user_comment: Option<&'a str>,
    blind_label: Option<&'a str>,
    said_at: String,
    changed_at: String,
}

/// Stores opinions, each in the place of what its person said before, with one statement.
pub(super) async fn write_opinions(conn: &mut Conn, opinions: &[Opinion]) -> Result<(), StoreError> {
    if opinions.is_empty() {
        return Ok(());
    }
    let kept: Vec<Kept<'_>> = opinions.iter().map(kept).collect();
    let insert = format!("INSERT INTO labelling_opinions ({COLUMNS})");
    let update = "ON CONFLICT (labelling_id, author) DO UPDATE SET user_label = excluded.user_label,
        user_comment = excluded.user_comment, blind_label = excluded.blind_label, changed_at = excluded.changed_at";
    let of_json: Vec<String> = COLUMNS.split(", ").map(|column| format!("value ->> '{column}'")).collect();
    let written = conn
        .query(Sql::PerEngine {
            postgres: format!(
                "{insert} SELECT {COLUMNS} FROM json_populate_recordset(NULL::labelling_opinions, $1) {update}"
            ),
            // The condition tells SQLite that what follows is no join.
            sqlite: format!("{insert} SELECT {} FROM json_each($1) WHERE true {update}", of_json.join(", ")),
        })
        .bind_json(&kept)
        .execute()
        .await?;
    conn.expect_rows(opinions.len() as u64, written)
}

fn kept(opinion: &Opinion) -> Kept<'_> {
    let time = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    Kept {
        labelling_id: opinion.labelling_id,
        author: opinion.author.as_deref().unwrap_or_default(),
        user_label: opinion.user_label.as_deref(),
        user_comment: opinion.user_comment.as_deref(),
        blind_label: opinion.blind_label.as_deref(),
        said_at: time(opinion.said_at),
        changed_at: time(opinion.changed_at),
    }
}
