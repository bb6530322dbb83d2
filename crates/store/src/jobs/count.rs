//! How many jobs there are.

use ml_job_domain::{JobType, Phase};

use crate::engine::Row;
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// How many jobs of a type are in a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// The type.
    pub job_type: JobType,
    /// The phase.
    pub phase: Phase,
    /// How many.
    pub jobs: u64,
}

impl Store {
    /// How many jobs there are of each type in each phase; without those of which there is none.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn count_jobs(&self) -> Result<Vec<JobCount>, StoreError> {
        let mut conn = self.read("counting jobs").await?;
        conn.query(
            "SELECT type, phase, CAST(sum(jobs) AS bigint) AS jobs FROM job_counts
             GROUP BY type, phase HAVING sum(jobs) > 0 ORDER BY type, phase",
        )
        .fetch(|row| read(row).map_err(|error| error.of("job_counts", "any row")))
        .await
    }
}

fn read(row: &Row) -> Result<JobCount, ColumnError> {
    Ok(JobCount { job_type: row.get("type")?, phase: row.get("phase")?, jobs: row.get("jobs")? })
}
