//! The tables `campaigns` and `campaign_jobs`.

mod jobs;
mod row;

use ml_job_domain::{Campaign, CampaignId};

use crate::{AddCampaign, IdempotencyKey, Listed, Page, Sight, Store, StoreError, idempotency};
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
            .query(format!("INSERT INTO campaigns ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)"))
            .bind(&campaign.campaign_id)
            .bind(&campaign.label)
            .bind(&campaign.description)
            .bind(&campaign.created_at)
            .bind(&campaign.plan)
            .bind(&campaign.space_id)
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

    /// The campaigns that may be seen, newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_campaigns(&self, sight: Sight, page: Page) -> Result<Listed<Campaign>, StoreError> {
        let mut conn = self.read("listing campaigns").await?;
        let restriction = sight.condition("space_id", 1).map(|it| format!("WHERE {it}")).unwrap_or_default();
        let total = conn.query(format!("SELECT count(*) FROM campaigns {restriction}"));
        let total = sight.bind(total).fetch_value().await?;
        let (limit, offset) = page.limit_and_offset();
        let sql = format!(
            "SELECT {COLUMNS} FROM campaigns {restriction} ORDER BY created_at DESC, campaign_id DESC LIMIT $4 OFFSET $5"
        );
        let items = sight.bind(conn.query(sql)).bind(&limit).bind(&offset).fetch(read).await?;
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
