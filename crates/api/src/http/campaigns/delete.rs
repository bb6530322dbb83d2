//! `DELETE /api/campaigns/{campaign_id}`: forget a campaign; its jobs stay.

use axum::extract::State;
use axum::http::StatusCode;

use super::{CampaignPath, TAG};
use crate::extract::Path;
use crate::problem::Problem;
use crate::{ApiState, campaigns};

/// Forget a campaign
///
/// Its jobs, their files and the labels stay, and can then be deleted as any others.
#[utoipa::path(
    delete, path = "/api/campaigns/{campaign_id}", tag = TAG, params(CampaignPath),
    responses((status = 204, description = "The campaign is forgotten")),
)]
pub(crate) async fn delete_campaign(
    State(state): State<ApiState>,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
) -> Result<StatusCode, Problem> {
    if !state.store.delete_campaign(campaign_id).await? {
        return campaigns::find(&state, campaign_id).await.map(|_| StatusCode::NO_CONTENT);
    }
    tracing::info!(campaign.id = %campaign_id, "Forgot campaign {campaign_id}");
    Ok(StatusCode::NO_CONTENT)
}
