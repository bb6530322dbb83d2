//! The tables `campaigns` and `campaign_jobs`.

mod jobs;
mod row;

use ml_job_domain::{Campaign, CampaignId};

use crate::{AddCampaign, IdempotencyKey, Listed, Page, Store, StoreError, idempotency};
use row::{COLUMNS, read};

impl Store {
    /// Stores a new campaign. Once, if its request has a key.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when the id is taken or a text is too long.
    pub async fn add_campaign(
        &self,
        campaign: &Campaign,
        key: Option<&IdempotencyKey>,
    ) -> Result<AddCampaign, StoreError> {
        let mut conn = self.begin("adding a campaign").await?;
        if let Some(known) = idempotency::remember(&mut conn, key).await? {
            return Ok(AddCampaign::Repeated(known));
        }
        let added = conn
            .query(format!("INSERT INTO campaigns ({COLUMNS}) VALUES ($1, $2, $3, $4, $5)"))
            .bind(&campaign.campaign_id)
            .bind(&campaign.label)
            .bind(&campaign.description)
            .bind(&campaign.created_at)
            .bind(&campaign.plan)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        conn.commit().await?;
        Ok(AddCampaign::Added)
    }

    /// The campaign, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_campaign(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        let mut conn = self.read("looking up a campaign").await?;
        let sql = format!("SELECT {COLUMNS} FROM campaigns WHERE campaign_id = $1");
        conn.query(sql).bind(&id).fetch_optional(read).await
    }

    /// All campaigns, newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_campaigns(&self, page: Page) -> Result<Listed<Campaign>, StoreError> {
        let mut conn = self.read("listing campaigns").await?;
        let total = conn.query("SELECT count(*) FROM campaigns").fetch_value().await?;
        let (limit, offset) = page.limit_and_offset();
        let sql =
            format!("SELECT {COLUMNS} FROM campaigns ORDER BY created_at DESC, campaign_id DESC LIMIT $1 OFFSET $2");
        let items = conn.query(sql).bind(&limit).bind(&offset).fetch(read).await?;
        Ok(Listed { total, items })
    }

    /// Forgets a campaign; its jobs and their labellings stay. Whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_campaign(&self, id: CampaignId) -> Result<bool, StoreError> {
        let mut conn = self.begin("forgetting a campaign").await?;
        let deleted = conn.query("DELETE FROM campaigns WHERE campaign_id = $1").bind(&id).execute().await?;
        conn.commit().await?;
        Ok(deleted == 1)
    }
}
