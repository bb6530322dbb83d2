//! `POST /api/auth/notifications/test`: a message to oneself, to see whether it arrives.

use axum::extract::State;
use axum::http::StatusCode;
use ml_job_domain::notice::Channel;
use serde::Deserialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::{Accounts, Person};
use crate::extract::Json;
use crate::problem::Problem;

/// How a test is to go.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TestNotification {
    /// By mail or to the webhook.
    channel: Channel,
}

/// Send oneself a message
///
/// It goes the way of all messages; what became of it is in the list of deliveries.
#[utoipa::path(
    post, path = "/api/auth/notifications/test", tag = TAG, request_body = TestNotification,
    responses(
        (status = 202, description = "It is on its way"),
        (status = 409, description = "There is no address or no webhook, it is switched off, or the instance runs without accounts"),
        (status = 429, description = "Too many in a short time; `Retry-After` says when there may be more"),
    ),
)]
pub(crate) async fn send_test_notification(
    State(state): State<ApiState>,
    person: Person,
    Json(TestNotification { channel }): Json<TestNotification>,
) -> Result<StatusCode, Problem> {
    let accounts = Accounts::of(&state)?;
    let (id, now) = (person.user.user_id, state.clock.now());
    match channel {
        Channel::Mail => {
            let account = state.store.lookup_account(id).await?;
            if account.and_then(|account| account.email).is_none() {
                return Err(Problem::conflict("You have shown no address yet."));
            }
        }
        Channel::Webhook => match state.store.lookup_notification_settings(id).await?.webhook {
            None => return Err(Problem::conflict("You have no webhook yet: save one first.")),
            Some(webhook) if webhook.off_at.is_some() => {
                return Err(Problem::conflict("The webhook is switched off: save it again first."));
            }
            Some(_) => {}
        },
    }
    accounts.tests.take(&id.to_string(), now).map_err(Problem::too_many_tries)?;
    state.store.tell_for_a_test(id, channel, now).await?;
    Ok(StatusCode::ACCEPTED)
}
