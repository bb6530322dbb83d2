//! New labellings.

use std::collections::BTreeSet;

use ml_job_domain::{Action, JobId, Labelling};

use super::row::COLUMNS;
use crate::engine::{Conn, Sql};
use crate::jobs::lock;
use crate::{AddLabellings, IdempotencyKey, Store, StoreError, idempotency};

/// How many labellings one statement inserts: enough that its overhead vanishes, few enough that its text stays small.
const CHUNK: usize = 5000;

impl Store {
    /// Stores new labellings, all or none, in this order. Once, if their request has a key.
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
        }
        conn.commit().await?;
        Ok(AddLabellings::Added)
    }
}

async fn insert(conn: &mut Conn, labellings: &[Labelling], attempt: Option<u32>) -> Result<(), StoreError> {
    let of_json: Vec<String> = COLUMNS.split(", ").map(|column| format!("value ->> '{column}'")).collect();
    let insert = format!("INSERT INTO labellings ({COLUMNS}, attempt)");
    let added = conn
        .query(Sql::PerEngine {
            // The types of the values are those of the table's columns.
            postgres: format!(
                "{insert} SELECT {COLUMNS}, $2
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

/// Deletes what earlier attempts of a job posted; labellings of other clients stay. The job's row must be locked.
pub(crate) async fn delete_of_workers(conn: &mut Conn, id: JobId) -> Result<(), StoreError> {
    conn.query("DELETE FROM labellings WHERE job_id = $1 AND attempt IS NOT NULL").bind(&id).execute().await?;
    Ok(())
}
