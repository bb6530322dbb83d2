//! A job's row: reading it, holding it, and writing its state back.

use ml_job_domain::lifecycle::JobState;
use ml_job_domain::{Job, JobId};

use crate::StoreError;
use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;

/// The columns that [`read`] needs.
pub(super) const COLUMNS: &str = "job_id, dir_path, type, phase, label, description, created_at, queued_at, started_at, \
    ended_at, config, parent_job_id, iteration, attempt, progress, metrics, error, worker, lease_expires_at, \
    claim_nonce, failed_attempts, lost_attempts, space_id";

pub(super) fn read(row: &Row) -> Result<JobState, StoreError> {
    let job_id: JobId = row.get("job_id").map_err(|error| error.of("jobs", "any row"))?;
    read_columns(job_id, row).map_err(|error| error.of("jobs", job_id))
}

fn read_columns(job_id: JobId, row: &Row) -> Result<JobState, ColumnError> {
    let (started_at, ended_at) = (row.get("started_at")?, row.get("ended_at")?);
    let job = Job {
        job_id,
        dir_path: row.get("dir_path")?,
        job_type: row.get("type")?,
        phase: row.get("phase")?,
        label: row.get("label")?,
        description: row.get("description")?,
        created_at: row.get("created_at")?,
        queued_at: row.get("queued_at")?,
        started_at,
        ended_at,
        execution_duration: Job::duration_s(started_at, ended_at),
        config: row.get("config")?,
        parent_job_id: row.get("parent_job_id")?,
        iteration: row.get("iteration")?,
        attempt: row.get("attempt")?,
        progress: row.get("progress")?,
        metrics: row.get("metrics")?,
        error: row.get("error")?,
        worker: row.get("worker")?,
        space_id: row.get("space_id")?,
    };
    Ok(JobState {
        job,
        lease_expires_at: row.get("lease_expires_at")?,
        claim_nonce: row.get("claim_nonce")?,
        failed_attempts: row.get("failed_attempts")?,
        lost_attempts: row.get("lost_attempts")?,
    })
}

/// Reads a job and keeps everybody else from changing it until the transaction ends.
pub(crate) async fn lock(conn: &mut Conn, id: JobId) -> Result<Option<JobState>, StoreError> {
    // SQLite's transactions are alone with the database.
    let sql = Sql::PerEngine {
        postgres: format!("SELECT {COLUMNS} FROM jobs WHERE job_id = $1 FOR UPDATE"),
        sqlite: format!("SELECT {COLUMNS} FROM jobs WHERE job_id = $1"),
    };
    conn.query(sql).bind(&id).fetch_optional(read).await
}

/// Writes the state of a job that was locked as `before`. Texts are no state, and the config is written where it changed.
pub(super) async fn save(conn: &mut Conn, before: &JobState, after: &JobState) -> Result<(), StoreError> {
    let job = &after.job;
    let config = if job.config == before.job.config { &None } else { &job.config };
    let changed = conn
        .query(
            "UPDATE jobs SET phase = $3, queued_at = $4, started_at = $5, ended_at = $6, iteration = $7, attempt = $8,
                 progress = $9, metrics = $10, error = $11, worker = $12, lease_expires_at = $13,
                 claim_nonce = $14, failed_attempts = $15, lost_attempts = $16, config = COALESCE($17, config)
             WHERE job_id = $1 AND phase = $2",
        )
        .bind(&job.job_id)
        .bind(&before.job.phase)
        .bind(&job.phase)
        .bind(&job.queued_at)
        .bind(&job.started_at)
        .bind(&job.ended_at)
        .bind(&job.iteration)
        .bind(&job.attempt)
        .bind(&job.progress)
        .bind(&job.metrics)
        .bind(&job.error)
        .bind(&job.worker)
        .bind(&after.lease_expires_at)
        .bind(&after.claim_nonce)
        .bind(&after.failed_attempts)
        .bind(&after.lost_attempts)
        .bind(config)
        .execute()
        .await?;
    conn.expect_rows(1, changed)
}
