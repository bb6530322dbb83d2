//! `POST /api/campaigns/{campaign_id}/rounds/{number}`: learn from the labels, and choose what to label next.

use axum::extract::State;
use ml_job_domain::{CampaignId, Job};
use serde::Deserialize;
use serde_with::{DisplayFromStr, serde_as};
use utoipa::IntoParams;

use super::TAG;
use crate::access::Who;
use crate::extract::Path;
use crate::idempotency::Answer;
use crate::problem::Problem;
use crate::{ApiState, campaigns};

/// Which round of which campaign.
#[serde_as]
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct RoundPath {
    /// The campaign's id.
    campaign_id: CampaignId,
    /// Which round, from 0: the one after the newest.
    #[serde_as(as = "DisplayFromStr")]
    #[param(value_type = u32, maximum = 2_147_483_646)]
    number: u32,
}

/// Start a round of a campaign
///
/// A round has a number, so that a click too many starts no second one: it is answered with the round that is there.
#[utoipa::path(
    post, path = "/api/campaigns/{campaign_id}/rounds/{number}", tag = TAG, params(RoundPath),
    responses(
        (status = 201, description = "The round's job, PROCESSING", body = Job,
            headers(("Location" = String, description = "The job's path"))),
        (status = 409, description = "Its time has not come: the round before it runs, or has no label"),
        (status = 507, description = "No space is left for the job's directory"),
    ),
)]
pub(crate) async fn start_round(
    State(state): State<ApiState>,
    who: Who,
    Path(RoundPath { campaign_id, number }): Path<RoundPath>,
) -> Result<Answer, Problem> {
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    campaigns::watch(&state, campaign_id, &who).await?;
    let next = record.newest().map_or(0, |newest| newest.number + 1);
    let job = match record.rounds.iter().find(|round| round.number == number) {
        Some(there) => there.job.clone(),
        None if number == next => campaigns::round(&state, record).await?,
        None => return Err(Problem::conflict(format!("The next round is number {next}."))),
    };
    Answer::created(Some(format!("/api/jobs/{}", job.job_id)), &job)
}
