//! `POST /api/campaigns/{campaign_id}/audits/{number}`: freeze the list, and find out what it is worth.

use std::sync::Arc;

use axum::extract::State;
use ml_job_domain::{AuditKind, CampaignId, CampaignRole, FieldError, Job};
use serde::Deserialize;
use serde_with::{DisplayFromStr, serde_as};
use utoipa::{IntoParams, ToSchema};

use super::TAG;
use crate::access::Who;
use crate::extract::{Json, Path};
use crate::idempotency::Answer;
use crate::problem::Problem;
use crate::{ApiState, campaigns};

/// Which audit of which campaign.
#[serde_as]
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AuditPath {
    /// The campaign's id.
    pub(crate) campaign_id: CampaignId,
    /// Which audit, from 1: the one after the newest.
    #[serde_as(as = "DisplayFromStr")]
    #[param(value_type = u32, minimum = 1, maximum = 2_147_483_646)]
    pub(crate) number: u32,
}

/// What an audit is to find out.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAudit {
    /// Precision of the list, or recall of the search.
    kind: AuditKind,
    /// The wanted class that is certified alone, by the part of the list that is of it; absent: all of them together.
    #[serde(default)]
    #[schema(nullable = false, min_length = 1, max_length = 30)]
    class: Option<String>,
}

/// Start an audit of a campaign
///
/// The newest list, or its part of one class, is frozen, and spectra are drawn from it (for the recall also from what it leaves out):
/// their labels are a
/// measurement, so nobody sees what the model thinks of them. Each audit may be wrong less often than the one before, so that
/// all of them together keep the campaign's `alpha`.
#[utoipa::path(
    post, path = "/api/campaigns/{campaign_id}/audits/{number}", tag = TAG, params(AuditPath), request_body = NewAudit,
    responses(
        (status = 201, description = "The audit's job, PROCESSING", body = Job,
            headers(("Location" = String, description = "The job's path"))),
        (status = 409, description = "There is no list yet, or the newest round runs"),
        (status = 507, description = "No space is left for the job's directory"),
    ),
)]
pub(crate) async fn start_audit(
    State(state): State<ApiState>,
    who: Who,
    Path(AuditPath { campaign_id, number }): Path<AuditPath>,
    Json(NewAudit { kind, class }): Json<NewAudit>,
) -> Result<Answer, Problem> {
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    campaigns::watch(&state, campaign_id, &who).await?;
    let wanted = &record.campaign.plan.wanted;
    let unknown = class.as_ref().filter(|class| !wanted.contains(class));
    let problem =
        |class: &String| format!("`{class}` is none of the classes that are searched for: {}", wanted.join(", "));
    Problem::unless_valid(unknown.map(|class| FieldError::new("/class", problem(class))))?;
    let next = record.audits.last().map_or(1, |newest| newest.number + 1);
    let job = match record.audits.iter().find(|audit| audit.number == number) {
        Some(there) => there.job.clone(),
        None if number != next => return Err(Problem::conflict(format!("The next audit is number {next}."))),
        None => {
            let (campaign, parent) = (record.campaign.clone(), record.newest().map(|round| round.job.job_id));
            let kinds = Arc::clone(&state.kinds);
            let planned =
                tokio::task::spawn_blocking(move || kinds.campaign_audit(&record, kind, class.as_deref())).await?;
            let task = planned.map_err(Problem::conflict)?;
            campaigns::add(&state, &campaign, CampaignRole::Audit, number, parent, task).await?
        }
    };
    Answer::created(Some(format!("/api/jobs/{}", job.job_id)), &job)
}
