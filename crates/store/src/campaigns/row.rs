//! A campaign's row.

use ml_job_domain::{Campaign, CampaignId};

use crate::StoreError;
use crate::engine::Row;
use crate::error::ColumnError;

pub(super) const COLUMNS: &str = "campaign_id, label, description, created_at, plan, space_id";

pub(super) fn read(row: &Row) -> Result<Campaign, StoreError> {
    let campaign_id: CampaignId = row.get("campaign_id").map_err(|error| error.of("campaigns", "any row"))?;
    read_columns(campaign_id, row).map_err(|error| error.of("campaigns", campaign_id))
}

fn read_columns(campaign_id: CampaignId, row: &Row) -> Result<Campaign, ColumnError> {
    Ok(Campaign {
        campaign_id,
        label: row.get("label")?,
        description: row.get("description")?,
        created_at: row.get("created_at")?,
        plan: row.get("plan")?,
        space_id: row.get("space_id")?,
    })
}
