//! `PUT /api/auth/notifications`: what one wants to be told of, and how.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ml_job_accounts::{Secret, SecretKind};
use ml_job_domain::notice::{NoticeKind, NotificationSettings};
use ml_job_store::NewWebhook;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Json;
use crate::problem::Problem;
use crate::teller::url_problem;

/// What one wants to be told of.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct WantedNotifications {
    /// What by e-mail. It goes to the address that one has shown.
    mail: BTreeSet<NoticeKind>,
    /// The webhook; absent: none.
    webhook: Option<WantedWebhook>,
}

/// A webhook that one wants.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct WantedWebhook {
    /// Where messages are to be sent to.
    #[schema(max_length = 2000, example = "https://hooks.example.org/spectra")]
    url: String,
    /// What is to be told there.
    kinds: BTreeSet<NoticeKind>,
}

/// What one is told of from now on.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SetNotifications {
    /// What one is told of.
    #[serde(flatten)]
    settings: NotificationSettings,
    /// What signs the messages to a new webhook. It is shown this once.
    #[schema(example = "whsec_…")]
    secret: Option<String>,
}

/// Set what one is told of
///
/// A new webhook gets a secret, which is shown this once; one that is there keeps its own. One that was switched off is tried again.
/// Messages have the form of Standard Webhooks: `POST` with the headers `webhook-id` (the same at every try), `webhook-timestamp`
/// (seconds since 1970) and `webhook-signature` (`v1,` and the HMAC-SHA-256 of `id.timestamp.body` in base64).
#[utoipa::path(
    put, path = "/api/auth/notifications", tag = TAG, request_body = WantedNotifications,
    responses(
        (status = 200, description = "What one is told of from now on", body = SetNotifications),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn put_notification_settings(
    State(state): State<ApiState>,
    person: Person,
    Json(WantedNotifications { mail, webhook }): Json<WantedNotifications>,
) -> Result<Response, Problem> {
    if let Some(problem) = webhook.as_ref().and_then(|webhook| url_problem(&webhook.url)) {
        return Err(Problem::invalid_field("/webhook/url", problem));
    }
    let secret = Secret::new(SecretKind::Webhook).map_err(Problem::internal)?;
    let webhook =
        webhook.map(|WantedWebhook { url, kinds }| NewWebhook { url, kinds, secret: secret.reveal().to_owned() });
    let id = person.user.user_id;
    let is_new = state.store.put_notification_settings(id, &mail, webhook.as_ref()).await?;
    let settings = state.store.lookup_notification_settings(id).await?;
    let set = Json(SetNotifications { settings, secret: is_new.then(|| secret.reveal().to_owned()) });
    Ok(([(header::CACHE_CONTROL, "no-store")], set).into_response())
}
