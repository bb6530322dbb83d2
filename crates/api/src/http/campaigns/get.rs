//! `GET /api/campaigns/{campaign_id}`: a campaign, its jobs, and where it stands.

use axum::extract::State;
use ml_job_domain::{Assessment, Campaign, CampaignJob};
use serde::Serialize;
use utoipa::ToSchema;

use super::{CampaignPath, TAG};
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, campaigns};

/// A campaign, its jobs, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignDetail {
    #[serde(flatten)]
    campaign: Campaign,
    /// Its jobs, by role and number.
    jobs: Vec<CampaignJob>,
    /// Where it stands.
    assessment: Assessment,
}

/// Get a campaign
///
/// With where it stands, by the labels that people have given so far.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}", tag = TAG, params(CampaignPath),
    responses((status = 200, description = "The campaign", body = CampaignDetail)),
)]
pub(crate) async fn get_campaign(
    State(state): State<ApiState>,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
) -> Result<Json<CampaignDetail>, Problem> {
    let campaign = campaigns::find(&state, campaign_id).await?;
    let jobs = state.store.list_campaign_jobs(campaign_id).await?;
    let record = campaigns::record(&state, campaign.clone()).await?;
    let assessment = campaigns::assess(&state, record).await?;
    Ok(Json(CampaignDetail { campaign, jobs, assessment }))
}
