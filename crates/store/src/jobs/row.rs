//! A job's row: reading it, holding it, and writing its state back.

use chrono::{DateTime, Utc};
use ml_job_domain::{Action, Job, JobId, Phase};

use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::{FencedOutcome, Store, StoreError, events};

/// The columns that [`JobRow::read`] needs.
pub(super) const COLUMNS: &str = "job_id, dir_path, type, phase, label, description, created_at, queued_at, started_at, \
    ended_at, config, parent_job_id, iteration, attempt, progress, metrics, error, worker, lease_expires_at, \
    failed_attempts, lost_attempts";

/// A job, and what only the store needs to know about it.
#[derive(Debug, Clone)]
pub(crate) struct JobRow {
    pub(crate) job: Job,
    /// When the claim ends; absent while nobody holds one.
    pub(crate) lease_expires_at: Option<DateTime<Utc>>,
    /// How many claims ended in a failure that may pass.
    pub(crate) failed_attempts: u32,
    /// How many claims ended in silence.
    pub(crate) lost_attempts: u32,
}

impl JobRow {
    pub(super) fn read(row: &Row) -> Result<Self, StoreError> {
        let job_id: JobId = row.get("job_id").map_err(|error| error.of("jobs", "any row"))?;
        Self::read_columns(job_id, row).map_err(|error| error.of("jobs", job_id))
    }

    fn read_columns(job_id: JobId, row: &Row) -> Result<Self, ColumnError> {
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
        };
        Ok(Self {
            job,
            lease_expires_at: row.get("lease_expires_at")?,
            failed_attempts: row.get("failed_attempts")?,
            lost_attempts: row.get("lost_attempts")?,
        })
    }

    /// Whether a worker holds the job at `now`.
    pub(super) fn is_held(&self, now: DateTime<Utc>) -> bool {
        self.lease_expires_at.is_some_and(|end| end > now)
    }

    /// Whether a claim is open that nobody ended.
    pub(super) fn is_claimed(&self) -> bool {
        self.lease_expires_at.is_some()
    }

    /// Takes the job from its worker, if one holds it.
    pub(super) fn end_claim(&mut self) {
        self.lease_expires_at = None;
    }

    /// Puts the job back into the state "waits for a worker"; its message is up to the caller.
    pub(super) fn wait_again(&mut self, now: DateTime<Utc>) {
        self.end_claim();
        self.job.queued_at = Some(now);
        self.job.started_at = None;
        self.job.progress = None;
    }

    /// Ends the job in `phase`.
    pub(super) fn end(&mut self, phase: Phase, ended_at: DateTime<Utc>) {
        self.end_claim();
        self.job.phase = phase;
        self.job.ended_at = Some(ended_at);
        self.job.execution_duration = Job::duration_s(self.job.started_at, self.job.ended_at);
    }
}

/// Reads a job and keeps everybody else from changing it until the transaction ends.
pub(crate) async fn lock(conn: &mut Conn, id: JobId) -> Result<Option<JobRow>, StoreError> {
    // SQLite's transactions are alone with the database.
    let sql = Sql::PerEngine {
        postgres: format!("SELECT {COLUMNS} FROM jobs WHERE job_id = $1 FOR UPDATE"),
        sqlite: format!("SELECT {COLUMNS} FROM jobs WHERE job_id = $1"),
    };
    conn.query(sql).bind(&id).fetch_optional(JobRow::read).await
}

/// Writes the state of a job that was locked in the phase `from`. Label, description and config are not state.
pub(super) async fn save(conn: &mut Conn, row: &JobRow, from: Phase) -> Result<(), StoreError> {
    let job = &row.job;
    let changed = conn
        .query(
            "UPDATE jobs SET phase = $3, queued_at = $4, started_at = $5, ended_at = $6, iteration = $7, attempt = $8,
                 progress = $9, metrics = $10, error = $11, worker = $12, lease_expires_at = $13,
                 failed_attempts = $14, lost_attempts = $15
             WHERE job_id = $1 AND phase = $2",
        )
        .bind(&job.job_id)
        .bind(&from)
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
        .bind(&row.lease_expires_at)
        .bind(&row.failed_attempts)
        .bind(&row.lost_attempts)
        .execute()
        .await?;
    conn.expect_rows(1, changed)
}

/// Writes the state as [`save`] does, and tells whoever listens.
pub(super) async fn save_and_tell(conn: &mut Conn, row: &JobRow, from: Phase) -> Result<(), StoreError> {
    save(conn, row, from).await?;
    events::add_phase(conn, &row.job).await
}

/// Why a worker that speaks for `attempt` of this job is not heard; nothing where it is.
///
/// The lease may have run out: as long as nobody took the job away, it is the worker's.
pub(crate) fn is_fenced_off(row: &JobRow, attempt: u32, action: Action) -> Option<FencedOutcome> {
    if let Err(conflict) = row.job.phase.after(action) {
        return Some(FencedOutcome::Conflict(conflict));
    }
    let is_current = row.job.attempt == Some(attempt) && row.is_claimed();
    (!is_current).then_some(FencedOutcome::StaleAttempt { current: row.job.attempt })
}

impl Store {
    /// Commits, and wakes whoever waits for the job's events.
    pub(crate) async fn commit_and_wake(&self, conn: Conn, job_id: JobId) -> Result<(), StoreError> {
        conn.commit().await?;
        self.notifier().event_added(job_id);
        Ok(())
    }
}
