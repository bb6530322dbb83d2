//! Who is told of a job.

use ml_job_domain::{CampaignId, JobId, UserId};

use crate::{Store, StoreError};

impl Store {
    /// From now on the person is told of what happens to the job. Nothing happens where there is no such job.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn watch_job(&self, job_id: JobId, user_id: UserId) -> Result<(), StoreError> {
        let mut conn = self.begin("noting who ran a job").await?;
        conn.query(
            "INSERT INTO job_watchers (job_id, user_id)
             SELECT job_id, $2 FROM jobs WHERE job_id = $1 ON CONFLICT (job_id, user_id) DO NOTHING",
        )
        .bind(&job_id)
        .bind(&user_id)
        .execute()
        .await?;
        conn.commit().await
    }

    /// From now on the person is told of what happens to the campaign's jobs.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn watch_campaign(&self, campaign_id: CampaignId, user_id: UserId) -> Result<(), StoreError> {
        let mut conn = self.begin("noting who keeps a campaign").await?;
        conn.query(
            "INSERT INTO campaign_watchers (campaign_id, user_id)
             SELECT campaign_id, $2 FROM campaigns WHERE campaign_id = $1 ON CONFLICT (campaign_id, user_id) DO NOTHING",
        )
        .bind(&campaign_id)
        .bind(&user_id)
        .execute()
        .await?;
        conn.commit().await
    }
}
