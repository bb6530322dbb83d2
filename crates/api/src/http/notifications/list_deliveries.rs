//! `GET /api/auth/notifications/deliveries/`: what one was told, and what became of it.

use axum::extract::State;
use ml_job_domain::notice::Delivery;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Json;
use crate::problem::Problem;

/// How many are told.
const SHOWN: u32 = 50;

/// List what one was told
///
/// The newest 50 messages by mail and to the webhook, newest first, with what became of each.
#[utoipa::path(
    get, path = "/api/auth/notifications/deliveries/", tag = TAG,
    responses(
        (status = 200, description = "The messages", body = Vec<Delivery>),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn list_deliveries(
    State(state): State<ApiState>,
    person: Person,
) -> Result<Json<Vec<Delivery>>, Problem> {
    Ok(Json(state.store.list_deliveries(person.user.user_id, SHOWN).await?))
}
