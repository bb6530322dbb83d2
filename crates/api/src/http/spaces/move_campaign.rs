//! `PUT /api/campaigns/{campaign_id}/space`: move a campaign and its jobs to another space.

use axum::extract::State;
use ml_job_store::{MoveCampaign, Subject};

use super::{Moved, NewPlace, TAG, where_it_lies};
use crate::ApiState;
use crate::access::{Who, target_space};
use crate::extract::{Json, Path};
use crate::http::campaigns::CampaignPath;
use crate::problem::Problem;

/// Move a campaign to another space
///
/// With its jobs, their labels and their directories. Needs an owner of the space in which it lies, and a member of the other.
#[utoipa::path(
    put, path = "/api/campaigns/{campaign_id}/space", tag = TAG, params(CampaignPath), request_body = NewPlace,
    responses(
        (status = 200, description = "It lies there", body = Moved),
        (status = 409, description = "One of its jobs lies elsewhere, or the instance runs without accounts"),
    ),
)]
pub(crate) async fn move_campaign(
    State(state): State<ApiState>,
    who: Who,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
    Json(NewPlace { space_id }): Json<NewPlace>,
) -> Result<Json<Moved>, Problem> {
    let missing = || Problem::no_such_campaign(campaign_id);
    let from = where_it_lies(&state, &Subject::Campaign(campaign_id), missing).await?;
    target_space(&state, &who, space_id).await?;
    match state.store.move_campaign(campaign_id, from, space_id).await? {
        MoveCampaign::Moved(jobs) => {
            tracing::info!(campaign.id = %campaign_id, space.id = %space_id, "Moved campaign {campaign_id} to the space {space_id}");
            Ok(Json(Moved { space_id, jobs }))
        }
        MoveCampaign::NotFound => Err(missing()),
        MoveCampaign::Elsewhere(id) => {
            Err(Problem::conflict(format!("The job {id}, which belongs to it, lies elsewhere.")))
        }
    }
}
