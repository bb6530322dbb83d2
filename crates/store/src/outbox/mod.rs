//! The table `outbox`: messages that the broker has not taken yet.

mod share;

use chrono::{DateTime, Utc};
use ml_job_domain::{Job, JobId, JobMessage, MESSAGE_VERSION};

use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// A message to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// What to give to [`Store::delete_outbox`] once the broker has taken the message.
    pub outbox_id: i64,
    /// The message.
    pub message: JobMessage,
}

impl Store {
    /// The messages that may be published at `now`, in the order in which they were added, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn due_outbox(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        let mut conn = self.read("reading the outbox").await?;
        conn.query(
            "SELECT outbox_id, job_id, type, attempt, enqueued_at FROM outbox WHERE available_at <= $1
             ORDER BY outbox_id LIMIT $2",
        )
        .bind(&now)
        .bind(&i64::from(limit))
        .fetch(|row| read(row).map_err(|error| error.of("outbox", "any row")))
        .await
    }

    /// Removes messages that the broker has taken, and notes when it did. Rows that are gone already do not matter.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_outbox(&self, ids: &[i64], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut conn = self.begin("removing published messages").await?;
        // First the jobs, as everywhere, so that no two transactions wait for each other.
        conn.query(Sql::Each {
            postgres: "UPDATE jobs SET published_at = $2 WHERE job_id IN (
                           SELECT job_id FROM outbox
                           WHERE outbox_id IN (SELECT CAST(id AS bigint) FROM json_array_elements_text($1) AS id)
                       )",
            sqlite: "UPDATE jobs SET published_at = $2 WHERE job_id IN (
                         SELECT job_id FROM outbox WHERE outbox_id IN (SELECT value FROM json_each($1))
                     )",
        })
        .bind_json(&ids)
        .bind(&now)
        .execute()
        .await?;
        conn.query(Sql::Each {
            postgres: "DELETE FROM outbox
                       WHERE outbox_id IN (SELECT CAST(id AS bigint) FROM json_array_elements_text($1) AS id)",
            sqlite: "DELETE FROM outbox WHERE outbox_id IN (SELECT value FROM json_each($1))",
        })
        .bind_json(&ids)
        .execute()
        .await?;
        conn.commit().await
    }

    /// How many messages wait to be published, those for later included.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn count_outbox(&self) -> Result<u64, StoreError> {
        self.read("counting the outbox").await?.query("SELECT count(*) FROM outbox").fetch_value().await
    }
}

fn read(row: &Row) -> Result<OutboxRow, ColumnError> {
    let message = JobMessage {
        v: MESSAGE_VERSION,
        job_id: row.get("job_id")?,
        job_type: row.get("type")?,
        attempt: row.get("attempt")?,
        enqueued_at: row.get("enqueued_at")?,
    };
    Ok(OutboxRow { outbox_id: row.get("outbox_id")?, message })
}

/// Adds the message of a job, not to be published before `available_at`. The job's row must be locked.
///
/// An older message of the job is removed rather than changed: the dispatcher may be publishing it just now, and would
/// then delete the new one.
pub(crate) async fn add(
    conn: &mut Conn,
    job: &Job,
    now: DateTime<Utc>,
    available_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    delete_of_job(conn, job.job_id).await?;
    let added = conn
        .query(
            "INSERT INTO outbox (job_id, type, attempt, enqueued_at, available_at, space_id)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&job.job_id)
        .bind(&job.job_type)
        .bind(&job.attempt.unwrap_or(0))
        .bind(&now)
        .bind(&available_at)
        .bind(&job.space_id)
        .execute()
        .await?;
    conn.expect_rows(1, added)
}

/// Removes the message of a job, if there is one. The job's row must be locked.
pub(crate) async fn delete_of_job(conn: &mut Conn, id: JobId) -> Result<(), StoreError> {
    conn.query("DELETE FROM outbox WHERE job_id = $1").bind(&id).execute().await?;
    Ok(())
}
