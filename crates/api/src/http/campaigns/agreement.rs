//! `GET /api/campaigns/{campaign_id}/agreement` and `/disagreements`: how far the people agree who label a campaign.

use axum::extract::State;
use ml_job_domain::JobId;
use ml_job_domain::opinion::Agreement;

use super::{CampaignPath, TAG};
use crate::access::Who;
use crate::extract::{Json, Path, Query};
use crate::http::jobs::agreement::{DisagreementPage, DisagreementQuery};
use crate::opinions::{self, DisagreementList};
use crate::page::Paged;
use crate::problem::Problem;
use crate::{ApiState, campaigns};

/// Get how far the people agree who label a campaign
///
/// As `GET /api/jobs/{job_id}/agreement`, of all rounds and audits.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}/agreement", tag = TAG, params(CampaignPath),
    responses((status = 200, description = "How far they agree", body = Agreement)),
)]
pub(crate) async fn get_campaign_agreement(
    State(state): State<ApiState>,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
) -> Result<Json<Agreement>, Problem> {
    let campaign = campaigns::find(&state, campaign_id).await?;
    let ids = jobs_of(&state, &campaign.campaign_id).await?;
    Ok(Json(opinions::agreement(&state, campaign.plan.label_rules(), &ids).await?))
}

/// List what people differ about in a campaign
///
/// As `GET /api/jobs/{job_id}/disagreements`, of all rounds and audits.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}/disagreements", tag = TAG,
    params(CampaignPath, DisagreementPage, DisagreementQuery),
    responses((status = 200, description = "What they differ about", body = DisagreementList)),
)]
pub(crate) async fn list_campaign_disagreements(
    State(state): State<ApiState>,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
    who: Who,
    Query(DisagreementQuery { settled }): Query<DisagreementQuery>,
    Paged(page): DisagreementPage,
) -> Result<Json<DisagreementList>, Problem> {
    let campaign = campaigns::find(&state, campaign_id).await?;
    let ids = jobs_of(&state, &campaign.campaign_id).await?;
    Ok(Json(opinions::disagreements(&state, &who, &ids, settled, page).await?))
}

async fn jobs_of(state: &ApiState, id: &ml_job_domain::CampaignId) -> Result<Vec<JobId>, Problem> {
    Ok(state.store.list_campaign_jobs(*id).await?.into_iter().map(|job| job.job_id).collect())
}
