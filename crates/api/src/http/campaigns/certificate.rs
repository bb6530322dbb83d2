//! `GET /api/campaigns/{campaign_id}/audits/{number}/certificate`: what a list is worth, for everybody to recompute.

use std::sync::Arc;

use axum::extract::State;
use serde_json::Value;

use super::TAG;
use super::audit::AuditPath;
use crate::access::Who;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, campaigns, opinions};

/// Get the certificate of an audit
///
/// By the labels given so far: every draw in its order, with its answer, and the bound after each. It can be recomputed from
/// itself alone.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}/audits/{number}/certificate", tag = TAG, params(AuditPath),
    responses(
        (status = 200, description = "The certificate", body = Object),
        (status = 409, description = "The list is not frozen yet, or the certificate would tell an answer that the caller must not see yet"),
    ),
)]
pub(crate) async fn get_certificate(
    State(state): State<ApiState>,
    who: Who,
    Path(AuditPath { campaign_id, number }): Path<AuditPath>,
) -> Result<Json<Value>, Problem> {
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    let Some(audit) = record.audits.iter().find(|audit| audit.number == number) else {
        return Err(Problem::not_found(format!("The campaign has no audit {number}.")));
    };
    // The certificate tells every answer, and so would tell the second of two what the first says.
    let seen = opinions::seen(&state, &who, audit.labellings.clone()).await?;
    let secret = seen.iter().zip(&audit.labellings).filter(|(seen, kept)| seen.is_hidden && kept.user_label.is_some());
    let secret = secret.count();
    if secret > 0 {
        let sentence = format!(
            "The certificate would tell you what others said of {secret} spectra that wait for a second, blind answer."
        );
        return Err(Problem::conflict(sentence));
    }
    let kinds = Arc::clone(&state.kinds);
    let certificate = tokio::task::spawn_blocking(move || kinds.certificate(&record, number)).await?;
    Ok(Json(certificate.map_err(Problem::conflict)?))
}
