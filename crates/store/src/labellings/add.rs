//! New labellings.

use std::collections::BTreeSet;

use ml_job_domain::opinion::Opinion;
use ml_job_domain::{Action, JobId, Labelling, LabellingId};

use super::opinions::write_opinions;
use super::row::ADDED;
use crate::engine::{Conn, Sql};
use crate::jobs::lock;
use crate::{AddLabellings, IdempotencyKey, Said, Store, StoreError, idempotency};

/// How many labellings one statement inserts: enough that its overhead vanishes, few enough that its text stays small.
const CHUNK: usize = 5000;

impl Store {
    /// Stores new labellings, all or none, in this order. Once, if their request has a key.
    ///
    /// Those that have a label already are of whoever said so, where that is known, and their history begins with it.
    ///
    /// With an attempt number they are a worker's: only the holder of that claim is heard, and a later attempt of the
    /// job will replace them.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when an id is taken or a text is too long.
    pub async fn add_labellings(
        &self,
        labellings: &[Labelling],
        attempt: Option<u32>,
        key: Option<&IdempotencyKey>,
        said: Option<Said<'_>>,
    ) -> Result<AddLabellings, StoreError> {
        let mut conn = self.begin("adding labellings").await?;
        if let Some(known) = idempotency::remember(&mut conn, key).await? {
            return Ok(AddLabellings::Repeated(known));
        }
        // In order of the ids, so that two batches never wait for each other.
        let jobs: BTreeSet<JobId> = labellings.iter().map(|labelling| labelling.job_id).collect();
        for job in jobs {
            let Some(state) = lock(&mut conn, job).await? else { return Ok(AddLabellings::NoSuchJob(job)) };
            if attempt.is_some_and(|attempt| state.hears(attempt, Action::Complete).is_err()) {
                return Ok(AddLabellings::StaleAttempt { job });
            }
        }
        for chunk in labellings.chunks(CHUNK) {
            insert(&mut conn, chunk, attempt).await?;
            mark_double(&mut conn, chunk).await?;
            if let Some(said) = said {
                sign(&mut conn, chunk, said).await?;
            }
        }
        conn.commit().await?;
        Ok(AddLabellings::Added)
    }
}

async fn insert(conn: &mut Conn, labellings: &[Labelling], attempt: Option<u32>) -> Result<(), StoreError> {
    let of_json: Vec<String> = ADDED.split(", ").map(|column| format!("value ->> '{column}'")).collect();
    let insert = format!("INSERT INTO labellings ({ADDED}, attempt)");
    let added = conn
        .query(Sql::PerEngine {
            // The types of the values are those of the table's columns.
            postgres: format!(
                "{insert} SELECT {ADDED}, $2
                 FROM json_populate_recordset(NULL::labellings, $1) WITH ORDINALITY ORDER BY ordinality"
            ),
            sqlite: format!("{insert} SELECT {}, $2 FROM json_each($1) ORDER BY key", of_json.join(", ")),
        })
        .bind_json(&labellings)
        .bind(&attempt)
        .execute()
        .await?;
    conn.expect_rows(labellings.len() as u64, added)
}

/// Two people are asked about those of which it is said.
async fn mark_double(conn: &mut Conn, labellings: &[Labelling]) -> Result<(), StoreError> {
    let double: Vec<LabellingId> =
        labellings.iter().filter(|labelling| labelling.is_double).map(|labelling| labelling.labelling_id).collect();
    if double.is_empty() {
        return Ok(());
    }
    let mark = Sql::Each {
        postgres: "UPDATE labellings SET is_double = true
                   WHERE labelling_id IN (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id)",
        sqlite: "UPDATE labellings SET is_double = 1 WHERE labelling_id IN (SELECT value FROM json_each($1))",
    };
    let marked = conn.query(mark).bind_json(&double).execute().await?;
    conn.expect_rows(double.len() as u64, marked)
}

/// Notes who said what there is of labels already: it is their opinion.
async fn sign(conn: &mut Conn, labellings: &[Labelling], Said { author, at }: Said<'_>) -> Result<(), StoreError> {
    let labelled: Vec<LabellingId> =
        labellings.iter().filter(|labelling| labelling.user_label.is_some()).map(|it| it.labelling_id).collect();
    let given = Sql::Each {
        postgres: "UPDATE labellings SET user_label_author = $2, user_label_at = $3
                   WHERE labelling_id IN (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id)",
        sqlite: "UPDATE labellings SET user_label_author = $2, user_label_at = $3
                 WHERE labelling_id IN (SELECT value FROM json_each($1))",
    };
    let signed = conn.query(given).bind_json(&labelled).bind(&author.to_owned()).bind(&at).execute().await?;
    conn.expect_rows(labelled.len() as u64, signed)?;
    let given = Sql::Each {
        postgres: "INSERT INTO labelling_changes (labelling_id, changed_at, user_label, user_comment, author)
                   SELECT labelling_id, $3, user_label, user_comment, $2 FROM labellings
                   WHERE labelling_id IN (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id)",
        sqlite: "INSERT INTO labelling_changes (labelling_id, changed_at, user_label, user_comment, author)
                 SELECT labelling_id, $3, user_label, user_comment, $2 FROM labellings
                 WHERE labelling_id IN (SELECT value FROM json_each($1))",
    };
    let noted = conn.query(given).bind_json(&labelled).bind(&author.to_owned()).bind(&at).execute().await?;
    conn.expect_rows(labelled.len() as u64, noted)?;
    let opinion = |labelling: &Labelling| Opinion {
        user_label: labelling.user_label.clone(),
        user_comment: labelling.user_comment.clone(),
        ..Opinion::none(labelling.labelling_id, Some(author), at)
    };
    let said = labellings.iter().filter(|labelling| labelling.user_label.is_some()).map(opinion);
    write_opinions(conn, &said.collect::<Vec<_>>()).await
}

/// Deletes what earlier attempts of a job posted; labellings of other clients stay. The job's row must be locked.
pub(crate) async fn delete_of_workers(conn: &mut Conn, id: JobId) -> Result<(), StoreError> {
    conn.query("DELETE FROM labellings WHERE job_id = $1 AND attempt IS NOT NULL").bind(&id).execute().await?;
    Ok(())
}
