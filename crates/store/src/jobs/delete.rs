//! Deleting jobs.

use ml_job_domain::{JobId, Phase};

use super::row::lock;
use crate::{DeleteJob, Store, StoreError};

impl Store {
    /// Deletes a job with its labellings and events, unless it is PROCESSING. Jobs that continue it lose their parent.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn delete_job(&self, id: JobId) -> Result<DeleteJob, StoreError> {
        let mut conn = self.begin("deleting a job").await?;
        let Some(row) = lock(&mut conn, id).await? else { return Ok(DeleteJob::NotFound) };
        if row.job.phase == Phase::Processing {
            return Ok(DeleteJob::Processing);
        }
        let deleted = conn.query("DELETE FROM jobs WHERE job_id = $1").bind(&id).execute().await?;
        conn.expect_rows(1, deleted)?;
        conn.commit().await?;
        Ok(DeleteJob::Deleted(Box::new(row.job)))
    }
}
