//! `POST /api/campaigns/`: start a search.

use axum::extract::State;
use ml_job_domain::{Campaign, CampaignId, JobType, NewCampaign, PoolSource};
use ml_job_store::AddCampaign;

use super::TAG;
use crate::access::{Who, space_of_new};
use crate::extract::Json;
use crate::idempotency::{self, Answer, Key};
use crate::problem::Problem;
use crate::{ApiState, campaigns, configs};

/// Where errors in the config of the preparation point to.
const PREPROCESSING_POINTER: &str = "/plan/pool/preprocessing";

/// Start a campaign
///
/// Its matrix is prepared, if it is not there yet, and its first round follows: both are jobs, which are made and run by
/// themselves. The plan never changes afterwards.
#[utoipa::path(
    post, path = "/api/campaigns/", tag = TAG, params(Key),
    request_body(content = NewCampaign, example = json!({
        "label": "Double-peaked Hα", "plan": {
            "pool": { "preprocessing": { "data_dir_path": "B6001", "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 140 } },
            "classes": ["other", "single peak", "double peak"], "wanted": ["double peak"], "line": 6564.6,
        },
    })),
    responses(
        (status = 201, description = "The campaign, which has begun", body = Campaign,
            headers(("Location" = String, description = "The campaign's path"))),
        (status = 409, description = "It cannot begin"),
        (status = 507, description = "No space is left for the directory of its first job"),
    ),
)]
pub(crate) async fn create_campaign(
    State(state): State<ApiState>,
    who: Who,
    key: Key,
    Json(mut request): Json<NewCampaign>,
) -> Result<Answer, Problem> {
    let key = key.of(&state, &request)?;
    if let Some(answer) = idempotency::known(&state, key.as_ref()).await? {
        return Ok(answer);
    }
    Problem::unless_valid(request.problems())?;
    let space_id = space_of_new(&state, &who, request.space_id, None).await?;
    request.space_id = Some(space_id);
    if let PoolSource::Preprocessing(config) = &request.plan.pool {
        let job_type: JobType = JobType::DATA_PREPROCESSING.parse().map_err(Problem::internal)?;
        configs::check_at(&state, &job_type, config, PREPROCESSING_POINTER, space_id).await?;
    }
    let campaign = request.into_campaign(CampaignId::new(), state.clock.now());
    let answer = Answer::created(Some(format!("/api/campaigns/{}", campaign.campaign_id)), &campaign)?;
    match state.store.add_campaign(&campaign, answer.for_key(key)?.as_ref()).await? {
        AddCampaign::Repeated(known) => return idempotency::repeated(known),
        AddCampaign::Added => {}
    }
    tracing::info!(campaign.id = %campaign.campaign_id, "Created campaign {}", campaign.campaign_id);
    campaigns::watch(&state, campaign.campaign_id, &who).await?;
    if let Err(problem) = campaigns::begin(&state, campaign.clone()).await {
        // One that cannot even begin is of no use to anybody.
        state.store.delete_campaign(campaign.campaign_id).await?;
        return Err(problem);
    }
    Ok(answer)
}
