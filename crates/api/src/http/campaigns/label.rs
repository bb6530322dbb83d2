//! `POST /api/campaigns/{campaign_id}/labels`: labels of spectra that a person chose herself.

use std::collections::BTreeSet;

use axum::extract::State;
use ml_job_domain::{
    CampaignRecord, Draw, DrawKind, FieldError, Labelling, LabellingId, NewLabelling, ShownSpectrum, SpectrumSet,
    UNSURE,
};
use ml_job_store::AddLabellings;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CampaignPath, TAG};
use crate::ApiState;
use crate::access::Who;
use crate::campaigns;
use crate::extract::{Batch, Object, Path};
use crate::idempotency::{self, Answer, Key};
use crate::problem::Problem;

/// A label of a spectrum that a person chose herself: a neighbour, what a search found, a line of her own list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChosenLabel {
    /// The spectrum, as the pool names it.
    #[schema(min_length = 1, max_length = 255)]
    spectrum_filename: String,
    /// One of the campaign's classes, or `UNSURE`.
    #[schema(min_length = 1, max_length = 30)]
    user_label: String,
}

/// Label spectra of one's own choice
///
/// All or none. They teach from the next round on; no bound counts them, since they were not drawn by chance.
#[utoipa::path(
    post, path = "/api/campaigns/{campaign_id}/labels", tag = TAG, params(CampaignPath, Key),
    request_body = Vec<ChosenLabel>,
    responses(
        (status = 204, description = "All are kept"),
        (status = 409, description = "The campaign has no round yet"),
        (status = 422, description = "Something in the request is not valid; none is kept"),
    ),
)]
pub(crate) async fn label_chosen(
    State(state): State<ApiState>,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
    who: Who,
    key: Key,
    Batch(request): Batch<Vec<Object<ChosenLabel>>>,
) -> Result<Answer, Problem> {
    let labels: Vec<ChosenLabel> = request.into_iter().map(|Object(label)| label).collect();
    let key = Answer::no_content().for_key(key.of(&state, &labels)?)?;
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    let labellings = labellings(&record, labels)?;
    match state.store.add_labellings(&labellings, None, key.as_ref(), who.said(&state)).await? {
        AddLabellings::Added => Ok(Answer::no_content()),
        AddLabellings::Repeated(known) => idempotency::repeated(known),
        AddLabellings::NoSuchJob(id) => Err(Problem::no_such_job(id)),
        AddLabellings::StaleAttempt { job } => Err(Problem::stale_attempt(job, None)),
    }
}

fn labellings(record: &CampaignRecord, labels: Vec<ChosenLabel>) -> Result<Vec<Labelling>, Problem> {
    let Some(round) = record.newest() else {
        return Err(Problem::conflict("The campaign has no round yet: its matrix is still being prepared."));
    };
    let classes = &record.campaign.plan.classes;
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    let mut labellings = Vec::new();
    for (place, label) in labels.into_iter().enumerate() {
        if label.user_label != UNSURE && !classes.contains(&label.user_label) {
            let message = format!("`{}` is none of the classes: {} or {UNSURE}", label.user_label, classes.join(", "));
            problems.push(FieldError::new(format!("/{place}/user_label"), message));
        }
        if !seen.insert(label.spectrum_filename.clone()) {
            problems.push(FieldError::new(format!("/{place}/spectrum_filename"), "is there twice"));
        }
        let shown = ShownSpectrum {
            draw: Some(Draw::of(DrawKind::Chosen)),
            ..ShownSpectrum::new(label.spectrum_filename, SpectrumSet::Oracle, round.number)
        };
        let new = NewLabelling { user_label: Some(label.user_label), ..shown.into_new(round.job.job_id) };
        problems.extend(new.problems(&format!("/{place}")));
        labellings.push(new.into_labelling(LabellingId::new()));
    }
    Problem::unless_valid(problems)?;
    Ok(labellings)
}
