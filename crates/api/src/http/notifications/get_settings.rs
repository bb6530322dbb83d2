//! `GET /api/auth/notifications`: what one is told of, and how.

use axum::extract::State;
use ml_job_domain::notice::NotificationSettings;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Json;
use crate::problem::Problem;

/// Get what one is told of
///
/// By mail and by webhook; without the secret of the webhook, which is shown when it is made.
#[utoipa::path(
    get, path = "/api/auth/notifications", tag = TAG,
    responses(
        (status = 200, description = "What one is told of", body = NotificationSettings),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn get_notification_settings(
    State(state): State<ApiState>,
    person: Person,
) -> Result<Json<NotificationSettings>, Problem> {
    Ok(Json(state.store.lookup_notification_settings(person.user.user_id).await?))
}
