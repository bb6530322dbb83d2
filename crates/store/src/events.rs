//! The table `job_events`: what happened to a job, for pages that listen.

use ml_job_domain::{EventKind, Job, JobEvent, JobId, LogLine};
use serde::Serialize;

use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// How many log lines of a job are kept for pages; `log.txt` has them all.
const LOG_KEPT: i64 = 2000;

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

/// Adds an event. The job's row must be locked, so that the ids of a job's events become visible in order.
pub(crate) async fn add(conn: &mut Conn, id: JobId, kind: EventKind, data: &impl Serialize) -> Result<(), StoreError> {
    let added = conn
        .query("INSERT INTO job_events (job_id, kind, data) VALUES ($1, $2, $3)")
        .bind(&id)
        .bind(&kind)
        .bind_json(data)
        .execute()
        .await?;
    conn.expect_rows(1, added)
}

/// Adds a phase event: the job, without its config, which is long and never changes. The job's row must be locked.
pub(crate) async fn add_phase(conn: &mut Conn, job: &Job) -> Result<(), StoreError> {
    add(conn, job.job_id, EventKind::Phase, &Job { config: None, ..job.clone() }).await
}

/// Adds log events, and drops the oldest beyond what is kept. The job's row must be locked.
pub(crate) async fn add_log(conn: &mut Conn, id: JobId, lines: &[LogLine]) -> Result<(), StoreError> {
    let added = conn
        .query(Sql::Each {
            postgres: "INSERT INTO job_events (job_id, kind, data)
                       SELECT $1, 'log', line FROM json_array_elements($2) WITH ORDINALITY AS given (line, n) ORDER BY n",
            sqlite: "INSERT INTO job_events (job_id, kind, data)
                     SELECT $1, 'log', value FROM json_each($2) ORDER BY key",
        })
        .bind(&id)
        .bind_json(&lines)
        .execute()
        .await?;
    conn.expect_rows(lines.len() as u64, added)?;
    conn.query(
        "DELETE FROM job_events WHERE job_id = $1 AND kind = 'log' AND event_id <= (
             SELECT event_id FROM job_events WHERE job_id = $1 AND kind = 'log' ORDER BY event_id DESC LIMIT 1 OFFSET $2
         )",
    )
    .bind(&id)
    .bind(&LOG_KEPT)
    .execute()
    .await?;
    Ok(())
}

/// Drops a job's events of a kind.
pub(crate) async fn delete_kind(conn: &mut Conn, id: JobId, kind: EventKind) -> Result<(), StoreError> {
    conn.query("DELETE FROM job_events WHERE job_id = $1 AND kind = $2").bind(&id).bind(&kind).execute().await?;
    Ok(())
}
