//! New labellings.

use std::collections::BTreeSet;

use ml_job_domain::{Action, JobId, Labelling};

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
    let added = conn
        .query(Sql::Each {
            postgres:
                "INSERT INTO labellings (labelling_id, job_id, spectrum_filename, spectrum_set, sequence_iteration,
                           model_prediction, model_probability, model_entropy, magnitude, user_label, user_comment,
                           attempt)
                       SELECT labelling_id, job_id, spectrum_filename, spectrum_set, sequence_iteration,
                           model_prediction, model_probability, model_entropy, magnitude, user_label, user_comment, $2
                       FROM ROWS FROM (json_to_recordset($1) AS (
                           labelling_id uuid, job_id uuid, spectrum_filename text, spectrum_set text,
                           sequence_iteration integer, model_prediction text, model_probability float8,
                           model_entropy float8, magnitude float8, user_label text, user_comment text
                       )) WITH ORDINALITY ORDER BY ordinality",
            sqlite: "INSERT INTO labellings (labelling_id, job_id, spectrum_filename, spectrum_set, sequence_iteration,
                         model_prediction, model_probability, model_entropy, magnitude, user_label, user_comment, attempt)
                     SELECT value ->> 'labelling_id', value ->> 'job_id', value ->> 'spectrum_filename',
                         value ->> 'spectrum_set', value ->> 'sequence_iteration', value ->> 'model_prediction',
                         value ->> 'model_probability', value ->> 'model_entropy', value ->> 'magnitude',
                         value ->> 'user_label', value ->> 'user_comment', $2
                     FROM json_each($1) ORDER BY key",
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
