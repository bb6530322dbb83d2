//! `POST /api/auth/notifications/secret`: another secret of one's webhook.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_accounts::{Secret, SecretKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Json;
use crate::problem::Problem;

/// What signs the messages to a webhook.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookSecret {
    /// The secret. It is shown this once.
    #[schema(example = "whsec_…")]
    secret: String,
}

/// Give one's webhook another secret
///
/// It signs from the next message on.
#[utoipa::path(
    post, path = "/api/auth/notifications/secret", tag = TAG,
    responses(
        (status = 201, description = "The secret", body = WebhookSecret),
        (status = 409, description = "One has no webhook, or the instance runs without accounts"),
    ),
)]
pub(crate) async fn create_webhook_secret(State(state): State<ApiState>, person: Person) -> Result<Response, Problem> {
    let secret = Secret::new(SecretKind::Webhook).map_err(Problem::internal)?;
    if !state.store.set_webhook_secret(person.user.user_id, secret.reveal()).await? {
        return Err(Problem::conflict("You have no webhook yet: save one first."));
    }
    let body = Json(WebhookSecret { secret: secret.reveal().to_owned() });
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], body).into_response())
}
