//! `GET /api/campaigns/`: the campaigns, newest first, by page.

use axum::extract::State;
use ml_job_domain::Campaign;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::Seen;
use crate::extract::Json;
use crate::page::Paged;
use crate::problem::Problem;

/// A page of twenty, unless another number is asked for.
type CampaignsPage = Paged<20, 1000>;

/// A page of campaigns.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignList {
    /// How many campaigns there are in all.
    total: u64,
    /// How many were passed over.
    offset: u64,
    /// How many were asked for.
    limit: u64,
    /// The campaigns, newest first.
    campaigns: Vec<Campaign>,
}

/// List campaigns
///
/// Newest first, by page: those that the caller may see.
#[utoipa::path(
    get, path = "/api/campaigns/", tag = TAG, params(CampaignsPage, Seen),
    responses((status = 200, description = "A page of campaigns", body = CampaignList)),
)]
pub(crate) async fn list_campaigns(
    State(state): State<ApiState>,
    Seen(sight): Seen,
    Paged(page): CampaignsPage,
) -> Result<Json<CampaignList>, Problem> {
    let listed = state.store.list_campaigns(sight, page).await?;
    Ok(Json(CampaignList { total: listed.total, offset: page.offset, limit: page.limit, campaigns: listed.items }))
}
