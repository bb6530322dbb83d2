//! The jobs of campaigns, and the places that they take.

use ml_job_domain::{CampaignId, CampaignJob, CampaignPlace, CampaignRole, Job, JobId};

use crate::engine::Row;
use crate::error::ColumnError;
use crate::jobs::insert;
use crate::{AddCampaignJob, Store, StoreError};

impl Store {
    /// Stores a new job that takes a place in a campaign: both or neither. Of many that want one place, one gets it.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when there is no such campaign, or its job's parent is none.
    pub async fn add_campaign_job(&self, place: &CampaignPlace, job: &Job) -> Result<AddCampaignJob, StoreError> {
        const DOING: &str = "adding a job of a campaign";
        let mut conn = self.begin(DOING).await?;
        insert(&mut conn, job).await.map_err(|source| StoreError::Driver { doing: DOING, source })?;
        let taken = conn
            .query(
                "INSERT INTO campaign_jobs (campaign_id, role, number, job_id) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (campaign_id, role, number) DO NOTHING",
            )
            .bind(&place.campaign_id)
            .bind(&place.role)
            .bind(&place.number)
            .bind(&job.job_id)
            .execute()
            .await?;
        if taken == 1 {
            conn.commit().await?;
            return Ok(AddCampaignJob::Added);
        }
        let holder = conn
            .query("SELECT job_id FROM campaign_jobs WHERE campaign_id = $1 AND role = $2 AND number = $3")
            .bind(&place.campaign_id)
            .bind(&place.role)
            .bind(&place.number)
            .fetch_value()
            .await?;
        Ok(AddCampaignJob::Taken(holder))
    }

    /// The jobs of a campaign, by role and number.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_campaign_jobs(&self, id: CampaignId) -> Result<Vec<CampaignJob>, StoreError> {
        let mut conn = self.read("listing the jobs of a campaign").await?;
        let mut jobs = conn
            .query("SELECT role, number, job_id FROM campaign_jobs WHERE campaign_id = $1")
            .bind(&id)
            .fetch(|row| read(row).map_err(|error| error.of("campaign_jobs", id)))
            .await?;
        jobs.sort_unstable_by_key(|job| (job.role, job.number));
        Ok(jobs)
    }

    /// The place that a job takes in a campaign, if it takes one.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_campaign_place(&self, job_id: JobId) -> Result<Option<CampaignPlace>, StoreError> {
        let mut conn = self.read("looking up the campaign of a job").await?;
        let sql = "SELECT campaign_id, role, number FROM campaign_jobs WHERE job_id = $1";
        let read = |row: &Row| {
            let (campaign_id, role, number) = (row.get("campaign_id")?, row.get("role")?, row.get("number")?);
            Ok(CampaignPlace { campaign_id, role, number })
        };
        conn.query(sql)
            .bind(&job_id)
            .fetch_optional(|row| read(row).map_err(|error: ColumnError| error.of("campaign_jobs", job_id)))
            .await
    }

    /// The campaigns that have no round yet and wait for nothing: what a process that died left undone.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_campaigns_to_begin(&self) -> Result<Vec<CampaignId>, StoreError> {
        let mut conn = self.read("listing campaigns to begin").await?;
        let sql = "SELECT campaign_id FROM campaigns WHERE NOT EXISTS (
                 SELECT 1 FROM campaign_jobs JOIN jobs ON jobs.job_id = campaign_jobs.job_id
                 WHERE campaign_jobs.campaign_id = campaigns.campaign_id
                     AND (campaign_jobs.role = 'ROUND' OR jobs.phase <> 'COMPLETED')
             ) ORDER BY created_at, campaign_id";
        conn.query(sql).fetch(|row| row.get("campaign_id").map_err(|error| error.of("campaigns", "any row"))).await
    }
}

fn read(row: &Row) -> Result<CampaignJob, ColumnError> {
    let role: CampaignRole = row.get("role")?;
    Ok(CampaignJob { role, number: row.get("number")?, job_id: row.get("job_id")? })
}
