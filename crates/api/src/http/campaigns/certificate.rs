//! `GET /api/campaigns/{campaign_id}/audits/{number}/certificate`: what a list is worth, for everybody to recompute.

use std::sync::Arc;

use axum::extract::State;
use serde_json::Value;

use super::TAG;
use super::audit::AuditPath;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, campaigns};

/// Get the certificate of an audit
///
/// By the labels given so far: every draw in its order, with its answer, and the bound after each. It can be recomputed from
/// itself alone.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}/audits/{number}/certificate", tag = TAG, params(AuditPath),
    responses(
        (status = 200, description = "The certificate", body = Object),
        (status = 409, description = "The list is not frozen yet"),
    ),
)]
pub(crate) async fn get_certificate(
    State(state): State<ApiState>,
    Path(AuditPath { campaign_id, number }): Path<AuditPath>,
) -> Result<Json<Value>, Problem> {
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    if !record.audits.iter().any(|audit| audit.number == number) {
        return Err(Problem::not_found(format!("The campaign has no audit {number}.")));
    }
    let kinds = Arc::clone(&state.kinds);
    let certificate = tokio::task::spawn_blocking(move || kinds.certificate(&record, number)).await?;
    Ok(Json(certificate.map_err(Problem::conflict)?))
}
