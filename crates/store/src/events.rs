//! The table `job_events`: what happened to a job, for pages that listen.

use ml_job_domain::lifecycle::Told;
use ml_job_domain::{EventKind, Job, JobEvent, JobId};
use serde::Serialize;

use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// How many log lines of a job are kept for pages; `log.txt` has them all.
const LOG_KEPT: i64 = 2000;
/// How many progress events of a job are kept: the newest says it all.
const PROGRESS_KEPT: i64 = 1;

impl Store {
    /// The events of a job after the event `after`, oldest first, at most `limit`.
    ///
    /// Of a job's progress events the newest is kept, and of its log events the newest 2000.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn events_after(&self, id: JobId, after: i64, limit: u32) -> Result<Vec<JobEvent>, StoreError> {
        let mut conn = self.read("reading a job's events").await?;
        conn.query(
            "SELECT event_id, kind, data FROM job_events WHERE job_id = $1 AND event_id > $2 ORDER BY event_id LIMIT $3",
        )
        .bind(&id)
        .bind(&after)
        .bind(&i64::from(limit))
        .fetch(|row| read(row, id).map_err(|error| error.of("job_events", id)))
        .await
    }

    /// The number of the newest event of a job; 0 where there is none.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn last_event_id(&self, id: JobId) -> Result<i64, StoreError> {
        let mut conn = self.read("looking for a job's newest event").await?;
        conn.query("SELECT COALESCE(max(event_id), 0) FROM job_events WHERE job_id = $1").bind(&id).fetch_value().await
    }
}

fn read(row: &Row, job_id: JobId) -> Result<JobEvent, ColumnError> {
    Ok(JobEvent { event_id: row.get("event_id")?, job_id, kind: row.get("kind")?, data: row.get("data")? })
}

/// Adds what listeners are told. The job's row must be locked, so that the ids of a job's events become visible in order.
pub(crate) async fn add(conn: &mut Conn, job: &Job, told: &[Told]) -> Result<(), StoreError> {
    for told in told {
        match told {
            // Without its config, which is long and never changes.
            Told::Phase => {
                insert(conn, job.job_id, EventKind::Phase, &[Job { config: None, ..job.clone() }]).await?;
            }
            Told::Log(lines) => {
                insert(conn, job.job_id, EventKind::Log, lines).await?;
                delete(conn, job.job_id, EventKind::Log, LOG_KEPT).await?;
            }
            Told::Progress(progress) => {
                insert(conn, job.job_id, EventKind::Progress, std::slice::from_ref(progress)).await?;
                delete(conn, job.job_id, EventKind::Progress, PROGRESS_KEPT).await?;
            }
        }
    }
    Ok(())
}

async fn insert(conn: &mut Conn, id: JobId, kind: EventKind, data: &[impl Serialize]) -> Result<(), StoreError> {
    let added = conn
        .query(Sql::Each {
            postgres: "INSERT INTO job_events (job_id, kind, data)
                       SELECT $1, $2, data FROM json_array_elements($3) WITH ORDINALITY AS given (data, n) ORDER BY n",
            sqlite: "INSERT INTO job_events (job_id, kind, data)
                     SELECT $1, $2, value FROM json_each($3) ORDER BY key",
        })
        .bind(&id)
        .bind(&kind)
        .bind_json(&data)
        .execute()
        .await?;
    conn.expect_rows(data.len() as u64, added)
}

/// Drops a job's oldest events of a kind beyond what is kept.
async fn delete(conn: &mut Conn, id: JobId, kind: EventKind, kept: i64) -> Result<(), StoreError> {
    conn.query(
        "DELETE FROM job_events WHERE job_id = $1 AND kind = $2 AND event_id <= (
             SELECT event_id FROM job_events WHERE job_id = $1 AND kind = $2 ORDER BY event_id DESC LIMIT 1 OFFSET $3
         )",
    )
    .bind(&id)
    .bind(&kind)
    .bind(&kept)
    .execute()
    .await?;
    Ok(())
}
